"""A whole register judged on one day: what an import reports (``CORE`` §9: state rules, one piece)."""

from collections.abc import Iterator, Mapping

from sor.core.finding import Finding
from sor.rules import BOOK
from sor.rules.rule import Judge, Rule
from sor.rules.surroundings import Surroundings
from sor.rules.unit_facts import UnitFacts

STATE_RULES: list[tuple[Rule, Judge]] = [(rule, rule.judge) for rule in BOOK.values() if rule.judge is not None]


def check_day(units: Mapping[str, UnitFacts], type_levels: Mapping[str, frozenset[str]], day: int) -> Iterator[Finding]:
    """What the rules find in a register as it is on a day.

    units: every unit by SOR code; closed ones are not judged themselves, but stand above others. type_levels: the
    entity types of that day, see Surroundings. A finding holds from that day, or the unit's first when it is later,
    until the unit closes.
    """
    around = Surroundings(units, type_levels, day)
    for unit in units.values():
        if unit.closed_to > day:
            yield from findings_about(unit, around)


def findings_about(unit: UnitFacts, around: Surroundings) -> Iterator[Finding]:
    """What the state rules find in one unit on one piece of time."""
    for rule, judge in STATE_RULES:
        for facts in judge(unit, around):
            yield rule.finding("unit", unit.key, facts, max(around.day, unit.first_from), unit.closed_to)
