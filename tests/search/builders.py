"""Units to search for, named by what matters in a test."""

from typing import Any

from sor.search.table import Document

OPEN_DAY, OPEN_SERIAL = 99991231, 2**53
TODAY, HEAD = 20260601, 50


def unit(key: str, name: str = "Enhed", parent: str | None = None, **others: Any) -> Document:
    """A unit open since 2000 and known since serial 1, unless told otherwise."""
    values: dict[str, Any] = {
        "valid_from": 20000101,
        "valid_to": OPEN_DAY,
        "known_from": 1,
        "known_to": OPEN_SERIAL,
        "town": None,
        "level": "OU",
        "type": None,
        "municipality": None,
        "region": None,
    }
    return Document(key=key, name=name, parent=parent, **values | others)
