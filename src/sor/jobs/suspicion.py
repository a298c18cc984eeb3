"""A file that changes suspiciously much, or is damaged in many cells, is refused, as one that closes much is.

Counted are the subjects of which something that was stated would change or go, per field and part of a field; those of
which something is stated newly that others state already; and those that would be open on fewer days, or on more. What
follows from a dated code list is not counted.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from sor.core.as_of import AsOf
from sor.core.canonical import NULL
from sor.core.claim import FALSE, Claim
from sor.core.day import to_date, write_day
from sor.core.inheritance import FALLS_BACK_TO
from sor.core.statement import Draft
from sor.core.subject import STREET_ADDRESSES
from sor.core.timeline import LIFE, TRUE, Run, Timeline, run_on, runs
from sor.formats.day_order import DayOrder
from sor.formats.delivery import BadFile, Delivery
from sor.formats.findings import EDITED
from sor.jobs.absence import COUNTED as COUNTED_WHEN_ABSENT
from sor.jobs.column_mistakes import Change, ColumnMistakes, Misplaced
from sor.jobs.day_shifts import DayShift, DayShifts
from sor.jobs.known_leaves import CODES, KnownLeaves, group_of, life_leaves
from sor.jobs.path_names import name_path
from sor.jobs.renamings import SHARED, Renaming, find_renamed
from sor.jobs.renewed import Renewed
from sor.jobs.stated_leaves import INHERITED, read_stored_leaves
from sor.jobs.text_losses import TextLoss, TextLosses
from sor.jobs.what_changed import WhatChanged, covers_draft, overlapping
from sor.store.database import Connection

NOT_COUNTED = frozenset({"status.updated", *(f"{field}.region" for field in STREET_ADDRESSES)})
"""The region of an address follows its municipality; who saves a unit unchanged changes the day of it. That such a day
goes is counted: nobody takes it away.
"""

NOTHING = "nothing"
"""What messages call an empty value."""


FOLLOWS = {"type": "entity_type", "region": "region"}
"""Fields whose value changes everywhere when a code of their list ends."""

MORE = "open.more"
"""The path of lives that become longer."""

NEW = "new"
"""The path of subjects that are new where there are seldom any: codes of a list that files told before."""

LEAST = 10
"""So many changes of a field are never suspicious."""

PER_CENT, AT_MOST_PER_CENT = 5, 50
"""Of those who state the field: what may change in a file of the next day, and in any file."""

FEW = 3
"""From so many on it is told that most of a small table change."""

EXAMPLES = 3


class Count(NamedTuple):
    """How many subjects change in one path, of how many that state it, and how many may. is_new: it is stated newly."""

    group: str
    path: str
    changing: int
    stating: int
    allowed: int
    examples: Sequence[str]
    is_new: bool = False

    def __str__(self) -> str:
        shown = "; ".join(self.examples)
        what = "would be stated newly beside" if self.is_new else "of"
        would = "" if self.is_new else " would change"
        return (
            f"{name_path(self.group, self.path)}: {self.changing} {what} {self.stating}{would}, more than"
            f" {self.allowed} ({shown}{'; …' if self.changing > len(self.examples) else ''})"
        )


class Judgement(NamedTuple):
    """What speaks against a file: the paths that change too much, columns in wrong places, days that moved together,
    texts that lose something; and what is only told.
    """

    counts: Sequence[Count]
    mistakes: Sequence[Misplaced]
    shifts: Sequence[DayShift]
    losses: Sequence[TextLoss]
    notes: Sequence[str]


class Suspicion:
    """What a file would change, counted while it is compared."""

    def __init__(
        self, day: int, has_ended: Callable[[str, str], bool], inherited: Collection[str], *, is_followed: bool
    ) -> None:
        """day: the one that the file describes. has_ended: whether a code of a list has ended by then, so that another
        is needed. inherited: the fields whose first own value takes an inherited one away. is_followed: a file like
        this one was loaded before, so that what it could state is known.
        """
        self._has_ended = has_ended
        self._inherited = inherited
        self._taken_over = frozenset(f"{field}.{INHERITED}" for field in inherited)
        self._is_followed = is_followed
        self._counted: dict[bool, Counter[tuple[str, str]]] = {False: Counter(), True: Counter()}
        self._examples: dict[tuple[str, str, bool], list[str]] = defaultdict(list)
        self._shared: dict[tuple[str, str], Counter[tuple[str, str]]] = defaultdict(Counter)
        self._own_parts: dict[str, Counter[str]] = defaultdict(Counter)
        self._mistakes = ColumnMistakes(inherited)
        self._renewed = Renewed()
        self._shifts = DayShifts()
        self._losses = TextLosses()
        self.told = WhatChanged(day)

    def note(self, claim: Claim, before: Timeline, drafts: Sequence[Draft]) -> None:
        """Count what drafts would change of a subject; a new one may be an old one under another name."""
        if drafts or LIFE not in before:
            self.told.note(claim, before, drafts)
        if LIFE not in before:
            self._renewed.note(claim)
            if claim.kind == CODES and self._is_followed:
                self._count(claim.kind, claim.key, NEW, "", is_new=True)
            return
        drafts = [draft for draft in drafts if not draft.assumed]
        if not drafts:
            return
        told: set[tuple[str, bool]] = set()
        for draft in drafts:
            for path, example, is_new in self._find_changed(draft, before):
                goes = path == EDITED and example.endswith(NOTHING)
                if (path, is_new) not in told and (goes or path not in NOT_COUNTED):
                    told.add((path, is_new))
                    self._count(claim.kind, claim.key, path, example, is_new=is_new)
        changes = _on_the_day(claim, before, drafts)
        self._mistakes.note(claim.kind, claim.key, changes)
        self._shifts.note(claim.kind, claim.key, changes)
        self._losses.note(claim.kind, claim.key, changes)
        for path, (old, new) in changes.items():
            if f"{claim.kind} {path}" in SHARED and old is not None and new is not None:
                self._shared[claim.kind, path][old, new] += 1

    def note_closed(self, kind: str, key: str) -> None:
        """Count a subject that a file no longer lists, unless those are counted for themselves (``absence``)."""
        if kind not in COUNTED_WHEN_ABSENT:
            self._count(kind, key, LIFE, "")

    def _count(self, kind: str, key: str, path: str, example: str, *, is_new: bool = False) -> None:
        group = group_of(kind, key)
        self._counted[is_new][group, path] += 1
        examples = self._examples[group, path, is_new]
        if len(examples) < EXAMPLES:
            examples.append(f"{key}: {example}" if example else key)

    def _find_changed(self, draft: Draft, before: Timeline) -> Iterator[tuple[str, str, bool]]:
        """What a draft takes away, or states newly: each path, an example in words, and which of the two; nothing of
        what follows a code list.
        """
        known = [run for run in overlapping(before.get(draft.field, ()), draft) if not run.statement.assumed]
        if draft.field == LIFE:
            yield from self._lives(draft, before, known)
            return
        new = read_stored_leaves(draft.field, draft.value)
        stated: set[str] = set()
        for run in known:
            for path, old in read_stored_leaves(draft.field, run.statement.value).items():
                stated.add(path)
                if new.get(path) != old and not (path in FOLLOWS and self._has_ended(FOLLOWS[path], old)):
                    instead = new.get(draft.field if path.endswith(INHERITED) else path, NOTHING)
                    yield path, f"{old} → {instead}", False
        if draft.field in self._inherited and new and all(run.statement.value == NULL for run in known):
            self._own_parts[draft.field].update([*new])
            yield f"{draft.field}.{INHERITED}", f"{INHERITED} → its own", False
        elif self._is_followed:
            yield from ((path, f"{NOTHING} → {leaf}", True) for path, leaf in new.items() if path not in stated)

    def _lives(self, draft: Draft, before: Timeline, known: Sequence[Run]) -> Iterator[tuple[str, str, bool]]:
        lived = [run for run in runs(before[LIFE]) if run.statement.value == TRUE]
        if draft.value == FALSE and any(run.statement.value == TRUE for run in known):
            yield LIFE, f"not open from {write_day(draft.from_day)}", False
        elif draft.value == TRUE and self._is_followed and lived and not covers_draft(lived, draft):
            yield MORE, f"open from {write_day(draft.from_day)}", False

    def judge(
        self,
        connection: Connection,
        at: AsOf,
        days: int,
        limit: int | None,
        seen: Mapping[str, set[str]],
        listed: Iterable[tuple[str, str]],
        *,
        ever: bool,
    ) -> Judgement:
        """What speaks against a file.

        days: how much newer the file is than the last of its format. limit: how many may change per path instead.
        seen: what the file lists, per kind; listed: the same in its order. ever: it lists closed subjects too, so those
        are counted that stated it on any day.
        """
        known = KnownLeaves(connection, at, ever=ever)
        if self._is_followed:
            self._note_renewed(known, seen)
        counts: list[Count] = []
        notes: list[str] = []
        for is_new, counted in self._counted.items():
            for (group, path), changing in sorted(counted.items()):
                count = self._too_many(known, group, path, changing, days, limit, is_new=is_new)
                if count is None:
                    continue
                renamings = [] if is_new else self._renamings(known, group, path)
                notes += map(str, renamings)
                if changing - sum(one.subjects for one in renamings) + len(renamings) > count.allowed:
                    counts.append(count)
        sure, told = self._mistakes.find_mistakes(known, listed)
        shifts, few = self._shifts.find_shifts(known)
        suspicious = {(count.group, count.path) for count in counts}
        notes += self._most_of_small(known, suspicious)
        losses = self._losses.find_losses()
        slight = (f"{one}." for one in losses if not one.is_sure)
        return Judgement(counts, sure, shifts, losses, [*notes, *map(str, (*told, *few)), *slight])

    def _most_of_small(self, known: KnownLeaves, suspicious: Collection[tuple[str, str]]) -> Iterator[str]:
        """The paths of which most of those that state them change, too few to be counted as suspicious."""
        for (group, path), changing in sorted(self._counted[False].items()):
            if FEW <= changing <= LEAST and (group, path) not in suspicious:
                stating = known.stating(group)
                many = known.ever(group) if path == MORE else stating[LIFE if path == LIFE else path]
                if changing * 2 > many > 0:
                    shown = "; ".join(self._examples[group, path, False])
                    yield f"{name_path(group, path)}: {changing} of {many} change, most of all there are ({shown})."

    def _too_many(
        self, known: KnownLeaves, group: str, path: str, changing: int, days: int, limit: int | None, *, is_new: bool
    ) -> Count | None:
        if changing <= (LEAST if limit is None else limit):
            return None
        stating = known.stating(group)
        field = path.partition(".")[0]
        many = stating[LIFE] if field in (LIFE, NEW) or path in self._taken_over else stating[path]
        if path == MORE:
            many = known.ever(group)  # those that are not open now may be open on more days as well
        if path in self._taken_over:
            if not stating[f"{field}."]:
                return None  # no unit has one that another could inherit
            many -= stating[f"{field}."]
            beside = {field, FALLS_BACK_TO.get(field, field)}
            newly = (
                count
                for part, count in self._own_parts[field].items()
                if not all(stating[f"{one}.{part.partition('.')[2]}"] for one in beside)
            )
            changing -= max(newly, default=0)  # own and inherited were told without that part (``inheriting``)
        if is_new and many < (1 if path == NEW else LEAST):
            return None  # the file states it first, and is judged by itself (``plausibility``)
        allowed = may_change(many, days) if limit is None else limit
        if changing <= allowed:
            return None
        return Count(group, path, changing, many, allowed, self._examples[group, path, is_new], is_new)

    def _renamings(self, known: KnownLeaves, group: str, path: str) -> list[Renaming]:
        if (group, path) not in self._shared:
            return []
        values = Counter(row[path] for row in known.values(group, {path}).values() if path in row)
        return find_renamed(name_path(group, path), self._shared[group, path], values)

    def _note_renewed(self, known: KnownLeaves, seen: Mapping[str, set[str]]) -> None:
        for kind, key, was, old, new in self._renewed.find_renewals(known, seen):
            changes = {path: (old.get(path), new.get(path)) for path in sorted({*old, *new})}
            changes = {path: change for path, change in changes.items() if change[0] != change[1]}
            self._mistakes.note(kind, key, changes)
            self.told.note_renewed(kind, was, changes)
            for path, (before, after) in changes.items():
                if path in NOT_COUNTED and not (path == EDITED and after is None):
                    continue
                self._count(kind, was, path, f"{before or NOTHING} → {after or NOTHING}")


def _on_the_day(claim: Claim, before: Timeline, drafts: Sequence[Draft]) -> dict[str, Change]:
    """What changes of a subject on the last day of which the drafts speak anew, and of its life, by path."""
    content = [draft for draft in drafts if draft.field != LIFE]
    day = max([claim.snapshot or 0, *(draft.from_day for draft in content)])
    found: dict[str, Change] = {}
    lived = [run for run in runs(before[LIFE]) if run.statement.value == TRUE]
    if claim.life and lived and len(content) < len(drafts):
        was, now = life_leaves(lived[0].from_day, lived[-1].to_day), life_leaves(claim.life[0][0], claim.life[-1][1])
        found = {path: (was.get(path), now.get(path)) for path in (*was, *now) if was.get(path) != now.get(path)}
    for draft in content:
        if draft.from_day <= day < (draft.over or draft.to_day):
            on = run_on(runs(before.get(draft.field, ())), day)
            old = read_stored_leaves(draft.field, on.statement.value) if on else {}
            new = read_stored_leaves(draft.field, draft.value)
            found |= {p: (old.get(p), new.get(p)) for p in (*old, *new) if old.get(p) != new.get(p)}
    return found


def may_change(stating: int, days: int) -> int:
    """How many of so many that state a field may change in a file so many days newer than the last."""
    per_day = max(LEAST, stating * PER_CENT // 100)
    return max(LEAST, min(max(days, 1) * per_day, stating * AT_MOST_PER_CENT // 100))


def days_between(last: int | None, day: int) -> int:
    """How many days a file is newer than the last of its format; one when there is none."""
    return 1 if last is None else (to_date(day) - to_date(last)).days


def refuse_if_suspicious(counts: Sequence[Count]) -> None:
    """Raises BadFile with the figures when there are any."""
    if counts:
        listed = ". ".join(map(str, counts))
        most = max(count.changing for count in counts)
        raise BadFile(
            f"The file changes suspiciously much. {listed}. It may be spoilt; if it is right, load it with"
            f" --max-changed {most} or --force."
        )


def find_damaged_columns(delivery: Delivery) -> Iterator[str]:
    """The columns of which more cells are damaged than may be: 5 % of the rows, at least ten, in words."""
    allowed = max(LEAST, delivery.rows * PER_CENT // 100)
    for column, count in Counter(cell.column for cell in delivery.cells).items():
        if count > allowed:
            first = next(cell for cell in delivery.cells if cell.column == column)
            yield (
                f"{column}: {count} of {delivery.rows} cells cannot be read, more than {allowed} (line {first.line}:"
                f" '{first.value}', {first.reason})"
            )


def refuse_if_damaged(columns: Sequence[str]) -> None:
    """Raises BadFile with the figures when there are any."""
    if columns:
        raise BadFile(
            f"The file is damaged. {'. '.join(columns)}. Fetch it again, and open it with no spreadsheet; --force loads"
            " the rest of it."
        )


def refuse_if_in_doubt(orders: Sequence[DayOrder]) -> None:
    """Raises BadFile when days of a table may be written month first."""
    if orders:
        raise BadFile(
            f"Days are read day first and seem to be written otherwise: {'; '.join(map(str, orders))}. Have the file"
            " written with days as 2026-07-01; if all others are day first, load it with --force."
        )
