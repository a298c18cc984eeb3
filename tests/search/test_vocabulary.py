"""Which words a typed word may stand for."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from sor.search.vocabulary import Matches, Vocabulary

WORDS = sorted(
    ["abentand", "afdeling", "am", "amb", "brystkirurgisk", "jens", "jensen", "lagehus", "lagehuset", "tand"]
)


def found(token: str) -> dict[str, float]:
    matches = Vocabulary(WORDS, np.arange(len(WORDS))).find(token)
    return dict(zip([WORDS[i] for i in matches.ids], matches.qualities.tolist(), strict=True))


@pytest.mark.parametrize(
    ("token", "word"),
    [
        ("tand", "tand"),
        ("tand", "abentand"),
        ("bryst", "brystkirurgisk"),
        ("kirurg", "brystkirurgisk"),
        ("afdelign", "afdeling"),
        ("afdelng", "afdeling"),
        ("afdelming", "afdeling"),
        ("ofdeling", "afdeling"),
        ("lagehusene", "lagehus"),
        ("ma", "am"),
    ],
)
def test_a_typed_word_finds(token: str, word: str) -> None:
    assert word in found(token)


def test_the_word_itself_fits_best_then_its_beginning_then_a_part() -> None:
    fits = found("tand")
    assert fits["tand"] == 1 > found("lagehus")["lagehuset"] > found("afdelign")["afdeling"] > fits["abentand"] > 0


def test_of_two_letters_none_can_be_mistaken() -> None:
    assert "am" not in found("at")


def test_a_guess_finds_words_two_slips_away_or_begun_with_one() -> None:
    vocabulary = Vocabulary(WORDS, np.arange(len(WORDS)))
    assert [WORDS[i] for i in vocabulary.guess("afdlign").ids] == ["afdeling"]
    assert [WORDS[i] for i in vocabulary.guess("bryzt").ids] == ["brystkirurgisk"]


def test_an_empty_vocabulary_finds_nothing() -> None:
    empty = Vocabulary([], np.zeros(0, np.int64))
    assert empty.find("tand").ids.size == empty.guess("tandlage").ids.size == 0
    assert Matches.none().ids.size == 0


@settings(deadline=None)
@given(
    st.sets(st.text("abc1", min_size=2, max_size=6), min_size=1, max_size=60),
    st.text("abc1", min_size=3, max_size=6),
)
def test_every_word_one_slip_away_is_found(some: set[str], token: str) -> None:
    words = sorted(some)
    near = Vocabulary(words, np.arange(len(words))).near(token)
    assert {words[i] for i in near.ids} == {word for word in words if OSA.distance(word, token) == 1}


@settings(deadline=None)
@given(st.sets(st.text("ab", min_size=1, max_size=6), min_size=1, max_size=40), st.text("ab", min_size=3, max_size=4))
def test_every_word_that_contains_the_token_is_found(some: set[str], token: str) -> None:
    words = sorted(some)
    matches = Vocabulary(words, np.arange(len(words))).find(token)
    assert {words[i] for i in matches.ids} >= {word for word in words if token in word}
