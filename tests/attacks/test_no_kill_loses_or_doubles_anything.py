"""Killed at any moment – the server, a job, the upgrade of an older register, a process of PostgreSQL – while many
write: what was answered is there once, what was not is not there twice or half, the chain holds, the operational tables
agree with the log, and what was left over is cleared.
"""

import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from random import Random
from typing import NamedTuple

import psycopg
import pytest

from sor.register import Register
from sor.store import setup
from sor.store.database import Database
from tests import postgres_server
from tests.attacks.killing import Imported, Written, upgrade
from tests.changes.scene import play
from tests.conftest import StandingClock, postgresql_databases, sqlite_databases
from tests.faults.written import Written as Files
from tests.new_databases import EMPTY, NewDatabases, at_server, leave
from tests.programs import killed_after, started
from tests.soaking import count, in_portions, report
from tests.store.first_heads import to_first_heads
from tests.store.old_schema import everything, make_old


class Ground(NamedTuple):
    """Where registers are made: new databases, a folder, and the URL of PostgreSQL; empty for SQLite."""

    new: NewDatabases
    folder: Path
    server: str = ""

    def folder_of(self, name: str) -> Path:
        """A new folder."""
        made = self.folder / name
        made.mkdir()
        return made


@pytest.fixture(scope="module")
def sor_csv(tmp_path_factory: pytest.TempPathFactory, empty_sqlite: Path) -> bytes:
    """A file of ninety units."""
    folder = tmp_path_factory.mktemp("files")
    with sqlite_databases(folder, empty_sqlite) as new:
        return Files(folder, new, units=100).bytes_of("sor-csv")


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def ground(request: pytest.FixtureRequest, tmp_path: Path, empty_sqlite: Path) -> Iterator[Ground]:
    """On PostgreSQL a server of its own: its processes are killed."""
    if request.param == "sqlite":
        with sqlite_databases(tmp_path, empty_sqlite) as new:
            yield Ground(new, tmp_path)
        return
    with postgres_server.running(options=postgres_server.OUTLIVING) as server:
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {EMPTY}")
        setup.upgrade(Database(at_server(server, EMPTY)))
        with postgresql_databases(server) as new:
            yield Ground(new, tmp_path, server)
        leave(server)


def kill_servers(ground: Ground, name: str, times: int, chance: Random) -> int:
    """Gives how many changes were answered."""
    written = Written(*ground.new.filled(play), name)
    written.kill_servers(times, chance)
    return end(written)


def kill_backends(ground: Ground, name: str, times: int, chance: Random) -> int:
    """The same of PostgreSQL's processes."""
    written = Written(*ground.new.filled(play), name)
    written.kill_backends(ground.server, times, chance)
    return end(written)


def end(written: Written) -> int:
    """What was not answered is sent again; then everything is there once."""
    answered = len(written.told)
    server = written.begin()
    written.catch_up()
    written.check(deep=True)
    server.kill()
    server.join()
    return answered


def kill_jobs(ground: Ground, name: str, times: int, chance: Random, sor_csv: bytes) -> int:
    """Loads; in every fifth round publications."""
    imported = Imported(ground.new(), ground.folder_of(name), sor_csv)
    if name.endswith(("0", "5")):
        imported.kill_publishing(times, chance)
    else:
        imported.kill_imports(times, chance)
    return 0


def old(database: Database) -> dict[str, list[str]]:
    """A small register as the first program left it; gives all that it holds."""
    play(database)
    with database.writing() as connection:
        to_first_heads(connection)
    kept = everything(database)
    make_old(database)
    database.close()
    return kept


def kill_upgrades(ground: Ground, _: str, times: int, chance: Random) -> int:
    """Each of a register of its own: the next one makes it whole, and nothing of it is lost."""
    took, done = 0.0, 0
    while done < times:
        database, kept = ground.new.filled(old)
        url = database.url.set(drivername=database.dialect).render_as_string(hide_password=False)
        program, began = started(upgrade, url), time.monotonic()
        if not took:
            program.join()
            took = time.monotonic() - began
        else:
            done += killed_after(program, chance.uniform(0, took))
        register = Register(database, StandingClock())
        register.init()
        register.ready()
        assert everything(database) == kept
        register.rebuild()
        assert register.verify(deep=True).fault is None
        assert not [path for path in ground.folder.iterdir() if ".next" in path.name]
        database.close()
    return 0


KINDS: dict[str, Callable[..., int]] = {
    "server": kill_servers, "job": kill_jobs, "migration": kill_upgrades, "backend": kill_backends,
}  # fmt: skip
ROUNDS = 25
KILLS = {"sqlite": 4, "postgresql": 3}
"""In a round of each kind, which takes less than ten seconds: 300 on each database."""


def kill(ground: Ground, kind: str, name: str, times: int, seed: int, sor_csv: bytes) -> int:
    """One round; gives how many changes were answered."""
    more = (sor_csv,) if kind == "job" else ()
    return KINDS[kind](ground, name, times, Random(seed), *more)


@pytest.mark.slow
def test_killed_a_few_times(ground: Ground) -> None:
    """Jobs: ``tests/jobs/test_killed.py``. SQLite has no processes of its own."""
    for kind in ("server", "migration", *(["backend"] if ground.server else [])):
        kill(ground, kind, kind, 1, 1, b"")


@pytest.mark.soak
def test_killed_three_hundred_times(ground: Ground, sor_csv: bytes) -> None:
    database = "postgresql" if ground.server else "sqlite"
    rounds = {
        f"{kind} {n}": partial(kill, ground, kind, f"{kind}{n}", KILLS[database], n, sor_csv)
        for n in range(ROUNDS)
        for kind in KINDS
        if kind != "backend" or ground.server
    }
    for name in in_portions(f"kills-{database}", rounds):
        kind = name.partition(" ")[0]
        answered = rounds[name]()
        figures = {f"{kind} kills": KILLS[database], "changes answered": answered, "lost": 0, "doubled": 0}
        report(**{f"{database} {name}": count(f"kills-{database}", **figures)})
