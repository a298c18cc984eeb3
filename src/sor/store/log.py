"""Reading and writing the log. Nothing here changes or removes what was written."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

import msgspec

from sor.core.canonical import decode, encode
from sor.core.log import GENESIS, Entry, EntryOrigin, HashedLine, Line
from sor.core.shapes import Value
from sor.store.database import Connection, Row
from sor.store.marks import by_key, by_serial
from sor.store.schema import entry as entry_table
from sor.store.schema import left_out as left_out_table
from sor.store.schema import line as line_table

JSON_COLUMNS = ("origin", "findings", "subjects", "erased")
COLUMNS = ", ".join(column.name for column in entry_table.columns)
FACTS = "serial, recorded_at, known_at, day, actor, channel, reason, hash, origin"
CLOCK: Final = "clock"
"""The channel of the entries that the clock's job writes; in the origin of a day set back, what the clock said then."""

LINE_COLUMNS = ", ".join(column.name for column in line_table.columns)


class Head(msgspec.Struct, frozen=True):
    """The end of the log: its last serial and hash, the day it has reached, and when it was last known to grow."""

    serial: int = 0
    hash: str = GENESIS
    day: int = 0
    recorded_at: str = ""
    known_at: str = ""


class EntryFacts(NamedTuple):
    """What is short of an entry: who sent it, when, by which door, why, from where. What its findings, subjects and
    salts are may take megabytes.
    """

    serial: int
    recorded_at: str
    known_at: str
    day: int
    actor: str
    channel: str
    reason: str
    hash: str
    origin: EntryOrigin | None


def entry_facts(connection: Connection, serial: int) -> EntryFacts | None:
    """What is short of an entry; None when there is no such entry."""
    row = connection.run(by_serial(f"SELECT {FACTS} FROM entry WHERE serial = :serial"), serial=serial).fetchone()
    return EntryFacts._make((*row[:-1], decode(row[-1]))) if row else None


def head(connection: Connection) -> Head:
    """The end of the log; serial 0 when it is empty."""
    row = connection.run(
        "SELECT serial, hash, day, recorded_at, known_at FROM entry ORDER BY serial DESC LIMIT 1"
    ).fetchone()
    return Head(*row) if row else Head()


def head_serial(connection: Connection) -> int:
    """The last serial alone, as cheaply as it can be had."""
    row = connection.run("SELECT max(serial) FROM entry").fetchone()
    return row[0] or 0


def day_of_entry(connection: Connection, serial: int) -> int | None:
    """The day that the register had reached at an entry; its row may be long, so nothing else of it is read."""
    row = connection.run(by_serial("SELECT day FROM entry WHERE serial = :serial"), serial=serial).fetchone()
    return row[0] if row else None


def is_erased_after(connection: Connection, serial: int) -> bool:
    """Whether an entry after a serial has taken something out of those before it."""
    row = connection.run(
        "SELECT 1 FROM entry WHERE serial > :serial AND kind NOT IN ('submission', 'day') LIMIT 1", serial=serial
    ).fetchone()
    return row is not None


def hash_of(connection: Connection, serial: int) -> str | None:
    """The hash of an entry."""
    row = connection.run(by_serial("SELECT hash FROM entry WHERE serial = :serial"), serial=serial).fetchone()
    return row[0] if row else None


def entry_hashes(connection: Connection, serial: int) -> tuple[str, str]:
    """The hash of an entry, and that of the one before it."""
    row = connection.run("SELECT hash, previous FROM entry WHERE serial = :serial", serial=serial).fetchone()
    return row[0], row[1]


def recorders(connection: Connection, serials: Iterable[int]) -> dict[int, tuple[str, int]]:
    """Who recorded some entries, and the day that the register had reached then; unknown serials are left out."""
    found: dict[int, tuple[str, int]] = {}
    for serial in serials:
        row = connection.run(by_serial("SELECT actor, day FROM entry WHERE serial = :serial"), serial=serial).fetchone()
        if row is not None:
            found[serial] = (row[0], row[1])
    return found


def when_known(connection: Connection, serial: int) -> tuple[str, str]:
    """When an entry became known, and by which channel it came."""
    question = by_serial("SELECT known_at, channel FROM entry WHERE serial = :serial")
    row = connection.run(question, serial=serial).fetchone()
    return row[0], row[1]


