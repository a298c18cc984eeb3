"""A statement: what one line of the log says about one field of one subject, from a day on (``CORE`` §1).

``from_day`` and ``to_day`` are days, half-open; ``over`` sets aside statements recorded earlier that begin before
that day. A value is kept as its canonical bytes, so that equal values are equal bytes.
"""

from typing import TypeAlias

import msgspec

from sor.core.canonical import NULL
from sor.core.day import OPEN

NEVER = 2**53
"""The serial that never comes: a statement that is not withdrawn, a row that is still known."""

StatementId: TypeAlias = tuple[int, int, int]
"""Entry serial, line number in the entry, place in the line."""


class Draft(msgspec.Struct, frozen=True):
    """A statement before it is recorded. ``over`` 0 sets nothing aside.

    Edit from F = (F, open) · temporary = (F, T) · correction F-T = (F, T, over T) · a snapshot of day s that says
    "so since F" = (F, open, over the day after s). ``assumed`` marks what no source stated for these days.
    """

    field: str
    from_day: int
    to_day: int = OPEN
    over: int = 0
    value: bytes = NULL
    assumed: bool = False


class Statement(msgspec.Struct):
    """A recorded statement: a draft with its place in the log. ``withdrawn_at`` is the serial that took it back,
    ``erased_by`` the one that erased its value (0: it is there).
    """

    field: str
    from_day: int
    to_day: int
    over: int
    value: bytes
    assumed: bool
    serial: int
    line: int
    place: int
    withdrawn_at: int = NEVER
    erased_by: int = 0

    @property
    def id(self) -> StatementId:
        """Where the statement stands in the log."""
        return (self.serial, self.line, self.place)
