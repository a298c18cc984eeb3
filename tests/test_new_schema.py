"""A register whose schema was copied is as one that was migrated."""

import sqlite3
from contextlib import closing
from pathlib import Path

from sor.store import setup
from sor.store.database import Database
from sor.store.desk_file import files_of
from tests.new_schema import copy_schemas


def schema(path: Path) -> list[list[tuple[object, ...]]]:
    database = Database(f"sqlite:///{path}")
    setup.upgrade(database)
    assert setup.problem(database) is None
    found = []
    for file in files_of(database):
        with closing(sqlite3.connect(file)) as connection:
            found.append(sorted(connection.execute("SELECT type, name, tbl_name, sql FROM sqlite_master"), key=str))
            found.append([connection.execute(f"PRAGMA {name}").fetchone() for name in ("page_size", "journal_mode")])
    return found


def test_the_copied_schema_is_the_migrated_one(tmp_path: Path) -> None:
    copied, again = schema(tmp_path / "1.db"), schema(tmp_path / "2.db")
    copy_schemas(is_copied=False)
    assert copied == again == schema(tmp_path / "3.db")
    assert len(copied) == 4
