"""Which type may stand where: T3, T4, T9, T10. The combinations are data, ``data/placement.csv``.

``only``: the type stands below an institution of that type alone. ``never``: it does not stand directly below that
type. ``seen``: a parent and a child of these types were seen in real data, so often.
"""

import csv
from collections import Counter
from collections.abc import Iterable, Iterator
from importlib.resources import files

from sor.core.finding import NOTE, WARNING
from sor.rules.rule import NOTHING, Facts, rule
from sor.rules.surroundings import Surroundings, is_outside_hospitals
from sor.rules.unit_facts import UnitFacts

OFTEN = 50
"""How many children of a type of parent must have been seen before a type that was not among them is worth a note."""

ADDITIONAL = "255203001"
"""Supplerende oplysninger, which stands below an institution of any type (T6)."""

ROWS = list(
    csv.DictReader((files("sor.rules") / "data" / "placement.csv").read_text("utf-8").splitlines(), strict=True)
)

HOSPITAL_TYPES = frozenset(row["child_type"] for row in ROWS if row["rule"] == "T3")
NEVER = frozenset((row["parent_type"], row["child_type"]) for row in ROWS if row["verdict"] == "never")
SUPPLIERS = frozenset(child for _, child in NEVER)
SEEN = frozenset(
    (row["parent_level"], row["parent_type"], row["child_type"]) for row in ROWS if row["verdict"] == "seen"
)


def _children() -> Counter[tuple[str, str]]:
    found: Counter[tuple[str, str]] = Counter()
    for row in ROWS:
        if row["verdict"] == "seen":
            found[row["parent_level"], row["parent_type"]] += int(row["count"])
    return found


WELL_KNOWN = frozenset(parent for parent, count in _children().items() if count >= OFTEN)
"""The parents, by level and type, of whose children enough were seen."""

ABOVE = ("level", "parent", "type")


def types_that_fit(unit: UnitFacts, around: Surroundings) -> list[str]:
    """The entity types of the unit's level that may stand where it stands (T3, T10), for a form to offer."""
    parent, is_outside = around.parent(unit), around.in_hospital(unit) is False
    return [
        code
        for code, levels in around.type_levels.items()
        if unit.level in levels
        and not (unit.level == "OU" and code in HOSPITAL_TYPES and is_outside)
        and not (parent is not None and (parent.type, code) in NEVER)
    ]


@rule(
    "T3",
    field="type",
    levels=["OU"],
    types=HOSPITAL_TYPES,
    reads=["parent"],
    reads_above=ABOVE,
    doubt=is_outside_hospitals,
)
def stands_in_a_hospital_with_a_hospital_type(unit: UnitFacts, around: Surroundings) -> Iterator[Facts]:
    """Enheden {key} har enhedstypen {type}, som kun bruges på hospitaler, men står ikke under et hospital.

    Unit {key} has the entity type {type}, which is used in hospitals only, but does not stand below a hospital.

    The list of these types (OEh) is not public; found here are those that the importer of 2010 to 2013 knew and that
    are no institution types (T4).

    Source (D): nspop 99449774 (SORUS test protocol, Sept 2019)
    """
    if around.in_hospital(unit) is False:
        yield {"type": unit.type}


@rule(
    "T4",
    field="type",
    severity=NOTE,
    levels=["OU"],
    types=HOSPITAL_TYPES,
    reads=["parent"],
    reads_above=ABOVE,
    doubt=is_outside_hospitals,
)
def has_a_hospital_type_in_what_may_be_a_hospital(unit: UnitFacts, around: Surroundings) -> Iterator[Facts]:
    """Enheden {key} har enhedstypen {type}, som kun bruges på hospitaler, men står under {institution}, som har
    enhedstypen administrativ enhed.

    Unit {key} has the entity type {type}, which is used in hospitals only, but stands below {institution}, which has
    the entity type administrative unit.

    No fault: regions have psychiatry and former hospitals below institutions of this type; by SHAK prefix 215 of 2,744
    units with a hospital type stand there (Sept 2025). Whether such an institution counts as a hospital is not
    documented, so no rule about hospitals speaks there.

    Source (I): trifork/sdm4-sorimporter UnitTypeMapper.java; BrunakLab/address_mapping, extract of 5 Sep 2025
    """
    institution = around.within(unit).institution
    if institution is not None and around.may_be_hospital(institution):
        yield {"type": unit.type, "institution": institution.key}


@rule("T9", field="type", severity=NOTE, holds="type", levels=["OU"], reads=["parent"], reads_above=["level", "type"])
def stands_below_a_type_below_which_it_was_seen(unit: UnitFacts, around: Surroundings) -> Iterable[Facts]:
    """Enheden {key} har enhedstypen {type} og står under {parent}, som har enhedstypen {parent_type}. Det er ikke set
    før.

    Unit {key} has the entity type {type} and stands below {parent}, which has the entity type {parent_type}. That was
    not seen before.

    No fault: the official matrix is not public, and what was seen is a part. Said only of parents of whose children at
    least fifty were seen; a type below itself, and supplerende oplysninger below any institution, need no example.

    Source (O): medcomdk/dk-ehmi-eer-configurations; BrunakLab/address_mapping, extract of 5 Sep 2025
    """
    parent = around.parent(unit)
    if parent is None or parent.type is None or unit.type == parent.type or unit.type == ADDITIONAL:
        return NOTHING
    if (
        unit.type in around.type_levels
        and (parent.level, parent.type) in WELL_KNOWN
        and (parent.level, parent.type, unit.type) not in SEEN
    ):
        return [{"type": unit.type, "parent": parent.key, "parent_type": parent.type}]
    return NOTHING


@rule("T10", field="parent", severity=WARNING, levels=["HI"], types=SUPPLIERS, reads=["parent"], reads_above=["type"])
def stands_below_a_private_owner_as_private_supplier(unit: UnitFacts, around: Surroundings) -> Iterator[Facts]:
    """Enheden {key} har enhedstypen {type} og står under kommunen {parent}. En privat leverandør hører til under en
    privat institutionsejer.

    Unit {key} has the entity type {type} and stands below the municipality {parent}. A private supplier belongs below a
    private owner.

    A warning: which types are always private is inferred. A private nursing home below a municipality is not found,
    since nothing in its data tells that it is private.

    Source (D/I): SDS "SOR for kommuner" (FAQ)
    """
    parent = around.parent(unit)
    if parent is not None and (parent.type, unit.type) in NEVER:
        yield {"type": unit.type, "parent": parent.key}
