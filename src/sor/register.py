"""The hub: submit · at · history · since · rebuild. Every door asks and sends here and nowhere else.

A submission is prepared outside (by comparing a file, by the rules) and written here, in the one transaction that
holds the write lock: the day is turned if it has to be, serial and hash are taken, lines and projections stored. What
takes long to decide is decided before, and held against what was written meanwhile.
"""

import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from math import inf
from time import monotonic
from typing import NamedTuple

import msgspec

from sor.changes.asking import ChangeContext, Terms, spend_freely
from sor.changes.belonging import Authorise
from sor.changes.composing import Compose, RegisterAtSerial, fixed
from sor.changes.document import ChangeSet, read_document
from sor.changes.judging import EntityTypes
from sor.changes.outcome import Outcome
from sor.changes.submitting import (
    KEPT_FOR,
    PreparedSubmission,
    brings_numbers,
    digest_of,
    prepare,
    refused,
    replayed,
    tried,
    use_up,
)
from sor.clock import set_clock
from sor.codes import bundle
from sor.core.as_of import AsOf
from sor.core.canonical import encode
from sor.core.claim import difference
from sor.core.code_book import CodeBook
from sor.core.coming_day import unlikely_day
from sor.core.day import OPEN, NotADay, day_of, end_of_day, parse_day, write_day
from sor.core.finding import Finding
from sor.core.identifiers import DEMO_RANGE, LAST_RUNNING_NUMBER, is_digits
from sor.core.instant import TICK, parse_instant, write_instant
from sor.core.log import ERASE, Entry, EntryOrigin, Line
from sor.core.newcomer import FirstSeen, newcomer_of
from sor.core.shapes import Value
from sor.core.text import NotComposed, Plain, Unfit, fitted, mapped, refuse_unfit
from sor.reading.registered import RegisteredDays
from sor.reading.snapshot import Snapshot
from sor.rules.asked import NO_OPTIONS, AskedOptions
from sor.store import (
    answered,
    audit_log,
    confirmations,
    deliveries,
    desk_file,
    facts,
    followed,
    log,
    reads,
    series,
    setup,
)
from sor.store.answered import Answered
from sor.store.append import LineDraft, append, fold_ahead
from sor.store.audit_log import AuditFault
from sor.store.collector import without_collector
from sor.store.database import Connection, Database
from sor.store.erasures import Erasure, overwrite_what_goes, take_out
from sor.store.findings import findings_of
from sor.store.followed import FollowedSource
from sor.store.log import EntryFacts, Head
from sor.store.looked_at import LookedAt
from sor.store.reach import failures
from sor.store.rebuild import rebuild
from sor.store.touched import affected_by_day, note
from sor.store.unavailable import Stopped
from sor.store.verify import Verdict, verify
from sor.store.verify_deep import verify_deep

RULE_BOOK = "2026-11"
"""The version of the rule book that entries name; it changes when a rule does."""

MOST_TAGS = 10_000
"""Serials of which it is remembered when the code lists had last changed."""

FEW_CHANGES = 50
SECONDS_INSIDE = 0.1
"""A document of few changes is decided while nobody else writes, but for so many seconds at most."""

TRIES_OUTSIDE = 2
"""How often any other is decided while others write. Was what it read written to each time, it is decided once more
while nobody does, however long that takes.
"""

MIRROR, MASTER = "mirror", "master"
NOT_INTO_DEMO = (
    "This is a real register, and a real one is never turned into a demo. Make a demo in a new database:"
    " sor init --demo --database sqlite:///demo.db"
)
FEEDING = frozenset({"import", "follow", "codes"})
"""The channels through which a mirror takes content; through any other it refuses."""


class NotReady(RuntimeError):
    """The database holds no register, or another one than was meant; the message says what to do."""


class BadTime(ValueError):
    """A ``valid`` or ``known`` (``field``) that cannot be understood, or lies before the register knew anything.

    The message is English, ``danish`` says the same.
    """

    def __init__(self, english: str, danish: str = "", field: str = "") -> None:
        super().__init__(english)
        self.danish = danish or english
        self.field = field


class Refused(ValueError):
    """A submission that the register does not take, whoever sends it; ``danish`` says the same."""

    def __init__(self, english: str, danish: str = "") -> None:
        super().__init__(english)
        self.danish = danish or english


