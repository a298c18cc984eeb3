"""The copy register: which rows came and went by which entry, made in the order of the log, and shown by offset.

What is stored of a row is where it stands, never a value (``store/krs_rows.py``); values are read as they were known
when the row was learned. Rows are made when somebody asks for them, some at a time, outside the lock of the log; two
processes may make the same ones, and the first to write wins. An offset is the second in which its entry became known
and the row's place among those of that second, so that making all rows anew gives the same offsets.
"""

import threading
import time
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from functools import lru_cache, partial
from itertools import groupby
from typing import NamedTuple

from sor.core.canonical import decode
from sor.core.instant import parse_instant, write_instant
from sor.core.log import ERASE
from sor.core.showing import list_named_subjects
from sor.following.shown_rows import NO_SUCCESSIONS, ShownRows
from sor.formats.fitting import Fitting
from sor.formats.published.selected import SelectedUnit
from sor.formats.soap.krs import BEGINNING, FROM_ZERO, SECONDS, ToldRow
from sor.formats.soap.krs_tables import (
    KINDS,
    NAMED_LISTS,
    VIEWS,
    Cells,
    CellsOfUnits,
    ShownPiece,
    View,
    is_erased_by,
    subject_pieces,
    unit_piece,
    unit_pieces,
)
from sor.reading.histories import Histories
from sor.reading.registered import RegisteredDays
from sor.register import Register
from sor.store import krs_rows, log, reads, selecting
from sor.store.as_of import is_known
from sor.store.database import Connection
from sor.store.krs_rows import KrsRow, Reached
from sor.store.projection import VersionRow
from sor.store.reach import failures
from sor.store.touched import had_units_before
from sor.store.verify import LogFault

SUBJECTS_AT_ONCE = 400
ROWS_AT_ONCE = 2000
"""So many new rows, about, are written in one transaction."""

ENTRIES_AT_ONCE = 200

MOST_KEPT = 10_000
"""Subjects kept in memory while rows are made."""

FILLS, WAITS = 2.0, 20.0
"""Seconds that a page is filled with rows which are not made yet; and that the first row is waited for."""

IN_ORDER = tuple(sorted(KINDS))
"""The kinds of subject, in the order in which those of one entry are taken."""


class BadOffset(ValueError):
    """An offset that this register has not given; the message says what to do."""


class NotMadeYet(RuntimeError):
    """The rows that are asked for are being made; the message says how far they are."""


class ViewRows(NamedTuple):
    """Rows of a view, and the serial up to which all of them are there. taken: the serial up to which somebody who has
    these, and asked in order, has all of them.
    """

    rows: list[ToldRow]
    serial: int
    taken: int


