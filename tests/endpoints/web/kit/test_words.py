"""Days, instants and numbers in words."""

from sor.endpoints.web.kit.words import capitalised, day_before, day_in_words, instant_in_words, number_in_words


def test_a_day_in_both_languages() -> None:
    assert day_in_words("2026-07-01", "da") == "1. juli 2026"
    assert day_in_words("2026-07-01", "en") == "1 July 2026"


def test_an_instant_is_told_in_danish_time() -> None:
    assert instant_in_words("2026-07-01T10:05:00.000000Z", "da") == "1. juli 2026 kl. 12.05"
    assert instant_in_words("2026-12-31T23:30:00.000000Z", "en") == "1 January 2027 00:30"


def test_the_last_day_of_a_period_is_the_day_before_its_end() -> None:
    assert day_before("2027-01-01") == "2026-12-31"


def test_numbers_and_capitals() -> None:
    assert number_in_words(23978, "da") == "23.978"
    assert number_in_words(23978, "en") == "23,978"
    assert capitalised("pædagogisk rådgivning (PPR)") == "Pædagogisk rådgivning (PPR)"
    assert capitalised("") == ""
