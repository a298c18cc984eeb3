"""Building all projections anew from the log: the proof that they are nothing but projections."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TypeVar

from sor.core.log import Entry, Line, find_erased_field, read_line, result_of
from sor.core.shapes import Value
from sor.core.statement import NEVER, Statement
from sor.core.timeline import LIFE, fold
from sor.store.append import write_side_rows
from sor.store.database import Connection
from sor.store.log import entries, lines
from sor.store.projection import IdentifierRow, VersionRow, version_rows
from sor.store.schema import FOLLOWED, PROJECTIONS, PROVEN, identifier, version
from sor.store.timelines import extend, subjects
from sor.store.touched import Changed, find_affected, find_affected_by_day, note

Row = TypeVar("Row", bound=VersionRow | IdentifierRow)


class Differs(ValueError):
    """A line whose recorded result is not what its statements give: another fold, a bug, or a changed byte."""

    def __init__(self, line: Line) -> None:
        super().__init__("its result is not what its statements give")
        self.line = line


def rebuild(connection: Connection, tell: Callable[[int], None] | None = None) -> None:
    """Drop what every projection holds and build it from the log; the desk is not touched. The rows of the copy
    register are dropped, to be made when they are asked for.
    """
    for table in (*PROJECTIONS, *FOLLOWED, *PROVEN):
        connection.run(f"DELETE FROM {table.name}")
    for kind, key, said in subjects(connection):
        versions, identifiers = replay(kind, key, said)
        connection.insert(version, versions)
        connection.insert(identifier, identifiers)
        if tell:
            tell(len(said))
    day = 0
    for entry in each_entry(connection):
        write_side_rows(connection, entry)
        note(connection, entry.serial, find_touched(connection, entry, day))
        day = entry.day


def note_anew(connection: Connection, upto: int) -> None:
    """Write anew who is touched by the entries up to one: lines came that were left out before."""
    connection.run("DELETE FROM touched WHERE serial <= :upto", upto=upto)
    day = 0
    for entry in each_entry(connection, upto):
        note(connection, entry.serial, find_touched(connection, entry, day))
        day = entry.day


def each_entry(connection: Connection, upto: int = 2**53) -> Iterator[Entry]:
    """Every entry in order up to one, one at a time: the head of one that loaded a register may be very long."""
    serial = 0
    while serial < upto and (entry := next(entries(connection, serial, serial + 1), None)) is not None:
        yield entry
        serial = entry.serial


def find_touched(connection: Connection, entry: Entry, day: int) -> set[tuple[str, str]]:
    """Who is touched by an entry besides the subjects of its own lines. day: that of the entry before."""
    if entry.kind == "day":
        subjects_of_day = [(kind, key) for kind, key in entry.subjects]
        return find_affected_by_day(connection, subjects_of_day, day, entry.day, entry.serial)
    return find_affected(connection, map(summarise_line, lines(connection, entry.serial)), entry.serial)


def replay(kind: str, key: str, said: Iterable[Line]) -> tuple[list[VersionRow], list[IdentifierRow]]:
    """All rows of a subject, those no longer known too, from its lines alone. Raises Differs."""
    timeline: dict[str, list[Statement]] = {}
    versions: list[VersionRow] = []
    identifiers: list[IdentifierRow] = []
    for line in said:
        extend(timeline, line)
        folded = fold(timeline)
        if read_line(line)[0].result != result_of(folded):
            raise Differs(line)
        new_versions, new_identifiers = version_rows(kind, key, line.serial, folded)
        versions = _supersede(versions, new_versions, line.serial)
        identifiers = _supersede(identifiers, new_identifiers, line.serial)
    return versions, identifiers


def _supersede(had: Sequence[Row], wanted: Sequence[Row], serial: int) -> list[Row]:
    """What was known, with an end where it no longer holds, and what is new."""
    new = {_says(row): row for row in wanted}
    kept: list[Row] = []
    for row in had:
        if row.known_to != NEVER or new.pop(_says(row), None) is not None:
            kept.append(row)
        else:
            kept.append(_end_row(row, serial))
    return [*kept, *new.values()]


def _end_row(row: Row, serial: int) -> Row:
    ended: Row = row._replace(known_to=serial)  # type: ignore[assignment]
    return ended


def _says(row: VersionRow | IdentifierRow) -> tuple[Value, ...]:
    return row._replace(known_from=0, known_to=0)


def summarise_line(line: Line) -> Changed:
    """What a line states something about, and which fields."""
    frame, statements = read_line(line)
    fields = frozenset(s.field for s in statements) | (frozenset({LIFE, "parent"}) if frame.withdrawn else frozenset())
    return Changed(line.kind, line.key, fields | find_erased_field(frame.asked))
