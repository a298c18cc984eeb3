"""Scores of names against one word, before and after new names came."""

import numpy as np
import pytest

from sor.search import texts as module
from sor.search.texts import Texts

NAMES = ["Lægehuset", "Aabentand", "Tandlægen i Lægehuset", "Lægehus Nord"]


def scored(texts: Texts, token: str, *, unused: tuple[int, ...] = ()) -> dict[str, float]:
    in_use = np.ones(len(texts), np.bool_)
    in_use[list(unused)] = False
    texts.refresh(in_use)
    scores = texts.scores(texts.matches([(token, 1.0)]))
    assert scores[-1] == 0
    return {texts.folded[i]: float(scores[i]) for i in np.flatnonzero(scores)}


@pytest.mark.parametrize("many_new_words", [0, 1_000])
def test_names_taken_in_later_score_like_those_there_from_the_start(
    many_new_words: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_MANY_NEW_WORDS", many_new_words)
    at_once, one_by_one = Texts(), Texts()
    for name in NAMES:
        at_once.number(name)
    for name in NAMES:
        one_by_one.number(name)
        one_by_one.refresh(np.ones(len(one_by_one), np.bool_))
    for token in ("lagehuset", "tand", "lagehsuet", "lagehusxy", "nord", "bil"):
        assert scored(one_by_one, token) == scored(at_once, token)


def test_a_name_has_one_number_and_a_place_in_the_alphabet() -> None:
    texts = Texts()
    assert [texts.number(name) for name in ("Øst", "Nord", "Øst", "Aa")] == [0, 1, 0, 2]
    assert texts.ranks().tolist() == [1, 0, 2]


def test_a_rare_word_tells_more_than_a_common_one() -> None:
    texts = Texts()
    for name in NAMES:
        texts.number(name)
    texts.refresh(np.ones(len(texts), np.bool_))
    rarity = {token: texts.rarity(texts.matches([(token, 1.0)])) for token in ("lagehus", "nord", "findesikke")}
    assert rarity["lagehus"] < rarity["nord"] < rarity["findesikke"]


def test_words_of_names_no_longer_in_use_are_not_found() -> None:
    texts = Texts()
    for name in NAMES:
        texts.number(name)
    assert scored(texts, "nord", unused=(3,)) == {}
    assert not texts.is_word("nord")
    assert not texts.is_stem("nor")
    assert not texts.is_near_word("nrd")
    assert texts.is_word("tandlagen")
    assert texts.is_stem("tandl")
    assert texts.is_near_word("tandlgen")
