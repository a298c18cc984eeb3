"""The files of one small register, made once for all tests that spoil them; a mirror that holds base files, and how a
spoilt copy of one of them is loaded the day after.
"""

import csv
import io
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from sor.core.canonical import decode
from sor.formats.recognise import read_file
from sor.jobs.importing import ImportOptions, Report, code_names, import_file
from sor.register import Register
from sor.store import reads
from sor.store.database import Database
from tests.conftest import StandingClock, sqlite_databases
from tests.faults.written import Written

FILES = Path(__file__).parent / "files"
ENCODINGS = {"base-sor.csv": "iso-8859-1", "base-daily.csv": "utf-8-sig"}
DAY, NEXT = 20261001, 20261002

Rows = list[list[str]]


class Mirror:
    """A register that holds one base file of DAY."""

    def __init__(self, register: Register, folder: Path, base: str) -> None:
        self.register, self.folder, self.base = register, folder, base

    def load(self, data: bytes, day: int = NEXT, **options: Any) -> Report:
        """Load bytes as a file of a day. Raises BadFile."""
        path = self.folder / f"{day}.csv"
        path.write_bytes(data)
        names = code_names(self.register, self.register.serial())
        return import_file(
            self.register,
            path,
            lambda p: read_file(p, lookups=names, snapshot=day),
            ImportOptions(listing=True, **options),
        )

    def rows(self) -> Rows:
        """The base file's rows, the header first, without the guards of SOR2."""
        text = (FILES / self.base).read_bytes().decode(ENCODINGS[self.base])
        return [
            [cell.removeprefix('="').removesuffix('"') if cell.startswith('="') else cell for cell in row]
            for row in csv.reader(io.StringIO(text), delimiter=";")
        ]

    def spoilt(self, column: str, change: Callable[[str], str], only: int | None = None) -> bytes:
        """The base file with the filled cells of a column changed; only: so many of them."""
        rows = self.rows()
        place, left = rows[0].index(column), only
        for row in rows[1:]:
            if row[place] and left != 0:
                row[place] = change(row[place])
                left = None if left is None else left - 1
        return self.bytes(rows)

    def bytes(self, rows: Rows) -> bytes:
        """Rows as a file in the base's encoding."""
        out = io.StringIO(newline="")
        csv.writer(out, delimiter=";").writerows(rows)
        return out.getvalue().encode(ENCODINGS[self.base])

    def units(self) -> dict[str, Any]:
        """Every unit's own values on NEXT, by code."""
        at = self.register.as_of("2026-10-02", None)
        found = reads.all_at(self.register.database.reader(), "unit", at)
        return {row.key: (row.parent, decode(row.body)) for row in found}

    def numbers(self) -> set[str]:
        """The location numbers that are open on NEXT."""
        at = self.register.as_of("2026-10-02", None)
        return reads.open_keys(self.register.database.reader(), "location_number", at)


@pytest.fixture(scope="session")
def mirrors(tmp_path_factory: pytest.TempPathFactory, empty_sqlite: Path) -> dict[str, Path]:
    """By base file: a database that holds it, to be copied."""
    made = {}
    for base in ENCODINGS:
        folder = tmp_path_factory.mktemp("base")
        with sqlite_databases(folder, empty_sqlite) as new:
            register = Register(new(), StandingClock())
            register.init("mirror")
            Mirror(register, folder, base).load((FILES / base).read_bytes(), DAY)
            register.database.connect().run("PRAGMA wal_checkpoint(TRUNCATE)")
            made[base] = folder / f"{base}.db"
            shutil.copy(register.database.url.database or "", made[base])
    return made


def copied(base: Path, new_sqlite: Callable[[], Database], folder: Path) -> Mirror:
    database = new_sqlite()
    shutil.copy(base, database.url.database or "")
    return Mirror(Register(database, StandingClock()), folder, base.stem)


@pytest.fixture
def sor(mirrors: dict[str, Path], new_sqlite: Callable[[], Database], tmp_path: Path) -> Mirror:
    """Holds sor.csv."""
    return copied(mirrors["base-sor.csv"], new_sqlite, tmp_path)


@pytest.fixture
def daily(mirrors: dict[str, Path], new_sqlite: Callable[[], Database], tmp_path: Path) -> Mirror:
    """Holds SorEntity_daily.csv."""
    return copied(mirrors["base-daily.csv"], new_sqlite, tmp_path)


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory, empty_sqlite: Path) -> Iterator[Written]:
    """Files of a register of 90 units, each under 150 kB."""
    folder = tmp_path_factory.mktemp("small")
    with sqlite_databases(folder, empty_sqlite) as new:
        yield Written(folder, new, units=100)


@pytest.fixture(scope="session")
def large(tmp_path_factory: pytest.TempPathFactory, empty_sqlite: Path) -> Iterator[Written]:
    """The same of three times as many units, among which the sample has its oddities too."""
    folder = tmp_path_factory.mktemp("large")
    with sqlite_databases(folder, empty_sqlite) as new:
        yield Written(folder, new, units=300)


@pytest.fixture(scope="session")
def written(request: pytest.FixtureRequest) -> Written:
    """The files that are spoilt: the small ones, in the long runs the large ones."""
    found: Written = request.getfixturevalue("large" if "MINUTES" in os.environ else "small")
    return found
