"""The story that a unit's resolved history tells: what happened on which day, since when a value holds, what comes.

Pure: it is given the rows of ``Snapshot.history(code, resolved=True)``, answers in order of time, and asks nobody.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

from sor.core.shapes import Value
from sor.core.subject import ADDRESS_KINDS
from sor.core.unit import UnitAnswer

OPENS, CHANGES, RESTATED, CLOSES, REOPENS = "opens", "changes", "restated", "closes", "reopens"

FIELDS = (
    "name", "level", "type", "type_name", "parent", "owner", "cvr", "production_unit", "shak", "provider_identifier",
    "pharmacy_identifier", "local_code", "local_attributes", "specialities", "organisational_level", "reporting_level",
    "patients_admitted", "ambulant_activity", "location", *ADDRESS_KINDS, "geographic_location", "geographic_parent",
    "operator", "replaces", "replaced_by", "note",
)  # fmt: skip
"""The fields of an answer that tell something about the unit, in the order in which they are shown."""

PROVENANCE = frozenset({"inherited", "source", "taken_from"})
"""The parts of an address or location number that say whose it is."""


class Change(NamedTuple):
    """A field that holds something else than before; None stands for nothing."""

    field: str
    before: Value
    after: Value

    @property
    def only_source(self) -> bool:
        """Whether the value stayed and only its source is another."""
        return bool(value_alone(self.before) == value_alone(self.after))


class StoryStep(NamedTuple):
    """What happens on a day. ``answer`` is the unit from that day on; when it closes, the unit as it last was."""

    day: str
    kind: str
    changes: tuple[Change, ...]
    answer: UnitAnswer


class Since(NamedTuple):
    """From when to when a value holds without a break.

    day: the first day that a source vouches for. assumed_from: the first day of those before that were only assumed,
    None when there are none. from_start: it holds since the unit began. until: the first day on which it is another
    or the unit is gone, None when no such day is known.
    """

    day: str
    assumed_from: str | None
    from_start: bool
    until: str | None


def value_alone(value: Value) -> Value:
    """A value without the parts that say where it comes from."""
    if not isinstance(value, Mapping):
        return _tell_value(value)
    return {part: found for part, found in value.items() if part not in PROVENANCE and found is not None}


def _tell_value(value: Value) -> Value:
    """A value that is told; None for what is empty. No is an answer as well."""
    return value if value is False else value or None


def source_alone(value: Value) -> tuple[Value, ...]:
    """Only the parts of a value that say where it comes from."""
    return tuple(value.get(part) for part in sorted(PROVENANCE)) if isinstance(value, Mapping) else ()


def differences(before: UnitAnswer, after: UnitAnswer) -> tuple[Change, ...]:
    """The fields in which two answers differ, by value or by source."""
    found = [Change(field, _tell_value(before.get(field)), _tell_value(after.get(field))) for field in FIELDS]
    return tuple(c for c in found if not _same(c.before, c.after))


def steps(history: Sequence[UnitAnswer]) -> list[StoryStep]:
    """Everything that happens to a unit, day by day, from its opening to its last known closing."""
    return list(_steps(history))


def coming(history: Sequence[UnitAnswer], day: str) -> list[StoryStep]:
    """What happens after a day."""
    return [step for step in steps(history) if step.day > day]


def index_on(history: Sequence[UnitAnswer], day: str) -> int | None:
    """Which row of the history covers a day; none when the unit is not open then."""
    for index, row in enumerate(history):
        if row["valid_from"] <= day and (row["valid_to"] is None or day < row["valid_to"]):
            return index
    return None


def since(history: Sequence[UnitAnswer], day: str, value_of: Callable[[UnitAnswer], Value]) -> Since | None:
    """From when to when the value that holds on a day does so; None when the unit is not open on the day."""
    found = index_on(history, day)
    if found is None:
        return None
    value = value_of(history[found])
    first = last = found
    while first > 0 and _are_joined(history[first - 1], history[first]) and value_of(history[first - 1]) == value:
        first -= 1
    while (
        last + 1 < len(history)
        and _are_joined(history[last], history[last + 1])
        and value_of(history[last + 1]) == value
    ):
        last += 1
    vouched = next((i for i in range(first, found) if not history[i].get("assumed")), found)
    return Since(
        day=history[vouched]["valid_from"],
        assumed_from=history[first]["valid_from"] if vouched > first else None,
        from_start=first == 0 or not _are_joined(history[first - 1], history[first]),
        until=history[last]["valid_to"],
    )


def _steps(history: Sequence[UnitAnswer]) -> Iterator[StoryStep]:
    previous: UnitAnswer | None = None
    for row in history:
        if previous is None:
            yield StoryStep(row["valid_from"], OPENS, (), row)
        elif _are_joined(previous, row):
            changed = differences(previous, row)
            yield StoryStep(row["valid_from"], CHANGES if changed else RESTATED, changed, row)
        elif previous["valid_to"] is not None:
            yield StoryStep(previous["valid_to"], CLOSES, (), previous)
            yield StoryStep(row["valid_from"], REOPENS, differences(previous, row), row)
        previous = row
    if previous is not None and previous["valid_to"] is not None:
        yield StoryStep(previous["valid_to"], CLOSES, (), previous)


def _are_joined(before: UnitAnswer, after: UnitAnswer) -> bool:
    return bool(before["valid_to"] == after["valid_from"])


def _same(before: Value, after: Value) -> bool:
    return bool(value_alone(before) == value_alone(after) and source_alone(before) == source_alone(after))
