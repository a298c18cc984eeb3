"""Plans over REST: seen by whose they are, each answer as the contract says; long ones are checked as jobs."""

import time
from collections.abc import Iterator
from typing import Any

import jsonschema_rs
import pytest
from litestar.testing import TestClient

from sor.desk.plan_checks import LONG
from sor.endpoints.app import app
from sor.endpoints.rest.plans import DEEDS
from sor.register import Register
from sor.settings import read_settings
from sor.store.database import Database
from tests.changes.scene import Scene
from tests.conftest import StandingClock
from tests.desk.planning import DAY, HANDED_OVER, PlanTable, move, rename
from tests.endpoints.servers import TRIED

PLAN = {"title": "Sammenlægning", "day": DAY, "changes": [HANDED_OVER]}


class Caller:
    """Calls as somebody at the table, and holds every answer to the contract."""

    def __init__(self, at: PlanTable, client: TestClient[Any]) -> None:
        self.at = at
        self.client = client
        self._contract: dict[str, Any] = client.get("/api/openapi.json").json()
        self._tokens: dict[str, str] = {}

    def __call__(self, who: str | None, method: str, path: str, body: Any = None, **headers: str) -> Any:
        shown = {"Authorization": f"Bearer {self._token(who)}"} if who else {}
        sent = {} if body is None else {"json": self.at.scene.named(body)}
        answer = self.client.request(method, f"/api/v1/plans{path}", headers=shown | headers, **sent)
        parts = [part if part in (*DEEDS, "touched") else "{id}" for part in path.partition("?")[0].split("/") if part]
        promised = self._contract["paths"]["/".join(["/api/v1/plans", *parts])][method.lower()]["responses"]
        (content,) = promised[str(answer.status_code)]["content"].values()
        schema = {**content["schema"], "components": self._contract["components"]}
        jsonschema_rs.validator_for(schema).validate(answer.json())
        return answer

    def _token(self, who: str) -> str:
        if who not in self._tokens:
            client, secret = self.at.actors.new_secret(who, "sds")
            form = {"grant_type": "client_credentials", "client_id": client, "client_secret": secret}
            self._tokens[who] = str(self.client.post("/api/v1/token", data=form).json()["access_token"])
        return self._tokens[who]


@pytest.fixture(scope="module")
def call(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Caller]:
    path = tmp_path_factory.mktemp("plans") / "sor.db"
    register = Register(Database(f"sqlite:///{path}?synchronous=off"), StandingClock())
    register.init("master", demo=True)
    at = PlanTable(Scene(register))
    with TestClient(app(register, read_settings(TRIED)), raise_server_exceptions=False) as client:
        yield Caller(at, client)


def made(call: Caller, who: str = "rikke", **more: Any) -> dict[str, Any]:
    answer = call(who, "POST", "", PLAN | more)
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    assert answer.headers["location"] == f"/api/v1/plans/{found['id']}"
    return found


def test_from_draft_to_commit_and_undo(call: Caller) -> None:
    plan = made(call)
    path = f"/{plan['id']}"
    assert (plan["state"], plan["version"], plan["report"]) == ("draft", 1, None)
    assert call("rikke", "POST", f"{path}/commit").status_code == 409
    assert call("ella", "POST", f"{path}/approve", {"digest": plan["digest"]}).status_code == 409, "not checked yet"
    checked = call("rikke", "POST", f"{path}/check")
    assert checked.status_code == 200
    report = checked.json()["report"]
    assert (checked.json()["state"], report["digest"], report["counts"]["units"]) == ("checked", plan["digest"], 1)
    touched = call("ella", "GET", f"{path}/touched").json()
    assert [one["key"] for one in touched["touched"]] == [call.at.scene["ward"]]
    assert call("rikke", "POST", f"{path}/approve", {"digest": plan["digest"]}).status_code == 403
    assert call("ella", "POST", f"{path}/approve", {"digest": "0" * 64}).status_code == 409
    assert call("ella", "POST", f"{path}/approve", {"digest": plan["digest"]}).json()["state"] == "checked"
    lacking = call("rikke", "POST", f"{path}/commit")
    assert (lacking.status_code, lacking.json()["findings"][0]["rule"]) == (409, "plan-state")
    assert call("rolf", "POST", f"{path}/approve", {"digest": plan["digest"]}).json()["state"] == "approved"
    for who in ("rolf", "ella"):
        assert call(who, "POST", f"{path}/commit").status_code == 403
    done = call("rikke", "POST", f"{path}/commit").json()
    assert (done["state"], done["approved_by"]) == ("committed", ["ella", "rolf"])
    assert call("rikke", "POST", f"{path}/commit").json()["serial"] == done["serial"]
    entry = call.client.get(f"/api/v1/log/{done['serial']}").json()["entry"]
    assert (entry["actor"], entry["approved_by"]) == ("rikke", ["ella", "rolf"])
    assert call("rikke", "PUT", path, PLAN).status_code == 409
    assert call("rikke", "POST", f"{path}/undo").json()["state"] == "undone"
    assert call("rikke", "POST", f"{path}/undo").status_code == 200


