"""The demo's clock: read, moved forward, kept; never back, and not in production."""

from collections.abc import Callable
from pathlib import Path

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from sor.clock import DEMO_DAY, Clock
from sor.core.day import write_day
from sor.core.instant import parse_instant
from sor.endpoints import demo_clock, errors
from sor.register import Register
from sor.settings import read_settings
from sor.store import facts
from sor.store.database import Database
from tests.store.units import begin, create

Site = Callable[..., TestClient[Litestar]]


@pytest.fixture
def register(tmp_path: Path) -> Register:
    made = Register(Database(f"sqlite:///{tmp_path}/sor.db"), Clock(parse_instant("2026-11-01T12:00")))
    made.init("master", demo=True)
    with made.database.writing() as connection:
        facts.put(connection, DEMO_DAY, "20261101")
    begin(made, create("A", 20261101, name="Alfa"))
    return made


def site(register: Register, mode: str = "demo") -> TestClient[Litestar]:
    handlers = demo_clock.routes(register, read_settings({"SOR_MODE": mode}))
    made = Litestar(handlers, exception_handlers=errors.HANDLERS, openapi_config=None)
    made.state.register = register
    return TestClient(made)


def test_the_clock_goes_forward_and_the_log_says_that_the_day_has_come(register: Register) -> None:
    with site(register) as client:
        assert client.get("/demo/clock").json()["today"] == "2026-11-01"
        moved = client.post("/demo/clock", json={"now": "2026-12-24"})
        assert (moved.status_code, moved.json()["today"]) == (200, "2026-12-24")
        assert moved.json()["now"].startswith("2026-12-24T11:00:0"), "noon in Denmark"
        assert write_day(register.today()) == "2026-12-24"
        assert register.head().day == 20261224
        later = client.post("/demo/clock", json={"now": "2026-12-24T23:30"})
        assert later.json()["today"] == "2026-12-24"


def test_commands_and_restarts_begin_on_the_new_day(register: Register) -> None:
    with site(register) as client:
        client.post("/demo/clock", json={"now": "2026-12-24"})
    assert register.facts()[DEMO_DAY] == "20261224"


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        ("2026-10-31", "The clock only goes forward; it is 2026-11-01. To go back, start a new demo."),
        ("i morgen", "'i morgen' is no time. Write 2026-12-24."),
        ("2026-02-30", "'2026-02-30' is no time. Write 2026-12-24."),
    ],
)
def test_what_the_clock_does_not_do(register: Register, sent: str, told: str) -> None:
    with site(register) as client:
        answer = client.post("/demo/clock", json={"now": sent})
        assert (answer.status_code, answer.json()["findings"][0]["en"]) == (400, told)
        assert client.get("/demo/clock").json()["today"] == "2026-11-01"


def test_production_refuses(register: Register) -> None:
    with site(register, "production") as client:
        for answer in (client.get("/demo/clock"), client.post("/demo/clock", json={"now": "2026-12-24"})):
            assert answer.status_code == 403
            assert answer.json()["detail"] == "Only a demo register's clock can be moved: this is production."
    assert write_day(register.today()) == "2026-11-01"
