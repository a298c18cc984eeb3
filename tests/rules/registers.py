"""Small registers to judge: an owner, its clinic and the clinic's unit, each as a test wants it."""

from typing import Any

from sor.core.finding import Finding
from sor.core.identifiers import sor_code
from sor.rules.register_day import check_day
from sor.rules.unit_facts import UnitFacts

OWNER, CLINIC, UNIT, OTHER = (sor_code(number) for number in (9_000_001, 9_000_002, 9_000_003, 9_000_004))

PRIVATE, HOSPITAL, PRACTICE, ADDITIONAL = "550891000005100", "22232009", "394761003", "255203001"

TYPE_LEVELS = {
    PRIVATE: frozenset({"IO"}),
    HOSPITAL: frozenset({"HI"}),
    PRACTICE: frozenset({"HI"}),
    ADDITIONAL: frozenset({"OU"}),
    "42665001": frozenset({"HI", "OU"}),
    "284546000": frozenset(),
}

TODAY = 20261121


def owner(key: str = OWNER, **values: Any) -> UnitFacts:
    """A private owner that has a location number."""
    own = {"level": "IO", "type": PRIVATE, "first_from": 20180418, "state": "Own", "number": "5790002401473"}
    return UnitFacts(key, **(own | values))


def institution(key: str = CLINIC, **values: Any) -> UnitFacts:
    """A practice below the owner, whose number it inherits."""
    own = {"level": "HI", "type": PRACTICE, "parent": OWNER, "first_from": 20180418, "state": "Inherited"}
    return UnitFacts(key, **(own | values))


def unit(key: str = UNIT, **values: Any) -> UnitFacts:
    """An organisational unit below the practice, which inherits the number too."""
    own = {"level": "OU", "type": ADDITIONAL, "parent": CLINIC, "first_from": 20180418, "state": "Inherited"}
    return UnitFacts(key, **(own | values))


def findings(*units: UnitFacts, day: int = TODAY) -> list[Finding]:
    """What the rules find in a register of these units."""
    return list(check_day({unit.key: unit for unit in units}, TYPE_LEVELS, day))


def said(code: str, *units: UnitFacts, day: int = TODAY) -> list[tuple[str, dict[str, Any]]]:
    """What one rule finds: the units at fault and the facts."""
    return [(found.key, found.facts) for found in findings(*units, day=day) if found.rule == code]
