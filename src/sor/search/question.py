"""What was typed, read as words; and how well the units of a view answer it, word by word."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest

import numpy as np
import numpy.typing as npt

from sor.search.table import Numbers, Table
from sor.search.text import identifier, loose, plain, site_of
from sor.search.texts import Scores, Texts
from sor.search.view import SearchView

_SEPARATED = re.compile(r"[^\W_]+")
MOST_WORDS = 16
MOST_LETTERS = 200
_JOINED = 0.9
_SHORTEST_IDENTIFIER = 4
_SHORTEST_CODE_START = 4
_SHORTEST_STEM = 5
_SHORTEST_FIRST, _SHORTEST_LAST = 3, 6
"""Letters of the parts of a compound."""

ROLES = {
    "name": 1.0, "type": 0.95, "speciality": 0.95, "town": 0.9, "postcode": 0.9, "municipality": 0.85, "street": 0.85,
    "region": 0.8, "parent": 0.75, "institution": 0.75, "owner": 0.6,
}  # fmt: skip
"""Where a word may be found, and what it is worth there."""

LABELLED = ("type", "municipality", "region")
"""Roles in which a unit has one code, of which the words are those of its label."""

WHAT_AND_WHERE = frozenset({"type", "speciality", "town", "postcode", "municipality", "street", "region"})
"""Roles of the register's own fields that say what a unit is and where; a unit of which every word says so comes before
units that are only named so."""

LINKS = frozenset({"i", "paa", "ved", "naer", "og", "for", "til", "af", "in", "at", "near", "and", "of"})
"""Words between the words: they count where they are found, and are missed nowhere."""
_LINK_WORTH = 0.1
SAME = 0.999


@dataclass(frozen=True, slots=True)
class Word:
    """One typed word: how it may be read (each with its worth), what it tells, and its score against each text."""

    typed: str
    spelled: str
    loose: str
    rarity: float
    scores: Scores


def read(text: str, texts: Texts) -> list[Word]:
    """The words of what was typed; words written together or apart by mistake are read both ways.

    What is beyond MOST_LETTERS and MOST_WORDS is not read: nobody types so much, and the time grows with it.
    """
    typed = [pair for chunk in text[:MOST_LETTERS].split() for pair in _words_of(chunk)]
    words = [(word, part) for word, spelled in typed[:MOST_WORDS] for part in _part_word(spelled, texts)]
    tokens = [loose(part) for _, part in words]
    return [
        _word(typed, spelled, list(_spellings(tokens, i, texts)), texts) for i, (typed, spelled) in enumerate(words)
    ]


def _words_of(chunk: str) -> list[tuple[str, str]]:
    """The words of what was typed without a blank, each as typed and plain, parted just as registered texts are.

    A character may unfold to several words (½ is 1 and 2), and an accent of its own parts none: then nobody can say
    which of the typed letters are which word, and each stands as it is compared.
    """
    spelled = plain(chunk).split()
    typed = [word for word in _SEPARATED.findall(chunk) if plain(word)]
    return list(zip(typed if [plain(word) for word in typed] == spelled else spelled, spelled, strict=True))


def _word(typed: str, spelled: str, spellings: list[tuple[str, float]], texts: Texts) -> Word:
    matches = texts.matches(spellings)
    return Word(typed, spelled, loose(spelled), texts.rarity(matches), texts.scores(matches))


def _spellings(tokens: list[str], i: int, texts: Texts) -> Iterator[tuple[str, float]]:
    """The word itself, and one word with its neighbour where such a word exists: "læge hus". A compound that nobody has
    heard of is what its last part says: "døgnapotek".
    """
    yield tokens[i], 1.0
    if last := _last_part(tokens[i], texts):
        yield last, 1.0
    for joined in ("".join(tokens[i : i + 2]), "".join(tokens[max(i - 1, 0) : i + 1])):
        if joined != tokens[i] and texts.is_word(loose(joined)):
            yield loose(joined), _JOINED


def _last_part(token: str, texts: Texts) -> str:
    """The longest end of an unknown word that is a word itself; empty for a known or misspelled one."""
    parts = (token[n:] for n in range(_SHORTEST_FIRST, len(token) - _SHORTEST_LAST + 1))
    if token.isdigit() or len(token) < _SHORTEST_FIRST + _SHORTEST_LAST or texts.is_word(token):
        return ""
    found = next((part for part in parts if texts.is_word(part)), "")
    return "" if found and texts.is_near_word(token) else found


def _part_word(spelled: str, texts: Texts) -> list[str]:
    """The word, or its two halves if it is unknown and they are words: "lægehusaalborg", "afsnit2"."""
    whole = loose(spelled)
    if spelled.isdigit() or texts.is_word(whole):
        return [spelled]
    halves = [(spelled[:i], spelled[i:]) for i in range(1, len(spelled))]
    numbered = [pair for pair in halves if pair[0].isdigit() != pair[1].isdigit() and _are_words(pair, texts)]
    if not numbered and texts.is_near_word(whole):
        return [spelled]
    known = numbered or [pair for pair in halves if _are_words(pair, texts)]
    return list(max(known, key=lambda pair: min(map(len, pair)), default=(spelled,)))


def _are_words(pair: tuple[str, str], texts: Texts) -> bool:
    """Whether the second is a word, and the first one too or the greater part of one."""
    first, second = map(loose, pair)
    return texts.is_word(second) and (texts.is_word(first) or (len(first) >= _SHORTEST_STEM and texts.is_stem(first)))


def units_named(text: str, table: Table, view: SearchView) -> tuple[Numbers, Numbers]:
    """Units that carry `text` as an identifier or SOR code, and those whose SOR code begins so."""
    number = identifier(site_of(text) if "." in text and " " not in text.strip() else text)
    if not number:
        none = np.zeros(0, np.int64)
        return none, none
    rows = table.rows_identified(number)
    carrying = view.unit_of_row[rows]
    begun = np.zeros(0, np.int64)
    if number.isdigit() and len(number) >= _SHORTEST_CODE_START:
        begun = view.unit_of_key[table.keys_beginning(number)]
    whole = [view.unit_of_key[key] for key in map(table.key_number, {text.strip(), number}) if key is not None]
    exact = np.unique(np.concatenate([carrying, np.array(whole, np.int64)]))
    exact, begun = exact[exact >= 0], begun[begun >= 0]
    return exact, begun[~np.isin(begun, exact)]


@dataclass(frozen=True, slots=True)
class Answers:
    """How well each unit of a view answers; every array has one element per unit."""

    covered: npt.NDArray[np.float32]
    """0 … 1: how much of what was typed is found somewhere about the unit."""
    missing: npt.NDArray[np.uint8]
    """How many of the typed words are found nowhere about it."""
    told: npt.NDArray[np.bool_]
    """Whether every word is said whole by its fields of what it is and where (``WHAT_AND_WHERE``)."""
    explained: npt.NDArray[np.float32]
    """0 … 1: how much of the unit's own name was typed."""


