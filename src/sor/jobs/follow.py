"""Following another register: a copy of its log that is proven entry by entry, and goes on when the source is gone.

It begins with a published snapshot, of which only the log is taken, proven from the first entry on; everything else is
made from that here. Then it goes on entry by entry, each in one piece. When the source has become another register (a
backup was restored) the copy is kept aside, and it begins anew (``CORE`` §23, ``docs/decisions/following.md``).
"""

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager, nullcontext, suppress
from pathlib import Path
from typing import NamedTuple

import msgspec

from sor.clock import DemoClock, set_clock
from sor.core.checkpoint import BadCheckpoint, Checkpoint, check_signature
from sor.core.instant import parse_instant, write_instant
from sor.core.log import ERASE, HashedLine, Line
from sor.desk.demo_clock import go_by
from sor.following.feed_filter import FeedFilter, find_for_parts
from sor.following.source import SNAPSHOT, AnotherLog, CopiedEntry, NoSource, PublishedHead, Source, SourceAway
from sor.formats.log_copy import LogHead
from sor.jobs.erasing import FilesToErase, finish
from sor.jobs.whole_files import NotWritten, whole_path
from sor.register import MIRROR, Refused, Register
from sor.store import facts, followed
from sor.store.backing_up import open_backup, write_backup
from sor.store.copying import copy_log, copy_log_of_part
from sor.store.database import Connection
from sor.store.followed import FollowedSource
from sor.store.log import Head, head
from sor.store.own_folder import own_folder
from sor.store.owner_part import OwnerPart
from sor.store.reach import failures
from sor.store.rebuild import rebuild
from sor.store.revisions import revisions, schema_of
from sor.store.taking import NotProven, let_go_of_log, take
from sor.store.unavailable import Unavailable, driver_errors, unavailable
from sor.store.verify import verify
from sor.store.verify_deep import verify_deep

ENTRIES_AT_ONCE, LINES_AT_ONCE = 500, 5_000
"""So many entries, or lines, are committed together while a copy is far behind."""

CHECKED_EVERY = 3600.0
"""Seconds after which the source's signed checkpoint is held against the copy again."""

FIRST_PAUSE, LONGEST_PAUSE = 0.5, 30.0
"""Seconds before a source that is away is asked again; doubled each time."""

UNITS_TOLD = 20
"""So many units are named that came into a part or left it by one entry."""

TO_COME = (SourceAway, Unavailable, NotWritten)
"""What passes by itself, or when somebody has made room: it is tried again."""

Tell = Callable[[str, int], None]


class FollowOptions(msgspec.Struct, frozen=True):
    """snapshot: the file to begin with, else the one that the source publishes. public_key: the key (PEM) with which
    the source's checkpoints have to be signed. files: where files are published from the copy, from which erased values
    have to go. once: end when the copy is level.
    """

    snapshot: Path | None = None
    public_key: Path | None = None
    files: FilesToErase | None = None
    once: bool = False


class ProvenSnapshot(NamedTuple):
    """A file that was proven from the first entry on, and the head of its log."""

    path: Path
    head: Head


