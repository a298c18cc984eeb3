"""Two people at one unit: what has changed since a form was read stands beside what was typed in it, and the form goes
on from what holds now.
"""

from collections.abc import Mapping
from typing import NamedTuple

from sor.core.as_of import AsOf
from sor.core.day import parse_day
from sor.core.typed_day import read_typed_day
from sor.endpoints.web.browse.unit_page import head_unit
from sor.endpoints.web.edit.forms import BLOCKS, CHOSEN, FIELDS, FLAGS, INHERIT, NO_NUMBER, OWN, SPECIALITIES, values_of
from sor.endpoints.web.edit.tried import Target
from sor.endpoints.web.edit.trying import Editing
from sor.endpoints.web.kit.names import LISTS_OF_NUMBERS, Names
from sor.endpoints.web.kit.visit import Visit

NOTHING = "–"


class Compared(NamedTuple):
    """A field that has changed, in words. yours: what was typed; empty where nothing was."""

    what: str
    before: str
    theirs: str
    yours: str


def compare_fields(editing: Editing, target: Target, form: Mapping[str, str], visit: Visit) -> list[Compared]:
    """The fields of a unit that became otherwise since the form was read, on the day from which the form holds."""
    day = parse_day(read_typed_day(form.get("from", "")) or visit.today)
    head, base = editing.register.serial(), _base(form)
    before, theirs = _values(editing, target, AsOf(day, base)), _values(editing, target, AsOf(day, head))
    read = _values(editing, target, AsOf(editing.register.today(), base))
    words = _FieldWords(editing, visit, day)
    found = []
    for name in (one for one in FIELDS[target.op] if before.get(one, "") != theirs.get(one, "")):
        block = name.partition(".")[0]
        if block != name and INHERIT in (theirs.get(block), before.get(block, "")) and block in BLOCKS:
            continue  # what is inherited is another unit's
        typed = form.get(name, "").strip()
        yours = words.of(name, typed) if name in form and typed != read.get(name, "") else ""
        was, now = words.of(name, before.get(name, "")), words.of(name, theirs.get(name, ""))
        found.append(Compared(words.label(name), was, now, yours))
    return found


def brought_up(
    editing: Editing, target: Target, form: Mapping[str, str], serial: int | None = None
) -> Mapping[str, str]:
    """The form as if it had been read at a serial, or now: what was typed stays, the fields that were left alone hold
    what holds.
    """
    today, head = editing.register.today(), editing.register.serial() if serial is None else serial
    read, now = (_values(editing, target, AsOf(today, serial)) for serial in (_base(form), head))
    left = {name: now.get(name, "") for name, typed in form.items() if name in read and typed.strip() == read[name]}
    return {**form, **left, "base": str(head)}


def _base(form: Mapping[str, str]) -> int:
    text = form.get("base", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else 0


def _values(editing: Editing, target: Target, at: AsOf) -> dict[str, str]:
    unit = editing.register.at(at).unit(target.code)
    return {**values_of(unit), "parent": "" if unit is None else unit.get("parent", "")}


class _FieldWords:
    """Names of fields and of what they hold."""

    def __init__(self, editing: Editing, visit: Visit, day: int) -> None:
        self._editing, self._visit = editing, visit
        self._names = Names(editing.register.at().codes, day, visit.language)

    def label(self, name: str) -> str:
        block, _, part = name.partition(".")
        if not part or name in SPECIALITIES:
            return self._visit.text(f"field.{block}")
        return f"{self._visit.text(f'field.{block}')}: {self._visit.text(f'part.{part}')}"

    def of(self, name: str, value: str) -> str:
        block, _, part = name.partition(".")
        if not value:
            return NOTHING
        if name == "parent":
            unit = self._editing.units.find_known(value)
            return value if unit is None else str(head_unit(unit)["name"])
        if name in FLAGS:
            return self._visit.text("yes" if value == "true" else "no")
        if name in CHOSEN:
            return self._names.of(CHOSEN[name], value)
        if name in SPECIALITIES:
            return self._names.of("speciality", value)
        if part == "municipality":
            return self._names.of("municipality", value)
        if block == "location" and part in LISTS_OF_NUMBERS:
            return self._names.of_number(part, value)
        states = {OWN: "edit.location.own" if block == "location" else "edit.own", INHERIT: "edit.inherit"}
        states[NO_NUMBER] = "edit.location.none"
        return self._visit.text(states[value]) if not part and value in states else value