def serial_known_at(connection: Connection, instant: str) -> int:
    """The last serial that was known at an instant (its written form); 0 before the first entry."""
    row = connection.run("SELECT max(serial) FROM entry WHERE known_at <= :instant", instant=instant).fetchone()
    return row[0] or 0


class SetBack(NamedTuple):
    """An entry that set the day back: its serial, and the time, then still to come, at which it was recorded."""

    serial: int
    recorded_at: str


def find_blurring_entry(connection: Connection, serial: int, instant: str) -> SetBack | None:
    """The entry that makes an instant unclear, given the last serial known at it: a day was set back before the
    instant, but recorded after it, because recorded times never decrease. None: the instant is clear.
    """
    for number, recorded_at, origin in connection.run(
        "SELECT serial, recorded_at, origin FROM entry WHERE kind = 'day' AND serial > :serial AND channel <> :clock"
        " ORDER BY serial",
        serial=serial, clock=CLOCK,
    ):  # fmt: skip
        told = decode(origin) or {}
        if told.get(CLOCK, instant + "~") <= instant:
            return SetBack(number, recorded_at)
    return None


def append_entry(connection: Connection, entry: Entry) -> None:
    """Write the head of an entry; its lines were written before it, in the same transaction."""
    connection.insert(entry_table, [_entry_row(entry)])


def append_lines(connection: Connection, lines: Iterable[Line]) -> None:
    """Write lines of the entry that this transaction is making."""
    connection.insert(
        line_table, ((o.serial, o.n, o.kind, o.key, o.frame.decode(), o.content.decode(), o.hash) for o in lines)
    )


def entries(
    connection: Connection, after: int = 0, upto: int | None = None, limit: int | None = None
) -> Iterator[Entry]:
    """Entries with a serial above ``after``, in order."""
    found = connection.run(
        by_serial(
            f"SELECT {COLUMNS} FROM entry WHERE serial > :after AND serial <= :upto ORDER BY serial LIMIT :limit"
        ),
        after=after, upto=2**53 if upto is None else upto, limit=2**53 if limit is None else limit,
    )  # fmt: skip
    for row in found:
        yield read_entry(row)


def lines(connection: Connection, serial: int, limit: int = 2**53, offset: int = 0) -> Iterator[Line]:
    """The lines of one entry, in order."""
    for row in connection.run(
        by_serial(f"SELECT {LINE_COLUMNS} FROM line WHERE serial = :serial ORDER BY n LIMIT :limit OFFSET :offset"),
        serial=serial, limit=limit, offset=offset,
    ):  # fmt: skip
        yield read_line_row(row)


def lines_after(connection: Connection, serial: int, n: int, upto: int, limit: int) -> list[Line]:
    """The lines that follow line ``n`` of an entry, its own and those of later entries up to one, in order."""
    rows = connection.run(
        f"SELECT {LINE_COLUMNS} FROM line WHERE (serial, n) > (:serial, :n) AND serial <= :upto"
        " ORDER BY serial, n LIMIT :limit",
        serial=serial, n=n, upto=upto, limit=limit,
    )  # fmt: skip
    return [read_line_row(row) for row in rows]


def lines_of_entries(connection: Connection, serials: Sequence[int]) -> Iterator[Line]:
    """All lines of some entries, in the order of these and of the lines."""
    statement = f"SELECT {LINE_COLUMNS} FROM line WHERE serial IN (:keys) ORDER BY serial, n"
    yield from map(read_line_row, connection.run_for(serials, statement))


def count_lines_each(connection: Connection, after: int, upto: int) -> dict[int, int]:
    """How many lines each of the entries (after, upto] has; those without any are missing."""
    rows = connection.run(
        "SELECT serial, count(*) FROM line WHERE serial > :after AND serial <= :upto GROUP BY serial",
        after=after, upto=upto,
    )  # fmt: skip
    return dict(rows.fetchall())


def lines_numbered(connection: Connection, serial: int, numbers: Sequence[int]) -> Iterator[Line]:
    """Some lines of an entry by their numbers, in the order of these; numbers of none are left out."""
    statement = by_serial(f"SELECT {LINE_COLUMNS} FROM line WHERE serial = :serial AND n IN (:keys) ORDER BY n")
    yield from map(read_line_row, connection.run_for(numbers, statement, serial=serial))


