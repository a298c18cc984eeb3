"""Responsible persons over REST: read by everybody, named and taken off by whoever keeps the place, by contract."""

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

ANNA = {"place": "@region", "role": "responsible", "name": "Anna Ask", "email": "anna@region.example"}


@pytest.fixture(scope="module")
def whole_door(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    path = tmp_path_factory.mktemp("responsible") / "sor.db"
    register = Register(Database(f"sqlite:///{path}?synchronous=off"), StandingClock())
    register.init("master", demo=True)
    with TestClient(app(register, read_settings(TRIED)), raise_server_exceptions=False) as client:
        yield Door(register, client)


@pytest.fixture
def door(whole_door: Door) -> Door:
    with whole_door.register.database.desk.writing() as connection:
        connection.run("DELETE FROM responsible_person")
    return whole_door


class Caller:
    """Calls as an actor, and holds every answer to the contract."""

    def __init__(self, door: Door) -> None:
        self.door = door
        self._contract: dict[str, Any] = door.client.get("/api/openapi.json").json()

    def __call__(self, who: str | None, method: str, path: str = "", body: Any = None, **query: str) -> Any:
        shown = {"Authorization": f"Bearer {self.door.tokens[who]}"} if who else {}
        sent = {} if body is None else {"json": self.door.scene.named(body)}
        answer = self.door.client.request(method, f"/api/v1/responsible{path}", headers=shown, params=query, **sent)
        pattern = "/api/v1/responsible" + ("/{id}" if path else "")
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


def test_who_keeps_a_place_names_somebody_and_everybody_reads_it(door: Door, call: Caller) -> None:
    made = call("region", "POST", "", ANNA | {"phone": "70102030"})
    assert made.status_code == 201
    person = made.json()
    assert made.headers["location"] == f"/api/v1/responsible/{person['id']}"
    region = door.scene["region"]
    answer = call(None, "GET", place=region)
    assert answer.json() == {"total": 1, "limit": 100, "offset": 0, "more": False, "responsible": [person]}
    assert person == {
        "id": person["id"], "place": region, "place_name": "Region Sjælland", "role": "responsible",
        "name": "Anna Ask", "email": "anna@region.example", "phone": "70102030", "contact": "address",
    }  # fmt: skip
    assert call(None, "GET", place=door.scene["owner"]).json()["total"] == 0
    assert door.client.get("/api/v1/log").json()["entries"][-1]["serial"] == door.scene.serial  # not in the log


def test_a_third_is_refused_and_the_list_is_paged(call: Caller, door: Door) -> None:
    for name in ("Anna", "Bo"):
        assert call("region", "POST", "", ANNA | {"name": name}).status_code == 201
    assert said(call("region", "POST", "", ANNA | {"name": "Carl"})) == (422, [("refused", "place")])
    assert call("firm", "POST", "", ANNA | {"place": "@owner"}).status_code == 201
    first = call(None, "GET", limit="2").json()
    assert (first["total"], first["more"]) == (3, True)
    last = call(None, "GET", limit="2", offset="2").json()
    assert (last["total"], last["more"]) == (3, False)
    assert len({one["id"] for one in first["responsible"] + last["responsible"]}) == 3
    assert [one["name"] for one in call(None, "GET", q="bo").json()["responsible"]] == ["Bo"]


def test_a_person_is_changed_and_removed_once(call: Caller) -> None:
    id_ = call("region", "POST", "", ANNA).json()["id"]
    changed = call("region", "PUT", f"/{id_}", ANNA | {"name": "Bo", "role": "deputy"})
    assert (changed.json()["name"], changed.json()["role"], changed.json()["id"]) == ("Bo", "deputy", id_)
    assert said(call("region", "PUT", f"/{id_}", ANNA | {"email": "x"})) == (422, [("refused", "email")])
    removed = call("region", "DELETE", f"/{id_}")
    assert (removed.status_code, removed.content) == (204, b"")
    for method, body in (("DELETE", None), ("PUT", ANNA)):
        assert said(call("region", method, f"/{id_}", body)) == (404, [("unknown", "id")])
    assert call(None, "GET").json()["total"] == 0


def test_a_stranger_is_refused_and_nothing_is_written(call: Caller) -> None:
    id_ = call("region", "POST", "", ANNA).json()["id"]
    for who, status in (("firm", 403), (None, 401)):
        assert call(who, "POST", "", ANNA | {"name": "Bo"}).status_code == status
        assert call(who, "PUT", f"/{id_}", ANNA | {"name": "Bo"}).status_code == status
        assert call(who, "DELETE", f"/{id_}").status_code == status
    assert [one["name"] for one in call(None, "GET").json()["responsible"]] == ["Anna Ask"]


def test_behind_a_form_no_answer_to_everybody_holds_the_address(call: Caller, door: Door) -> None:
    private = ANNA | {"place": "@clinic", "contact": "form", "email": "hjemme@anna.example"}
    assert call("firm", "POST", "", private).json()["email"] == "hjemme@anna.example"
    answer = call(None, "GET", place=door.scene["clinic"])
    assert answer.json()["responsible"][0]["email"] is None
    assert "hjemme" not in answer.text
    assert call(None, "GET", q="hjemme").json()["total"] == 0
    assert said(call("region", "POST", "", ANNA | {"contact": "form"})) == (422, [("refused", "contact")])


@pytest.mark.parametrize(
    ("given", "status", "field"),
    [
        ({"place": "123"}, 422, "place"), ({"role": "boss"}, 422, "role"), ({"name": "a" * 61}, 422, "name"),
        ({"email": "nobody"}, 422, "email"), ({"phone": "1"}, 422, "phone"), ({"age": 7}, 400, "age"),
        ({"name": 7}, 400, "name"), ({"name": "An\u0007na"}, 422, "name"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_in_words(call: Caller, given: dict[str, Any], status: int, field: str) -> None:
    answer = call("region", "POST", "", ANNA | given)
    assert (answer.status_code, answer.json()["findings"][0]["field"]) == (status, field)
    assert call(None, "GET").json()["total"] == 0


def test_what_the_contract_does_not_know_is_named(call: Caller) -> None:
    (found,) = call("region", "POST", "", ANNA | {"age": 7}).json()["findings"]
    assert "age" in found["en"]
    assert "age" in found["da"]
    missing = {name: value for name, value in ANNA.items() if name != "email"}
    (found,) = call("region", "POST", "", missing).json()["findings"]
    assert "email" in found["en"]


def test_a_place_that_never_was_is_told(call: Caller) -> None:
    assert said(call(None, "GET", place="123")) == (404, [("unknown", "place")])
    assert call(None, "GET", palce="123").status_code == 400
