"""What quality keeps of a unit, from its rows that are known: its versions from today on, and what stands of it."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple

from sor.changes.world import SubjectOnDays
from sor.core.all_days import lives
from sor.core.canonical import decode
from sor.core.shapes import Value, as_unit, text_in
from sor.core.subject import STREET_ADDRESSES
from sor.core.text import show_body
from sor.reading.hospital_marks import HospitalMarks, read_marks
from sor.rules.unit_facts import facts_from
from sor.search.text import sort_key
from sor.store.projection import VersionRow

ITS_OWN = ("provider_identifier", "shak", "pharmacy_identifier", "local_code", "production_unit")
"""Numbers by which two units of one name are told apart."""


class UnitEntry(NamedTuple):
    """An open unit. municipality: of its own address, as place is. first: its life's first day. numbers: those that it
    has to itself, in the order of ``ITS_OWN``. marks: what SHAK said by the shape of its codes.
    """

    name: str
    level: str
    type: str
    parent: str | None
    cvr: str
    place: tuple[str, ...] | None
    municipality: str
    first: int
    numbers: tuple[str, ...]
    marks: HospitalMarks


def whole(rows: Sequence[VersionRow], today: int) -> list[SubjectOnDays]:
    """A unit's versions from today on, and its last before when it is closed today. rows: all known now, in order."""
    of_rows = lives([(row.valid_from, row.valid_to) for row in rows])
    first = max(bisect_right(rows, today, key=attrgetter("valid_from")) - 1, 0)
    found = []
    for row, (born, died) in zip(rows[first:], of_rows[first:], strict=True):
        values = decode(row.body)
        facts = facts_from(row.key, as_unit(values), (born, died))
        found.append(SubjectOnDays(row.valid_from, row.valid_to, born, died, values, facts))
    return found


def first_kept(versions: Sequence[SubjectOnDays], today: int) -> int:
    """The place of a unit's version today, or of its last one before, as ``whole`` keeps them."""
    return max(bisect_right(versions, today, key=attrgetter("from_day")) - 1, 0)


def by_unit(rows: Iterable[VersionRow]) -> Iterator[tuple[str, list[VersionRow]]]:
    """The rows of each unit together; rows are in the order of their keys."""
    for key, of_unit in groupby(rows, attrgetter("key")):
        yield key, list(of_unit)


def resting_since(rows: Sequence[VersionRow], today: int) -> int | None:
    """The first day on which a number is at rest, of one that is today. rows: its versions known now, in order."""
    now = next((row for row in rows if row.valid_from <= today < row.valid_to), None)
    if now is not None:
        return now.valid_from if show_body(now.body).get("active") is False else None
    ended = [row.valid_to for row in rows if row.valid_to <= today]
    return max(ended) if ended and len(ended) == len(rows) else None


def read_entry(now: SubjectOnDays) -> UnitEntry:
    """A unit as it is today."""
    values = now.values
    address = next((values[kind] for kind in reversed(STREET_ADDRESSES) if values.get(kind)), None)
    return UnitEntry(
        text_in(values, "name") or "", now.facts.level or "", now.facts.type or "", now.parent,
        text_in(values, "cvr") or "", _place(address), text_in(address, "municipality") or "", now.born,
        tuple(text_in(values, field) or "" for field in ITS_OWN), read_marks(values),
    )  # fmt: skip


def where_below(entry: UnitEntry | None) -> tuple[Value, ...] | None:
    """Where units below one are that state no address themselves: at its own, or at one above."""
    return None if entry is None else (entry.place, entry.parent)


def _place(address: Value) -> tuple[str, ...] | None:
    if not (street := text_in(address, "street")):
        return None
    rest = [text_in(address, part) or "" for part in ("building", "floor", "suite", "postcode")]
    return tuple(sort_key(part) for part in (street, *rest))
