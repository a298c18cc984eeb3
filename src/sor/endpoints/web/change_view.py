"""A change of a unit as a person reads it: which fields, before → after, and whose value it is now. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sor.core.story import Change, value_alone
from sor.endpoints.web.values import STREET_ADDRESSES, Values

ADDRESS_NAMING = ("street", "building", "floor", "suite", "postcode", "district", "sublocation", "po_box")
"""The parts that stand on an envelope; the others are listed one by one when they change."""

NUMBER_NAMING = ("state", "number")


@dataclass(frozen=True, slots=True)
class Line:
    """One thing before and after; ``label`` names a part of the field, empty for the whole."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class ChangeView:
    """Fields that change alike, and how. ``source``: (code, name) of the unit it is inherited from, when it is."""

    fields: Sequence[str]
    lines: Sequence[Line]
    source: tuple[str, str] | None
    only_source: bool


def change_views(changes: Sequence[Change], code: str, values: Values) -> list[ChangeView]:
    """The changes of a step; addresses that follow the postal one are told together with it."""
    grouped: dict[str, list[Change]] = {}
    for change in changes:
        if change.field == "type_name" and any(other.field == "type" for other in changes):
            continue
        alike = (value_alone(change.before), value_alone(change.after)) if change.field in STREET_ADDRESSES else None
        grouped.setdefault(repr(alike) if alike else change.field, []).append(change)
    return [_view(group, code, values) for group in grouped.values()]


def _view(group: Sequence[Change], code: str, values: Values) -> ChangeView:
    change = group[0]
    after = change.after if isinstance(change.after, Mapping) else {}
    source = after.get("source")
    inherited = source is not None and source != code
    return ChangeView(
        fields=[values.visit.text(f"field.{each.field}") for each in group],
        lines=list(_lines(change, values)),
        source=(source, values.unit(source)) if source and inherited else None,
        only_source=change.only_source,
    )


def _lines(change: Change, values: Values) -> Iterator[Line]:
    if change.only_source:
        yield Line("", "", values.of(change.field, change.after))
        return
    before, after = value_alone(change.before), value_alone(change.after)
    if not isinstance(before, Mapping) or not isinstance(after, Mapping):
        yield Line("", values.of(change.field, change.before), values.of(change.field, change.after))
        return
    changed = [part for part in {**before, **after} if before.get(part) != after.get(part)]
    naming = ADDRESS_NAMING if change.field in STREET_ADDRESSES else NUMBER_NAMING
    named = [part for part in changed if part in naming] if change.field != "virtual_address" else []
    if named:
        yield Line("", values.of(change.field, change.before), values.of(change.field, change.after))
    for part in changed:
        if part not in named and not _is_detail(part, named):
            yield Line(
                values.visit.text(f"part.{part}"),
                values.part(change.field, part, before.get(part)),
                values.part(change.field, part, after.get(part)),
            )


def _is_detail(part: str, named: Sequence[Any]) -> bool:
    """Coordinates and street codes go without saying when the street itself changes."""
    return bool(named) and part in ("east", "north", "street_code")
