"""The register that the benchmarks run on: generated once, kept under ``bench/.cache`` as SOR XML and as a database."""

import shutil
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

from bench.table import RESULTS
from sor.codes.bundle import bundled_claims
from sor.codes.names import CodeNames, periods_of
from sor.formats.delivery import Delivery
from sor.formats.recognise import read_file
from sor.jobs.importing import ImportOptions, import_file
from sor.register import Register
from sor.store import setup
from sor.store.database import Database
from sor.store.desk_file import files_of

CACHE = RESULTS.parent / ".cache"
UNITS, YEARS, SEED = 100_000, 8, 1


def now() -> datetime:
    """The time, as a register asks for it."""
    return datetime.now(UTC)


def xml(units: int = UNITS) -> Path:
    """A SOR XML 2.0.0 file of so many units."""
    CACHE.mkdir(exist_ok=True)
    file = CACHE / f"register-{units}.xml"
    if not file.exists():
        _sor("generate", "--units", units, "--years", YEARS, "--seed", SEED, "--out", file)
    return file


def database(units: int = UNITS) -> str:
    """The URL of an SQLite register into which that file was loaded."""
    file = CACHE / f"register-{units}.db"
    url = f"sqlite:///{file}"
    if not file.exists():
        unfinished = CACHE / f"unfinished-{units}.db"
        unfinished.unlink(missing_ok=True)
        load(xml(units), f"sqlite:///{unfinished}")
        _rename(unfinished, file)
    setup.upgrade(Database(url))  # it may have been kept from a program of an older schema
    return url


def lived(units: int, years: int) -> str:
    """The URL of an SQLite register of so many units that has lived through so many years."""
    file = CACHE / f"lived-{units}-{years}.db"
    if not file.exists():
        CACHE.mkdir(exist_ok=True)
        unfinished = CACHE / f"unfinished-lived-{units}.db"
        unfinished.unlink(missing_ok=True)
        _sor("--database", f"sqlite:///{unfinished}", "generate", "--units", units, "--years", years, "--seed", SEED)
        _rename(unfinished, file)
    setup.upgrade(Database(f"sqlite:///{file}"))
    return f"sqlite:///{file}"


def copy(url: str, target: Path) -> Database:
    """A copy of a generated register, log and operational tables."""
    made = Database(f"sqlite:///{target}")
    for one, other in zip(files_of(Database(url)), files_of(made), strict=True):
        shutil.copyfile(one, other)
    return made


def _rename(file: Path, target: Path) -> None:
    for one, other in zip(*(files_of(Database(f"sqlite:///{path}")) for path in (file, target)), strict=True):
        one.rename(other)


def complete(units: int, years: int) -> Path:
    """That register as ``SOR_complete.zip``, with its whole history."""
    file = CACHE / f"SOR_complete-{units}-{years}.zip"
    if not file.exists():
        _sor("--database", lived(units, years), "export", "csv2", "--out", file)
    return file


def _sor(*words: object) -> None:
    subprocess.run([sys.executable, "-c", "from sor.cli import main; main()", *map(str, words)], check=True)


def load(file: Path, url: str) -> None:
    """Load a file into a new register."""
    names = CodeNames(periods_of(bundled_claims()))

    def reader(path: Path) -> Delivery:
        return read_file(path, lookups=names)

    register = Register(Database(url), now)
    register.init()
    import_file(register, file, reader, ImportOptions(force=True))
    register.database.close()
