"""A sample register with actors, whitelists and a series of numbers, behind a started server, on both databases."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from lxml import etree
from zeep import Client

from sor.access.dgws.names import SOAP
from sor.desk.whitelists import Whitelists
from sor.jobs.demo_actors import add_demo_actors
from sor.jobs.generating import Size, fill
from sor.register import Register
from sor.sample.register import SAMPLE_DAY, SAMPLE_SEED, SAMPLE_YEARS
from sor.store import series
from sor.store.database import Database
from tests.conftest import StandingClock, postgresql_databases
from tests.endpoints.servers import served
from tests.guide_examples import said_by_ours

UNITS = 100
CVR = "90000012"
"""The region of the sample's Fjordby Hospital."""

NUMBERS = 579999900000
"""The first of a series of location numbers, without check digits."""


@pytest.fixture(scope="session", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def database(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of a database with the register."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path_factory.mktemp('sorus')}/sor.db"
        fill_sample(Database(url))
        yield url
        return
    with postgresql_databases(request.getfixturevalue("postgresql_server")) as new:
        made = new()
        fill_sample(made)
        yield made.url.set(drivername="postgresql").render_as_string(hide_password=False)


@pytest.fixture(scope="session")
def server(database: str) -> Iterator[str]:
    """The address of a server of that register, in a process of its own."""
    with served(database, SOR_NOW="") as address:
        yield address


@pytest.fixture(scope="session")
def header(database: str) -> Callable[[], str]:
    """Makes the header of a new message, with a card of the demo's STS."""

    def made() -> str:
        return said_by_ours(f"sor --database {database} card {CVR} --header", {"SOR_NOW": ""})

    return made


class Caller:
    """What zeep makes of a version's WSDL, sending a card along. Every message gets an id of its own."""

    def __init__(self, address: str, header: str) -> None:
        self._client = Client(f"{address}?wsdl")
        self._header = header
        self._count = 0

    def __call__(self, operation: str, message_id: str = "", **request: Any) -> Any:
        """The result of an operation."""
        self._count += 1
        entries = etree.fromstring(f'<h:Header xmlns:h="{SOAP}">{self._header}</h:Header>')
        for one in entries.iter("{*}MessageID"):
            one.text = message_id or f"{one.text}-{self._count}"
        return getattr(self._client.service, operation)(request=request, _soapheaders=list(entries))

    def close(self) -> None:
        self._client.transport.session.close()


@pytest.fixture(scope="session", params=[3, 4])
def call(request: pytest.FixtureRequest, server: str, header: Callable[[], str]) -> Iterator[Caller]:
    """Each version of SORUS, as zeep makes it from the WSDL."""
    caller = Caller(f"{server}/sor-opdatering/v{request.param}/SOROpdateringService", header())
    yield caller
    caller.close()


@pytest.fixture(scope="session")
def node_modules() -> Path:
    """Where Node finds its packages. Skips where set-up did not fetch them."""
    folder = Path(__file__).parents[3] / "node_modules"
    if shutil.which("node") is None:
        pytest.skip("no Node.js: install it, on Debian with apt-get install nodejs")
    if not (folder / "soap").exists():
        pytest.skip("no SOAP package for Node: fetch it with make setup")
    return folder


def fill_sample(database: Database) -> None:
    """The sample register, its actors, its callers, and numbers to issue."""
    register = Register(database, StandingClock())
    register.init("master", demo=True)
    fill(register, Size(UNITS, SAMPLE_YEARS, SAMPLE_SEED, SAMPLE_DAY))
    add_demo_actors(register)
    Whitelists(register, demo=True).begin_demo()
    with database.desk.writing() as connection:
        series.add(connection, "authority", NUMBERS, NUMBERS + 999, "test", "2026-11-01T12:00:00.000000Z")
    database.close()
