"""Picking a unit for a form by its name or its place in the tree; what was typed in the form is kept meanwhile."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from sor.core.day import write_day
from sor.core.typed_day import read_typed_day
from sor.endpoints.web.browse.unit_page import head_unit
from sor.endpoints.web.edit.forms import PICKED, codes_in
from sor.endpoints.web.edit.tried import Target
from sor.endpoints.web.edit.trying import Editing
from sor.reading.snapshot import Snapshot, Summary
from sor.rules.hierarchy import LEVEL_BELOW
from sor.search.text import sort_key

SEVERAL = frozenset({"replace", "merge"})
"""The operations whose form takes several units."""

MOST_FOUND = 20
CHOSEN, SOUGHT, AT, NONE_PICKED = "picking_unit", "picking_text", "picking_at", "picking_none"
THEN = "picking_then"
"""What was asked for when a unit was named that had to be picked first: it is done as soon as one is."""

LONGEST_NUMBER = 5
"""Digits of a number that belongs to a name, such as »Afsnit 3« or »Team 2027«."""

NO_DAY = "2200-01-01"
"""From which day on a change document takes none."""


class Choice(NamedTuple):
    """A unit that may be picked. path: the names of the units above it. children: how many stand below it. fits:
    whether the unit of the form may stand below it, or it may be named.
    """

    code: str
    name: str
    level: str
    path: str
    children: int
    fits: bool


class Choosing(NamedTuple):
    """What there is to pick. found: by name; above, here, below: a place in the tree."""

    field: str
    sought: str
    found: Sequence[Choice]
    above: Sequence[Choice]
    here: Choice | None
    below: Sequence[Choice]


def is_picking(form: Mapping[str, str]) -> bool:
    """Whether a form asks for the page on which a unit is picked."""
    return form.get("action") == "pick" or (AT in form and not form.get("action"))


def with_picked(op: str, form: Mapping[str, str]) -> Mapping[str, str]:
    """The form with the unit that was picked in its field, to be shown again or, when a preview was asked for, to be
    tried; where none was, the page for picking.
    """
    if form.get("action") != "picked" or op not in PICKED:
        return form
    field, code = PICKED[op], form.get(CHOSEN, "").strip()
    if not code:
        return {**form, NONE_PICKED: "1", "action": "pick"}
    value = form.get(field, "")
    value = ", ".join([*dict.fromkeys([*codes_in(value), code])]) if op in SEVERAL else code
    return {**form, field: value, "action": "preview" if form.get(THEN) == "preview" else "change"}


def with_name_sought(op: str, form: Mapping[str, str]) -> Mapping[str, str]:
    """The form as one that asks for the units which it names otherwise than by their codes, to be found and picked."""
    name = _name_in(op, form)
    if not name or form.get("action") not in ("preview", "save", "basket"):
        return form
    then = "change" if form.get("action") == "basket" else "preview"
    return {**without_name(op, form), SOUGHT: name, THEN: then, "action": "pick"}


def without_name(op: str, form: Mapping[str, str]) -> Mapping[str, str]:
    """The form with nothing but codes in the field that names other units."""
    if not _name_in(op, form):
        return form
    field = PICKED[op]
    return {**form, field: ", ".join(code for code in codes_in(form[field]) if _is_code(code))}


def _name_in(op: str, form: Mapping[str, str]) -> str:
    if op not in PICKED:
        return ""
    words = codes_in(form.get(PICKED[op], ""))
    if not any(sign.isalpha() for word in words for sign in word):
        return ""
    return " ".join(word for word in words if not _is_code(word))


def _is_code(word: str) -> bool:
    """Whether a word beside others is meant as a code: one without letters that is longer than numbers in names."""
    return len(word) > LONGEST_NUMBER and not any(sign.isalpha() for sign in word)


def snapshot_for(editing: Editing, form: Mapping[str, str]) -> Snapshot:
    """The register on the day from which a form holds, when that is to come; else today's."""
    today = write_day(editing.register.today())
    asked = read_typed_day(form.get("from", "")) or today
    return editing.register.at(editing.register.as_of(asked if today < asked < NO_DAY else today, None))


def choosing(editing: Editing, target: Target, form: Mapping[str, str]) -> Choosing:
    """What there is to pick for a form: what was sought, and the place in the tree that was opened; as it is on the day
    from which the form holds, when that is to come.
    """
    snapshot = snapshot_for(editing, form)
    field, sought = PICKED[target.op], form.get(SOUGHT, "").strip()
    at = form.get(AT, "") or ("" if target.parent is None else target.parent["code"]) or target.code
    here = snapshot.summary(at)
    found = []
    if sought:
        codes = _find_units(editing, target, snapshot, sought)
        units = snapshot.summaries(codes)
        found = [_choice(target, snapshot, units[code], is_found=True) for code in codes if code in units]
    line = [] if here is None else snapshot.ancestors(at)
    is_within = target.op == "move" and target.code in (at, *(one["code"] for one in line))
    return Choosing(
        field,
        sought,
        found,
        [_choice(target, snapshot, one) for one in line],
        None if here is None else _choice(target, snapshot, here, is_within=is_within),
        []
        if here is None
        else [_choice(target, snapshot, one, is_within=is_within) for one in _in_name_order(snapshot.children(at))],
    )


def _find_units(editing: Editing, target: Target, snapshot: Snapshot, sought: str) -> list[str]:
    """The units that fit a text: first those of the same owner that can be picked, of the same institution before
    others, then others' that can, then the rest; names such as »Afdeling B« are many institutions'.
    """
    beside = target.code or ("" if target.parent is None else target.parent["code"])
    above = [one["code"] for one in snapshot.ancestors(beside)] or ([beside] if beside else [])
    owner, institution = (above[0] if above else None), (above[1] if len(above) > 1 else None)
    levels = [level for level in LEVEL_BELOW if level and _takes(target, level)] or None
    found: dict[str, None] = {}
    for whose, which in ((owner, levels), (None, levels), (None, None)):
        if len(found) < MOST_FOUND:
            hits = editing.search.search(sought, snapshot.at, limit=MOST_FOUND, owner=whose, level=which)
            keys = [hit.key for hit in hits.page]
            if target.op == "move":  # nothing stands below itself
                keys = [key for key in keys if all(one["code"] != target.code for one in snapshot.ancestors(key))]
            if whose is not None and institution is not None:
                keys.sort(key=lambda key: not any(one["code"] == institution for one in snapshot.ancestors(key)))
            found |= dict.fromkeys(keys)
    return [*found][:MOST_FOUND]


def _takes(target: Target, level: str) -> bool:
    """Whether a unit of a level can be picked: one below which the unit of the form may stand, or any to be named."""
    below = LEVEL_BELOW.get(level)
    if target.op == "move" and target.unit is not None:
        return below == target.unit.get("level")
    return target.op in SEVERAL or below is not None


def _in_name_order(units: Sequence[Summary]) -> list[Summary]:
    return sorted(units, key=lambda unit: (sort_key(unit.get("name") or ""), unit["code"]))


def _choice(
    target: Target, snapshot: Snapshot, unit: Summary, *, is_found: bool = False, is_within: bool = False
) -> Choice:
    """is_within: whether it is the unit of the form, or stands below it, and so is no place for that."""
    shown = head_unit(unit)
    level = unit.get("level") or ""
    fits = not is_within and _takes(target, level) and (target.op == "create" or unit["code"] != target.code)
    path = " › ".join(str(head_unit(one)["name"]) for one in snapshot.ancestors(unit["code"])) if is_found else ""
    return Choice(unit["code"], str(shown["name"]), level, path, unit.get("children", 0), fits)
