"""The log through REST: followed in pages, proven by its hash, told apart from another log."""

import asyncio
import threading
from typing import Any

import pytest
from litestar.testing import TestClient

from sor.core.log import Entry
from sor.endpoints.rest.entries import shown_for
from sor.endpoints.rest.stream import events
from sor.following.feed_filter import FeedFilter
from sor.following.watch import Watch
from sor.register import Register
from tests.endpoints.rest.clinics import CLINIC, NEW, OLD, OWNER
from tests.loops import run_apart

Client = TestClient[Any]


def test_a_reader_follows_page_by_page_with_serial_and_hash(client: Client, register: Register) -> None:
    first = client.get("/api/v1/log?limit=1").json()
    assert ([entry["serial"] for entry in first["entries"]], first["more"], first["head"]) == ([1], True, 2)
    rest = client.get(f"/api/v1/log?since={first['last']}&hash={first['last_hash']}").json()
    assert ([entry["serial"] for entry in rest["entries"]], rest["more"]) == ([2], False)
    assert rest["entries"][0]["previous"] == first["last_hash"]
    assert rest["last_hash"] == register.head().hash
    nothing = client.get(f"/api/v1/log?since=2&hash={rest['last_hash']}").json()
    assert (nothing["entries"], nothing["last"], nothing["last_hash"]) == ([], 2, rest["last_hash"])


def test_an_entry_tells_its_own_changes_and_how_many_it_touched(client: Client) -> None:
    entry = client.get("/api/v1/log?since=1").json()["entries"][0]
    assert [(change["key"], change["fields"]) for change in entry["changes"]] == [
        (CLINIC, ["name"]),
        (OWNER, ["virtual_address"]),
        (OLD, ["open"]),
    ]
    assert (entry["lines"], entry["more_changes"]) == (3, False)
    first = client.get("/api/v1/log?limit=1").json()["entries"][0]
    assert (len(first["changes"]), first["more_changes"], first["lines"] > 2000) == (100, True, True)


def test_one_entry_with_its_values_in_pages(client: Client) -> None:
    page = client.get("/api/v1/log/2?limit=1").json()
    assert (page["total"], page["more"], page["entry"]["serial"]) == (3, True, 2)
    statement = page["lines"][0]["statements"][0]
    assert {**statement, "was": None} == {
        "field": "name", "from": "2027-01-01", "to": None, "over": None, "before": "Klitgårdens Lægehus",
        "value": "Klitgårdens Sundhedshus",
        "assumed": False, "was": None,
    }  # fmt: skip
    assert statement["was"][0] == 1


def test_whom_an_entry_touched_names_those_that_inherit(client: Client) -> None:
    found = client.get("/api/v1/log/2/touched").json()
    own = {subject["key"]: subject["own"] for subject in found["touched"] if subject["kind"] == "unit"}
    assert own == {OWNER: True, CLINIC: True, OLD: True, NEW: False}


def test_another_log_than_the_followed_one_means_start_over(client: Client, register: Register) -> None:
    for question in ("since=7", f"since=1&hash={'0' * 64}", f"since=0&hash={'a' * 64}"):
        answer = client.get(f"/api/v1/log?{question}")
        assert (answer.status_code, answer.json()["epoch"]) == (409, register.facts()["epoch"])
    assert client.get("/api/v1/log/stream?since=7").status_code == 409
    assert client.get("/api/v1/log?since=7").json()["findings"][0] == {
        "rule": "start-over",
        "field": "since",
        "da": "Loggen har ikke det serienummer 7, du har fulgt: den er ajour til og med 2. Begynd med since=0.",
        "en": "The log does not have the serial 7 that you followed (it has reached 2). Start over: since=0.",
    }


def test_a_stream_is_gone_on_with_in_the_log_that_it_was_begun_in_alone(client: Client, register: Register) -> None:
    """The serial alone does not tell: the log of a register that was restored has it again, for another entry."""
    stream, other = "/api/v1/log/stream", "a" * 64
    assert client.get(f"{stream}?since=1&hash={other}").status_code == 409
    had = client.get(stream, headers={"Last-Event-ID": f"1.{other}"})
    assert (had.status_code, had.json()["epoch"]) == (409, register.facts()["epoch"])


@pytest.mark.parametrize("last", ["abc", "-1", "1.", "1.ff", "9" * 16, "1 ", "٣", "1.5"])
def test_an_id_that_no_stream_gave_is_refused_and_not_passed_over(client: Client, last: str) -> None:
    """What is new alone would come, and what was missed in between would not."""
    answer = client.get("/api/v1/log/stream", headers={b"Last-Event-ID": last.encode()})
    assert (answer.status_code, answer.json()["findings"][0]["field"]) == (400, "Last-Event-ID")


