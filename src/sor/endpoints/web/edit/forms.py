"""From what stands in a form to a change document, and back. Pure: no rule lives here, the register judges it.

A field that holds what it held when the form was read is not sent. A block (an address, the contact) is sent whole or
not at all, because it is inherited or a unit's own as a whole.
"""

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from sor.changes.document import CARRIED, LATER
from sor.core.shapes import Fields, Value, text_in
from sor.core.subject import LOCAL_ATTRIBUTES, STREET_ADDRESSES
from sor.core.typed_day import read_typed_day
from sor.core.unit import UnitAnswer
from sor.rules.issuing import DATA

OWN, INHERIT, NO_NUMBER, ISSUE = "own", "inherit", "none", "issue"
NEW, NEW_NUMBER = "#new", "#number"
"""The names by which a set calls the unit that it makes, and the number that it issues."""

NUMBERS = ("cvr", "production_unit", "shak", "provider_identifier", "pharmacy_identifier", "local_code")
PLAIN = ("name", *NUMBERS, *LOCAL_ATTRIBUTES, "note")
CHOSEN: Mapping[str, str] = {"type": "entity_type", "organisational_level": "organisational_level"}
"""Fields that are chosen from a code list."""

FLAGS = ("reporting_level", "patients_admitted", "ambulant_activity")
WORDS: Mapping[str, bool] = {"true": True, "false": False}
SPECIALITIES = tuple(f"specialities.{n}" for n in range(1, 9))
"""The main one first."""

STREET_PARTS = ("street", "building", "floor", "suite", "postcode", "district", "municipality")
OF_THE_PLACE = frozenset({"east", "north", "street_code", "region"})
"""What belongs to the place where a street address lies, and goes when another is written."""
DENMARK = "DK"
WHOSE = frozenset({"inherited", "source", "taken_from"})
BLOCKS: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(STREET_ADDRESSES, STREET_PARTS),
    "virtual_address": ("phone", "email", "website", "fax"),
}
OPERATOR_PARTS = ("operator.unit", "operator.agreement")
"""Who runs the unit for its owner, and by which agreement."""
NUMBER_PARTS = tuple(f"location.{part}" for part in ("number", *DATA))
STATES: Mapping[str, str] = {"Own": OWN, "Inherited": INHERIT, "None": NO_NUMBER}

NOT_COPIED = (
    "shak", "provider_identifier", "pharmacy_identifier", "local_code", "location.number", *OPERATOR_PARTS,
)  # fmt: skip
"""What belongs to one unit alone, and is left empty in the copy of another."""

OF_A_UNIT = (
    *PLAIN, *CHOSEN, *FLAGS, *SPECIALITIES, *BLOCKS,
    *(f"{block}.{part}" for block, parts in BLOCKS.items() for part in parts), "location", *NUMBER_PARTS,
    *OPERATOR_PARTS,
)  # fmt: skip
FIELDS: Mapping[str, tuple[str, ...]] = {
    "edit": ("from", "to", "later", *OF_A_UNIT),
    "create": ("from", "parent", "level", *OF_A_UNIT),
    "move": ("from", "later", "parent"),
    "replace": ("from", "by"),
    "merge": ("from", "absorb", *(f"carry.{what}" for what in CARRIED)),
    "close": ("from", "branch"),
    "withdraw": ("branch",),
    "reschedule": ("from",),
    "undo": (),
}
"""What the form of each operation has, beside ``reason``."""

PICKED: Mapping[str, str] = {"move": "parent", "create": "parent", "replace": "by", "merge": "absorb"}
"""The field of each operation that names other units."""

LONGEST = 4000
"""Characters of one field of a form; more says nothing that the register could take."""


class Mistake(NamedTuple):
    """Something in a form that is no change yet. field: where it stands. text: the key of its sentence."""

    field: str
    text: str


class About(NamedTuple):
    """What the document of a form is about. unit: as it was when the form was read; of a new unit, the one it is a copy
    of. entry, line: what is taken back. level: of a new unit. series: whose numbers are issued.
    """

    op: str
    unit: UnitAnswer | None
    entry: int | None = None
    line: int | None = None
    level: str = ""
    series: str = ""

    @property
    def code(self) -> str:
        """The code of the unit that is changed."""
        return "" if self.unit is None else self.unit["code"]


