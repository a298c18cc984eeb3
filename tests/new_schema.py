"""A new SQLite register gets its schema by copying one that was made in this process: forty migrations take a sixth of
a second, and hundreds of tests begin with ``init``. Tests of the store make theirs themselves.
"""

import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path

from sor.store import upgrading
from sor.store.database import Database
from sor.store.desk_file import files_of

_bring = upgrading.bring
_made: list[Path] = []


def copy_schemas(*, is_copied: bool) -> None:
    """Whether new registers are copied from here on."""
    upgrading.bring = _copied if is_copied else _bring


def forget_schemas() -> None:
    """Remove what is copied, at the end of the session."""
    for file in _made:
        file.unlink()
    _made.clear()


def _copied(database: Database, revision: str) -> None:
    files = files_of(database)
    if revision != "head" or len(files) != 2 or not _is_new(*files):
        _bring(database, revision)
        return
    if not _made:
        folder = Path(tempfile.mkdtemp(prefix="sor-schema-"))
        _bring(database, revision)
        for file in files:
            _copy(file, folder / file.name)
            _made.append(folder / file.name)
        return
    for kept, file in zip(_made, files, strict=True):
        _copy(kept, file)


def _is_new(file: Path, desk: Path) -> bool:
    """Whether a file holds nothing, or is not there. To look at a level, a connection may have begun one."""
    if desk.exists() or not file.exists():
        return not desk.exists()
    with closing(sqlite3.connect(file)) as connection:
        return connection.execute("SELECT count(*) FROM sqlite_master").fetchone() == (0,)


def _copy(source: Path, target: Path) -> None:
    with closing(sqlite3.connect(source)) as old, closing(sqlite3.connect(target)) as new:
        new.execute("PRAGMA synchronous = off")
        old.backup(new)
