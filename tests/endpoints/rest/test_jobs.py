"""Long sets over REST: taken at once, decided as they would have been directly, asked about, withdrawn."""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from litestar.testing import TestClient

from sor.endpoints.app import app
from sor.endpoints.rest.jobs import wants_job
from sor.register import Register
from sor.settings import Settings, read_settings
from sor.store.database import Database
from tests.changes.scene import TODAY, TOMORROW
from tests.conftest import StandingClock
from tests.endpoints.rest.test_changes import Door, edit
from tests.endpoints.servers import TRIED
from tests.quick_part import few

ASYNC = {"Prefer": "respond-async"}
SOME = read_settings(TRIED, demo=True)


def doors(folder: Path, settings: Settings = SOME, *, is_running: bool = True) -> Iterator[Door]:
    """A register's door, whose server decides jobs, or leaves them in line."""
    register = Register(Database(f"sqlite:///{folder}/sor.db?synchronous=off"), StandingClock())
    register.init("master", demo=True)
    client = TestClient(app(register, settings), raise_server_exceptions=False)
    if not is_running:
        yield Door(register, client)
        return
    with client:
        yield Door(register, client)


@pytest.fixture(scope="module")
def door(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    yield from doors(tmp_path_factory.mktemp("jobs"))


@pytest.fixture
def idle(tmp_path: Path) -> Iterator[Door]:
    """One that puts jobs in line and decides none."""
    yield from doors(tmp_path, is_running=False)


def ask(door: Door, actor: str, url: str, method: str = "GET") -> Any:
    return door.client.request(method, url, headers={"Authorization": f"Bearer {door.tokens[actor]}"})


def decided(door: Door, taken: Any, actor: str = "region") -> dict[str, Any]:
    """The job that an answer names, once it is decided."""
    assert taken.status_code == 202, taken.text
    until = time.monotonic() + 300
    while time.monotonic() < until:
        answer = ask(door, actor, taken.headers["location"])
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        if found["state"] not in ("waiting", "deciding"):
            return found
        assert answer.headers["retry-after"].isdecimal()
        time.sleep(0.01)
    raise AssertionError("it was not decided")


def keeps_promise(door: Door, answer: Any, path: str = "/api/v1/jobs/{id}", method: str = "get") -> None:
    contract = door.client.get("/api/openapi.json").json()
    content = contract["paths"][path][method]["responses"][str(answer.status_code)]["content"]
    schema = content[answer.headers["content-type"]]["schema"]
    jsonschema_rs.Draft202012Validator({**schema, "components": contract["components"]}).validate(answer.json())


@pytest.mark.slow
def test_a_set_is_taken_at_once_and_answered_later_as_it_would_have_been_directly(door: Door) -> None:
    taken = door.post("region", edit("Senere"), headers=ASYNC)
    keeps_promise(door, taken, "/api/v1/changes", "post")
    assert taken.headers["preference-applied"] == "respond-async"
    job = decided(door, taken)
    keeps_promise(door, ask(door, "region", job["url"]))
    assert (job["state"], job["status"], job["actor"], job["dry_run"]) == ("done", 201, "region", False)
    assert job["sent_at"] <= job["began_at"] <= job["ended_at"] < job["kept_until"]
    assert job["answer"]["serial"] == door.register.serial()
    assert not job["answer"]["replayed"]
    entry = door.register.entry(job["answer"]["serial"])
    assert entry is not None
    assert (entry.actor, entry.channel) == ("region", "rest")
    assert door.client.get(f"/api/v1/units/{door.scene['ward']}?valid={TOMORROW}").json()["name"] == "Senere"
    assert 'sor_jobs{state="waiting"} 0.0' in door.client.get("/metrics").text
    assert 'sor_queue_waiting{queue="jobs"} 0.0' in door.client.get("/metrics").text
    listed = ask(door, "region", "/api/v1/jobs")
    keeps_promise(door, listed, "/api/v1/jobs")
    assert listed.json()["jobs"][0] == {name: value for name, value in job.items() if name != "answer"}


REFUSED: dict[str, dict[str, Any]] = {
    "no right": {"changes": [{"op": "close", "unit": "@feet", "from": TOMORROW}]},
    "rule": {"changes": [edit("", unit="@ward")]},
    "others were first": {"changes": [edit("Ny")], "base": 1},
    "no document": {"changes": [{"op": "nothing"}]},
    "base ahead": {"changes": [edit("Ny")], "base": 10**9},
    "too many": {"changes": [edit("Ny")] * 10_001},
}


@pytest.mark.parametrize("why", few(REFUSED, every=3))
def test_a_refusal_is_the_same_problem_document(why: str, door: Door) -> None:
    door.post("region", edit("Kendt", day=TODAY))  # what "others were first" is about
    serial = door.register.serial()
    document = door.scene.named(REFUSED[why])
    bearer = {"Authorization": f"Bearer {door.tokens['region']}"}
    directly = door.client.post("/api/v1/changes", json=document, headers=bearer)
    assert directly.status_code in (400, 403, 409, 422)
    job = decided(door, door.client.post("/api/v1/changes", json=document, headers={**bearer, **ASYNC}))
    assert (job["state"], job["status"], job["problem"]) == ("refused", directly.status_code, directly.json())
    assert "answer" not in job
    assert door.register.serial() == serial


@pytest.mark.parametrize(("body", "headers"), [
    (b"{", {}), (b"\xff\xfe", {}), (b"\0", {}), (b"[" * 50_000, {}),
    (b'{"op": "edit", "base": 2}', {"If-Match": "3"}),
])  # fmt: skip
def test_bytes_that_are_no_document_are_told_so_by_the_job(body: bytes, headers: dict[str, str], door: Door) -> None:
    directly = door.raw(body, headers)
    job = decided(door, door.raw(body, {**headers, **ASYNC}))
    assert directly.status_code == 400
    assert (job["state"], job["status"], job["problem"]) == ("refused", 400, directly.json())


@pytest.mark.parametrize("headers", [{"If-Match": "x"}, {"Idempotency-Key": "a b"}])
def test_a_header_that_cannot_be_is_refused_at_once(headers: dict[str, str], door: Door) -> None:
    assert door.post("region", edit("Ny"), headers={**ASYNC, **headers}).status_code == 400


def test_a_trial_is_a_job_too_and_the_set_is_held_against_its_base(door: Door) -> None:
    serial = door.register.serial()
    trial = decided(door, door.post("sds", edit("Prøve"), query="?dry_run=true", headers=ASYNC), "sds")
    assert (trial["state"], trial["status"], trial["dry_run"]) == ("done", 200, True)
    assert trial["answer"]["consequences"]["touched"]
    assert door.register.serial() == serial
    stale = decided(door, door.post("region", edit("Ny"), headers={**ASYNC, "If-Match": "1"}))
    assert (stale["state"], stale["status"]) == ("refused", 409)


def test_the_same_under_its_key_is_done_once_directly_or_as_a_job(door: Door) -> None:
    keyed = {"Idempotency-Key": "en-gang"}
    taken = [door.post("region", edit("Nøgle"), headers={**ASYNC, **keyed}) for _ in range(2)]
    assert taken[0].headers["location"] == taken[1].headers["location"]
    assert [one.headers.get("idempotency-replayed") for one in taken] == [None, "true"]
    serial = decided(door, taken[0])["answer"]["serial"]
    directly = door.post("region", edit("Nøgle"), headers=keyed)
    assert (directly.status_code, directly.json()["serial"], directly.json()["replayed"]) == (201, serial, True)
    other = door.post("region", edit("Andet"), headers={**ASYNC, **keyed})
    assert (other.status_code, other.json()["findings"][0]["rule"]) == (409, "conflict")
    first = {"Idempotency-Key": "direkte-foerst"}
    written = door.post("region", edit("Direkte"), headers=first).json()["serial"]
    again = decided(door, door.post("region", edit("Direkte"), headers={**ASYNC, **first}))
    assert (again["answer"]["serial"], again["answer"]["replayed"]) == (written, True)


@pytest.mark.slow
def test_the_bounds_of_an_answer_and_of_a_job_are_not_the_same(tmp_path: Path) -> None:
    """A region may take no time at all for an answer, a firm none for a job; three changes are a job unasked."""
    strict = SOME._replace(
        most_seconds={**SOME.most_seconds, "region": 0},
        most_job_seconds={**SOME.most_job_seconds, "private": 0},
        job_from=3,
    )
    for door in doors(tmp_path, strict):
        directly = door.post("region", edit("Lang"))
        assert (directly.status_code, directly.json()["findings"][0]["rule"]) == (422, "too-much")
        assert "Or send it as a job" in directly.json()["detail"]
        assert decided(door, door.post("region", edit("Lang"), headers=ASYNC))["state"] == "done"

        job = decided(door, door.post("firm", edit("Fod", "@feet"), headers=ASYNC), "firm")
        assert (job["state"], job["status"], job["problem"]["findings"][0]["rule"]) == ("refused", 422, "too-much")
        assert "send it as a job" not in job["problem"]["detail"]

        assert door.post("sds", edit("To"), edit("To", "@heart")).status_code == 201
        taken = door.post("sds", edit("Tre"), edit("Tre", "@heart"), edit("Tre", "@lungs"))
        assert "preference-applied" not in taken.headers
        assert decided(door, taken, "sds")["state"] == "done"


@pytest.mark.slow
def test_a_server_that_is_started_again_takes_up_what_waits(idle: Door) -> None:
    """In a loop of its own each time, as an application is started in one process."""
    for name in ("En", "To"):
        taken = idle.post("region", edit(name), headers=ASYNC)
        with idle.client:
            assert decided(idle, taken)["state"] == "done"


@pytest.mark.slow
def test_one_that_waits_is_withdrawn_and_seen_by_its_sender_and_the_authority_alone(idle: Door) -> None:
    first, second = (idle.post("region", edit(name), headers=ASYNC).json() for name in ("En", "To"))
    assert (first["state"], first["ahead"], second["ahead"]) == ("waiting", 0, 1)
    assert first["most_seconds"] == SOME.most_job_seconds["region"]
    url = first["url"]
    for actor, status in (("firm", 404), ("region", 200), ("sds", 200)):
        assert ask(idle, actor, url).status_code == status
    assert idle.client.get(url).status_code == 401
    assert len(ask(idle, "firm", "/api/v1/jobs").json()["jobs"]) == 0
    assert len(ask(idle, "sds", "/api/v1/jobs").json()["jobs"]) == 2
    assert ask(idle, "firm", url, "DELETE").status_code == 404
    for _ in range(2):
        withdrawn = ask(idle, "region", url, "DELETE")
        keeps_promise(idle, withdrawn, method="delete")
        assert (withdrawn.status_code, withdrawn.json()["state"]) == (200, "withdrawn")
    assert ask(idle, "sds", second["url"], "DELETE").json()["state"] == "withdrawn"
    assert 'sor_jobs{state="waiting"} 0.0' in idle.client.get("/metrics").text


def test_one_that_is_decided_stays(door: Door) -> None:
    job = decided(door, door.post("region", edit("Bliver"), headers=ASYNC))
    answer = ask(door, "region", job["url"], "DELETE")
    keeps_promise(door, answer, method="delete")
    assert (answer.status_code, answer.json()["findings"][0]["rule"]) == (409, "begun")


@pytest.mark.parametrize(("prefer", "wanted"), [
    (["respond-async"], True), (["Respond-Async; x=1"], True), (["wait=10, respond-async"], True),
    (["wait=10", "respond-async"], True), (["respond-asynchronously"], False), (["return=minimal"], False), ([], False),
])  # fmt: skip
def test_a_preference_is_read_as_its_standard_says(prefer: list[str], wanted: bool) -> None:
    assert wants_job(prefer) == wanted
