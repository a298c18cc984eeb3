"""Taking back: what has not taken effect, a whole set on its own day, or from one day to another."""

from bisect import bisect_right
from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from operator import attrgetter

from sor.changes import document as doc
from sor.changes.stating import OperationState, StatedLines, not_open
from sor.changes.succeeding import arriving_below, coming_below, take_back_successions, withdrawn_with
from sor.core.canonical import NULL, decode, encode
from sor.core.day import next_day, write_day
from sor.core.finding import Finding
from sor.core.statement import Statement
from sor.core.timeline import LIFE, Run, run_on, runs
from sor.rules import changing

_recorded, _serial = attrgetter("id"), attrgetter("serial")


def withdraw(change: doc.Withdraw, stage: OperationState, n: int) -> Iterator[Finding]:
    """An entry, or one line of it, that has not taken effect never was sent."""
    entry = stage.entry(change.entry)
    is_any = False
    for kind, key in _subjects_of(entry, change.line):
        standing, gone = _standing(stage, kind, key, change.entry), stage.overlay.taken_back_in(kind, key, change.entry)
        begun = [s for s in (*standing, *gone) if s.from_day <= stage.today]
        if begun:
            facts = {"entry": change.entry, "names": _names(begun), "day": write_day(begun[0].from_day)}
            yield changing.IN_EFFECT.finding(kind, key, facts, begun[0].from_day)
            continue
        if standing or gone:
            is_any = True
            yield from _bring_back(stage, kind, key, gone)
            yield from _take_back(stage, kind, key, standing, change, n)
            if change.branch and kind == "unit" and not stage.overlay.is_known("unit", key):
                yield from _withdraw_below(stage, key, n)
    if (not is_any and entry is not None and not _any_begun(stage, change, entry)) or entry is None:
        yield changing.NOTHING_TO_WITHDRAW.finding("entry", str(change.entry), {"entry": change.entry})


def undo(changes: Sequence[tuple[int, doc.Undo]], stage: OperationState) -> Iterator[Finding]:
    """Whole entries, also what is in effect, on the day on which they were sent and while nobody built upon them.

    Entries that are undone one after the other are undone together, in whatever order they are named: each subject goes
    back, once, to what it was before the first of them that is about its field. So the cost is that of one fold.
    """
    taken_back: dict[tuple[str, str], dict[int, int]] = {}
    named: dict[int, int] = {}
    for n, change in changes:
        entry = stage.entry(change.entry)
        if entry is None or change.entry in named:
            yield changing.NOTHING_TO_WITHDRAW.finding("entry", str(change.entry), {"entry": change.entry})
        elif entry.day != stage.today:
            facts = {"entry": change.entry, "day": write_day(entry.day)}
            yield changing.NOT_ITS_DAY.finding("entry", str(change.entry), facts)
        else:
            named[change.entry] = n
            for subject in _subjects_of(entry, None):
                taken_back.setdefault(subject, {})[change.entry] = n
    found: set[int] = set()
    for (kind, key), entries in taken_back.items():
        found |= yield from _undo_about(stage, kind, key, entries)
    for entry_serial in named.keys() - found:
        yield changing.NOTHING_TO_WITHDRAW.finding("entry", str(entry_serial), {"entry": entry_serial})


def _undo_about(
    stage: OperationState, kind: str, key: str, entries: Mapping[int, int]
) -> Generator[Finding, None, set[int]]:
    """What some entries did to one subject is undone; gives those that did something. entries: to their places in the
    set.
    """
    overlay = stage.overlay
    standing = {serial: overlay.said_in(kind, key, serial) for serial in entries}
    replaced = {serial: overlay.taken_back_by(kind, key, serial, entries) for serial in entries}
    overlay.withdraw(kind, key, [s for serial in sorted(entries) for s in _by_day(standing[serial])])
    gone = {serial: overlay.taken_back_in(kind, key, serial) for serial in entries}
    back = [s for serial in sorted(entries) for s in gone[serial] if s.serial not in entries]
    about = {serial: (*standing[serial], *gone[serial], *replaced[serial]) for serial in sorted(entries)}
    before = _first_entries(about)
    later = _LaterStatements(stage, kind, key, before, back)
    is_wrong = False
    for serial, statements in about.items():
        built_upon = later.after(serial, {s.field for s in statements})
        if built_upon is not None:
            facts = {"entry": serial, "later": built_upon.serial, "name": built_upon.field}
            yield changing.STATED_LATER.finding(kind, key, facts, built_upon.from_day)
            is_wrong = True
        elif statements:
            overlay.note(kind, key, {"op": "undo", "n": entries[serial], "entry": serial})
    if not is_wrong:
        held = {field: runs(overlay.before(kind, key).get(field, ()), serial - 1) for field, serial in before.items()}
        yield from _bring_back(stage, kind, key, [s for s in back if _wins(held[s.field], s)])
        if kind == "unit" and any(s.field == LIFE for said in standing.values() for s in said):
            yield from _never_replaced(stage, key)
        for field in sorted(before):
            yield from _as_before(stage, kind, key, field, held[field])
    return {serial for serial, statements in about.items() if statements}


def _first_entries(about: Mapping[int, Iterable[Statement]]) -> dict[str, int]:
    """The first of some entries, in ascending order, that says something of a field."""
    found: dict[str, int] = {}
    for serial, statements in about.items():
        for s in statements:
            found.setdefault(s.field, serial)
    return found


