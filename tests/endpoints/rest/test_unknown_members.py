"""A member that there is not is refused by name wherever the contract takes JSON, so that a misspelt one is not taken
for left out.
"""

import copy
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from litestar.testing import TestClient

from sor.endpoints.app import app
from sor.endpoints.openapi_form import EXAMPLES
from sor.register import Register
from sor.settings import read_settings
from sor.store.database import Database
from tests.conftest import StandingClock
from tests.endpoints.rest.test_changes import Door
from tests.endpoints.servers import TRIED

UNKNOWN = "nonsense"
JSON = "application/json"
BEYOND_EXAMPLES = {"move_clock": {"now": "2026-11-02"}}
"""Bodies of operations that have no example in the contract."""


@pytest.fixture(scope="module")
def door(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    register = Register(Database(f"sqlite:///{tmp_path_factory.mktemp('members')}/sor.db"), StandingClock())
    register.init("master", demo=True)
    with TestClient(app(register, read_settings(TRIED)), raise_server_exceptions=False) as client:
        yield Door(register, client)


def objects(value: Any, at: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The place of every object in a value."""
    if isinstance(value, dict):
        yield at
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, one in inside:
        yield from objects(one, (*at, name))


def spoilt(body: Any) -> Iterator[Any]:
    """Copies of a body with a member that there is not, in each of its objects in turn."""
    for place in objects(body):
        whole = copy.deepcopy(body)
        holder = whole
        for step in place:
            holder = holder[step]
        holder[UNKNOWN] = 1
        yield whole


def bodies(door: Door) -> Iterator[tuple[str, str, Any]]:
    """(method, path, body) of every operation of the contract that takes JSON."""
    examples = json.loads(Path(EXAMPLES).read_text("utf-8"))
    for path, methods in door.client.get("/api/openapi.json").json()["paths"].items():
        for method, operation in methods.items():
            if JSON in operation.get("requestBody", {}).get("content", {}):
                name = operation["operationId"]
                body = BEYOND_EXAMPLES[name] if name in BEYOND_EXAMPLES else examples[name]["body"]
                of_scene = re.sub(r"\b9\d{7}1000016\d{3}\b", door.scene["ward"], json.dumps(body))
                yield method, path, json.loads(of_scene)


def test_a_member_that_there_is_not_is_refused_by_its_name(door: Door) -> None:
    shown = {"Authorization": f"Bearer {door.tokens['sds']}"}
    asked = {"kind": "error", "unit": door.scene["ward"], "text": "x"}
    case = door.client.post("/api/v1/cases", json=asked, headers=shown).json()["id"]
    site = {"unit": door.scene["ward"], "exemption": "unpaid", "reason": "x"}
    number = door.client.post("/api/v1/sites", json=site, headers=shown).json()["number"]
    serial, found = door.register.serial(), list(bodies(door))
    assert len(found) >= 10
    for method, path, body in found:
        for one in spoilt(body):
            answer = door.client.request(method, path.format(id=case, number=number), json=one, headers=shown)
            where = path, one, answer.status_code, answer.text[:300]
            assert answer.status_code in (400, 422), where
            assert all(UNKNOWN in told for told in (answer.json()["detail"], *_told(answer.json()))), where
    assert door.register.serial() == serial
    assert [one["what"] for one in door.client.get(f"/api/v1/cases/{case}", headers=shown).json()["messages"]] == [
        "open"
    ]


def _told(problem: Any) -> Iterator[str]:
    for finding in problem["findings"]:
        if finding.get("severity", "error") == "error":
            yield from (finding["da"], finding["en"])


def test_a_member_that_is_left_out_is_named(door: Door) -> None:
    shown = {"Authorization": f"Bearer {door.tokens['sds']}"}
    answer = door.client.post("/api/v1/cases", json={"kind": "error"}, headers=shown)
    assert (answer.status_code, answer.json()["detail"]) == (400, "text is missing. See /api.")


@pytest.mark.parametrize("change", [
    {"op": "edit", "unit": "@ward", "from": "2026-12-01", "set": {"nonsense": 1}},
    {"op": "shak", "code": "9600", "from": "2026-12-01", "set": {"nonsense": 1}},
    {"op": "number", "location_number": "5790999000017", "from": "2026-12-01", "set": {"nonsense": 1}},
])  # fmt: skip
def test_a_case_proposes_no_field_that_there_is_not(door: Door, change: Any) -> None:
    shown = {"Authorization": f"Bearer {door.tokens['sds']}"}
    asked = {"kind": "error", "unit": door.scene["ward"], "text": "x", "changes": [door.scene.named(change)]}
    answer = door.client.post("/api/v1/cases", json=asked, headers=shown)
    assert (answer.status_code, answer.json()["detail"]) == (422, "changes[0].set: there is no field 'nonsense'.")
