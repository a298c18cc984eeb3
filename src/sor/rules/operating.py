"""Units that are run by another than their owner (OP1–OP5). Rules of this project: that a municipality may go on
running a task for the region by agreement is documented, how SOR shows it is not.
"""

from collections.abc import Iterator

from sor.core.day import write_day
from sor.core.finding import ERROR, WARNING
from sor.rules.rule import Facts, rule
from sor.rules.surroundings import Surroundings
from sor.rules.unit_facts import UnitFacts


@rule("OP1", field="operator", severity=ERROR, holds="operator", levels=["IO"])
def is_run_by_itself_as_owner(unit: UnitFacts, around: Surroundings) -> Iterator[Facts]:
    """Institutionsejeren {key} kan ikke drives af en anden: angiv det på de enheder, som den anden driver.

    Institution owner {key} cannot be run by another: say it on the units that the other runs.

    Source: this project
    """
    yield {}


@rule("OP2", field="operator", severity=ERROR, holds="operator", reads=["level"])
def is_run_by_an_owner(unit: UnitFacts, around: Surroundings) -> Iterator[Facts]:
    """{key} drives af {operator}, som ikke er en institutionsejer. Angiv kommunen, regionen eller firmaet selv.

    {key} is run by {operator}, which is no institution owner. Name the municipality, the region or the firm itself.

    Source: this project
    """
    operator = around.find_known(unit.values["operator"].get("unit"))
    if operator is None and not unit.values["operator"].get("unit"):
        yield {"operator": "-"}
    elif operator is not None and operator.level != "IO":
        yield {"operator": operator.key}


@rule("OP3", field="operator", severity=ERROR, holds="operator")
def is_run_by_agreement(unit: UnitFacts, around: Surroundings) -> Iterator[Facts]:
    """{key} drives af en anden end ejeren. Skriv, efter hvilken aftale: dens navn eller nummer.

    {key} is run by another than its owner. Say by which agreement: its name or number.

    Source: this project
    """
    if not unit.values["operator"].get("agreement"):
        yield {}


@rule("OP4", field="operator", severity=WARNING, holds="operator", reads=["open"])
def has_an_open_operator(unit: UnitFacts, around: Surroundings) -> Iterator[Facts]:
    """{key} drives af {operator}, som lukker den {day}. Angiv, hvem der derefter driver enheden.

    {key} is run by {operator}, which closes on {day}. Say who runs the unit after that.

    Source: this project
    """
    operator = around.find_known(unit.values["operator"].get("unit"))
    if operator is not None and operator.closed_to <= max(around.day, unit.first_from):
        yield {"operator": operator.key, "day": write_day(operator.closed_to)}


@rule(
    "OP5",
    field="operator",
    severity=ERROR,
    holds="operator",
    reads=["level", "parent"],
    reads_above=["level", "parent"],
)
def is_run_by_another_than_its_owner(unit: UnitFacts, around: Surroundings) -> Iterator[Facts]:
    """{key} hører under {operator}, som derfor ikke også skal angives som den, der driver enheden efter aftale.

    {key} belongs to {operator}, which is therefore not to be named as who runs it by agreement.

    Source: this project
    """
    owner = around.within(unit).owner
    if owner is not None and owner.key == unit.values["operator"].get("unit"):
        yield {"operator": owner.key}
