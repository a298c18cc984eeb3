"""What a command may look like, and how every mistake in one is told."""

import json
from typing import Any

import pytest

from sor.endpoints.http.problem import Problem
from sor.endpoints.sores.question import MOST_ASKED, Question, read_question


def read(document: Any) -> Question:
    return read_question(json.dumps(document).encode())


def told(document: Any) -> list[str]:
    with pytest.raises(Problem) as problem:
        read(document)
    return [sentence.en for sentence in problem.value.sentences]


def test_codes_may_be_text_or_whole_numbers_and_count_once() -> None:
    found = read({"Command": "GetSorEntity", "SorIds": ["698481000016007", 698481000016007], "Date": "2026-07-01"})
    assert found == Question("GetSorEntity", ("698481000016007",), 20260701)


def test_a_day_may_be_written_as_a_time() -> None:
    assert read({"GetSorEntity": {"SorIds": ["1"], "Date": "2026-07-01T00:00:00"}}).day == 20260701


@pytest.mark.parametrize("date", ["2026-07-01x", "2026-07-01T", "2026-07-01 i dag", "2026-07-01T25:00", "2026-07-011"])
def test_a_day_with_a_tail_is_no_day(date: str) -> None:
    assert told({"GetSorEntity": {"SorIds": ["1"], "Date": date}}) == [
        "Date is no date. Write it as year-month-day, for example 2026-07-01."
    ]


@pytest.mark.parametrize("depth", [200, 900, 1100, 50_000])
def test_a_command_nested_beyond_reason_is_no_command(depth: int) -> None:
    for body in (b"[" * depth + b"]" * depth, b'{"GetSorEntity":' * depth + b"1" + b"}" * depth):
        with pytest.raises(Problem) as problem:
            read_question(body)
        assert problem.value.status == 400


def test_everything_that_is_wrong_is_told_at_once() -> None:
    assert told({"Command": "MapShakToSor", "Date": "1/7", "SorIds": []}) == [
        "SorIds is not known: MapShakToSor takes ShakId, Date.",
        "ShakId cannot be used. Write one code or name as text.",
        "Date is no date. Write it as year-month-day, for example 2026-07-01.",
    ]


def test_a_command_that_is_not_known_is_told_which_there_are() -> None:
    listed = "GetSorEntity, SearchAllChildren, MapShakToSor, MapCvrToSor, MapProviderToSor, entityNameLookup"
    assert told({"Command": "CreateSorIntity"}) == [f"There is no command CreateSorIntity. Write one of: {listed}."]
    assert told({"SorIds": ["1"]}) == [f"There is no command. Write one of: {listed}."]


@pytest.mark.parametrize("ids", [["x" * 201], [True], [{}], [1.5], []])
def test_codes_that_are_none(ids: Any) -> None:
    assert told({"Command": "GetSorEntity", "SorIds": ids}) == ["SorIds cannot be used. Write codes as text."]


def test_limits() -> None:
    assert told({"Command": "GetSorEntity", "SorIds": "1"}) == ["SorIds is missing. Write a list of SOR codes."]
    too_many = [str(n) for n in range(MOST_ASKED + 1)]
    assert told({"Command": "GetSorEntity", "SorIds": too_many}) == [
        "SorIds has 501 codes; one command takes at most 500. Split them."
    ]
    assert told({"Command": "entityNameLookup", "EntityName": "a", "MaxResultCount": 0}) == [
        "MaxResultCount cannot be used. Write a whole number from 1."
    ]
    assert told({"Command": "GetSorEntity", "SorIds": ["1"], "Date": "9999-12-31"})


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'"GetSorEntity"', b"\xff"])
def test_what_is_no_command_is_shown_one(body: bytes) -> None:
    with pytest.raises(Problem, match="Send JSON such as"):
        read_question(body)
