"""What loading a file changes, counted while it is compared: no change of a file is ever made without a word.

Every subject that a file changes stands in at least one count: as new, closed, opened or annulled, or under each path
of what it states – changed, given or emptied – with what stood there and what stands there now.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

import msgspec

from sor.core.canonical import decode
from sor.core.claim import FALSE, Claim
from sor.core.day import START, write_day
from sor.core.shapes import text_in
from sor.core.statement import Draft, Statement
from sor.core.timeline import LIFE, TRUE, Run, Timeline, runs
from sor.jobs.known_leaves import BORN, DIED, group_of
from sor.jobs.stated_leaves import read_stored_leaves

NEW, CLOSED, OPENED, ANNULLED = "new", "closed", "opened", "annulled"
LONGER, SHORTER = "longer", "shorter"
CHANGED, GIVEN, EMPTIED = "changed", "given", "emptied"
REPEATED, TAKEN_BACK = "repeated", "taken back"
"""The same value, stated for other days; what only a file said that this one replaces."""

LIVES = (NEW, OPENED, LONGER, CLOSED, SHORTER, ANNULLED)
"""What happens to the life of a subject, in the order in which it is told; longer and shorter: on other days than the
file's own.
"""

EXAMPLES = 3

Leaf = tuple[str | None, str | None]
"""What a path held and what it holds; none when it is empty."""


class ChangeExample(msgspec.Struct, frozen=True, omit_defaults=True):
    """One of the subjects: its key, its name when it has one, and what it held and holds."""

    key: str
    name: str | None = None
    old: str | None = None
    new: str | None = None


class ChangeCount(msgspec.Struct, omit_defaults=True):
    """So many subjects of a kind of which the same was done to the same path; no path when it is done to their life.
    group: the kind, of codes with their list.
    """

    group: str
    what: str
    subjects: int = 0
    path: str = ""
    examples: list[ChangeExample] = []


class WhatChanged:
    """Gathers the counts of one file. touched: kind, key and field of whatever changed; ended: by kind and key what
    ends earlier than was known, with the day from which it is not open, and its name.
    """

    def __init__(self, day: int) -> None:
        """day: the one that the file describes."""
        self._day = day
        self._counts: dict[tuple[str, str, str], ChangeCount] = {}
        self.touched: set[tuple[str, str, str | None]] = set()
        self.ended: dict[str, dict[str, tuple[int, str | None]]] = defaultdict(dict)

    def note(self, claim: Claim, before: Timeline, drafts: Sequence[Draft]) -> None:
        """Count what a claim makes of a subject of which something is known, or that is new."""
        name = _read_name(claim) or known_name(before)
        if LIFE not in before:
            self._count(claim.kind, claim.key, NEW, "", ChangeExample(claim.key, name))
            self.touched |= {(claim.kind, claim.key, field) for field in (None, *claim.fields)}
            return
        self.note_drafts(claim.kind, claim.key, name, before, drafts)

    def note_drafts(self, kind: str, key: str, name: str | None, before: Timeline, drafts: Sequence[Draft]) -> None:
        """Count what drafts make of a known subject."""
        leaves: dict[str, Leaf] = {}
        of_life = [draft for draft in drafts if draft.field == LIFE]
        lives = self._lives(before, of_life)
        if (end := _earlier_end(before, of_life)) is not None:
            self.ended[kind][key] = end, name
        for draft in drafts:
            self.touched |= {(kind, key, draft.field), (kind, key, None)}
            known = overlapping(before.get(draft.field, ()), draft)
            if draft.field == LIFE:
                continue
            for path, leaf in _leaves(draft, known, runs(before.get(draft.field, ()))):
                if path not in leaves or None in leaves[path]:
                    leaves[path] = leaf
        for what, day in lives.items():
            self._count(kind, key, what, "", ChangeExample(key, name, None, day or None))
        for path, (old, new) in leaves.items():
            if old == new and lives:
                continue  # on more days, as its life is
            what = GIVEN if old is None else EMPTIED if new is None else REPEATED if old == new else CHANGED
            self._count(kind, key, what, path, ChangeExample(key, name, old, new))
        if not leaves and not lives:
            self._count(kind, key, REPEATED, "", ChangeExample(key, name))

    def note_ended(self, kind: str, key: str, before: Timeline, drafts: Sequence[Draft], *, annulled: bool) -> None:
        """Count a subject that a file no longer lists. annulled: it lived only by what the file replaces."""
        name = known_name(before)
        if annulled:
            self.ended[kind][key] = START, name
        if annulled or not drafts:
            self._count(kind, key, ANNULLED if annulled else TAKEN_BACK, "", ChangeExample(key, name))
        else:
            self.note_drafts(kind, key, name, before, drafts)

    def note_renewed(self, kind: str, key: str, changes: Mapping[str, Leaf]) -> None:
        """Count a subject that is called by what it says, and is called otherwise now."""
        for path, (old, new) in changes.items():
            if path in (BORN, DIED):
                continue  # those of what bore the other name
            what = GIVEN if old is None else EMPTIED if new is None else CHANGED
            self._count(kind, key, what, path, ChangeExample(key, None, old, new))

    def counts(self) -> list[ChangeCount]:
        """All of it: by group, lives first, then the paths that most subjects changed."""

        def place(count: ChangeCount) -> tuple[str, int, int, str, str]:
            life = LIVES.index(count.what) if not count.path and count.what in LIVES else len(LIVES)
            return count.group, life, -self._of_path(count), count.path, count.what

        return sorted(self._counts.values(), key=place)

    def _of_path(self, count: ChangeCount) -> int:
        found = (self._counts.get((count.group, what, count.path)) for what in (CHANGED, GIVEN, EMPTIED, REPEATED))
        return sum(one.subjects for one in found if one)

    def _count(self, kind: str, key: str, what: str, path: str, example: ChangeExample) -> None:
        group = group_of(kind, key)
        if (group, what, path) not in self._counts:
            self._counts[group, what, path] = ChangeCount(group, what, 0, path, [])
        count = self._counts[group, what, path]
        count.subjects += 1
        if len(count.examples) < EXAMPLES:
            count.examples.append(example)

    def _lives(self, before: Timeline, drafts: Sequence[Draft]) -> dict[str, str]:
        """What drafts make of the life of a subject, each with the day from which."""
        lived = [run for run in runs(before[LIFE]) if run.statement.value == TRUE]
        taking = [draft for draft in drafts if draft.value == FALSE]
        if lived and taking and all(any(_covers(draft, run) for draft in taking) for run in lived):
            return {ANNULLED: ""}
        found: dict[str, str] = {}
        for draft in drafts:
            is_of_the_day = draft.from_day <= self._day < _end(draft)
            was_open = any(run.from_day <= self._day < run.to_day for run in lived)
            if draft.value == FALSE:
                taken = [run.from_day for run in lived if run.from_day < _end(draft) and draft.from_day < run.to_day]
                if taken:
                    what = CLOSED if is_of_the_day and was_open else SHORTER
                    found[what] = write_day(max(draft.from_day, taken[0]))
            elif not covers_draft(lived, draft):
                found[OPENED if is_of_the_day and not was_open else LONGER] = write_day(draft.from_day)
        return found


def covers_draft(known: Sequence[Run], draft: Draft) -> bool:
    """Whether something is said on all days of a draft."""
    at = draft.from_day
    for run in known:
        if run.from_day <= at < run.to_day:
            at = run.to_day
    return at >= _end(draft)


def overlapping(known: Sequence[Statement], draft: Draft) -> list[Run]:
    """What is said on the days that a draft is about."""
    return [run for run in runs(known) if run.from_day < _end(draft) and draft.from_day < run.to_day]


def known_name(timeline: Timeline) -> str | None:
    """What a subject is called last; none when its kind has no names."""
    said = runs(timeline["name"]) if "name" in timeline else ()
    name = decode(said[-1].statement.value) if said else None
    return name if isinstance(name, str) else None


def _read_name(claim: Claim) -> str | None:
    return text_in(claim.pieces[-1].values, "name") if claim.pieces else None


def _earlier_end(before: Timeline, drafts: Sequence[Draft]) -> int | None:
    """The day from which a subject is not open that was to be; none when its life ends as it did, or later."""
    lived = [run for run in runs(before[LIFE]) if run.statement.value == TRUE]
    ends = [draft.from_day for draft in drafts if lived and draft.value == FALSE and _end(draft) >= lived[-1].to_day]
    return min(ends, default=None)


def _leaves(draft: Draft, known: Sequence[Run], ever: Sequence[Run]) -> Iterator[tuple[str, Leaf]]:
    """What changes under each path; what stays the same under a path only when that is all that is said."""
    new = read_stored_leaves(draft.field, draft.value)
    found: dict[str, Leaf] = {}
    for run in known:
        old = read_stored_leaves(draft.field, run.statement.value)
        for path in (*old, *new):
            if old.get(path) != new.get(path) and (path not in found or None in found[path]):
                found[path] = old.get(path), new.get(path)
    if not covers_draft(known, draft):
        others = [read_stored_leaves(draft.field, run.statement.value) for run in ever]
        for path, leaf in new.items():
            same = leaf if any(one.get(path) == leaf for one in others) else None
            found.setdefault(path, (same, leaf))
    yield from found.items()


def _covers(draft: Draft, run: Run) -> bool:
    return draft.from_day <= run.from_day and run.to_day <= _end(draft)


def _end(draft: Draft) -> int:
    return draft.over or draft.to_day
