"""The log through REST: followed in pages, proven by its hash, told apart from another log."""

from typing import Any

from litestar.testing import TestClient

from sor.register import Register
from tests.endpoints.rest.clinics import CLINIC, NEW, OLD, OWNER

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
        "field": "name", "from": "2027-01-01", "to": None, "over": None, "value": "Klitgårdens Sundhedshus",
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
    assert client.get("/api/v1/log?since=7").json()["findings"][0] == {
        "rule": "start-over",
        "field": "since",
        "da": "Loggen har ikke det serienummer 7, du har fulgt (den er nået til 2). Læs den forfra: since=0.",
        "en": "The log does not have the serial 7 that you followed (it has reached 2). Start over: since=0.",
    }
