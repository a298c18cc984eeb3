"""What a register says, to every door: as of a point, of its log, of its code lists, of itself."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta

from sor.changes.judging import EntityTypes
from sor.codes import bundle
from sor.core.as_of import AsOf
from sor.core.code_book import CodeBook, make_code_book
from sor.core.day import day_of
from sor.core.finding import Finding
from sor.core.identifiers import is_digits
from sor.core.instant import parse_instant
from sor.core.log import Entry, Line
from sor.reading.registered import RegisteredDays
from sor.reading.snapshot import Snapshot
from sor.register.asked_time import find_known_serial, read_valid_day
from sor.store import (
    audit_log,
    deliveries,
    facts,
    followed,
    log,
    reads,
)
from sor.store.audit_log import AuditFault
from sor.store.database import Database
from sor.store.desk_check import DeskFault, check_desk
from sor.store.findings import findings_of
from sor.store.followed import FollowedSource
from sor.store.log import EntryFacts, Head
from sor.store.verify import Verdict, verify
from sor.store.verify_deep import verify_deep

MOST_TAGS = 10_000
"""Serials of which it is remembered when the code lists had last changed."""

MIRROR, MASTER = "mirror", "master"


def make_registered_days(database: Database) -> RegisteredDays:
    """The days of registration in a database; what its entries are is asked once."""
    return RegisteredDays(lambda serial: log.when_known(database.reader(), serial))


class ReadableRegister:
    """A register in a database, with a clock: what it says, and what is kept of that."""

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
        self._registered = make_registered_days(self.database)
        self._head = Head()
        self._types: tuple[CodeBook, EntityTypes] | None = None
        self._is_demo: bool | None = None
        self._forget_too: list[Callable[[], None]] = []

    def facts(self) -> dict[str, str]:
        """The register's role, range of codes, epoch."""
        return facts.all_facts(self.database.reader())

    @property
    def role(self) -> str:
        """``mirror`` or ``master``."""
        return self.facts().get("role", MIRROR)

    @property
    def is_demo(self) -> bool:
        """Whether it was made as a demo; what is not, is a real register. That never changes, but that an empty mirror
        becomes of the kind of the register that it follows.
        """
        if self._is_demo is None:
            is_empty = not self.serial()
            found = self.facts()
            if "role" not in found or (is_empty and found["role"] == MIRROR):
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
        serial = self.serial() if known is None else find_known_serial(self.database.reader(), known)
        if valid is not None:
            return AsOf(read_valid_day(valid), serial)
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

    def list_touched(self, after: int, upto: int) -> list[tuple[str, str]]:
        """The subjects whose resolved answer changed in the entries (after, upto]."""
        return reads.find_touched_since(self.database.reader(), after, upto)

    def findings(self, kind: str, key: str, known: int | None = None) -> list[tuple[int, Finding]]:
        """What rules found about a subject, up to a serial, each with the serial of its entry; the newest first."""
        return findings_of(self.database.reader(), kind, key, self.serial() if known is None else known)

    def lines(self, serial: int, limit: int = 2**53, offset: int = 0) -> list[Line]:
        """The lines of one entry, one per subject, in order."""
        return list(log.lines(self.database.reader(), serial, limit, offset))

    def lines_about(self, kind: str, key: str) -> list[Line]:
        """All lines about a subject, in the order of their recording."""
        return log.lines_of(self.database.reader(), kind, [key]).get(key, [])

    def lines_about_unit(self, code: str) -> list[Line]:
        """All lines about a unit or about whom it follows or is followed by, in the order of their recording; of an
        entry that says both, those about the unit last.
        """
        connection = self.database.reader()
        followed = log.lines_of(connection, "succession", reads.successions_ever(connection, code))
        found = [line for lines in followed.values() for line in lines] + self.lines_about("unit", code)
        return sorted(found, key=lambda line: (line.serial, line.kind == "unit", line.n))

    def lines_after(self, serial: int, n: int, upto: int, limit: int) -> list[Line]:
        """The lines that follow line ``n`` of an entry, its own and those of later entries up to one, in order."""
        return log.lines_after(self.database.reader(), serial, n, upto, limit)

    def count_lines_each(self, after: int, upto: int) -> dict[int, int]:
        """How many lines each of the entries (after, upto] has; those without any are missing."""
        return log.count_lines_each(self.database.reader(), after, upto)

    def lines_of_entries(self, serials: Sequence[int]) -> list[Line]:
        """All lines of some entries, in order."""
        return list(log.lines_of_entries(self.database.reader(), serials))

    def count_lines(self, serial: int) -> int:
        """How many subjects an entry is about."""
        return log.count_lines(self.database.reader(), serial)

    def touched_by(self, serial: int, limit: int, offset: int = 0) -> list[tuple[str, str, bool]]:
        """A page of the subjects whose resolved answer an entry changed: (kind, key, whether the entry names it)."""
        return reads.find_touched_by(self.database.reader(), serial, limit, offset)

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

    def count_touched_each(self, after: int, upto: int) -> dict[int, int]:
        """How many subjects that it does not name itself each of the entries (after, upto] changed the answers of;
        those without any are missing.
        """
        return reads.count_touched_each(self.database.reader(), after, upto)

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
            rows = tuple(reads.rows_known(self.database.reader(), "code", known))
            found = self._code_books[tag] = make_code_book(rows)
        return found

    def codes_of_changes(self, known: int) -> CodeBook:
        """The code lists by which changes upon a serial are read, judged and previewed: those known at it, and in an
        empty register those that its first entry will bring along.
        """
        return self.code_book(known) if known else bundle.read_bundled_book()

    def recorded_ahead_until(self) -> str | None:
        """Until when entries are recorded at times that are yet to come, because the clock was ahead once; or None."""
        last = self.head().recorded_at
        return last if last and parse_instant(last) > self.clock() + timedelta(seconds=1) else None

    def forget(self) -> None:
        """Forget what was kept of the log: another one stands in its place, or its projections were made anew."""
        self._head = Head()
        self._code_books.clear()
        self._code_tags.clear()
        self._registered = make_registered_days(self.database)
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

    def verify_desk(self) -> DeskFault | None:
        """The first row of the desk that is not as the audit log tells, if any."""
        with self.database.one_state() as still:
            return check_desk(still)

    def _entity_types(self, known: int) -> EntityTypes:
        """The entity types of all days; kept as long as the code lists stay as they are."""
        codes = self.codes_of_changes(known)
        if self._types is None or self._types[0] is not codes:
            self._types = codes, EntityTypes(codes)
        return self._types[1]

    def _day_of_known(self, known: str, serial: int) -> int:
        """Without a valid day: a serial means the day reached at it, a time or date of knowledge means today."""
        if is_digits(known.removeprefix("@")):
            return log.day_of_entry(self.database.reader(), serial) or self.today()
        return self.today()
