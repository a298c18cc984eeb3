"""The demo's clock: read, moved forward for all its processes; never back."""

from collections.abc import Callable
from pathlib import Path

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from sor.clock import Clock
from sor.core.day import write_day
from sor.core.instant import parse_instant
from sor.desk.demo_clock import Backward, go_by
from sor.endpoints import errors
from sor.endpoints.http.fair_queue import FairQueue
from sor.endpoints.operation import demo_clock
from sor.register import Register
from sor.store.database import Database
from tests.conftest import StandingClock
from tests.quick_part import few_of_several
from tests.store.units import begin, create, submit

Site = Callable[..., TestClient[Litestar]]


@pytest.fixture
def register(tmp_path: Path) -> Register:
    made = Register(Database(f"sqlite:///{tmp_path}/sor.db"), Clock(parse_instant("2026-11-01T12:00")))
    made.init("master", demo=True)
    go_by(made)
    begin(made, create("A", 20261101, name="Alfa"))
    return made


def site(register: Register) -> TestClient[Litestar]:
    handlers = demo_clock.routes(register, FairQueue("test", 1))
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


def test_a_move_counts_for_every_process_at_once(register: Register) -> None:
    other = Register(Database(str(register.database.url)), Clock())
    go_by(other)
    assert write_day(other.today()) == "2026-11-01"
    with site(register) as client:
        client.post("/demo/clock", json={"now": "2026-12-24"})
    assert write_day(other.today()) == "2026-12-24"


def test_the_clock_does_not_go_behind_the_last_entry_of_a_register_whose_log_is_ahead(register: Register) -> None:
    ahead = Register(register.database, StandingClock("2027-03-01T12:00:00+00:00"))
    submit(ahead, create("B", 20270301, name="Beta"))
    with site(register) as client:
        answer = client.post("/demo/clock", json={"now": "2026-12-24"})
        assert answer.status_code == 400
        assert client.post("/demo/clock", json={"now": "2027-03-02"}).status_code == 200


def test_going_back_is_refused_in_danish_too_with_how_to_begin_a_new_demo(register: Register) -> None:
    with site(register) as client:
        client.post("/demo/clock", json={"now": "2026-12-24"})
        for back in ("2026-12-23", "2026-12-24T11:59", "2026-11-01"):
            answer = client.post("/demo/clock", json={"now": back})
            assert (answer.status_code, answer.json()["findings"][0]["da"]) == (400, (
                "Uret går kun frem; det er 2026-12-24. Begynd en ny demo i en ny database:"
                " SOR_DATABASE=sqlite:///ny.db make run"
            )), back  # fmt: skip
    with pytest.raises(Backward, match="begin a new demo in a new database"):
        go_by(register, parse_instant("2026-12-23T12:00"))


@pytest.mark.parametrize(
    ("sent", "told"),
    few_of_several(
        [
            (
                "2026-10-31",
                (
                    "The clock only goes forward; it is 2026-11-01. To go back, begin a new demo in a new database:"
                    " SOR_DATABASE=sqlite:///new.db make run"
                ),
            ),
            ("i morgen", "'i morgen' is no time. Write 2026-12-24."),
            ("2026\u200b-12-24", "now: character 5 is U+200B ZERO WIDTH SPACE, a mark that nobody sees; take it out."),
            ("2026-02-30", "'2026-02-30' is no time. Write 2026-12-24."),
        ],
        every=4,
    ),
)
def test_what_the_clock_does_not_do(register: Register, sent: str, told: str) -> None:
    with site(register) as client:
        answer = client.post("/demo/clock", json={"now": sent})
        assert (answer.status_code, answer.json()["findings"][0]["en"]) == (400, told)
        assert client.get("/demo/clock").json()["today"] == "2026-11-01"