def message_types_in(connection: Connection, serial: int, number: str) -> list[str]:
    """The keys of the message types of a location number that an entry is about."""
    rows = connection.run(
        by_serial("SELECT key FROM line WHERE serial = :serial AND kind = 'edi' AND key LIKE :below ORDER BY n"),
        serial=serial, below=f"{number}/%",
    )  # fmt: skip
    return [row[0] for row in rows]


def line_hashes(connection: Connection, serial: int) -> Iterator[str]:
    """The hashes of all lines of an entry in order, those that a copy of a part does not hold among them."""
    for _, found in connection.stream(
        "SELECT n, hash FROM line WHERE serial = :serial UNION ALL"
        " SELECT n, hash FROM left_out WHERE serial = :serial ORDER BY n",
        serial=serial,
    ):
        yield found


def read_left_out(connection: Connection, serial: int) -> Iterator[HashedLine]:
    """The lines of an entry that a copy of a part does not hold, in order."""
    for n, found in connection.stream("SELECT n, hash FROM left_out WHERE serial = :serial ORDER BY n", serial=serial):
        yield HashedLine(serial, n, found)


def append_left_out(connection: Connection, lines: Iterable[HashedLine]) -> None:
    """Write which lines of an entry the copy of a part does not hold."""
    connection.insert(left_out_table, ((one.serial, one.n, one.hash) for one in lines))


def count_lines(connection: Connection, serial: int) -> int:
    """How many subjects an entry is about."""
    row = connection.run(by_serial("SELECT count(*) FROM line WHERE serial = :serial"), serial=serial).fetchone()
    return int(row[0])


def lines_of(connection: Connection, kind: str, keys: Sequence[str]) -> dict[str, list[Line]]:
    """All lines about each of some subjects of one kind, in the order of their recording."""
    found: dict[str, list[Line]] = {}
    for row in connection.run_for(
        keys,
        by_key(f"SELECT {LINE_COLUMNS} FROM line WHERE kind = :kind AND key IN (:keys) ORDER BY key, serial, n"),
        kind=kind,
    ):
        found.setdefault(row[3], []).append(read_line_row(row))
    return found


def subjects_of(connection: Connection, actor: str) -> list[tuple[str, str]]:
    """Every subject (kind, key) about which an actor ever said something."""
    rows = connection.run(
        "SELECT DISTINCT line.kind, line.key FROM line JOIN entry ON entry.serial = line.serial"
        " WHERE entry.actor = :actor ORDER BY line.kind, line.key",
        actor=actor,
    )  # fmt: skip
    return [(kind, key) for kind, key in rows]


def subjects_after(connection: Connection, serial: int, most: int) -> list[tuple[str, str]]:
    """The subject (kind, key) of each line that came after a serial, at most so many."""
    rows = connection.run("SELECT kind, key FROM line WHERE serial > :serial LIMIT :most", serial=serial, most=most)
    return [(kind, key) for kind, key in rows]


def subjects_stated_by(connection: Connection, serials: Sequence[int]) -> list[tuple[str, str]]:
    """Every subject (kind, key) about which some entries said something."""
    found = {
        (row[0], row[1])
        for serial in serials
        for row in connection.run("SELECT kind, key FROM line WHERE serial = :serial", serial=serial)
    }
    return sorted(found)


def all_lines_by_subject(connection: Connection) -> Iterator[Line]:
    """Every line there is, subject by subject, for a rebuild."""
    for row in connection.stream(f"SELECT {LINE_COLUMNS} FROM line ORDER BY kind, key, serial, n"):
        yield read_line_row(row)


def read_line_row(row: Row) -> Line:
    """A row of ``line`` as a value."""
    serial, n, kind, key, frame, content, found_hash = row
    return Line(serial, n, kind, key, _bytes(frame), _bytes(content), found_hash)


def read_entry(row: Row) -> Entry:
    """A row of ``entry`` as a value."""
    given = dict(zip((c.name for c in entry_table.columns), row, strict=True))
    for column in JSON_COLUMNS:
        given[column] = decode(given[column])
    return Entry(**given)


def _entry_row(entry: Entry) -> list[Value]:
    given = msgspec.structs.asdict(entry)
    for column in JSON_COLUMNS:
        given[column] = encode(given[column]).decode()
    return [given[column.name] for column in entry_table.columns]


def _bytes(stored: str | bytes) -> bytes:
    return stored if isinstance(stored, bytes) else stored.encode()
