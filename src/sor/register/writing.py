"""Entries, each written in the one transaction that holds the write lock: the day is turned if it has to be, serial and
hash are taken, lines and projections stored.
"""

from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime

import msgspec

from sor.codes import bundle
from sor.core.claim import difference
from sor.core.coming_day import unlikely_day
from sor.core.day import day_of, write_day
from sor.core.instant import TICK, parse_instant, write_instant
from sor.core.log import ERASE, Entry
from sor.core.newcomer import FirstSeen, newcomer_of
from sor.register.reading import MASTER, ReadableRegister
from sor.register.refused import IsMirror, LogHasGrown, Refused, refuse_copy
from sor.register.submission import Submission, fit_told, insist_on_text, refuse_future
from sor.store import (
    facts,
    followed,
    log,
    reads,
    series,
)
from sor.store.append import LineDraft, append
from sor.store.database import Connection
from sor.store.erasures import Erasure, overwrite_what_goes, take_out
from sor.store.log import Head
from sor.store.reach import failures
from sor.store.rebuild import rebuild
from sor.store.touched import find_affected_by_day, note
from sor.store.unavailable import Stopped

RULE_BOOK = "2026-11"
"""The version of the rule book that entries name; it changes when a rule does."""

FEEDING = frozenset({"import", "follow", "codes"})
"""The channels through which a mirror takes content; through any other it refuses."""


