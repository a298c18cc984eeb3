"""What a change brings about, as a person reads it: grouped by what changes alike, in names, only what differs."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from sor.changes.outcome import Consequences, FieldChange, Touched
from sor.core.as_of import AsOf
from sor.core.day import parse_day, previous_day, write_day
from sor.core.shapes import Value
from sor.core.story import Change
from sor.endpoints.web.browse.change_view import ChangeView, change_views
from sor.endpoints.web.edit.forms import names_in
from sor.endpoints.web.kit.labels import LABELS
from sor.endpoints.web.kit.names import Names
from sor.endpoints.web.kit.values import Values
from sor.endpoints.web.kit.visit import Visit
from sor.reading.snapshot import Snapshot
from sor.register import Register

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


def groups(told: Consequences, snapshots: Sequence[Snapshot], visit: Visit) -> list[Alike]:
    """The units that are touched, those that change alike together; the one that the change is about first. snapshots:
    by the first that knows a unit it is called.
    """
    units = [one for one in told.touched if one.kind == "unit"]
    wanted = names_in([{"field": c.field, "before": c.before, "after": c.after} for one in units for c in one.changes])
    first = snapshots[0]
    values = Values(visit, Names(first.codes, first.at.valid, visit.language), _call_units(wanted, snapshots))
    alike: dict[str, list[Touched]] = {}
    for one in sorted(units, key=lambda one: not one.stated):
        alike.setdefault(
            repr([(c.field, c.from_day, c.to_day, c.before, c.after) for c in _tell_changes(one)]), []
        ).append(one)
    apart = _told_apart(units, snapshots, visit)
    return [_alike(members, values, apart, visit) for members in alike.values()]


def _told_apart(units: Sequence[Touched], snapshots: Sequence[Snapshot], visit: Visit) -> dict[str, str]:
    """What each unit is called among the others: with its level where another has the same name, as the institution of
    a clinic mostly has.
    """
    often = Counter(one.name for one in units)
    alike = sorted({one.key for one in units if often[one.name] > 1})
    levels: dict[str, str] = {}
    for snapshot in snapshots:
        levels |= {code: one["level"] for code, one in snapshot.summaries(alike).items() if "level" in one}
    return {
        one.key: f"{one.name or one.key} ({visit.text(f'level.{levels[one.key]}.name')})"
        if one.key in levels
        else one.name or one.key
        for one in units
    }


def others(told: Consequences) -> list[tuple[str, str]]:
    """(kind, key) of what is touched beside units and message types that end: location numbers, SHAK codes."""
    ending = {key for keys in _messages_ending(told).values() for key in keys}
    return [(one.kind, one.key) for one in told.touched if one.kind != "unit" and one.key not in ending]


def snapshots_of(register: Register, told: Consequences | None) -> list[Snapshot]:
    """The register by which what a change brings about is named: as it is on the first day on which something is
    otherwise, when that is to come, and today; a place to come is picked by the name that it has then.
    """
    now, touched = register.at(), [] if told is None else told.touched
    first = min((parse_day(change.from_day) for one in touched for change in one.changes), default=0)
    return [register.at(AsOf(first, now.at.known)), now] if first > now.at.valid else [now]


def consequences_told(told: Consequences, snapshots: Sequence[Snapshot], visit: Visit) -> list[str]:
    """What a change brings about beside other answers, as sentences: numbers that go or change hands, messages that
    end, who still names a unit that closes, and what is scheduled already.
    """
    return list(dict.fromkeys(_sentences(told, _names(told, snapshots), visit)))


def _call_units(codes: Iterable[str], snapshots: Sequence[Snapshot]) -> dict[str, str]:
    """The names of units, each by the first snapshot that knows it."""
    names: dict[str, str] = {}
    for snapshot in snapshots:
        found = snapshot.summaries(sorted({*codes} - names.keys()))
        names |= {code: one["name"] for code, one in found.items() if "name" in one}
    return names


def _names(told: Consequences, snapshots: Sequence[Snapshot]) -> dict[str, str]:
    """The names of the units that such sentences name, also of those that the change makes."""
    codes = {str(one[side]) for one in told.moved_identifiers for side in ("from", "to") if one[side]}
    codes |= {one[side] for one in told.references if one["kind"] == "unit" for side in ("key", "to")}
    codes |= {str(one["key"]) for one in told.scheduled if one["kind"] == "unit"}
    found = {one.key: one.name for one in told.touched if one.kind == "unit" and one.name}
    return found | _call_units(codes, snapshots)


def _sentences(told: Consequences, names: Mapping[str, str], visit: Visit) -> Iterator[str]:
    def name_code(code: Value) -> str:
        return names.get(str(code), str(code))

    for one in told.moved_identifiers:
        key = "number_ends" if one["to"] is None else "number_begins" if one["from"] is None else "number_moves"
        what = visit.text(f"field.{'location' if one['system'] == 'location_number' else one['system']}")
        value = visit.text("preview.new_number") if str(one["value"]).startswith("#") else one["value"]
        day, unit, to = visit.on(str(one["day"])), name_code(one["from"]), name_code(one["to"])
        yield visit.text(f"preview.{key}", what=what, value=value, day=day, unit=unit, to=to)
    for (number, first), keys in sorted(_messages_ending(told).items()):
        yield visit.text("preview.messages_end", number=number, day=visit.on(first), count=len(keys))
    for reference in told.references:
        if reference["kind"] == "unit":
            yield visit.text("preview.refers", unit=name_code(reference["key"]), to=name_code(reference["to"]))
    scheduled: dict[tuple[Value, ...], list[str]] = {}
    for one in told.scheduled:
        field = "preview.life" if one["field"] == LIFE else f"field.{one['field']}"
        if one["kind"] == "unit" and field in LABELS:
            which = (one["becomes"], one["key"], one["day"], one["entry"])
            scheduled.setdefault(which, []).append(visit.text(field))
    for (becomes, unit_key, begins, entry), fields in scheduled.items():
        facts = {"unit": name_code(unit_key), "day": visit.on(str(begins)), "field": ", ".join(dict.fromkeys(fields))}
        yield visit.text(f"preview.scheduled.{becomes}", entry=entry, **facts)


def _messages_ending(told: Consequences) -> dict[tuple[str, str], list[str]]:
    """The message types that end, by location number and day."""
    found: dict[tuple[str, str], list[str]] = {}
    for one in told.touched:
        for change in one.changes:
            if one.kind == "edi" and change.field == LIFE and change.after is None:
                found.setdefault((one.key.partition("/")[0], change.from_day), []).append(one.key)
    return found


def _alike(members: Sequence[Touched], values: Values, called: Mapping[str, str], visit: Visit) -> Alike:
    changes = _tell_changes(members[0])
    periods: dict[tuple[str, str | None], list[FieldChange]] = {}
    for change in changes:
        if change.field != LIFE:
            periods.setdefault((change.from_day, change.to_day), []).append(change)
    life = next((change for change in changes if change.field == LIFE), None)
    if life is not None:
        periods.setdefault((life.from_day, life.to_day), [])
    return Alike(
        [(one.key, called[one.key]) for one in members[:MOST_NAMED]],
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


def _tell_changes(one: Touched) -> list[FieldChange]:
    """What of a unit's changes is told: of one that closes or begins only that; of one that is made, all of its own."""
    if one.key.startswith("#"):
        return [change for change in one.changes if change.source is None]
    return [change for change in one.changes if change.field == LIFE] or one.changes
