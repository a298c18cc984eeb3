"""FK-ORG's objects with their history: registrations, each the whole content of an object from a moment on.

Times of validity (virkning) are days at midnight, Danish time, as senders are asked to write them; None is infinity.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Literal

import msgspec

Kind = Literal["organisation", "organisationenhed", "adresse", "virksomhed", "myndighed"]


class Virkning(msgspec.Struct, frozen=True, gc=False):
    """Virkning: [start, end), who says so, and a note. None: infinite, or nothing said."""

    start: datetime | None = None
    end: datetime | None = None
    actor: str | None = None
    actor_type: str | None = None
    note: str | None = None

    def covers(self, moment: datetime) -> bool:
        """Whether a moment lies in it."""
        return (self.start is None or self.start <= moment) and (self.end is None or moment < self.end)

    def meets(self, start: datetime | None, end: datetime | None) -> bool:
        """Whether a moment of it lies in [start, end); one that began and ended at once has none."""
        if self.start is not None and self.start == self.end:
            return False
        before = self.end is not None and start is not None and self.end <= start
        after = self.start is not None and end is not None and self.start >= end
        return not before and not after


class Reference(msgspec.Struct, frozen=True, gc=False):
    """What a relation points at. is_urn: written as URN, though it may hold a UUID. label: only of roles and types."""

    value: str
    is_urn: bool = False
    label: str | None = None


class Attribute(msgspec.Struct, frozen=True, gc=False):
    """Egenskab: texts by the name of their element, for a period."""

    period: Virkning
    texts: dict[str, str]


class Gyldighed(msgspec.Struct, frozen=True, gc=False):
    """Gyldighed for a period."""

    period: Virkning
    active: bool


class Relation(msgspec.Struct, frozen=True, gc=False):
    """A relation by its element's name. role, kind, index: only of addresses and tasks."""

    name: str
    period: Virkning
    target: Reference | None
    role: Reference | None = None
    kind: Reference | None = None
    index: str | None = None


class Registration(msgspec.Struct, frozen=True, gc=False):
    """The content of an object as registered at a moment. life: Opstaaet, Importeret, Passiveret, Slettet."""

    moment: datetime
    life: str
    attributes: tuple[Attribute, ...]
    states: tuple[Gyldighed, ...] = ()
    relations: tuple[Relation, ...] = ()
    note: str | None = None

    def text(self, name: str, now: datetime) -> str | None:
        """A text that holds at a moment."""
        return next((one.texts[name] for one in self.attributes if name in one.texts and one.period.covers(now)), None)

    def state(self, now: datetime) -> Gyldighed | None:
        """The state that holds at a moment."""
        return next((one for one in self.states if one.period.covers(now)), None)

    def list_related(self, name: str, now: datetime) -> Iterator[Relation]:
        """The relations of a name that hold at a moment."""
        return (one for one in self.relations if one.name == name and one.target and one.period.covers(now))

    def target(self, name: str, now: datetime) -> str | None:
        """What the one relation of a name points at."""
        return next((one.target.value for one in self.list_related(name, now) if one.target), None)


class OrgObject(msgspec.Struct):
    """An object and all its registrations, the newest last."""

    kind: Kind
    uuid: str
    registrations: list[Registration]

    @property
    def newest(self) -> Registration:
        """What is registered now."""
        return self.registrations[-1]

    @property
    def is_gone(self) -> bool:
        """Whether it was passivated or deleted, so that it counts as not there."""
        return self.newest.life in ("Passiveret", "Slettet")
