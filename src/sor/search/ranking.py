"""The order of what was found: first by words for all, then by the look of the whole name for the best few hundred."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from rapidfuzz import process
from rapidfuzz.distance import OSA

from sor.search.question import Answers, Word
from sor.search.table import Numbers, Table
from sor.search.texts import NONE
from sor.search.view import SearchView

LOOKED_AT = 300
"""How many of the best are compared letter by letter; a fixed number, so that pages do not overlap."""

_EXPLAINED_WORTH = 0.35
_COVERED_SHARE = 0.55
_EXACT = 1.0
_CODE_BEGUN = 0.9
_GOOD_COVER = 0.6
_ENOUGH = 0.7
_STEPS = 10_000
_FLOOR = 0.6
_WHOLE = 0.99


Flags = npt.NDArray[np.bool_]
Shares = npt.NDArray[np.float32]


class Candidate(NamedTuple):
    """A unit found, its score, and why if a number found it (if words did: empty)."""

    unit: int
    score: float
    why: tuple[str, ...] = ()


class Ranked(NamedTuple):
    """The best units, and how many were found in all."""

    first: list[Candidate]
    total: int


def best_first(
    question: list[Word],
    scored: Answers,
    found: Numbers,
    exact: Numbers,
    begun: Numbers,
    table: Table,
    view: SearchView,
    wanted: int,
) -> Ranked:
    """Order those found by identifier (`exact`), by the beginning of their code (`begun`) and by words (`found`)."""
    ordered = _by_words(found, scored, view, max(wanted, LOOKED_AT))
    looked_at, rest = ordered[:LOOKED_AT], ordered[LOOKED_AT:]
    likeness = _likeness(question, looked_at, table, view)
    candidates = [Candidate(unit, _EXACT, ("identifier",)) for unit in exact.tolist()]
    candidates += [Candidate(unit, _CODE_BEGUN, ("code",)) for unit in begun.tolist()]
    sought = " ".join(word.loose for word in question)
    told = _first_of_all(found, scored, sought, table, view)
    of_words = _of_words(scored, looked_at) + (1 - _COVERED_SHARE) * likeness
    candidates += _candidates(looked_at, _raise_first(of_words, looked_at, told))
    candidates.sort(key=lambda candidate: (-candidate.score, _tie_break(candidate.unit, sought, table, view)))
    if rest.size:
        of_rest = _raise_first(_of_words(scored, rest), rest, told)
        candidates += _candidates(rest, np.minimum(of_rest, candidates[-1].score))
    return Ranked(candidates[:wanted], len(found) + len(exact) + len(begun))


def _of_words(scored: Answers, units: Numbers) -> Shares:
    """The part of the score that the words earn; squared, so that a word found only above the unit costs enough."""
    earned: Shares = np.float32(_COVERED_SHARE) * scored.covered[units] ** 2
    return earned


def _first_of_all(found: Numbers, scored: Answers, sought: str, table: Table, view: SearchView) -> Flags | None:
    """By unit, whether its fields say every word, or its name is these in any order; None when no fields say it."""
    if not scored.told[found].any():
        return None
    whole = np.unique(view.name[found[scored.explained[found] >= _WHOLE]])
    words = _in_order(sought)
    named = [number for number in whole.tolist() if _in_order(table.texts.folded[number]) == words]
    flags: Flags = scored.told | np.isin(view.name, named)
    return flags


def _raise_first(scores: Shares, units: Numbers, told: Flags | None) -> Shares:
    """The scores with those of the units that come first of all above every other."""
    if told is None:
        return scores
    raised: Shares = np.where(told[units], _FLOOR + (1 - _FLOOR) * scores, _FLOOR * scores).astype(np.float32)
    return raised


def _candidates(units: Numbers, scores: Shares) -> list[Candidate]:
    return [Candidate(unit, round(score, 4)) for unit, score in zip(units.tolist(), scores.tolist(), strict=True)]


def _tie_break(unit: int, sought: str, table: Table, view: SearchView) -> tuple[bool, bool, bool, int, int, int]:
    """The whole name before its beginning, open before closed, higher level before lower, short before long."""
    name = table.texts.folded[view.name[unit]]
    level = table["level"][view.rows[unit]]
    return (
        name != sought,
        not name.startswith(sought),
        not view.is_open[unit],
        int(level),
        len(name),
        int(view.order[unit]),
    )


def nearest_first(scored: Answers, units: Numbers, distances: Numbers, view: SearchView, wanted: int) -> Ranked:
    """The units of which the fields say what was asked for, or all where they say it of none, the nearest first."""
    if scored.told[units].any():
        units, distances = units[scored.told[units]], distances[scored.told[units]]
    order = np.lexsort((view.order[units], distances))[:wanted]
    return Ranked(_candidates(units[order], _of_words(scored, units[order])), len(units))


def find_units(scored: Answers, passed: Flags) -> Numbers:
    """Units about which every word was found; if there are none (good ones), those about which enough was."""
    is_complete = passed & ((scored.missing == 0) | scored.told)
    complete = np.flatnonzero(is_complete)
    if complete.size and scored.covered[complete].max() >= _GOOD_COVER:
        return complete
    best = scored.covered.max(initial=0, where=passed)
    return np.flatnonzero(is_complete | (passed & (scored.covered > 0) & (scored.covered >= _ENOUGH * best)))


def _by_words(found: Numbers, scored: Answers, view: SearchView, wanted: int) -> Numbers:
    """The best `wanted` in order of what their words are worth, then by name."""
    worth = scored.covered[found] + np.float32(_EXPLAINED_WORTH) * scored.explained[found] + 2 * scored.told[found]
    value = np.rint(worth * _STEPS).astype(np.int64)
    if wanted < len(value):
        least = np.partition(value, len(value) - wanted)[len(value) - wanted]
        good = value >= least
        found, value = found[good], value[good]
    return found[np.lexsort((view.order[found], -value))][:wanted]


def _likeness(question: list[Word], looked_at: Numbers, table: Table, view: SearchView) -> Shares:
    """0 … 1: how much the question looks like the name, or the name and town, as written or with words in any order."""
    folded = table.texts.folded
    pairs = list(zip(view.name[looked_at].tolist(), view.town[looked_at].tolist(), strict=True))
    distinct = {pair: i for i, pair in enumerate(dict.fromkeys(pairs))}
    names = [folded[name] for name, _ in distinct]
    placed = [f"{folded[name]} {folded[town]}" if town != NONE else folded[name] for name, town in distinct]
    sought = " ".join(word.loose for word in question)
    alike = np.max(
        [
            _alike(sought, names),
            np.float32(0.98) * _alike(_in_order(sought), list(map(_in_order, names))),
            np.float32(0.97) * _alike(sought, placed),
            np.float32(0.96) * _alike(_in_order(sought), list(map(_in_order, placed))),
        ],
        axis=0,
    )
    return alike[[distinct[pair] for pair in pairs]] if pairs else np.zeros(0, np.float32)


def _alike(sought: str, names: list[str]) -> Shares:
    alike: Shares = process.cdist([sought], names, scorer=OSA.normalized_similarity, dtype=np.float32)[0]
    return alike


def _in_order(text: str) -> str:
    return " ".join(sorted(text.split()))
