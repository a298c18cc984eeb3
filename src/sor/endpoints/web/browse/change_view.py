"""A change of a unit as a person reads it: which fields, before → after, and whose value it is now. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from sor.core.shapes import Value
from sor.core.story import Change, value_alone
from sor.core.subject import STREET_ADDRESSES
from sor.endpoints.web.kit.values import Values

ADDRESS_NAMING = ("street", "building", "floor", "suite", "postcode", "district", "sublocation", "po_box")
"""The parts that stand on an envelope; the others are listed one by one when they change."""

NUMBER_NAMING = ("state", "number")


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """One thing before and after; ``label`` names a part of the field, empty for the whole."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class ChangeView:
    """Fields that change alike, and how. ``source_before``, ``source``: (code, name) of the unit from which the value
    was inherited before, and is after; none when it is the unit's own.
    """

    fields: Sequence[str]
    lines: Sequence[ChangeLine]
    source_before: tuple[str, str] | None
    source: tuple[str, str] | None
    only_source: bool


def change_views(changes: Sequence[Change], code: str, values: Values) -> list[ChangeView]:
    """The changes of a step; addresses that follow the postal one are told together with it."""
    grouped: dict[str, list[Change]] = {}
    for change in changes:
        if change.field == "type_name" and any(other.field == "type" for other in changes):
            continue
        sides = (change.before, change.after)
        alike = [(value_alone(side), _whose(side)) for side in sides] if change.field in STREET_ADDRESSES else None
        grouped.setdefault(repr(alike) if alike else change.field, []).append(change)
    return [_view(group, code, values) for group in grouped.values()]


def _view(group: Sequence[Change], code: str, values: Values) -> ChangeView:
    change = group[0]
    return ChangeView(
        fields=[values.visit.text(f"field.{each.field}") for each in group],
        lines=list(_lines(change, values)),
        source_before=_source(change.before, code, values),
        source=_source(change.after, code, values),
        only_source=change.only_source,
    )


def _source(value: Value, code: str, values: Values) -> tuple[str, str] | None:
    source = value.get("source") if isinstance(value, Mapping) else None
    return (source, values.unit(source)) if source and source != code else None


def _whose(value: Value) -> Value:
    return value.get("source") if isinstance(value, Mapping) else None


def _lines(change: Change, values: Values) -> Iterator[ChangeLine]:
    if change.only_source:
        yield ChangeLine("", "", values.of(change.field, change.after))
        return
    before, after = value_alone(change.before), value_alone(change.after)
    if not isinstance(before, Mapping) or not isinstance(after, Mapping):
        yield ChangeLine("", values.of(change.field, change.before), values.of(change.field, change.after))
        return
    changed = [part for part in {**before, **after} if before.get(part) != after.get(part)]
    naming = ADDRESS_NAMING if change.field in STREET_ADDRESSES else NUMBER_NAMING
    named = [part for part in changed if part in naming] if change.field != "virtual_address" else []
    if named:
        yield ChangeLine("", values.of(change.field, change.before), values.of(change.field, change.after))
    for part in changed:
        if part not in named and not _is_detail(part, named):
            yield ChangeLine(
                values.visit.text(
                    f"field.local_attribute_{part}" if change.field == "local_attributes" else f"part.{part}"
                ),
                values.part(change.field, part, before.get(part)),
                values.part(change.field, part, after.get(part)),
            )


def _is_detail(part: str, named: Sequence[str]) -> bool:
    """Coordinates and street codes go without saying when the street itself changes."""
    return bool(named) and part in ("east", "north", "street_code")
