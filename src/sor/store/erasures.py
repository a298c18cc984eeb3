"""Erasures in the log: what each names, and taking it out (``docs/decisions/erasure.md``).

The entry of an erasure says on its lines which values it took out – entry, line and number of the value – and in its
origin which parts of heads, so that whoever has the log can do the same with a copy of it. What it names is put out of
the log in the transaction that appends it; nothing else ever changes a line.
"""

from collections.abc import Iterable, Iterator, Sequence

import msgspec

from sor.core.canonical import encode
from sor.core.log import ERASE, Entry, Line, hash_what_is_left, read_asked, without_parts, without_values
from sor.store.append import LineDraft, finding_rows
from sor.store.database import Connection
from sor.store.log import entries, line_hashes, lines, lines_numbered, lines_of
from sor.store.rebuild import find_touched, replay
from sor.store.schema import FOLLOWED, finding, identifier, touched, version


class ValuePlace(msgspec.Struct, frozen=True, array_like=True, order=True):
    """Where a value stands in the log: entry, line, and which of the line's values it is."""

    serial: int
    line: int
    number: int


class ErasureAsked(msgspec.Struct, frozen=True):
    """What a line of an erasure says: of which field which values were taken out. op: always ``ERASE``."""

    field: str
    values: Sequence[ValuePlace]
    op: str = ERASE


class HeadPart(msgspec.Struct, frozen=True, array_like=True, order=True):
    """A part of an entry's head: its reason, a thing told of its origin, the facts of a finding."""

    serial: int
    part: str


class LeftOfHead(msgspec.Struct, frozen=True, array_like=True):
    """The digest of what is left of an entry whose head is of the first form."""

    serial: int
    digest: str


class ErasureOrigin(msgspec.Struct, frozen=True):
    """The origin of an erasure's entry. second: who confirmed it; request: its number on the desk."""

    second: str
    parts: Sequence[HeadPart] = ()
    left: Sequence[LeftOfHead] = ()
    request: int = 0


class Erasure(msgspec.Struct, frozen=True):
    """What is to be taken out: what the entry's origin says, and its lines, one per subject."""

    origin: ErasureOrigin
    lines: Sequence[LineDraft]


class NamedByErasures:
    """All that the erasures of a log name."""

    def __init__(self) -> None:
        self.values: dict[tuple[int, int], dict[int, int]] = {}
        """By entry and line: the numbers of the values, each with the serial of the erasure."""
        self.parts: dict[int, set[str]] = {}
        self.left: dict[int, str] = {}


def last_erasure(connection: Connection, upto: int = 2**53) -> int:
    """The serial of the last erasure, up to a serial; 0 when there was none."""
    row = connection.run("SELECT max(serial) FROM entry WHERE kind = 'erase' AND serial <= :upto", upto=upto).fetchone()
    return int(row[0] or 0)


def is_erased_only(connection: Connection, after: int, upto: int) -> bool:
    """Whether entries stand between two serials, and all of them are erasures."""
    row = connection.run(
        "SELECT count(*), min(CASE kind WHEN 'erase' THEN 1 ELSE 0 END) FROM entry"
        " WHERE serial > :after AND serial <= :upto",
        after=after, upto=upto,
    ).fetchone()  # fmt: skip
    return bool(row[0] and row[1])


def erasures(connection: Connection, after: int = 0) -> Iterator[Entry]:
    """The entries of the erasures after a serial, in order."""
    found = connection.run(
        "SELECT serial FROM entry WHERE kind = 'erase' AND serial > :after ORDER BY serial", after=after
    ).fetchall()
    for (serial,) in found:
        yield from entries(connection, serial - 1, serial)


def subjects_in(connection: Connection, entry: Entry) -> set[tuple[str, str]]:
    """The subjects (kind, key) of which an erasure took values."""
    return {(line.kind, line.key) for line in lines(connection, entry.serial)}


def origin_of(entry: Entry) -> ErasureOrigin:
    """What the head of an erasure's entry says."""
    return msgspec.convert(entry.origin, ErasureOrigin)


def asked_in(line: Line) -> ErasureAsked:
    """What a line of an erasure's entry says."""
    return msgspec.convert(read_asked(line), ErasureAsked)


def find_named_by_erasures(connection: Connection) -> NamedByErasures:
    """What all erasures of the log name. One that cannot be read names nothing: the chain says so at its place."""
    found = NamedByErasures()
    for entry in erasures(connection):
        try:
            add_named(found, entry, lines(connection, entry.serial))
        except (msgspec.DecodeError, UnicodeDecodeError, IndexError, TypeError):
            continue
    return found


