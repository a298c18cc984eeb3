"""A whole register judged on one day: what an import reports (``CORE`` §9: state rules, one piece)."""

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from functools import lru_cache

from sor.core.day import OPEN, START
from sor.core.finding import Finding
from sor.rules import BOOK
from sor.rules.rule import Doubt, Judge, Rule, Sort
from sor.rules.surroundings import Surroundings
from sor.rules.unit_facts import UnitFacts

STATE_RULES: list[tuple[Rule, Judge]] = [(rule, rule.judge) for rule in BOOK.values() if rule.judge is not None]

ENDS = sorted({rule.until for rule, _ in STATE_RULES if rule.until < OPEN})
"""The days on which some rule ceases to hold."""

PARTICULAR = frozenset(
    place for place, (rule, _) in enumerate(STATE_RULES) if rule.types or rule.states or rule.about is not None
)
"""The places of the rules that ask for a type, the state of a location number, or whatever else a sort tells."""


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


def findings_about(unit: UnitFacts, around: Surroundings) -> list[Finding]:
    """What the state rules find in one unit on one piece of time."""
    found: list[Finding] = []
    era = bisect_right(ENDS, around.day)
    for doubt, rules in _find_asked(era, unit.level, unit.type, unit.state, tuple(unit.values), unit.told):
        if doubt is None or doubt(unit, around):
            for rule, judge in rules:
                for facts in judge(unit, around):
                    start = max(around.day, unit.first_from)
                    found.append(rule.finding("unit", unit.key, facts, start, unit.closed_to))
    return found


# Units of a register are of few sorts, so the rules to ask are found once for all that are alike; most rules depend on
# the fields alone, of which there are fewer combinations still.
@lru_cache(maxsize=65536)
def _find_asked(
    era: int, level: str | None, type: str | None, state: str | None, held: tuple[str, ...], told: frozenset[str] | None
) -> list[tuple[Doubt | None, list[tuple[Rule, Judge]]]]:
    """The state rules about units of a sort, those with one doubt together. era: how many of ENDS have passed."""
    sort = Sort(level, type, state, held, told)
    particular = [place for place in PARTICULAR if STATE_RULES[place][0].is_asked(sort, _day_of(era))]
    found: dict[Doubt | None, list[tuple[Rule, Judge]]] = {}
    for place in sorted([*_find_asked_of_fields(era, level, held, told), *particular]):
        found.setdefault(STATE_RULES[place][0].doubt, []).append(STATE_RULES[place])
    return list(found.items())


@lru_cache(maxsize=65536)
def _find_asked_of_fields(era: int, level: str | None, held: tuple[str, ...], told: frozenset[str] | None) -> list[int]:
    """The places in the book of those rules that ask nothing but level and fields."""
    sort, day = Sort(level, None, None, held, told), _day_of(era)
    return [
        place for place, (rule, _) in enumerate(STATE_RULES) if place not in PARTICULAR and rule.is_asked(sort, day)
    ]


def _day_of(era: int) -> int:
    return ENDS[era - 1] if era else START
