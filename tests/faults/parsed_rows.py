"""The rows of a small register's files as they are read, so that a column can be spoilt and judged at once."""

from collections.abc import Callable, Sequence

from sor.formats.text_gate import claims_through
from sor.jobs.rows_stated import RowsStated
from tests.faults.written import FIRST, Written, reader

Cells = Sequence[str]
Spoil = Callable[[Cells], Cells]
"""What becomes of the cells of a column, one per row, empty ones among them."""

Tables = dict[str, tuple[list[str], dict[str, Cells]]]
"""By kind the keys of the rows, and by path their cells."""

TEXT_FORMATS = ("sor-csv", "sor2-daily", "sor2-complete", "xml1", "xml2", "xml3", "shak", "columns")


def read_rows(written: Written, format: str) -> RowsStated:
    """The rows of the file of a format."""
    rows = RowsStated()
    path = written.save(format, written.bytes_of(format), FIRST)
    with reader(written.empty(), format, FIRST)(path) as delivery:
        for claim in claims_through(delivery):
            rows.take(claim)
    return rows


def tables_of(rows: RowsStated) -> Tables:
    """The same as texts, without what is put beside them."""
    return {
        kind: (table.keys, {path: table.read_column(path) for path in table.paths(1) if " " not in path})
        for kind, table in rows.tables()
    }


def with_column(tables: Tables, kind: str, path: str, spoil: Spoil) -> RowsStated:
    """The rows with one column spoilt."""
    keys, columns = tables[kind]
    return rows_of(tables | {kind: (keys, columns | {path: spoil(columns[path])})})


def rows_of(tables: Tables) -> RowsStated:
    """Texts as rows."""
    rows = RowsStated()
    for kind, (keys, columns) in tables.items():
        for place, key in enumerate(keys):
            cells = {path: held[place] for path, held in columns.items() if held[place]}
            rows.add(kind, key, cells)
    return rows


def filled(tables: Tables, kind: str, path: str) -> int:
    """In how many rows a column is filled."""
    return sum(map(bool, tables[kind][1].get(path, ()))) if kind in tables else 0
