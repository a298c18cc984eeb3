"""Texts of which a file loses something as a whole: names that become capitals, are cut off, or lose `æ`, `ø` and `å`.

People change what a text says. A program that went over a part of a column changes how it is written, and that of every
text alike; so few rows are enough to tell it.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from sor.formats.delivery import BadFile
from sor.jobs.column_mistakes import Change
from sor.jobs.known_leaves import group_of
from sor.jobs.path_names import name_path

LEAST, SURE, EXAMPLES = 10, 25, 3
"""From so many texts on it is told, and from so many on it is no work of people."""

PER_CENT = 90
"""So many of the texts under a path that change lose the same."""

CASE, CAPITALS, SMALL = "capitals and small letters alone", "their small letters", "their capitals"
CUT_OFF, WORDS, LETTERS = "their ends", "words at their ends", "their letters outside ASCII"
LOSES_NOTHING = frozenset({CASE, WORDS})
"""What people do to many texts too: names in capitals are mended, `I/S` is left out everywhere."""

_WITHOUT_CASE = re.compile(r"\.(?:email|website)$")
"""Paths of texts in which capitals mean nothing: whoever writes them in small letters takes nothing away."""


class TextLoss(NamedTuple):
    """So many of the texts under a path that change lose the same thing."""

    group: str
    path: str
    lost: str
    subjects: int
    changing: int
    examples: Sequence[str]

    @property
    def is_sure(self) -> bool:
        """Whether a program did it, and took something away."""
        return self.subjects >= SURE and self.lost not in LOSES_NOTHING

    def __str__(self) -> str:
        more = "; …" if self.subjects > len(self.examples) else ""
        what = "change in" if self.lost == CASE else "lose"
        return (
            f"{name_path(self.group, self.path)}: {self.subjects} of {self.changing} that change {what} {self.lost}"
            f" ({'; '.join(self.examples)}{more})"
        )


class TextLosses:
    """Gathers what texts lose."""

    def __init__(self) -> None:
        self._changing: Counter[tuple[str, str]] = Counter()
        self._lost: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
        self._examples: dict[tuple[str, str, str], list[str]] = defaultdict(list)

    def note(self, kind: str, key: str, changes: Mapping[str, Change]) -> None:
        """Take in what changes of a subject, by path."""
        for path, (old, new) in changes.items():
            if old is None or new is None or old == new:
                continue
            group = group_of(kind, key)
            self._changing[group, path] += 1
            for lost in _find_lost(path, old, new):
                self._lost[group, path][lost] += 1
                if len(self._examples[group, path, lost]) < EXAMPLES:
                    self._examples[group, path, lost].append(f"{key}: {old} → {new}")

    def find_losses(self) -> list[TextLoss]:
        """Every path of which enough texts lose the same. What is cut at one length ends with a word here and there."""
        losses: list[TextLoss] = []
        for (group, path), lost in sorted(self._lost.items()):
            cut = CUT_OFF if lost[CUT_OFF] > lost[WORDS] else WORDS
            counts = {one: lost[one] for one in (CASE, CAPITALS, SMALL, LETTERS)}
            for what, subjects in (counts | {cut: lost[CUT_OFF] + lost[WORDS]}).items():
                if subjects >= LEAST and subjects * 100 >= self._changing[group, path] * PER_CENT:
                    changing = self._changing[group, path]
                    losses.append(TextLoss(group, path, what, subjects, changing, self._examples[group, path, what]))
        return losses


def refuse_if_lost(losses: Sequence[TextLoss]) -> None:
    """Raises BadFile with the figures when there are any that no people made."""
    if sure := [one for one in losses if one.is_sure]:
        raise BadFile(
            f"Texts lose what stood in them. {'. '.join(map(str, sure))}. Compare the file with its source; if it is"
            " right, load it with --force."
        )


def _find_lost(path: str, old: str, new: str) -> Iterator[str]:
    """What a text loses; nothing when it is no text or says something else."""
    if old.upper() == old.lower():
        return  # a number or a day
    if old.casefold() == new.casefold() and not _WITHOUT_CASE.search(path):
        yield CAPITALS if new == new.upper() else SMALL if new == new.lower() else CASE
    if old.startswith(new):
        yield CUT_OFF if old[len(new)].isalnum() else WORDS
    if not old.isascii() and new.isascii() and _as_ascii(old).fullmatch(new):
        yield LETTERS


def _as_ascii(text: str) -> re.Pattern[str]:
    """How a text may read without its letters outside ASCII: without them, with question marks or others instead."""
    return re.compile("".join(re.escape(letter) if letter.isascii() else "(?:[?_]+|[A-Za-z]{0,2})" for letter in text))
