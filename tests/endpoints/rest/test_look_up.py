"""The hot look-up: both ways give the same answer, and what is kept is never stale."""

from typing import Any

import httpx
import pytest

from sor.endpoints.http.answer import AnswerRequest
from sor.endpoints.http.safe_headers import SAFE
from sor.endpoints.rest.look_up import LookUp, plain_question
from sor.register import Register
from tests.endpoints.rest.clinics import CLINIC, NOW, OLD, UNKNOWN, clinics
from tests.loops import run_apart
from tests.new_databases import NewDatabases
from tests.store.units import change, says, submit


def ask(way: Any, address: str, headers: dict[str, str]) -> httpx.Response:
    async def asked() -> httpx.Response:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(way), base_url="http://localhost") as client:
            return await client.get(address, headers=headers)

    return run_apart(asked())


@pytest.mark.parametrize(
    "address",
    [
        CLINIC, OLD, UNKNOWN, "123", f"{CLINIC}?valid=2027-01-01", f"{CLINIC}?known=1",
        f"{CLINIC}?known=@1&valid=2020-01-01",
        f"{CLINIC}?valid=", f"{CLINIC}?valid=x", f"{CLINIC}?known=99", f"{CLINIC}?valid=2027-01-01&valid=2027-01-01",
        f"{CLINIC}?other=1", "²",
    ],
)  # fmt: skip
@pytest.mark.parametrize("headers", [{}, {"If-None-Match": '"x"'}], ids=["plain", "conditional"])
def test_the_short_way_and_the_framework_give_the_same_answer(
    doors: Any, address: str, headers: dict[str, str]
) -> None:
    one, other = (ask(way, f"/api/v1/units/{address}", headers) for way in (doors, doors._inner))
    assert (one.status_code, one.content) == (other.status_code, other.content)
    of_all = {"x-request-id", *(name.decode() for name, _ in SAFE)}  # what every answer gets on its way out
    named = {name: value for name, value in one.headers.items() if name not in of_all}
    assert named == dict(other.headers)


def test_a_reader_who_has_the_answer_is_told_so_by_both_ways(doors: Any) -> None:
    address = f"/api/v1/units/{CLINIC}"
    tag = ask(doors, address, {}).headers["etag"]
    for way in (doors, doors._inner):
        again = ask(way, address, {"If-None-Match": tag})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)


def test_what_is_kept_goes_when_the_log_grows(new_sqlite: NewDatabases) -> None:
    register = Register(new_sqlite.holding(clinics), lambda: NOW)
    look_up, asked = LookUp(register), AnswerRequest(f"/api/v1/units/{CLINIC}".encode())
    first = look_up(CLINIC, asked)
    assert look_up(CLINIC, asked) is first
    submit(register, change(CLINIC, says("name", 20200101, "Nyt navn", over=20270101)))
    second = look_up(CLINIC, asked)
    assert b"Nyt navn" in second.body
    assert dict(second.headers)[b"etag"] != dict(first.headers)[b"etag"]
    assert dict(second.headers)[b"sor-serial"] == b"3"


def test_no_more_is_kept_than_allowed_and_nothing_of_the_unknown(register: Register) -> None:
    look_up = LookUp(register, most_kept=1)
    given = {code: look_up(code, AnswerRequest(code.encode())) for code in (CLINIC, OLD, UNKNOWN)}
    again = {code: look_up(code, AnswerRequest(code.encode())) for code in (OLD, UNKNOWN, CLINIC)}
    assert [code for code in given if again[code] is given[code]] == [OLD]


@pytest.mark.parametrize(
    ("query", "question"),
    [
        (b"", {}),
        (b"valid=2026-01-01&known=3", {"valid": "2026-01-01", "known": "3"}),
        (b"known=2026-07-01T12%3A00", {"known": "2026-07-01T12:00"}),
        (b"valid=1&valid=2", None),
        (b"q=1", None),
    ],
)
def test_only_plain_questions_take_the_short_way(query: bytes, question: dict[str, str] | None) -> None:
    assert plain_question(query) == question