def answers(question: Sequence[Word], table: Table, view: SearchView, near_by: Sequence[Scores | None] = ()) -> Answers:
    """Score all units against every word of the question. near_by: by word, what it is worth at least about each."""
    covered = np.zeros(len(view.rows), np.float32)
    missing = np.zeros(len(view.rows), np.uint8)
    told = np.full(len(view.rows), any(word.spelled not in LINKS for word in question))
    typed_of_text = np.zeros(len(table.texts) + 1, np.float32)
    for word, near in zip_longest(question, near_by):
        best, is_said = _best(word, view)
        if near is not None:
            np.maximum(best, near, out=best)
        best[_carriers(word, table, view)] = 1
        if word.spelled not in LINKS:
            missing += best == 0
            told &= is_said
        best *= np.float32(_weight(word))
        covered += best
        typed_of_text += np.float32(len(word.loose)) * word.scores
    covered /= np.float32(sum(map(_weight, question)))
    explained = np.minimum(typed_of_text[:-1] / table.texts.lengths, 1)
    return Answers(covered, missing, told, explained[view.name])


def _weight(word: Word) -> float:
    return word.rarity * (_LINK_WORTH if word.spelled in LINKS else 1)


def _places(view: SearchView) -> dict[str, Numbers]:
    return {
        "name": view.name,
        "town": view.town,
        "postcode": view.postcode,
        "street": view.street,
        "parent": view.parent_name,
        "institution": view.institution_name,
        "owner": view.owner_name,
    }


