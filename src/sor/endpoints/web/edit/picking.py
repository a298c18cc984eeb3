"""Picking a unit for a form by its name or its place in the tree; what was typed in the form is kept meanwhile."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from sor.endpoints.web.browse.unit_page import headed
from sor.endpoints.web.edit.forms import PICKED, codes_in
from sor.endpoints.web.edit.trying import Editing, Target
from sor.reading.snapshot import Snapshot, Summary
from sor.rules.hierarchy import LEVEL_BELOW
from sor.search.text import sort_key

SEVERAL = frozenset({"replace", "merge"})
"""The operations whose form takes several units."""

MOST_FOUND = 20
CHOSEN, SOUGHT, AT = "picking_unit", "picking_text", "picking_at"


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
    """The form with the unit that was picked in its field, to be shown again."""
    if form.get("action") != "picked" or op not in PICKED:
        return form
    field, code = PICKED[op], form.get(CHOSEN, "").strip()
    value = form.get(field, "")
    if code:
        value = ", ".join([*dict.fromkeys([*codes_in(value), code])]) if op in SEVERAL else code
    return {**form, field: value, "action": "change"}


def choosing(editing: Editing, target: Target, form: Mapping[str, str]) -> Choosing:
    """What there is to pick for a form: what was sought, and the place in the tree that was opened."""
    snapshot, field, sought = editing.register.at(), PICKED[target.op], form.get(SOUGHT, "").strip()
    at = form.get(AT, "") or ("" if target.parent is None else target.parent["code"]) or target.code
    here = snapshot.summary(at)
    found = []
    if sought:
        hits = editing.search.search(sought, snapshot.at, limit=MOST_FOUND)
        units = snapshot.summaries([hit.key for hit in hits.page])
        found = [_choice(target, snapshot, units[hit.key], is_found=True) for hit in hits.page if hit.key in units]
    line = [] if here is None else snapshot.ancestors(at)
    return Choosing(
        field,
        sought,
        found,
        [_choice(target, snapshot, one) for one in line],
        None if here is None else _choice(target, snapshot, here),
        [] if here is None else [_choice(target, snapshot, one) for one in _in_name_order(snapshot.children(at))],
    )


def _in_name_order(units: Sequence[Summary]) -> list[Summary]:
    return sorted(units, key=lambda unit: (sort_key(unit.get("name") or ""), unit["code"]))


def _choice(target: Target, snapshot: Snapshot, unit: Summary, *, is_found: bool = False) -> Choice:
    shown = headed(unit)
    level = unit.get("level")
    below = LEVEL_BELOW.get(level) if level else None
    is_other = unit["code"] != target.code
    if target.op == "move" and target.unit is not None:
        fits = is_other and below == target.unit.get("level")
    else:
        fits = is_other if target.op in SEVERAL else below is not None
    path = " › ".join(str(headed(one)["name"]) for one in snapshot.ancestors(unit["code"])) if is_found else ""
    return Choice(unit["code"], str(shown["name"]), level or "", path, unit.get("children", 0), fits)
