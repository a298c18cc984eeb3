"""The end of units: alone, with the whole branch below, or absorbed by another."""

from collections.abc import Iterator

from sor.changes import document as doc
from sor.changes.judging import days_outside
from sor.changes.numbers import bring_back_messages, end_messages
from sor.changes.overlay import Doubled
from sor.changes.stating import (
    OperationState,
    children_of,
    end_of_return,
    find_ending_entry,
    go_on_with_life,
    holders_of,
    names_number,
    not_open,
    note_asked,
)
from sor.changes.succeeding import arriving_below, coming_below, succeed, withdrawn_with
from sor.core.canonical import decode
from sor.core.day import write_day
from sor.core.finding import Finding
from sor.core.shapes import Fields, text_in
from sor.core.timeline import LIFE
from sor.rules import changing


def close(change: doc.Close, stage: OperationState, n: int) -> Iterator[Finding]:
    """The end of a unit, of its number and of its SHAK code; with ``branch`` of all below it."""
    if (bad := not_open(stage, "unit", change.unit, change.day)) is not None:
        yield bad
        return
    note_asked(stage, "unit", change.unit, change, n, (), {"branch": True} if change.branch else {})
    closing = [change.unit]
    if change.branch:
        found, findings = _branch(stage, change.unit, change.day, n)
        yield from findings
        for key in found:
            stage.overlay.note("unit", key, {"op": "close", "n": n, "from": change.from_, "with": change.unit})
        closing += found
    together = {*closing}
    for key in closing:
        yield from _close_unit(stage, key, change.day, together)


def merge(change: doc.Merge, stage: OperationState, n: int) -> Iterator[Finding]:
    """Units that are one: the absorbed ones close, are replaced, and hand over what is named."""
    key, day = change.unit, change.day
    for one in (key, *change.absorb):
        if (bad := not_open(stage, "unit", one, day)) is not None:
            yield bad
            return
    if key in change.absorb or len({*change.absorb}) < len(change.absorb):
        yield changing.STATED_TWICE.finding("unit", key, {"name": "absorb", "day": change.from_}, day)
        return
    note_asked(stage, "unit", key, change, n, (), {"absorb": change.absorb, "carry": change.carry})
    for old in change.absorb:
        note_asked(stage, "unit", old, change, n, (), {"into": key})
        yield from _carry_over(stage, old, key, day, change, n)
        yield from _close_unit(stage, old, day, {old})
        yield from succeed(stage, old, key, change, n)


def _branch(stage: OperationState, top: str, day: int, n: int) -> tuple[list[str], list[Finding]]:
    """The units below one that close with it on a day. What would be made or arrive below later is taken back."""
    closing: list[str] = []
    findings: list[Finding] = []
    stage.overlay.prefetch("unit", stage.world.below([top], day))
    inside = {top}
    waiting = [top]
    while waiting:
        above = waiting.pop()
        for key in sorted(children_of(stage, above)):
            if key in inside:
                continue
            if stage.overlay.is_open("unit", key, day) and stage.overlay.value("unit", key, "parent", day) == above:
                inside.add(key)
                closing.append(key)
                waiting.append(key)
                continue
            coming = coming_below(stage, key, above, day)
            gone = coming or arriving_below(stage, key, above, day)
            if gone:
                findings += withdrawn_with("unit", key, gone, top)
                stage.overlay.note("unit", key, {"op": "withdraw", "n": n, "with": top})
                stage.overlay.withdraw("unit", key, gone)
            if coming:
                inside.add(key)
                waiting.append(key)
    return closing, findings


def _close_unit(stage: OperationState, key: str, day: int, closing: set[str]) -> Iterator[Finding]:
    """The unit ends; its own number ends with it, message types and all, unless another owns it then (L11), its SHAK
    code when it is the last that holds it (C3). What is scheduled after the day stays, without effect.
    """
    own = find_held_identifiers(stage, key, day)
    for field in sorted(stage.overlay.timeline("unit", key)):
        for s in stage.overlay.later("unit", key, field, day):
            if field != LIFE:
                facts = {"name": field, "later": write_day(s.from_day), "entry": s.serial, "day": write_day(day)}
                yield changing.NO_EFFECT.finding("unit", key, facts, s.from_day)
    yield from stage.state("unit", key, LIFE, False, day)
    for kind, other in own:
        if stage.overlay.is_open(kind, other, day) and not _is_held_by_another(stage, kind, other, day, closing):
            stage.overlay.note(kind, other, {"op": "close", "with": key, "from": write_day(day)})
            try:
                stage.overlay.state(kind, other, LIFE, False, day)
            except Doubled:
                continue  # another unit of the same set closed it already
            followed = {"kind": kind, "day": write_day(day), "unit": key}
            yield changing.FOLLOWS_OWNER.finding(kind, other, followed, day)
            if kind == "location_number":
                yield from end_messages(stage, other, day, {"op": "close", "with": key})


