"""From what stands in a form to a change document, and back. Pure: no rule lives here, the register judges it.

A field that holds what it held when the form was read is not sent. A block (an address, the contact) is sent whole or
not at all, because it is inherited or a unit's own as a whole.
"""

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from sor.changes.document import LATER
from sor.core.day import NotADay, parse_day
from sor.core.shapes import Fields, Value
from sor.core.subject import STREET_ADDRESSES
from sor.core.unit import UnitAnswer

OWN, INHERIT = "own", "inherit"
PLAIN = ("name", "production_unit", "provider_identifier", "local_code", "note")
STREET_PARTS = ("street", "building", "floor", "suite", "postcode", "district", "municipality")
OF_THE_PLACE = frozenset({"east", "north", "street_code", "region"})
"""What belongs to the place where a street address lies, and goes when another is written."""
WHOSE = frozenset({"inherited", "source", "taken_from"})
BLOCKS: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(STREET_ADDRESSES, STREET_PARTS),
    "virtual_address": ("phone", "email", "website", "fax"),
}
FIELDS: Mapping[str, tuple[str, ...]] = {
    "edit": (
        "from",
        "to",
        "later",
        *PLAIN,
        *BLOCKS,
        *(f"{block}.{part}" for block, parts in BLOCKS.items() for part in parts),
    ),
    "move": ("from", "later", "parent"),
    "close": ("from", "branch"),
    "withdraw": ("branch",),
    "reschedule": ("from",),
    "undo": (),
}
"""What the form of each operation has, beside ``reason``."""

DANISH = re.compile(r"([0-9]{1,2})[./-]([0-9]{1,2})[./-]([0-9]{4})")


class Mistake(NamedTuple):
    """Something in a form that is no change yet. field: where it stands. text: the key of its sentence."""

    field: str
    text: str


def values_of(unit: UnitAnswer) -> dict[str, str]:
    """What the fields of a form hold for a unit: its values in force, and whose each block is."""
    found = {name: str(unit.get(name) or "") for name in PLAIN}
    for block, parts in BLOCKS.items():
        shown = _shown(unit, block)
        found[block] = INHERIT if _is_inherited(unit, block) else OWN
        found |= {f"{block}.{part}": str(shown.get(part) or "") for part in parts}
    return found


def fields_changed(form: Mapping[str, str], unit: UnitAnswer) -> Fields:
    """The fields whose content in a form differs from a unit's, as a change document sets them."""
    had = values_of(unit)
    changed: Fields = {
        name: form[name].strip() or None for name in PLAIN if name in form and form[name].strip() != had[name]
    }
    for block, parts in BLOCKS.items():
        state = form.get(block, had[block])
        if state == INHERIT:
            if had[block] == OWN and block in form:
                changed[block] = INHERIT
            continue
        typed = {part: form.get(f"{block}.{part}", had[f"{block}.{part}"]).strip() for part in parts}
        if had[block] == OWN and all(typed[part] == had[f"{block}.{part}"] for part in parts):
            continue
        changed[block] = _block(unit, block, typed, had)
    return changed


def document(
    op: str, code: str, form: Mapping[str, str], unit: UnitAnswer, *, entry: int | None = None, line: int | None = None
) -> Fields | list[Mistake]:
    """The change document of a form, or what is wrong with it. unit: as it was when the form was read. entry and line
    are what is taken back.
    """
    mistakes: list[Mistake] = []
    asked: list[str] = [name for name in ("from", "to") if name in FIELDS[op]]
    days = {name: day_of(form.get(name, "")) for name in asked if name == "from" or form.get(name, "").strip()}
    mistakes += [Mistake(name, "edit.no_day") for name, day in days.items() if day is None]
    change: Fields = {"op": op, **days}
    change |= {"unit": code} if entry is None else {"entry": entry}
    if line is not None:
        change["line"] = line
    if op == "edit":
        change["set"] = fields_changed(form, unit)
        if not change["set"]:
            mistakes.append(Mistake("name", "edit.nothing"))
    elif op == "move":
        change["parent"] = form.get("parent", "").strip()
        if not change["parent"]:
            mistakes.append(Mistake("parent", "edit.no_parent"))
    elif form.get("branch") and "branch" in FIELDS[op]:
        change["branch"] = True
    if "later" in FIELDS[op] and form.get("later") in LATER:
        change["later"] = form["later"]
    base = form.get("base", "")
    whole: Fields = {"reason": form.get("reason", "").strip(), "changes": [change]}
    if base.isascii() and base.isdigit() and len(base) < 16:
        whole["base"] = int(base)
    return mistakes or whole


def day_of(text: str) -> str | None:
    """A day as the document writes it, from ISO or Danish notation; None when it is none."""
    text = text.strip()
    if found := DANISH.fullmatch(text):
        text = f"{found[3]}-{int(found[2]):02}-{int(found[1]):02}"
    try:
        parse_day(text)
    except NotADay:
        return None
    return text


def names_in(changes: Sequence[Mapping[str, Value]]) -> set[str]:
    """The codes of units that changes of answers speak of."""
    found: set[str] = set()
    for change in changes:
        for side in (change.get("before"), change.get("after")):
            named = side.get("source") if isinstance(side, dict) else side if change.get("field") == "parent" else None
            if isinstance(named, str):
                found.add(named)
    return found


def _block(unit: UnitAnswer, block: str, typed: Mapping[str, str], had: Mapping[str, str]) -> Fields:
    """A block as it is to be: what was typed, beside what the form does not show of a unit's own."""
    kept: Fields = {}
    if had[block] == OWN:
        is_moved = any(typed[part] != had[f"{block}.{part}"] for part in typed)
        gone = WHOSE | (OF_THE_PLACE if is_moved and block in STREET_ADDRESSES else frozenset())
        kept = {part: value for part, value in _shown(unit, block).items() if part not in gone and value is not None}
    return {**kept, **{part: value or None for part, value in typed.items()}}


def _shown(unit: UnitAnswer, block: str) -> Fields:
    found: Value = unit.get(block)
    return found if isinstance(found, dict) else {}


def _is_inherited(unit: UnitAnswer, block: str) -> bool:
    shown = _shown(unit, block)
    return not shown or bool(shown.get("inherited")) or bool(shown.get("taken_from"))
