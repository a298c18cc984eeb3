"""What only organisational units of hospitals hold: local code and the three indicators (F10, F11), and the
organisational level (ID27).
"""

from collections.abc import Iterator

from sor.rules.entity_types import EVERY_UNIT_HAS_A_TYPE
from sor.rules.field_levels import forbidden_on
from sor.rules.lengths import UNIT
from sor.rules.rule import Facts, rule
from sor.rules.surroundings import Surroundings, is_outside_hospitals
from sor.rules.unit_facts import UnitFacts

INDICATORS = ("reporting_level", "patients_admitted", "ambulant_activity")
FIELDS = ("local_code", *INDICATORS)
LENGTH = UNIT["local_code"][""]


@rule("F10", holds=FIELDS, levels=forbidden_on("local_code"))
def has_hospital_fields_as_organisational_unit_only(unit: UnitFacts, around: Surroundings) -> Iterator[Facts]:
    """Enheden {key} er {level} og må ikke oplyse {field}; det må kun organisatoriske enheder (OE) på hospitaler.

    Unit {key} is {level} and must not state {field}; only organisational units (OU) of hospitals may.

    Source (D): nspop 99449774 (SORUS test protocol, Sept 2019); documentation of SOR XML 1.0.0
    """
    for field in FIELDS:
        if field in unit.values:
            yield {"field": field, "level": unit.level}


@rule(
    "F10",
    case="no hospital",
    holds=FIELDS,
    levels=["OU"],
    reads=["parent"],
    reads_above=["level", "parent", "type"],
    doubt=is_outside_hospitals,
)
def has_hospital_fields_below_a_hospital_only(unit: UnitFacts, around: Surroundings) -> Iterator[Facts]:
    """Enheden {key} må ikke oplyse {field}, fordi den ikke står under et hospital.

    Unit {key} must not state {field}, because it does not stand below a hospital.

    Source (D): nspop 99449774 (SORUS test protocol, Sept 2019); documentation of SOR XML 1.0.0
    """
    for field in FIELDS if around.in_hospital(unit) is False else ():
        if field in unit.values:
            yield {"field": field}


@rule("F10", case="length", field="local_code", holds="local_code")
def has_a_local_code_that_is_not_too_long(unit: UnitFacts, around: Surroundings) -> Iterator[Facts]:
    """Lokalkoden på {key} har {count} tegn; den skal have {least} til {most}.

    The local code of {key} has {count} characters; it must have {least} to {most}.

    Source (D): documentation of SOR XML 1.0.0
    """
    count = len(unit.values["local_code"])
    if not LENGTH.least <= count <= LENGTH.most:
        yield {"count": count, **LENGTH._asdict()}


def _in_hospital(unit: UnitFacts, around: Surroundings) -> Iterator[Facts]:
    """What F11 says of a unit without an indicator."""
    if around.in_hospital(unit):
        yield {}


@rule(
    "F11", field="reporting_level", lacks="reporting_level", levels=["OU"],
    until=EVERY_UNIT_HAS_A_TYPE, reads=["parent"], reads_above=["level", "parent", "type"],
)  # fmt: skip
def tells_whether_it_reports(unit: UnitFacts, around: Surroundings) -> Iterator[Facts]:
    """Enheden {key} står under et hospital og skal oplyse, om den er et indberetningsniveau.

    Unit {key} stands below a hospital and must state whether it is a reporting level.

    Whether it is a level that reports to the national patient register. Only before 1 November 2012: SOR XML 1.0
    demanded it, SOR XML 2.0 does not. That no other unit may have it is F10.

    Source (D): documentation of SOR XML 1.0.0
    """
    yield from _in_hospital(unit, around)


@rule(
    "F11", case="bed ward", field="patients_admitted", lacks="patients_admitted", levels=["OU"],
    until=EVERY_UNIT_HAS_A_TYPE, reads=["parent"], reads_above=["level", "parent", "type"],
)  # fmt: skip
def tells_whether_it_is_a_bed_ward(unit: UnitFacts, around: Surroundings) -> Iterator[Facts]:
    """Enheden {key} står under et hospital og skal oplyse, om den er et sengeafsnit.

    Unit {key} stands below a hospital and must state whether patients are admitted to it.

    Only before 1 November 2012, as above.

    Source (D): documentation of SOR XML 1.0.0
    """
    yield from _in_hospital(unit, around)


@rule(
    "F11", case="ambulant", field="ambulant_activity", lacks="ambulant_activity", levels=["OU"],
    until=EVERY_UNIT_HAS_A_TYPE, reads=["parent"], reads_above=["level", "parent", "type"],
)  # fmt: skip
def tells_whether_it_sees_patients_who_come(unit: UnitFacts, around: Surroundings) -> Iterator[Facts]:
    """Enheden {key} står under et hospital og skal oplyse, om den har ambulante kontakter.

    Unit {key} stands below a hospital and must state whether it has ambulant activity.

    Only before 1 November 2012, as above.

    Source (D): documentation of SOR XML 1.0.0
    """
    yield from _in_hospital(unit, around)


@rule(
    "ID27", field="organisational_level", holds="organisational_level", reads=["level", "parent", "type"],
    reads_above=["level", "parent", "type"], doubt=is_outside_hospitals,
)  # fmt: skip
def has_an_organisational_level_in_a_hospital_only(unit: UnitFacts, around: Surroundings) -> Iterator[Facts]:
    """Enheden {key} må ikke have et klinisk-administrativt niveau, fordi den ikke er på et hospital.

    Unit {key} must not have an organisational level, because it is not part of a hospital.

    Whether a hospital itself may have one is not known; it is not found here. The codes are not public either, so no
    code is refused.

    Source (D/U): nspop 87377126; SDS "Aktuelt om SOR"
    """
    if unit.level == "IO" or around.in_hospital(unit) is False:
        yield {}
