"""Every address that is read, asked for days, serials and numbers that cannot be: it says so, and makes no mistake."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from litestar.testing import TestClient

from sor.core.day import OPEN
from sor.desk.actors import Actors, WantedRight
from sor.endpoints.app import app
from sor.endpoints.doors import AT
from sor.settings import read_settings
from tests.endpoints.servers import TRIED
from tests.endpoints.web.small_register import HOSPITAL, PRACTICE_NUMBER, small_register
from tests.quick_part import few

USER = "sds"
FILLED = {"code": HOSPITAL, "list": "region", "gln": PRACTICE_NUMBER, "number": PRACTICE_NUMBER, "cvr": "12345678"}
CSV = ("/codes/region.csv",)
"""Addresses whose ending decides what comes."""

NO_TIMES = (
    "valid=x", "valid=2026-13-01", "valid=0000-00-00", "valid=9999-12-31", "known=x", "known=0", "known=@99999",
    "known=0000-00-00", "known=1999-01-01", "known=" + "9" * 25,
)  # fmt: skip
EDGES = ("valid=0001-01-01", "valid=9999-12-30", "valid=1899-12-31")
TELLING = (
    "/edi", "/edi.csv", "/edi/duties", "/edi/duties.csv", "/edi/reach", "/edi/campaigns", "/codes", "/codes/region",
    "/codes/region.csv", f"/units/{HOSPITAL}", "/shak",
)  # fmt: skip
HTML = {"Accept": "text/html"}
TOKEN: dict[str, str] = {}


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient[Any]]:
    folder: Path = tmp_path_factory.mktemp("odd")
    register = small_register(f"sqlite:///{folder}/sor.db")
    actors = Actors(register)
    actors.add(USER, "Sundhedsdatastyrelsen", None)
    secret = actors.new_secret(USER, None)[1]
    actors.grant(USER, WantedRight("authority", None, None, register.today(), OPEN), None)
    settings = read_settings({**TRIED, "SOR_FILES": str(folder), "SOR_CERTIFICATION": "on"})
    with TestClient(
        app(register, settings), base_url="http://testserver.local", raise_server_exceptions=False
    ) as client:
        client.post("/login", data={"user": USER})
        asked = {"grant_type": "client_credentials", "client_id": USER, "client_secret": secret}
        TOKEN["Authorization"] = f"Bearer {client.post('/api/v1/token', data=asked).json()['access_token']}"
        yield client


def addresses() -> list[str]:
    """Everything there is to ask for, but for a stream without an end."""
    made = [re.sub(r"\{(\w+)\}", lambda found: FILLED.get(found[1], "1"), address) for address in AT]
    return [*made, *CSV]


def read(client: TestClient[Any], address: str, headers: dict[str, str]) -> int:
    return 0 if "/stream" in address else _read(client, address, headers)


def _read(client: TestClient[Any], address: str, headers: dict[str, str]) -> int:
    more = TOKEN if address.startswith("/api/v1") else {}
    return client.get(address, headers=headers | more, follow_redirects=False).status_code


@pytest.mark.parametrize("query", few([*NO_TIMES, *EDGES], every=7))
def test_no_day_or_serial_makes_a_page_fail(client: TestClient[Any], query: str) -> None:
    asked = {address: read(client, f"{address}?{query}", HTML) for address in addresses()}
    assert {address: status for address, status in asked.items() if status >= 500} == {}


@pytest.mark.parametrize("headers", [HTML, {}], ids=["page", "document"])
def test_a_time_that_cannot_be_is_told(client: TestClient[Any], headers: dict[str, str]) -> None:
    asked = {(address, query): read(client, f"{address}?{query}", headers) for address in TELLING for query in NO_TIMES}
    assert {one: status for one, status in asked.items() if status != 400} == {}
    said = client.get("/edi?valid=x", headers=headers).text
    assert ("Skriv en dag som 2026-07-01." if headers else "bad-time") in said


@pytest.mark.parametrize("number", ["9223372036854775808", "1" + "0" * 25, "1" + "0" * 5000], ids=len)
def test_a_number_that_nothing_can_have_is_not_there(client: TestClient[Any], number: str) -> None:
    named = {address: re.sub(r"\{\w+\}", number, address) for address in AT if "{" in address}
    asked = {address: read(client, path, HTML) for address, path in named.items()}
    assert {address: status for address, status in asked.items() if status >= 500} == {}
    assert [asked[one] for one in ("/edi/sets/{serial}", "/receipts/{serial}", "/news/{number}")] == [404] * 3
