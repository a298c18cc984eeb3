"""The index behind the recipient finder: own values of units, location numbers and message types, with both times.

Nothing is resolved here: a unit's inherited number and address are found when asked, on the asked day.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any, Generic, NamedTuple, TypeVar

from sor.core.shapes import NumberValues, UnitValues, Value
from sor.core.subject import StreetKind
from sor.core.text import show_body

UNIT_KEEPS = (
    "name", "level", "type", "parent", "specialities", "location", "postal_address", "visiting_address",
)  # fmt: skip
KINDS_KEPT: tuple[StreetKind, ...] = ("postal_address", "visiting_address")
NUMBER_KEEPS = ("active", "internal", "system_type", "system_supplier", "network", "administrator", "region")
ADDRESS_KEEPS = ("postcode", "district", "municipality", "region", "east", "north")

RECEIVE, SEND = "receive", "send"


V_co = TypeVar("V_co", covariant=True)


class KeptVersion(NamedTuple, Generic[V_co]):
    """What a subject is on the days [valid_from, valid_to), as known in the serials [known_from, known_to)."""

    valid_from: int
    valid_to: int
    known_from: int
    known_to: int
    values: V_co

    def holds(self, valid: int, known: int) -> bool:
        """Whether this is so on a day as known at a serial."""
        return self.valid_from <= valid < self.valid_to and self.known_from <= known < self.known_to


class MessageAtNumber(NamedTuple):
    """A message type at a location number, by the parts of its key."""

    number: str
    standard: str
    version: str
    direction: str


class RecipientIndex:
    """Subjects by key, and the ways to them: who owns a number, stands below a unit, has a speciality or postcode."""

    def __init__(self) -> None:
        self.units: dict[str, tuple[KeptVersion[UnitValues], ...]] = {}
        self.numbers: dict[str, tuple[KeptVersion[NumberValues], ...]] = {}
        self.messages: dict[MessageAtNumber, tuple[KeptVersion[None], ...]] = {}
        self.owners: defaultdict[str, set[str]] = defaultdict(set)
        self.below: defaultdict[str, set[str]] = defaultdict(set)
        self.with_speciality: defaultdict[str, set[str]] = defaultdict(set)
        self.in_postcode: defaultdict[str, set[str]] = defaultdict(set)
        self.at_number: defaultdict[str, set[MessageAtNumber]] = defaultdict(set)
        self.of_standard: defaultdict[tuple[str, str], set[MessageAtNumber]] = defaultdict(set)

    def replace(self, kind: str, key: str, rows: Iterable[tuple[int, int, int, int, str]]) -> None:
        """Set everything that is known of a subject: (valid_from, valid_to, known_from, known_to, body) each.

        The ways to what it was before stay: who follows one checks the day anyway.
        """
        if kind == "unit":
            self._replace_unit(key, rows)
        elif kind == "location_number":
            self.numbers[key] = tuple(KeptVersion(*row[:4], _number(show_body(row[4]))) for row in rows)
        elif kind == "edi":
            message = MessageAtNumber(*key.split("/", 3))
            self.messages[message] = tuple(KeptVersion(*row[:4], None) for row in rows)
            self.at_number[message.number].add(message)
            self.of_standard[message.standard, message.direction].add(message)

    def _replace_unit(self, key: str, rows: Iterable[tuple[int, int, int, int, str]]) -> None:
        kept = []
        for row in rows:
            values = _unit(show_body(row[4]))
            for kind in KINDS_KEPT:
                if (address := values.get(kind)) and (postcode := address.get("postcode")):
                    self.in_postcode[postcode].add(key)
            number = (values.get("location") or {}).get("number")
            if number:
                self.owners[number].add(key)
            if "parent" in values:
                self.below[values["parent"]].add(key)
            for speciality in values.get("specialities") or ():
                self.with_speciality[speciality["code"]].add(key)
            kept.append(KeptVersion(*row[:4], values))
        self.units[key] = tuple(kept)


def _unit(values: UnitValues) -> UnitValues:
    """What is kept of a unit."""
    kept: UnitValues = _some(values, UNIT_KEEPS)
    for kind in KINDS_KEPT:
        if kind in kept:
            kept[kind] = _some(kept[kind], ADDRESS_KEEPS)
    return kept


def _number(values: NumberValues) -> NumberValues:
    """What is kept of a location number."""
    kept: NumberValues = _some(values, NUMBER_KEEPS)
    return kept


def _some(values: Mapping[str, Value], wanted: tuple[str, ...]) -> Any:
    """Some of what is held, of the same shape: each of its members may be missing."""
    return {name: value for name in wanted if (value := values.get(name)) is not None}