def values_of(unit: UnitAnswer | None) -> dict[str, str]:
    """What the fields of a form hold for a unit: its values in force, and whose each block is; for no unit, nothing."""
    fields: Mapping[str, Value] = {} if unit is None else unit
    attributes = {} if unit is None else unit.get("local_attributes", {})
    specialities = [] if unit is None else unit.get("specialities", [])
    found = {name: str(fields.get(name) or "") for name in (*PLAIN, *CHOSEN)}
    found |= {name: attributes.get(name.rpartition("_")[2], "") for name in LOCAL_ATTRIBUTES}
    found |= {name: "" if fields.get(name) is None else str(fields[name]).lower() for name in FLAGS}
    codes = [one["code"] for one in specialities]
    found |= {name: codes[n] if n < len(codes) else "" for n, name in enumerate(SPECIALITIES)}
    for block, parts in BLOCKS.items():
        shown = _show_block(fields, block)
        found[block] = INHERIT if _is_inherited(fields, block) else OWN
        found |= {f"{block}.{part}": str(shown.get(part) or "") for part in parts}
    location = _show_block(fields, "location")
    found["location"] = STATES.get(str(location.get("state")), "")
    found |= {name: str(location.get(name.partition(".")[2]) or "") for name in NUMBER_PARTS}
    operator = _show_block(fields, "operator")
    found |= {name: str(operator.get(name.partition(".")[2]) or "") for name in OPERATOR_PARTS}
    return found


def copy_fields(unit: UnitAnswer) -> dict[str, str]:
    """What the form of a new unit holds that is to be like another one; where that has a number, one is issued."""
    values = values_of(unit)
    if values["location"] == OWN:
        values["location"] = ISSUE
    return {**values, **dict.fromkeys(NOT_COPIED, "")}


def fields_changed(form: Mapping[str, str], unit: UnitAnswer | None, *, is_new: bool = False) -> Fields:
    """The fields whose content in a form differs from a unit's, as a change document sets them; of a new unit, all that
    hold something.
    """
    shown: Mapping[str, Value] = {} if unit is None else unit
    had = values_of(None if is_new else unit)
    typed = {name: form[name].strip() for name in OF_A_UNIT if name in form}
    changed: Fields = {
        name: typed[name] or None for name in (*PLAIN, *CHOSEN) if name in typed and typed[name] != had[name]
    }
    changed |= {name: WORDS.get(typed[name]) for name in FLAGS if name in typed and typed[name] != had[name]}
    if any(name in typed and typed[name] != had[name] for name in SPECIALITIES):
        codes = [code for name in SPECIALITIES if (code := typed.get(name, had[name]))]
        changed["specialities"] = [{"code": code, "main": n == 0} for n, code in enumerate(codes)] or None
    for block, parts in BLOCKS.items():
        state = form.get(block, had[block])
        if state == INHERIT:
            if had[block] == OWN and block in form:
                changed[block] = INHERIT
            continue
        if state != OWN:
            continue
        written = {part: typed.get(f"{block}.{part}", had[f"{block}.{part}"]) for part in parts}
        if had[block] == OWN and all(written[part] == had[f"{block}.{part}"] for part in parts):
            continue
        changed[block] = _block(shown, block, written)
    if any(name in typed and typed[name] != had[name] for name in OPERATOR_PARTS):
        named = {name.partition(".")[2]: typed.get(name, had[name]) for name in OPERATOR_PARTS}
        changed["operator"] = {part: text for part, text in named.items() if text} or None
    location = _location(typed, had)
    return changed if location is None else {**changed, "location": location}


def document(about: About, form: Mapping[str, str]) -> Fields | list[Mistake]:
    """The change document of a form, or what is wrong with it."""
    op, fields = about.op, FIELDS[about.op]
    mistakes = [Mistake(name, "edit.too_long") for name in fields if len(form.get(name, "")) > LONGEST]
    asked = [name for name in ("from", "to") if name in fields]
    days: Fields = {
        name: read_typed_day(form.get(name, "")) for name in asked if name == "from" or form.get(name, "").strip()
    }
    mistakes += [Mistake(name, "edit.no_day") for name, day in days.items() if day is None]
    change: Fields = {"op": op, **days}
    if "later" in fields and form.get("later") in LATER:
        change["later"] = form["later"]
    if form.get("branch") and "branch" in fields:
        change["branch"] = True
    changes = [change]
    if op == "create":
        parent = form.get("parent", "").strip()
        change |= {"as": NEW, "level": form.get("level", "").strip() or about.level}
        change |= {"parent": parent} if parent else {}
        change["set"] = fields_changed(form, about.unit, is_new=True)
        changes += _issue_number(about, NEW, form, days)
    elif op == "edit":
        change |= {"unit": about.code, "set": fields_changed(form, about.unit)}
        issued = _issue_number(about, about.code, form, days)
        if not change["set"] and not issued:
            mistakes.append(Mistake("name", "edit.nothing"))
        changes = [change, *issued] if change["set"] else issued
    elif op == "move":
        change |= {"unit": about.code, "parent": form.get("parent", "").strip()}
        mistakes += [] if change["parent"] else [Mistake("parent", "edit.no_parent")]
    elif op == "replace":
        change |= {"unit": [about.code], "by": codes_in(form.get("by", ""))}
        mistakes += [] if change["by"] else [Mistake("by", "edit.no_parent")]
    elif op == "merge":
        change |= {"unit": about.code, "absorb": codes_in(form.get("absorb", ""))}
        change["carry"] = [what for what in CARRIED if form.get(f"carry.{what}")]
        mistakes += [] if change["absorb"] else [Mistake("absorb", "edit.no_parent")]
    elif about.entry is None:
        change["unit"] = about.code
    else:
        change |= {"entry": about.entry} | ({} if about.line is None else {"line": about.line})
    base = form.get("base", "")
    whole: Fields = {"reason": form.get("reason", "").strip(), "changes": changes}
    if base.isascii() and base.isdigit() and len(base) < 16:
        whole["base"] = int(base)
    return mistakes or whole


