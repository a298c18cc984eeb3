"""A file that gives a used location number to another unit is loaded as it says, with a finding (L13)."""

from pathlib import Path
from typing import Any

import pytest
from msgspec import convert

from sor.core.claim import Claim, Piece
from sor.core.day import OPEN
from sor.core.finding import Finding
from sor.register import Register, Submission
from sor.rules.sentences import sentence
from sor.store.database import Database
from tests.conftest import StandingClock
from tests.jobs.files import CLINIC, MORE, OTHER, SMALL, UNIT, File, Row, clinic, owner, unit
from tests.store.units import NO_CODES

GLN = "5790000000005"
OWN: dict[str, Any] = {"state": "Own", "number": GLN}
NONE = {"state": "None"}


@pytest.fixture
def mirror(database: Database, clock: StandingClock) -> Register:
    made = Register(database, clock)
    made.init("mirror")
    made.submit(Submission([NO_CODES], "test", "import"))
    return made


def load(register: Register, folder: Path, day: int, *rows: Row, **options: Any) -> int:
    return File(folder, day, list(rows)).load(register, **options).findings.get("L13", 0)


def holder(register: Register, day: str) -> list[str]:
    at = register.as_of(day)
    return [key for key in (UNIT, OTHER, MORE) if (register.at(at).unit(key) or {}).get("location", {}).get("number")]


def test_a_number_that_a_file_moves_to_another_unit_is_told(mirror: Register, tmp_path: Path) -> None:
    assert load(mirror, tmp_path, 20261101, owner(), clinic(), unit(location=OWN), unit(OTHER, location=NONE)) == 0
    moved = [
        unit(location=NONE, since=20261105, first=20260101),
        unit(OTHER, location=OWN, since=20261105, first=20260101),
    ]
    assert load(mirror, tmp_path, 20261105, owner(), clinic(), *moved) == 1
    assert holder(mirror, "2026-11-05") == [OTHER], "loaded as the file says"


def test_a_number_of_a_unit_that_the_file_closes_or_leaves_out_is_told(mirror: Register, tmp_path: Path) -> None:
    load(mirror, tmp_path, 20261101, owner(), clinic(), unit(location=OWN))
    assert load(mirror, tmp_path, 20261105, owner(), clinic(), unit(OTHER, location=OWN, since=20261105)) == 1
    assert load(mirror, tmp_path, 20261110, owner(), clinic(), unit(MORE, location=OWN, since=20261110)) == 1


def test_a_file_that_leaves_everything_as_it_was_tells_nothing(mirror: Register, tmp_path: Path) -> None:
    load(mirror, tmp_path, 20261101, owner(), clinic(), unit(location=OWN))
    renamed = unit(location=OWN, name="Nyt navn", since=20261105, first=20260101)
    assert load(mirror, tmp_path, 20261105, owner(), clinic(), renamed, unit(OTHER)) == 0


def test_a_number_that_comes_back_to_its_unit_is_not_told(mirror: Register, tmp_path: Path) -> None:
    load(mirror, tmp_path, 20261101, owner(), clinic(), unit(location=OWN))
    load(mirror, tmp_path, 20261105, owner(), clinic(), unit(location=NONE, since=20261105, first=20260101))
    back = unit(location=OWN, since=20261110, first=20260101)
    assert load(mirror, tmp_path, 20261110, owner(), clinic(), back) == 0


def test_a_number_that_goes_to_the_unit_that_replaces_is_not_told(mirror: Register, tmp_path: Path) -> None:
    load(mirror, tmp_path, 20261101, *SMALL[:2], unit(location=OWN))
    file = File(tmp_path, 20261105, [owner(), clinic(), unit(OTHER, location=OWN, since=20261105)])
    noted = Claim(
        "succession", f"{UNIT}>{OTHER}", frozenset({"replaces"}), [Piece(20261105, OPEN, {"replaces": True})],
        [(20261105, OPEN)], 20261105,
    )  # fmt: skip
    units = list(file.claims())
    file.claims = lambda: iter([*units, noted])  # type: ignore[method-assign]
    assert file.load(mirror).findings.get("L13", 0) == 0


def test_the_finding_says_who_used_the_number_and_until_when(mirror: Register, tmp_path: Path) -> None:
    load(mirror, tmp_path, 20261101, owner(), clinic(), unit(location=OWN))
    load(mirror, tmp_path, 20261105, owner(), clinic(), unit(OTHER, location=OWN, since=20261105))
    entry = mirror.entry(mirror.serial())
    assert entry is not None
    [found] = [convert(one, Finding) for one in entry.findings if one["rule"] == "L13"]
    assert (found.key, found.severity) == (OTHER, "warning")
    assert sentence(found, "en").startswith(
        f"The file gives {OTHER} the location number {GLN}, which {UNIT} used until 2026-11-04."
    )
    assert CLINIC not in sentence(found, "da")
