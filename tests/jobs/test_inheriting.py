"""A table that shows resolved values deletes nothing that it cannot say: equal is inherited."""

from pathlib import Path
from typing import Any

import pytest

from sor.register import Register, Submission
from sor.store.database import Database
from tests.conftest import StandingClock
from tests.jobs.files import CLINIC, OTHER, OWNER, UNIT, File, Row, clinic, counts, owner, row, unit
from tests.store.units import INHERITED, NO_CODES, NONE, own

STREET = {"street": "Nygade", "building": "1", "postcode": "9700"}
EXACT = STREET | {"po_box": "12"}
OTHER_STREET = {"street": "Østergade", "building": "2", "postcode": "8000"}
NUMBER, OTHER_NUMBER = "5790000000005", "5790000000012"

RESOLVED = frozenset({"postal_address", "visiting_address", "activity_address", "virtual_address", "location"})
CSV = RESOLVED | {"name", "level", "type", "parent"}


@pytest.fixture
def mirror(database: Database, clock: StandingClock) -> Register:
    made = Register(database, clock)
    made.init("mirror")
    made.submit(Submission([NO_CODES], "test", "import"))
    return made


def csv(folder: Path, day: int, rows: list[Row], **more: Any) -> File:
    """A table: every unit shows the address and number it uses, whosever they are."""
    return File(folder, day, rows, CSV, format="sor-csv", resolved=RESOLVED, **more)


def body(register: Register, key: str) -> dict[str, Any]:
    """A unit's own values."""
    from sor.core.canonical import decode
    from sor.store import reads

    row = reads.version_at(register.database.reader(), "unit", key, register.as_of())
    assert row is not None
    found: dict[str, Any] = decode(row.body)
    return found


@pytest.fixture
def known(mirror: Register, tmp_path: Path) -> Register:
    """What the XML of the day before told: an owner with everything, a clinic and a unit that inherit."""
    File(tmp_path, 20261101, [
        owner(postal_address=EXACT, location=own(NUMBER)),
        clinic(location=INHERITED),
        unit(location=INHERITED, virtual_address={"phone": "1"}),
    ]).load(mirror)  # fmt: skip
    return mirror


def test_a_table_after_an_xml_of_the_same_content_changes_nothing(known: Register, tmp_path: Path) -> None:
    shown = {"postal_address": STREET, "location": own(NUMBER)}
    rows = [owner(**shown), clinic(**shown), unit(**shown, virtual_address={"phone": "1"})]
    assert counts(csv(tmp_path, 20261102, rows).load(known)) == (0, 0, 0, 3)


def test_what_the_table_cannot_hold_of_an_address_stays(known: Register, tmp_path: Path) -> None:
    rows = [owner(postal_address=OTHER_STREET, location=own(NUMBER)), clinic(), unit(virtual_address={"phone": "1"})]
    csv(tmp_path, 20261102, rows).load(known)
    assert body(known, OWNER)["postal_address"] == OTHER_STREET | {"po_box": "12"}


def test_a_new_address_of_the_owner_is_inherited_below(known: Register, tmp_path: Path) -> None:
    shown = {"postal_address": OTHER_STREET, "location": own(NUMBER)}
    rows = [owner(**shown), clinic(**shown), unit(**shown, virtual_address={"phone": "1"})]
    assert counts(csv(tmp_path, 20261102, rows).load(known)) == (0, 1, 0, 2)
    assert "postal_address" not in body(known, UNIT)


def test_so_it_is_when_only_the_owners_row_begins_on_that_day(known: Register, tmp_path: Path) -> None:
    """A source writes what a unit inherits anew and leaves the dates of its row as they were."""
    shown = {"postal_address": OTHER_STREET, "location": own(NUMBER)}
    moved = row(OWNER, since=20261102, first=20260101, level="IO", name="Owner", type="550891000005100", **shown)
    csv(tmp_path, 20261102, [moved, clinic(**shown), unit(**shown, virtual_address={"phone": "1"})]).load(known)
    assert [("postal_address" in body(known, code)) for code in (OWNER, CLINIC, UNIT)] == [True, False, False]


def test_an_address_that_differs_from_the_one_above_is_own(known: Register, tmp_path: Path) -> None:
    shown = {"postal_address": STREET, "location": own(NUMBER)}
    rows = [owner(**shown), clinic(**shown), unit(postal_address=OTHER_STREET, location=own(NUMBER))]
    csv(tmp_path, 20261102, rows).load(known)
    assert body(known, UNIT)["postal_address"] == OTHER_STREET


