"""What an owner's own system shows, held against the register. Pure: a pasted text, or that of a file, in; differences
out. Numbers are known by their shape, names and addresses by their words.
"""

import csv
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from io import StringIO
from itertools import islice
from typing import NamedTuple

from sor.changes.guided.answers import CONTACT, STREETS
from sor.changes.guided.practice import Practice, read_block
from sor.core.shapes import Value
from sor.core.text import compose_text
from sor.core.unit import number_used

SAME, OTHER, LACKS = "same", "other", "lacks"
NEAR = 0.6
"""How alike a line is to what the register says, at least, to be the same thing written otherwise."""

MOST_TEXT, MOST_LINES, LONGEST_LINE, LONGEST_HEAD = 50_000, 2_000, 200, 60
PATTERNS: Mapping[str, re.Pattern[str]] = {
    "number": re.compile(r"(?<!\d)5\d{12}(?!\d)"),
    "cvr": re.compile(r"(?:cvr|se)[^\d\n]{0,20}\d{2}[ ]?\d{2}[ ]?\d{2}[ ]?\d{2}(?!\d)", re.IGNORECASE),
    "provider": re.compile(r"yder[^\d\n]{0,20}\d{5,6}(?!\d)", re.IGNORECASE),
    "phone": re.compile(
        r"(?:tlf|telefon|phone|mobil)[^\d\n+]{0,20}(?:\+45 ?)?\d{2} ?\d{2} ?\d{2} ?\d{2}(?!\d)", re.IGNORECASE
    ),
    "email": re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,10}"),
    "website": re.compile(r"(?:https?://|www\.)[\w.-]{1,253}\.[a-z]{2,24}(?:/[\w./~%+-]{0,500})?", re.IGNORECASE),
    "place": re.compile(r"(?<!\d)\d{4}(?=[ ]+[A-ZÆØÅ][\wæøåÆØÅ.-])"),
}
"""How what is shown of each sort is found, with the word before it. Each is bounded, so that what it costs grows with
the text and no faster, whatever stands there.
"""

STEPS = {
    "number": "location_number", "cvr": "cvr", "provider": "provider_identifier", "phone": "contact",
    "email": "contact", "website": "contact", "place": "address", "street": "address", "name": "name",
}  # fmt: skip
"""The step by which each is told to be otherwise."""


class ComparedFact(NamedTuple):
    """Something that the register says, and what was shown of it. verdict: same, other or lacks."""

    sort: str
    says: tuple[str, ...]
    shown: tuple[str, ...]
    verdict: str

    @property
    def step(self) -> str:
        """The step by which it is told to be otherwise."""
        return STEPS[self.sort]


def compare_shown(practice: Practice, text: str) -> list[ComparedFact]:
    """What the register says of a practice against a text that another system shows: what differs first."""
    lines = [*islice(filter(None, map(_plain, _lines(text[:MOST_TEXT]))), MOST_LINES)]
    whole = "\n".join(lines)
    found = []
    for sort, says in list_said(practice).items():
        if sort in PATTERNS:
            shown = {bare: bare for bare in (_bare(sort, one[0]) for one in PATTERNS[sort].finditer(whole))}
            known = {_bare(sort, one) for one in says}
        else:
            shown = {_fold_text(line): line for line in _find_showing_lines(says, lines)}
            known = {_fold_text(one) for one in says}
        foreign, missing = [shown[key] for key in shown if key not in known], known - shown.keys()
        # A list may show others beside all that the register says.
        verdict = LACKS if not shown else OTHER if foreign and missing else SAME
        found.append(ComparedFact(sort, tuple(says), tuple(foreign if verdict == OTHER else ()), verdict))
    order = (OTHER, LACKS, SAME)
    return sorted(found, key=lambda one: order.index(one.verdict))


def list_said(practice: Practice) -> dict[str, list[str]]:
    """What the register says of a practice that another system may show, by sort; what it does not say is left out."""
    units = practice.in_place
    contact = read_block(practice.clinic, CONTACT)
    streets = [read_block(practice.clinic, block) for block in STREETS]
    found: Mapping[str, Iterable[Value]] = {
        "name": [practice.clinic.get("name")],
        "street": [" ".join(str(one[part]) for part in ("street", "building") if one.get(part)) for one in streets],
        "place": [one.get("postcode") for one in streets],
        "phone": [contact.get("phone")],
        "email": [contact.get("email")],
        "website": [contact.get("website")],
        "cvr": [practice.owner.get("cvr")],
        "number": [number_used(one) for one in units],
        "provider": [one.get("provider_identifier") for one in units],
    }
    said = {sort: list(dict.fromkeys(str(one) for one in says if one)) for sort, says in found.items()}
    return {sort: says for sort, says in said.items() if says}


def _bare(sort: str, text: str) -> str:
    """A value as two that mean the same are written alike."""
    if sort in ("email", "website"):
        return re.sub(r"^(?:https?://)?(?:www\.)?|[./]+$", "", text.casefold())
    digits = re.sub(r"\D", "", text)
    if sort == "phone":
        return digits[-8:]
    return digits.zfill(6) if sort == "provider" else digits


def _find_showing_lines(says: Sequence[str], lines: Sequence[str]) -> Iterator[str]:
    """The lines that show some words, or something like them."""
    for one in says:
        wanted = _fold_text(one)
        if any(wanted in _fold_text(line) for line in lines):
            yield one
            continue
        values = [line.rpartition(":")[2].strip()[:LONGEST_LINE] for line in lines]
        folded = {_fold_text(value): value for value in values}
        yield from (folded[near] for near in get_close_matches(wanted, folded, 1, NEAR))


def _fold_text(text: str) -> str:
    return " ".join(re.sub(r"[^\w]+", " ", text.casefold()).split())


def _plain(line: str) -> str:
    return " ".join(compose_text(line).split())


def _lines(text: str) -> Iterator[str]:
    """The lines of a text; of a table with a head each cell behind the word of its column, a long one cut."""
    lines = text.splitlines()
    marks = [mark for mark in ";\t" if len(lines) > 1 and mark in lines[0]]
    if not marks:
        yield from lines
        return
    rows = csv.reader(StringIO(text), delimiter=marks[0])
    head = [name[:LONGEST_HEAD] for name in next(rows)]
    for row in rows:
        yield from (f"{name}: {cell}" for name, cell in zip(head, row, strict=False) if cell)
