"""A unit as a daily file lists it: its own values on one day, with the dates and the number that stand beside it.

The file formats of one day read into this and write from it, so that a generator or an export feeds any of them.
"""

import msgspec

from sor.core.day import OPEN, START
from sor.core.shapes import Fields


class ListedStatus(msgspec.Struct, frozen=True):
    """The dates of a unit or a location number (D1), as register days.

    first_from: since when it exists; from_day: since when this content holds; to_day: the first day it no longer
    exists, OPEN when no end is known; updated: the day of the latest registration at the source.
    """

    first_from: int | None = None
    from_day: int | None = None
    to_day: int = OPEN
    updated: int | None = None

    def since(self, snapshot: int) -> int:
        """Since when the content holds; the day of the file when it does not tell."""
        return snapshot if self.from_day is None else self.from_day

    def exists_from(self, snapshot: int) -> int:
        """Since when the thing exists; as long as its content holds when the file does not tell."""
        return self.since(snapshot) if self.first_from is None else self.first_from

    def silent_before(self, snapshot: int) -> int:
        """The day before which nothing is told of the thing's life."""
        return self.since(snapshot) if self.first_from is None else START


class ListedNumber(msgspec.Struct, frozen=True):
    """A location number beside the unit that holds it. values: its fields, without life and status."""

    number: str
    values: Fields = {}
    status: ListedStatus = ListedStatus()


class ListedUnit(msgspec.Struct, frozen=True):
    """One unit on one day.

    parent: the SOR code of the unit above. values: its own values in the shapes of ``core.subject``, without level,
    parent, life and status; what is inherited is left out. number: the data of the number it holds itself.
    replaces, replaced_by: SOR codes. place_name: the name of its ``geographic_location``.
    """

    code: str
    level: str
    parent: str | None
    values: Fields
    status: ListedStatus = ListedStatus()
    number: ListedNumber | None = None
    replaces: tuple[str, ...] = ()
    replaced_by: tuple[str, ...] = ()
    place_name: str | None = None
