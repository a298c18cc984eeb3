"""What only organisational units hold: specialities (F7) and local attributes (F8)."""

from collections.abc import Iterable, Iterator

from sor.core.subject import LOCAL_ATTRIBUTES
from sor.rules.field_levels import forbidden_on
from sor.rules.lengths import UNIT
from sor.rules.rule import NOTHING, Facts, rule
from sor.rules.surroundings import Surroundings
from sor.rules.unit_facts import UnitFacts

SPECIALITIES = 8
"""The most clinical specialities of a unit."""

LENGTH = UNIT[LOCAL_ATTRIBUTES[0]][""]


@rule("F7", field="specialities", holds="specialities", levels=forbidden_on("specialities"))
def has_specialities_as_organisational_unit_only(unit: UnitFacts, around: Surroundings) -> Iterator[Facts]:
    """Enheden {key} er {level} og må ikke have specialer; det må kun organisatoriske enheder (OE).

    Unit {key} is {level} and must not have specialities; only organisational units (OU) may.

    Source (D): nspop 99449774 (SORUS test protocol, Sept 2019)
    """
    yield {"level": unit.level}


def has_odd_specialities(unit: UnitFacts, around: Surroundings) -> bool:
    """More than eight, one of them twice, or not just the first one is the main one."""
    given = unit.values["specialities"]
    is_main, *others = [one.get("main") for one in given] or [False]
    return not is_main or len(others) >= SPECIALITIES or any(others) or len({one["code"] for one in given}) < len(given)


@rule("F7", case="too many", field="specialities", holds="specialities", doubt=has_odd_specialities)
def has_at_most_eight_specialities(unit: UnitFacts, around: Surroundings) -> Iterable[Facts]:
    """Enheden {key} har {count} specialer; højst {most} er tilladt.

    Unit {key} has {count} specialities; {most} are allowed at most.

    Source (D): nspop 99449774 (SORUS test protocol, Sept 2019); documentation of SOR XML 1.0.0
    """
    count = len(unit.values["specialities"])
    return [{"count": count, "most": SPECIALITIES}] if count > SPECIALITIES else NOTHING


@rule("F7", case="main", field="specialities", holds="specialities", doubt=has_odd_specialities)
def has_one_main_speciality(unit: UnitFacts, around: Surroundings) -> Iterable[Facts]:
    """Enheden {key} har {count} hovedspecialer; netop ét af specialerne er hovedspecialet.

    Unit {key} has {count} main specialities; just one of the specialities is the main one.

    Source (D): nspop 99449774 (SORUS test protocol, Sept 2019); documentation of SOR XML 1.0.0
    """
    count = [speciality.get("main") for speciality in unit.values["specialities"]].count(True)
    return [{"count": count}] if count != 1 else NOTHING


@rule("F7", case="twice", field="specialities", holds="specialities", doubt=has_odd_specialities)
def has_each_speciality_once(unit: UnitFacts, around: Surroundings) -> Iterator[Facts]:
    """Enheden {key} har specialet {value} mere end én gang.

    Unit {key} has the speciality {value} more than once.

    Source (U): this project; a column under the name of another gives units the same speciality twice
    """
    seen: set[str] = set()
    told: set[str] = set()
    for one in unit.values["specialities"]:
        code = one["code"]
        if code in seen and code not in told:
            told.add(code)
            yield {"value": code}
        seen.add(code)


@rule("F8", holds=LOCAL_ATTRIBUTES, levels=forbidden_on(LOCAL_ATTRIBUTES[0]))
def has_local_attributes_as_organisational_unit_only(unit: UnitFacts, around: Surroundings) -> Iterator[Facts]:
    """Enheden {key} er {level} og må ikke have {field}; det må kun organisatoriske enheder (OE).

    Unit {key} is {level} and must not have {field}; only organisational units (OU) may.

    Source (D): nspop 99449774 (SORUS test protocol, Sept 2019)
    """
    for attribute in LOCAL_ATTRIBUTES:
        if attribute in unit.values:
            yield {"field": attribute, "level": unit.level}


@rule("F8", case="length", holds=LOCAL_ATTRIBUTES)
def has_local_attributes_that_are_not_too_long(unit: UnitFacts, around: Surroundings) -> Iterator[Facts]:
    """{field} på {key} har {count} tegn; den skal have {least} til {most}.

    The {field} of {key} has {count} characters; it must have {least} to {most}.

    Source (D): documentation of SOR XML 1.0.0
    """
    for attribute in LOCAL_ATTRIBUTES:
        count = len(str(unit.values.get(attribute, "x")))
        if not LENGTH.least <= count <= LENGTH.most:
            yield {"field": attribute, "count": count, **LENGTH._asdict()}
