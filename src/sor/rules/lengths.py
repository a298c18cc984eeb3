"""How long texts may be: one table for every text that a change or a file states, ``data/lengths.csv``."""

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
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


def _texts(value: Value) -> Iterator[tuple[str, str]]:
    """The texts of a field, each with the part that it is."""
    if isinstance(value, str):
        yield "", value
    elif isinstance(value, Mapping):
        yield from ((part, one) for part, one in value.items() if isinstance(one, str))
    elif isinstance(value, list | tuple):
        for one in value:
            yield from _texts(one)
