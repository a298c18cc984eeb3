"""The index behind the recipient finder: own values of units, location numbers and message types, with both times.

Nothing is resolved here: a unit's inherited number and address are found when asked, on the asked day.
"""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any, NamedTuple

from sor.core.text import shown

UNIT_KEEPS = (
    "name", "level", "type", "parent", "specialities", "location", "postal_address", "visiting_address",
)  # fmt: skip
NUMBER_KEEPS = ("active", "internal")
ADDRESS_KEEPS = ("postcode", "district", "municipality", "region", "east", "north")

RECEIVE, SEND = "receive", "send"


class Kept(NamedTuple):
    """What a subject is on the days [valid_from, valid_to), as known in the serials [known_from, known_to)."""

    valid_from: int
    valid_to: int
    known_from: int
    known_to: int
    values: dict[str, Any]

    def holds(self, valid: int, known: int) -> bool:
        """Whether this is so on a day as known at a serial."""
        return self.valid_from <= valid < self.valid_to and self.known_from <= known < self.known_to


class Message(NamedTuple):
    """A message type at a location number, by the parts of its key."""

    number: str
    standard: str
    version: str
    direction: str


class RecipientIndex:
    """Subjects by key, and the ways to them: who owns a number, stands below a unit, has a speciality or postcode."""

    def __init__(self) -> None:
        self.units: dict[str, tuple[Kept, ...]] = {}
        self.numbers: dict[str, tuple[Kept, ...]] = {}
        self.messages: dict[Message, tuple[Kept, ...]] = {}
        self.owners: defaultdict[str, set[str]] = defaultdict(set)
        self.below: defaultdict[str, set[str]] = defaultdict(set)
        self.with_speciality: defaultdict[str, set[str]] = defaultdict(set)
        self.in_postcode: defaultdict[str, set[str]] = defaultdict(set)
        self.at_number: defaultdict[str, set[Message]] = defaultdict(set)
        self.of_standard: defaultdict[tuple[str, str], set[Message]] = defaultdict(set)

    def replace(self, kind: str, key: str, rows: Iterable[tuple[int, int, int, int, str]]) -> None:
        """Set everything that is known of a subject: (valid_from, valid_to, known_from, known_to, body) each.

        The ways to what it was before stay: who follows one checks the day anyway.
        """
        if kind == "unit":
            self._replace_unit(key, rows)
        elif kind == "location_number":
            self.numbers[key] = tuple(Kept(*row[:4], _some(shown(row[4]), NUMBER_KEEPS)) for row in rows)
        elif kind == "edi":
            message = Message(*key.split("/", 3))
            self.messages[message] = tuple(Kept(*row[:4], {}) for row in rows)
            self.at_number[message.number].add(message)
            self.of_standard[message.standard, message.direction].add(message)

    def _replace_unit(self, key: str, rows: Iterable[tuple[int, int, int, int, str]]) -> None:
        kept = []
        for row in rows:
            values = _some(shown(row[4]), UNIT_KEEPS)
            for kind in ("postal_address", "visiting_address"):
                if kind in values:
                    values[kind] = _some(values[kind], ADDRESS_KEEPS)
                    if "postcode" in values[kind]:
                        self.in_postcode[values[kind]["postcode"]].add(key)
            number = (values.get("location") or {}).get("number")
            if number:
                self.owners[number].add(key)
            if "parent" in values:
                self.below[values["parent"]].add(key)
            for speciality in values.get("specialities") or ():
                self.with_speciality[speciality["code"]].add(key)
            kept.append(Kept(*row[:4], values))
        self.units[key] = tuple(kept)


def _some(values: dict[str, Any], wanted: tuple[str, ...]) -> dict[str, Any]:
    return {name: values[name] for name in wanted if values.get(name) is not None}
