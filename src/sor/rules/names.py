"""Names and the lengths of texts: F1, N1."""

from collections.abc import Iterable, Iterator, Mapping

from sor.core.subject import ADDRESS_KINDS
from sor.rules.addresses import LINK, has_an_odd_virtual_address
from sor.rules.field_levels import mandatory_on
from sor.rules.rule import NOTHING, Facts, rule
from sor.rules.surroundings import Surroundings
from sor.rules.unit_facts import UnitFacts

NAME, NOTE, STAIRWAY = 60, 254, 40
"""The most characters of each."""

STREET_ADDRESSES = tuple(kind for kind in ADDRESS_KINDS if kind != "virtual_address")


NO_ADDRESS: Mapping[str, str] = {}


def has_a_stairway(unit: UnitFacts, around: Surroundings) -> bool:
    """One of its addresses names a stairway; few do."""
    values = unit.values
    return any(kind in values and "stairway" in values[kind] for kind in STREET_ADDRESSES)


@rule("F1", field="name", lacks="name", levels=mandatory_on("name"))
def has_a_name(unit: UnitFacts, around: Surroundings) -> Iterator[Facts]:
    """Enheden {key} har intet navn.

    Unit {key} has no name.

    The other half of F1, that every unit has a type, is T1.

    Source (D): nspop 99449774 (SORUS test protocol, Sept 2019)
    """
    yield {}


@rule("N1", field="name", holds="name")
def has_a_name_that_is_not_too_long(unit: UnitFacts, around: Surroundings) -> Iterable[Facts]:
    """Navnet på {key} har {count} tegn; højst {most} er tilladt.

    The name of {key} has {count} characters; {most} are allowed at most.

    The longest of all real names at hand has exactly 60.

    Source (D): trifork/sdm4-sorimporter
    """
    count = len(unit.values["name"])
    return [{"count": count, "most": NAME}] if count > NAME else NOTHING


@rule("N1", case="note", field="note", holds="note")
def has_a_note_that_is_not_too_long(unit: UnitFacts, around: Surroundings) -> Iterator[Facts]:
    """Noten på {key} har {count} tegn; højst {most} er tilladt.

    The note of {key} has {count} characters; {most} are allowed at most.

    Source (D): documentation of SOR XML 1.0.0
    """
    count = len(unit.values["note"])
    if count > NOTE:
        yield {"count": count, "most": NOTE}


@rule("N1", case="virtual address", field="virtual_address", holds="virtual_address", doubt=has_an_odd_virtual_address)
def has_a_virtual_address_that_is_not_too_long(unit: UnitFacts, around: Surroundings) -> Iterator[Facts]:
    """{part} på {key} har {count} tegn; højst {most} er tilladt.

    The {part} of {key} has {count} characters; {most} are allowed at most.

    The e-mail address and the web site.

    Source (D): documentation of SOR XML 1.0.0
    """
    address = unit.values["virtual_address"]
    for part in ("email", "website"):
        if len(address.get(part, "")) > LINK:
            yield {"part": part, "count": len(address[part]), "most": LINK}


@rule("N1", case="stairway", holds=STREET_ADDRESSES, doubt=has_a_stairway)
def has_addresses_with_a_stairway_that_is_not_too_long(unit: UnitFacts, around: Surroundings) -> Iterator[Facts]:
    """Opgangen i {field} på {key} har {count} tegn; højst {most} er tilladt.

    The stairway in the {field} of {key} has {count} characters; {most} are allowed at most.

    Source (D): documentation of SOR XML 1.0.0
    """
    for kind in STREET_ADDRESSES:
        count = len(unit.values.get(kind, NO_ADDRESS).get("stairway", ""))
        if count > STAIRWAY:
            yield {"field": kind, "count": count, "most": STAIRWAY}