class _LaterStatements:
    """What stands of a subject by entries that are not undone, what is brought back included, by field in the order of
    recording.
    """

    def __init__(
        self, stage: OperationState, kind: str, key: str, fields: Iterable[str], back: Iterable[Statement]
    ) -> None:
        self._last, timeline = stage.overlay.serial, stage.overlay.timeline(kind, key)
        self._standing = {
            field: [s for s in timeline.get(field, ()) if s.serial < self._last < s.withdrawn_at] for field in fields
        }
        for s in back:
            self._standing[s.field].append(s)
        for statements in self._standing.values():
            statements.sort(key=_recorded)

    def after(self, serial: int, fields: Iterable[str]) -> Statement | None:
        """The first statement about some fields by an entry after one."""
        found = []
        for field in fields:
            statements = self._standing[field]
            place = bisect_right(statements, serial, key=_serial)
            found += statements[place : place + 1]
        return min(found, key=_recorded, default=None)


def reschedule(change: doc.Reschedule, stage: OperationState, n: int) -> Iterator[Finding]:
    """What was scheduled happens on another day: taken back, and stated again from there."""
    entry, day, is_any = stage.entry(change.entry), change.day, False
    for kind, key in _subjects_of(entry, change.line):
        standing = _standing(stage, kind, key, change.entry)
        begun = [s for s in standing if s.from_day <= stage.today]
        if begun:
            facts = {"entry": change.entry, "names": _names(begun), "day": write_day(begun[0].from_day)}
            yield changing.IN_EFFECT.finding(kind, key, facts, begun[0].from_day)
            continue
        if not standing:
            continue
        is_any = True
        yield from _shift(stage, kind, key, standing, day, change, n)
    if not is_any and (entry is None or not _any_begun(stage, change, entry)):
        yield changing.NOTHING_TO_WITHDRAW.finding("entry", str(change.entry), {"entry": change.entry})


def _subjects_of(entry: StatedLines | None, line: int | None) -> list[tuple[str, str]]:
    """The subjects of an entry, or of one line; code lists are nobody's change where the first entry brings them along,
    and one where somebody keeps them.
    """
    if entry is None:
        return []
    numbers = sorted(entry.subjects) if line is None else [line]
    return [
        entry.subjects[n]
        for n in numbers
        if n in entry.subjects and (entry.subjects[n][0] != "code" or doc.CODE in entry.ops[n])
    ]


def _standing(stage: OperationState, kind: str, key: str, serial: int) -> list[Statement]:
    """What an entry stated about a subject and nobody took back."""
    return _by_day(stage.overlay.said_in(kind, key, serial))


def _by_day(statements: Iterable[Statement]) -> list[Statement]:
    return sorted(statements, key=lambda s: (s.from_day, s.place))


def _bring_back(stage: OperationState, kind: str, key: str, gone: list[Statement]) -> Iterator[Finding]:
    """An entry that never was took nothing back: what it took back holds again."""
    for s in gone:
        yield from stage.state(kind, key, s.field, decode(s.value), s.from_day, s.to_day, s.over)


def _as_before(stage: OperationState, kind: str, key: str, field: str, held: Sequence[Run]) -> Iterator[Finding]:
    """What is stated again is recorded after everything else, and may hold where it did not: such days are corrected to
    what they held before. held: that, over all days.
    """
    holds = stage.overlay.runs(kind, key, field)
    for start, end in pairwise(sorted({day for run in (*held, *holds) for day in run[:2]})):
        was, now = _value_on(held, start), _value_on(holds, start)
        if was != now:
            yield from stage.state(kind, key, field, decode(was), start, end, end)


def _value_on(held: Sequence[Run], day: int) -> bytes:
    run = run_on(held, day)
    return NULL if run is None else run.statement.value


def _wins(held: Sequence[Run], s: Statement) -> bool:
    """Whether a statement holds on its first day."""
    run = run_on(held, s.from_day)
    return run is not None and run.statement is s


def _take_back(
    stage: OperationState, kind: str, key: str, standing: list[Statement], change: doc.Withdraw, n: int
) -> Iterator[Finding]:
    stage.overlay.note(kind, key, {"op": doc.op_of(change), "n": n, "entry": change.entry})
    stage.overlay.withdraw(kind, key, standing)
    if kind == "unit":
        yield from _never_replaced(stage, key)


def _never_replaced(stage: OperationState, unit: str) -> Iterator[Finding]:
    """A unit whose beginning is taken back never replaced anybody, unless it begins otherwise."""
    if not stage.overlay.is_known("unit", unit):
        yield from take_back_successions(stage, unit)


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
    if all(s.field != LIFE for s in moving) and stage.overlay.is_known(kind, key):
        yield from filter(None, [not_open(stage, kind, key, day)])
    for s in moving:
        over = s.over if s.over in (0, s.to_day) else next_day(day)  # for good: what is scheduled stands
        yield from stage.state(kind, key, s.field, decode(s.value), day, s.to_day, over)


def _any_begun(stage: OperationState, change: doc.Withdraw | doc.Reschedule, entry: StatedLines) -> bool:
    """Whether something of an entry is in effect: then that was said already."""
    return any(
        s.from_day <= stage.today
        for kind, key in _subjects_of(entry, change.line)
        for s in (*_standing(stage, kind, key, change.entry), *stage.overlay.taken_back_in(kind, key, change.entry))
    )


def _names(statements: Iterable[Statement]) -> str:
    return ", ".join(sorted({s.field for s in statements}))