class CopyRegister:
    """The copy register of a register. One thread of a process at a time makes rows."""

    def __init__(self, register: Register, *, fills: float = FILLS, waits: float = WAITS) -> None:
        self._register = register
        self._fills = fills
        self._waits = waits
        self._making = threading.Lock()
        self._head_of = lru_cache(maxsize=100_000)(self._read_head)
        register.forget_with(self._head_of.cache_clear)

    def page(self, view: View, offset: str, limit: int) -> ViewRows:
        """At most so many rows of a view behind an offset; none when there are no more. Raises BadOffset, NotMadeYet,
        Busy when another writer does not finish.
        """
        connection = self._register.database.reader()
        after = self._check_offset(connection, offset)
        found, serial = self._make_rows(lambda: krs_rows.page(connection, view.name, after, limit), limit)
        if int(after[SECONDS:]) and not krs_rows.has_given(connection, view.name, after):
            raise BadOffset(
                f"the offset {offset} is none that this register, as it is now, has given with this data type. It is"
                f" another data type's, another register's, or this one was restored. {FROM_ZERO}"
            )
        taken = serial if len(found) < limit else max(row.serial for row in found) - 1
        return ViewRows(self._tell_rows(connection, view, found), serial, taken)

    def of_ids(self, view: View, ids: Sequence[str]) -> ViewRows:
        """All rows of a view on some ids. Raises NotMadeYet, Busy."""
        connection = self._register.database.reader()
        self._make_rows(list, 1)
        serial = krs_rows.read_reached(connection).serial
        return ViewRows(self._tell_rows(connection, view, krs_rows.last_words(connection, view.name, ids)), serial, 0)

    def bring(self, until: Callable[[], bool] = lambda: False) -> None:
        """Make the rows of all entries there are, or as many as it takes until something is so. Raises Busy."""
        connection = self._register.database.reader()
        with self._making:
            while (head := log.head_serial(connection)) > krs_rows.read_reached(connection).serial and not until():
                for batch in self._batches(connection, krs_rows.read_reached(connection), head):
                    if not self._write(batch) or until():
                        break

    def is_made(self) -> bool:
        """Whether any rows were made: nobody has asked for them before."""
        return krs_rows.read_reached(self._register.database.reader()) != Reached()

    def check(self) -> LogFault | None:
        """The first row that is not what the log gives, as far as rows were made; None when all are."""
        with self._register.database.one_state() as connection:
            return next(_Check(self, connection).faults(), None)

    def _make_rows(self, ask: Callable[[], list[KrsRow]], wanted: int) -> tuple[list[KrsRow], int]:
        """What is found when rows were made for it, and the serial up to which nothing is missing behind it."""
        connection = self._register.database.reader()
        begun = time.monotonic()
        while True:
            head = log.head_serial(connection)
            reached = krs_rows.read_reached(connection)
            found = ask()
            took = time.monotonic() - begun
            if len(found) >= wanted or reached.serial >= head or (found and took > self._fills):
                return found, min(reached.serial, head)
            if took > self._waits:  # it would be a shorter way to answer that there is nothing, and a wrong one
                told = f"It has the first {reached.serial} of {head} entries"
                raise NotMadeYet(f"The copy register is being made. {told}; ask again in a moment.")
            try:
                self.bring(partial(self._is_enough, ask, wanted, time.monotonic() + self._fills / 2))
            except failures():
                if found:  # nothing can be written now; what is there is right, and not the end
                    return found, reached.serial
                raise

    @staticmethod
    def _is_enough(ask: Callable[[], list[KrsRow]], wanted: int, until: float) -> bool:
        return time.monotonic() > until or len(ask()) >= wanted

    def _check_offset(self, connection: Connection, offset: str) -> str:
        """An offset, held against the log: its second must be one in which an entry became known, so that an offset of
        another register, or of this one before it was restored, is found out. Raises BadOffset.
        """
        second, place = int(offset[:SECONDS]), int(offset[SECONDS:])
        if second == 0:
            return BEGINNING
        first = datetime.fromtimestamp(second, UTC)
        after = first + timedelta(seconds=1)
        is_future = place == 0 and first > parse_instant(log.head(connection).known_at)
        if is_future or (place and not krs_rows.knows_second(connection, write_instant(first), write_instant(after))):
            raise BadOffset(
                f"the offset {offset} was not given by this register as it is now: nothing became known at"
                f" {write_instant(first)[:19]}Z. It is another register's, or this one was restored. {FROM_ZERO}"
            )
        return offset

    # Making rows.

    def _batches(self, connection: Connection, begun: Reached, head: int) -> Iterator["Batch"]:
        """The rows from there up to a head, some at a time."""
        pieces = Pieces(self, connection)
        batch = Batch(connection, begun)
        for serial in range(begun.serial + 1, head + 1):
            for step in self.steps(connection, serial, batch.reached):
                self.take(batch, step, pieces)
                if len(batch.new) >= ROWS_AT_ONCE or serial - batch.begun.serial >= ENTRIES_AT_ONCE:
                    yield batch
                    batch = Batch(connection, batch.reached)
        if batch.reached != batch.begun:
            yield batch

    def steps(self, connection: Connection, serial: int, begun: Reached) -> Iterator["Step"]:
        """The subjects of an entry that are still to be taken, some at a time, and last none: then it is done. begun:
        how far that has come before.
        """
        kind_of_entry, second = self.second_of(serial)
        if kind_of_entry != "day":  # a row says on which days it holds; that a day has come changes none
            for kind in IN_ORDER:
                keys = sorted(_subjects(connection, kind, serial)) if kind >= begun.kind else []
                if kind == begun.kind:
                    keys = keys[bisect_right(keys, begun.key) :]
                for start in range(0, len(keys), SUBJECTS_AT_ONCE):
                    some = keys[start : start + SUBJECTS_AT_ONCE]
                    yield Step(serial, second, kind, some, Reached(serial - 1, kind, some[-1]))
        yield Step(serial, second, "", [], Reached(serial))

    def take(self, batch: "Batch", step: "Step", pieces: "Pieces") -> None:
        """Take what an entry changed of some subjects into a batch."""
        is_erasure = self.second_of(step.serial)[0] == ERASE
        for view in VIEWS:
            if view.kind == step.kind:
                batch.take(view, step.serial, step.second, step.keys, pieces)
                if is_erasure:
                    batch.tell_erased_anew(view, step.serial, step.second, step.keys, pieces)
        pieces.forget()
        batch.reached = step.reached

    def _write(self, batch: "Batch") -> bool:
        """Write a batch; False when another process was faster."""
        with self._register.database.writing() as connection:
            if krs_rows.read_reached(connection) != batch.begun:
                return False
            krs_rows.write(connection, list(batch.new.values()), batch.told_again, batch.reached)
            return True

    # Showing them.

    def _tell_rows(self, connection: Connection, view: View, rows: Sequence[KrsRow]) -> list[ToldRow]:
        """Stored rows with what they show."""
        pieces = Pieces(self, connection)
        pieces.prefetch(view.kind, {row.key for row in rows}, len({row.known_from for row in rows}))
        shown: dict[str, ShownPiece] = {}
        for known, some in groupby(sorted(rows, key=_read_known_from), key=_read_known_from):
            for row, piece in pieces.of_rows(view, known, list(some)):
                shown[row.revision] = piece
        return [
            ToldRow(
                row.revision,
                self.instant(row.serial),
                row.key,
                shown[row.revision],
                self.instant(row.known_from),
                self.instant(row.serial) if row.is_gone else None,
            )
            for row in rows
        ]

    def instant(self, serial: int) -> datetime:
        """When an entry became known."""
        return parse_instant(self._head_of(serial)[1])

    def second_of(self, serial: int) -> tuple[str, int]:
        """The kind of an entry, and the second since 1970 in which it became known."""
        return self._head_of(serial)[0], int(self.instant(serial).timestamp())

    def when_known(self, serial: int) -> tuple[str, str]:
        """When an entry became known, as the log has it, and by which channel it came."""
        return self._head_of(serial)[1:]

    def _read_head(self, serial: int) -> tuple[str, str, str]:
        return krs_rows.head_of(self._register.database.reader(), serial)

    def cells_at(self, tag: int) -> CellsOfUnits:
        """The cells of units by the code lists as they were known at a serial."""
        return CellsOfUnits(self._register.code_book(tag))

    def histories(self, connection: Connection, serial: int, tag: int, source: "Beliefs") -> Histories:
        """Empty histories as known at a serial. tag: the last serial up to it at which the code lists changed."""
        return Histories(connection, serial, self._register.code_book(tag), Fitting(), source)


