"""The index of recipients at one point in time: units with the number and address they show, and what numbers take."""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from math import hypot
from typing import NamedTuple

from sor.core.as_of import AsOf
from sor.core.code_book import CodeBook
from sor.core.inheritance import Chain, address, location_number
from sor.core.shapes import Address, NumberValues, UnitValues, Value
from sor.core.tree import line_above, reach_nodes
from sor.core.utm import Point, danish_point
from sor.recipients.index import KINDS_KEPT, KeptVersion, MessageAtNumber, RecipientIndex, V_co

METRES = 1000.0


class UnitPlace(NamedTuple):
    """Where something is; ``point`` in metres (ETRS89 / UTM 32)."""

    postcode: str | None
    district: str | None
    municipality: str | None
    region: str | None
    point: tuple[float, float] | None


class Addressee(NamedTuple):
    """A unit that is open, with the location number it uses (none when it uses none) and the unit whose it is."""

    code: str
    values: UnitValues
    chain: Chain
    number: str | None
    source: str | None

    @property
    def name(self) -> str:
        """Its name, or its code when it has none."""
        return self.values.get("name") or self.code

    @property
    def owner(self) -> str:
        """The unit at the top of its tree."""
        return self.chain[-1][0]


def _parent(kept: KeptVersion[UnitValues]) -> str | None:
    return kept.values.get("parent")


class RecipientView:
    """The index on a day as known at a serial."""

    def __init__(self, index: RecipientIndex, at: AsOf, codes: CodeBook) -> None:
        self.index = index
        self.at = at
        self.codes = codes

    def addressee(self, code: str) -> Addressee | None:
        """A unit that is open on the day; None when it is not."""
        line = line_above(code, lambda at: self._find_held(self.index.units.get(at, ())), _parent)
        chain = [(above, kept.values) for above, kept in line]
        if not chain:
            return None
        found = location_number(chain)
        return Addressee(code, chain[0][1], chain, found.value if found else None, found.source if found else None)

    def place(self, unit: Addressee) -> UnitPlace:
        """Where a unit is: its visiting address, own or inherited."""
        found = address(unit.chain, "visiting_address")
        values: Address = found.value if found else {}
        municipality = values.get("municipality")
        region = values.get("region") or self.codes.region_of_municipality(municipality, self.at.valid)
        point = point_of(values.get("east"), values.get("north"))
        return UnitPlace(values.get("postcode"), values.get("district"), municipality, region, point)

    def messages(self, number: str, standard: str, direction: str) -> dict[str, int]:
        """The versions of a standard that a number takes (or sends), each with the day since when."""
        found = {}
        for message in self.index.at_number.get(number, ()):
            if message.standard == standard and message.direction == direction and (since := self._since(message)):
                found[message.version] = since
        return dict(sorted(found.items()))

    def standards_at(self, number: str, direction: str) -> set[str]:
        """The standards that a number takes (or sends), in whatever version."""
        return {
            message.standard
            for message in self.index.at_number.get(number, ())
            if message.direction == direction and self._since(message)
        }

    def any_messages(self, number: str) -> bool:
        """Whether any message type is recorded at a number."""
        return any(self._since(message) for message in self.index.at_number.get(number, ()))

    def taking(self, standard: str, version: str | None, direction: str) -> dict[str, dict[str, int]]:
        """The numbers that take (or send) a standard: number to its versions, each with the day since when."""
        found: dict[str, dict[str, int]] = {}
        for message in self.index.of_standard.get((standard, direction), ()):
            if version in (None, message.version) and (since := self._since(message)):
                found.setdefault(message.number, {})[message.version] = since
        return found

    def standards(self, direction: str) -> dict[str, int]:
        """The standards that someone takes (or sends) on the day, each with at how many numbers."""
        found: dict[str, int] = {}
        for (standard, way), messages in self.index.of_standard.items():
            if way == direction:
                count = len({message.number for message in messages if self._since(message)})
                if count:
                    found[standard] = count
        return dict(sorted(found.items()))

    def facts(self, number: str) -> NumberValues:
        """What is said of a number itself, of one that ended what was said last: ``active``, ``internal``."""
        past = [kept for kept in self._find_known(number) if kept.valid_from <= self.at.valid]
        return max(past, key=lambda kept: kept.valid_from).values if past else {}

    def _find_known(self, number: str) -> list[KeptVersion[NumberValues]]:
        kept = self.index.numbers.get(number, ())
        return [one for one in kept if one.known_from <= self.at.known < one.known_to]

    def find_end(self, number: str) -> int | None:
        """The day from which a number is not listed any more; None while it is, or when it never was."""
        known = self._find_known(number)
        if not known or self._find_held(known) is not None:
            return None
        return max((kept.valid_to for kept in known if kept.valid_to <= self.at.valid), default=None)

    def owners(self, number: str) -> Iterator[Addressee]:
        """The open units whose own number it is."""
        for code in sorted(self.index.owners.get(number, ())):
            unit = self.addressee(code)
            if unit is not None and unit.number == number and unit.source == code:
                yield unit

    def with_speciality(self, speciality: str) -> Iterator[Addressee]:
        """The open units that have a speciality."""
        for code in self.index.with_speciality.get(speciality, ()):
            unit = self.addressee(code)
            if unit and any(held["code"] == speciality for held in unit.values.get("specialities") or ()):
                yield unit

    def below(self, code: str) -> Iterator[Addressee]:
        """The open units anywhere below one, nearest first."""
        found: dict[str, Addressee] = {}

        def children(above: str) -> Iterator[str]:
            for child in sorted(self.index.below.get(above, ())):
                unit = self.addressee(child)
                if unit is not None and unit.chain[1:] and unit.chain[1][0] == above:
                    found[child] = unit
                    yield child

        return (found[child] for child in reach_nodes([code], children))

    def centre(self, postcode: str) -> tuple[float, float] | None:
        """The middle of the units in a postcode; None when none of them has coordinates."""
        points = []
        for code in self.index.in_postcode.get(postcode, ()):
            kept = self._find_held(self.index.units[code])
            for kind in KINDS_KEPT[::-1]:
                held = kept.values.get(kind) if kept else None
                if held and held.get("postcode") == postcode and (p := point_of(held.get("east"), held.get("north"))):
                    points.append(p)
                    break
        if not points:
            return None
        return sum(e for e, _ in points) / len(points), sum(n for _, n in points) / len(points)

    def _find_held(self, rows: Iterable[KeptVersion[V_co]]) -> KeptVersion[V_co] | None:
        return next((row for row in rows if row.holds(*self.at)), None)

    def _since(self, message: MessageAtNumber) -> int | None:
        kept = self._find_held(self.index.messages[message])
        return kept.valid_from if kept else None


@lru_cache(maxsize=65536)
def point_of(east: Value, north: Value) -> Point | None:
    """A point in Denmark; None for missing coordinates and for those that lie elsewhere."""
    return danish_point(east, north)


def kilometres(one: tuple[float, float] | None, other: tuple[float, float] | None) -> float | None:
    """The distance of two points, to a tenth of a kilometre; None when one is not known."""
    if one is None or other is None:
        return None
    return round(hypot(one[0] - other[0], one[1] - other[1]) / METRES, 1)
