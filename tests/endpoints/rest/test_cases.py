"""Cases over REST: opened, seen by whose they are, decided by who may, each answer as the contract says."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from litestar.testing import TestClient

from sor.endpoints.app import app
from sor.endpoints.rest import cases
from sor.endpoints.rest.cases import DEEDS, first_of
from sor.register import Register
from sor.settings import read_settings
from sor.store.database import Database
from tests.changes.scene import NUMBER_DATA
from tests.conftest import StandingClock
from tests.endpoints.rest.test_changes import Door
from tests.endpoints.servers import TRIED


@pytest.fixture(scope="module")
def door(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    path = tmp_path_factory.mktemp("cases") / "sor.db"
    register = Register(Database(f"sqlite:///{path}?synchronous=off"), StandingClock())
    register.init("master", demo=True)
    with TestClient(app(register, read_settings(TRIED)), raise_server_exceptions=False) as client:
        yield Door(register, client)


class Caller:
    """Calls as an actor, and holds every answer to the contract."""

    def __init__(self, door: Door) -> None:
        self.door = door
        self._contract: dict[str, Any] = door.client.get("/api/openapi.json").json()

    def __call__(self, who: str | None, method: str, path: str, body: Any = None, **query: str) -> Any:
        shown = {"Authorization": f"Bearer {self.door.tokens[who]}"} if who else {}
        sent = {} if body is None else {"json": self.door.scene.named(body)}
        answer = self.door.client.request(method, f"/api/v1/cases{path}", headers=shown, params=query, **sent)
        parts = [part if part in DEEDS else "{id}" for part in path.split("/") if part]
        promised = self._contract["paths"]["/".join(["/api/v1/cases", *parts])][method.lower()]["responses"]
        (content,) = promised[str(answer.status_code)]["content"].values()
        schema = {**content["schema"], "components": self._contract["components"]}
        jsonschema_rs.validator_for(schema).validate(answer.json())
        return answer


@pytest.fixture(scope="module")
def call(door: Door) -> Caller:
    return Caller(door)


def approve(call: Caller, who: str, id: str, text: str = "") -> Any:
    """Look at what a case brings about, and approve that."""
    seen = call(who, "POST", f"/{id}/approve", {}, dry_run="true").json()["seen"]
    return call(who, "POST", f"/{id}/approve", {"text": text, "seen": seen})


def rename(name: str) -> dict[str, Any]:
    return {"op": "edit", "unit": "@hospital", "from": "2026-12-01", "set": {"name": name}}


def opened(call: Caller, who: str = "region", **more: Any) -> dict[str, Any]:
    asked = {"kind": "institution", "unit": "@hospital", "text": "nyt navn", "changes": [rename("Nyt")]} | more
    answer = call(who, "POST", "", asked)
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    assert answer.headers["location"] == f"/api/v1/cases/{found['id']}"
    return found


def test_a_change_is_made_from_its_case_with_its_preview(door: Door, call: Caller) -> None:
    case = opened(call)
    assert (case["state"], case["due"], case["overdue"]) == ("new", "2026-11-13", False)
    serial = door.register.serial()
    tried = call("sds", "POST", f"/{case['id']}/approve", {"text": ""}, dry_run="true").json()
    assert [one["key"] for one in tried["outcome"]["consequences"]["touched"]] == [door.scene["hospital"]]
    assert door.register.serial() == serial
    assert tried["seen"]
    for seen in ({}, {"seen": ""}, {"seen": "0" * 32}):
        unseen = call("sds", "POST", f"/{case['id']}/approve", {"text": "enig", **seen})
        assert (unseen.status_code, unseen.json()["findings"][0]["field"]) == (409, "seen")
        assert unseen.json()["preview"] == tried
        assert door.register.serial() == serial
    done = call("sds", "POST", f"/{case['id']}/approve", {"text": "enig", "seen": tried["seen"]}).json()
    assert (done["state"], done["serial"]) == ("approved", serial + 1)
    again = call("sds", "POST", f"/{case['id']}/approve", {"text": "enig"})
    assert (again.status_code, again.json()["findings"][0]["rule"]) == (409, "decided")
    entry = door.client.get(f"/api/v1/log/{serial + 1}").json()["entry"]
    assert (entry["actor"], entry["reason"]) == ("sds", f"Sag {case['id']}: enig")


def test_a_stranger_finds_no_case_and_no_deed(call: Caller) -> None:
    case = opened(call)
    for path in ("", *(f"/{deed}" for deed in DEEDS)):
        method, body = ("POST", {"changes": []} if path == "/propose" else {"text": "x"}) if path else ("GET", None)
        assert call("firm", method, f"/{case['id']}{path}", body).status_code == 404
        assert call("firm", method, f"/9999{path}", body).status_code == 404
        assert call(None, method, f"/{case['id']}{path}", body).status_code == 401
    for number in ("0", "01", "-1", "1e1", "x", "٣", "9" * 16):
        assert call("sds", "GET", f"/{number}").status_code == 404
    assert call("firm", "GET", "").json()["total"] == 0
    for deed in ("approve", "refuse", "assign", "ask"):
        assert call("region", "POST", f"/{case['id']}/{deed}", {"text": "x"}).status_code == 403
    for deed in ("answer", "withdraw"):
        assert call("sds", "POST", f"/{case['id']}/{deed}", {"text": "x"}).status_code == 403


def test_a_case_is_asked_back_answered_refused_with_a_reason(call: Caller) -> None:
    path = f"/{opened(call)['id']}"
    assert call("sds", "POST", f"{path}/assign", {}).json()["assigned_to"] == "sds"
    assert call("sds", "POST", f"{path}/assign", {"to": "firm"}).status_code == 422
    assert call("region", "POST", f"{path}/answer", {"text": "!"}).status_code == 409
    assert call("sds", "POST", f"{path}/ask", {"text": " "}).status_code == 422
    assert call("sds", "POST", f"{path}/ask", {"text": "Hvornår?"}).json()["state"] == "asked"
    assert call("region", "POST", f"{path}/answer", {"text": "Nu"}).json()["state"] == "assigned"
    assert call("sds", "POST", f"{path}/refuse", {"text": ""}).status_code == 422
    done = call("sds", "POST", f"{path}/refuse", {"text": "Det passer ikke."}).json()
    assert (done["state"], done["serial"]) == ("refused", None)
    assert [one["what"] for one in done["messages"]] == ["open", "assign", "ask", "answer", "refuse"]
    assert call("region", "POST", f"{path}/withdraw", {"text": ""}).status_code == 409


def test_a_right_is_asked_for_and_given(door: Door, call: Caller) -> None:
    data = {"role": "region", "ops": ["edit"], "to": "2027-06-01"}
    case = opened(call, "firm", kind="access", unit="@ward", changes=[], data=data)
    assert [one["id"] for one in call("region", "GET", "", kind="access").json()["cases"]] == [case["id"]]
    tried = call("region", "POST", f"/{case['id']}/approve", {}, dry_run="true").json()
    ward = door.scene["ward"]
    assert tried["right"] == {
        "role": "region", "place": ward, "place_name": "Sengeafsnit 1", "ops": ["edit"], "from": "2026-11-01",
        "to": "2027-06-01", "da": f"Ret som Region over Sengeafsnit 1 ({ward}) med alt derunder: rette; fra 2026-11-01"
        " til og med 2027-05-31.", "en": f"The right of Region over Sengeafsnit 1 ({ward}) with all below it: edit;"
        " from 2026-11-01 up to and including 2027-05-31.",
    }  # fmt: skip
    assert [one["rule"] for one in tried["warnings"]] == ["other_cvr"]
    assert tried["case"]["right"] == case["right"] == tried["right"]
    assert tried["case"]["asked_by"]["same_cvr"] is False
    assert "asked_by" not in call("firm", "GET", f"/{case['id']}").json()
    done = approve(call, "region", case["id"]).json()
    assert (done["state"], done["serial"]) == ("approved", None)
    shown = {"Authorization": f"Bearer {door.tokens['firm']}"}
    places = [one["place"] for one in door.client.get("/api/v1/me", headers=shown).json()["rights"]]
    assert places == [door.scene["owner"], door.scene["ward"]]
    door.actors.withdraw(max(door.actors.find_known("firm").counting), "sds")


def test_a_number_is_issued_and_what_the_rules_refuse_is_told(door: Door, call: Caller) -> None:
    case = opened(call, kind="location_number", unit="@heart", changes=[], data=dict(NUMBER_DATA))
    assert case["changes"][0]["series"] == "authority"
    assert approve(call, "sds", case["id"]).json()["serial"] == door.register.serial()
    bad = opened(call, changes=[rename("x" * 100)])
    answer = approve(call, "sds", bad["id"])
    assert answer.status_code == 422
    assert answer.json()["findings"][0]["rule"] != "refused"
    assert call("region", "GET", f"/{bad['id']}").json()["state"] == "new"


def test_a_case_whose_unit_was_moved_is_told_and_tried_again(door: Door, call: Caller) -> None:
    move = {"op": "move", "unit": "@ward", "from": "2026-11-01", "parent": "@lungs"}
    case = opened(call, kind="unit", unit="@ward", changes=[rename("Andet")])
    assert door.post("sds", move).status_code == 201
    assert [one["field"] for one in call("region", "GET", f"/{case['id']}").json()["moved"]] == ["parent"]
    assert call("sds", "POST", f"/{case['id']}/approve", {}).status_code == 409
    assert approve(call, "sds", case["id"]).status_code == 200


def test_lists_are_parted_into_pages_and_filtered(door: Door, call: Caller) -> None:
    made = [opened(call, kind="error", text=f"linje {n}\nØ", changes=[])["id"] for n in range(3)]
    page = call("sds", "GET", "", kind="error", state="new", limit="2").json()
    assert (page["total"], page["more"], [one["id"] for one in page["cases"]]) == (3, True, made[:2])
    page = call("sds", "GET", "", kind="error", limit="2", offset="2").json()
    assert (page["more"], [one["id"] for one in page["cases"]]) == (False, made[2:])
    assert call("sds", "GET", "", q="LINJE 1").json()["total"] == 1
    assert call("sds", "GET", "", overdue="true").json()["total"] == 0
    odd = call("sds", "GET", "", state="x")
    assert odd.status_code == 400
    assert "state cannot be used. Write new, assigned, asked, approved, refused or withdrawn." in odd.text
    assert "in_state" not in odd.text
    assert call("sds", "GET", "", unit=door.scene["hospital"], kind="error").json()["total"] == 3
    for name, value in (
        ("state", "x"),
        ("kind", "x"),
        ("limit", "0"),
        ("limit", "１"),
        ("offset", "1.0"),
        ("x", "1"),
        ("in_state", "new"),
    ):
        assert call("sds", "GET", "", **{name: value}).status_code == 400


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"kind": "institution"}, 400), ({"kind": "x", "text": "t"}, 400), ({"kind": "unit", "text": "t", "x": 1}, 400),
        ({"kind": "unit", "text": ""}, 422), ({"kind": "unit", "text": "a\u0000b"}, 422),
        ({"kind": "unit", "text": "t", "unit": "1"}, 422), ({"kind": "unit", "text": "t", "changes": [{}]}, 422),
        ({"kind": "unit", "text": "t", "changes": "x"}, 400),
        ({"kind": "access", "text": "t", "data": {"role": 1}}, 422),
        ({"kind": "location_number", "text": "t", "unit": "@ward", "data": {"close": "ja"}}, 422),
    ],
)  # fmt: skip
def test_what_can_be_no_case_is_refused_in_both_languages(call: Caller, body: Any, status: int) -> None:
    before = call("region", "GET", "").json()["total"]
    answer = call("region", "POST", "", body)
    assert answer.status_code == status, answer.text
    assert all(one["da"] != one["en"] for one in answer.json()["findings"])
    assert call("region", "GET", "").json()["total"] == before


def test_the_figures_count_them(door: Door, tmp_path: Path) -> None:
    told = door.client.get("/metrics").text
    assert 'sor_cases{kind="error"}' in told
    assert "sor_cases_overdue 0.0" in told
    assert "sor_cases_median_age_days 0.0" in told


def test_an_answer_of_cases_has_an_end_and_goes_on(call: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(3):
        opened(call, text="æ" * 4_000)
    everything = call("sds", "GET", "", limit="500").json()
    monkeypatch.setattr(cases, "MOST_BYTES", 20_000)
    found: list[dict[str, Any]] = []
    more, answers = True, 0
    while more:
        answer = call("sds", "GET", "", limit="500", offset=str(len(found)))
        assert len(answer.content) < 20_200
        found += answer.json()["cases"]
        more, answers = answer.json()["more"], answers + 1
    assert found == everything["cases"]
    assert answers > 1
    assert first_of([{"a": "x" * 50}] * 9, 120) == [{"a": "x" * 50}] * 2
    assert first_of([{"a": "x" * 500}] * 2, 120) == [{"a": "x" * 500}]
    assert first_of([], 120) == []


def test_a_case_that_is_sent_twice_under_a_key_is_one(door: Door, call: Caller) -> None:
    def send(key: str, text: str = "fejl") -> Any:
        shown = {"Authorization": f"Bearer {door.tokens['region']}", "Idempotency-Key": key}
        return door.client.post("/api/v1/cases", headers=shown, json={"kind": "error", "text": text})

    first, again, other, odd = send("k1"), send("k1"), send("k1", "anden"), send("k 1")
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.json()["id"] == first.json()["id"]
    assert (other.status_code, other.json()["findings"][0]["field"]) == (409, "Idempotency-Key")
    assert odd.status_code == 400
    assert send("k2").json()["id"] != first.json()["id"]