def as_one(documents: Sequence[Fields]) -> Fields:
    """The documents of several forms as one set of changes; what each makes gets a name of its own."""
    changes = [
        {key: f"{value}{n}" if value in (NEW, NEW_NUMBER) else value for key, value in change.items()}
        for n, one in enumerate(documents, 1)
        for change in _list_in(one, "changes")
        if isinstance(change, dict)
    ]
    reasons = dict.fromkeys(reason for one in documents if (reason := text_in(one, "reason")))
    bases = [base for one in documents if isinstance(base := one.get("base"), int)]
    return {"reason": "; ".join(reasons), "changes": changes} | ({"base": min(bases)} if bases else {})


def _list_in(fields: Mapping[str, Value], name: str) -> list[Value]:
    found = fields.get(name)
    return found if isinstance(found, list) else []


def codes_in(text: str) -> list[str]:
    """The codes of units in a field that takes several, parted by commas, blanks or lines; each once."""
    return [*dict.fromkeys(re.findall(r"[^\s,;]+", text))]


def names_in(changes: Sequence[Mapping[str, Value]]) -> set[str]:
    """The codes of units that changes of answers speak of."""
    found: set[str] = set()
    for change in changes:
        for side in (change.get("before"), change.get("after")):
            is_unit = change.get("field") in ("parent", "owner")
            named = side.get("source") if isinstance(side, dict) else side if is_unit else None
            if isinstance(named, str):
                found.add(named)
    return found


def _block(shown: Mapping[str, Value], block: str, typed: Mapping[str, str]) -> Fields:
    """A block as it is to be: what was typed, beside what the form does not show: of the unit's own all, of an address
    that it inherited the country, and while that is as it was where it lies. An address without a country is Danish.
    """
    had = _show_block(shown, block)
    is_moved = any(value != str(had.get(part) or "") for part, value in typed.items())
    gone = WHOSE | (OF_THE_PLACE if is_moved and block in STREET_ADDRESSES else frozenset())
    if _is_inherited(shown, block):
        gone |= had.keys() - ({"country"} | OF_THE_PLACE if block in STREET_ADDRESSES else frozenset())
    kept: Fields = {part: value for part, value in had.items() if part not in gone and value is not None}
    if block in STREET_ADDRESSES and any(typed.values()):
        kept = {"country": DENMARK, **kept}
    return {**kept, **{part: value or None for part, value in typed.items()}}


def _location(typed: Mapping[str, str], had: Mapping[str, str]) -> Value:
    """Another state of the location number, or another number; None when it stays, or one is issued."""
    state, number = typed.get("location", had["location"]), typed.get("location.number", had["location.number"])
    if state == OWN and (had["location"], had["location.number"]) != (OWN, number):
        return {"state": "Own", "number": number}
    if state == had["location"]:
        return None
    return INHERIT if state == INHERIT else {"state": "None"} if state == NO_NUMBER else None


def _issue_number(about: About, unit: str, form: Mapping[str, str], days: Fields) -> list[Fields]:
    """The change that issues a number to the unit, when one is asked for."""
    if form.get("location") != ISSUE:
        return []
    data = {part: value for part in DATA if (value := form.get(f"location.{part}", "").strip())}
    change: Fields = {"op": "number", "location_number": NEW_NUMBER, "unit": unit, "from": days.get("from")}
    return [change | {"issue": data} | ({"series": about.series} if about.series else {})]


def _show_block(fields: Mapping[str, Value], block: str) -> Mapping[str, Value]:
    found = fields.get(block)
    return found if isinstance(found, dict) else {}


def _is_inherited(fields: Mapping[str, Value], block: str) -> bool:
    shown = _show_block(fields, block)
    return not shown or bool(shown.get("inherited")) or bool(shown.get("taken_from"))
