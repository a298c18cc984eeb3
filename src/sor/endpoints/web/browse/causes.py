"""Which entry of the log made a step of a unit's story: the one whose statement begins on that day. Pure.

A step may come from elsewhere: an inherited value from the unit above that holds it, a name from a code list.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import TypeAlias

from sor.core.day import parse_day
from sor.core.shapes import Value
from sor.core.statement import Statement
from sor.core.story import CLOSES, OPENS, REOPENS, Change, StoryStep
from sor.core.subject import succession_key
from sor.core.timeline import winner

Stated: TypeAlias = Mapping[tuple[str, str], Mapping[str, Sequence[Statement]]]
"""By (kind, key): the timeline of a subject, by field."""

FIELDS_BEHIND = {"type_name": ("type",), "owner": ("parent",), "local_attributes": ()}
"""Fields of an answer that are not stated under their own name."""


def subjects_named(code: str, story: Sequence[StoryStep]) -> dict[str, list[str]]:
    """The subjects, by kind, whose statements may have made some steps."""
    units, numbers, followed = {code}, set(), set()
    for step in story:
        for change in step.changes:
            followed |= set(_successions(code, change))
            for value in (change.before, change.after):
                if isinstance(value, Mapping):
                    units |= {value["source"]} if value.get("source") else set()
                    numbers |= {value["number"]} if value.get("number") else set()
    return {"unit": sorted(units), "location_number": sorted(numbers), "succession": sorted(followed)}


def causes(code: str, story: Sequence[StoryStep], stated: Stated, known: int) -> list[int | None]:
    """The serial of the entry behind each step; None for a step that comes from elsewhere."""
    return [_cause(code, step, stated, known) for step in story]


def _cause(code: str, step: StoryStep, stated: Stated, known: int) -> int | None:
    day = parse_day(step.day)
    for kind, key, field in _behind(code, step):
        timeline = stated.get((kind, key), {})
        fields = [field] if field else list(timeline)
        for statements in (timeline.get(name, ()) for name in fields):
            won = winner(statements, day, known)
            if won is not None and won.from_day == day:
                return won.serial
    return None


def _behind(code: str, step: StoryStep) -> Iterator[tuple[str, str, str]]:
    """Where to look for the statement, the likeliest place first; no field means any."""
    if step.kind in (OPENS, CLOSES, REOPENS):
        yield "unit", code, "open"
        return
    for change in step.changes:
        for value in (change.after, change.before):
            yield from _of_value(change, value)
        for key in _successions(code, change):
            yield "succession", key, "open"
        for field in FIELDS_BEHIND.get(change.field, (change.field,)):
            yield "unit", code, field
    yield "unit", code, "parent"
    if not step.changes:
        yield "unit", code, ""


def _successions(code: str, change: Change) -> list[str]:
    """The successions that begin or end by a change of whom a unit follows, or is followed by."""
    if change.field not in ("replaces", "replaced_by"):
        return []
    before, after = (set(value) if isinstance(value, list) else set() for value in (change.before, change.after))
    others = sorted(str(one) for one in before ^ after)
    return [succession_key(one, code) if change.field == "replaces" else succession_key(code, one) for one in others]


def _of_value(change: Change, value: Value) -> Iterator[tuple[str, str, str]]:
    if isinstance(value, Mapping):
        if value.get("source"):
            yield "unit", value["source"], value.get("taken_from") or change.field
        if value.get("number"):
            yield "location_number", value["number"], ""
