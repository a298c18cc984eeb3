"""The log as a copy of one owner's part is sent it: the lines of the part whole, those of others as their hashes."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from sor.core.log import Entry, HashedLine, Line
from sor.formats.log_copy import LogHead, write_entry, write_head, write_left_out, write_line
from sor.register import Register
from sor.store.owner_part import OwnerPart

ENTRIES_AT_ONCE = 200
LINES_AT_ONCE = 1000
"""So many are read together; whoever reads slowly keeps nothing open meanwhile."""


def copied_part(register: Register, told: LogHead, owner: str, since: int, line: int) -> Iterator[tuple[int, bytes]]:
    """The items after an entry and the first lines of the next, some at a time, each with the serial that is whole
    before it. Each piece is read by itself, whoever's thread asks for it.
    """
    yield since, write_head(told)
    part = OwnerPart(register.database.reader(), owner, since)
    while since < told.serial:
        entries = list(register.since(since, min(ENTRIES_AT_ONCE, told.serial - since)))
        counts = register.count_lines_each(since, entries[-1].serial)
        few: list[Entry] = []
        for entry in entries:
            waiting = sum(counts.get(one.serial, 0) for one in few)
            if waiting + counts.get(entry.serial, 0) <= LINES_AT_ONCE:
                few.append(entry)
                continue
            break
        if few:
            piece = b"".join(_few(register, part, few, line))
            yield since, piece
            since = few[-1].serial
        else:
            for piece in _long(register, part, entries[0], counts[entries[0].serial], line):
                yield since, piece
            since = entries[0].serial
        line = 0


def _few(register: Register, part: OwnerPart, entries: Sequence[Entry], first: int) -> Iterator[bytes]:
    """Entries whose lines are read together. first: lines of the first one that its reader has."""
    lines = register.lines_after(entries[0].serial, 0, entries[-1].serial, LINES_AT_ONCE)
    said = {serial: list(some) for serial, some in groupby(lines, key=lambda one: one.serial)}
    for entry in entries:
        own = said.get(entry.serial, [])
        earlier = part.grow(register.database.reader(), entry, own) if own else []
        if first:
            earlier = []
        yield write_entry(entry, len(own), len(earlier))
        yield from map(write_line, earlier)
        yield from (_write_line(part, one) for one in own[first:])
        first = 0


def _long(register: Register, part: OwnerPart, entry: Entry, count: int, first: int) -> Iterator[bytes]:
    """One entry of very many lines, piece by piece. first: lines of it that its reader has."""
    earlier = part.grow(register.database.reader(), entry, _each(register, entry.serial, 0))
    if first:
        earlier = []
    yield b"".join([write_entry(entry, count, len(earlier)), *map(write_line, earlier)])
    for some in _pages(register, entry.serial, first):
        yield b"".join(_write_line(part, one) for one in some)


def _each(register: Register, serial: int, after: int) -> Iterator[Line]:
    for some in _pages(register, serial, after):
        yield from some


def _pages(register: Register, serial: int, after: int) -> Iterator[list[Line]]:
    while some := register.lines_after(serial, after, serial, LINES_AT_ONCE):
        yield some
        after = some[-1].n


def _write_line(part: OwnerPart, line: Line) -> bytes:
    if part.holds(line.kind, line.key):
        return write_line(line)
    return write_left_out(HashedLine(line.serial, line.n, line.hash))
