"""What a file does not say although it could stays as it is known; units below still inherit it."""

from pathlib import Path
from typing import Any

import pytest

from sor.core.canonical import decode
from sor.core.claim import Claim
from sor.formats.delivery import Delivery
from sor.jobs.importing import ImportOptions, Report, import_file
from sor.register import Register, Submission
from sor.store import reads
from sor.store.database import Database
from tests.conftest import StandingClock
from tests.jobs.files import CLINIC, UNIT, File, clinic, owner, unit
from tests.store.units import INHERITED, NO_CODES, own

PLACE = {"street": "Havnen", "building": "1", "municipality": "0851"}
NUMBER = "5790000121526"


@pytest.fixture
def known(database: Database, clock: StandingClock, tmp_path: Path) -> Register:
    made = Register(database, clock)
    made.init("mirror")
    made.submit(Submission([NO_CODES], "test", "import"))
    rows = [owner(), clinic(postal_address=PLACE, location=own(NUMBER)), unit(location=INHERITED)]
    File(tmp_path, 20261101, rows).load(made)
    return made


def load(known: Register, folder: Path, silent: set[str], address: dict[str, Any]) -> Report:
    """A table of the next day that shows one address everywhere, in which the clinic's row is silent."""
    shown = {"postal_address": address}
    below = unit(**shown, location={"state": "Own", "number": NUMBER})
    file = File(folder, 20261102, [owner(), clinic(**shown), below], format="sor-csv",
                resolved=frozenset({"postal_address", "location"}))  # fmt: skip

    def opened(path: Path) -> Delivery:
        delivery = file.open(path)
        claims: list[Claim] = list(delivery.claims)
        claims[1].pieces[0].untold = frozenset(silent)
        delivery.claims = claims
        return delivery

    return import_file(known, file.path, opened, ImportOptions())


def body(register: Register, key: str) -> dict[str, Any]:
    row = reads.version_at(register.database.reader(), "unit", key, register.as_of("2026-11-02", None))
    assert row is not None
    found: dict[str, Any] = decode(row.body)
    return found


def test_a_part_of_an_address_that_was_not_said_stays_and_the_rest_is_compared(known: Register, tmp_path: Path) -> None:
    load(known, tmp_path, {"postal_address.municipality", "location"}, {"street": "Havnen", "building": "2"})
    assert body(known, CLINIC)["postal_address"] == {**PLACE, "building": "2"}
    assert body(known, CLINIC)["location"] == own(NUMBER)


def test_a_number_that_was_not_said_stays_and_is_inherited_below(known: Register, tmp_path: Path) -> None:
    report = load(known, tmp_path, {"location"}, dict(PLACE))
    assert (report.changed, report.unchanged) == (0, 3)


OTHER_NUMBER = "5790000121533"


def test_of_a_corrected_file_stays_what_was_known_before_the_one_that_it_corrects(
    known: Register, tmp_path: Path
) -> None:
    wrong = PLACE | {"municipality": "0101"}
    rows = [owner(), clinic(postal_address=wrong, location=own(OTHER_NUMBER)), unit(location=INHERITED)]
    File(tmp_path, 20261102, rows, format="sor-csv").load(known)
    assert body(known, CLINIC)["location"] == own(OTHER_NUMBER)
    load(known, tmp_path, {"postal_address.municipality", "location"}, {"street": "Havnen", "building": "2"})
    assert body(known, CLINIC)["postal_address"] == {**PLACE, "building": "2"}
    assert body(known, CLINIC)["location"] == own(NUMBER)
    assert body(known, UNIT)["location"] == INHERITED
