"""What a sheet holds as it is given out: the values of a tree's units on a day, as known at a serial, as the forms hold
them. The same is read again when the sheet comes back, so that only what it changed counts.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from sor.core.as_of import AsOf
from sor.core.day import NotADay, parse_day, write_day
from sor.core.subject import LOCAL_ATTRIBUTES
from sor.core.unit import UnitAnswer
from sor.endpoints.web.edit.forms import (
    BLOCKS,
    CHOSEN,
    FLAGS,
    INHERIT,
    NO_NUMBER,
    NUMBERS,
    OWN,
    SPECIALITIES,
    values_of,
)
from sor.endpoints.web.kit.labels import label
from sor.formats.tables.sheet_reading import FORGED, BadSheet
from sor.formats.tables.tree_sheet import (
    MOST_ROWS,
    Explained,
    SheetFacts,
    digest_of,
    tree_sheet,
)
from sor.register import Register

CODE, LEVEL, PARENT = "code", "level", "parent"
LOCATION = ("location", "location.number")
COLUMNS = (
    CODE, LEVEL, PARENT, "name", *CHOSEN, *NUMBERS, *LOCAL_ATTRIBUTES, *FLAGS, *SPECIALITIES,
    *(name for block, parts in BLOCKS.items() for name in (block, *(f"{block}.{part}" for part in parts))), *LOCATION,
    "note",
)  # fmt: skip
"""The columns of a sheet: how the change document calls them, parts with a dot."""

STATES: Mapping[str, Sequence[str]] = {
    **dict.fromkeys(BLOCKS, (OWN, INHERIT)), "location": (OWN, INHERIT, NO_NUMBER),
    **dict.fromkeys(FLAGS, ("true", "false")),
}  # fmt: skip
"""The columns that take certain words only."""


class GivenOut(NamedTuple):
    """A sheet as it was given out. units: by code, in the order of its rows. values: of each, by column."""

    facts: SheetFacts
    units: Mapping[str, UnitAnswer]
    values: Mapping[str, Mapping[str, str]]

    @property
    def at(self) -> AsOf:
        """The point in time whose values they are."""
        return AsOf(parse_day(self.facts.day), self.facts.serial)

    def workbook(self) -> bytes:
        """The file."""
        return tree_sheet(
            self.facts, explain_columns(), ([values[name] for name in COLUMNS] for values in self.values.values())
        )


def give_out(register: Register, tree: str, at: AsOf | None = None) -> GivenOut | None:
    """The sheet of a unit and all below it, today or as of a point in time; None when the unit is not open then.
    Raises BadSheet for a tree that is too large for one.
    """
    then = AsOf(register.today(), register.serial()) if at is None else at
    units = register.at(then).branch(tree)
    if not units:
        return None
    if len(units) > MOST_ROWS:
        raise BadSheet(
            f"There are {len(units)} units below; a sheet takes {MOST_ROWS}. Get the sheets of smaller trees.",
            f"Der er {len(units)} enheder under den; et regneark kan have {MOST_ROWS}. Hent regneark for mindre træer.",
        )
    values = {unit["code"]: _values(unit) for unit in units}
    facts = SheetFacts(register.facts()["epoch"], tree, write_day(then.valid), then.known, "")
    digest = digest_of(facts, COLUMNS, ([one[name] for name in COLUMNS] for one in values.values()))
    return GivenOut(facts._replace(digest=digest), {unit["code"]: unit for unit in units}, values)


def given_out_before(register: Register, facts: SheetFacts) -> GivenOut:
    """The sheet again that once was given out. Raises BadSheet when the register never gave it out so: of another
    register, changed where only the register writes, or with a value that was erased since.
    """
    if facts.register != register.facts()["epoch"]:
        raise BadSheet(
            "The sheet is of another register. Get the tree's sheet here.",
            "Regnearket er fra et andet register. Hent træets regneark her.",
        )
    try:
        day = parse_day(facts.day)
    except NotADay:
        raise BadSheet(*FORGED) from None
    if not 0 <= facts.serial <= register.serial():
        raise BadSheet(*FORGED)
    found = give_out(register, facts.tree, AsOf(day, facts.serial))
    if found is None or found.facts != facts:
        raise BadSheet(*FORGED)
    return found


def explain_columns() -> list[Explained]:
    """Every column with its meaning in both languages."""
    return [Explained(name, _meaning(name, "da"), _meaning(name, "en"), STATES.get(name, ())) for name in COLUMNS]


def _values(unit: UnitAnswer) -> Mapping[str, str]:
    return {CODE: unit["code"], LEVEL: unit.get("level", ""), PARENT: unit.get("parent", ""), **values_of(unit)}


def _meaning(name: str, language: str) -> str:
    field, _, part = name.partition(".")
    if not part:
        return label("sheets.column.code" if name == CODE else f"field.{field}", language)
    said = part if part.isdecimal() else label(f"part.{part}", language)
    return f"{label(f'field.{field}', language)}: {said}"
