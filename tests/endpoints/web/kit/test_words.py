"""Days, instants and numbers in words."""

import pytest

from sor.endpoints.web.kit.words import (
    capitalise_text,
    day_before,
    day_in_words,
    field_holding,
    instant_in_words,
    number_in_words,
)


def test_a_day_in_both_languages() -> None:
    assert day_in_words("2026-07-01", "da") == "1. juli 2026"
    assert day_in_words("2026-07-01", "en") == "1 July 2026"


def test_an_instant_is_told_in_danish_time() -> None:
    assert instant_in_words("2026-07-01T10:05:00.000000Z", "da") == "1. juli 2026 kl. 12.05"
    assert instant_in_words("2026-12-31T23:30:00.000000Z", "en") == "1 January 2027 00:30"


def test_the_last_day_of_a_period_is_the_day_before_its_end() -> None:
    assert day_before("2027-01-01") == "2026-12-31"


@pytest.mark.parametrize(
    ("kind", "value", "held"),
    [
        ("date", "", "date"), ("date", "2027-02-28", "date"), ("date", "2027-02-30", "text"),
        ("date", "30-02-2027", "text"), ("date", "2027-2-8", "text"), ("date", "31. januar 2027", "text"),
        ("email", "x", "email"),
    ],
)  # fmt: skip
def test_a_field_of_a_day_shows_what_is_no_day_as_it_was_typed(kind: str, value: str, held: str) -> None:
    assert field_holding(kind, value) == held


def test_numbers_and_capitals() -> None:
    assert number_in_words(23978, "da") == "23.978"
    assert number_in_words(23978, "en") == "23,978"
    assert capitalise_text("pædagogisk rådgivning (PPR)") == "Pædagogisk rådgivning (PPR)"
    assert capitalise_text("") == ""
