"""Where hospitals lie: the geographic locality (F12) and the geographical parent (F15)."""

from collections.abc import Iterator

from sor.core.day import write_day
from sor.core.entity_types import REGION
from sor.core.finding import ERROR, WARNING
from sor.rules.asked import Asked
from sor.rules.field_levels import forbidden_on
from sor.rules.rule import Facts, change_rule, make_reported_rule, rule
from sor.rules.surroundings import Surroundings, is_outside_hospitals
from sor.rules.unit_facts import UnitFacts

ABOVE = ("level", "parent", "type")


@rule("F12", field="geographic_location", holds="geographic_location", levels=forbidden_on("geographic_location"))
def has_no_geographic_location_as_owner(unit: UnitFacts, around: Surroundings) -> Iterator[Facts]:
    """Enheden {key} er {level} og må ikke have en geografisk lokalisation.

    Unit {key} is {level} and must not have a geographic location.

    Source (D): nspop 99449774 (SORUS test protocol, Sept 2019)
    """
    yield {"level": unit.level}


@rule(
    "F12", case="no hospital", field="geographic_location", holds="geographic_location", levels=["HI", "OU"],
    reads=["parent", "type"], reads_above=ABOVE, doubt=is_outside_hospitals,
)  # fmt: skip
def has_a_geographic_location_in_a_hospital_only(unit: UnitFacts, around: Surroundings) -> Iterator[Facts]:
    """Enheden {key} må ikke have en geografisk lokalisation, fordi den ikke er på et hospital.

    Unit {key} must not have a geographic location, because it is not part of a hospital.

    Source (D): nspop 99449774 (SORUS test protocol, Sept 2019)
    """
    if around.in_hospital(unit) is False:
        yield {}


@rule(
    "F12", case="no region", field="geographic_location", holds="geographic_location", levels=["HI"],
    reads=["parent", "type"], reads_above=ABOVE,
)  # fmt: skip
def has_a_geographic_location_as_regional_hospital_only(unit: UnitFacts, around: Surroundings) -> Iterator[Facts]:
    """Hospitalet {key} må ikke have en geografisk lokalisation, fordi dets ejer {owner} ikke er en region.

    Hospital {key} must not have a geographic location, because its owner {owner} is not a region.

    Source (D): nspop 99449774 (SORUS test protocol, Sept 2019)
    """
    owner = around.within(unit).owner
    if around.in_hospital(unit) and owner is not None and owner.type != REGION:
        yield {"owner": owner.key}


@change_rule("F12", "create", "edit", case="sent", field="geographic_location")
def does_not_send_a_geographic_location(asked: Asked, around: Surroundings) -> Iterator[Facts]:
    """Den geografiske lokalisation på {key} kan ikke sendes; registeret giver den. Udelad feltet.

    The geographic location of {key} cannot be sent; the register gives it. Leave the field out.

    A correction may: so the authority mends what a file brought.

    Source (D): nspop 170362180 and 137039807 (SORUS data types)
    """
    if asked.given.get("geographic_location") is not None:
        yield {}


GEOGRAPHIC_PARENT_GIVEN = make_reported_rule(
    "F15",
    """Enheden {key} er OE og skal have en geografisk tilknytning.

    Unit {key} is OU and must have a geographical parent.

    SOR XML 1.0 demanded it, SOR XML 2.0 does not know it any more. The relation 2 (the place of the unit above) says no
    more than the tree does and is not kept, so only a file of version 1.0 is judged.

    Source (D): documentation of SOR XML 1.0.0
    """,
    field="geographic_parent",
    severity=ERROR,
)


@rule("F15", case="owner", field="geographic_parent", holds="geographic_parent", levels=["IO"])
def has_no_geographic_parent_as_owner(unit: UnitFacts, around: Surroundings) -> Iterator[Facts]:
    """Institutionsejeren {key} må ikke have en geografisk tilknytning.

    Institution owner {key} must not have a geographical parent.

    It is mandatory on an OU and optional on an HI.

    Source (D): documentation of SOR XML 1.0.0
    """
    yield {}


@rule("F15", case="closed", field="geographic_parent", severity=WARNING, holds="geographic_parent", reads=["open"])
def has_an_open_geographic_parent(unit: UnitFacts, around: Surroundings) -> Iterator[Facts]:
    """Enheden {key} er geografisk tilknyttet {parent}, som lukker {day}.

    Unit {key} has the geographical parent {parent}, which closes on {day}.

    A reference only: nothing is inherited over it, so nothing else goes wrong.

    Source (I): follows from F15
    """
    target = around.find_known(unit.values["geographic_parent"].get("parent"))
    if target is not None and target.closed_to <= max(around.day, unit.first_from):
        yield {"parent": target.key, "day": write_day(target.closed_to)}
