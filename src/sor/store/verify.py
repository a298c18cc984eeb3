"""Checking the log: the chain, byte by byte; and deeper, that the projections are what the log folds to."""

import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator
from typing import NamedTuple

import msgspec
import psycopg

from sor.core.canonical import encode
from sor.core.log import GENESIS, Damage, Entry, Line, check_line, entry_hash
from sor.store.database import Connection
from sor.store.log import COLUMNS, JSON_COLUMNS, LINE_COLUMNS, read_entry, read_line_row
from sor.store.rebuild import Differs, replay
from sor.store.schema import identifier, version
from sor.store.timelines import subjects

UNREADABLE = (sqlite3.Error, psycopg.Error, msgspec.DecodeError, UnicodeDecodeError, TypeError, ValueError)


class Fault(NamedTuple):
    """The first thing that is wrong: in which entry, on which of its lines (0 = its head), and what."""

    serial: int
    n: int
    what: str


class Verdict(NamedTuple):
    """How far the check came, the hash it ended on, and the first fault, if any."""

    entries: int
    lines: int
    hash: str
    fault: Fault | None


def verify(connection: Connection, progress: Callable[[int], None] | None = None) -> Verdict:
    """Check every entry and line against the chain; stops at the first that does not fit."""
    _read_text_as_bytes(connection)
    previous, lines, serial = GENESIS, 0, 0
    try:
        last = _last_serial(connection)
        for serial in range(1, last + 1):
            found, count = _check_entry(connection, serial, previous)
            lines += count
            previous = found.hash
            if progress:
                progress(count)
    except Damage as damage:
        n, _, what = str(damage).partition("|")
        return Verdict(serial - 1, lines, previous, Fault(serial, int(n), what))
    except UNREADABLE as error:
        return Verdict(serial - 1, lines, previous, Fault(max(serial, 1), 0, f"it cannot be read: {error}"))
    finally:
        _read_text_as_text(connection)
    return Verdict(last, lines, previous, None)


def _check_entry(connection: Connection, serial: int, previous: str) -> tuple[Entry, int]:
    row = connection.run(f"SELECT {COLUMNS} FROM entry WHERE serial = :serial", serial=serial).fetchone()
    if row is None:
        raise Damage("0|it is missing")
    row = [_text(value) for value in row]
    entry = read_entry(row)
    for name, stored in zip(COLUMNS.split(", "), row, strict=True):
        if name in JSON_COLUMNS and encode(getattr(entry, name)).decode() != stored:
            raise Damage(f"0|its column {name} is not in canonical form")
    if entry.previous != previous:
        raise Damage("0|it does not name the hash of the entry before")
    hashes: list[str] = []
    for line in _lines(connection, serial):
        if line.n != len(hashes) + 1:
            raise Damage(f"{len(hashes) + 1}|the line is missing")
        try:
            check_line(line)
        except Damage as damage:
            raise Damage(f"{line.n}|{damage}") from None
        hashes.append(line.hash)
    if entry_hash(entry, hashes) != entry.hash:
        raise Damage("0|its head and lines do not give its hash")
    return entry, len(hashes)


def _lines(connection: Connection, serial: int) -> Iterator[Line]:
    for row in connection.run(f"SELECT {LINE_COLUMNS} FROM line WHERE serial = :serial ORDER BY n", serial=serial):
        yield read_line_row([_text(value) if i in (2, 3, 6) else value for i, value in enumerate(row)])


def _last_serial(connection: Connection) -> int:
    highest = connection.run("SELECT max(serial) FROM entry").fetchone()[0] or 0
    stray = connection.run("SELECT max(serial) FROM line").fetchone()[0] or 0
    return int(max(highest, stray))


def _text(value: object) -> object:
    return value.decode() if isinstance(value, bytes) else value


def _read_text_as_bytes(connection: Connection) -> None:
    if connection.dialect == "sqlite":
        connection.driver.text_factory = bytes


def _read_text_as_text(connection: Connection) -> None:
    if connection.dialect == "sqlite":
        connection.driver.text_factory = str


def verify_deep(connection: Connection, progress: Callable[[int], None] | None = None) -> Fault | None:
    """Fold every subject again: each line's ``result`` must match, and so must every version and identifier."""
    for kind, key, lines in subjects(connection):
        try:
            versions, identifiers = replay(kind, key, lines)
        except Differs as fault:
            return Fault(fault.line.serial, fault.line.n, str(fault))
        for table, wanted in ((version, versions), (identifier, identifiers)):
            names = ", ".join(column.name for column in table.columns)
            stored = connection.run(
                f"SELECT {names} FROM {table.name} WHERE kind = :kind AND key = :key", kind=kind, key=key
            ).fetchall()
            if Counter(map(tuple, stored)) != Counter(map(tuple, wanted)):
                return Fault(
                    lines[-1].serial, lines[-1].n, f"the {table.name} rows of {kind} {key} are not what it gives"
                )
        if progress:
            progress(len(lines))
    return None
