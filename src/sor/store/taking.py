"""Taking entries of another register's log as they are: proven, and with all that is made from them (``CORE`` §23).

An entry is taken after the one that it names, when its lines give their hashes, its head and lines give its own, and
its statements win the days that it says. What erasures took out of it before it was sent, it lacks with a mark; that
mark is held against the entry of the erasure as soon as that is taken.

Of one owner's part the lines of others are taken as their hashes. What comes into the part later brings its earlier
lines, each of which has to be the one whose hash stands in its place.
"""

from collections.abc import Iterator, Sequence

import msgspec

from sor.core.canonical import encode
from sor.core.log import (
    ERASE,
    Damage,
    Entry,
    HashedLine,
    Line,
    check_line,
    entry_hash,
    find_erased_numbers,
    hash_what_is_left,
    is_hash,
    read_line,
    result_of,
)
from sor.core.statement import Statement
from sor.core.timeline import fold
from sor.store import facts
from sor.store.append import CHUNK, write_side_rows
from sor.store.database import Connection
from sor.store.erasures import NamedByErasures, add_named, overwrite_what_goes, replay_rows, take_out
from sor.store.log import Head, append_entry, append_left_out, append_lines, entries, line_hashes, lines_of
from sor.store.projection import Changes, SubjectRows, version_rows
from sor.store.rebuild import Differs, note_anew, summarise_line
from sor.store.schema import FOLLOWED, PROJECTIONS, TRUTH
from sor.store.timelines import extend, timeline_of
from sor.store.touched import find_affected, find_affected_by_day, note

GAPS = "gaps"
"""The fact that lists what entries were sent without, until the entry of the erasure has come (JSON)."""

UNREADABLE = (msgspec.MsgspecError, UnicodeError, ArithmeticError, AttributeError, LookupError, TypeError, ValueError)
"""What reading a value of another form than ours raises."""


class NotProven(ValueError):
    """What was sent is not what its source's log holds; the message names entry and line, and what is wrong."""

    def __init__(self, serial: int, n: int, what: str) -> None:
        super().__init__(f"Entry {serial}{f', line {n}' if n else ''} cannot be believed: {what}.")
        self.serial = serial


class Gap(msgspec.Struct, frozen=True, array_like=True, order=True):
    """A value (line and its number there) or a part of a head (line 0) that an entry was sent without, and the serial
    of the erasure that is said to have taken it out; 0 where a head does not say.
    """

    serial: int
    line: int
    part: str
    by: int


def take(
    connection: Connection, head: Head, entry: Entry, sent: Sequence[Line | HashedLine], earlier: Sequence[Line] = ()
) -> Head:
    """Append an entry with its lines, just as they are, upon the head of the log; gives the new head. earlier: lines of
    entries before it that were left out until now.

    In the transaction that holds the write lock. Raises NotProven; then that transaction is to be undone.
    """
    gaps = _prove(head, entry, sent)
    if earlier:
        gaps += _bring_in(connection, entry.serial, earlier)
    lines = [line for line in sent if isinstance(line, Line)]
    append_left_out(connection, [line for line in sent if isinstance(line, HashedLine)])
    changes = Changes(connection, entry.serial)
    for start in range(0, len(lines), CHUNK):
        chunk = lines[start : start + CHUNK]
        append_lines(connection, chunk)
        _fold_in(connection, changes, chunk, is_first=not head.serial)
        changes.flush()
    append_entry(connection, entry)
    if entry.kind == "day":
        subjects = [(kind, key) for kind, key in entry.subjects]
        note(connection, entry.serial, find_affected_by_day(connection, subjects, head.day, entry.day, entry.serial))
    else:
        note(connection, entry.serial, find_affected(connection, map(summarise_line, lines), entry.serial))
    write_side_rows(connection, entry)
    if gaps:
        _put_gaps(connection, [*gaps_told(connection), *gaps])
    if entry.kind == ERASE:
        _erase(connection, entry, lines)
    elif wrong := [gap for gap in gaps_told(connection) if gap.by == entry.serial]:
        raise NotProven(wrong[0].serial, wrong[0].line, f"it lacks a value, and entry {entry.serial} is no erasure")
    return Head(entry.serial, entry.hash, entry.day, entry.recorded_at, entry.known_at)


def let_go_of_log(connection: Connection) -> None:
    """Take away a log and all that was made from it: another one comes in its place, in the same transaction."""
    for table in (*FOLLOWED, *PROJECTIONS, *TRUTH):
        connection.run(f"DELETE FROM {table.name}")
    _put_gaps(connection, [])


def gaps_told(connection: Connection) -> list[Gap]:
    """What entries were sent without, as far as no erasure that was taken names it."""
    return msgspec.json.decode(facts.get(connection, GAPS) or "[]", type=list[Gap])


def _put_gaps(connection: Connection, gaps: Sequence[Gap]) -> None:
    facts.put(connection, GAPS, encode(sorted(gaps)).decode())


