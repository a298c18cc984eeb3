"""What a table is made of, as plain values: whole numbers and text, a primary key, indexes. ``alchemy`` makes
SQLAlchemy's of them, for schema work only; a command that asks or writes never reads it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class StoredColumn:
    """A column of whole numbers (int) or text (str). default: what rows hold that were there before the column."""

    name: str
    python_type: type[int] | type[str]
    nullable: bool = False
    primary_key: bool = False
    default: str | None = None


@dataclass(frozen=True, slots=True)
class Index:
    """An index over some columns. name: None for the one that follows from them. where: of which rows alone."""

    name: str | None
    columns: Sequence[str]
    where: str | None = None


class Columns:
    """The columns of a table in their order, or one by its name."""

    def __init__(self, columns: Sequence[StoredColumn]) -> None:
        self._columns = columns
        self._named = {column.name: column for column in columns}

    def __iter__(self) -> Iterator[StoredColumn]:
        return iter(self._columns)

    def __len__(self) -> int:
        return len(self._columns)

    def __getitem__(self, name: str) -> StoredColumn:
        return self._named[name]


class MetaData:
    """All tables of a schema, by name."""

    def __init__(self) -> None:
        self.tables: dict[str, StoredTable] = {}

    @property
    def sorted_tables(self) -> "list[StoredTable]":
        """The tables by name; none refers to another."""
        return [table for _, table in sorted(self.tables.items())]


class StoredTable:
    """A table by its name. with_rowid: SQLite keeps its rows in the order of their coming, not in that of their key."""

    def __init__(self, name: str, metadata: MetaData, *parts: StoredColumn | Index, with_rowid: bool = True) -> None:
        self.name = name
        self.columns = Columns([part for part in parts if isinstance(part, StoredColumn)])
        self.indexes = [part for part in parts if isinstance(part, Index)]
        self.primary_key = [column for column in self.columns if column.primary_key]
        self.with_rowid = with_rowid
        metadata.tables[name] = self

    def __repr__(self) -> str:
        return f"StoredTable({self.name})"
