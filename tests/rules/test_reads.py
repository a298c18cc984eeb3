"""A rule declares truly what it reads, so that nobody has to look further than that (``CORE`` §9).

Every case is judged once more through units that write down which of their fields are asked. What is found out about a
whole register at once (circles, trees of three levels, holders of numbers) is found out before, and not watched.
"""

from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from sor.core.day import OPEN, START
from sor.rules.register_day import STATE_RULES
from sor.rules.rule import Rule, Sort
from sor.rules.surroundings import Surroundings
from sor.rules.unit_facts import UnitFacts, facts_from
from tests.rules.cases import CASES, Case
from tests.rules.registers import TODAY, TYPE_LEVELS

FIELD_OF = {"first_from": "open", "closed_to": "open", "state": "location", "number": "location"}
NO_FIELDS = {"key", "line", "told"}


class Watched(Mapping[str, Any]):
    """Values that write down which of them are asked."""

    def __init__(self, values: Mapping[str, Any], read: set[str]) -> None:
        self.values_, self.read = values, read

    def __getitem__(self, field: str) -> Any:
        self.read.add(field)
        return self.values_[field]

    def __iter__(self) -> Iterator[str]:
        self.read |= self.values_.keys()
        return iter(self.values_)

    def __len__(self) -> int:
        return len(self.values_)


class Witness:
    """A unit that writes down which of its fields are asked."""

    def __init__(self, unit: UnitFacts) -> None:
        self._unit, self.read = unit, set[str]()

    def __getattr__(self, name: str) -> Any:
        if name == "values":
            return Watched(self._unit.values, self.read)
        if name not in NO_FIELDS:
            self.read.add(FIELD_OF.get(name, name))
        return getattr(self._unit, name)


def above(key: str, units: Mapping[str, UnitFacts]) -> set[str]:
    """The units above one, itself left out."""
    found: set[str] = set()
    at = units[key].parent
    while at in units and at not in found and at != key:
        found.add(at)
        at = units[at].parent
    return found


def witnessed(rule: Rule, key: str, units: Mapping[str, UnitFacts], day: int) -> tuple[set[str], set[str]]:
    """What a rule reads of the unit it is asked about (and of others that share something with it), and above it."""
    witnesses = {code: Witness(unit) for code, unit in units.items()}
    around = Surroundings(witnesses, TYPE_LEVELS, day)  # type: ignore[arg-type]
    assert around.circles is not None
    assert around.three_levels is not None
    assert (around._holders, around._providers) is not None
    for witness in witnesses.values():
        witness.read.clear()
    unit = witnesses[key]
    assert rule.judge is not None
    list(rule.judge(unit, around))  # type: ignore[arg-type]
    higher = above(key, units)
    own = set().union(*(witnesses[code].read for code in units.keys() - higher))
    return own, set().union(*(witnesses[code].read for code in higher))


def judgements() -> Iterator[tuple[Rule, Case, str]]:
    for case in CASES:
        for rule, _ in STATE_RULES:
            if (rule.code, rule.case) == (case.code, case.case):
                yield rule, case, f"{case.code} {case.case}"


JUDGEMENTS = list(judgements())


@pytest.mark.parametrize(("rule", "case"), [j[:2] for j in JUDGEMENTS], ids=[j[2] for j in JUDGEMENTS])
def test_a_rule_reads_no_more_than_it_declares(rule: Rule, case: Case) -> None:
    for day, register in ((case.day, case.wrong), (case.day_right, case.right)):
        units = {unit.key: unit for unit in register}
        for unit in register:
            if rule.is_asked(sort_of(unit), day):
                own, higher = witnessed(rule, unit.key, units, day)
                assert own <= rule.reads, f"reads of the unit: {own - rule.reads}"
                assert higher <= rule.reads_above, f"reads above: {higher - rule.reads_above}"


def sort_of(unit: UnitFacts) -> Sort:
    return Sort(unit.level, unit.type, unit.state, tuple(unit.values), unit.told)


@pytest.mark.parametrize(("rule", "case"), [j[:2] for j in JUDGEMENTS], ids=[j[2] for j in JUDGEMENTS])
def test_a_rule_judges_every_unit_by_what_it_reads_alone(rule: Rule, case: Case) -> None:
    """Leaving out everything that is not read changes no verdict."""
    units = {unit.key: unit for unit in case.wrong}
    bare = {key: _bare(unit, rule.reads | rule.reads_above) for key, unit in units.items()}
    assert rule.judge is not None
    full = rule.judge(units[case.at], Surroundings(units, TYPE_LEVELS, case.day))
    assert list(full) == list(rule.judge(bare[case.at], Surroundings(bare, TYPE_LEVELS, case.day)))


def _bare(unit: UnitFacts, fields: frozenset[str]) -> UnitFacts:
    life = (unit.first_from, unit.closed_to) if "open" in fields else (START, OPEN)
    return facts_from(unit.key, {field: v for field, v in unit.values.items() if field in fields}, life)


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.code} {case.case}")
def test_a_doubt_saves_time_and_changes_no_verdict(case: Case) -> None:
    units = {unit.key: unit for unit in case.wrong}
    around = Surroundings(units, TYPE_LEVELS, case.day)
    for unit in case.wrong:
        for rule, judge in STATE_RULES:
            if rule.doubt is not None and rule.is_asked(sort_of(unit), case.day) and not rule.doubt(unit, around):
                assert list(judge(unit, around)) == []


def test_a_witness_tells_what_was_asked() -> None:
    case = next(case for case in CASES if case.code == "H3")
    witness = Witness(case.right[0])
    assert (witness.first_from, witness.values.get("name"), witness.key) == (20180418, "Asta Klitgård ApS", witness.key)
    assert witness.read == {"open", "name"}
    assert case.day == TODAY