def test_a_visiting_address_that_is_the_postal_one_is_not_stated(mirror: Register, tmp_path: Path) -> None:
    shown = {"postal_address": STREET, "visiting_address": STREET, "activity_address": STREET}
    csv(tmp_path, 20261101, [owner(**shown), clinic(**shown), unit(**shown | {"activity_address": OTHER_STREET})]).load(
        mirror
    )
    assert {field for field in body(mirror, OWNER) if field in RESOLVED} == {"postal_address"}
    assert {field for field in body(mirror, CLINIC) if field in RESOLVED} == set()
    assert {field for field in body(mirror, UNIT) if field in RESOLVED} == {"activity_address"}


def test_a_number_equal_to_the_one_above_is_inherited(mirror: Register, tmp_path: Path) -> None:
    rows = [owner(location=own(NUMBER)), clinic(location=own(NUMBER)), unit(location=own(OTHER_NUMBER))]
    csv(tmp_path, 20261101, rows).load(mirror)
    assert [body(mirror, key)["location"] for key in (OWNER, CLINIC, UNIT)] == [
        own(NUMBER), INHERITED, own(OTHER_NUMBER)
    ]  # fmt: skip


def test_an_own_number_that_is_known_stays_own_even_when_the_one_above_is_the_same(
    mirror: Register, tmp_path: Path
) -> None:
    """101 of 119 numbers stand on several units; what an XML told is not untold by a table."""
    File(tmp_path, 20261101, [owner(location=own(NUMBER)), clinic(location=own(NUMBER)), unit()]).load(mirror)
    rows = [owner(location=own(NUMBER)), clinic(location=own(NUMBER)), unit()]
    csv(tmp_path, 20261102, rows).load(mirror)
    assert body(mirror, CLINIC)["location"] == own(NUMBER)


def test_no_number_below_one_that_has_a_number_is_none(known: Register, tmp_path: Path) -> None:
    shown = {"postal_address": STREET}
    rows = [owner(**shown, location=own(NUMBER)), clinic(**shown, location=own(NUMBER)), unit(**shown)]
    csv(tmp_path, 20261102, rows).load(known)
    assert body(known, UNIT)["location"] == NONE


def test_no_number_where_nothing_is_above_leaves_what_was_known(mirror: Register, tmp_path: Path) -> None:
    """Inherited where nothing is above shows no number, as None does (L3): the table cannot tell them apart."""
    File(tmp_path, 20261101, [owner(location=NONE), clinic(location=INHERITED), unit(location=INHERITED)]).load(mirror)
    csv(tmp_path, 20261102, [owner(), clinic(), unit()]).load(mirror)
    assert [body(mirror, key)["location"] for key in (OWNER, CLINIC, UNIT)] == [NONE, INHERITED, INHERITED]


def test_a_part_of_the_register_is_compared_with_what_is_known_above(known: Register, tmp_path: Path) -> None:
    rows = [unit(OTHER, postal_address=STREET, location=own(NUMBER)), unit(postal_address=STREET, location=own(NUMBER))]
    csv(tmp_path, 20261102, rows, silence="nothing").load(known)
    assert "postal_address" not in body(known, OTHER)
    assert body(known, OTHER)["location"] == INHERITED


def test_the_order_of_the_rows_does_not_matter(mirror: Register, tmp_path: Path) -> None:
    shown = {"postal_address": STREET, "location": own(NUMBER)}
    csv(tmp_path, 20261101, [unit(**shown), clinic(**shown), owner(**shown)]).load(mirror)
    assert "postal_address" not in body(mirror, UNIT)
    assert body(mirror, CLINIC)["location"] == INHERITED


def test_a_number_is_inherited_past_a_unit_that_has_none(mirror: Register, tmp_path: Path) -> None:
    rows = [owner(location=own(NUMBER)), clinic(location=NONE), unit(location=INHERITED)]
    File(tmp_path, 20261101, rows).load(mirror)
    shown = [owner(location=own(NUMBER)), clinic(), unit(location=own(NUMBER))]
    assert counts(csv(tmp_path, 20261102, shown).load(mirror)) == (0, 0, 0, 3)


def test_what_is_a_units_own_on_a_later_day_stays_its_own_then(mirror: Register, tmp_path: Path) -> None:
    later = row(UNIT, 20261201, level="OU", name="Unit", type="255203001", parent=CLINIC, postal_address=STREET,
                location=INHERITED)  # fmt: skip
    File(
        tmp_path, 20261101, [owner(postal_address=STREET, location=own(NUMBER)), clinic(location=INHERITED), later]
    ).load(mirror)
    shown = {"postal_address": STREET, "location": own(NUMBER)}
    later.values |= shown
    assert counts(csv(tmp_path, 20261102, [owner(**shown), clinic(**shown), later]).load(mirror)) == (0, 0, 0, 3)
