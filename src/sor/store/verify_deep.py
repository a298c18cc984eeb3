"""That every projection is what the log gives, row by row: versions and identifiers subject by subject, who is touched,
findings and deliveries entry by entry, and the facts of the register as far as the log tells them.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from operator import itemgetter
from typing import NamedTuple

from sor.core.log import Entry, Line, read_asked
from sor.core.shapes import Value
from sor.store import facts, followed
from sor.store.append import delivery_rows, finding_rows
from sor.store.database import KEYS_AT_ONCE, Connection
from sor.store.issued_codes import COUNTER
from sor.store.log import LINE_COLUMNS, read_line_row
from sor.store.projection import NewRow
from sor.store.rebuild import Differs, each_entry, find_touched, replay
from sor.store.schema import PROJECTIONS, delivery, finding, identifier, touched, version
from sor.store.tables import StoredTable
from sor.store.timelines import subjects
from sor.store.verify import LogFault

BY_SUBJECT = (version, identifier)
"""The projections whose rows follow from the lines about one subject."""

Given = Callable[[Connection, Entry, int], Iterable[Sequence[Value]]]
"""The rows that an entry gives; the number is the day of the entry before."""

BY_ENTRY: dict[StoredTable, Given] = {
    touched: lambda connection, entry, day: [(entry.serial, *one) for one in find_touched(connection, entry, day)],
    finding: lambda _, entry, __: finding_rows(entry),
    delivery: lambda _, entry, __: delivery_rows(entry),
}
"""The projections whose rows follow from one entry, as it stood in the register of its serial."""

CHECKED = frozenset({*BY_SUBJECT, *BY_ENTRY})

FEEDING = frozenset({"import", "follow", "codes", "clock"})
"""The channels of a mirror's entries."""


def verify_deep(
    connection: Connection, tell: Callable[[int], None] | None = None, *, of_snapshot: bool = False
) -> LogFault | None:
    """Fold every subject again and hold every projection against it; the first fault, or None. Each line's ``result``
    must match, and so must every row of every projection.

    The connection must show one state of the database throughout. In memory stand the lines of one subject, the
    rows of ``KEYS_AT_ONCE`` subjects and those of one entry. of_snapshot: of a published file, whose facts are no
    register's own.
    """
    for table in PROJECTIONS:
        if table not in CHECKED:
            return LogFault(0, 0, f"nothing tells what the rows of {table.name} have to be")
    rows = Counter[str]()
    told = [] if of_snapshot else [_facts(connection)]
    faults = (
        fault for check in (_by_subject(connection, rows, tell), _by_entry(connection, rows), *told) for fault in check
    )
    return next(faults, None)


class _Replayed(NamedTuple):
    """A subject with its last line's serial and n, and the rows that its lines give in each table of ``BY_SUBJECT``."""

    kind: str
    key: str
    serial: int
    n: int
    given: tuple[Sequence[NewRow], ...]


def _by_subject(connection: Connection, rows: Counter[str], tell: Callable[[int], None] | None) -> Iterator[LogFault]:
    last = 0
    waiting: list[_Replayed] = []
    for kind, key, lines in subjects(connection):
        last = max(last, lines[-1].serial)
        try:
            given: tuple[Sequence[NewRow], ...] = replay(kind, key, lines)
        except Differs as fault:
            yield from _differing(connection, waiting)
            yield LogFault(fault.line.serial, fault.line.n, str(fault))
            return
        for table, wanted in zip(BY_SUBJECT, given, strict=True):
            rows[table.name] += len(wanted)
        if waiting and (waiting[-1].kind != kind or len(waiting) == KEYS_AT_ONCE):
            yield from _differing(connection, waiting)
            waiting.clear()
        waiting.append(_Replayed(kind, key, lines[-1].serial, lines[-1].n, given))
        if tell:
            tell(len(lines))
    yield from _differing(connection, waiting)
    yield from _strays(connection, BY_SUBJECT, rows, last, "subjects")


def _differing(connection: Connection, some: Sequence[_Replayed]) -> Iterator[LogFault]:
    """The subjects, all of one kind, whose stored rows are not those given: asked for together, because a question to
    a server takes longer than its answer.
    """
    if not some:
        return
    keys = [one.key for one in some]
    stored = [_count_stored_by_key(connection, table, some[0].kind, keys) for table in BY_SUBJECT]
    for one in some:
        for table, found, wanted in zip(BY_SUBJECT, stored, one.given, strict=True):
            if found.get(one.key, Counter()) != Counter(map(tuple, wanted)):
                yield LogFault(
                    one.serial, one.n, f"the {table.name} rows of {one.kind} {one.key} are not what it gives"
                )


