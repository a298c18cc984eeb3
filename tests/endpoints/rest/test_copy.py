"""The log as it was written, through REST: each entry with all its lines, from any place on, nothing of another log."""

from typing import Any

import pytest
from litestar.testing import TestClient

from sor.core.log import Entry, Line, check_line, entry_hash
from sor.endpoints.rest import copy
from sor.formats.log_copy import LogHead, read_item
from sor.register import Register

Client = TestClient[Any]
COPY = "/api/v1/log/copy"


def copied(client: Client, question: str = "") -> tuple[LogHead, list[tuple[Entry, int, list[Line]]]]:
    answer = client.get(f"{COPY}?{question}")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/x-ndjson")
    first, *items = map(read_item, answer.content.splitlines())
    assert first.log is not None
    found: list[tuple[Entry, int, list[Line]]] = []
    for item in items:
        if item.entry is not None:
            found.append((item.entry.entry(), item.lines, []))
        else:
            assert item.line is not None
            found[-1][2].append(item.line.line())
    return first.log, found


def test_every_entry_comes_with_all_its_lines_and_gives_its_hash(
    client: Client, register: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(copy, "ENTRIES_AT_ONCE", 1)
    monkeypatch.setattr(copy, "LINES_AT_ONCE", 700)
    log, found = copied(client)
    head = register.head()
    assert (log.serial, log.hash, log.epoch) == (head.serial, head.hash, register.facts()["epoch"])
    assert [entry for entry, *_ in found] == list(register.since(0))
    for entry, count, lines in found:
        assert lines == register.lines(entry.serial)
        assert len(lines) == count
        for line in lines:
            check_line(line)
        assert entry_hash(entry, [line.hash for line in lines]) == entry.hash


def test_it_goes_on_after_an_entry_and_within_one(client: Client, register: Register) -> None:
    first = next(register.since(0))
    _, found = copied(client, f"since=1&hash={first.hash}&epoch={register.facts()['epoch']}")
    assert [entry.serial for entry, *_ in found] == [2]
    _, ((entry, count, lines), *_) = copied(client, "line=2100")
    assert (entry.serial, lines) == (1, register.lines(1)[2100:])
    assert count == len(register.lines(1))
    assert copied(client, f"since={register.serial()}")[1] == []


@pytest.mark.parametrize("question", ["since=99", f"since=1&hash={'0' * 64}", "epoch=another", "since=0&epoch="])
def test_another_log_means_start_over(client: Client, register: Register, question: str) -> None:
    answer = client.get(f"{COPY}?{question}")
    assert (answer.status_code, answer.json()["epoch"]) == (409, register.facts()["epoch"])


@pytest.mark.parametrize(
    "question", ["since=-1", "since=x", "line=-1", "line=1e3", "hash=abc", f"epoch={'x' * 65}", "n=1"]
)
def test_a_wrong_parameter_is_named(client: Client, question: str) -> None:
    answer = client.get(f"{COPY}?{question}")
    assert answer.status_code == 400
    assert answer.json()["findings"][0]["field"] == question.partition("=")[0]
