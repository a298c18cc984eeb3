"""What each operation states: from one change of a set to statements on the overlay (``CORE`` §13)."""

from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from typing import Any

from sor.changes import document as doc
from sor.changes.closing import bring_back_with, close, merge
from sor.changes.numbers import edi, number, shak
from sor.changes.stating import (
    OperationState,
    end_of_return,
    find_left_standing,
    go_on_with_life,
    missing_reference,
    not_open,
    note_asked,
    read_given,
    restate,
)
from sor.changes.succeeding import find_succeeded_by_nobody, succeed, take_back_successions
from sor.changes.withdrawing import reschedule, undo, withdraw
from sor.core.day import OPEN, START, next_day
from sor.core.finding import Finding
from sor.core.shapes import Fields, text_in
from sor.core.timeline import LIFE
from sor.rules import changing


def apply(changes: Sequence[doc.Change], stage: OperationState, spend: Callable[[], None]) -> Iterator[Finding]:
    """Lay the changes of a set over the timelines, one after the other; gives what is wrong with them as such. Those
    that undo entries, and follow upon each other, are one. spend: is called before each.
    """
    numbered = enumerate(changes)  # a change is known by its place in the set, from 0
    for is_undo, group in groupby(numbered, key=lambda one: isinstance(one[1], doc.Undo)):
        if is_undo:
            spend()
            yield from undo([(n, change) for n, change in group if isinstance(change, doc.Undo)], stage)
            continue
        for n, change in group:
            spend()
            yield from OPERATIONS[type(change)](change, stage, n)
    yield from find_succeeded_by_nobody(stage)
    yield from find_left_standing(stage)


def create(change: doc.Create, stage: OperationState, n: int) -> Iterator[Finding]:
    """A new unit, alive from its first day on."""
    key = change.as_
    given = yield from read_given("unit", key, change.set)
    yield from _unknown_geography(given.values, stage)
    if change.parent is not None and (bad := missing_reference(change.parent, stage)):
        yield bad
    note_asked(stage, "unit", key, change, n, given.values, {"level": change.level, "parent": change.parent})
    yield from stage.state("unit", key, LIFE, True, change.day)
    yield from stage.state("unit", key, "level", change.level, change.day)
    if change.parent is not None:
        yield from stage.state("unit", key, "parent", change.parent, change.day)
    for field, value in given.values.items():
        if value is not None:
            yield from stage.state("unit", key, field, value, change.day)


def edit(change: doc.Edit, stage: OperationState, n: int) -> Iterator[Finding]:
    """New values from a day on, or for a time; what holds already is not stated again."""
    key, day, end = change.unit, change.day, doc.end_of(change)
    given = yield from read_given("unit", key, change.set)
    yield from _unknown_geography(given.values, stage)
    if end <= day:
        yield changing.DAYS_OUT_OF_ORDER.finding("unit", key, {"day": change.from_, "to_day": change.to}, day)
        return
    if (bad := not_open(stage, "unit", key, day)) is not None:
        yield bad
        return
    note_asked(stage, "unit", key, change, n, given.values, {"to": change.to} if change.to else {})
    yield from restate(stage, "unit", key, given.values, day, end, change.later)


def move(change: doc.Move, stage: OperationState, n: int) -> Iterator[Finding]:
    """Another parent from a day on."""
    key, day = change.unit, change.day
    if (bad := not_open(stage, "unit", key, day)) is not None:
        yield bad
        return
    if bad := missing_reference(change.parent, stage):
        yield bad
        return
    note_asked(stage, "unit", key, change, n, (), {"parent": change.parent})
    yield from restate(stage, "unit", key, {"parent": change.parent}, day, OPEN, change.later)


def replace(change: doc.Replace, stage: OperationState, n: int) -> Iterator[Finding]:
    """Each of some units was replaced by each of others: a note, that closes nobody. Who replaces lives then; who is
    replaced may have ended before.
    """
    missing = [missing_reference(key, stage) for key in change.unit]
    closed = [not_open(stage, "unit", key, change.day) for key in change.by]
    if bad := [finding for finding in (*missing, *closed) if finding is not None]:
        yield from bad
        return
    for key in sorted({*change.unit} & {*change.by}):
        yield changing.REPLACES_ITSELF.finding("unit", key, {}, change.day)
        return
    for old in change.unit:
        for new in change.by:
            yield from succeed(stage, old, new, change, n)


def correct(change: doc.Correct, stage: OperationState, n: int) -> Iterator[Finding]:
    """What really holds on some days, set over everything said of them."""
    key, day, end = change.unit, change.day, doc.end_of(change)
    given = yield from read_given("unit", key, change.set, correcting=True)
    yield from _unknown_geography(given.values, stage)
    if end <= day:
        yield changing.DAYS_OUT_OF_ORDER.finding("unit", key, {"day": change.from_, "to_day": change.to}, day)
        return
    if not stage.overlay.before("unit", key):
        yield changing.UNKNOWN_SUBJECT.finding("unit", key, {}, day)
        return
    over = end if change.to else next_day(max(day, stage.today))  # for good: what is scheduled stands
    note_asked(stage, "unit", key, change, n, given.values, {"to": change.to} if change.to else {})
    if not given.values:
        yield changing.NOTHING_CHANGES.finding("unit", key, {"day": change.from_}, day)
    for field, value in sorted(given.values.items(), key=lambda one: one[0] == LIFE):
        if field == LIFE and value:
            until = end_of_return(stage, "unit", key, (day, end, over))
            yield from go_on_with_life(stage, "unit", key, (day, until))
            yield from bring_back_with(stage, key, (day, end, over), n)
            end = until
        yield from stage.state("unit", key, field, value, day, end, over)


def annul(change: doc.Annul, stage: OperationState, n: int) -> Iterator[Finding]:
    """A unit registered by mistake: its life is corrected away, its code stays used."""
    if not stage.overlay.is_known("unit", change.unit):
        yield changing.UNKNOWN_SUBJECT.finding("unit", change.unit, {})
        return
    note_asked(stage, "unit", change.unit, change, n, (), {})
    yield from stage.state("unit", change.unit, LIFE, False, START, OPEN, OPEN)
    yield from take_back_successions(stage, change.unit)


def confirm(change: doc.Confirm, stage: OperationState, _: int) -> Iterator[Finding]:
    """Still right: noted on the desk, nothing is stated."""
    if (bad := not_open(stage, "unit", change.unit, stage.today)) is not None:
        yield bad
        return
    stage.confirmed.append(change.unit)


OPERATIONS: dict[type, Callable[[Any, OperationState, int], Iterator[Finding]]] = {
    doc.Create: create, doc.Edit: edit, doc.Move: move, doc.Replace: replace, doc.Close: close, doc.Merge: merge,
    doc.Correct: correct, doc.Withdraw: withdraw, doc.Reschedule: reschedule, doc.Annul: annul, doc.Confirm: confirm,
    doc.Number: number, doc.Shak: shak, doc.Edi: edi,
}  # fmt: skip
"""What each states; undoing, which is of several changes at once, stands beside it."""


def _unknown_geography(values: Fields, stage: OperationState) -> Iterator[Finding]:
    """A geographic parent and who runs a unit are references to units (``CORE`` §6): there must be one."""
    for named in (text_in(values.get("geographic_parent"), "parent"), text_in(values.get("operator"), "unit")):
        if named and (bad := missing_reference(named, stage)):
            yield bad
