"""Taking back: what has not taken effect, a whole set on its own day, or from one day to another."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from sor.changes import document as doc
from sor.changes.stating import OperationState, StatedLines
from sor.changes.succeeding import arriving_below, coming_below, take_back_successions, withdrawn_with
from sor.core.canonical import NULL, decode, encode
from sor.core.day import write_day
from sor.core.finding import Finding
from sor.core.statement import Statement
from sor.core.timeline import LIFE, Run, run_on, runs, winner
from sor.rules import changing


def withdraw(change: doc.Withdraw, stage: OperationState, n: int) -> Iterator[Finding]:
    """An entry, or one line of it, that has not taken effect never was sent."""
    entry = stage.entry(change.entry)
    taken = 0
    for kind, key in _subjects_of(entry, change.line):
        standing, gone = _standing(stage, kind, key, change.entry), stage.overlay.taken_back_in(kind, key, change.entry)
        begun = [s for s in (*standing, *gone) if s.from_day <= stage.today]
        if begun:
            facts = {"entry": change.entry, "names": _names(begun), "day": write_day(begun[0].from_day)}
            yield changing.IN_EFFECT.finding(kind, key, facts, begun[0].from_day)
            continue
        if standing or gone:
            taken += 1
            yield from _bring_back(stage, kind, key, gone)
            yield from _take_back(stage, kind, key, standing, change, n)
            if change.branch and kind == "unit" and not stage.overlay.is_known("unit", key):
                yield from _withdraw_below(stage, key, n)
    if (not taken and entry is not None and not _any_begun(stage, change, entry)) or entry is None:
        yield changing.NOTHING_TO_WITHDRAW.finding("entry", str(change.entry), {"entry": change.entry})


def undo(change: doc.Undo, stage: OperationState, n: int) -> Iterator[Finding]:
    """A whole entry, also what is in effect, on the day on which it was sent and while nobody built upon it."""
    entry = stage.entry(change.entry)
    if entry is None:
        yield changing.NOTHING_TO_WITHDRAW.finding("entry", str(change.entry), {"entry": change.entry})
        return
    if entry.day != stage.today:
        facts = {"entry": change.entry, "day": write_day(entry.day)}
        yield changing.NOT_ITS_DAY.finding("entry", str(change.entry), facts)
        return
    found = [
        (kind, key, _standing(stage, kind, key, change.entry), stage.overlay.taken_back_in(kind, key, change.entry))
        for kind, key in _subjects_of(entry, None)
    ]
    if not any(standing or gone for _, _, standing, gone in found):
        yield changing.NOTHING_TO_WITHDRAW.finding("entry", str(change.entry), {"entry": change.entry})
    for kind, key, standing, gone in found:
        later = _stated_later(stage, kind, key, {s.field for s in (*standing, *gone)}, change.entry)
        if later is not None:
            facts = {"entry": change.entry, "later": later.serial, "name": later.field}
            yield changing.STATED_LATER.finding(kind, key, facts, later.from_day)
        elif standing or gone:
            timeline = stage.overlay.before(kind, key)
            won = [s for s in gone if winner(timeline[s.field], s.from_day, change.entry - 1) is s]
            yield from _bring_back(stage, kind, key, won)
            yield from _take_back(stage, kind, key, standing, change, n)
            yield from _as_before(stage, kind, key, {s.field for s in (*standing, *gone)}, change.entry)


def reschedule(change: doc.Reschedule, stage: OperationState, n: int) -> Iterator[Finding]:
    """What was scheduled happens on another day: taken back, and stated again from there."""
    entry, day, taken = stage.entry(change.entry), change.day, 0
    for kind, key in _subjects_of(entry, change.line):
        standing = _standing(stage, kind, key, change.entry)
        begun = [s for s in standing if s.from_day <= stage.today]
        if begun:
            facts = {"entry": change.entry, "names": _names(begun), "day": write_day(begun[0].from_day)}
            yield changing.IN_EFFECT.finding(kind, key, facts, begun[0].from_day)
            continue
        if not standing:
            continue
        taken += 1
        yield from _shift(stage, kind, key, standing, day, change, n)
    if not taken and (entry is None or not _any_begun(stage, change, entry)):
        yield changing.NOTHING_TO_WITHDRAW.finding("entry", str(change.entry), {"entry": change.entry})


def _subjects_of(entry: StatedLines | None, line: int | None) -> list[tuple[str, str]]:
    """The subjects of an entry, or of one line; code lists, which the first entry brings along, are nobody's change."""
    if entry is None:
        return []
    numbers = sorted(entry.subjects) if line is None else [line]
    subjects = [entry.subjects[n] for n in numbers if n in entry.subjects]
    return [(kind, key) for kind, key in subjects if kind != "code"]


