"""Checking the log: the chain, byte by byte. That everything else is what the log gives: ``verify_deep``."""

import sqlite3
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from heapq import merge
from operator import attrgetter
from typing import NamedTuple

import msgspec

from sor.core.canonical import encode
from sor.core.log import (
    GENESIS,
    Damage,
    Entry,
    HashedLine,
    Line,
    check_line,
    entry_hash,
    find_erased_numbers,
    hash_what_is_left,
    is_hash,
)
from sor.store import followed
from sor.store.database import Connection, Row
from sor.store.erasures import NamedByErasures, find_named_by_erasures
from sor.store.log import COLUMNS, JSON_COLUMNS, LINE_COLUMNS, read_entry, read_left_out, read_line_row
from sor.store.schema import entry as entry_table
from sor.store.schema import line as line_table
from sor.store.unavailable import Busy, DiskFull, Short, Unavailable, driver_errors, unavailable

UNREADABLE = (msgspec.DecodeError, UnicodeDecodeError, TypeError, ValueError)

ENTRY_TYPES = [(column.name, column.python_type) for column in entry_table.columns]
LINE_TYPES = [(column.name, column.python_type) for column in line_table.columns]
WORDS = {int: "a whole number", str: "text"}
WHOLE_NUMBERS = "typeof(serial) = 'integer' AND typeof(n) = 'integer'"


class LogFault(NamedTuple):
    """The first thing that is wrong: in which entry, on which of its lines (0 = its head), and what."""

    serial: int
    n: int
    what: str


class Verdict(NamedTuple):
    """How far the check came, the hash it ended on, and the first fault, if any. of_log: whether the fault is in the
    log itself; else the log is sound, and what is made from it is not what it gives. left_out: of the copy of a part,
    the lines of which only their hashes are there.
    """

    entries: int
    lines: int
    hash: str
    fault: LogFault | None
    of_log: bool = True
    left_out: int = 0


def verify(connection: Connection, tell: Callable[[int], None] | None = None) -> Verdict:
    """Check every entry and line against the chain; stops at the first that does not fit. Raises Unavailable when the
    database cannot be asked at the moment, which says nothing of the log.
    """
    previous, serial = GENESIS, 0
    counts: dict[int, int] = {}
    left = 0
    try:
        last, erased = _last_serial(connection), find_named_by_erasures(connection)
        source = followed.get(connection)
        is_part = source is not None and source.owner is not None
        left = connection.run("SELECT count(*) FROM left_out").fetchone()[0]
        for serial in range(1, last + 1):
            found, counts[serial] = _check_entry(connection, serial, previous, erased, is_part=is_part)
            previous = found.hash
            if tell:
                tell(counts[serial])
        fault = _stray(connection, counts)
    except Damage as damage:
        n, _, what = str(damage).partition("|")
        fault = LogFault(serial, int(n), what)
    except driver_errors(*UNREADABLE) as error:
        if (why := _of_the_moment(error)) is not None:
            raise why from error
        fault = LogFault(max(serial, 1), 0, f"it cannot be read: {error}")
    sound = last if fault is None else serial - 1
    return Verdict(sound, sum(counts.values()), previous, fault, left_out=left)


def _of_the_moment(error: BaseException) -> Unavailable | None:
    """Why the database cannot be asked at the moment; None where what is stored may be to blame, as it may whenever
    SQLite cannot open or read its file.
    """
    why = unavailable(error)
    return None if isinstance(error, sqlite3.Error) and not isinstance(why, (Busy, DiskFull, Short)) else why


def _check_entry(
    connection: Connection, serial: int, previous: str, erased: NamedByErasures, *, is_part: bool
) -> tuple[Entry, int]:
    row = connection.run(f"SELECT {COLUMNS} FROM entry WHERE serial = :serial", serial=serial).fetchone()
    if row is None:
        raise Damage("0|it is missing")
    row = _check_types(ENTRY_TYPES, row, 0)
    entry = read_entry(row)
    for column, stored in zip(entry_table.columns, row, strict=True):
        if column.name in JSON_COLUMNS and encode(getattr(entry, column.name)).decode() != stored:
            raise Damage(f"0|its column {column.name} is not in canonical form")
    if entry.previous != previous:
        raise Damage("0|it does not name the hash of the entry before")
    checked = Counter[str]()
    hashes = _line_hashes(connection, serial, checked, erased, is_part=is_part)
    if entry.schema == 1 and entry.erased:
        if hash_what_is_left(entry, hashes) != erased.left.get(serial):
            raise Damage("0|it is not what its erasure says is left of it")
    else:
        try:
            found = entry_hash(entry, hashes)
        except Damage as damage:
            raise damage if "|" in str(damage) else Damage(f"0|{damage}") from None
        if found != entry.hash:
            raise Damage("0|its head and lines do not give its hash")
    _refuse_other_gaps(f"0|its head lacks {_list_names(entry.erased)}", entry.erased, erased.parts.get(serial, ()))
    return entry, checked["lines"]


