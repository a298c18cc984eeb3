"""A submission decided: fetched around, laid over the timelines, judged; nothing is written (``CORE`` §9, §24)."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property, partial
from itertools import islice
from typing import NamedTuple

from sor.changes import document as doc
from sor.changes.around import READ_ABOVE, FetchPlan, entries_named, fetch, fetch_named
from sor.changes.asking import ChangeContext, find_asked_wrongly
from sor.changes.belonging import KnownHoldings, codes_held, moves, numbers_left, wake_numbers
from sor.changes.judging import EntityTypes, Periods, new_findings
from sor.changes.naming import find_claimed_numbers
from sor.changes.operations import apply
from sor.changes.overlay import Overlay
from sor.changes.rights import find_unauthorised
from sor.changes.stating import OperationState, StatedLines
from sor.changes.world import VersionsByDay, world_of
from sor.core.day import OPEN, START, write_day
from sor.core.finding import Finding
from sor.core.identifiers import provider_key
from sor.core.statement import Statement
from sor.core.subject import Subject
from sor.core.timeline import LIFE, TRUE, Run, fold, runs
from sor.rules import changing
from sor.store import log, series
from sor.store.database import Connection
from sor.store.projection import VersionRow, version_rows
from sor.store.timelines import timelines

MOST_TOLD = 500
"""How many characters of a value a conflict tells."""


class Decision(NamedTuple):
    """A submission laid over the register: what would be written, and what stands against it."""

    overlay: Overlay
    before: VersionsByDay
    after: VersionsByDay
    findings: list[Finding]
    confirmed: list[str]
    today: int
    spend: Callable[[], None]


def decide(
    connection: Connection,
    known: int,
    given: doc.ChangeSet,
    sender: ChangeContext,
    types: EntityTypes,
    *,
    judge: bool,
) -> Decision:
    """Decide a submission upon what is known at a serial. judge: False leaves the rule book out, to measure it."""
    entries = entries_named(connection, given, sender.spend)
    around = FetchPlan(given, entries, sender.today)
    before = fetch(connection, around)
    sender.spend()
    overlay = Overlay(known, lambda kind, keys: timelines(connection, kind, keys))
    overlay.prefetch("unit", around.units | {one.as_ for one in given.changes if isinstance(one, doc.Create)})
    numbers_set = {one.location_number for one in given.changes if isinstance(one, doc.Edi)}
    overlay.prefetch("location_number", numbers_set)
    if numbers_set:
        overlay.prefetch("edi", (key for key in before.subjects("edi") if key.partition("/")[0] in numbers_set))
    messages_in = partial(log.message_types_in, connection)
    stage = OperationState(overlay, before, sender.today, entries.get, find_claimed_numbers(given), messages_in)
    findings = list(apply(given.changes, stage, sender.spend))
    numbers = moves(overlay, entries)
    findings += wake_numbers(stage, numbers.taken_up)
    findings += numbers_left(stage, numbers.given_up)
    findings += codes_held(stage)
    before, after = _with_submission(connection, before, overlay, around.first)
    held = KnownHoldings(connection, known)
    findings += find_unauthorised(
        given, overlay, entries, before, after, sender, lambda number: series.holding(connection, number), numbers, held
    )
    findings += _conflicts(given, overlay)
    if judge:
        periods = Periods(after, types, sender.spend)
        once = Once(given, entries, overlay, (before, after), types, sender.spend)
        findings += _judge_state(overlay, before, after, Periods(before, types, sender.spend), periods, once)
        findings += find_asked_wrongly(given, overlay, before, after, sender, periods, connection)
    return Decision(overlay, before, after, findings, stage.confirmed, sender.today, sender.spend)


def _with_submission(
    connection: Connection, before: VersionsByDay, overlay: Overlay, first: int
) -> tuple[VersionsByDay, VersionsByDay]:
    """The world without and with the submission, both with all that the submission turns out to be about."""
    subjects = [subject for subject, _ in overlay.list_changed()]
    changed = {one: version_rows(*one, overlay.serial, overlay.fold_subject(one))[0] for one in subjects}
    after = before.with_changed(changed)
    more = fetch_named(connection, before, after, subjects, first)
    if more is None:
        return before, after
    before = before.with_more(more)
    return before, before.with_changed(changed)


class Once:
    """The units of some worlds as they were before the entries that a set takes back, closings that it corrects among
    them: what was wrong with them then, or was to be, is no fault of who takes such an entry back.
    """

    def __init__(
        self,
        given: doc.ChangeSet,
        entries: Mapping[int, StatedLines],
        overlay: Overlay,
        worlds: Sequence[VersionsByDay],
        types: EntityTypes,
        spend: Callable[[], None],
    ) -> None:
        self._overlay, self._worlds, self._types, self._spend = overlay, worlds, types, spend
        taken_back = [change.entry for change in given.changes if isinstance(change, doc.Undo | doc.Withdraw)]
        self._entries = {serial: entries[serial] for serial in sorted(taken_back) if serial in entries}
        self._kept: dict[tuple[int, str], Periods] = {}

    def __call__(self, unit: str) -> Iterator[tuple[Periods, int, int]]:
        """Before the first of the entries that is about a unit, or about one above it; and before each entry that
        closed it, on the days [from, to) that this left closed.
        """
        serial = self._judged_for.get(unit)
        if serial is not None:
            yield self._before(serial, unit), START, OPEN
        for run in runs(self._overlay.before("unit", unit).get(LIFE, ())):
            if run.statement.value != TRUE:
                yield self._before(run.statement.serial, unit), run.from_day, run.to_day

    def _before(self, serial: int, unit: str) -> Periods:
        if (serial, unit) not in self._kept:
            world = self._world(serial - 1, self._looked_at(unit))
            self._kept[serial, unit] = Periods(world, self._types, self._spend)
        return self._kept[serial, unit]

    def _looked_at(self, unit: str) -> set[str]:
        """The units by which rules judge one, but for those above it: itself, two levels below it, and who holds what
        it holds. No more, for a set may take back as many entries as it is about units.
        """
        found = {unit}
        for world in self._worlds:
            below = world.children(unit)
            found.update(below, *map(world.children, below))
            for version in world.versions("unit", unit):
                number, provider = version.facts.number, provider_key(version.facts.provider_identifier or "")
                found |= world.holders("location", number) if number else set()
                found |= world.holders("provider", provider) if provider else set()
        return found

    @cached_property
    def _judged_for(self) -> dict[str, int]:
        """The units that are judged because an entry is taken back, that it is about or that stand below such, each
        with the first of these entries.
        """
        found: dict[str, int] = {}
        for serial, entry in self._entries.items():
            about = {key for kind, key in entry.subjects.values() if kind == "unit"}
            for unit in about.union(*(world.below(about, entry.first) for world in self._worlds)):
                found.setdefault(unit, serial)
        return found

    def _world(self, known: int, units: set[str]) -> VersionsByDay:
        """Some units as known at a serial, with those that they named then: else these would count as unknown."""
        rows: list[VersionRow] = []
        waiting, seen = units, set[str]()
        while waiting:
            self._spend()
            self._overlay.prefetch("unit", waiting)
            folded = {Subject("unit", key): fold(self._overlay.before("unit", key), known) for key in waiting}
            more = [row for one, held in folded.items() for row in version_rows(*one, known, held)[0]]
            seen |= waiting
            world = world_of(more)
            versions = (version for key in waiting for version in world.versions("unit", key))
            waiting = {
                unit for one in versions for unit in (one.parent, one.geographic_parent, one.operator) if unit
            } - seen
            rows += more
        return world_of(rows)


def _judge_state(
    overlay: Overlay, before: VersionsByDay, after: VersionsByDay, was: Periods, will: Periods, once: Once
) -> Iterator[Finding]:
    """What the state rules find that was not there before."""
    first_days: dict[str, int] = {}
    tops: dict[int, list[str]] = {}
    for subject, line in overlay.list_changed():
        if subject.kind != "unit":
            continue
        day = overlay.first_day(line)
        first_days[subject.key] = min(day, first_days.get(subject.key, OPEN))
        if line.withdrawn or any(draft.field in READ_ABOVE for draft in line.drafts):
            tops.setdefault(day, []).append(subject.key)
    for day, keys in tops.items():
        for key in sorted(before.below(keys, day) | after.below(keys, day)):  # findings stand in this order
            first_days[key] = min(day, first_days.get(key, OPEN))
    return new_findings(was, will, first_days, once)


def _conflicts(given: doc.ChangeSet, overlay: Overlay) -> Iterator[Finding]:
    """What others stated after the sender read, about the same fields of the same subjects on the same days: of each
    statement of the sender the first day on which it would replace another value. In proportion to what was stated,
    for one who sends a thousand upon a thousand others must not be told a million times.
    """
    if given.base is None:
        return
    for subject, line in overlay.list_changed():
        for field in dict.fromkeys(draft.field for draft in line.drafts):
            said = line.before.get(field, ())
            theirs = runs([s for s in said if s.serial > given.base and s.withdrawn_at > overlay.serial])
            for mine, other in find_first_contradictions(overlay.own_runs(subject, field) if theirs else [], theirs):
                facts = {
                    "name": field, "entry": other.serial, "base": given.base, "day": write_day(other.from_day),
                    "theirs": _shorten(other.value), "mine": _shorten(mine.value),
                }  # fmt: skip
                yield changing.CONFLICT.finding(subject.kind, subject.key, facts, mine.from_day, mine.to_day)


def find_first_contradictions(own: Sequence[Run], theirs: Sequence[Run]) -> Iterator[tuple[Statement, Statement]]:
    """Each statement of one side with the first of the other that says otherwise on one of its days; both sides are
    winners of one field in the order of their days.
    """
    at, told = 0, set[int]()
    for run in own:
        while at < len(theirs) and theirs[at].to_day <= run.from_day:
            at += 1
        for other in islice(theirs, at, None):
            if other.from_day >= run.to_day or run.statement.place in told:
                break
            if other.statement.value != run.statement.value:
                told.add(run.statement.place)
                yield run.statement, other.statement


def _shorten(value: bytes) -> str:
    """A value as a sentence tells it: nobody reads more of it, and thousands of sentences may tell the same one."""
    told = value.decode()
    return told[:MOST_TOLD] + (told[MOST_TOLD:] and "…")
