"""A submission laid over the timelines: what would be said if it were taken, before anything is written.

Operations state and take back here, one after the other, and each sees what the ones before it left.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Container, Iterable, Sequence, Set
from operator import attrgetter
from typing import NamedTuple

from sor.changes.laid_over import LaidOver
from sor.core.canonical import NULL, decode, encode
from sor.core.day import OPEN
from sor.core.shapes import Value
from sor.core.statement import Draft, Statement, StatementId
from sor.core.subject import Subject
from sor.core.timeline import LIFE, Run, Timeline, life, runs
from sor.store.append import LineDraft

_begins = attrgetter("from_day")

NONE: Set[StatementId] = frozenset()

Load = Callable[[str, Sequence[str]], dict[str, dict[str, list[Statement]]]]
"""Reads the timelines of some subjects of one kind; those never named are missing."""


class Doubled(ValueError):
    """One set states the same field of the same subject from the same day twice."""

    def __init__(self, kind: str, key: str, field: str, day: int) -> None:
        super().__init__(f"{kind} {key} {field} {day}")
        self.kind, self.key, self.field, self.day = kind, key, field, day


class SubjectChanges(NamedTuple):
    """What a submission does to one subject."""

    before: dict[str, list[Statement]]
    drafts: list[Draft]
    withdrawn: list[StatementId]
    asked: list[Value]


class _Told:
    """What was stated about a subject without the submission: by the entry that stated it, by the one that took it
    back, and by field and first day.
    """

    def __init__(self, timeline: Timeline) -> None:
        self.stated: dict[int, list[Statement]] = {}
        self.taken_back: dict[int, list[Statement]] = {}
        self.from_day: dict[tuple[str, int], list[Statement]] = {}
        for said in timeline.values():
            for s in said:
                self.stated.setdefault(s.serial, []).append(s)
                self.taken_back.setdefault(s.withdrawn_at, []).append(s)
                self.from_day.setdefault((s.field, s.from_day), []).append(s)


class Overlay:
    """The timelines of some subjects as known at a serial, with a submission's statements on top."""

    def __init__(self, known: int, load: Load) -> None:
        self.serial = known + 1
        self._load = load
        self._timelines: dict[Subject, dict[str, list[Statement]]] = {}
        self._lines: dict[Subject, SubjectChanges] = {}
        self._merged: dict[Subject, dict[str, list[Statement]]] = {}
        self._winners: dict[Subject, dict[str, list[Run]]] = {}
        self._gone: dict[Subject, set[StatementId]] = {}
        self._days: dict[tuple[Subject, str], list[int]] = {}
        self._laid: dict[tuple[Subject, str], LaidOver] = {}
        self._told: dict[Subject, _Told] = {}
        self._first_days: dict[Subject, int | None] = {}
        self._stating: dict[tuple[str, bytes], set[str]] = {}
        self._messages: dict[str, set[str]] = {}

    def prefetch(self, kind: str, keys: Iterable[str]) -> None:
        """Read some timelines at once that are likely to be asked for."""
        missing = sorted({key for key in keys if Subject(kind, key) not in self._timelines})
        if missing:
            found = self._load(kind, missing)
            for key in missing:
                self._timelines[Subject(kind, key)] = found.get(key, {})

    def before(self, kind: str, key: str) -> Timeline:
        """What was stated about a subject without this submission."""
        subject = Subject(kind, key)
        if subject not in self._timelines:
            self.prefetch(kind, [key])
        return self._timelines[subject]

    def timeline(self, kind: str, key: str) -> Timeline:
        """What is stated about a subject, this submission included; what is withdrawn is left out."""
        subject = Subject(kind, key)
        line = self._lines.get(subject)
        if line is None:
            return self.before(kind, key)
        merged = self._merged.get(subject)
        if merged is None:
            merged = self._merged[subject] = self._merge(line)
        return merged

    def is_known(self, kind: str, key: str) -> bool:
        """Whether a subject has, or would have, a life at all."""
        return bool(self.life(kind, key))

    def life(self, kind: str, key: str) -> list[tuple[int, int]]:
        """The periods in which a subject is alive."""
        return life({LIFE: self.runs(kind, key, LIFE)})

    def is_open(self, kind: str, key: str, day: int) -> bool:
        """Whether a subject is alive on a day."""
        return any(start <= day < end for start, end in self.life(kind, key))

    def runs(self, kind: str, key: str, field: str) -> list[Run]:
        """What wins a field of a subject, over all days: folded when it is asked for, and kept until it is stated."""
        kept = self._winners.setdefault(Subject(kind, key), {})
        if field not in kept:
            kept[field] = runs(self.timeline(kind, key).get(field, ()))
        return kept[field]

    def winner(self, kind: str, key: str, field: str, day: int) -> Statement | None:
        """What wins a field of a subject on a day."""
        return self._laid_over(Subject(kind, key), field).winner(day)

    def wins_until(self, kind: str, key: str, field: str, day: int) -> int:
        """The first day after one on which something else wins a field, or nothing does."""
        return self._laid_over(Subject(kind, key), field).wins_until(day)

    def value(self, kind: str, key: str, field: str, day: int) -> Value:
        """What a field of a subject holds on a day; None when nothing."""
        s = self.winner(kind, key, field, day)
        return None if s is None or s.value == NULL else decode(s.value)

    def later(self, kind: str, key: str, field: str, day: int) -> list[Statement]:
        """What other submissions have stated about a field that wins some day after the given one."""
        if not any(s.from_day > day for s in self.before(kind, key).get(field, ())):
            return []  # as of nearly all fields: of a branch that closes, each field of each unit is asked about
        laid = self._laid_over(Subject(kind, key), field)
        found = [
            run.statement
            for run in laid.known[bisect_right(laid.known, day, key=_begins) :]
            if run.statement.from_day > day and laid.first_win(run) is not None
        ]
        return list({s.id: s for s in found}.values())  # in the order of the days from which they win

    def said_in(self, kind: str, key: str, serial: int) -> list[Statement]:
        """What an earlier entry stated about a subject and nobody took back."""
        gone = self._gone.get(Subject(kind, key), NONE)
        found = self._told_of(Subject(kind, key)).stated.get(serial, ())
        return [s for s in found if s.withdrawn_at > self.serial and s.id not in gone]

    def taken_back_in(self, kind: str, key: str, serial: int) -> list[Statement]:
        """What an earlier entry took back of a subject, and nobody stated again from the same day."""
        subject = Subject(kind, key)
        told = self._told_of(subject)
        return [s for s in told.taken_back.get(serial, ()) if not self._is_said_again(subject, told, s, serial)]

    def taken_back_by(self, kind: str, key: str, serial: int, entries: Container[int]) -> list[Statement]:
        """What an earlier entry stated about a subject and one of some others took back."""
        return [s for s in self._told_of(Subject(kind, key)).stated.get(serial, ()) if s.withdrawn_at in entries]

    def _is_said_again(self, subject: Subject, told: "_Told", s: Statement, serial: int) -> bool:
        own = self._days.get((subject, s.field), ())
        place = bisect_left(own, s.from_day)
        if place < len(own) and own[place] == s.from_day:
            return True
        gone = self._gone.get(subject, NONE)
        return any(
            o.serial > serial and o.withdrawn_at > self.serial and o.id not in gone
            for o in reversed(told.from_day[s.field, s.from_day])
        )

    def state(self, kind: str, key: str, field: str, value: Value, day: int, to_day: int = OPEN, over: int = 0) -> None:
        """State what a field holds from a day on. Raises Doubled when this submission did so already, also from a day
        that ``over`` should set aside: only earlier submissions are.
        """
        line, subject = self.line(kind, key), Subject(kind, key)
        days = self._days.setdefault((subject, field), [])
        place = bisect_left(days, day)
        if place < len(days) and (days[place] == day or days[place] < over):
            raise Doubled(kind, key, field, day)
        days.insert(place, day)
        stated = NULL if value is None else encode(value)
        draft = Draft(field, day, to_day, over, stated)
        line.drafts.append(draft)
        if kind == "unit":
            self._stating.setdefault((field, stated), set()).add(key)
        statement = self._statement(draft, len(line.drafts) - 1)
        if subject in self._merged:
            self._merged[subject].setdefault(field, []).append(statement)
        if (subject, field) in self._laid:
            self._laid[subject, field].add(statement)
        self._winners.get(subject, {}).pop(field, None)

    def stating(self, field: str, value: Value) -> set[str]:
        """The units of which this submission states a value."""
        return self._stating.get((field, encode(value)), set())

    def withdraw(self, kind: str, key: str, statements: Iterable[Statement]) -> None:
        """Take statements of other submissions back."""
        line, subject = self.line(kind, key), Subject(kind, key)
        gone = self._gone.setdefault(subject, set())
        fields = set()
        for s in statements:
            if s.id not in gone:
                gone.add(s.id)
                line.withdrawn.append(s.id)
                fields.add(s.field)
        self._merged.pop(subject, None)
        for field in fields:
            self._winners.get(subject, {}).pop(field, None)
            if (subject, field) in self._laid:
                self._laid[subject, field].known = self._known_runs(subject, field)

    def note(self, kind: str, key: str, asked: Value) -> None:
        """Note what was asked about a subject, for its line."""
        self.line(kind, key).asked.append(asked)

    def line(self, kind: str, key: str) -> SubjectChanges:
        """What this submission does to a subject; empty at first."""
        subject = Subject(kind, key)
        line = self._lines.get(subject)
        if line is None:
            before = self.before(kind, key)
            line = self._lines[subject] = SubjectChanges({f: list(said) for f, said in before.items()}, [], [], [])
            if subject.kind == "edi":
                self._messages.setdefault(subject.key.partition("/")[0], set()).add(subject.key)
        return line

    def list_changed(self) -> list[tuple[Subject, SubjectChanges]]:
        """The subjects about which this submission states or takes back something, in the order of their naming."""
        return [(subject, line) for subject, line in self._lines.items() if line.drafts or line.withdrawn]

    def is_changed(self, kind: str, key: str) -> bool:
        """Whether this submission states or takes back something about a subject."""
        line = self._lines.get(Subject(kind, key))
        return line is not None and bool(line.drafts or line.withdrawn)

    def changed_of(self, kind: str) -> set[str]:
        """The keys of the subjects of a kind about which this submission says something."""
        return {subject.key for subject in self._lines if subject.kind == kind}

    def messages_of(self, number: str) -> set[str]:
        """The keys of the message types of a location number about which this submission says something."""
        return self._messages.get(number, set())

    def fold_subject(self, subject: Subject) -> dict[str, list[Run]]:
        """A subject's winners over all days as they would be."""
        return {field: self.runs(*subject, field) for field in self.timeline(*subject)}

    def own_runs(self, subject: Subject, field: str) -> list[Run]:
        """What wins a field of a subject over all days of what this submission itself states."""
        drafts = self._lines[subject].drafts
        return runs([self._statement(draft, place) for place, draft in enumerate(drafts) if draft.field == field])

    def first_changed_day(self, subject: Subject) -> int | None:
        """The first day for which this submission says something new of a subject, when it has said all; None when it
        says nothing. Known once it was asked.
        """
        if subject not in self._first_days:
            self._first_days[subject] = self.first_day(self._lines[subject]) if self.is_changed(*subject) else None
        return self._first_days[subject]

    def first_day(self, line: SubjectChanges) -> int:
        """The first day for which a line says something new."""
        days = [draft.from_day for draft in line.drafts]
        gone = {*line.withdrawn}
        days += [s.from_day for said in line.before.values() for s in said if s.id in gone]
        return min(days)

    def _merge(self, line: SubjectChanges) -> dict[str, list[Statement]]:
        gone = {*line.withdrawn}
        found = {field: [s for s in said if s.id not in gone] for field, said in line.before.items()}
        for place, draft in enumerate(line.drafts):
            found.setdefault(draft.field, []).append(self._statement(draft, place))
        return found

    def _laid_over(self, subject: Subject, field: str) -> LaidOver:
        """The winners of a field, kept up as the submission goes on."""
        found = self._laid.get((subject, field))
        if found is None:
            found = self._laid[subject, field] = LaidOver(self._known_runs(subject, field))
            line = self._lines.get(subject)
            for place, draft in enumerate(line.drafts if line is not None else ()):
                if draft.field == field:
                    found.add(self._statement(draft, place))
        return found

    def _known_runs(self, subject: Subject, field: str) -> list[Run]:
        """The winners of a field without what this submission states, but with what it takes back gone."""
        gone = self._gone.get(subject, NONE)
        return runs([s for s in self.before(*subject).get(field, ()) if s.id not in gone])

    def _told_of(self, subject: Subject) -> "_Told":
        found = self._told.get(subject)
        if found is None:
            found = self._told[subject] = _Told(self.before(*subject))
        return found

    def _statement(self, d: Draft, place: int) -> Statement:
        return Statement(d.field, d.from_day, d.to_day, d.over, d.value, d.assumed, self.serial, 1, place)


def line_draft(subject: Subject, line: SubjectChanges) -> LineDraft:
    """A line as the log takes it; what was asked stands there as one operation, or a list of them."""
    asked = line.asked[0] if len(line.asked) == 1 else line.asked
    return LineDraft(subject.kind, subject.key, line.drafts, asked, line.withdrawn, before=line.before)