def add_named(found: NamedByErasures, entry: Entry, said: Iterable[Line]) -> None:
    """Add what one erasure names, given the lines of its entry."""
    for line in said:
        for place in asked_in(line).values:
            found.values.setdefault((place.serial, place.line), {}).setdefault(place.number, entry.serial)
    origin = origin_of(entry)
    for one in origin.parts:
        found.parts.setdefault(one.serial, set()).add(one.part)
    found.left |= {left.serial: left.digest for left in origin.left}


def find_left_of(connection: Connection, parts: Sequence[HeadPart]) -> list[LeftOfHead]:
    """What an erasure of some parts has to say of the entries whose head is of the first form."""
    found = []
    for serial, some in _by_entry(parts).items():
        entry = _entry(connection, serial)
        if entry.schema == 1:
            found.append(
                LeftOfHead(serial, hash_what_is_left(without_parts(entry, some, 0), line_hashes(connection, serial)))
            )
    return found


def overwrite_what_goes(connection: Connection) -> None:
    """Let this connection leave nothing of what it changes in the pages of an SQLite file."""
    if connection.dialect == "sqlite":
        connection.run("PRAGMA main.secure_delete = ON")


def take_out(connection: Connection, entry: Entry) -> None:
    """Put what the entry of an erasure names out of the log and of every projection, as it stands in this database.

    A copy that takes the entry from elsewhere does the same; done twice, the second time changes nothing.
    """
    wanted: dict[tuple[int, int], list[int]] = {}
    subjects: set[tuple[str, str]] = set()
    for said in lines(connection, entry.serial):
        subjects.add((said.kind, said.key))
        for place in asked_in(said).values:
            wanted.setdefault((place.serial, place.line), []).append(place.number)
    for (serial, n), numbers in wanted.items():
        for line in lines_numbered(connection, serial, [n]):
            content = without_values(line, numbers, entry.serial).content.decode()
            connection.run(
                "UPDATE line SET content = :content WHERE serial = :serial AND n = :n",
                content=content,
                serial=serial,
                n=n,
            )
    for serial, parts in _by_entry(origin_of(entry).parts).items():
        _take_out_of_head(connection, without_parts(_entry(connection, serial), parts, entry.serial))
    for kind, key in sorted(subjects):
        replay_rows(connection, kind, key)
    for table in FOLLOWED:  # which rows of the copy register there are follows from what they show; they are made anew
        connection.run(f"DELETE FROM {table.name}")
    _touch_again(connection, subjects)


def _take_out_of_head(connection: Connection, left: Entry) -> None:
    columns = {name: encode(getattr(left, name)).decode() for name in ("origin", "findings", "erased")}
    connection.run(
        "UPDATE entry SET reason = :reason, origin = :origin, findings = :findings, salts = :salts, erased = :erased"
        " WHERE serial = :serial",
        reason=left.reason, salts=left.salts, serial=left.serial, **columns,
    )  # fmt: skip
    connection.run("DELETE FROM finding WHERE serial = :serial", serial=left.serial)
    connection.insert(finding, finding_rows(left))


def replay_rows(connection: Connection, kind: str, key: str) -> None:
    """Make the rows of a subject anew from its lines."""
    versions, identifiers = replay(kind, key, lines_of(connection, kind, [key]).get(key, ()))
    for table, rows in ((version, versions), (identifier, identifiers)):
        connection.run(f"DELETE FROM {table.name} WHERE kind = :kind AND key = :key", kind=kind, key=key)
        connection.insert(table, rows)


def _touch_again(connection: Connection, subjects: set[tuple[str, str]]) -> None:
    """A code's name touches the units that show it: which these are, an erased address says no more."""
    concerned: set[int] = set()
    for kind, key in subjects:
        rows = connection.run(
            "SELECT serial FROM touched WHERE kind = :kind AND key = :key", kind=kind, key=key
        ).fetchall()
        concerned |= {row[0] for row in rows}
    for serial in sorted(concerned):
        row = connection.run(
            "SELECT 1 FROM line WHERE serial = :serial AND kind = 'code' LIMIT 1", serial=serial
        ).fetchone()
        if row is None:
            continue
        entry, before = _entry(connection, serial), _entry(connection, serial - 1) if serial > 1 else None
        connection.run("DELETE FROM touched WHERE serial = :serial", serial=serial)
        given = find_touched(connection, entry, before.day if before else 0)
        connection.insert(touched, [(serial, *one) for one in sorted(given)])


def _entry(connection: Connection, serial: int) -> Entry:
    return next(entries(connection, serial - 1, serial))


def _by_entry(parts: Iterable[HeadPart]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for one in sorted(parts):
        found.setdefault(one.serial, []).append(one.part)
    return found
