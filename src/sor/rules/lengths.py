"""How long texts may be: one table for every text that a change or a file states, ``data/lengths.csv``."""

import csv
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from importlib.resources import files
from typing import NamedTuple

from sor.core.shapes import Value
from sor.core.subject import LOCAL_ATTRIBUTES, STREET_ADDRESSES


class Length(NamedTuple):
    """The fewest and the most characters of a text."""

    least: int
    most: int


class Excess(NamedTuple):
    """A text that is too long: its field, the part of it (empty where the field has none), its characters counted."""

    field: str
    part: str
    characters: int
    most: int


def table() -> Sequence[Mapping[str, str]]:
    """The rows of the table: kind, field (and part), least, most, mark, source. ``address`` stands for every address
    with a street, ``local_attribute`` for all five.
    """
    text = (files("sor.rules") / "data" / "lengths.csv").read_text("utf-8")
    return list(csv.DictReader(text.splitlines(), strict=True))


def _lengths() -> dict[str, dict[str, dict[str, Length]]]:
    shared = {"address": STREET_ADDRESSES, "local_attribute": LOCAL_ATTRIBUTES}
    found: dict[str, dict[str, dict[str, Length]]] = {}
    for row in table():
        field, _, part = row["field"].partition(".")
        for one in shared.get(field, (field,)):
            parts = found.setdefault(row["kind"], {}).setdefault(one, {})
            parts[part] = Length(int(row["least"]), int(row["most"]))
    return found


LENGTHS: Mapping[str, Mapping[str, Mapping[str, Length]]] = _lengths()
"""The lengths by kind of subject, field and part; a field that is one text has the part ``""``."""

UNIT = LENGTHS["unit"]


def excesses(kind: str, values: Mapping[str, Value], fields: Iterable[str] | None = None) -> Iterator[Excess]:
    """The texts that are too long among the values of a subject, or among some of its fields."""
    lengths = LENGTHS.get(kind, {})
    for field in lengths if fields is None else fields:
        if field in values:
            for part, text in _texts(values[field]):
                length = lengths[field].get(part)
                if length is not None and len(text) > length.most:
                    yield Excess(field, part, len(text), length.most)


def _longest() -> dict[str, int]:
    found: dict[str, int] = {}
    for fields in LENGTHS.values():
        for field, parts in fields.items():
            for part, length in parts.items():
                name = f"{field}.{part}" if part else field
                for one in (name, field):  # a text of a field with parts may stand for any of them
                    found[one] = max(found.get(one, 0), length.most)
    return found


LONGEST: Mapping[str, int] = _longest()
"""The most characters of a field, or a part of one, of whatever subject."""

LONGEST_OF_ALL = max(LONGEST.values())


def excesses_anywhere(value: Value, field: str = "", part: str = "") -> Iterator[Excess]:
    """The texts of a plain value that no subject could have, names of members too: a text under the name of a field is
    as long as the table lets that field be, every other as long as the longest.
    """
    if isinstance(value, Mapping):
        for name, one in value.items():
            if len(name) > LONGEST_OF_ALL:
                yield Excess(name[:40], "", len(name), LONGEST_OF_ALL)
            is_part = field in LENGTHS_OF_PARTS and name in LENGTHS_OF_PARTS[field]
            yield from excesses_anywhere(one, field if is_part else name, name if is_part else "")
    elif isinstance(value, list | tuple):
        for one in value:
            yield from excesses_anywhere(one, field, part)
    elif isinstance(value, str):
        most = LONGEST.get(f"{field}.{part}" if part else field, LONGEST_OF_ALL)
        if len(value) > most:
            yield Excess(field[:40], part, len(value), most)


LENGTHS_OF_PARTS: Mapping[str, Collection[str]] = {
    field: {part for fields in LENGTHS.values() for part in fields.get(field, ()) if part}
    for fields in LENGTHS.values()
    for field in fields
}


def _texts(value: Value) -> Iterator[tuple[str, str]]:
    """The texts of a field, each with the part that it is."""
    if isinstance(value, str):
        yield "", value
    elif isinstance(value, Mapping):
        yield from ((part, one) for part, one in value.items() if isinstance(one, str))
    elif isinstance(value, list | tuple):
        for one in value:
            yield from _texts(one)