def _standing(stage: OperationState, kind: str, key: str, serial: int) -> list[Statement]:
    """What an entry stated about a subject and nobody took back."""
    return sorted(stage.overlay.said_in(kind, key, serial), key=lambda s: (s.from_day, s.place))


def _bring_back(stage: OperationState, kind: str, key: str, gone: list[Statement]) -> Iterator[Finding]:
    """An entry that never was took nothing back: what it took back holds again."""
    for s in gone:
        yield from stage.state(kind, key, s.field, decode(s.value), s.from_day, s.to_day, s.over)


def _as_before(stage: OperationState, kind: str, key: str, fields: set[str], serial: int) -> Iterator[Finding]:
    """What is stated again is recorded after everything else, and may hold where it did not: such days are corrected to
    what they held before the entry that is undone.
    """
    for field in sorted(fields):
        held = runs(stage.overlay.before(kind, key).get(field, ()), serial - 1)
        holds = stage.overlay.runs(kind, key, field)
        for start, end in pairwise(sorted({day for run in (*held, *holds) for day in run[:2]})):
            was, now = _value_on(held, start), _value_on(holds, start)
            if was != now:
                yield from stage.state(kind, key, field, decode(was), start, end, end)


def _value_on(held: Sequence[Run], day: int) -> bytes:
    run = run_on(held, day)
    return NULL if run is None else run.statement.value


def _stated_later(stage: OperationState, kind: str, key: str, fields: set[str], serial: int) -> Statement | None:
    """The first statement of a later entry about some fields of a subject that still stands."""
    timeline = stage.overlay.timeline(kind, key)
    later = [
        s
        for field in fields
        for s in timeline.get(field, ())
        if serial < s.serial < stage.overlay.serial and s.withdrawn_at > stage.overlay.serial
    ]
    return min(later, key=lambda s: s.id, default=None)


def _take_back(
    stage: OperationState, kind: str, key: str, standing: list[Statement], change: doc.Withdraw | doc.Undo, n: int
) -> Iterator[Finding]:
    stage.overlay.note(kind, key, {"op": doc.op_of(change), "n": n, "entry": change.entry})
    stage.overlay.withdraw(kind, key, standing)
    if kind == "unit" and any(s.field == LIFE for s in standing) and not stage.overlay.is_known("unit", key):
        yield from take_back_successions(stage, key)


def _withdraw_below(stage: OperationState, unit: str, n: int) -> Iterator[Finding]:
    """The units that were to begin below one that never begins."""
    waiting = [unit]
    while waiting:
        above = waiting.pop()
        for key in sorted(stage.world.children(above)):
            coming = coming_below(stage, key, above, stage.today)
            gone = coming or arriving_below(stage, key, above, stage.today)
            if gone:
                yield from withdrawn_with("unit", key, gone, unit)
                stage.overlay.note("unit", key, {"op": "withdraw", "n": n, "with": unit})
                stage.overlay.withdraw("unit", key, gone)
            if coming:
                waiting.append(key)


def _shift(
    stage: OperationState, kind: str, key: str, standing: list[Statement], day: int, change: doc.Reschedule, n: int
) -> Iterator[Finding]:
    """State again from another day. A beginning that is postponed masks what comes before it, so life alone moves; one
    that comes earlier needs its content from there (``CORE`` §1).
    """
    first = standing[0].from_day
    begins = [s for s in standing if s.field == LIFE and s.value != encode(False)]
    moving = begins if begins and day > first else [s for s in standing if s.from_day == first]
    ends = [end for start, end in stage.overlay.life(kind, key) if begins and start <= first < end]
    ends += [s.to_day for s in moving]
    if min(ends) <= day:
        facts = {"day": change.from_, "to_day": write_day(min(ends))}
        yield changing.DAYS_OUT_OF_ORDER.finding(kind, key, facts, day)
        return
    stage.overlay.note(kind, key, {"op": "reschedule", "n": n, "entry": change.entry, "from": change.from_})
    stage.overlay.withdraw(kind, key, moving)
    for s in moving:
        yield from stage.state(kind, key, s.field, decode(s.value), day, s.to_day, s.over)


def _any_begun(stage: OperationState, change: doc.Withdraw | doc.Reschedule, entry: StatedLines) -> bool:
    """Whether something of an entry is in effect: then that was said already."""
    return any(
        s.from_day <= stage.today
        for kind, key in _subjects_of(entry, change.line)
        for s in (*_standing(stage, kind, key, change.entry), *stage.overlay.taken_back_in(kind, key, change.entry))
    )


def _names(statements: Iterable[Statement]) -> str:
    return ", ".join(sorted({s.field for s in statements}))