def _bring_in(connection: Connection, serial: int, earlier: Sequence[Line]) -> list[Gap]:
    """Put lines in the place of the hashes by which they were left out, and make what they say part of every serial
    since; gives what they lack. Those that are there already change nothing. Raises NotProven.
    """
    gaps: list[Gap] = []
    for line in earlier:
        stands = connection.run(
            "SELECT hash, 0 FROM line WHERE serial = :serial AND n = :n UNION ALL"
            " SELECT hash, 1 FROM left_out WHERE serial = :serial AND n = :n",
            serial=line.serial, n=line.n,
        ).fetchone()  # fmt: skip
        try:
            check_line(line)
            gone = find_erased_numbers(line)
        except UNREADABLE as error:
            raise NotProven(line.serial, line.n, str(error)) from None
        if stands is None or stands[0] != line.hash:
            raise NotProven(line.serial, line.n, "it is not the line that was left out")
        if stands[1]:
            connection.run("DELETE FROM left_out WHERE serial = :serial AND n = :n", serial=line.serial, n=line.n)
            append_lines(connection, [line])
            gaps += [Gap(line.serial, line.n, str(number), by) for number, by in gone.items()]
    if early := [gap for gap in gaps if gap.by < serial]:
        raise NotProven(early[0].serial, early[0].line, f"it lacks what entry {early[0].by} is said to have erased")
    try:
        for kind, key in sorted({(line.kind, line.key) for line in earlier}):
            replay_rows(connection, kind, key)
    except Differs as differs:
        raise NotProven(differs.line.serial, differs.line.n, str(differs)) from None
    note_anew(connection, serial - 1)
    return gaps


def _prove(head: Head, entry: Entry, lines: Sequence[Line | HashedLine]) -> list[Gap]:
    """What an entry lacks, when all the rest gives its hash. Raises NotProven."""
    n = 0
    try:
        if (entry.serial, entry.previous) != (head.serial + 1, head.hash):
            raise Damage(f"it does not follow entry {head.serial} with hash {head.hash[:12]}…")
        gaps = list(_gaps_in_head(entry))
        for n, line in enumerate(lines, 1):
            if (line.serial, line.n) != (entry.serial, n):
                raise Damage("it is another line")
            if isinstance(line, HashedLine):
                if not is_hash(line.hash):
                    raise Damage("what stands in the place of a line that is left out is no hash")
                continue
            check_line(line)
            gaps += [Gap(entry.serial, n, str(number), by) for number, by in find_erased_numbers(line).items()]
        n = 0
        is_left = entry.schema == 1 and bool(entry.erased)
        if not is_left and entry_hash(entry, [line.hash for line in lines]) != entry.hash:
            raise Damage("its head and lines do not give its hash")
    except UNREADABLE as error:
        raise NotProven(entry.serial, n, str(error)) from None
    if early := [gap for gap in gaps if gap.by and gap.by <= entry.serial]:
        raise NotProven(entry.serial, early[0].line, f"it lacks what entry {early[0].by} before it is said to erase")
    return gaps


def _gaps_in_head(entry: Entry) -> Iterator[Gap]:
    for part in entry.erased:
        yield Gap(entry.serial, 0, part, 0)


def _fold_in(connection: Connection, changes: Changes, lines: Sequence[Line], *, is_first: bool) -> None:
    """Bring the rows of the lines' subjects in line with what the lines state. Raises NotProven where that is not what
    a line says of itself.
    """
    wanted: dict[str, list[str]] = {}
    for line in lines:
        wanted.setdefault(line.kind, []).append(line.key)
    before: dict[tuple[str, str], dict[str, list[Statement]]] = {}
    if not is_first:
        for kind, keys in wanted.items():
            for key, said in lines_of(connection, kind, keys).items():
                earlier = [line for line in said if line.serial < changes.serial]
                if earlier:
                    before[kind, key] = timeline_of(earlier)
    for line in lines:
        had = (line.kind, line.key) in before
        timeline = before.setdefault((line.kind, line.key), {})
        extend(timeline, line)
        folded = fold(timeline)
        if read_line(line)[0].result != result_of(folded):
            raise NotProven(line.serial, line.n, "its result is not what its statements give")
        rows = SubjectRows(*version_rows(line.kind, line.key, line.serial, folded))
        changes.add(line.kind, line.key, rows, is_new=not had)


def _erase(connection: Connection, entry: Entry, lines: Sequence[Line]) -> None:
    """Do what the entry of an erasure says, and hold against it what earlier entries were sent without."""
    named = NamedByErasures()
    try:
        add_named(named, entry, lines)
        overwrite_what_goes(connection)
        take_out(connection, entry)
    except UNREADABLE as error:
        raise NotProven(entry.serial, 0, f"what it erases cannot be read: {error}") from None
    waiting: list[Gap] = []
    for gap in gaps_told(connection):
        if gap.line:
            is_named = int(gap.part) in named.values.get((gap.serial, gap.line), ())
            if gap.by == entry.serial and not is_named:
                raise NotProven(gap.serial, gap.line, f"it lacks a value that entry {entry.serial} does not name")
        else:
            is_named = gap.part in named.parts.get(gap.serial, ())
        if not is_named or gap.by > entry.serial:
            waiting.append(gap)
    for serial, told in named.left.items():
        _insist_on_what_is_left(connection, serial, told)
    _put_gaps(connection, waiting)
    facts.put(connection, facts.ERASING, str(entry.serial))


def _insist_on_what_is_left(connection: Connection, serial: int, told: str) -> None:
    """Hold an entry of the first form, of which a part is gone, against the digest that its erasure tells."""
    found = next(entries(connection, serial - 1, serial))
    if hash_what_is_left(found, line_hashes(connection, serial)) != told:
        raise NotProven(serial, 0, "it is not what its erasure says is left of it")
