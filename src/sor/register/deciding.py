"""Documents of changes: what takes long to decide is decided before the write lock is taken, and held against what was
written meanwhile (``docs/decisions/two-locks.md``).
"""

from collections.abc import Callable, Sequence
from contextlib import suppress
from contextvars import ContextVar
from datetime import datetime
from math import inf
from time import monotonic, thread_time
from typing import NamedTuple

from sor.changes.asking import ChangeContext, Terms, spend_freely
from sor.changes.belonging import Authorise
from sor.changes.composing import Compose, RegisterAtSerial, compose_fixed
from sor.changes.document import ChangeSet, read_document
from sor.changes.outcome import Outcome
from sor.changes.submitting import (
    KEPT_FOR,
    PreparedSubmission,
    answer_refusal,
    answer_trial,
    brings_numbers,
    digest_of,
    prepare,
    replay_answer,
    use_up,
)
from sor.core.canonical import encode
from sor.core.day import day_of
from sor.core.finding import Finding
from sor.core.instant import write_instant
from sor.core.log import EntryOrigin
from sor.core.shapes import Value
from sor.register.submission import Submission, insist_on_fit_lines, insist_on_text
from sor.register.writing import WritableRegister, find_time_after
from sor.rules.asked import NO_OPTIONS, AskedOptions
from sor.store import (
    answered,
    confirmations,
    log,
    reads,
)
from sor.store.answered import Answered
from sor.store.append import append, fold_ahead
from sor.store.collector import without_collector
from sor.store.database import Connection
from sor.store.log import Head
from sor.store.looked_at import LookedAt
from sor.store.unavailable import Busy

FEW_CHANGES = 50
SECONDS_INSIDE = 0.1
"""A document of few changes is decided while nobody else writes, but for so many seconds at most."""

SECONDS_BRIEFLY = 1.0
"""What holds no lock may keep those behind it waiting for so many seconds of processor time."""

TRIES_OUTSIDE = 2
"""How often any other is decided while others write. Was what it read written to each time, it is decided once more
while nobody does.
"""


class _Asked(NamedTuple):
    """A document of changes and what it was sent with. digest: what tells it apart from others under a key."""

    compose: Compose
    actor: str
    door: str
    terms: Callable[[], Terms]
    key: str | None
    digest: str
    options: AskedOptions
    judge: bool
    origin: EntryOrigin | None = None
    insist: Callable[[Outcome], None] | None = None


class _Decided(NamedTuple):
    """A document of changes that was decided, on a day. looked_at: what it was decided upon."""

    prepared: PreparedSubmission
    reason: str
    today: int
    looked_at: LookedAt


BRIEFLY: ContextVar[bool] = ContextVar("briefly", default=False)
"""Whether others wait behind what is decided now: then a document that takes long is left to be decided elsewhere."""


class TakesLong(Exception):
    """Deciding a document takes longer than others are to wait; nothing of it was done. Outside only where ``BRIEFLY``
    was set.
    """