@pytest.mark.parametrize("door", ["/api/v1/log", "/api/v1/log/atom", "/api/v1/log/stream"])
@pytest.mark.parametrize(
    ("field", "asked"),
    [("unit", "123"), ("unit", NEW[:-1] + "0"), ("type", "9"), ("municipality", "9999"), ("field", "phone")],
)
def test_a_part_that_the_register_does_not_know_is_refused_and_not_silent(
    client: Client, door: str, field: str, asked: str
) -> None:
    answer = client.get(door, params={field: asked})
    assert (answer.status_code, answer.json()["findings"][0]["field"]) == (400, field)


def test_a_statement_tells_what_held_before(client: Client) -> None:
    lines = client.get("/api/v1/log/2").json()["lines"]
    name = next(said for line in lines for said in line["statements"] if line["key"] == CLINIC)
    assert (name["before"], name["value"]) == ("Klitgårdens Lægehus", "Klitgårdens Sundhedshus")


def test_the_log_of_a_part_passes_over_the_others_and_says_how_far_it_looked(client: Client) -> None:
    found = client.get(f"/api/v1/log?unit={OWNER}").json()
    assert [entry["serial"] for entry in found["entries"]] == [1, 2]
    assert {"code": OWNER, "move": "entered"} in found["entries"][0]["units"]
    assert {"code": OWNER, "move": "in"} in found["entries"][1]["units"]
    nothing = client.get("/api/v1/log?since=1&municipality=0482").json()
    assert (nothing["entries"], nothing["last"], nothing["more"]) == ([], 2, False)


def test_the_units_of_an_entry_are_shown_before_and_after_it_and_on_a_day_to_come(client: Client) -> None:
    page = client.get("/api/v1/log/2/units?day=2027-01-01").json()
    units = {unit["code"]: unit for unit in page["units"]}
    assert page["total"] == len(units)
    assert "name" in units[CLINIC]["fields"]
    assert units[CLINIC]["after"]["name"] == "Klitgårdens Sundhedshus"
    today = client.get("/api/v1/log/2/units").json()["units"]
    assert "name" not in next(unit for unit in today if unit["code"] == CLINIC)["fields"]
    assert (units[NEW]["own"], units[OWNER]["own"]) == (False, True)
    assert client.get("/api/v1/log/99/units").status_code == 404


def test_streams_of_parts_wait_for_one_another_and_nobody_waits_for_them(
    register: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two hundred of them at once took the processor from who wrote for seconds, at each entry."""
    looking: list[str] = []
    most, is_told = [], threading.Event()

    def watched(register: Register, entry: Entry, part: FeedFilter) -> Any:
        if part.asks:
            looking.append(str(part.unit))
            most.append(len(looking))
            is_told.wait(60)
            looking.pop()
        return shown_for(register, entry, part)

    async def told(part: FeedFilter) -> bytes:
        stream = events(register, watch, 0, part)
        found = [await anext(stream) for _ in range(2)][1]
        if not part.asks:
            is_told.set()
        return found

    async def all_at_once() -> list[bytes]:
        return await asyncio.gather(*(told(FeedFilter(unit=unit)) for unit in (OWNER, CLINIC, OLD, NEW, None)))

    monkeypatch.setattr("sor.endpoints.rest.stream.shown_for", watched)
    watch = Watch(register)
    watch.start()
    try:
        found = run_apart(all_at_once())
    finally:
        watch.close()
    assert all(one.startswith(b"id: 1.") for one in found)
    assert max(most) == 1


def test_the_stream_of_a_part_sends_only_the_serials_of_the_others(register: Register) -> None:
    async def first(part: FeedFilter) -> list[bytes]:
        told = events(register, watch, 0, part)
        return [await anext(told) for _ in range(3)]

    watch = Watch(register)
    watch.start()
    try:
        _, first_entry, second = run_apart(first(FeedFilter(unit=OWNER)))
        ids = [f"id: {entry.serial}.{entry.hash}\n".encode() for entry in register.since(0)]
        assert first_entry.startswith(ids[0] + b"event: entry\n")
        assert second.startswith(ids[1])
        assert b'"move":"in"' in second
        assert run_apart(first(FeedFilter(municipality="9999")))[1:] == [ids[0] + b"\n", ids[1] + b"\n"]
    finally:
        watch.close()