class IsMirror(Refused):
    """A change of its own sent to a register that is fed by files or a feed."""

    @classmethod
    def copy_of(cls, url: str) -> "IsMirror":
        """The same sent to a copy of the register at an address: its log is that one's, and nothing is added to it."""
        return cls(
            f"This register is a copy of {url} and takes nothing but what that writes. Send it there.",
            f"Dette register er en kopi af {url} og tager kun imod, hvad det skriver. Send det dertil.",
        )


class LogHasGrown(RuntimeError):
    """The log grew since the submission was prepared: prepare it again."""


class Submission(msgspec.Struct):
    """What is to become one entry.

    lines: one per subject. origin: where the content came from (file, format, digest, snapshot day, silence).
    known_at, day: only for files loaded as dated (``CORE`` §3), else now and today.
    """

    lines: Sequence[LineDraft | FirstSeen]
    actor: str
    channel: str
    reason: str = ""
    origin: EntryOrigin | None = None
    findings: Sequence[Finding] = ()
    known_at: datetime | None = None
    day: int | None = None


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


class _TakesLong(Exception):
    """Deciding a document takes longer than others are to wait."""


class _Limit:
    """The time that deciding may take while others wait to write."""

    def __init__(self, seconds: float) -> None:
        self._until = monotonic() + seconds

    def spend(self) -> None:
        """Look at the time. Raises _TakesLong when it is up."""
        if monotonic() > self._until:
            raise _TakesLong

    def beside(self, other: Callable[[], None]) -> Callable[[], None]:
        """A look at this and at another limit."""

        def spend() -> None:
            self.spend()
            other()

        return spend


def registered_days(database: Database) -> RegisteredDays:
    """The days of registration in a database; what its entries are is asked once."""
    return RegisteredDays(lambda serial: log.when_known(database.reader(), serial))


