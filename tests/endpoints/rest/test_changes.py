"""Changes over HTTP: tried, sent, refused in words, and never twice."""

import threading
from collections.abc import Iterator
from typing import Any

import jsonschema_rs
import msgspec
import pytest
from litestar.testing import TestClient

from sor.changes.outcome import Consequences
from sor.desk.actors import Actors
from sor.endpoints.app import app
from sor.endpoints.rest import change_shapes as shapes
from sor.register import Register
from sor.settings import read_settings
from sor.store import database as databases
from sor.store.database import Database
from tests.changes.scene import TODAY, TOMORROW, Scene
from tests.conftest import StandingClock
from tests.endpoints.servers import TRIED
from tests.owned import wanted


class Door:
    """A register with the scene, its actors, and a client for each of them."""

    def __init__(self, register: Register, client: TestClient[Any]) -> None:
        self.scene = Scene(register)
        self.register = register
        self.client = client
        self.actors = Actors(register)
        self.actors.add("sds", "Registermyndigheden", None)
        self.actors.grant("sds", wanted("authority"), None)
        self.tokens = {"sds": self._token("sds")}
        for actor, role, place in (("region", "region", "region"), ("firm", "private", "owner")):
            self.actors.add(actor, actor, "sds")
            self.actors.grant(actor, wanted(role, self.scene[place]), "sds")
            self.tokens[actor] = self._token(actor)

    def post(self, actor: str | None, *changes: Any, query: str = "", headers: Any = None, **more: Any) -> Any:
        document = {"changes": [self.scene.named(change) for change in changes], **more}
        shown = {"Authorization": f"Bearer {self.tokens[actor]}"} if actor else {}
        return self.client.post(f"/api/v1/changes{query}", json=document, headers={**shown, **(headers or {})})

    def raw(self, body: bytes, headers: dict[str, str] | None = None) -> Any:
        shown = {"Authorization": f"Bearer {self.tokens['region']}", **(headers or {})}
        return self.client.post("/api/v1/changes", content=body, headers=shown)

    def _token(self, actor: str) -> str:
        client, secret = self.actors.new_secret(actor, "sds")
        form = {"grant_type": "client_credentials", "client_id": client, "client_secret": secret}
        return str(self.client.post("/api/v1/token", data=form).json()["access_token"])


