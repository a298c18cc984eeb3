"""Units that are made together, one or a few trees, with all that hangs on them: numbers, message types, SHAK codes."""

from collections.abc import Callable
from random import Random
from typing import NamedTuple

from sor.core.day import OPEN
from sor.core.shapes import Fields, Value
from sor.core.subject import edi_key, succession_key
from sor.sample import numbers, places
from sor.sample.days import SampleYears, shift_day
from sor.sample.messages import SampleMessage
from sor.sample.placement import code_of
from sor.sample.places import Town
from sor.sample.story import Story
from sor.sample.system_names import ADMINISTRATOR, SUPPLIER, SYSTEM

NETWORKS = ("41000035001", "51000035003", "81000035007", "91000035009")
OWN_HISTORY = 25
"""Years before the span in which older units were opened."""

Namer = Callable[[Random], str]


class Flaw(NamedTuple):
    """A known flaw of real data, put in on purpose: its kind (``flaws.KINDS``) and the unit that has it."""

    kind: str
    code: str


class SampleUnit(Story):
    """A unit's story, with what the making of others needs to know about it.

    place: its place in the sample; type_name: the name of its type; depth: 1 for an owner; number: its own location
    number, shak its SHAK code, both as stories.
    """

    __slots__ = (
        "children",
        "depth",
        "level",
        "messages",
        "namer",
        "number",
        "parent",
        "place",
        "shak",
        "town",
        "type_name",
    )

    def __init__(
        self, place: int, level: str, type_name: str, parent: "SampleUnit | None", story: Story, town: Town
    ) -> None:
        super().__init__(story.kind, story.key, story.opened, story.changes[0].registered, story.changes[0].values)
        self.place = place
        self.level = level
        self.type_name = type_name
        self.parent = parent
        self.depth: int = parent.depth + 1 if parent else 1
        self.town = town
        self.children: list[SampleUnit] = []
        self.number: Story | None = None
        self.messages: list[Story] = []
        self.shak: Story | None = None
        self.namer: Namer | None = None

    @property
    def owner(self) -> "SampleUnit":
        """The unit on top of its tree."""
        return self if self.parent is None else self.parent.owner


class Family:
    """The workshop in which the units of a family are made. Places run on from the first one."""

    def __init__(self, rng: Random, span: SampleYears, first: int, size: int) -> None:
        self.rng = rng
        self.span = span
        self.first = first
        self.size = size
        self.units: list[SampleUnit] = []
        self.others: list[Story] = []
        self.flaws: list[Flaw] = []

    @property
    def left(self) -> int:
        """How many units are still to be made."""
        return self.size - len(self.units)

    def stories(self) -> list[Story]:
        """All subjects: units first, then what hangs on them."""
        return [*self.units, *self.others]

    def opening(self, parent: SampleUnit | None, *, young: float = 0.25) -> int:
        """A day of opening, mostly the parent's when that is young; ``young`` is the share opened within the span."""
        if parent and parent.opened >= self.span.begin and self.rng.random() < 0.75:
            return parent.opened
        earliest = parent.opened if parent else shift_day(self.span.begin, -365 * OWN_HISTORY)
        if self.rng.random() < young or earliest >= self.span.begin:
            latest = self.span.planned if self.rng.random() < 0.1 else self.span.day
            return self.span.pick(self.rng, max(earliest, self.span.begin), max(latest, earliest))
        return self.span.pick(self.rng, earliest, shift_day(self.span.begin, -1))

    def unit(
        self, level: str, type_name: str, name: str, parent: SampleUnit | None, town: Town, opened: int, **values: Value
    ) -> SampleUnit:
        """Make the next unit. Fields given as None are left out."""
        place = self.first + len(self.units)
        content = {"name": name, "level": level, "type": code_of(level, type_name), **values}
        if parent is not None:
            content["parent"] = parent.key
        content = {field: value for field, value in content.items() if value is not None}
        story = Story("unit", numbers.sor_code(place), opened, self.span.draw_registered(self.rng, opened), content)
        found = SampleUnit(place, level, type_name, parent, story, town)
        if parent is not None:
            parent.children.append(found)
        self.units.append(found)
        return found

    def own_number(self, unit: SampleUnit, messages: tuple[SampleMessage, ...], from_day: int | None = None) -> Fields:
        """Make a location number of the unit's own, with its message types; gives the value of ``location``."""
        opened, registered = unit.opened, unit.changes[0].registered
        if from_day is not None:
            opened, registered = from_day, self.span.draw_registered(self.rng, from_day)
        key = numbers.location_number(unit.place)
        content: Fields = {
            "system_type": SYSTEM,
            "system_supplier": SUPPLIER,
            "network": NETWORKS[int(self.rng.random() ** 2 * len(NETWORKS))],
            "region": unit.town.region,
            "administrator": ADMINISTRATOR,
            "internal": self.rng.random() < 0.02,
            "active": self.rng.random() > 0.02,
        }
        unit.number = Story("location_number", key, opened, registered, content)
        self.others.append(unit.number)
        for message in messages:
            for direction in message.directions:
                subject = edi_key(key, message.standard, message.version, direction)
                story = Story("edi", subject, opened, registered, {"format": message.format})
                unit.messages.append(story)
                self.others.append(story)
        return {"state": "Own", "number": key}

    def own_shak(self, unit: SampleUnit, code: str, record: str, **values: Value) -> None:
        """Give a unit a SHAK code of its own, from its opening on."""
        first = unit.changes[0]
        content = {"name": first.values["name"], "record": record, **values}
        unit.shak = Story("shak", code, first.from_day, first.registered, content)
        unit.changes[0] = first._replace(values={**first.values, "shak": code})
        self.others.append(unit.shak)

    def state(self, unit: SampleUnit, **values: Value) -> None:
        """Add fields to a unit's opening."""
        first = unit.changes[0]
        unit.changes[0] = first._replace(values={**first.values, **values})

    def rename(self, unit: SampleUnit, name: str, from_day: int, registered: int) -> None:
        """A new name, in the unit and in its SHAK code."""
        unit.change(from_day, registered, name=name)
        if unit.shak is not None:
            unit.shak.change(from_day, registered, name=name)

    def close(self, unit: SampleUnit, day: int, registered: int) -> None:
        """Close a unit with all below it, its number, its message types and its SHAK code."""
        for story in (unit, unit.number, *unit.messages, unit.shak):
            if story is not None and story.closed == OPEN and story.opened < day:
                story.close(day, registered)
        for child in unit.children:
            self.close(child, day, registered)

    def succession(self, old: SampleUnit, new: SampleUnit, day: int, registered: int) -> None:
        """Tell that one unit was replaced by another."""
        key = succession_key(old.key, new.key)
        self.others.append(Story("succession", key, day, registered, {"replaces": True, "replaced_by": True}))

    def site(self, key: str, name: str, town: Town, opened: int) -> Story:
        """Make a geographic location; its address stands in its fields."""
        where = places.address(self.rng, town)
        content = {
            "name": name,
            "street": f"{where['street']} {where['building']}",
            **{field: where[field] for field in ("postcode", "district", "municipality", "east", "north")},
            "region": town.region,
        }
        story = Story("place", key, opened, self.span.draw_registered(self.rng, opened), content)
        self.others.append(story)
        return story