def find_held_identifiers(stage: OperationState, key: str, day: int) -> list[tuple[str, str]]:
    """The location number and the SHAK code that a unit holds on a day, each with its kind."""
    number = text_in(stage.overlay.value("unit", key, "location", day), "number")
    code = stage.overlay.value("unit", key, "shak", day)
    held = (("location_number", number), ("shak", code if isinstance(code, str) else None))
    return [(kind, value) for kind, value in held if value]


def bring_back_with(stage: OperationState, key: str, days: tuple[int, int, int], n: int) -> Iterator[Finding]:
    """A closing is corrected away on some days (from, to, over): the number with its message types, and the SHAK code,
    that the entry ended hold again on those days. So they do where only a later part of them was closed.
    """
    first, end, over = days
    for day, _ in days_outside(first, end, stage.overlay.life("unit", key)):
        ended = find_ending_entry(stage, "unit", key, day)
        if ended is not None:
            yield from _bring_back_from(stage, key, ended, (day, end, over), n)


def _bring_back_from(
    stage: OperationState, key: str, ended: tuple[int, int], days: tuple[int, int, int], n: int
) -> Iterator[Finding]:
    """What one entry ended with a unit holds again from the first of some days (from, to, over) on."""
    day, _, over = days
    for kind, other in find_held_identifiers(stage, key, day):
        if find_ending_entry(stage, kind, other, day) != ended:
            continue
        stage.overlay.note(kind, other, {"op": "correct", "n": n, "with": key, "from": write_day(day)})
        end = end_of_return(stage, kind, other, days)
        yield from go_on_with_life(stage, kind, other, (day, end))
        yield from stage.state(kind, other, LIFE, True, day, end, over)
        yield changing.COMES_BACK_WITH.finding(kind, other, {"kind": kind, "day": write_day(day), "unit": key}, day)
        if kind == "location_number":
            asked: Fields = {"op": "correct", "n": n, "with": key}
            yield from bring_back_messages(stage, other, ended, days, asked)


def _is_held_by_another(stage: OperationState, kind: str, value: str, day: int, closing: set[str]) -> bool:
    """Whether a unit that does not close holds an own number, or a SHAK code, on a day or later; or gets it in the same
    set.
    """
    if stage.claimed.get((kind, value), set()) - closing:
        return True
    for key in holders_of(stage, kind, value):
        if key in closing or not any(end > day for _, end in stage.overlay.life("unit", key)):
            continue
        if kind == "location_number" and names_number(stage, key, value, day):
            return True
        runs = stage.overlay.runs("unit", key, "shak") if kind == "shak" else ()
        if any(run.to_day > day and decode(run.statement.value) == value for run in runs):
            return True
    return False


def _carry_over(stage: OperationState, old: str, new: str, day: int, change: doc.Merge, n: int) -> Iterator[Finding]:
    """Move what a merge names from an absorbed unit to the one that stays."""
    if "children" in change.carry:
        for key in sorted(children_of(stage, old)):
            if stage.overlay.is_open("unit", key, day) and stage.overlay.value("unit", key, "parent", day) == old:
                stage.overlay.note("unit", key, {"op": "merge", "n": n, "from": change.from_, "parent": new})
                yield from stage.state("unit", key, "parent", new, day)
    if "geographic_parent" in change.carry:
        yield from _turn_geography(stage, old, new, day, change, n)
    for field in ("location", "shak", "provider_identifier"):
        value = stage.overlay.value("unit", old, field, day)
        if field not in change.carry or value is None:
            continue
        if field == "location" and text_in(value, "state") != "Own":
            continue
        yield from stage.state("unit", new, field, value, day)


def _turn_geography(
    stage: OperationState, old: str, new: str, day: int, change: doc.Merge, n: int
) -> Iterator[Finding]:
    """The units that lie at an absorbed unit lie at the one that stays."""
    for key in sorted(stage.world.geographic_children(old)):
        held = stage.overlay.value("unit", key, "geographic_parent", day)
        if stage.overlay.is_open("unit", key, day) and isinstance(held, dict) and held.get("parent") == old:
            stage.overlay.note("unit", key, {"op": "merge", "n": n, "from": change.from_})
            yield from stage.state("unit", key, "geographic_parent", {**held, "parent": new}, day)
