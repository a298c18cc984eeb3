"""Whether a database is there is noticed, and looking makes no empty one."""

from pathlib import Path

import pytest

from sor.store.database import Database
from sor.store.reach import Unreachable, WatchedConnection


def test_a_file_that_is_moved_away_and_back(tmp_path: Path) -> None:
    file = tmp_path / "sor.db"
    file.touch()
    database = Database(f"sqlite:///{file}")
    database.connect().run("CREATE TABLE t (a)")
    line = WatchedConnection(database)
    first = line.connection()
    assert line.connection() is first
    away = file.rename(tmp_path / "away.db")
    with pytest.raises(Unreachable, match="there is no file"):
        line.connection()
    assert not file.exists()
    away.rename(file)
    assert line.connection().run("SELECT count(*) FROM t").fetchone()[0] == 0
    line.close()


def test_another_file_in_its_place_is_opened_anew(tmp_path: Path) -> None:
    file = tmp_path / "sor.db"
    file.touch()
    line = WatchedConnection(Database(f"sqlite:///{file}"))
    first = line.connection()
    other = tmp_path / "other.db"
    other.touch()
    other.rename(file)
    assert line.connection() is not first
    line.close()


@pytest.mark.postgres
def test_a_server_that_is_not_there() -> None:
    line = WatchedConnection(Database("postgresql://sor@/sor?host=/nowhere"))
    with pytest.raises(Unreachable):
        line.connection()
