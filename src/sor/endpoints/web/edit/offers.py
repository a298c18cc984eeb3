"""What a form offers: the fields that a unit of that level may have where it stands, the types that fit there, codes in
names, what would be inherited, and whose numbers can be issued. The rules and their tables say so; nothing is judged
here.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple, TypeAlias

from sor.changes.judging import EntityTypes
from sor.core.canonical import encode
from sor.core.inheritance import FALLS_BACK_TO
from sor.core.shapes import Value, text_in
from sor.core.unit import UnitAnswer, number_used
from sor.endpoints.web.browse.unit_page import values_for
from sor.endpoints.web.edit.forms import BLOCKS, CHOSEN, FLAGS, PLAIN, values_of
from sor.endpoints.web.kit.names import LISTS_OF_NUMBERS, Names
from sor.endpoints.web.kit.visit import Visit
from sor.reading.snapshot import Snapshot
from sor.register import Register
from sor.rules import hospital_fields
from sor.rules.field_levels import forbidden_fields
from sor.rules.hierarchy import LEVEL_BELOW
from sor.rules.issuing import AUTHORITY, DATA
from sor.rules.placement import types_that_fit
from sor.rules.surroundings import Surroundings
from sor.rules.unit_facts import UnitFacts
from sor.store import series

NOTHING = encode(None)
"""How a statement says that a field has no value."""

Choices: TypeAlias = Sequence[tuple[str, str]]
"""Codes with their names."""


class FromAbove(NamedTuple):
    """What a unit would inherit: the value in words, and the unit whose it is. Empty when there is nothing."""

    text: str
    code: str
    name: str


class Offer(NamedTuple):
    """What a form about a unit's fields offers. level: of the unit. blocks: fields that are inherited or own as a
    whole, with their parts. above: what each of them, and the location number, would be if inherited, and the owner's
    CVR number. number: the data of a number that is issued, empty when none can be. series: whose number it would be.
    """

    level: str
    plain: Sequence[str]
    chosen: Mapping[str, Choices]
    flags: Sequence[str]
    specialities: Choices
    blocks: Mapping[str, Sequence[str]]
    above: Mapping[str, FromAbove]
    number: Mapping[str, Choices]
    series: str

    def has(self, field: str) -> bool:
        """Whether the form shows a field of a unit; one that is no unit's it shows whatever is offered."""
        whole, _, part = field.partition(".")
        if field in PLAIN:
            return field in self.plain
        if field in CHOSEN:
            return field in self.chosen
        if field in FLAGS:
            return field in self.flags
        if whole in BLOCKS:
            return whole in self.blocks
        if whole == "specialities":
            return bool(self.specialities)
        if whole == "operator":
            return self.level in ("HI", "OU")
        return whole != "location" or part in ("", "number") or bool(self.number)


NOTHING_OFFERED = Offer("", (), {}, (), (), {}, {}, {}, "")


def offer(register: Register, visit: Visit, unit: UnitAnswer | None, parent: UnitAnswer | None) -> Offer:
    """What is offered for a unit, or for a new one, below another one or at the top."""
    snapshot = register.at()
    names = Names(snapshot.codes, snapshot.at.valid, visit.language)
    level = LEVEL_BELOW.get(None if parent is None else parent.get("level"), "")
    level = unit.get("level", level) if unit is not None else level
    around = _around(snapshot, parent)
    facts = UnitFacts("#new", level, parent=None if parent is None else parent["code"])
    held = {name for name, value in values_of(unit).items() if value}
    if unit is None or not _states(snapshot, unit["code"], "cvr"):
        held.discard("cvr")  # the number that is shown is the owner's
    hidden = {*forbidden_fields(level), *_foreign_fields(facts, around)} - held
    had = [unit["type"]] if unit is not None and unit.get("type") else []
    types = names.chosen_from("entity_type", [*types_that_fit(facts, around), *had])
    owner = _series_of(register, around, facts)
    return Offer(
        level,
        [name for name in PLAIN if name not in hidden],
        {name: types if name == "type" else names.choices(kind) for name, kind in CHOSEN.items() if name not in hidden},
        [name for name in FLAGS if name not in hidden],
        [] if "specialities" in hidden and "specialities.1" not in held else names.choices("speciality"),
        {block: parts for block, parts in BLOCKS.items() if block not in hidden},
        {} if parent is None else _above(snapshot, visit, parent),
        {part: _of_number(names, part) for part in DATA} if owner else {},
        owner,
    )


def level_below(parent: UnitAnswer | None) -> str:
    """The level of a unit below another one, or of one at the top; empty where nothing may stand."""
    return LEVEL_BELOW.get(None if parent is None else parent.get("level"), "")


def _around(snapshot: Snapshot, parent: UnitAnswer | None) -> Surroundings:
    """The units above, as far as rules about a place look at them."""
    line = []
    if parent is not None and (found := snapshot.summary(parent["code"])) is not None:
        line = [*snapshot.ancestors(parent["code"]), found]
    units = {one["code"]: UnitFacts(one["code"], one.get("level"), one.get("type"), one.get("parent")) for one in line}
    day = snapshot.at.valid
    return Surroundings(units, EntityTypes(snapshot.codes).on(day), day)


def _foreign_fields(unit: UnitFacts, around: Surroundings) -> set[str]:
    """The fields that only units in a hospital have, or only units outside."""
    in_hospital = around.in_hospital(unit)
    outside = {*hospital_fields.FIELDS, "organisational_level"} if in_hospital is False else set()
    return outside | ({"provider_identifier"} if in_hospital else set())


def _series_of(register: Register, around: Surroundings, unit: UnitFacts) -> str:
    """Whose numbers can be issued: the owner's where it has a series, else the authority's; empty without one."""
    owners = {one.owner for one in series.all_series(register.database.reader()) if one.next <= one.last}
    owner = around.within(unit).owner
    if owner is not None and owner.key in owners:
        return owner.key
    return AUTHORITY if AUTHORITY in owners else ""


def _above(snapshot: Snapshot, visit: Visit, parent: UnitAnswer) -> dict[str, FromAbove]:
    values = values_for(snapshot, [parent], visit)
    found = {}
    for block in (*BLOCKS, "location"):
        if block in FALLS_BACK_TO:  # an empty one is another address of the unit itself, whatever stands above
            continue
        value: Value = parent.get(block)
        if isinstance(value, dict) and (text := values.of(block, value)):
            code = str(value.get("source") or parent["code"])
            found[block] = FromAbove(text, code, values.unit(code) if code != parent["code"] else _name(parent))
    if cvr := parent.get("cvr"):
        code = parent.get("owner") or parent["code"]
        found["cvr"] = FromAbove(cvr, code, values.unit(code) if code != parent["code"] else _name(parent))
    return found


def _states(snapshot: Snapshot, code: str, field: str) -> bool:
    """Whether a field has ever had a value of the unit's own."""
    lines = snapshot.timelines("unit", [code]).get(code, {})
    return any(statement.value != NOTHING for statement in lines.get(field, ()))


def _name(unit: UnitAnswer) -> str:
    return unit.get("name") or unit["code"]


def _of_number(names: Names, part: str) -> Choices:
    """The codes of a part of a number's data, of the list that holds now."""
    return next((found for kind in LISTS_OF_NUMBERS[part] if (found := names.choices(kind))), [])


def data_of_number(register: Register, unit: UnitAnswer) -> dict[str, str]:
    """The data of the location number that a unit uses, as the fields of a form hold them."""
    number = number_used(unit)
    facts = register.at().number_facts(number) if number else None
    return {f"location.{part}": text_in(facts, part) or "" for part in DATA}
