"""Texts that were changed all together: put in capitals, cut at one length, stripped of the letters æ, ø and å, moved
by a row. Told by the whole of a column, since each of them may be right by itself.

Of the real names at hand a third and more have one of the three letters: 33 and 35 of 100 in the SHAK files of 2010 and
2025, 38 and 49 in lists of units of 2025; 22 have ø, 18 æ. No unit's name is without a small letter in more than 1 of
100, of SHAK 52. The longest length is that of less than 1 of 100.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Sequence

from sor.core.claim import Claim
from sor.core.shapes import Value, text_in
from sor.core.subject import STREET_ADDRESSES
from sor.jobs.odd import EXAMPLES, MOST_STRANGE, NEVER, Odd, many

ENOUGH = 60
"""Of so many different texts one has a letter that a fifth of them have."""

LETTERS = {"name": ("æ", "ø"), "street": (), "district": ()}
"""By path, which of the letters are looked for one by one too."""

DANISH = frozenset("æøå")
LIMITS = frozenset({60, 120})
"""Lengths at which formats themselves end a name."""

SHORTEST_CUT = {"name": 12, "street": 6}
"""By path the shortest length at which texts are thought to have been cut."""

LONG = 20
"""Of so many letters is hardly a word for a street, so that many of one length were cut."""

ENDING = 3
"""So many letters at the end of a word of which several are made: of streets `vej`, `ade`, `gen`."""

MOST_ENDING_ALIKE = 50
"""Per cent of the longest texts that may end as shorter ones do, when they were cut: many words for streets may be of
one length, but then they end as such words do.
"""

LENGTHS_BELOW = 5
"""Of names that were cut so many lengths below the longest are met."""

PILED = 3
"""So many times as many texts as with a letter less, and of a hundred, have the length at which texts were cut."""

GROUPS = ("institution_kind", "ownership", "specialities", "groups")
"""The fields of a SHAK code that hold codes from places of fixed width, of which none begins with a blank."""

RUN = 5
"""So many units one after the other, each of another kind or place, are never called the same."""

_HOSPITALS = re.compile(r"sygehus|hospital|klinik|praksis|plejehjem|cent[er]|institut")
_WARDS = re.compile(r"afs|amb|afd|lab|dag|senge")
_WORD = re.compile(r"\w{4,}")


class TextsStated:
    """The names and addresses that a file states of subjects that were not known."""

    def __init__(self) -> None:
        self._texts: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
        self._groups: dict[str, list[str]] = {}
        self._records: list[tuple[int, str, str]] = []
        self._units: list[tuple[int, str, tuple[object, ...]]] = []

    def take(self, claim: Claim) -> None:
        """Take in the texts of a subject."""
        values = claim.pieces[-1].values
        if name := text_in(values, "name"):
            self._texts[claim.kind, "name"][name] += 1
            if claim.kind == "unit":
                place = tuple(text_in(values.get(field), "street") for field in STREET_ADDRESSES)
                self._units.append((claim.line or 0, name, (values.get("type"), place)))
        for field in STREET_ADDRESSES if claim.kind == "unit" else ():
            for part in ("street", "district"):
                if text := text_in(values.get(field), part):
                    self._texts[claim.kind, f"{field}.{part}"][text] += 1
        if claim.kind == "shak":
            self._groups[claim.key] = [code for field in GROUPS for code in _texts_in(values.get(field))]
            for piece in claim.pieces:
                self._records.append((len(self._records), claim.key, text_in(piece.values, "name") or ""))

    def odd(self) -> Iterator[Odd]:
        """What is odd in them."""
        for (kind, path), texts in sorted(self._texts.items()):
            field, _, part = path.rpartition(".")
            named = f"{part}s of {many(kind)}" if not field else f"{part}s of the {field.replace('_', ' ')}"
            if part == "name":
                yield from _in_one_case(named, texts)
                yield from _of_moved_columns(named, texts)
            if part in SHORTEST_CUT:
                yield from _cut(named, texts, part)
            yield from _without_letters(named, texts, LETTERS.get(part, ()))
        yield from _find_moved(self._records)
        told = {key: codes for key, codes in self._groups.items() if codes}
        moved = [f"{key}: '{codes[0]}'" for key, codes in told.items() if any(code.startswith(" ") for code in codes)]
        yield Odd("SHAK codes whose groups begin with a blank", len(moved), len(told), moved[:EXAMPLES])

    def notes(self) -> Iterator[str]:
        """Runs of units of one name, which may have been filled down."""
        run: list[tuple[int, str, tuple[object, ...]]] = []
        for unit in [*sorted(self._units, key=lambda one: one[0]), (0, "", ())]:
            if run and unit[1] == run[0][1]:
                run.append(unit)
                continue
            if len(run) >= RUN and len({what for _, _, what in run}) > 1:
                yield (
                    f'The {len(run)} units from line {run[0][0]} to line {run[-1][0]} are all called "{run[0][1]}", and'
                    " are of different types or places: the name may have been filled down."
                )
            run = [unit]


def _in_one_case(named: str, texts: Collection[str]) -> Iterator[Odd]:
    with_letters = [text for text in texts if text.upper() != text.lower()]
    for what, odd in (
        ("without a small letter", [text for text in with_letters if text == text.upper()]),
        ("without a capital", [text for text in with_letters if text == text.lower()]),
    ):
        yield Odd(f"{named} {what}", len(odd), len(with_letters), odd[:EXAMPLES], MOST_STRANGE)


def _texts_in(value: Value) -> list[str]:
    found = value.values() if isinstance(value, dict) else value if isinstance(value, list) else [value]
    return [text for text in found if isinstance(text, str)]


def _of_moved_columns(named: str, texts: Collection[str]) -> Iterator[Odd]:
    """Names that begin with a blank or in small letters, as when the places of a record of fixed width moved; of the
    real ones at hand 1 in 1,000 does.
    """
    for what, odd in (
        ("that begin with a blank", [text for text in texts if text[0].isspace()]),
        ("that begin with a small letter", [text for text in texts if text[0].islower() and text != text.lower()]),
    ):
        yield Odd(f"{named} {what}", len(odd), len(texts), odd[:EXAMPLES])


def _cut(named: str, texts: Collection[str], part: str) -> Iterator[Odd]:
    """Texts of which many end at one length that none exceeds."""
    lengths = Counter(map(len, texts))
    longest = max(lengths)
    piled = lengths[longest]
    if (
        longest >= SHORTEST_CUT[part]
        and longest not in LIMITS
        and len(lengths) > LENGTHS_BELOW
        and piled > PILED * max(lengths[longest - 1], len(texts) // 100)
        and not (part == "street" and longest < LONG and _end_alike(texts, longest))
    ):
        examples = [text for text in texts if len(text) == longest]
        yield Odd(f"{named} that end at {longest} characters, which none exceeds", piled, len(texts),
                  examples[:EXAMPLES], NEVER)  # fmt: skip


def _end_alike(texts: Collection[str], longest: int) -> bool:
    """Whether the texts of the longest length end as several shorter ones do."""
    ends = Counter(text[-ENDING:].casefold() for text in texts if len(text) < longest)
    of_longest = [text[-ENDING:].casefold() for text in texts if len(text) == longest]
    return sum(ends[end] > 1 for end in of_longest) * 100 > len(of_longest) * MOST_ENDING_ALIKE


def _without_letters(named: str, texts: Collection[str], letters: Sequence[str]) -> Iterator[Odd]:
    if len(texts) < ENOUGH:
        return
    found = {letter for text in texts for letter in text.casefold()}
    if found.isdisjoint(DANISH):
        yield Odd(f"{named}, of which none has one of the letters æ, ø and å", len(texts), len(texts),
                  [*texts][:EXAMPLES], NEVER)  # fmt: skip
    else:
        for letter in letters:
            if letter not in found:
                told = f"{named}, of which none has the letter {letter}"
                yield Odd(told, len(texts), len(texts), [*texts][:EXAMPLES], NEVER)


def _find_moved(records: Sequence[tuple[int, str, str]]) -> Iterator[Odd]:
    """Names of SHAK that fit their codes better when they are moved by a record: those of one code share words, a
    hospital is called so, and a ward as well.
    """
    names = [name.casefold() for _, _, name in records]
    fitting = {by: _fitting(records, [*names[by:], *names[:by]]) for by in (-1, 0, 1)}
    best = max(fitting.values())
    if best - fitting[0] > len(records) // 20:
        yield Odd("names of SHAK codes that fit the code of the record beside them better", best - fitting[0],
                  len(records), (), NEVER)  # fmt: skip


def _fitting(records: Sequence[tuple[int, str, str]], names: Sequence[str]) -> int:
    count, last, words = 0, "", frozenset[str]()
    for (_, code, _), name in zip(records, names, strict=True):
        own = frozenset(_WORD.findall(name))
        count += code == last and not words.isdisjoint(own)
        if len(code) == 4:
            count += _HOSPITALS.search(name) is not None and _WARDS.search(name) is None
        elif len(code) == 7:
            count += _WARDS.search(name) is not None
        last, words = code, own
    return count
