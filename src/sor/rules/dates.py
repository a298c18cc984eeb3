"""Days: D1, D3."""

from collections.abc import Iterable

from sor.core.day import START, write_day
from sor.core.finding import WARNING
from sor.rules.hierarchy import is_oddly_placed
from sor.rules.rule import NOTHING, Facts, make_reported_rule, rule
from sor.rules.surroundings import Surroundings
from sor.rules.unit_facts import UnitFacts

DATES_IN_ORDER = make_reported_rule(
    "D1",
    """Enheden {key} gælder først fra {first_from}, men seneste ændring gælder allerede fra {day}.

    Unit {key} exists from {first_from} only, but its latest change applies from {day} already.

    FirstFromDate is the day on which the unit became valid, FromDate the day on which its latest change did.

    Source (D): documentation of SOR XML 1.0.0
    """,
    field="status",
)

FROM_DATE_GIVEN = make_reported_rule(
    "D1",
    """Enheden {key} har ingen dato for, hvornår oplysningerne gælder fra; de regnes fra {day}, filens dag.

    Unit {key} has no date from which its data apply; they are taken to apply from {day}, the day of the file.

    A warning, because the day of the file is a safe reading.

    Source (D): documentation of SOR XML 1.0.0
    """,
    case="no FromDate",
    field="status",
)


@rule("D3", field="open", severity=WARNING, holds="parent", reads=["open"], reads_above=["open"], doubt=is_oddly_placed)
def begins_no_earlier_than_its_parent(unit: UnitFacts, around: Surroundings) -> Iterable[Facts]:
    """Enheden {key} gælder fra {day}, men dens overordnede {parent} først fra {parent_day}.

    Unit {key} exists from {day}, but its parent {parent} from {parent_day} only.

    A warning: real children begin before their parents.

    Source (D/I): sample file of SOR XML 1.0.0 of 26 January 2010
    """
    parent = around.find_known(unit.parent)
    if parent is None or parent.first_from <= unit.first_from or unit.first_from == START:
        return NOTHING
    days = {"day": write_day(unit.first_from), "parent_day": write_day(parent.first_from)}
    return [{**days, "parent": parent.key}]