class Step(NamedTuple):
    """Some subjects of a kind that an entry may have changed; second: in which it became known, since 1970; reached:
    how far rows are made when these are taken.
    """

    serial: int
    second: int
    kind: str
    keys: Sequence[str]
    reached: Reached


def _read_known_from(row: KrsRow) -> int:
    return row.known_from


def _read_revision(row: KrsRow) -> str:
    return row.revision


class Beliefs:
    """What was ever believed of subjects: read once, and asked as of any serial up to now."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._rows: dict[tuple[str, str], list[VersionRow]] = {}

    def __call__(self, kind: str, keys: Sequence[str], known: int) -> dict[str, list[VersionRow]]:
        """The versions of some subjects as known at a serial, in order of time."""
        self.read(kind, keys)
        return {
            key: [row for row in self._rows[kind, key] if is_known(row.known_from, row.known_to, known)] for key in keys
        }

    def read(self, kind: str, keys: Iterable[str]) -> list[VersionRow]:
        """Read what is not here yet of some subjects; gives that."""
        missing = [key for key in keys if (kind, key) not in self._rows]
        for key in missing:
            self._rows[kind, key] = []
        found = list(krs_rows.versions_ever(self._connection, kind, missing)) if missing else []
        for row in found:
            self._rows[kind, row.key].append(row)
        return found

    def read_units(self, keys: Iterable[str]) -> None:
        """Read some units and everything whose values they may have shown."""
        others: dict[str, set[str]] = {"unit": set(keys), "location_number": set(), "place": set()}
        while new := self.read("unit", others["unit"]):
            for row in new:
                for kind, key in list_named_subjects(decode(row.body)):
                    others[kind].add(key)
        self.read("location_number", others["location_number"])
        self.read("place", others["place"])

    def __len__(self) -> int:
        return len(self._rows)


class Pieces:
    """What data types show of subjects, as known at any serial."""

    def __init__(self, copies: CopyRegister, connection: Connection) -> None:
        self._copies = copies
        self._connection = connection
        self._beliefs = Beliefs(connection)
        self._registered = RegisteredDays(copies.when_known)
        self._changes = krs_rows.code_changes(connection)
        self._cells: dict[int, CellsOfUnits] = {}
        self._shown: dict[int, ShownRows] = {}
        self._units: dict[tuple[int, str], list[tuple[SelectedUnit, Cells]]] = {}

    def forget(self) -> None:
        """Let go of what is not needed again, when it is much."""
        self._units.clear()
        if len(self._beliefs) > MOST_KEPT or sum(len(shown.histories) for shown in self._shown.values()) > MOST_KEPT:
            self._beliefs = Beliefs(self._connection)
            self._shown.clear()

    def prefetch(self, kind: str, keys: Iterable[str], serials: int) -> None:
        """Read at once what is to be asked as of several serials."""
        if serials > 1 and kind == "unit":
            self._beliefs.read_units(keys)
        elif serials > 1:
            self._beliefs.read(kind, keys)

    def at(self, view: View, serial: int, keys: Sequence[str]) -> dict[str, list[ShownPiece]]:
        """What a data type shows of some subjects, by key."""
        if not serial or not keys:
            return {}
        shown = self._make_shown(serial)
        if view.kind != "unit":
            shown.histories.load(view.kind, keys)
            return {key: subject_pieces(view, shown.subjects(view.kind, key)) for key in keys}
        shown.histories.load_units(keys)
        cells_of = self._cells_at(serial)
        found = {}
        for key in keys:
            rows = self._units.get((serial, key))
            if rows is None:
                rows = self._units[serial, key] = [(unit, cells_of(unit)) for unit in shown.units(key)]
            found[key] = unit_pieces(view, rows)
        return found

    def of_rows(self, view: View, serial: int, rows: Sequence[KrsRow]) -> Iterator[tuple[KrsRow, ShownPiece]]:
        """Some stored rows that were learned by one entry, each with what it shows."""
        shown = self._make_shown(serial)
        keys = sorted({row.key for row in rows})
        if view.kind != "unit":
            shown.histories.load(view.kind, keys)
            pieces = {
                (key, piece.from_day): piece
                for key in keys
                for piece in subject_pieces(view, shown.subjects(view.kind, key))
            }
            for row in rows:
                yield row, pieces[row.key, row.from_day]
            return
        shown.histories.load_units(keys)
        cells_of = self._cells_at(serial)
        for row in rows:
            version = shown.histories.on("unit", row.key, row.from_day)
            if version is None:
                raise LookupError(f"{view.name} has a row of {row.key} that the register has not: sor rebuild")
            unit = shown.unit(row.key, version, row.from_day, row.to_day)
            yield row, unit_piece(view, unit, cells_of(unit))

    def _make_shown(self, serial: int) -> ShownRows:
        found = self._shown.get(serial)
        if found is None:
            histories = self._copies.histories(self._connection, serial, self._tag(serial), self._beliefs)
            found = self._shown[serial] = ShownRows(histories, self._registered, NO_SUCCESSIONS)
        return found

    def _cells_at(self, serial: int) -> CellsOfUnits:
        tag = self._tag(serial)
        found = self._cells.get(tag)
        if found is None:
            found = self._cells[tag] = self._copies.cells_at(tag)
        return found

    def _tag(self, serial: int) -> int:
        place = bisect_right(self._changes, serial)
        return self._changes[place - 1] if place else 0


class Batch:
    """Rows that were made and are not written yet. begun, reached: how far rows were made before it, and with it."""

    def __init__(self, connection: Connection, begun: Reached) -> None:
        self._connection = connection
        self.begun = self.reached = begun
        self.new: dict[tuple[str, str], KrsRow] = {}
        self.told_again: list[KrsRow] = []
        self._last: dict[str, str] = {}
        self._told: dict[str, dict[str, dict[tuple[str, int], KrsRow]]] = {}

    def take(self, view: View, serial: int, second: int, keys: Sequence[str], pieces: Pieces) -> None:
        """Add what an entry changed in a view of some subjects."""
        told = self._of(view, sorted({view.id(key) for key in keys}))
        standing = [key for key in keys if any(of == key for of, _ in told[view.id(key)])]
        before, after = pieces.at(view, serial - 1, standing), pieces.at(view, serial, keys)
        for key in keys:
            was = {piece.from_day: piece for piece in before.get(key, ())}
            now = {piece.from_day: piece for piece in after.get(key, ())}
            self._compare(view, serial, second, key, was, now, told[view.id(key)])

    def _compare(
        self,
        view: View,
        serial: int,
        second: int,
        key: str,
        was: dict[int, ShownPiece],
        now: dict[int, ShownPiece],
        told: dict[tuple[str, int], KrsRow],
    ) -> None:
        days = {day for of, day in told if of == key} | now.keys()
        for day in sorted(days):
            row, piece = told.get((key, day)), now.get(day)
            stands = row is not None and not row.is_gone
            if row is not None and stands and piece is not None and was.get(day) == piece:
                continue
            if row is not None and stands and (view.has_history or piece is None):
                self._again(row)
                gone = row._replace(revision=self._revision(view, second), serial=serial, is_last=1)
                self._add(gone)
                if view.has_history:
                    del told[key, day]
                else:
                    told[key, day] = gone
                row = None
            if piece is not None:
                if row is not None:
                    self._again(row)
                new = KrsRow(view.name, self._revision(view, second), serial, view.id(key), key, day, piece.to_day,
                             serial)  # fmt: skip
                self._add(new)
                told[key, day] = new

    def tell_erased_anew(self, view: View, serial: int, second: int, keys: Sequence[str], pieces: Pieces) -> None:
        """Tell every last word again that showed what an erasure took out, of rows that went long ago too: whoever puts
        them in the place of what was told before has the value no more.
        """
        ids = {view.id(key) for key in keys}
        again = {row.revision for row in self.told_again if row.view == view.name}
        made = [row for row in self.new.values() if row.view == view.name and row.is_last and row.id in ids]
        last = [row for row in self.find_stored(view, sorted(ids)) if row.revision not in again] + made
        mine = sorted((row for row in last if row.key in keys), key=_read_known_from)
        found = [
            row
            for known, some in groupby(mine, key=_read_known_from)
            for row, piece in pieces.of_rows(view, known, list(some))
            if is_erased_by(piece, serial)
        ]
        told = self._of(view, sorted(ids))
        for row in sorted(found, key=_read_revision):
            self._again(row)
            anew = row._replace(revision=self._revision(view, second), is_last=1)
            self._add(anew)
            if told[row.id].get((row.key, row.from_day)) == row:
                told[row.id][row.key, row.from_day] = anew

    def _of(self, view: View, ids: Sequence[str]) -> dict[str, dict[tuple[str, int], KrsRow]]:
        """The rows of a view that may be told again, by id, key and first day; those that went for good left out."""
        told = self._told.setdefault(view.name, {})
        missing = [id_ for id_ in ids if id_ not in told]
        for id_ in missing:
            told[id_] = {}
        for row in self.find_stored(view, missing) if missing else ():
            if not (view.has_history and row.is_gone):
                told[row.id][row.key, row.from_day] = row
        return told

    def find_stored(self, view: View, ids: Sequence[str]) -> Iterable[KrsRow]:
        """The last words that are stored on some ids."""
        return krs_rows.last_words(self._connection, view.name, ids)

    def _again(self, row: KrsRow) -> None:
        """A row is told again: what was told is its last word no more."""
        if (row.view, row.revision) in self.new:
            self.new[row.view, row.revision] = row._replace(is_last=0)
        else:
            self.told_again.append(row)

    def _add(self, row: KrsRow) -> None:
        self.new[row.view, row.revision] = row

    def _revision(self, view: View, second: int) -> str:
        """The next offset of a view in a second; they never go back."""
        last = self._last.get(view.name)
        if last is None:
            last = krs_rows.last_revision(self._connection, view.name) or BEGINNING
        begins = f"{second:0{SECONDS}d}"
        if last[:SECONDS] >= begins:
            begins, place = last[:SECONDS], int(last[SECONDS:]) + 1
        else:
            place = 1
        found = self._last[view.name] = f"{begins}{place:0{len(BEGINNING) - SECONDS}d}"
        return found


def _subjects(connection: Connection, kind: str, serial: int) -> set[str]:
    """The subjects of a kind of which a row may have come or gone by an entry."""
    found = krs_rows.keys_in(connection, serial, kind)
    if kind != "unit" or not had_units_before(connection, serial):
        return found
    lists = {key.partition("/")[0] for key in krs_rows.keys_in(connection, serial, "code")}
    if lists & {*NAMED_LISTS}:
        return found.union(*(page for page in selecting.pages_of_keys(connection, kind, serial)))
    return found | _below(connection, found, serial)


def _below(connection: Connection, keys: Iterable[str], known: int) -> set[str]:
    """The units that stand below some on any day: rows show names and types of the units above. Who stood there before
    and does not any more is named by the entry, or touched.
    """
    found: set[str] = set()
    waiting = set(keys)
    while waiting:
        waiting = {row.key for row in reads.children_ever(connection, sorted(waiting), known)} - found
        found |= waiting
    return found


class _Check:
    """Makes every row once more, and compares."""

    def __init__(self, copies: CopyRegister, connection: Connection) -> None:
        self._copies = copies
        self._connection = connection
        self._seen: dict[str, str] = {}
        self._counts: dict[str, list[int]] = {}

    def faults(self) -> Iterator[LogFault]:
        """What differs, in the order of the entries."""
        reached, head = krs_rows.read_reached(self._connection), log.head_serial(self._connection)
        if reached.serial > head or (reached.serial == head and reached.kind):
            yield LogFault(head, 0, f"krs_reached says that rows were made up to serial {reached.serial}")
            return
        pieces = Pieces(self._copies, self._connection)
        for serial in range(1, reached.serial + 2):
            if serial == reached.serial + 1 and not reached.kind:
                break
            batch = _Again(self._connection, serial, self._seen)
            for step in self._copies.steps(self._connection, serial, Reached(serial - 1)):
                self._copies.take(batch, step, pieces)
                yield from self._differing(serial, batch)
                batch.new.clear()
                if step.reached == reached:
                    break
        counted = {view: (total, last) for view, (total, last) in self._counts.items()}
        if krs_rows.counts(self._connection) != counted:
            yield LogFault(
                reached.serial, 0, "there are krs_row rows that the log does not name, or that are told again"
            )

    def _differing(self, serial: int, batch: "_Again") -> Iterator[LogFault]:
        """Where the stored rows are not those that were made."""
        for name in {view for view, _ in batch.new}:
            made = [row for (view, _), row in batch.new.items() if view == name]
            stored = krs_rows.all_after(self._connection, name, self._seen.get(name, ""), len(made))
            if [row._replace(is_last=1) for row in stored] != [row._replace(is_last=1) for row in made]:
                yield LogFault(serial, 0, f"its krs_row rows of {name} are not what it gives")
            self._seen[name] = made[-1].revision
            counts = self._counts.setdefault(name, [0, 0])
            counts[0] += len(made)
            counts[1] += len(made)
        for row in batch.told_again:
            self._counts[row.view][1] -= 1
            if row.is_last:
                yield LogFault(serial, 0, f"a krs_row row of {row.view} is told again and says that it is the last")
        batch.told_again.clear()


class _Again(Batch):
    """The rows of one entry made anew, upon what was stored before it. last: the offset that each view had come to."""

    def __init__(self, connection: Connection, serial: int, last: dict[str, str]) -> None:
        super().__init__(connection, Reached(serial - 1))
        self._last = {view.name: last.get(view.name, BEGINNING) for view in VIEWS}
        self._before = dict(self._last)

    def find_stored(self, view: View, ids: Sequence[str]) -> Iterable[KrsRow]:
        """The last words on some ids before the entry."""
        found: dict[tuple[str, int, int], KrsRow] = {}
        for row in krs_rows.all_of(self._connection, view.name, ids):
            if row.revision <= self._before[view.name]:
                found[row.key, row.from_day, row.known_from if view.has_history else 0] = row
        return found.values()
