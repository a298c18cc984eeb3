"""What programs leave of a table on its way: databases, shells, mail, version control, jobs that ran twice. Each as a
file of the day after, and as the first of all.
"""

import json
from collections.abc import Callable
from datetime import date, timedelta
from quopri import encodestring

import pytest

from sor.core.day import to_date
from sor.formats.dates import read_day
from sor.formats.delivery import BadFile
from sor.register import Register
from sor.store.database import Database
from tests.conftest import StandingClock
from tests.faults.conftest import FILES, Mirror

BASE = (FILES / "base-sor.csv").read_bytes()
LINES = BASE.decode("iso-8859-1").splitlines()
HEADER = LINES[0].split(";")


def lines(*written: str) -> bytes:
    return "".join(f"{line}\r\n" for line in written).encode("iso-8859-1")


def cells(change: Callable[[str, str], str]) -> bytes:
    """Every cell below the header changed, told its column."""
    rows = (line.split(";") for line in LINES[1:])
    changed = (";".join(change(name, cell) for name, cell in zip(HEADER, row, strict=True)) for row in rows)
    return lines(LINES[0], *changed)


def dates(write: Callable[[date], str]) -> bytes:
    def written(name: str, cell: str) -> str:
        return write(to_date(read_day(cell))) if "dato" in name and cell else cell

    return cells(written)


def in_utc(day: date) -> str:
    """Danish midnight."""
    return f"{day - timedelta(1)}T{22 if 4 <= day.month <= 9 else 23}:00:00.000Z"


def with_name(line: str, name: str) -> str:
    place = HEADER.index("Enhedsnavn")
    row = line.split(";")
    return ";".join([*row[:place], name, *row[place + 1 :]])


REFUSED: dict[str, tuple[bytes, str]] = {
    "a disk that was full left zeros at the end": (BASE + bytes(4096), "NUL byte"),
    "a spreadsheet of commas quoted each row whole": (
        lines(LINES[0], *(f'"{line}"' for line in LINES[1:])), "The file is damaged",
    ),
    "MySQL's mark for nothing": (cells(lambda _, cell: cell or r"\N"), r"39 of 39 rows"),
    "one offset for the whole year": (dates(lambda day: f"{day}T00:00:00+02:00"), r"rows cannot be loaded"),
    "milliseconds since 1970": (
        dates(lambda day: f"{(day - date(1970, 1, 1)).days * 86_400_000}"), "39 of 39 rows",
    ),
    "two-digit years": (dates(lambda day: day.strftime("%d-%m-%y")), "39 of 39 rows"),
    "codes as floating-point numbers": (
        cells(lambda name, cell: str(int(float(cell))) if name == "SOR-kode" else cell), "38 of 39 rows",
    ),
    "a join that gave each unit two names": (
        lines(LINES[0], *(one for line in LINES[1:] for one in (line, with_name(line, "Et andet navn")))),
        "stands on line 2 already, with other content",
    ),
    "marks of a mail that was answered": (lines(LINES[0], *(f"> {line}" for line in LINES[1:])), "elsewhere"),
    "a mail's coding of signs": (encodestring(BASE), "none of the known formats"),
}  # fmt: skip
"""What is refused, with what is told."""

HARMLESS: dict[str, tuple[bytes, int]] = {
    "a job that ran twice into one file": (BASE + BASE, 1),
    "sqlcmd's line below the header and its count": (
        lines(LINES[0], ";".join("-" * len(name) for name in HEADER), *LINES[1:], "", "(39 rows affected)"), 2,
    ),
    "the header anew on each page": (
        lines(*(one for n, line in enumerate(LINES) for one in ([LINES[0], line] if n and n % 10 == 0 else [line]))), 3,
    ),
    "times of Danish midnight in UTC": (dates(in_utc), 0),
    "a number in groups": (
        cells(lambda name, cell: f"{int(cell):,}".replace(",", " ") if name == "Lokationsnummer" and cell else cell), 0,
    ),
}  # fmt: skip
"""What holds the same all the same, with how many lines of it are rejected."""


@pytest.fixture(params=["the day after", "first"])
def mirror(request: pytest.FixtureRequest, sor: Mirror, new_sqlite: Callable[[], Database]) -> Mirror:
    if request.param != "first":
        return sor
    register = Register(new_sqlite(), StandingClock())
    register.init("mirror")
    return Mirror(register, sor.folder, sor.base)


@pytest.mark.slow
@pytest.mark.parametrize("name", REFUSED)
def test_what_would_be_read_wrongly_is_refused(name: str, mirror: Mirror) -> None:
    content, told = REFUSED[name]
    before = mirror.units()
    with pytest.raises(BadFile, match=told):
        mirror.load(content)
    assert mirror.units() == before


@pytest.mark.slow
@pytest.mark.parametrize("name", HARMLESS)
def test_what_holds_the_same_is_loaded_as_that_and_its_other_lines_are_told(
    name: str, mirror: Mirror, sor: Mirror
) -> None:
    content, rejected = HARMLESS[name]
    held = json.dumps([sor.units(), sorted(sor.numbers())])
    report = mirror.load(content)
    assert (len(report.rejected), report.cells) == (rejected, [])
    assert json.dumps([mirror.units(), sorted(mirror.numbers())]) == held