def _list_names(names: Iterable[object]) -> str:
    return ", ".join(map(str, names)) or "nothing"


def _refuse_other_gaps(what: str, found: Collection[object], told: Collection[object]) -> None:
    """Raises Damage unless what was taken out is just what erasures name."""
    if set(found) != set(told):
        raise Damage(f"{what}, but erasures name {_list_names(sorted(map(str, told)))}")


def _refuse_other_values(line: Line, told: Mapping[int, int]) -> None:
    found = find_erased_numbers(line)
    _refuse_other_gaps(f"it lacks values {_list_names(found)}", found.items(), told.items())


def _line_hashes(
    connection: Connection, serial: int, checked: Counter[str], erased: NamedByErasures, *, is_part: bool
) -> Iterator[str]:
    """The hashes of an entry's lines, each line checked and counted before the next is read: there may be very many.
    In the copy of a part some are hashes alone.
    """
    rows = connection.stream(f"SELECT {LINE_COLUMNS} FROM line WHERE serial = :serial ORDER BY n", serial=serial)
    lines = (read_line_row(_check_types(LINE_TYPES, row, n)) for n, row in enumerate(rows, start=1))
    each: Iterable[Line | HashedLine] = lines
    if is_part:
        each = merge(lines, read_left_out(connection, serial), key=attrgetter("n"))
    for n, line in enumerate(each, start=1):
        if line.n != n:
            raise Damage(f"{n}|the line is missing")
        if isinstance(line, HashedLine):
            if not is_hash(line.hash):
                raise Damage(f"{n}|it is left out, and what stands in its place is no hash")
            checked["lines"] = n
            yield line.hash
            continue
        try:
            check_line(line)
            _refuse_other_values(line, erased.values.get((serial, n), {}))
        except Damage as damage:
            raise Damage(f"{line.n}|{damage}") from None
        checked["lines"] = n
        yield line.hash


def _last_serial(connection: Connection) -> int:
    highest = connection.run("SELECT max(serial) FROM entry").fetchone()[0] or 0
    strays = connection.run("SELECT max(serial) FROM line UNION ALL SELECT max(serial) FROM left_out").fetchall()
    return int(max(highest, *(row[0] or 0 for row in strays)))


def _stray(connection: Connection, counts: dict[int, int]) -> LogFault | None:
    """Rows that stand beside the chain. The tables themselves are read, because an index may tell another story."""
    past_indices, sure = ("NOT INDEXED", WHOLE_NUMBERS) if connection.dialect == "sqlite" else ("", "1")
    for (serial,) in connection.run(f"SELECT serial FROM entry {past_indices} WHERE serial < 1"):
        return LogFault(serial, 0, "it is no entry of the chain")
    places = connection.run(
        f"SELECT serial, count(*), sum(n), min(sure) FROM (SELECT serial, n, {sure} AS sure FROM line {past_indices}"
        f" UNION ALL SELECT serial, n, {sure} FROM left_out {past_indices}) AS lines GROUP BY serial ORDER BY serial"
    )
    for serial, count, total, is_sure in places:
        if serial not in counts and type(serial) is int and serial > len(counts):
            break  # written since the check began
        if serial not in counts:
            return LogFault(serial if type(serial) is int else 0, 0, "it has lines but is no entry of the chain")
        if not is_sure or count != counts[serial] or 2 * total != count * (count + 1):
            return LogFault(serial, 0, "the numbers of its lines are not those in their index")
    return None


def _check_types(columns: Sequence[tuple[str, type]], row: Row, n: int) -> Row:
    """A row as it is. Raises Damage when a value is stored as another type than the column's."""
    for (name, kind), value in zip(columns, row, strict=True):
        if type(value) is not kind:
            raise Damage(f"{n}|its column {name} is not stored as {WORDS[kind]}")
    return row
