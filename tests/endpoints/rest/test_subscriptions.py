"""Subscriptions over REST: everybody makes, sees and ends their own, by contract; what cannot be is told in words."""

from collections.abc import Iterator
from typing import Any

import jsonschema_rs
import pytest
from litestar.testing import TestClient

from sor.endpoints.app import app
from sor.register import Register
from sor.settings import read_settings
from sor.store.database import Database
from tests.conftest import StandingClock
from tests.endpoints.rest.test_changes import Door
from tests.endpoints.servers import TRIED

HOOK = {"kind": "webhook", "url": "http://127.0.0.1:9/sor"}


@pytest.fixture(scope="module")
def whole_door(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    path = tmp_path_factory.mktemp("subscriptions") / "sor.db"
    register = Register(Database(f"sqlite:///{path}?synchronous=off"), StandingClock())
    register.init("master", demo=True)
    settings = read_settings({**TRIED, "SOR_WEBHOOK_ALLOWED": "127.0.0.1"})
    with TestClient(app(register, settings), raise_server_exceptions=False) as client:
        yield Door(register, client)


@pytest.fixture
def door(whole_door: Door) -> Door:
    with whole_door.register.database.desk.writing() as connection:
        connection.run("DELETE FROM subscription")
    return whole_door


class Caller:
    """Calls as an actor, and holds every answer to the contract."""

    def __init__(self, door: Door) -> None:
        self.door = door
        self._contract: dict[str, Any] = door.client.get("/api/openapi.json").json()

    def __call__(self, who: str | None, method: str, path: str = "", body: Any = None, **query: str) -> Any:
        shown = {"Authorization": f"Bearer {self.door.tokens[who]}"} if who else {}
        sent = {} if body is None else {"json": self.door.scene.named(body)}
        answer = self.door.client.request(method, f"/api/v1/subscriptions{path}", headers=shown, params=query, **sent)
        _, _, deed = path.removeprefix("/").partition("/")
        pattern = "/api/v1/subscriptions" + ("/{id}" if path else "") + (f"/{deed}" if deed else "")
        promised = self._contract["paths"][pattern][method.lower()]["responses"][str(answer.status_code)]
        if answer.content:
            schema = {
                **promised["content"][answer.headers["content-type"]]["schema"],
                "components": self._contract["components"],
            }
            jsonschema_rs.validator_for(schema).validate(answer.json())
        return answer


@pytest.fixture
def call(door: Door) -> Caller:
    return Caller(door)


def said(answer: Any) -> tuple[int, list[tuple[str, str]]]:
    return answer.status_code, [(one["rule"], one["field"]) for one in answer.json()["findings"]]


def test_who_subscribes_is_told_the_secret_once_and_begins_at_the_head(door: Door, call: Caller) -> None:
    made = call("region", "POST", "", HOOK | {"filter": {"unit": "@hospital", "field": "name"}})
    assert made.status_code == 201
    id_, secret = made.json()["id"], made.json()["secret"]
    assert secret.startswith("whsec_")
    assert made.headers["location"] == f"/api/v1/subscriptions/{id_}"
    shown = {
        "id": id_, "kind": "webhook", "url": HOOK["url"], "email": None,
        "filter": {"unit": door.scene["hospital"], "field": "name"},
        "state": "active", "serial": door.register.serial(), "failure": None,
    }  # fmt: skip
    listed = call("region", "GET")
    assert listed.json() == {"total": 1, "limit": 100, "offset": 0, "more": False, "subscriptions": [shown]}
    assert call("region", "GET", f"/{id_}").json() == shown
    assert secret not in listed.text
    again = call("region", "POST", f"/{id_}/secret").json()
    assert again["id"] == id_
    assert again["secret"] != secret


def test_nobody_sees_or_ends_what_is_somebody_elses(call: Caller) -> None:
    id_ = call("region", "POST", "", HOOK).json()["id"]
    for who, status in (("firm", 404), ("sds", 404), (None, 401)):
        for method, path in (("GET", ""), ("DELETE", ""), ("POST", "/secret"), ("POST", "/resume")):
            assert call(who, method, f"/{id_}{path}").status_code == status
    assert call("firm", "GET").json()["total"] == 0
    assert call(None, "POST", "", HOOK).status_code == 401
    assert call("region", "DELETE", f"/{id_}").status_code == 204
    assert said(call("region", "DELETE", f"/{id_}")) == (404, [("unknown", "id")])


def test_what_is_parked_goes_on(door: Door, call: Caller) -> None:
    id_ = call("region", "POST", "", HOOK).json()["id"]
    assert call("region", "POST", f"/{id_}/resume").json()["state"] == "active"
    with door.register.database.desk.writing() as connection:
        connection.run("UPDATE subscription SET state = 'parked'")
    assert call("region", "GET", f"/{id_}").json()["state"] == "parked"
    assert call("region", "POST", f"/{id_}/resume").json()["state"] == "active"


@pytest.mark.parametrize(
    ("given", "status", "field", "words"),
    [
        ({"url": "http://127.0.0.2/"}, 422, "url", "no public network"),
        ({"url": "http://169.254.169.254/latest"}, 422, "url", "no public network"),
        ({"url": "http://[::1]/"}, 422, "url", "no public network"),
        ({"url": "ftp://example.dk/"}, 422, "url", "no address for a webhook"),
        ({"url": "https://nowhere.invalid/"}, 422, "url", "cannot be looked up"),
        ({"url": "https://a:b@example.dk/"}, 422, "url", "a user or a password"),
        ({"kind": "pigeon"}, 422, "kind", "is no kind of subscription"),
        ({"filter": {"unit": "123"}}, 422, "filter.unit", "There is no unit 123"),
        ({"filter": {"type": "123"}}, 422, "filter.type", "no type 123"),
        ({"filter": {"municipality": "9999"}}, 422, "filter.municipality", "no municipality 9999"),
        ({"filter": {"field": "colour"}}, 422, "filter.field", "no field colour"),
        ({"filter": {"colour": "x"}}, 400, "colour", ""),
        ({"colour": "x"}, 400, "colour", ""),
    ],
)
def test_what_is_wrong_is_told_in_words(
    call: Caller, given: dict[str, Any], status: int, field: str, words: str
) -> None:
    answer = call("region", "POST", "", HOOK | given)
    (finding,) = answer.json()["findings"]
    assert answer.status_code == status
    assert finding["field"].endswith(field)
    assert words in finding["en"]
    assert finding["da"] != finding["en"]
    assert call("region", "GET").json()["total"] == 0


def test_a_webhook_without_address_is_refused(call: Caller) -> None:
    assert said(call("region", "POST", "", {"kind": "webhook"})) == (422, [("refused", "url")])
