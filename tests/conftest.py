"""What all tests share: the databases they run on, a clock that stands still, and which files need real data."""

import atexit
import gc
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from fcntl import LOCK_EX, flock
from pathlib import Path

import psycopg
import pytest
from hypothesis import HealthCheck, Phase, settings

from sor.cli.serve import prepare
from sor.clock import Clock
from sor.desk.demo_clock import go_by
from sor.jobs.demo_actors import add_demo_actors
from sor.jobs.generating import Size, fill
from sor.register import Register
from sor.sample.register import SAMPLE_DAY, SAMPLE_SEED, SAMPLE_YEARS
from sor.settings import read_settings
from sor.store import setup
from sor.store.database import Database
from tests import postgres_server, quick_part
from tests.changes.scene import Scene
from tests.emptied_databases import keep
from tests.loops import end_loop
from tests.new_databases import EMPTY, NewDatabases, NewPostgresql, NewSqlite, at_server, copy_register, leave
from tests.new_schema import copy_schemas, forget_schemas
from tests.read_once import read_once

settings.register_profile("sor", deadline=None)  # machines are noisy: a slow example is no failure
settings.load_profile("sor")
settings.register_profile("quick", settings.get_profile("sor"), max_examples=20)  # `make test-quick` asks for it
settings.register_profile(  # tools/try_mutants.py: its verdicts are to stay, and nobody reads the smallest example
    "mutants",
    settings.get_profile("quick"),
    suppress_health_check=list(HealthCheck),
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate],
)

read_once()
gc.disable()  # modules and tests stay to the end: looking through them again and again took a sixth of the time


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--note-long", action="store_true", help="write tests/long_tests.txt anew (of the quick part)")


def pytest_sessionfinish(session: pytest.Session) -> None:
    if session.config.getoption("note_long"):
        quick_part.write_long()


def pytest_itemcollected(item: pytest.Item) -> None:
    if quick_part.is_large(item):
        item.add_marker(pytest.mark.slow)


@pytest.hookimpl(tryfirst=True)  # before those with a mark are picked
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    quick_part.leave_to_soak(items)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    """The quick part starts no program: that alone may take a second."""
    quick_part.begin()
    copy_schemas(is_copied=item.path.parent.name != "store")
    return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Iterator[None]:
    began = time.process_time()
    done = yield
    quick_part.note(item, time.process_time() - began)
    if quick_part.is_quick(item) and (programs := quick_part.started()):
        pytest.fail(f"It starts {', '.join(programs)} and is not marked slow; see tests/quick_part.py")
    return done


@pytest.hookimpl(trylast=True)
def pytest_collection_finish() -> None:
    """From here on waste is collected, among what the tests make, and not after every few hundred of their objects."""
    gc.freeze()
    atexit.register(gc.unfreeze)  # and not before: the runner collects waste twice when it ends
    gc.set_threshold(20_000, 20, 20)
    gc.enable()


def pytest_unconfigure() -> None:
    end_loop()
    forget_schemas()


SMALL_DEMO = 300
"""Units of the small demo."""

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
            connection.execute(f"CREATE DATABASE {EMPTY}")
        setup.upgrade(Database(at_server(url, EMPTY)))
        keep(at_server(url, EMPTY))
        yield url
        leave(url)


@contextmanager
def postgresql_databases(server: str) -> Iterator[NewDatabases]:
    """Gives new databases on the tests' server; they are removed afterwards."""
    new = NewPostgresql(server)
    yield new
    new.remove()


@pytest.fixture(scope="session")
def empty_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file that holds the empty schema, to be copied."""
    path = tmp_path_factory.mktemp("empty") / "empty.db"
    setup.upgrade(Database(f"sqlite:///{path}"))
    return path


@contextmanager
def sqlite_databases(folder: Path, empty: Path) -> Iterator[NewDatabases]:
    """Gives new SQLite databases in a folder."""
    new = NewSqlite(folder, empty)
    yield new
    new.remove()


@pytest.fixture(scope="session")
def demo_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file that holds the whole sample register, as `sor demo` makes it; to be copied by ``copy_demo``."""

    def make(path: Path) -> None:
        prepare(read_settings({"SOR_DATABASE": f"sqlite:///{path}"}))

    return _made_once(tmp_path_factory, "whole_demo", make)


@pytest.fixture(scope="session")
def small_demo_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same of a tenth of its units, with the same actors: for what does not ask how much there is."""

    def make(path: Path) -> None:
        register = Register(Database(f"sqlite:///{path}?synchronous=off"), Clock())
        register.init("master", demo=True)
        fill(register, Size(SMALL_DEMO, SAMPLE_YEARS, SAMPLE_SEED, SAMPLE_DAY))
        go_by(register)
        add_demo_actors(register)
        register.database.close()

    return _made_once(tmp_path_factory, "small_demo", make)


def _made_once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], None]) -> Path:
    """A register's file that the first process of a run makes, and all copy."""
    all_of_run = factory.getbasetemp().parent if "PYTEST_XDIST_WORKER" in os.environ else factory.getbasetemp()
    folder = all_of_run / name
    with folder.with_suffix(".lock").open("w") as lock:
        flock(lock, LOCK_EX)
        if not folder.exists():
            making = factory.mktemp(name)
            make(making / "demo.db")
            _at_rest(making / "demo.db")
            making.rename(folder)
    return folder / "demo.db"


def _at_rest(path: Path) -> Path:
    """A register's file that holds everything itself, so that it can be copied."""
    for database in (Database(f"sqlite:///{path}"), Database(f"sqlite:///{path}").desk):
        connection = database.connect()
        connection.run("PRAGMA main.wal_checkpoint(TRUNCATE)")
        connection.close()
    return path


@pytest.fixture
def demo_to_try(request: pytest.FixtureRequest) -> Path:
    """The small demo, or the whole where a test asks for it."""
    is_whole = request.node.get_closest_marker("whole_demo") is not None
    found: Path = request.getfixturevalue("demo_file" if is_whole else "small_demo_file")
    return found


def copy_demo(file: Path, folder: Path) -> str:
    """The URL of a copy of the sample register in a folder."""
    copy_register(file, folder / "sor.db")
    return f"sqlite:///{folder}/sor.db"


@pytest.fixture
def new_postgresql(postgresql_server: str) -> Iterator[NewDatabases]:
    with postgresql_databases(postgresql_server) as new:
        yield new


@pytest.fixture
def new_sqlite(tmp_path: Path, empty_sqlite: Path) -> Iterator[NewDatabases]:
    with sqlite_databases(tmp_path, empty_sqlite) as new:
        yield new


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def new_database(request: pytest.FixtureRequest) -> NewDatabases:
    """Gives new databases of each of the two kinds: the same tests run on both."""
    found: NewDatabases = request.getfixturevalue(f"new_{request.param}")
    return found


@pytest.fixture
def database(new_database: NewDatabases) -> Database:
    return new_database()


@pytest.fixture
def register(database: Database, clock: StandingClock) -> Register:
    """An empty master on each of the two databases."""
    made = Register(database, clock)
    made.init("master", demo=True)
    return made


@pytest.fixture
def scene(new_database: NewDatabases, clock: StandingClock) -> Scene:
    """A small master to change, on each of the two databases."""
    return Scene.copied(new_database, clock)