class _Limit:
    """The time that deciding may take while others wait. clock: by which it runs."""

    def __init__(self, seconds: float, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._until = clock() + seconds

    def spend(self) -> None:
        """Look at the time. Raises TakesLong when it is up."""
        if self._clock() > self._until:
            raise TakesLong

    def beside(self, other: Callable[[], None]) -> Callable[[], None]:
        """A look at this and at another limit."""

        def spend() -> None:
            self.spend()
            other()

        return spend


def _limit_outside() -> _Limit | None:
    """The time that deciding may take while nobody waits for the lock; None: as much as its sender has."""
    return _Limit(SECONDS_BRIEFLY, thread_time) if BRIEFLY.get() else None


class ChangeableRegister(WritableRegister):
    """A register that takes documents of changes: each is decided by the rules and by rights, and written."""

    def change(
        self,
        document: Value,
        actor: str,
        door: str,
        *,
        authorise: Authorise | None = None,
        key: str | None = None,
        dry_run: bool = False,
        options: AskedOptions = NO_OPTIONS,
        judge: bool = True,
        sent: Value = None,
        spend: Callable[[], None] = spend_freely,
        terms: Callable[[], Terms] | None = None,
        origin: EntryOrigin | None = None,
        insist: Callable[[Outcome], None] | None = None,
        seconds_inside: float = inf,
    ) -> Outcome:
        """Take a document of changes (``CORE`` §19) whole, or refuse it with everything that is wrong with it.

        authorise: whether the actor may, asked for each change; None: it may all. key: the same document again under
        it gets the same answer, and is done once. dry_run: nothing is written, the answer holds the consequences.
        options: settings that rules must know (``shak_end``). judge: False leaves the rule book out, to measure it.
        A document may be a function that composes it from what the register says when it is decided; then ``sent`` is
        what tells, under a key, whether the same came again. spend: called again and again while it is decided, to
        raise when the sender's time is up; then nothing is written. terms: gives both anew whenever it is decided, for
        rights that are read from the register and time that runs. origin: what the entry says of where it came from.
        insist: is told, each time that the document is decided to be written, the answer with all its consequences, and
        raises when that is not what was meant; then nothing is written.
        seconds_inside: how long nobody else may write for the sake of a document that others wrote to again and again
        while it was decided.
        What takes long is decided while others write, and decided again when they wrote to what it read: its entry and
        its answer are those of a document that was decided while nobody else wrote.
        Raises BadDocument, Refused by a mirror, Busy when another writer does not finish or others go on
        writing to what it reads, and TakesLong where others
        wait behind it (``BRIEFLY``).
        """
        read = document if callable(document) else read_document(document)
        compose: Compose = read if callable(read) else compose_fixed(read)
        digest = digest_of(document if sent is None else sent) if key is not None and not dry_run else ""
        given = terms or (lambda: Terms(authorise, spend))
        asked = _Asked(compose, actor, door, given, key, digest, options, judge, origin, insist)
        is_long = isinstance(read, ChangeSet) and len(read.changes) > FEW_CHANGES
        if is_long and BRIEFLY.get():
            raise TakesLong
        if dry_run:
            return self._try(asked)
        if not is_long:
            with suppress(TakesLong):
                return self._decide_inside(asked, SECONDS_INSIDE)
        for _ in range(TRIES_OUTSIDE):
            decided = self._decide_outside(asked)
            if isinstance(decided, Outcome):
                return decided
            outcome = self._write_if_untouched(asked, decided)
            if outcome is not None:
                return outcome
        try:
            return self._decide_inside(asked, seconds_inside)
        except TakesLong:
            raise Busy("Others write to what this reads, again and again. Try again in a moment.") from None

    def _try(self, asked: _Asked) -> Outcome:
        """What a document would bring about. Raises TakesLong where others wait behind it."""
        with self.database.steady() as connection:
            self._refuse_by_role(connection, asked.door)
            head = log.head(connection)
            self._refuse_unlikely_day(head, self.clock())
            prepared = self._decide(connection, head, asked._replace(insist=None), limit=_limit_outside()).prepared
            return answer_trial(prepared, self.codes_of_changes(head.serial))

    def _decide_outside(self, asked: _Asked) -> "_Decided | Outcome":
        """A document decided while others may write; an answer when nothing of it is to be written. Raises TakesLong
        where others wait behind it.
        """
        with self.database.steady() as connection:
            self._refuse_by_role(connection, asked.door)
            if (before := self._find_replayed(connection, asked)) is not None:
                return before
            head, now = log.head(connection), self.clock()
            self._refuse_unlikely_day(head, now)
            is_due = head.serial > 0 and day_of(now) > head.day
            looked_at = LookedAt(head)
            with connection.noting(looked_at.note):
                decided = None if is_due else self._decide(connection, head, asked, looked_at, _limit_outside())
            if decided is not None and decided.prepared.outcome.accepted:
                insist_on_fit_lines(decided.prepared.lines)
                fold_ahead(connection, decided.prepared.lines)
        if decided is None:
            self.turn_day()
            return self._decide_outside(asked)
        return decided if decided.prepared.outcome.accepted else answer_refusal(decided.prepared)

    def _write_if_untouched(self, asked: _Asked, decided: _Decided) -> Outcome | None:
        """Write what was decided outside; None when it is to be decided again."""
        if self.serial() > decided.looked_at.serial:
            with self.database.steady() as connection:  # as much as can be looked through before the lock is taken
                if decided.looked_at.is_touched(connection):
                    return None
        with without_collector(), self.database.writing() as connection:  # others wait, and none of it is waste
            if (before := self._find_replayed(connection, asked)) is not None:
                return before
            now = self.clock()
            if decided.looked_at.is_touched(connection):
                return None
            head = self._reach_today(connection, now)
            if max(head.day, day_of(now)) != decided.today:
                return None
            outcome = self._write(connection, head, now, decided, asked)
        if brings_numbers(decided.prepared):
            self._let_series_go_on()
        return outcome

    def _decide_inside(self, asked: _Asked, seconds: float = inf) -> Outcome:
        """A document decided and written while nobody else writes. Raises TakesLong when that takes more seconds."""
        with self.database.writing() as connection:
            self._refuse_by_role(connection, asked.door)
            if (before := self._find_replayed(connection, asked)) is not None:
                return before
            now = self.clock()
            head = self._reach_today(connection, now)
            limit = _Limit(seconds)
            with connection.noting(lambda *_: limit.spend()):
                decided = self._decide(connection, head, asked, limit=limit)
            if not decided.prepared.outcome.accepted:
                return answer_refusal(decided.prepared)
            outcome = self._write(connection, head, now, decided, asked)
        if brings_numbers(decided.prepared):
            self._let_series_go_on()
        return outcome

    def find_answered(self, actor: str, key: str, document: Value = None) -> Outcome | None:
        """What an actor was answered under a key before, by ``change``; with a document a refusal when it was another
        one. None when the key is new.
        """
        with self.database.steady() as connection:
            return replay_answer(connection, actor, key, None if document is None else digest_of(document))

    def _find_replayed(self, connection: Connection, asked: _Asked) -> Outcome | None:
        """The answer that the same document got under its key before."""
        return None if asked.key is None else replay_answer(connection, asked.actor, asked.key, asked.digest)

    def _decide(
        self,
        connection: Connection,
        head: Head,
        asked: _Asked,
        looked_at: LookedAt | None = None,
        limit: "_Limit | None" = None,
    ) -> _Decided:
        """A document composed and decided upon the register of a connection; nothing is written."""
        terms = asked.terms()
        today = max(head.day, self.today())
        spend = terms.spend if limit is None else limit.beside(terms.spend)
        sender = ChangeContext(asked.door, today, terms.authorise, asked.options, asked.actor, spend)
        given, found = self._compose_changes(asked.compose, connection, head.serial, today)
        types = self._entity_types(head.serial)
        prepared = prepare(connection, head.serial, given, sender, types, judge=asked.judge, found=found)
        if asked.insist is not None:
            asked.insist(answer_trial(prepared, self.codes_of_changes(head.serial)))
        return _Decided(prepared, given.reason, today, looked_at or LookedAt(head))

    def _write(
        self, connection: Connection, head: Head, now: datetime, decided: _Decided, asked: _Asked
    ) -> Outcome:  # fmt: skip
        """Append what was decided, as one entry, with all that is kept beside it."""
        prepared, outcome = decided.prepared, decided.prepared.outcome
        recorded = find_time_after(head, now)
        if prepared.lines:
            use_up(connection, prepared)
            submission = Submission(
                prepared.lines, asked.actor, asked.door, decided.reason, asked.origin, outcome.findings
            )
            entry = self._entry(head, "submission", decided.today, recorded, recorded, submission)
            lines = [] if head.serial else self._code_lines(prepared.lines)
            insist_on_text(entry, [line for line in prepared.lines if line.ahead is None])  # the others were, outside
            outcome.serial = append(connection, head, entry, [*lines, *prepared.lines]).serial
            is_of_codes = any(
                line.kind == "code" for line in (*lines, *prepared.lines)
            )  # an entry of theirs taken back
            if not is_of_codes and (tag := self._code_tags.get(head.serial)) is not None:
                self._code_tags[outcome.serial] = tag
            outcome.units = dict(prepared.names.codes)
            outcome.touched = reads.count_touched(connection, outcome.serial)
        for unit in outcome.confirmed:
            confirmations.add(connection, unit, asked.actor, recorded)
        if asked.key is not None:
            kept = Answered(asked.digest, outcome.serial or 0, encode(outcome).decode())
            forget = write_instant(now - KEPT_FOR)
            answered.keep(connection, asked.actor, asked.key, kept, recorded, forget)
        return outcome

    def _compose_changes(
        self, compose: Compose, connection: Connection, serial: int, today: int
    ) -> tuple[ChangeSet, Sequence[Finding]]:
        """The changes to decide, and what was found in composing them."""
        made = compose(RegisterAtSerial(connection, serial, today, self.codes_of_changes(serial)))
        given = made.document if isinstance(made.document, ChangeSet) else read_document(made.document)
        return given, made.findings