class Following:
    """One run of following a source into a register. say: told what happens, in sentences. tell: how far a step is.

    Raises Refused for a register that cannot follow.
    """

    def __init__(
        self,
        register: Register,
        source: Source,
        options: FollowOptions = FollowOptions(),  # noqa: B008 (frozen)
        say: Callable[[str], None] = lambda _: None,
        tell: Tell = lambda *_: None,
        stop: threading.Event | None = None,
    ) -> None:
        if register.role != MIRROR:
            raise Refused("This register is a master and follows nobody. Follow into a mirror: sor init --role mirror")
        if options.snapshot is not None and register.serial():
            raise Refused(
                f"{register.database.shown} has begun already: leave --from out, or follow into a new database."
            )
        self._register, self._source, self._options = register, source, options
        before = register.follows()
        if before is not None and before.owner != source.owner:
            held = f"the part of {before.owner}" if before.owner else "the whole register"
            raise Refused(
                f"{register.database.shown} is a copy of {held}. Follow into a new database for something else."
            )
        self._say, self._tell = say, tell
        self._stop = stop or threading.Event()
        self._checked_at = float("-inf")
        self._has_answered = False

    def run(self) -> None:
        """Follow until ``stop`` is set, or with ``once`` until the copy is level.

        Raises Refused for a source that cannot be followed into this register; NotProven when it sends what cannot be
        believed: the copy stays as it is and says so. With ``once`` SourceAway, and whatever keeps the database from
        being written.
        """
        pause = FIRST_PAUSE
        while not self._stop.is_set():
            try:
                self._come_level()
                self._has_answered = True
                if self._options.once:
                    return
                pause = FIRST_PAUSE
                self._source.wait(self._register.serial(), self._note_sign_of_life)
            except AnotherLog:
                continue  # the next look at the log says what it is now
            except (NotProven, Refused) as error:
                self._note_stopped(str(error))
                raise
            except driver_errors(NoSource, *TO_COME) as error:
                note_if_away(self._register, error)
                if isinstance(error, NoSource) and not self._has_answered:
                    raise Refused(str(error)) from None
                if self._options.once or not _passes(error):
                    raise
                self._say(f"{error} It is tried again.")
                self._stop.wait(pause)
                pause = min(pause * 2, LONGEST_PAUSE)

    def _come_level(self) -> None:
        """Begin where nothing is, take what is new, and look at the signed checkpoint now and then."""
        if not self._register.serial():
            self._begin()
        try:
            self._catch_up()
        except AnotherLog:
            self._begin_anew()
        self._hold_against_checkpoint()

    def _begin(self) -> None:
        """Let an empty mirror be a copy of the source: of its kind and epoch, and with a snapshot when there is one."""
        told = self._source.head()
        named = self._options.snapshot
        with self._snapshot(told, named) as snapshot, self._register.database.writing() as connection:
            _take_mark(connection, told)
            if snapshot is not None:
                self._fill(connection, snapshot.path)
            self._put(connection, told, snapshot.head if snapshot else Head())
        self._register.forget()
        if self._register.is_demo and isinstance(self._register.clock, DemoClock):
            go_by(self._register)
        if snapshot is not None:
            self._say(f"It begins with a snapshot of {self._source.url} at serial {snapshot.head.serial}.")

    def _begin_anew(self) -> None:
        """Keep the copy aside and begin with what the source is now. Readers see the one or the other, whole.

        Raises Refused for a register that was no copy of this source, NotProven when the source's log was rewritten
        though it is no other epoch's.
        """
        register, told = self._register, self._source.head()
        before, was = register.follows(), register.head()
        if before is None or before.url != self._source.url:
            follows = f"follows {before.url}" if before else "was not begun as a copy of another register"
            raise Refused(
                f"{register.database.shown} {follows}, and {self._source.url} has another log. Follow it into an empty"
                " mirror: sor init --database sqlite:///copy.db"
            )
        if told.epoch == register.facts()["epoch"]:
            raise NotProven(was.serial, 0, f"{self._source.url} no longer has it, though it was not restored")
        self._refuse_other_kind(told)
        aside = self._keep_aside(was)
        with self._snapshot(told, None) as snapshot, register.database.writing() as connection:
            let_go_of_log(connection)
            facts.put(connection, "epoch", told.epoch)
            if snapshot is not None:
                self._fill(connection, snapshot.path)
            reached = snapshot.head if snapshot else Head()
            for item in self._source.log(reached, told.epoch):
                if isinstance(item, CopiedEntry):
                    reached = take(connection, reached, item.entry, item.lines, item.earlier)
            kept = msgspec.structs.replace(before, aside=(*before.aside, str(aside)))
            followed.put(connection, kept)
            self._put(connection, told, reached)
        register.forget()
        self._say(
            f"{self._source.url} has become another register: it was restored from a backup (epoch {told.epoch[:8]}…)."
            f" The copy of what it was, at serial {was.serial}, is kept in {aside}; the new one has begun."
        )

    def _keep_aside(self, was: Head) -> Path:
        """Write the copy as it is into a file beside it."""
        register = self._register
        epoch = register.facts()["epoch"][:8]
        url = register.database.url
        place = Path(str(url.database)) if register.database.dialect == "sqlite" else Path.cwd() / f"{url.database}.db"
        aside = place.with_name(f"{place.stem}.aside-{epoch}-{was.serial}.db")
        if not aside.exists():
            with whole_path(aside) as partial:
                write_backup(register.database, partial, lambda step: self._tell("kept aside", step))
        return aside

    def _catch_up(self) -> None:
        """Take everything that the source has."""
        register = self._register
        told: LogHead | None = None
        waiting: list[CopiedEntry] = []
        lines = 0
        try:
            for item in self._source.log(register.head(), register.facts()["epoch"]):
                if isinstance(item, LogHead):
                    told = item
                    self._refuse_other_kind(told)
                    continue
                waiting.append(item)
                lines += len(item.lines)
                if len(waiting) >= ENTRIES_AT_ONCE or lines >= LINES_AT_ONCE:
                    self._take(told, waiting)
                    waiting, lines = [], 0
        except SourceAway:
            self._take(told, waiting)
            raise
        self._take(told, waiting)

    def _take(self, told: LogHead | None, copied: Sequence[CopiedEntry]) -> None:
        """Commit entries, and how far the source is. Those that are there already change nothing."""
        if told is None:
            return
        with self._register.database.writing() as connection:
            reached = head(connection)
            new = [one for one in copied if one.entry.serial > reached.serial]
            for one in new:
                reached = take(connection, reached, one.entry, one.lines, one.earlier)
            self._put(connection, told, reached)
        self._tell("followed", len(new))
        for one in new:
            self._tell_moves(one)
            if one.entry.kind == ERASE:
                self._register.forget()
                self._say(f"Entry {one.entry.serial} is an erasure: what it took out of the source is gone here too.")
        if left := finish(self._register, self._options.files):
            self._say(left)

    def _put(self, connection: Connection, told: LogHead, reached: Head) -> None:
        """Note what the source said of itself, and how far the copy is."""
        now = write_instant(self._register.clock())
        before = followed.get(connection) or FollowedSource(self._source.url)
        if self._register.is_demo and reached.serial and parse_instant(reached.recorded_at) > self._register.clock():
            set_clock(connection, parse_instant(reached.recorded_at))  # a demo's clock is never behind its last entry
            now = reached.recorded_at
        level = now if reached.serial >= told.serial else before.level
        source = FollowedSource(
            self._source.url, max(told.serial, reached.serial), now, level, "", before.aside, self._source.owner
        )
        followed.put(connection, source)

    def _note_sign_of_life(self) -> bool:
        """The source has answered and has nothing new. Whether the waiting is to end."""
        with self._register.database.writing() as connection:
            before = followed.get(connection)
            if before is not None:
                now = write_instant(self._register.clock())
                followed.put(connection, msgspec.structs.replace(before, heard=now, level=now, is_away=False))
        return self._stop.is_set() or time.monotonic() - self._checked_at > CHECKED_EVERY

    def _tell_moves(self, copied: CopiedEntry) -> None:
        """Say of a part which units an entry brought into it or took out of it; not of the first load."""
        owner, entry = self._source.owner, copied.entry
        if owner is None or entry.serial == 1 or not (entry.subjects or any(map(is_about_units, copied.lines))):
            return
        part = FeedFilter(unit=owner)
        found = find_for_parts(self._register, entry, [part])[part].units or ()
        for move, told in (("entered", "has come into the part"), ("left", "has left the part")):
            units = [one.code for one in found if one.move == move]
            if units:
                more = f" and {len(units) - UNITS_TOLD} more" if len(units) > UNITS_TOLD else ""
                self._say(f"Entry {entry.serial}: {move}: {', '.join(units[:UNITS_TOLD])}{more} {told}.")

    def _note_stopped(self, reason: str) -> None:
        with self._register.database.writing() as connection:
            before = followed.get(connection)
            if before is not None:
                followed.put(connection, msgspec.structs.replace(before, stopped=reason))

    def _refuse_other_kind(self, told: LogHead) -> None:
        if (told.demo_day is not None) != self._register.is_demo:
            kinds = ("a demo", "a real register")
            here, there = kinds if self._register.is_demo else kinds[::-1]
            raise Refused(
                f"{self._register.database.shown} is {here} and {self._source.url} {there}: neither follows the other."
                " Follow it into an empty mirror: sor init --database sqlite:///copy.db"
            )

    @contextmanager
    def _snapshot(self, told: LogHead, named: Path | None) -> Iterator[ProvenSnapshot | None]:
        """A file with the log up to some serial, proven: the one that was named, or what the source publishes; None
        when there is none that fits. Raises Refused for one that cannot be believed.
        """
        database = self._register.database
        beside = Path(str(database.url.database)).absolute().parent if database.dialect == "sqlite" else Path.cwd()
        with nullcontext(None) if named else own_folder(beside, "sor-snapshot") as folder:
            found = self._fetch_published(told, Path(folder) / "sor.sqlite") if folder else None
            path = named or found
            if path is None:
                yield None
                return
            if found is not None and self._is_of_another_form(found):
                self._say(
                    f"The snapshot that {self._source.url} publishes was made by another version of the program: the"
                    " log is read from its first entry."
                )
                yield None
                return
            snapshot = self._proven(path, told)
            try:
                for _ in self._source.log(snapshot.head, told.epoch):
                    break
            except AnotherLog:
                raise Refused(f"{path} is no snapshot of {self._source.url}: that has another log.") from None
            yield snapshot

    @staticmethod
    def _is_of_another_form(path: Path) -> bool:
        """Whether a snapshot is of another schema: the source's program was renewed after it was published."""
        with closing(open_backup(path)) as connection, suppress(*driver_errors()):
            return schema_of(connection) != revisions()[0]
        return False

    def _fetch_published(self, told: LogHead, path: Path) -> Path | None:
        """Fetch the published snapshot; None when there is none of this epoch. Raises Refused for another file than
        manifest and signed checkpoint say.
        """
        shown = self._source.read_published()
        listed = next((file for file in shown.files if file.name == SNAPSHOT), None) if shown else None
        if shown is None or listed is None or shown.epoch != told.epoch:
            return None
        digest = self._source.fetch(SNAPSHOT, path, lambda step: self._tell("snapshot", step))
        if digest != listed.sha256:
            if self._source.read_published() != shown:
                raise SourceAway(f"{self._source.url} has published a new edition meanwhile.")
            raise Refused(
                f"The snapshot of {self._source.url} cannot be believed: its SHA-256 is {digest}, the manifest says"
                f" {listed.sha256}. Nothing was taken."
            )
        checkpoint = self._checkpoint()
        if checkpoint is not None and checkpoint.serial == shown.serial and checkpoint.hash != shown.hash:
            raise Refused(
                f"The snapshot of {self._source.url} cannot be believed: its manifest names another hash of entry"
                f" {shown.serial} than the signed checkpoint. Nothing was taken."
            )
        _insist_on_head(path, shown)
        return path

    def _proven(self, path: Path, told: LogHead) -> ProvenSnapshot:
        """Check a snapshot's log from the first entry on. Raises Refused."""
        with closing(open_backup(path)) as connection:
            try:
                schema, epoch = schema_of(connection), facts.get(connection, "epoch")
            except driver_errors() as error:
                raise Refused(f"{path} is no snapshot of a register: {error}.") from None
            if schema != revisions()[0]:
                raise Refused(
                    f"{path} was made by another version of the program (schema {schema}). Follow with the program of"
                    " the source."
                )
            verdict = verify(connection, lambda step: self._tell("checked", step))
            if verdict.fault is not None:
                serial, n, what = verdict.fault
                raise Refused(f"{path} cannot be believed: entry {serial}, line {n}: {what}. Nothing was taken.")
            if self._source.owner is not None and (fault := verify_deep(connection, of_snapshot=True)) is not None:
                raise Refused(
                    f"{path} cannot be believed: entry {fault.serial}, line {fault.n}: {fault.what}. Nothing was taken."
                )
            if epoch != told.epoch:
                raise Refused(f"{path} is of another epoch than {self._source.url}. Take a newer snapshot.")
            return ProvenSnapshot(path, head(connection))

    def _fill(self, connection: Connection, path: Path) -> None:
        """Take the log of a snapshot into an empty database, and make everything else from it."""
        with closing(open_backup(path)) as source:
            last = head(source).serial
            if self._source.owner is None:
                copy_log(source, connection, last, lambda step: self._tell("taken", step))
            else:
                part = OwnerPart(source, self._source.owner, last)
                copy_log_of_part(source, connection, last, part, lambda step: self._tell("taken", step))
        rebuild(connection, lambda step: self._tell("built", step))

    def _checkpoint(self) -> Checkpoint | None:
        """The source's signed checkpoint; None when it signs nothing. Raises Refused for one that cannot be believed,
        and for none where a key to trust is named.
        """
        found, trusted = self._source.checkpoint(), self._options.public_key
        if found is None and trusted is not None:
            raise Refused(
                f"{self._source.url} publishes no signed checkpoint, but SOR_CHECKPOINT_PUBLIC_KEY names a key with"
                " which one has to be signed."
            )
        try:
            if found is not None:
                check_signature(found, trusted.read_bytes() if trusted else None)
        except (BadCheckpoint, OSError) as error:
            raise Refused(f"The checkpoint of {self._source.url} cannot be believed: {error}.") from None
        return found

    def _hold_against_checkpoint(self) -> None:
        """Hold the source's signed checkpoint against the copy, now and then. Raises NotProven, Refused."""
        if time.monotonic() - self._checked_at < CHECKED_EVERY:
            return
        found = self._checkpoint()
        if found is not None and found.epoch == self._register.facts()["epoch"]:
            entry = self._register.entry_facts(found.serial)
            if entry is not None and entry.hash != found.hash:
                raise NotProven(found.serial, 0, f"the signed checkpoint of {self._source.url} names another hash")
        self._checked_at = time.monotonic()


