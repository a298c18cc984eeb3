"""What a change brings about, as a person reads it: grouped by what changes alike, in names, only what differs."""

from collections.abc import Sequence
from typing import NamedTuple

from sor.changes.outcome import Consequences, FieldChange, Touched
from sor.core.day import parse_day, previous_day, write_day
from sor.core.story import Change
from sor.endpoints.web.browse.change_view import ChangeView, change_views
from sor.endpoints.web.edit.forms import names_in
from sor.endpoints.web.kit.labels import LABELS
from sor.endpoints.web.kit.names import Names
from sor.endpoints.web.kit.values import Values
from sor.endpoints.web.kit.visit import Visit
from sor.reading.snapshot import Snapshot

MOST_NAMED = 50
"""Units of one group that are named; of more the rest is counted."""

LIFE = "open"
"""The field that a unit loses when it closes, and with it all others."""


class Alike(NamedTuple):
    """Units whose answers change alike. units: (code, name) of those that are named; size: of all."""

    units: list[tuple[str, str]]
    size: int
    ends: bool
    begins: bool
    periods: list["TimeOfChange"]


class TimeOfChange(NamedTuple):
    """What changes in one time, in words. last: the last day, empty while no end is known."""

    first: str
    last: str
    changes: list[ChangeView]


def groups(told: Consequences, snapshot: Snapshot, visit: Visit) -> list[Alike]:
    """The units that are touched, those that change alike together; the one that the change is about first."""
    units = [one for one in told.touched if one.kind == "unit"]
    wanted = names_in([{"field": c.field, "before": c.before, "after": c.after} for one in units for c in one.changes])
    named = {code: str(found["name"]) for code, found in snapshot.summaries(sorted(wanted)).items() if "name" in found}
    values = Values(visit, Names(snapshot.codes, snapshot.at.valid, visit.language), named)
    alike: dict[str, list[Touched]] = {}
    for one in sorted(units, key=lambda one: not one.stated):
        alike.setdefault(repr([(c.field, c.from_day, c.to_day, c.before, c.after) for c in _told(one)]), []).append(one)
    return [_alike(members, values, visit) for members in alike.values()]


def others(told: Consequences) -> list[tuple[str, str]]:
    """(kind, key) of what is touched beside units: location numbers, message types, SHAK codes."""
    return [(one.kind, one.key) for one in told.touched if one.kind != "unit"]


def _alike(members: Sequence[Touched], values: Values, visit: Visit) -> Alike:
    changes = _told(members[0])
    periods: dict[tuple[str, str | None], list[FieldChange]] = {}
    for change in changes:
        if change.field != LIFE:
            periods.setdefault((change.from_day, change.to_day), []).append(change)
    life = next((change for change in changes if change.field == LIFE), None)
    if life is not None:
        periods.setdefault((life.from_day, life.to_day), [])
    return Alike(
        [(one.key, one.name or one.key) for one in members[:MOST_NAMED]],
        len(members),
        ends=life is not None and life.after is None,
        begins=life is not None and life.before is None,
        periods=[
            TimeOfChange(
                visit.on(first),
                "" if end is None else visit.on(write_day(previous_day(parse_day(end)))),
                change_views(
                    [Change(one.field, one.before, one.after) for one in those if f"field.{one.field}" in LABELS],
                    members[0].key,
                    values,
                ),
            )
            for (first, end), those in periods.items()
        ],
    )


def _told(one: Touched) -> list[FieldChange]:
    """What of a unit's changes is told: of one that closes or begins only that."""
    return [change for change in one.changes if change.field == LIFE] or one.changes