def test_a_stranger_finds_no_plan_and_no_deed(call: Caller) -> None:
    plan = made(call)
    bodies = {"approve": {"digest": plan["digest"]}, "refuse": {"text": "x"}, "comment": {"text": "x"}}
    bodies |= {"delegate": {"actor": "nina"}, "deadline": {"day": ""}}
    for number in (plan["id"], "9999", "x", "01"):
        for who, status in (("kim", 404), ("nina", 404), (None, 401)):
            assert call(who, "GET", f"/{number}").status_code == status
            assert call(who, "GET", f"/{number}/touched").status_code == status
            assert call(who, "PUT", f"/{number}", PLAN).status_code == status
            assert call(who, "DELETE", f"/{number}/check").status_code == status
            for deed in DEEDS:
                assert call(who, "POST", f"/{number}/{deed}", bodies.get(deed)).status_code == status
    assert call("kim", "GET", "").json()["total"] == 0
    assert call("ella", "GET", f"/{plan['id']}").status_code == 200, "a side sees it, checked or not"
    assert call("ella", "PUT", f"/{plan['id']}", PLAN).status_code == 403
    assert call("nina", "POST", "", PLAN).status_code == 403


def test_a_changed_register_is_told_with_the_difference(call: Caller) -> None:
    plan = made(call, changes=[move("@lungs", "@rigs")])
    path = f"/{plan['id']}"
    call("rikke", "POST", f"{path}/check")
    for who in ("rolf", "ella"):
        call(who, "POST", f"{path}/approve", {"digest": plan["digest"]})
    assert call.at.scene.send(rename("@lungs", "Lunger", "2026-11-02")).accepted
    answer = call("rikke", "POST", f"{path}/commit")
    assert answer.status_code == 409
    (one,) = answer.json()["difference"]["touched"]["otherwise"]["first"]
    assert one["key"] == call.at.scene["lungs"]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (PLAN | {"day": "2026-10-31"}, 422),
        (PLAN | {"day": "nytår"}, 400),
        (PLAN | {"changes": [rename("@ward", "x", "2027-01-02")]}, 422),
        (PLAN | {"changes": [{"op": "rock"}]}, 422),
        (PLAN | {"more": 1}, 400),
        ([], 400),
        (PLAN | {"changes": [HANDED_OVER] * 100_000}, 422),
        (PLAN | {"changes": [{"op": "undo", "entry": 1}] * 20_000}, 422),
    ],
)
def test_what_is_no_plan_is_refused(call: Caller, body: Any, status: int) -> None:
    before = call("sds", "GET", "").json()["total"]
    answer = call("rikke", "POST", "", body)
    assert answer.status_code == status, answer.text[:300]
    assert call("sds", "GET", "").json()["total"] == before


def test_a_long_plan_is_checked_as_a_job_cancelled_and_begun_again(call: Caller) -> None:
    plan = made(call, changes=[rename("@ward", f"Afsnit {n}") for n in range(1)] + [HANDED_OVER])
    path = f"/{plan['id']}"
    answer = call("rikke", "POST", f"{path}/check", Prefer="respond-async")
    assert answer.status_code == 202  # a check this short may be done before it is answered
    cancelled = call("rikke", "DELETE", f"{path}/check")
    assert cancelled.status_code == 200
    assert cancelled.json()["checking"] is None
    call("rikke", "POST", f"{path}/check", Prefer="respond-async")
    until = time.monotonic() + 300
    while (found := call("rikke", "GET", path).json())["report"] is None:
        assert time.monotonic() < until
        time.sleep(0.05)
    assert (found["state"], found["checking"], found["report"]["accepted"]) == ("checked", None, True)
    assert LONG < 5_000, "a plan of 5,000 lines is checked as a job"