def _by_entry(connection: Connection, rows: Counter[str]) -> Iterator[LogFault]:
    day = last = 0
    for entry in each_entry(connection):
        for table, give in BY_ENTRY.items():
            wanted = Counter(map(tuple, give(connection, entry, day)))
            rows[table.name] += wanted.total()
            if _count_stored(connection, table, "serial = :serial", serial=entry.serial) != wanted:
                yield LogFault(entry.serial, 0, f"its {table.name} rows are not what it gives")
        day, last = entry.day, entry.serial
    yield from _strays(connection, tuple(BY_ENTRY), rows, last, "entries")


def _strays(
    connection: Connection, tables: Sequence[StoredTable], rows: Counter[str], last: int, what: str
) -> Iterator[LogFault]:
    for table in tables:
        if connection.run(f"SELECT count(*) FROM {table.name}").fetchone()[0] != rows[table.name]:
            yield LogFault(last, 0, f"there are {table.name} rows of {what} that the log does not name")


def _count_stored(
    connection: Connection, table: StoredTable, where: str, **values: Value
) -> Counter[tuple[Value, ...]]:
    return Counter(map(tuple, connection.run(f"SELECT {_names(table)} FROM {table.name} WHERE {where}", **values)))


def _count_stored_by_key(
    connection: Connection, table: StoredTable, kind: str, keys: Sequence[str]
) -> dict[str, Counter[tuple[Value, ...]]]:
    """The rows of some subjects of a kind, by key."""
    of_key = itemgetter([column.name for column in table.columns].index("key"))
    question = f"SELECT {_names(table)} FROM {table.name} WHERE kind = :kind AND key IN (:keys)"
    found = defaultdict[str, Counter[tuple[Value, ...]]](Counter)
    for row in connection.run_for(keys, question, kind=kind):
        found[of_key(row)][tuple(row)] += 1
    return found


def _names(table: StoredTable) -> str:
    return ", ".join(column.name for column in table.columns)


def _facts(connection: Connection) -> Iterator[LogFault]:
    """What the log tells of the register: who fed it, and which codes of its range it has given."""
    known = facts.all_facts(connection)
    if known.get("role") not in ("mirror", "master") or not known.get("epoch"):
        yield LogFault(0, 0, "the register does not say its role and epoch")
    if known.get("role") == "mirror":
        source = followed.get(connection)
        is_copy = source is not None and source.is_proven  # its entries came to its source by whatever door
        fed = (
            []
            if is_copy
            else connection.run("SELECT serial, channel FROM entry WHERE kind <> 'erase' ORDER BY serial").fetchall()
        )
        for serial, channel in fed:
            if channel not in FEEDING and serial > int(known.get(facts.TAKEN, "0")):
                yield LogFault(serial, 0, f"the register says that it is a mirror; the entry came by {channel}")
        if facts.RANGE in known or COUNTER in known:
            yield LogFault(
                0, 0, "the register says that it is a mirror; it has codes to issue, which only a master has"
            )
    if known.get("role") == "master":
        yield from _codes_given(connection, known)


def _codes_given(connection: Connection, known: dict[str, str]) -> Iterator[LogFault]:
    """The counter stands at or after every code of the range that a change has made, and within the range."""
    counted = known.get(COUNTER)
    if facts.RANGE not in known:
        if counted is not None:
            yield LogFault(0, 0, f"the counter of codes stands at {counted}, and the register has no range of codes")
        return
    first, _, last = known[facts.RANGE].partition("-")
    if not (first.isdecimal() and last.isdecimal()):
        yield LogFault(0, 0, f"the register's range of codes, {known[facts.RANGE]}, is none")
        return
    if counted is not None and not (counted.isdecimal() and int(first) - 1 <= int(counted) <= int(last)):
        yield LogFault(0, 0, f"the counter of codes, {counted}, is not in the range {first}-{last}")
        return
    for line in _find_making_lines(connection):
        number = int(line.key[:-10])
        if int(first) <= number <= int(last) and (counted is None or number > int(counted)):
            what = f"it made {line.key}, and the counter of codes is {counted or 'not there'}"
            yield LogFault(line.serial, line.n, what)


def _find_making_lines(connection: Connection) -> Iterator[Line]:
    """The lines by which a change made a unit."""
    rows = connection.stream(
        f"SELECT {LINE_COLUMNS} FROM line WHERE kind = 'unit' AND frame LIKE '%\"create\"%' ORDER BY serial, n"
    )
    for line in map(read_line_row, rows):
        asked = read_asked(line)
        notes = asked if isinstance(asked, list) else [asked]
        if any(isinstance(note, dict) and note.get("op") == "create" for note in notes) and line.key[:-10].isdecimal():
            yield line
