"""Names, the lengths of texts, and what none may hold: F1, N1, X19."""

from collections.abc import Iterable, Iterator, Mapping

from sor.core.finding import Finding
from sor.core.personal_numbers import mask_numbers, with_personal_numbers
from sor.core.shapes import Value, text_in
from sor.core.subject import LOCAL_ATTRIBUTES, STREET_ADDRESSES
from sor.rules.addresses import LINK, has_an_odd_virtual_address
from sor.rules.asked import Asked
from sor.rules.field_levels import mandatory_on
from sor.rules.lengths import LENGTHS, UNIT, Excess, excesses
from sor.rules.rule import NOTHING, Facts, change_rule, rule
from sor.rules.surroundings import Surroundings
from sor.rules.unit_facts import UnitFacts

NAME, NOTE = UNIT["name"][""].most, UNIT["note"][""].most
"""The most characters of each."""

OTHER_TEXTS = tuple(
    UNIT.keys() - {"name", "note", "virtual_address", "local_code", *LOCAL_ATTRIBUTES, *STREET_ADDRESSES}
)
"""The texts of a unit whose length no other rule judges (N1, F6, F8, F10)."""


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
        text = text_in(address, part) or ""
        if len(text) > LINK:
            yield {"part": part, "count": len(text), "most": LINK}


@rule("N1", case="address", holds=STREET_ADDRESSES)
def has_addresses_that_are_not_too_long(unit: UnitFacts, around: Surroundings) -> Iterable[Facts]:
    """Enheden {key} har {count} tegn i {part} i {field}; højst {most} er tilladt.

    Unit {key} has {count} characters in the {part} of its {field}; {most} are allowed at most.

    A street line that a table holds in one cell and that is no plain one stands in the street as a whole, and is found
    when it is too long for one.

    Source (D/C/U): table of lengths, below
    """
    return [_facts(one) for one in excesses("unit", unit.values, STREET_ADDRESSES)]


@rule("N1", case="other", holds=OTHER_TEXTS)
def has_other_texts_that_are_not_too_long(unit: UnitFacts, around: Surroundings) -> Iterable[Facts]:
    """Enheden {key} har {count} tegn i {field}; højst {most} er tilladt.

    Unit {key} has {count} characters in its {field}; {most} are allowed at most.

    Whether it is a possible code is another matter (T1, F2, F13, I4, I5, I7).

    Source (D/U): table of lengths, below
    """
    return [_facts(one) for one in excesses("unit", unit.values, OTHER_TEXTS)]


@rule("X19", holds=("name", "note", "virtual_address", "local_code", *LOCAL_ATTRIBUTES, *STREET_ADDRESSES))
def has_no_personal_number_in_its_texts(unit: UnitFacts, around: Surroundings) -> Iterable[Facts]:
    """Enheden {key} har et CPR-nummer i {field} (»{value}«); det må ikke stå i registret.

    Unit {key} has a personal number in its {field} ("{value}"); none may stand in the register.

    The register is public. Six digits of a birthday and four more, with a hyphen between, called CPR, or with the old
    check digit. In files such a cell is rejected.

    Source: this project
    """
    return [_tell_of(path, text) for path, text in with_personal_numbers(unit.values)]


@change_rule("X19", "number", "shak", "edi", "correct", case="no unit")
def states_no_personal_number(asked: Asked, around: Surroundings) -> Iterable[Facts]:
    """{key} har et CPR-nummer i {field} (»{value}«); det må ikke stå i registret.

    {key} has a personal number in its {field} ("{value}"); none may stand in the register.

    Source: this project
    """
    return NOTHING if asked.kind == "unit" else [_tell_of(*one) for one in with_personal_numbers(asked.given)]


@change_rule("N1", "number", "shak", "edi", "correct", case="no unit")
def states_texts_that_are_not_too_long(asked: Asked, around: Surroundings) -> Iterable[Facts]:
    """{key} har {count} tegn i {field}; højst {most} er tilladt.

    {key} has {count} characters in its {field}; {most} are allowed at most.

    A location number, its message types, or a code of SHAK; a file's places too.

    Source (D/U): table of lengths, below
    """
    return NOTHING if asked.kind == "unit" else [_facts(one) for one in excesses(asked.kind, asked.given)]


def excesses_of_others(kind: str, key: str, values: Mapping[str, Value]) -> list[Finding]:
    """What is too long in what a file says of a subject that is no unit; rules about units judge those."""
    if kind == "unit" or kind not in LENGTHS:
        return []
    return [states_texts_that_are_not_too_long.finding(kind, key, _facts(one)) for one in excesses(kind, values)]


def _tell_of(path: str, text: str) -> Facts:
    return {"field": path.partition(".")[0], "value": mask_numbers(text)}


def _facts(found: Excess) -> Facts:
    """As the sentences name them."""
    part = {"part": found.part} if found.field in STREET_ADDRESSES else {}
    return {"field": found.field, **part, "count": found.characters, "most": found.most}
