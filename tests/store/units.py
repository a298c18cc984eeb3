"""Small registers for the tests of the store: units in a few words, and entries made of them."""

from typing import Any

from sor.core.canonical import encode
from sor.core.day import OPEN
from sor.core.statement import Draft
from sor.register import Register, Submission
from sor.store.append import LineDraft

NO_CODES = LineDraft("code", "list/1", [Draft("open", 10101, OPEN, 0, b"true")], before={})
"""A log that begins with a code of its own does not bring the bundled lists along: that keeps tests small."""


def says(field: str, day: int, value: Any, until: int = OPEN, over: int = 0) -> Draft:
    """A field holds a value from a day on."""
    return Draft(field, day, until, over, encode(value))


def create(key: str, day: int = 20260101, kind: str = "unit", **fields: Any) -> LineDraft:
    """A subject that opens on a day with some fields."""
    return LineDraft(kind, key, [says("open", day, True), *(says(f, day, v) for f, v in fields.items())])


def change(key: str, *drafts: Draft, kind: str = "unit") -> LineDraft:
    """What is said of a subject that is there already."""
    return LineDraft(kind, key, list(drafts))


def submit(register: Register, *lines: LineDraft, **more: Any) -> int:
    """One entry; gives its serial."""
    return register.submit(Submission(list(lines), "anna", "rest", **more)).serial


def begin(register: Register, *lines: LineDraft) -> int:
    """The first entry, without the bundled code lists."""
    return submit(register, NO_CODES, *lines)


def own(number: str) -> dict[str, str]:
    """A location number of the unit's own."""
    return {"state": "Own", "number": number}


INHERITED = {"state": "Inherited"}
NONE = {"state": "None"}
