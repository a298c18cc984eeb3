"""A subject's story: what changed in it, when it took effect and when it was registered, and what that claims."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from sor.core.claim import Claim, Piece
from sor.core.day import OPEN, write_day
from sor.core.shapes import Fields, Value
from sor.core.subject import FIELDS

STATED = {kind: fields - {"open"} for kind, fields in FIELDS.items()}
"""The fields a story tells of; life is told apart."""


class StoryChange(NamedTuple):
    """Fields that take new values (None = nothing) from a day on; taken_back: the day it was found to be wrong."""

    from_day: int
    registered: int
    values: Mapping[str, Value]
    taken_back: int = OPEN


class Closing(NamedTuple):
    """The first day on which a subject is no longer open."""

    day: int
    registered: int
    taken_back: int = OPEN


class Story:
    """One subject from its opening on. The first change is the opening itself."""

    __slots__ = ("changes", "closings", "key", "kind")

    def __init__(self, kind: str, key: str, opened: int, registered: int, values: Mapping[str, Value]) -> None:
        self.kind = kind
        self.key = key
        self.changes = [StoryChange(opened, registered, values)]
        self.closings: list[Closing] = []

    @property
    def opened(self) -> int:
        """The first day on which the subject is open."""
        return self.changes[0].from_day

    @property
    def first_name(self) -> str:
        """Its name when it opens."""
        return str(self.changes[0].values["name"])

    @property
    def closed(self) -> int:
        """The first day on which it is no longer, as known in the end."""
        return self.closings[-1].day if self.closings else OPEN

    def change(self, from_day: int, registered: int, **values: Value) -> None:
        """Tell a change; None means that the field holds nothing from then on."""
        self.changes.append(StoryChange(from_day, registered, values))

    def close(self, day: int, registered: int) -> None:
        """Tell the closing; a later one takes the place of an earlier."""
        if self.closings:
            self.closings[-1] = self.closings[-1]._replace(taken_back=registered)
        self.closings.append(Closing(day, registered))

    def redate(self, number: int, from_day: int, registered: int) -> None:
        """Tell that a change (by its number) took effect on another day than was believed."""
        wrong = self.changes[number]
        self.changes[number] = wrong._replace(taken_back=registered)
        self.changes.append(StoryChange(from_day, registered, wrong.values))

    def registered_days(self) -> Iterator[int]:
        """The days on which something was learned about the subject."""
        for change in self.changes:
            yield change.registered
        for closing in self.closings:
            yield closing.registered

    def claim(self, known: int) -> Claim | None:
        """The whole history as it was known on a day; None when nothing was known yet."""
        told = [c for c in self.changes if c.registered <= known < c.taken_back]
        if not told or told[0].from_day != self.opened:
            return None
        ends = [c.day for c in self.closings if c.registered <= known < c.taken_back]
        end = ends[0] if ends else OPEN
        if len(told) > 1:
            told.sort(key=_order)
        fields = STATED[self.kind]
        return Claim(self.kind, self.key, fields, self._pieces(told, end, "status" in fields), [(self.opened, end)])

    def _pieces(self, told: list[StoryChange], end: int, has_status: bool) -> list[Piece]:
        pieces: list[Piece] = []
        values: Fields = {}
        for change in told:
            if change.from_day >= end and pieces:
                break
            values = {**values, **change.values}
            if has_status:
                values["status"] = {"from": write_day(change.from_day), "updated": write_day(change.registered)}
            if None in change.values.values():
                values = {field: value for field, value in values.items() if value is not None}
            if pieces and pieces[-1].from_day == change.from_day:
                pieces[-1].values = values
                continue
            if pieces:
                pieces[-1].to_day = change.from_day
            pieces.append(Piece(change.from_day, end, values))
        return pieces


def _order(change: StoryChange) -> tuple[int, int]:
    return change.from_day, change.registered