@pytest.fixture(scope="module")
def door(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    path = tmp_path_factory.mktemp("changes") / "sor.db"
    register = Register(Database(f"sqlite:///{path}?synchronous=off"), StandingClock())
    register.init("master", demo=True)
    with TestClient(app(register, read_settings(TRIED)), raise_server_exceptions=False) as client:
        yield Door(register, client)


@pytest.fixture(scope="module")
def contract(door: Door) -> dict[str, Any]:
    found: dict[str, Any] = door.client.get("/api/openapi.json").json()
    return found


def keeps_promise(contract: dict[str, Any], answer: Any) -> None:
    content = contract["paths"]["/api/v1/changes"]["post"]["responses"][str(answer.status_code)]["content"]
    assert answer.headers["content-type"] in content
    schema = content[answer.headers["content-type"]]["schema"]
    jsonschema_rs.Draft202012Validator({**schema, "components": contract["components"]}).validate(answer.json())


def edit(name: str, unit: str = "@ward", day: str = TOMORROW) -> dict[str, Any]:
    return {"op": "edit", "unit": unit, "from": day, "set": {"name": name}}


def test_a_trial_tells_all_and_writes_nothing(door: Door, contract: dict[str, Any]) -> None:
    serial = door.register.serial()
    address = {"op": "edit", "unit": "@hospital", "from": TOMORROW, "set": {"virtual_address": {"phone": "12345678"}}}
    answer = door.post("sds", address, query="?dry_run=true")
    assert (answer.status_code, answer.headers["sor-serial"]) == (200, str(serial))
    found = msgspec.json.decode(answer.content, type=shapes.ChangeAnswer)
    keeps_promise(contract, answer)
    assert (found.serial, found.accepted, door.register.serial()) == (None, True, serial)
    assert isinstance(found.consequences, shapes.Preview)
    touched = {one.key: one.changes[0] for one in found.consequences.touched}
    assert set(touched) == {door.scene[name] for name in ("hospital", "heart", "ward", "lungs")}
    assert touched[door.scene["ward"]].source == door.scene["hospital"]
    assert touched[door.scene["ward"]].after == "12345678" or touched[door.scene["ward"]].after["phone"] == "12345678"


def test_the_contract_names_every_consequence() -> None:
    assert shapes.Preview.__struct_fields__ == Consequences.__struct_fields__


def test_a_trial_of_what_is_refused_says_why_and_answers_200(door: Door, contract: dict[str, Any]) -> None:
    answer = door.post("region", edit("x", "@hospital"), query="?dry_run=true")
    assert answer.status_code == 200
    keeps_promise(contract, answer)
    assert not answer.json()["accepted"]
    assert [f["rule"] for f in answer.json()["findings"] if f["severity"] == "error"] == ["AUTH2"]


def test_what_is_sent_is_written_and_read_at_once(door: Door, contract: dict[str, Any]) -> None:
    answer = door.post("region", edit("Sengeafsnit A", day=TODAY), reason="nyt navn")
    assert answer.status_code == 201
    keeps_promise(contract, answer)
    serial = door.register.serial()
    assert answer.json()["serial"] == serial
    assert (answer.headers["sor-serial"], answer.headers["location"]) == (str(serial), f"/api/v1/log/{serial}")
    unit = door.client.get(f"/api/v1/units/{door.scene['ward']}", headers={"SOR-Serial": answer.headers["sor-serial"]})
    assert unit.json()["name"] == "Sengeafsnit A"
    entry = door.client.get(answer.headers["location"]).json()["entry"]
    assert (entry["actor"], entry["channel"], entry["reason"]) == ("region", "rest", "nyt navn")
    assert door.client.get(answer.json()["touched"]["url"]).json()["total"] == answer.json()["touched"]["count"] == 1


def test_a_unit_gets_its_code_on_saving(door: Door) -> None:
    new = {"op": "create", "as": "#1", "level": "OU", "parent": "@heart", "from": TOMORROW, "set": {
        "name": "Ny", "type": "550851000005109", "location": "inherit", "reporting_level": True,
        "patients_admitted": True, "ambulant_activity": True,
    }}  # fmt: skip
    answer = door.post("region", new, edit("Nyere", "#1", "2026-12-01"))
    assert answer.status_code == 201, answer.text
    assert len(answer.json()["units"]["#1"]) == 17


def test_a_refusal_holds_every_finding_in_both_languages(door: Door, contract: dict[str, Any]) -> None:
    serial = door.register.serial()
    answer = door.post("region", {"op": "close", "unit": "@heart", "from": TOMORROW}, edit("x", "1"))
    assert (answer.status_code, answer.headers["content-type"]) == (403, "application/problem+json")
    answer = door.post("sds", {"op": "edit", "unit": "@ward", "from": TOMORROW, "set": {"farve": "rød"}})
    assert answer.status_code == 422
    keeps_promise(contract, answer)
    (found,) = [f for f in answer.json()["findings"] if f["severity"] == "error"]
    assert (found["rule"], found["key"], found["field"]) == ("X21", door.scene["ward"], "farve")
    assert found["da"].startswith("Feltet »farve« findes ikke på unit.")
    assert found["en"] in answer.json()["detail"]
    assert door.register.serial() == serial


def test_who_may_not_is_told_who_may(door: Door, contract: dict[str, Any]) -> None:
    answer = door.post("firm", edit("Overtaget"))
    assert answer.status_code == 403
    keeps_promise(contract, answer)
    assert answer.json()["title"] == "The actor may not make these changes"
    assert answer.json()["findings"][0]["en"].endswith("The owner or the register authority can give one.")


def test_a_right_that_was_taken_back_meanwhile_counts_no_more(door: Door) -> None:
    door.actors.add("vikar", "Vikar", "sds")
    right = door.actors.grant("vikar", wanted("region", door.scene["region"]), "sds")
    door.tokens["vikar"] = door._token("vikar")
    assert door.post("vikar", edit("Vikarens navn")).status_code == 201
    door.actors.withdraw(right, "sds")
    assert door.post("vikar", edit("Vikarens navn igen")).status_code == 403
    door.actors.remove("vikar", "sds")
    assert door.post("vikar", edit("Vikarens navn igen")).status_code == 401


@pytest.mark.parametrize("token", ["", "x", "a.b.c", "eyJhbGciOiJub25lIn0.eyJzdWIiOiJzZHMifQ."])
def test_without_a_token_nothing_is_even_read(door: Door, contract: dict[str, Any], token: str) -> None:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    answer = door.client.post("/api/v1/changes", content=b"not json", headers=headers)
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"].startswith('Bearer realm="sor"')
    keeps_promise(contract, answer)


def test_the_loser_of_two_gets_a_comparison(door: Door, contract: dict[str, Any]) -> None:
    read_at = door.register.serial()
    assert door.post("region", edit("Annas navn", "@lungs"), headers={"If-Match": f'"{read_at}"'}).status_code == 201
    for how in ({"headers": {"If-Match": f'"{read_at}"'}}, {"base": read_at}):
        lost = door.post("region", edit("Bos navn", "@lungs"), **how)
        assert lost.status_code == 409
        keeps_promise(contract, lost)
        assert [f["rule"] for f in lost.json()["findings"] if f["severity"] == "error"] == ["X32"]
        assert "Annas navn" in lost.json()["detail"]


def test_the_same_key_is_answered_alike_and_done_once(door: Door) -> None:
    key = {"Idempotency-Key": "7d1f6d6e"}
    first = door.post("region", edit("Een gang"), headers=key)
    again = door.post("region", edit("Een gang"), headers=key)
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.headers["idempotency-replayed"] == "true"
    assert again.json() == {**first.json(), "replayed": True}
    assert door.register.serial() == first.json()["serial"]
    assert door.post("region", edit("To gange"), headers=key).status_code == 409
    assert door.post("sds", edit("En anden"), headers=key).status_code == 201


@pytest.mark.parametrize(
    ("body", "rule", "says"),
    [
        (b"", "bad-document", "is not JSON"),
        (b"{", "bad-document", "is not JSON"),
        (b"\xff\xfe", "bad-document", "is not JSON"),
        (b"[" * 100_000, "bad-document", "is not JSON"),
        (b"[]", "bad-document", "cannot be read"),
        (b'"x"', "bad-document", "cannot be read"),
        (b'{"changes": []}', "bad-document", "holds no changes"),
        (b'{"changes": [{"op": "delete"}]}', "bad-document", "change 1: unknown operation 'delete'; "),
        (b'{"op": "confirm", "unit": "1", "actor": "sds"}', "bad-document", "'actor' cannot stand here"),
        (b'{"op": "edit", "unit": "1", "from": "2026-13-01", "set": {}}', "bad-document", "'2026-13-01' is not a date"),
    ],
)
def test_what_is_no_document(door: Door, contract: dict[str, Any], body: bytes, rule: str, says: str) -> None:
    answer = door.raw(body)
    assert answer.status_code == 400
    keeps_promise(contract, answer)
    (found,) = answer.json()["findings"]
    assert found["rule"] == rule
    assert says in found["en"]


@pytest.mark.parametrize(
    ("headers", "field"),
    [
        ({"If-Match": "*"}, "If-Match"),
        ({"If-Match": '"abc"'}, "If-Match"),
        ({"If-Match": '"17"'}, "base"),
        ({"Idempotency-Key": "to ord"}, "Idempotency-Key"),
        ({"Idempotency-Key": "x" * 201}, "Idempotency-Key"),
        ({"Idempotency-Key": ""}, "Idempotency-Key"),
        ({"SOR-Serial": "x"}, "SOR-Serial"),
    ],
)
def test_headers_that_cannot_be_meant(door: Door, headers: dict[str, str], field: str) -> None:
    answer = door.raw(b'{"base": 3, "changes": [{"op": "confirm", "unit": "1"}]}', headers)
    assert (answer.status_code, answer.json()["findings"][0]["field"]) == (400, field)


@pytest.mark.parametrize("base", [-1, -(2**40), 2**40])
def test_a_base_is_a_serial_that_there_was(door: Door, base: int) -> None:
    answer = door.post("region", edit("x"), base=base)
    assert answer.status_code == 400
    assert f"base: {base} is no serial of this register" in answer.json()["findings"][0]["en"]


def test_a_parameter_that_is_not_known_is_not_ignored(door: Door) -> None:
    answer = door.post("region", edit("x"), query="?dryrun=true")
    assert (answer.status_code, answer.json()["findings"][0]["rule"]) == (400, "unknown-parameter")
    assert door.post("region", edit("x"), query="?dry_run=maybe").status_code == 400


def test_how_large_a_document_may_be_follows_from_what_its_sender_may(door: Door) -> None:
    """Reading 64 million bytes of lists took a minute, of which readers were given nothing."""
    door.actors.add("uden", "Uden ret", "sds")
    lists = b'{"changes": [' + b"[]," * 700_000 + b"[]]}"
    for sent in (
        {"content": lists},
        {"content": iter([lists[:1_000_000], lists[1_000_000:]])},
    ):  # told its size, or not
        shown = {"Authorization": f"Bearer {door._token('uden')}"}
        answer = door.client.post("/api/v1/changes", headers=shown, **sent)
        assert (answer.status_code, answer.json()["findings"][0]["rule"]) == (413, "too-large")
        assert "larger than the 1,040 kB that your rights give" in answer.json()["detail"]


def test_a_document_that_is_too_large_is_refused(door: Door) -> None:
    answer = door.raw(b" ", {"Content-Length": str(65 * 1024 * 1024)})
    assert (answer.status_code, answer.json()["findings"][0]["rule"]) == (413, "too-large")


def test_more_changes_than_the_role_may_send_are_refused_with_both_numbers(
    door: Door, contract: dict[str, Any]
) -> None:
    answer = door.post("region", *[edit("x")] * 10_001)
    found = answer.json()["findings"][0]
    assert (answer.status_code, found["rule"]) == (422, "too-much")
    assert "10001" in found["en"]
    assert "10000" in found["da"]
    keeps_promise(contract, answer)


def test_while_another_writes_one_is_told_to_come_back(
    door: Door, contract: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(databases, "BUSY_SECONDS", 0.05)
    started, done = threading.Event(), threading.Event()

    def write() -> None:
        with door.register.database.writing():
            started.set()
            done.wait(60)

    writer = threading.Thread(target=write)
    writer.start()
    started.wait(60)
    try:
        answer = door.post("region", edit("x"))
    finally:
        done.set()
        writer.join()
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "1")
    keeps_promise(contract, answer)
    assert answer.json()["findings"][0]["rule"] == "busy"


def test_a_confirmation_writes_no_entry(door: Door, contract: dict[str, Any]) -> None:
    serial = door.register.serial()
    answer = door.post("region", {"op": "confirm", "unit": "@ward"})
    keeps_promise(contract, answer)
    assert (answer.status_code, answer.json()["confirmed"]) == (200, [door.scene["ward"]])
    assert door.register.serial() == serial


@pytest.mark.slow
def test_a_mirror_takes_no_changes(tmp_path: Any) -> None:
    register = Register(Database(f"sqlite:///{tmp_path}/mirror.db?synchronous=off"), StandingClock())
    register.init("mirror")
    actors = Actors(register)
    actors.add("sds", "", None)
    actors.grant("sds", wanted("authority"), None)
    client, secret = actors.new_secret("sds", "sds")
    with TestClient(app(register, read_settings(TRIED))) as door:
        form = {"grant_type": "client_credentials", "client_id": client, "client_secret": secret}
        token = door.post("/api/v1/token", data=form).json()["access_token"]
        for query in ("", "?dry_run=true"):
            answer = door.post(
                f"/api/v1/changes{query}",
                json={"op": "confirm", "unit": "1"},
                headers={"Authorization": f"Bearer {token}"},
            )
            assert (answer.status_code, answer.json()["findings"][0]["rule"]) == (403, "mirror")
