"""The sides of a plan: the owners whose units it touches, and who has agreed for which part.

While a plan is checked the register asks of every part of it whether the sender may. Here these questions are written
down, and answered as they would be if each owner's own people had approved; what is left is the authority's.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

import msgspec

from sor.access.authority import OWNER_ROLES, Actor, Place, Right, list_needed, refusal
from sor.access.together import agrees, refusal_together
from sor.changes import document as doc
from sor.changes.rights import place_of
from sor.changes.world import world_of
from sor.core.finding import Finding
from sor.core.shapes import Value
from sor.register import Register
from sor.store import neighbourhood
from sor.store.database import Connection


class Part(msgspec.Struct, frozen=True, array_like=True):
    """An operation at a place on a day, for which the place's owner is to agree; see ``Place``."""

    op: str
    key: str
    day: int
    level: str | None
    owner: str
    owner_kind: str
    hospital: bool
    above: tuple[str, ...]

    @property
    def place(self) -> Place:
        """Where it is."""
        return Place(self.key, self.level, self.owner, self.owner_kind, self.hospital, self.above)

    @classmethod
    def of(cls, op: str, place: Place, day: int) -> "Part | None":
        """A part at a place; None at one without owner."""
        if place.owner is None:
            return None
        return cls(op, place.key, day, place.level, place.owner, place.owner_kind, place.hospital, place.above)


class AskedParts(msgspec.Struct, array_like=True):
    """What a plan asks for. authority: the parts that neither its author nor the owners' own people may do."""

    parts: list[Part] = []
    authority: list[str] = []


class KnownOwners:
    """Which owners there are on a day without the plan; asked once each."""

    def __init__(self, register: Register) -> None:
        self._register = register
        self._known: dict[tuple[str, int], bool] = {}

    def __call__(self, owner: str, day: int) -> bool:
        """Whether there is such an owner on a day, as known now."""
        if (owner, day) not in self._known:
            world = world_of(neighbourhood.above(self._register.database.reader(), [owner], day))
            self._known[owner, day] = place_of(world, owner, day) is not None
        return self._known[owner, day]


class AskingAll:
    """Writes down what is asked of the sender of a plan, and allows it. author: as which it will be sent."""

    def __init__(self, author: Actor, is_there: Callable[[str, int], bool]) -> None:
        self._author = author
        self._is_there = is_there
        self._parts: dict[Part, None] = {}
        self._authority: dict[str, None] = {}

    @property
    def asked(self) -> AskedParts:
        """What was asked so far."""
        return AskedParts(list(self._parts), list(self._authority))

    def __call__(
        self, op: str, kind: str, place: Place | None, day: int, fields: Mapping[str, Value]
    ) -> Finding | None:
        """Allow it."""
        part = None if place is None else Part.of(op, place, day)
        if place is not None and part is not None and not part.key.startswith("#") and self._is_there(part.owner, day):
            needed = list_needed(op, kind, place, fields)
            self._parts |= dict.fromkeys(msgspec.structs.replace(part, op=one) for one in needed)
        if refusal(self._author, op, kind, place, day, fields) is None:
            return None
        if part is not None and part.owner_kind in OWNER_ROLES:
            keeper = Actor("", "", [Right(part.owner_kind, part.owner)])
            if refusal(keeper, op, kind, place, day, fields) is None:
                return None
        self._authority[place.key if place is not None else kind] = None
        return None


class AskingTogether:
    """Whether the author of a plan and who approved it may, by the rights that count when the first part is asked
    about; made anew each time that the plan is decided. now: gives author and approvers, and raises when the plan is
    not what it was.
    """

    def __init__(self, now: Callable[[], tuple[Actor, Sequence[Actor]]], is_there: Callable[[str, int], bool]) -> None:
        self._now = now
        self._is_there = is_there
        self._who: tuple[Actor, Sequence[Actor]] | None = None

    def __call__(
        self, op: str, kind: str, place: Place | None, day: int, fields: Mapping[str, Value]
    ) -> Finding | None:
        """Why not, or None."""
        if self._who is None:
            self._who = self._now()
        author, approvers = self._who
        is_new = place is not None and place.owner is not None and not self._is_there(place.owner, day)
        return refusal_together(author, approvers, op, kind, place, day, fields, is_new=is_new)


def named_parts(connection: Connection, given: doc.ChangeSet) -> list[Part]:
    """What a plan asks for as far as its document tells: of the units that it names, where they stand on its day."""
    named: dict[str, dict[str, int]] = {}
    for change in given.changes:
        if isinstance(change, doc.Dated):
            for key in _units_of(change):
                named.setdefault(key, {}).setdefault(doc.op_of(change), change.day)
    first = min((day for ops in named.values() for day in ops.values()), default=0)
    world = world_of(neighbourhood.above(connection, named, first)) if named else None
    found: dict[Part, None] = {}
    for key, ops in named.items():
        for op, day in ops.items():
            place = None if world is None else place_of(world, key, day)
            if place is not None and (part := Part.of(op, place, day)) is not None:
                found[part] = None
    return list(found)


def _units_of(change: doc.Change) -> Iterable[str]:
    for member in doc.NAMING:
        value = getattr(change, member, None)
        codes = value if isinstance(value, list) else [value] if isinstance(value, str) else []
        yield from (code for code in codes if not code.startswith("#"))


def agreed_parts(actor: Actor, parts: Iterable[Part]) -> list[Part]:
    """The parts to which an actor may agree."""
    return [part for part in parts if agrees(actor, part.op, part.place, part.day)]


def lacking_sides(author: str, approvers: Collection[Actor], parts: Iterable[Part]) -> dict[str, list[Part]]:
    """Of each owner the parts to which nobody but the author has agreed; owners to whom nothing is lacking are left
    out.
    """
    found: dict[str, list[Part]] = {}
    others = [one for one in approvers if one.id != author]
    for part in parts:
        if not any(agrees(one, part.op, part.place, part.day) for one in others):
            found.setdefault(part.owner, []).append(part)
    return found


def owners_in(parts: Iterable[Part]) -> list[str]:
    """The owners whose units are touched, in order."""
    return sorted({part.owner for part in parts})