class Register:
    """A register in a database, with a clock."""

    def __init__(
        self, database: Database, clock: Callable[[], datetime], *, most_days_ahead: int | None = None
    ) -> None:
        """most_days_ahead: by how many days the computer's clock may be ahead of the last entry's day before nothing is
        written; None: the clock is always believed.
        """
        self.database = database
        self.clock = clock
        self._most_days_ahead = most_days_ahead
        self._code_books: dict[int, CodeBook] = {}
        self._code_tags: dict[int, int] = {}
        self._registered = registered_days(self.database)
        self._head = Head()
        self._types: tuple[CodeBook, EntityTypes] | None = None
        self._is_demo: bool | None = None
        self._forget_too: list[Callable[[], None]] = []

    def init(self, role: str | None = None, *, demo: bool = False, codes: tuple[int, int] | None = None) -> None:
        """Create or upgrade the schema. A new register takes its role, its range of codes and whether it is a demo; an
        old one keeps them, but a master without a range may be given one.

        codes: the first and last running number of the SOR codes that a real master is to issue. Raises Refused for
        what a register cannot be or become, NotReady when a newer program made the database.
        """
        try:
            setup.upgrade(self.database)
        except (setup.Newer, setup.BadDeskFile) as error:
            raise NotReady(str(error)) from None
        with self.database.writing() as connection:
            had = facts.all_facts(connection)
            if "role" not in had:
                self._make(connection, role or MIRROR, codes, demo=demo)
                return
            if role is not None and role != had["role"]:
                raise Refused(
                    f"This register is a {had['role']}. Its role is written in it and does not change by a setting."
                )
            if demo and not facts.is_demo(had):
                raise Refused(NOT_INTO_DEMO)
            if codes is not None and codes != facts.code_range(had):
                _name_range(connection, codes, had)

    def _make(self, connection: Connection, role: str, codes: tuple[int, int] | None, *, demo: bool) -> None:
        """Write what a new register is."""
        facts.put(connection, "role", role)
        facts.put(connection, "epoch", uuid.uuid4().hex)
        if demo:
            facts.put(connection, facts.DEMO_DAY, str(self.today()))
            set_clock(connection, self.clock())
        if demo and role == MASTER and codes is None:
            facts.put(connection, facts.RANGE, "-".join(map(str, DEMO_RANGE)))
        if codes is not None:
            _name_range(connection, codes, facts.all_facts(connection))

    def ready(self) -> None:
        """Raises NotReady unless the database holds a register of this program's schema. What the log says and the
        operational tables do not know yet, because a program was stopped between the two, is made up for.
        """
        problem = setup.problem(self.database)
        if problem:
            raise NotReady(problem)
        self._let_series_go_on()

    def lacking(self) -> str | None:
        """What the register was found without, in a sentence with what to do; None when it has everything."""
        if not desk_file.is_missing(self.database):
            return None
        return (
            f"{self.database.shown} was found without {self.database.desk_file}, which holds its users, rights, keys,"
            " whitelists, series of numbers and audit log: these are empty. Stop all programs and put that file back,"
            " or go on without it: sor init --empty-desk"
        )

    def go_on_without(self) -> None:
        """Let the empty operational tables of a register that was found without its own be the register's."""
        desk_file.adopt(self.database)

    def facts(self) -> dict[str, str]:
        """The register's role, range of codes, epoch."""
        return facts.all_facts(self.database.reader())

    @property
    def role(self) -> str:
        """``mirror`` or ``master``."""
        return self.facts().get("role", MIRROR)

    @property
    def is_demo(self) -> bool:
        """Whether it was made as a demo; what is not, is a real register. That never changes."""
        if self._is_demo is None:
            found = self.facts()
            if "role" not in found:
                return facts.is_demo(found)
            self._is_demo = facts.is_demo(found)
        return self._is_demo

    def follows(self) -> FollowedSource | None:
        """The register that this one is a copy of; None for one that follows nobody."""
        return followed.get(self.database.reader())

    def last_day_of_shak(self, setting: int | None) -> int | None:
        """SHAK's last valid day as files and pages show it: a master's setting; None in a mirror, whose source says
        itself which code ends when.
        """
        return setting if self.role == MASTER else None

    def today(self) -> int:
        """The Danish day now."""
        return day_of(self.clock())

    def head(self) -> Head:
        """The end of the log; kept while the last serial is the same, because an entry's row may be very long."""
        connection = self.database.reader()
        if log.head_serial(connection) != self._head.serial or not self._head.serial:
            self._head = log.head(connection)
        return self._head

    def serial(self) -> int:
        """The last serial."""
        return log.head_serial(self.database.reader())

    def as_of(self, valid: str | None = None, known: str | None = None) -> AsOf:
        """The point that two texts name: ``valid`` a date (today), ``known`` a time, date or serial (everything).

        A date of ``known`` is the end of that Danish day, ``@17`` or ``17`` a serial; a serial without ``valid``
        means the day the register had reached at it. Raises BadTime.
        """
        serial = self.serial() if known is None else self._known_serial(known)
        if valid is not None:
            return AsOf(_asked_day(valid), serial)
        return AsOf(self.today() if known is None else self._day_of_known(known, serial), serial)

    def at(self, at: AsOf | None = None) -> Snapshot:
        """The register as of a point; without one, today as known now."""
        at = at or AsOf(self.today(), self.serial())
        return Snapshot(self.database.reader(), at, self.code_book(at.known), self._registered)

    def since(self, serial: int, limit: int | None = None) -> Iterator[Entry]:
        """The entries after a serial, in order."""
        return log.entries(self.database.reader(), serial, limit=limit)

    def entry_facts(self, serial: int) -> EntryFacts | None:
        """What is short of an entry, for who asks about it and does not want what it says."""
        return log.entry_facts(self.database.reader(), serial)

    def entry(self, serial: int) -> Entry | None:
        """One entry as a whole: its findings and salts may take megabytes."""
        return next(log.entries(self.database.reader(), serial - 1, serial), None)

    def touched(self, after: int, upto: int) -> list[tuple[str, str]]:
        """The subjects whose resolved answer changed in the entries (after, upto]."""
        return reads.touched_since(self.database.reader(), after, upto)

    def findings(self, kind: str, key: str, known: int | None = None) -> list[tuple[int, Finding]]:
        """What rules found about a subject, up to a serial, each with the serial of its entry; the newest first."""
        return findings_of(self.database.reader(), kind, key, self.serial() if known is None else known)

    def lines(self, serial: int, limit: int = 2**53, offset: int = 0) -> list[Line]:
        """The lines of one entry, one per subject, in order."""
        return list(log.lines(self.database.reader(), serial, limit, offset))

    def lines_about(self, kind: str, key: str) -> list[Line]:
        """All lines about a subject, in the order of their recording."""
        return log.lines_of(self.database.reader(), kind, [key]).get(key, [])

    def lines_after(self, serial: int, n: int, upto: int, limit: int) -> list[Line]:
        """The lines that follow line ``n`` of an entry, its own and those of later entries up to one, in order."""
        return log.lines_after(self.database.reader(), serial, n, upto, limit)

    def count_lines_each(self, after: int, upto: int) -> dict[int, int]:
        """How many lines each of the entries (after, upto] has; those without any are missing."""
        return log.count_lines_each(self.database.reader(), after, upto)

    def count_lines(self, serial: int) -> int:
        """How many subjects an entry is about."""
        return log.count_lines(self.database.reader(), serial)

    def touched_by(self, serial: int, limit: int, offset: int = 0) -> list[tuple[str, str, bool]]:
        """A page of the subjects whose resolved answer an entry changed: (kind, key, whether the entry names it)."""
        return reads.touched_by(self.database.reader(), serial, limit, offset)

    def units_touched_by(self, serial: int, limit: int, offset: int = 0) -> tuple[int, list[tuple[str, bool]]]:
        """How many units an entry touched, and a page of them by code: (code, whether the entry names it)."""
        connection = self.database.reader()
        page = reads.units_touched_by(connection, serial, limit, offset)
        return reads.count_units_touched(connection, serial), page

    def lines_numbered(self, serial: int, numbers: Sequence[int]) -> list[Line]:
        """Some lines of an entry by their numbers, in order; numbers of none are left out."""
        return list(log.lines_numbered(self.database.reader(), serial, numbers))

    def count_touched(self, serial: int) -> int:
        """How many subjects' resolved answers an entry changed."""
        return reads.count_touched(self.database.reader(), serial)

    def deliveries(self) -> list[tuple[str, int, int]]:
        """(family of formats, snapshot day, serial) of the newest file of each family that was loaded."""
        return deliveries.latest(self.database.reader())

    def code_book(self, known: int) -> CodeBook:
        """The code lists as known at a serial; kept, because they change a few times a year."""
        tag = self._code_tags.get(known)
        if tag is None:
            if len(self._code_tags) > MOST_TAGS:
                self._code_tags.clear()
            tag = self._code_tags[known] = reads.last_change(self.database.reader(), "code", known)
        found = self._code_books.get(tag)
        if found is None:
            found = self._code_books[tag] = CodeBook(reads.rows_known(self.database.reader(), "code", known))
        return found

    def codes_of_changes(self, known: int) -> CodeBook:
        """The code lists by which changes upon a serial are read, judged and previewed: those known at it, and in an
        empty register those that its first entry will bring along.
        """
        return self.code_book(known) if known else bundle.bundled_book()

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
            _refuse_future(submission, now)
            known_at = None if submission.known_at is None else write_instant(submission.known_at)
            if submission.day is None:
                self._refuse_unlikely_day(head, now)
            day = max(head.day, submission.day or day_of(now))
            if head.serial and day > head.day:
                head = self._turn_day(connection, head, day, now, known_at)
            recorded = _recorded_after(head, now)
            known = known_at or recorded
            if head.serial and known < head.known_at:
                raise Refused(f"It would be known at {known}, before the last entry ({head.known_at}).")
            lines = list(submission.lines) if head.serial else [*self._code_lines(submission.lines), *submission.lines]
            entry = self._entry(head, "submission", day, recorded, known, submission)
            _insist_on_text(entry, lines)
            return append(connection, head, entry, lines, tell)

    def erase(self, compose: Callable[[Connection, int], Erasure], actor: str, channel: str, reason: str) -> Entry:
        """Take values out of the log, and out of all that is made from it: one entry, that names them and not their
        content. compose: what to take out, asked under the write lock with the day that the register has reached.

        What it raises is passed on, and nothing was written. Raises Busy, Refused, Stopped.
        """
        with self.database.writing() as connection:
            _refuse_copy(connection)
            overwrite_what_goes(connection)
            head, now = log.head(connection), self.clock()
            self._refuse_unlikely_day(head, now)
            if head.serial and day_of(now) > head.day:
                head = self._turn_day(connection, head, day_of(now), now, None)
            erasure = compose(connection, head.day)
            origin = msgspec.to_builtins(erasure.origin)
            recorded = _recorded_after(head, now)
            said = Submission((), actor, channel, reason, origin)
            entry = self._entry(head, ERASE, head.day, recorded, max(recorded, head.known_at), said)
            _insist_on_text(entry, ())
            entry = append(connection, head, entry, erasure.lines)
            take_out(connection, entry)
            facts.put(connection, facts.ERASING, str(entry.serial))
        self.forget()
        return entry

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
        What takes long is decided while others write, and decided again when they wrote to what it read: its entry and
        its answer are those of a document that was decided while nobody else wrote.
        Raises BadDocument, Refused by a mirror, Busy when another writer does not finish.
        """
        read = document if callable(document) else read_document(document)
        compose: Compose = read if callable(read) else fixed(read)
        digest = digest_of(document if sent is None else sent) if key is not None and not dry_run else ""
        given = terms or (lambda: Terms(authorise, spend))
        asked = _Asked(compose, actor, door, given, key, digest, options, judge, origin, insist)
        if dry_run:
            with self.database.steady() as connection:
                self._refuse_by_role(connection, door)
                head = log.head(connection)
                self._refuse_unlikely_day(head, self.clock())
                prepared = self._decide(connection, head, asked._replace(insist=None)).prepared
                return tried(prepared, self.codes_of_changes(head.serial))
        is_long = isinstance(read, ChangeSet) and len(read.changes) > FEW_CHANGES
        if not is_long:
            with suppress(_TakesLong):
                return self._decide_inside(asked, SECONDS_INSIDE)
        for _ in range(TRIES_OUTSIDE):
            decided = self._decide_outside(asked)
            if isinstance(decided, Outcome):
                return decided
            outcome = self._write_if_untouched(asked, decided)
            if outcome is not None:
                return outcome
        return self._decide_inside(asked)

    def _decide_outside(self, asked: _Asked) -> "_Decided | Outcome":
        """A document decided while others may write; an answer when nothing of it is to be written."""
        with self.database.steady() as connection:
            self._refuse_by_role(connection, asked.door)
            if (before := self._replayed(connection, asked)) is not None:
                return before
            head, now = log.head(connection), self.clock()
            self._refuse_unlikely_day(head, now)
            is_due = head.serial > 0 and day_of(now) > head.day
            looked_at = LookedAt(head)
            with connection.noting(looked_at.note):
                decided = None if is_due else self._decide(connection, head, asked, looked_at)
            if decided is not None and decided.prepared.outcome.accepted:
                _insist_on_fit_lines(decided.prepared.lines)
                fold_ahead(connection, decided.prepared.lines)
        if decided is None:
            self.turn_day()
            return self._decide_outside(asked)
        return decided if decided.prepared.outcome.accepted else refused(decided.prepared)

    def _write_if_untouched(self, asked: _Asked, decided: _Decided) -> Outcome | None:
        """Write what was decided outside; None when it is to be decided again."""
        if self.serial() > decided.looked_at.serial:
            with self.database.steady() as connection:  # as much as can be looked through before the lock is taken
                if decided.looked_at.is_touched(connection):
                    return None
        with without_collector(), self.database.writing() as connection:  # others wait, and none of it is waste
            if (before := self._replayed(connection, asked)) is not None:
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
        """A document decided and written while nobody else writes. Raises _TakesLong when that takes more seconds."""
        with self.database.writing() as connection:
            self._refuse_by_role(connection, asked.door)
            if (before := self._replayed(connection, asked)) is not None:
                return before
            now = self.clock()
            head = self._reach_today(connection, now)
            limit = _Limit(seconds)
            with connection.noting(lambda *_: limit.spend()):
                decided = self._decide(connection, head, asked, limit=limit)
            if not decided.prepared.outcome.accepted:
                return refused(decided.prepared)
            outcome = self._write(connection, head, now, decided, asked)
        if brings_numbers(decided.prepared):
            self._let_series_go_on()
        return outcome

    def answered(self, actor: str, key: str, document: Value = None) -> Outcome | None:
        """What an actor was answered under a key before, by ``change``; with a document a refusal when it was another
        one. None when the key is new.
        """
        with self.database.steady() as connection:
            return replayed(connection, actor, key, None if document is None else digest_of(document))

    def _replayed(self, connection: Connection, asked: _Asked) -> Outcome | None:
        """The answer that the same document got under its key before."""
        return None if asked.key is None else replayed(connection, asked.actor, asked.key, asked.digest)

    def _reach_today(self, connection: Connection, now: datetime) -> Head:
        """The end of the log, with the entry of the day when that has come."""
        head = log.head(connection)
        self._refuse_unlikely_day(head, now)
        if head.serial and day_of(now) > head.day:
            return self._turn_day(connection, head, day_of(now), now, None)
        return head

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
        given, found = self._composed(asked.compose, connection, head.serial, today)
        types = self._entity_types(head.serial)
        prepared = prepare(connection, head.serial, given, sender, types, judge=asked.judge, found=found)
        if asked.insist is not None:
            asked.insist(tried(prepared, self.codes_of_changes(head.serial)))
        return _Decided(prepared, given.reason, today, looked_at or LookedAt(head))

    def _write(
        self, connection: Connection, head: Head, now: datetime, decided: _Decided, asked: _Asked
    ) -> Outcome:  # fmt: skip
        """Append what was decided, as one entry, with all that is kept beside it."""
        prepared, outcome = decided.prepared, decided.prepared.outcome
        recorded = _recorded_after(head, now)
        if prepared.lines:
            use_up(connection, prepared)
            submission = Submission(
                prepared.lines, asked.actor, asked.door, decided.reason, asked.origin, outcome.findings
            )
            entry = self._entry(head, "submission", decided.today, recorded, recorded, submission)
            lines = [] if head.serial else self._code_lines(prepared.lines)
            _insist_on_text(entry, [line for line in prepared.lines if line.ahead is None])  # the others were, outside
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

    def _let_series_go_on(self) -> None:
        """The log may have given location numbers. Where the series cannot be told, they are when a program starts."""
        with suppress(*failures()):
            nexts = series.gone_beyond(self.database.reader())
            if nexts:
                with self.database.desk.writing() as connection:
                    series.go_on(connection, nexts)

    def turn_day(self) -> Entry | None:
        """Let the register reach today: the clock's job at midnight. Gives the day's entry, or None if it is there.

        Raises Stopped when the clock's day is not to be believed unasked.
        """
        with self.database.writing() as connection:
            head, now = log.head(connection), self.clock()
            if followed.get(connection) is not None:
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
            _refuse_copy(connection)
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

    def stopped(self) -> Stopped | None:
        """Why nothing is written at the moment: the computer's clock and the log's day do not fit. None: they do, or
        the log's days are those of another register, which this one follows.
        """
        if self.follows() is not None:
            return None
        try:
            self._refuse_unlikely_day(self.head(), self.clock())
        except Stopped as error:
            return error
        return None

    def recorded_ahead_until(self) -> str | None:
        """Until when entries are recorded at times that are yet to come, because the clock was ahead once; or None."""
        last = self.head().recorded_at
        return last if last and parse_instant(last) > self.clock() + timedelta(seconds=1) else None

    def rebuild(self, tell: Callable[[int], None] | None = None) -> None:
        """Build every projection anew from the log."""
        with self.database.writing() as connection:
            rebuild(connection, tell)
        self.forget()

    def forget(self) -> None:
        """Forget what was kept of the log: another one stands in its place, or its projections were made anew."""
        self._head = Head()
        self._code_books.clear()
        self._code_tags.clear()
        self._registered = registered_days(self.database)
        self._is_demo = None
        for forget in self._forget_too:
            forget()

    def forget_with(self, forget: Callable[[], None]) -> None:
        """Let what others keep of this register be forgotten with what it keeps itself."""
        self._forget_too.append(forget)

    def verify(self, *, deep: bool = False, tell: Callable[[int], None] | None = None) -> Verdict:
        """Check the chain, and deep also that the projections are what the log gives."""
        connection = self.database.connect()
        try:
            verdict = verify(connection, tell)
            if deep and verdict.fault is None:
                with self.database.one_state() as still:
                    return verdict._replace(fault=verify_deep(still), of_log=False)
            return verdict
        finally:
            connection.close()

    def verify_audit_log(self) -> AuditFault | None:
        """The first row of the audit log that does not fit its chain, if any."""
        with self.database.one_state() as still:
            return audit_log.check(still)

    def _composed(
        self, compose: Compose, connection: Connection, serial: int, today: int
    ) -> tuple[ChangeSet, Sequence[Finding]]:
        """The changes to decide, and what was found in composing them."""
        made = compose(RegisterAtSerial(connection, serial, today, self.codes_of_changes(serial)))
        given = made.document if isinstance(made.document, ChangeSet) else read_document(made.document)
        return given, made.findings

    def _entity_types(self, known: int) -> EntityTypes:
        """The entity types of all days; kept as long as the code lists stay as they are."""
        codes = self.codes_of_changes(known)
        if self._types is None or self._types[0] is not codes:
            self._types = codes, EntityTypes(codes)
        return self._types[1]

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
        recorded = _recorded_after(head, now)
        subjects = reads.turning(connection, head.day, day)
        passed = said or Submission((), "register", log.CLOCK, f"{write_day(day)} has come")
        entry = self._entry(head, "day", day, recorded, max(known_at or recorded, head.known_at), passed)
        entry = append(connection, head, msgspec.structs.replace(entry, subjects=subjects), ())
        note(connection, entry.serial, affected_by_day(connection, subjects, head.day, day, entry.serial))
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
            origin=_told(given.origin),
            findings=[_told(msgspec.to_builtins(finding)) for finding in given.findings],
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
        _refuse_copy(connection)
        if facts.get(connection, "role") != MASTER and channel not in FEEDING:
            raise IsMirror(
                "This register is a mirror: it is fed by files or a feed and takes no changes of its own.",
                "Dette register er et spejl: det fødes af filer eller en strøm og tager ikke selv imod ændringer.",
            )

    def _known_serial(self, known: str) -> int:
        connection = self.database.reader()
        plain = known.removeprefix("@")
        if is_digits(plain) and len(plain) < 16:
            head = log.head_serial(connection)
            if int(plain) > head:
                raise BadTime(
                    f"There is no serial {plain} yet; the last one is {head}.",
                    f"Serienummer {plain} findes ikke endnu; det sidste er {head}.",
                    "known",
                )
            if int(plain) == 0:
                raise BadTime("The first serial is 1.", "Det første serienummer er 1.", "known")
            return int(plain)
        try:
            instant = end_of_day(parse_day(known)) - TICK if len(known) == 10 else parse_instant(known)
        except (ValueError, OverflowError):
            raise BadTime(
                f"'{known}' is no time, date or serial. Write 2026-07-01, 2026-07-01T12:00 or @17.",
                f"'{known}' er hverken et tidspunkt, en dato eller et serienummer."
                " Skriv 2026-07-01, 2026-07-01T12:00 eller @17.",
                "known",
            ) from None
        serial = log.serial_known_at(connection, write_instant(instant))
        blurred = log.blurred_by(connection, serial, write_instant(instant))
        if blurred is not None:
            raise BadTime(
                f"Entries were recorded ahead of their time until {blurred.recorded_at}, because the clock was wrong"
                f" before @{blurred.serial} set the day back: {known} cannot tell them apart. Ask by serial, such as"
                f" @{blurred.serial}.",
                f"Posteringer blev skrevet med tidspunkter forud for deres tid indtil {blurred.recorded_at}, fordi uret"
                f" gik forkert, før @{blurred.serial} satte dagen tilbage: {known} kan ikke skelne dem. Spørg med"
                f" serienummer, fx @{blurred.serial}.",
                "known",
            )
        if serial == 0:
            first = next(log.entries(connection, 0, limit=1), None)
            raise BadTime(
                f"This register knows nothing{f' before {first.known_at}' if first else ': it is empty'}.",
                f"Dette register ved intet{f' før {first.known_at}' if first else ': det er tomt'}.",
                "known",
            )
        return serial

    def _day_of_known(self, known: str, serial: int) -> int:
        """Without a valid day: a serial means the day reached at it, a time or date of knowledge means today."""
        if is_digits(known.removeprefix("@")):
            return log.day_of_entry(self.database.reader(), serial) or self.today()
        return self.today()


def _refuse_copy(connection: Connection) -> None:
    """Raises IsMirror in a register that is a copy of another."""
    source = followed.get(connection)
    if source is not None:
        raise IsMirror.copy_of(source.url)


def _name_range(connection: Connection, codes: tuple[int, int], had: Mapping[str, str]) -> None:
    """Write down the range of codes of a real master that has none. Raises Refused."""
    first, last = codes
    given, demos = f"{first}-{last}", "-".join(map(str, DEMO_RANGE))
    if had["role"] != MASTER:
        raise Refused("A mirror issues no SOR codes: leave the range out, or make a master with --role master.")
    if facts.is_demo(had):
        raise Refused(f"A demo issues its codes from {demos} and from nowhere else. Leave the range out.")
    if (kept := facts.code_range(had)) is not None:
        raise Refused(f"This register issues codes from {kept[0]}-{kept[1]} already, and that does not change.")
    if not 1 <= first <= last <= LAST_RUNNING_NUMBER:
        raise Refused(f"{given} is no range of running numbers: write A-B, from 1 to {LAST_RUNNING_NUMBER}.")
    if facts.is_of_demos(first, last):
        raise Refused(f"{given} lies in {demos}, which is kept for demos. Name another range.")
    facts.put(connection, facts.RANGE, given)


def _told(value: Plain) -> Plain:
    """What is told of a file (its name, cells that could not be read) as it can be shown."""
    return mapped(value, lambda text, _: fitted(text)[0])


def _insist_on_text(entry: Entry, lines: Sequence[LineDraft | FirstSeen]) -> None:
    """Whatever the door: no text goes into the log that is not just as the register keeps it. Raises Refused."""
    try:
        refuse_unfit(encode((entry.actor, entry.channel, entry.reason)), "the reason")
    except (Unfit, NotComposed) as error:
        raise Refused(str(error)) from None
    _insist_on_fit_lines(lines)


def _insist_on_fit_lines(lines: Iterable[LineDraft | FirstSeen]) -> None:
    """The same of lines alone, which may be long before their entry is. Raises Refused."""
    try:
        for line in lines:
            said = [line.content, line.told] if isinstance(line, FirstSeen) else [draft.field for draft in line.drafts]
            refuse_unfit(encode((line.key, line.asked, said)), f"{line.kind} {line.key}")
            for draft in () if isinstance(line, FirstSeen) else line.drafts:
                refuse_unfit(draft.value, f"{line.kind} {line.key}: {draft.field}")
    except (Unfit, NotComposed) as error:
        raise Refused(str(error)) from None


def _recorded_after(head: Head, now: datetime) -> str:
    """When the next entry is recorded: now, or just after the last one when the clock was set back."""
    return write_instant(max(now, parse_instant(head.recorded_at) + TICK) if head.recorded_at else now)


def _refuse_future(submission: Submission, now: datetime) -> None:
    """A dated file from the future would make every later entry wait for its time."""
    later = submission.known_at is not None and submission.known_at > now
    if later or (submission.day or 0) > day_of(now):
        said = write_instant(submission.known_at) if later and submission.known_at else write_day(submission.day or 0)
        raise Refused(f"Its time, {said}, has not come yet by this computer's clock ({write_instant(now)}).")


def _asked_day(text: str) -> int:
    try:
        day = parse_day(text)
    except NotADay as error:
        danish = f"'{text}' er ikke en dato. Skriv den som år-måned-dag, fx 2026-07-01."
        raise BadTime(str(error), danish, "valid") from None
    if day >= OPEN:
        english = f"{text} stands for 'no end' and is no day to ask about. Write an earlier one."
        raise BadTime(
            english, f"{text} betyder 'ingen slutdato' og kan der ikke spørges på. Skriv en tidligere.", "valid"
        )
    return day
