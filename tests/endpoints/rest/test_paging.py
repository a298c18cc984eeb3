"""Pages of a list: whatever is written between two of them, and whatever day comes, no row is skipped or told twice."""

from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest
from litestar.testing import TestClient

from sor.core.identifiers import sor_code
from sor.endpoints.app import app
from sor.register import Register
from sor.settings import read_settings
from tests.conftest import StandingClock
from tests.endpoints.rest.clinics import CLINIC, OWNER
from tests.endpoints.servers import TRIED
from tests.new_databases import NewSqlite
from tests.quick_part import few
from tests.store.units import change, create, own, says, submit

WARDS = [sor_code(9_100_000 + n) for n in range(12)]
TODAY, TOMORROW = 20261101, 20261102
NUMBER = "5790000121526"
WRITTEN = ("renamed", "made", "closed", "opened", "a day passes")

LISTS: dict[str, tuple[str, dict[str, str], Callable[[dict[str, Any]], str]]] = {
    "a search": ("/api/v1/units", {"q": "afsnit"}, lambda row: row["code"]),
    "a listing": ("/api/v1/units", {"level": "OU"}, lambda row: row["code"]),
    "closed units": ("/api/v1/units", {"open": "false"}, lambda row: row["code"]),
    "units below one": (f"/api/v1/units/{CLINIC}/children", {}, lambda row: row["code"]),
    "codes": ("/api/v1/codes/region", {}, lambda row: row["code"]),
    "recipients": ("/api/v1/recipients", {"message": "MedRpt"}, lambda row: row["location_number"]),
    "lines of an entry": ("/api/v1/log/1", {}, lambda row: row["key"]),
    "what an entry touched": ("/api/v1/log/1/touched", {}, lambda row: row["key"]),
}
NAMES = ("units", "codes", "recipients", "lines", "touched")


class Written:
    """A register on which somebody writes while a reader turns pages."""

    def __init__(self, register: Register, clock: StandingClock) -> None:
        self.register = register
        self.clock = clock
        self._made = 0

    def write(self, what: str) -> None:
        """Rename, make, close or move a ward; or let a day pass."""
        n = self._made
        self._made += 1
        ward = WARDS[n % len(WARDS)]
        if what == "a day passes":
            self.clock.pass_days(1)
        elif what == "renamed":
            submit(self.register, change(ward, says("name", TODAY, f"Afsnit Å{n}")))
        elif what == "made":
            code = sor_code(9_200_000 + n)
            made = create(code, TODAY, name=f"Afsnit A{n:02}", level="OU", parent=CLINIC, location=own(NUMBER))
            submit(self.register, made)
        else:
            submit(self.register, change(ward, says("open", TOMORROW, what == "opened")))


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory, empty_sqlite: Path) -> Written:
    clock = StandingClock()
    register = Register(NewSqlite(tmp_path_factory.mktemp("paging"), empty_sqlite)(), clock)
    register.init("master", demo=True)
    wards = [create(code, 20200101, name=f"Afsnit {n:02}", level="OU", parent=CLINIC) for n, code in enumerate(WARDS)]
    submit(
        register,
        create(OWNER, 20180401, name="Asta Klitgaard ApS", level="IO", type="550891000005100"),
        create(CLINIC, 20180401, name="Klitgårdens Afsnit", level="HI", parent=OWNER, location=own(NUMBER)),
        create(NUMBER, 20180401, "location_number", system_type="225", active=True, internal=False),
        create(f"{NUMBER}/MedRpt/1.0/receive", 20180401, "edi", format="XML"),
        *wards,
    )
    return Written(register, clock)


def pages(client: TestClient[Any], path: str, query: dict[str, str], limit: int) -> Iterator[list[dict[str, Any]]]:
    """The rows of one page after another, each asked for with the cursor of the one before."""
    asked: dict[str, Any] = {**query, "limit": limit}
    while True:
        answer = client.get(path, params=asked)
        assert answer.status_code == 200, answer.text
        page = answer.json()
        yield page[next(name for name in NAMES if name in page)]
        assert (page["next"] is not None) == page["more"]
        if page["next"] is None:
            return
        asked = {**query, "limit": limit, "cursor": page["next"]}


@pytest.fixture(scope="module")
def client(written: Written) -> Iterator[TestClient[Any]]:
    with TestClient(app(written.register, read_settings(TRIED))) as client:
        yield client


@pytest.mark.parametrize("seed", few(range(2), every=2))
@pytest.mark.parametrize("name", few(LISTS, every=8))
def test_the_pages_of_a_list_are_the_list_as_it_was_at_the_first(
    written: Written, client: TestClient[Any], name: str, seed: int
) -> None:
    path, query, key = LISTS[name]
    chance = Random(f"{name} {seed}")
    limit = chance.randint(4, 7)
    whole = [key(row) for rows in pages(client, path, query, 500) for row in rows]
    turned = []
    for rows in pages(client, path, query, limit):
        turned += [key(row) for row in rows]
        written.write(chance.choice(WRITTEN))
    assert turned == whole


def test_a_cursor_stands_alone(client: TestClient[Any]) -> None:
    cursor = client.get("/api/v1/units", params={"limit": 1}).json()["next"]
    assert client.get("/api/v1/units", params={"limit": 1, "cursor": cursor}).status_code == 200
    for name, value in (("offset", "1"), ("valid", "2026-11-01"), ("known", "1")):
        answer = client.get("/api/v1/units", params={"cursor": cursor, name: value})
        assert answer.status_code == 400
        assert "Leave out offset, valid and known" in answer.json()["findings"][0]["en"]
    for wrong in ("x", "1.2026-11-01", "1.2026-13-45.3", "99999.2026-11-01.3"):
        assert client.get("/api/v1/units", params={"cursor": wrong}).status_code == 400