def is_about_units(line: Line | HashedLine) -> bool:
    """Whether a line that came is about a unit."""
    return isinstance(line, Line) and line.kind == "unit"


def note_if_away(register: Register, error: Exception) -> None:
    """Let the copy say that its source does not answer, where that is what went wrong; what keeps the database from
    being written is told by itself.
    """
    if isinstance(error, SourceAway | NoSource):
        with suppress(*failures(*TO_COME)), register.database.writing() as connection:
            followed.note_away(connection)


def _passes(error: Exception) -> bool:
    """Whether something passes by itself, or when somebody has made room."""
    return isinstance(error, SourceAway | NoSource | NotWritten) or unavailable(error) is not None


def _take_mark(connection: Connection, told: LogHead) -> None:
    """Let an empty mirror be of the source's epoch, and a demo or a real register as that is."""
    facts.put(connection, "epoch", told.epoch)
    if told.demo_day is not None:
        facts.put(connection, facts.DEMO_DAY, told.demo_day)
    else:
        facts.remove(connection, facts.DEMO_DAY)


def _insist_on_head(path: Path, shown: PublishedHead) -> None:
    """Raises Refused unless a snapshot ends with the entry that its manifest names."""
    with closing(open_backup(path)) as connection:
        found = head(connection)
    if (found.serial, found.hash) != (shown.serial, shown.hash):
        raise Refused(
            f"The snapshot cannot be believed: it ends at entry {found.serial} with hash {found.hash[:12]}…, the"
            f" manifest names entry {shown.serial} with hash {shown.hash[:12]}…. Nothing was taken."
        )
