"""What all tests share: the databases they run on, a clock that stands still, and which files need real data."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest
from hypothesis import settings

from sor.register import Register
from sor.store import setup
from sor.store.database import Database
from tests import postgres_server

settings.register_profile("sor", deadline=None)  # machines are noisy: a slow example is no failure
settings.load_profile("sor")

collect_ignore_glob = [] if os.environ.get("SOR_REAL_DATA") else ["**/test_real_*.py", "test_real_*.py"]


class StandingClock:
    """A clock that moves only when it is told to."""

    def __init__(self, text: str = "2026-11-01T12:00:00+00:00") -> None:
        self.now = datetime.fromisoformat(text).astimezone(UTC)

    def __call__(self) -> datetime:
        return self.now

    def pass_days(self, days: int) -> None:
        self.now += timedelta(days=days)


@pytest.fixture
def clock() -> StandingClock:
    return StandingClock()


@pytest.fixture(scope="session")
def postgresql_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of the tests' own PostgreSQL server, with a template database that holds the empty schema."""
    with postgres_server.running() as url:
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute("CREATE DATABASE sor_empty")
        setup.upgrade(Database(_named(url, "sor_empty")))
        yield url


def _named(url: str, name: str) -> str:
    head, _, query = url.partition("?")
    return f"{head.rsplit('/', 1)[0]}/{name}" + (f"?{query}" if query else "")


@contextmanager
def postgresql_databases(server: str) -> Iterator[Callable[[], Database]]:
    """A function that gives a new database with an empty schema on the tests' server; removed afterwards."""
    made: list[Database] = []

    def new() -> Database:
        name = f"sor_{os.urandom(8).hex()}"
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name} TEMPLATE sor_empty")
        made.append(Database(_named(server, name)))
        return made[-1]

    yield new
    for database in made:
        database.close()
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(f"DROP DATABASE {database.url.database} WITH (FORCE)")


@pytest.fixture(scope="session")
def empty_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file that holds the empty schema, to be copied."""
    path = tmp_path_factory.mktemp("empty") / "empty.db"
    setup.upgrade(Database(f"sqlite:///{path}"))
    return path


@contextmanager
def sqlite_databases(folder: Path, empty: Path) -> Iterator[Callable[[], Database]]:
    """A function that gives a new SQLite database in a folder, its schema made."""
    made: list[Database] = []

    def new() -> Database:
        path = folder / f"{len(made)}.db"
        shutil.copy(empty, path)
        made.append(Database(f"sqlite:///{path}?synchronous=off"))
        return made[-1]

    yield new
    for database in made:
        database.close()


@pytest.fixture
def new_postgresql(postgresql_server: str) -> Iterator[Callable[[], Database]]:
    with postgresql_databases(postgresql_server) as new:
        yield new


@pytest.fixture
def new_sqlite(tmp_path: Path, empty_sqlite: Path) -> Iterator[Callable[[], Database]]:
    with sqlite_databases(tmp_path, empty_sqlite) as new:
        yield new


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def new_database(request: pytest.FixtureRequest) -> Callable[[], Database]:
    """A function that gives new databases of each of the two kinds: the same tests run on both."""
    found: Callable[[], Database] = request.getfixturevalue(f"new_{request.param}")
    return found


@pytest.fixture
def database(new_database: Callable[[], Database]) -> Database:
    return new_database()


@pytest.fixture
def register(database: Database, clock: StandingClock) -> Register:
    """An empty master on each of the two databases."""
    made = Register(database, clock)
    made.init("master", demo=True)
    return made
