"""A small sample register behind a server that was really started, once on each of the two databases."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from sor.jobs.generating import Size, fill
from sor.register import Register
from sor.sample.register import SAMPLE_DAY, SAMPLE_SEED, SAMPLE_YEARS
from sor.store.database import Database
from tests.conftest import StandingClock, postgresql_databases
from tests.endpoints.servers import served

UNITS = 100
"""The showcases and some more; the showcases are the same in a register of any size."""


@pytest.fixture(scope="session", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def database(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of a database with the sample register."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path_factory.mktemp('sorls')}/sor.db"
        _fill(Database(url))
        yield url
        return
    with postgresql_databases(request.getfixturevalue("postgresql_server")) as new:
        made = new()
        _fill(made)
        yield made.url.set(drivername="postgresql").render_as_string(hide_password=False)


@pytest.fixture(scope="session")
def server(database: str) -> Iterator[str]:
    """The address of a server of that register, in a process of its own."""
    with served(database, SOR_NOW="", SOR_HOSTS="sor.example") as address:
        yield address


@pytest.fixture(scope="session")
def address(server: str) -> str:
    """The address of SORLS on it."""
    return f"{server}/sor-opslag/SORLookupService"


@pytest.fixture(scope="session")
def node_modules() -> Path:
    """Where Node finds its packages. Skips where set-up did not fetch them."""
    folder = Path(__file__).parents[3] / "node_modules"
    if not (folder / "soap").exists():
        pytest.skip("no SOAP package for Node: fetch it with make setup")
    return folder


def _fill(database: Database) -> None:
    register = Register(database, StandingClock())
    register.init("master", demo=True)
    fill(register, Size(UNITS, SAMPLE_YEARS, SAMPLE_SEED, SAMPLE_DAY))
    database.close()
