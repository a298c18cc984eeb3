"""Small registers to judge: an owner, its clinic and the clinic's unit, each as a test wants it."""

from typing import Any

from sor.core.day import OPEN
from sor.core.finding import Finding
from sor.core.identifiers import sor_code
from sor.rules.register_day import check_day
from sor.rules.unit_facts import UnitFacts, facts_from

OWNER, CLINIC, UNIT, OTHER = (sor_code(number) for number in (9_000_001, 9_000_002, 9_000_003, 9_000_004))

PRIVATE, REGION, MUNICIPALITY = "550891000005100", "550881000005103", "547211000005108"
HOSPITAL, PRACTICE, PHARMACY, NURSING_HOME = "22232009", "394761003", "264372000", "42665001"
ADDITIONAL, CLINICAL, INTENSIVE, ADMINISTRATIVE = "255203001", "550851000005109", "309904001", "550811000005108"

TYPE_LEVELS = {
    PRIVATE: frozenset({"IO"}),
    REGION: frozenset({"IO"}),
    MUNICIPALITY: frozenset({"IO"}),
    HOSPITAL: frozenset({"HI"}),
    PRACTICE: frozenset({"HI"}),
    PHARMACY: frozenset({"HI"}),
    ADDITIONAL: frozenset({"OU"}),
    CLINICAL: frozenset({"OU"}),
    INTENSIVE: frozenset({"OU"}),
    NURSING_HOME: frozenset({"HI", "OU"}),
    ADMINISTRATIVE: frozenset({"HI", "OU"}),
    "284546000": frozenset(),
}

TODAY = 20261121


STREET = {"street": "Bredgade", "building": "1", "postcode": "7400", "district": "Herning", "municipality": "0657"}
PHONE = {"phone": "97123456"}
LIFE = ("first_from", "closed_to")


def made(key: str, ordinary: dict[str, Any], asked: dict[str, Any]) -> UnitFacts:
    """A unit with the values of an ordinary one, but for what is asked: fields of its own (None = it holds nothing),
    ``state`` and ``number`` of its location, ``first_from`` and ``closed_to``, ``told``.
    """
    given = ordinary | asked
    life = (given.pop("first_from", 20180418), given.pop("closed_to", OPEN))
    told = given.pop("told", None)
    location = {"state": given.pop("state"), "number": given.pop("number", None)}
    values = given | {"location": {part: text for part, text in location.items() if text is not None} or None}
    return facts_from(key, {field: value for field, value in values.items() if value is not None}, life, told=told)


def owner(key: str = OWNER, **values: Any) -> UnitFacts:
    """A private owner that has a location number."""
    own = {
        "level": "IO", "type": PRIVATE, "name": "Asta Klitgård ApS", "cvr": "13585628", "postal_address": STREET,
        "virtual_address": PHONE, "state": "Own", "number": "5790002401473",
    }  # fmt: skip
    return made(key, own, values)


def institution(key: str = CLINIC, **values: Any) -> UnitFacts:
    """A practice below the owner, whose number it inherits."""
    own = {"level": "HI", "type": PRACTICE, "name": "Lægerne Bredgade", "parent": OWNER, "state": "Inherited"}
    return made(key, own, values)


def unit(key: str = UNIT, **values: Any) -> UnitFacts:
    """An organisational unit below the practice, which inherits the number too."""
    own = {"level": "OU", "type": ADDITIONAL, "name": "Asta Klitgård", "parent": CLINIC, "state": "Inherited"}
    return made(key, own, values)


def region(**values: Any) -> UnitFacts:
    """An owner that is a region."""
    return owner(**({"type": REGION, "name": "Region Midtjylland"} | values))


def hospital(key: str = CLINIC, **values: Any) -> UnitFacts:
    """A hospital below the owner."""
    return institution(key, **({"type": HOSPITAL, "name": "Regionshospitalet Herning"} | values))


def ward(key: str = UNIT, **values: Any) -> UnitFacts:
    """A clinical unit below the hospital."""
    return unit(key, **({"type": CLINICAL, "name": "Kardiologisk Sengeafsnit 2"} | values))


def findings(*units: UnitFacts, day: int = TODAY) -> list[Finding]:
    """What the rules find in a register of these units."""
    return list(check_day({unit.key: unit for unit in units}, TYPE_LEVELS, day))


def said(code: str, *units: UnitFacts, day: int = TODAY) -> list[tuple[str, dict[str, Any]]]:
    """What one rule finds: the units at fault and the facts."""
    return [(found.key, found.facts) for found in findings(*units, day=day) if found.rule == code]
