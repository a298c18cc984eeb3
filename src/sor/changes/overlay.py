"""A submission laid over the timelines: what would be said if it were taken, before anything is written.

Operations state and take back here, one after the other, and each sees what the ones before it left.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

from sor.core.canonical import NULL, decode, encode
from sor.core.day import OPEN
from sor.core.statement import NEVER, Draft, Statement, StatementId
from sor.core.subject import Subject
from sor.core.timeline import LIFE, Run, Timeline, fold, life, runs
from sor.store.append import LineDraft

Load = Callable[[str, Sequence[str]], dict[str, dict[str, list[Statement]]]]
"""Reads the timelines of some subjects of one kind; those never named are missing."""


class Doubled(ValueError):
    """One set states the same field of the same subject from the same day twice."""

    def __init__(self, kind: str, key: str, field: str, day: int) -> None:
        super().__init__(f"{kind} {key} {field} {day}")
        self.kind, self.key, self.field, self.day = kind, key, field, day


class Line(NamedTuple):
    """What a submission does to one subject."""

    before: dict[str, list[Statement]]
    drafts: list[Draft]
    withdrawn: list[StatementId]
    asked: list[Any]


class Overlay:
    """The timelines of some subjects as known at a serial, with a submission's statements on top."""

    def __init__(self, known: int, load: Load) -> None:
        self.serial = known + 1
        self._load = load
        self._timelines: dict[Subject, dict[str, list[Statement]]] = {}
        self._lines: dict[Subject, Line] = {}
        self._merged: dict[Subject, dict[str, list[Statement]]] = {}
        self._stating: dict[tuple[str, bytes], set[str]] = {}

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
        return life({LIFE: runs(self.timeline(kind, key).get(LIFE, ()))})

    def is_open(self, kind: str, key: str, day: int) -> bool:
        """Whether a subject is alive on a day."""
        return any(start <= day < end for start, end in self.life(kind, key))

    def runs(self, kind: str, key: str, field: str) -> list[Run]:
        """What wins a field of a subject, over all days."""
        return runs(self.timeline(kind, key).get(field, ()))

    def run(self, kind: str, key: str, field: str, day: int) -> Run | None:
        """What wins a field of a subject on a day."""
        return next((run for run in self.runs(kind, key, field) if run.from_day <= day < run.to_day), None)

    def value(self, kind: str, key: str, field: str, day: int) -> Any:
        """What a field of a subject holds on a day; None when nothing."""
        run = self.run(kind, key, field, day)
        return None if run is None or run.statement.value == NULL else decode(run.statement.value)

    def later(self, kind: str, key: str, field: str, day: int) -> list[Statement]:
        """What other submissions have stated about a field that wins some day after the given one."""
        found = {
            run.statement.id: run.statement
            for run in self.runs(kind, key, field)
            if run.statement.from_day > day and run.statement.serial < self.serial
        }
        return list(found.values())

    def state(self, kind: str, key: str, field: str, value: Any, day: int, to_day: int = OPEN, over: int = 0) -> None:
        """State what a field holds from a day on. Raises Doubled when this submission did so already, also from a day
        that ``over`` should set aside: only earlier submissions are.
        """
        line = self.line(kind, key)
        if any(d.field == field and (d.from_day == day or day < d.from_day < over) for d in line.drafts):
            raise Doubled(kind, key, field, day)
        stated = NULL if value is None else encode(value)
        line.drafts.append(Draft(field, day, to_day, over, stated))
        if kind == "unit":
            self._stating.setdefault((field, stated), set()).add(key)
        self._merged.pop(Subject(kind, key), None)

    def stating(self, field: str, value: Any) -> set[str]:
        """The units of which this submission states a value."""
        return self._stating.get((field, encode(value)), set())

    def withdraw(self, kind: str, key: str, statements: Iterable[Statement]) -> None:
        """Take statements of other submissions back."""
        line = self.line(kind, key)
        line.withdrawn.extend(s.id for s in statements if s.id not in line.withdrawn)
        self._merged.pop(Subject(kind, key), None)

    def note(self, kind: str, key: str, asked: Any) -> None:
        """Note what was asked about a subject, for its line."""
        self.line(kind, key).asked.append(asked)

    def line(self, kind: str, key: str) -> Line:
        """What this submission does to a subject; empty at first."""
        subject = Subject(kind, key)
        line = self._lines.get(subject)
        if line is None:
            before = self.before(kind, key)
            line = self._lines[subject] = Line({f: list(said) for f, said in before.items()}, [], [], [])
        return line

    def changed(self) -> list[tuple[Subject, Line]]:
        """The subjects about which this submission states or takes back something, in the order of their naming."""
        return [(subject, line) for subject, line in self._lines.items() if line.drafts or line.withdrawn]

    def is_changed(self, kind: str, key: str) -> bool:
        """Whether this submission states or takes back something about a subject."""
        line = self._lines.get(Subject(kind, key))
        return line is not None and bool(line.drafts or line.withdrawn)

    def changed_of(self, kind: str) -> set[str]:
        """The keys of the subjects of a kind about which this submission says something."""
        return {subject.key for subject in self._lines if subject.kind == kind}

    def folded(self, subject: Subject) -> dict[str, list[Run]]:
        """A subject's winners over all days as they would be."""
        return fold(self.timeline(*subject))

    def first_day(self, line: Line) -> int:
        """The first day for which a line says something new."""
        days = [draft.from_day for draft in line.drafts]
        gone = {*line.withdrawn}
        days += [s.from_day for said in line.before.values() for s in said if s.id in gone]
        return min(days)

    def _merge(self, line: Line) -> dict[str, list[Statement]]:
        gone = {*line.withdrawn}
        found = {field: [s for s in said if s.id not in gone] for field, said in line.before.items()}
        for place, d in enumerate(line.drafts):
            found.setdefault(d.field, []).append(
                Statement(d.field, d.from_day, d.to_day, d.over, d.value, d.assumed, self.serial, 1, place, NEVER)
            )
        return found


def line_draft(subject: Subject, line: Line) -> LineDraft:
    """A line as the log takes it; what was asked stands there as one operation, or a list of them."""
    asked = line.asked[0] if len(line.asked) == 1 else line.asked
    return LineDraft(subject.kind, subject.key, line.drafts, asked, line.withdrawn, before=line.before)