def find_roles(word: Word, view: SearchView) -> Iterator[tuple[str, Scores]]:
    """The roles in which a word is found about some unit, each with its score about every unit."""
    for role, numbers in _places(view).items():
        # Without "wrap" numpy would copy once more; the only number out of range is NONE, which means the last.
        yield role, np.take(word.scores, numbers, mode="wrap")
    codes = {"type": view.type, "municipality": view.municipality, "region": view.region}
    for role in LABELLED:
        of_code = word.scores[view.labels[role]]
        if of_code.any():
            yield role, of_code[codes[role]]
    of_code = word.scores[view.labels["speciality"]]
    if of_code.any():
        units, numbers = view.speciality
        scores = np.zeros(len(view.rows), np.float32)
        np.maximum.at(scores, units, of_code[numbers])
        yield "speciality", scores


def _best(word: Word, view: SearchView) -> tuple[Scores, npt.NDArray[np.bool_]]:
    """For each unit the best that a word is worth about it, and whether a field of what and where says it whole."""
    best = np.zeros(len(view.rows), np.float32)
    said = np.zeros(len(view.rows), np.float32)
    for role, scores in find_roles(word, view):
        if role in WHAT_AND_WHERE:
            np.maximum(said, scores, out=said)
        np.maximum(best, scores * np.float32(ROLES[role]), out=best)
    return best, said >= SAME


def _carriers(word: Word, table: Table, view: SearchView) -> Numbers:
    """The units that carry the word as an identifier."""
    if len(word.spelled) < _SHORTEST_IDENTIFIER or not any(map(str.isdigit, word.spelled)):
        return np.zeros(0, np.int64)
    exact, _ = units_named(word.spelled, table, view)
    return exact


def reasons(question: Sequence[Word], table: Table, view: SearchView, unit: int) -> tuple[str, ...]:
    """In which roles the words of the question were found best, in the order of `ROLES`."""
    found = set()
    for word in question:
        worth = _worth(word, view, unit)
        if unit in _carriers(word, table, view):
            found.add("identifier")
        elif max(worth.values()) > 0:
            found.add(max(worth, key=worth.__getitem__))
    return tuple(role for role in (*ROLES, "identifier") if role in found)


def lacking(question: Sequence[Word], table: Table, view: SearchView, unit: int) -> tuple[str, ...]:
    """The words of the question that are found nowhere about a unit, as they were typed."""
    return tuple(
        word.typed
        for word in question
        if word.spelled not in LINKS
        and max(_worth(word, view, unit).values()) == 0
        and unit not in _carriers(word, table, view)
    )


def _worth(word: Word, view: SearchView, unit: int) -> dict[str, float]:
    """What a word is worth in each role about one unit."""
    worth = {role: float(word.scores[numbers[unit]]) * ROLES[role] for role, numbers in _places(view).items()}
    codes = {"type": view.type, "municipality": view.municipality, "region": view.region}
    for role, numbers in codes.items():
        worth[role] = float(word.scores[view.labels[role][numbers[unit]]]) * ROLES[role]
    units, specialities = view.speciality
    texts = view.labels["speciality"][specialities[units == unit]]
    worth["speciality"] = float(word.scores[texts].max(initial=0)) * ROLES["speciality"]
    return worth