class WritableRegister(ReadableRegister):
    """A register to which entries are written, one after the other: content, erasures, and the days that come."""

    def submit(
        self,
        submission: Submission,
        *,
        expect: int | None = None,
        tell: Callable[[int], None] | None = None,
    ) -> Entry:
        """Write a submission as one entry and give it.

        expect: the serial on which it was prepared; raises Moved when the log has grown since. Raises Refused when
        the register's role forbids it, Busy when another writer does not finish.
        """
        with self.database.writing() as connection:
            self._refuse_by_role(connection, submission.channel)
            head = log.head(connection)
            if expect is not None and head.serial != expect:
                raise LogHasGrown(f"The register is at serial {head.serial}; this was prepared at {expect}.")
            now = self.clock()
            refuse_future(submission, now)
            known_at = None if submission.known_at is None else write_instant(submission.known_at)
            if submission.day is None:
                self._refuse_unlikely_day(head, now)
            day = max(head.day, submission.day or day_of(now))
            if head.serial and day > head.day:
                head = self._turn_day(connection, head, day, now, known_at)
            recorded = find_time_after(head, now)
            known = known_at or recorded
            if head.serial and known < head.known_at:
                raise Refused(f"It would be known at {known}, before the last entry ({head.known_at}).")
            lines = list(submission.lines) if head.serial else [*self._code_lines(submission.lines), *submission.lines]
            entry = self._entry(head, "submission", day, recorded, known, submission)
            insist_on_text(entry, lines)
            return append(connection, head, entry, lines, tell)

    def erase(self, compose: Callable[[Connection, int], Erasure], actor: str, channel: str, reason: str) -> Entry:
        """Take values out of the log, and out of all that is made from it: one entry, that names them and not their
        content. compose: what to take out, asked under the write lock with the day that the register has reached.

        What it raises is passed on, and nothing was written. Raises Busy, Refused, Stopped.
        """
        with self.database.writing() as connection:
            refuse_copy(connection)
            overwrite_what_goes(connection)
            head, now = log.head(connection), self.clock()
            self._refuse_unlikely_day(head, now)
            if head.serial and day_of(now) > head.day:
                head = self._turn_day(connection, head, day_of(now), now, None)
            erasure = compose(connection, head.day)
            origin = msgspec.to_builtins(erasure.origin)
            recorded = find_time_after(head, now)
            said = Submission((), actor, channel, reason, origin)
            entry = self._entry(head, ERASE, head.day, recorded, max(recorded, head.known_at), said)
            insist_on_text(entry, ())
            entry = append(connection, head, entry, erasure.lines)
            take_out(connection, entry)
            facts.put(connection, facts.ERASING, str(entry.serial))
        self.forget()
        return entry

    def turn_day(self) -> Entry | None:
        """Let the register reach today: the clock's job at midnight. Gives the day's entry, or None if it is there.

        Raises Stopped when the clock's day is not to be believed unasked.
        """
        with self.database.writing() as connection:
            head, now = log.head(connection), self.clock()
            source = followed.get(connection)
            if source is not None and source.is_proven:
                return None
            self._refuse_unlikely_day(head, now)
            if not head.serial or day_of(now) <= head.day:
                return None
            turned = self._turn_day(connection, head, day_of(now), now, None)
        return self.entry(turned.serial)

    def set_day(self, day: int, actor: str, channel: str, reason: str = "") -> Entry:
        """Let a day that has come be the register's, on somebody's word: one that the clock's job would not believe, or
        one before the day it has reached, which needs a reason. From its entry on it is today for full, delta and feed.

        Raises Refused for a demo, an empty register, a day that has not come, and one set back without a reason.
        """
        with self.database.writing() as connection:
            refuse_copy(connection)
            head, now = log.head(connection), self.clock()
            if self.is_demo:
                raise Refused("A demo's day goes with its clock, which is moved forward: POST /demo/clock or SOR_NOW.")
            if not head.serial:
                raise Refused("The register is empty: its first entry brings its day along.")
            if day > day_of(now):
                raise Refused(f"{write_day(day)} has not come by this computer's clock ({write_day(day_of(now))}).")
            if day == head.day:
                raise Refused(f"{write_day(day)} is the register's day already.")
            if day < head.day and not reason.strip():
                raise Refused(f"The register's day is {write_day(head.day)}: to set it back, give a reason.")
            said = Submission((), actor, channel, reason or f"{write_day(day)} has come, as somebody says")
            if day < head.day:
                said.origin = {log.CLOCK: write_instant(now)}
            turned = self._turn_day(connection, head, day, now, None, said)
        return next(self.since(turned.serial - 1))

    def find_stopped(self) -> Stopped | None:
        """Why nothing is written at the moment: the computer's clock and the log's day do not fit. None: they do, or
        the log's days are those of another register, which this one follows.
        """
        source = self.follows()
        if source is not None and source.is_proven:
            return None
        try:
            self._refuse_unlikely_day(self.head(), self.clock())
        except Stopped as error:
            return error
        return None

    def rebuild(self, tell: Callable[[int], None] | None = None) -> None:
        """Build every projection anew from the log."""
        with self.database.writing() as connection:
            rebuild(connection, tell)
        self.forget()

    def _reach_today(self, connection: Connection, now: datetime) -> Head:
        """The end of the log, with the entry of the day when that has come."""
        head = log.head(connection)
        self._refuse_unlikely_day(head, now)
        if head.serial and day_of(now) > head.day:
            return self._turn_day(connection, head, day_of(now), now, None)
        return head

    def _turn_day(
        self,
        connection: Connection,
        head: Head,
        day: int,
        now: datetime,
        known_at: str | None,
        said: Submission | None = None,
    ) -> Head:
        """Write the entry that says a day has come, and which subjects begin or end to be something by it.

        said: by whom and why, when it was not the clock's job.
        """
        recorded = find_time_after(head, now)
        subjects = reads.turning(connection, head.day, day)
        passed = said or Submission((), "register", log.CLOCK, f"{write_day(day)} has come")
        entry = self._entry(head, "day", day, recorded, max(known_at or recorded, head.known_at), passed)
        entry = append(connection, head, msgspec.structs.replace(entry, subjects=subjects), ())
        note(connection, entry.serial, find_affected_by_day(connection, subjects, head.day, day, entry.serial))
        return Head(entry.serial, entry.hash, day, entry.recorded_at, entry.known_at)

    def _entry(self, head: Head, kind: str, day: int, recorded: str, known: str, given: Submission) -> Entry:
        return Entry(
            serial=head.serial + 1,
            kind=kind,
            recorded_at=recorded,
            known_at=known,
            day=day,
            actor=given.actor,
            channel=given.channel,
            reason=given.reason,
            rule_book=RULE_BOOK,
            origin=fit_told(given.origin),
            findings=[fit_told(msgspec.to_builtins(finding)) for finding in given.findings],
            subjects=[],
            previous=head.hash,
        )

    def _code_lines(self, lines: Sequence[LineDraft | FirstSeen]) -> list[LineDraft | FirstSeen]:
        """The code lists that the program carries: the first entry of every log brings them along."""
        if any(line.kind == "code" for line in lines):
            return []
        asked = {"op": "codes", "digest": bundle.digest()}
        return [
            newcomer_of(claim, asked) or LineDraft(claim.kind, claim.key, difference({}, claim), asked, before={})
            for claim in bundle.bundled_claims()
        ]

    def _refuse_by_role(self, connection: Connection, channel: str) -> None:
        refuse_copy(connection)
        if facts.get(connection, "role") != MASTER and channel not in FEEDING:
            raise IsMirror(
                "This register is a mirror: it is fed by files or a feed and takes no changes of its own.",
                "Dette register er et spejl: det fyldes fra filer eller en strøm og tager ikke selv imod ændringer.",
            )

    def _refuse_unlikely_day(self, head: Head, now: datetime) -> None:
        """Raises Stopped when the clock says a day not to be believed unasked (``docs/decisions/days.md``)."""
        if self._most_days_ahead is None or not head.serial or self.is_demo:
            return
        today = day_of(now)
        # An entry known before it was recorded was loaded as dated: its day is its file's, not the clock's.
        dated = head.known_at != head.recorded_at
        reached = max(head.day, day_of(parse_instant(head.recorded_at))) if dated else head.day
        problem = unlikely_day(reached, today, self._most_days_ahead)
        if problem:
            raise Stopped(problem)

    def _let_series_go_on(self) -> None:
        """The log may have given location numbers. Where the series cannot be told, they are when a program starts."""
        with suppress(*failures()):
            nexts = series.gone_beyond(self.database.reader())
            if nexts:
                with self.database.desk.writing() as connection:
                    series.go_on(connection, nexts)


def find_time_after(head: Head, now: datetime) -> str:
    """When the next entry is recorded: now, or just after the last one when the clock was set back."""
    return write_instant(max(now, parse_instant(head.recorded_at) + TICK) if head.recorded_at else now)
