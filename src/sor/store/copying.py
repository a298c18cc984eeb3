"""A register copied into another database, as of a serial: for the published SQLite file, backup and restore.

Rows are read in pages by key, each as of the same serial, so that no transaction stays open over a long copy; what is
written meanwhile is not in the copy.
"""

from collections.abc import Callable, Iterator, Sequence

from sor.core.statement import NEVER
from sor.store.database import Connection, Row
from sor.store.owner_part import OwnerPart
from sor.store.schema import (
    ASKED,
    BESIDE,
    DESK,
    FOLLOWED,
    PROJECTIONS,
    PROVEN,
    TRUTH,
    delivery,
    entry,
    finding,
    identifier,
    left_out,
    line,
    metadata,
    version,
)
from sor.store.tables import StoredTable

PAGE = 5000

KEYS: dict[str, tuple[str, ...]] = {
    version.name: ("kind", "key"),
    identifier.name: ("kind", "key"),
    finding.name: ("serial",),
    delivery.name: ("serial",),
}
"""By what a table without a primary key of its own is read in pages: columns that an index begins with."""

Tell = Callable[[int], None]


def copy_register(source: Connection, target: Connection, upto: int, tell: Tell = lambda _: None) -> None:
    """Copy the log and its projections as they were at a serial into empty tables of another database."""
    for table in (*TRUTH, *PROJECTIONS):
        for rows in pages(source, table, upto):
            target.insert(table, rows)
            tell(len(rows))


def copy_log(source: Connection, target: Connection, upto: int, tell: Tell = lambda _: None) -> None:
    """Copy the log alone, up to a serial; what is made from it is for who takes it to make."""
    for table in TRUTH:
        for rows in pages(source, table, upto):
            target.insert(table, rows)
            tell(len(rows))


def copy_log_of_part(
    source: Connection, target: Connection, upto: int, part: OwnerPart, tell: Tell = lambda _: None
) -> None:
    """Copy the log up to a serial, of the lines of others their hashes alone."""
    for rows in pages(source, entry, upto):
        target.insert(entry, rows)
    for rows in pages(source, line, upto):
        held = [row for row in rows if part.holds(row[2], row[3])]
        target.insert(line, held)
        target.insert(left_out, [(row[0], row[1], row[6]) for row in rows if not part.holds(row[2], row[3])])
        tell(len(rows))


def copy_desk(source: Connection, target: Connection) -> None:
    """Copy the tables that are not in the log, those of the register's facts among them, as they are now."""
    for table in desk_tables():
        names = _names(source, table)
        rows = source.run(f"SELECT {names} FROM {table.name}").fetchall()
        target.insert(table, rows)


def desk_tables() -> list[StoredTable]:
    """Every table that is neither the log nor made from it."""
    sorted_in = (*TRUTH, *PROJECTIONS, *FOLLOWED, *PROVEN, *ASKED, *BESIDE, *DESK)
    others = [table for table in metadata.sorted_tables if table not in sorted_in]
    return [*BESIDE, *DESK, *others]


def pages(source: Connection, table: StoredTable, upto: int) -> Iterator[list[Row]]:
    """The rows of a table as they were at a serial, some at a time, by key."""
    columns = [column.name for column in table.columns]
    by = KEYS.get(table.name) or tuple(column.name for column in table.primary_key)
    places = [columns.index(name) for name in by]
    condition = "known_from <= :upto" if "known_from" in columns else "serial <= :upto"
    until = columns.index("known_to") if "known_to" in columns else None
    last: Row | None = None
    size = PAGE
    while True:
        beyond = (
            "" if last is None else f" AND ({_list(source, by)}) > ({', '.join(f':last{n}' for n in range(len(by)))})"
        )
        rows = source.run(
            f"SELECT {_names(source, table)} FROM {table.name} WHERE {condition}{beyond}"
            f" ORDER BY {_list(source, by)} LIMIT :size",
            upto=upto, size=size, **{f"last{n}": value for n, value in enumerate(last or ())},
        ).fetchall()  # fmt: skip
        is_last = len(rows) < size
        if rows and not is_last:
            # The last key of a page may have more rows than fitted in; it is read whole with the next page.
            cut = tuple(rows[-1][place] for place in places)
            whole = [row for row in rows if tuple(row[place] for place in places) != cut]
            if not whole:
                size *= 4
                continue
            rows, last = whole, tuple(whole[-1][place] for place in places)
        if rows:
            yield rows if until is None else [_as_known(row, until, upto) for row in rows]
        if is_last:
            return


def _as_known(row: Row, until: int, upto: int) -> Row:
    """A row with its end of knowledge forgotten when that came later."""
    return row if row[until] <= upto else (*row[:until], NEVER, *row[until + 1 :])


def _names(connection: Connection, table: StoredTable) -> str:
    return _list(connection, [column.name for column in table.columns])


def _list(connection: Connection, names: Sequence[str]) -> str:
    return ", ".join(f'"{name}"' for name in names) if connection.dialect == "postgresql" else ", ".join(names)
