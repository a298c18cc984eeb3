"""What SQLAlchemy does for us: it makes tables and migrates them, and spells statements for PostgreSQL's driver."""

import sqlite3
from collections.abc import Sequence

from sqlalchemy import BigInteger, Engine, MetaData, Text, create_engine, event, text
from sqlalchemy import Column as AlchemyColumn
from sqlalchemy import Index as AlchemyIndex
from sqlalchemy import Integer as AlchemyInteger
from sqlalchemy import Table as AlchemyTable
from sqlalchemy.engine import make_url
from sqlalchemy.pool import NullPool

from sor.store.tables import Index, StoredColumn, StoredTable
from sor.store.tuning import tune

PSYCOPG = make_url("postgresql+psycopg://").get_dialect()()
NAMES = {"ix": "%(table_name)s_%(column_0_N_name)s", "pk": "%(table_name)s_key"}


def engine(url: str, synchronous: str, *, is_to_write: bool = False) -> Engine:
    """An engine for schema work. is_to_write: what it begins on SQLite holds the write lock."""
    made = create_engine(url, poolclass=NullPool)
    if made.dialect.name == "sqlite":
        begin = "BEGIN IMMEDIATE" if is_to_write else "BEGIN"
        event.listen(made, "connect", lambda connection, _: _tune_for_schema(connection, synchronous))
        event.listen(made, "begin", lambda connection: connection.exec_driver_sql(begin))
    return made


def _tune_for_schema(driver: sqlite3.Connection, synchronous: str) -> None:
    """The driver begins no transaction before it makes or changes tables; so it begins none at all, and we do: a killed
    upgrade leaves the schema as it was.
    """
    tune(driver, synchronous)
    driver.isolation_level = None


def as_alchemy(tables: Sequence[StoredTable]) -> MetaData:
    """Tables as SQLAlchemy has them."""
    found = MetaData(naming_convention=NAMES)
    for table in tables:
        parts = [*map(_column, table.columns), *map(_index, table.indexes)]
        AlchemyTable(table.name, found, *parts, sqlite_with_rowid=table.with_rowid)
    return found


def create(made: Engine, tables: Sequence[StoredTable]) -> None:
    """Make tables in a database that does not have them."""
    as_alchemy(tables).create_all(made)


def spell_for_psycopg(statement: str) -> str:
    """A statement with ``:name`` parameters in the driver's own spelling."""
    return str(text(statement).compile(dialect=PSYCOPG))


def _column(column: StoredColumn) -> "AlchemyColumn[int] | AlchemyColumn[str]":
    if column.python_type is int:
        return AlchemyColumn(
            column.name, BigInteger().with_variant(AlchemyInteger, "sqlite"), nullable=column.nullable,
            primary_key=column.primary_key, autoincrement=False, server_default=column.default,
        )  # fmt: skip
    return AlchemyColumn(
        column.name, Text(collation="C").with_variant(Text(), "sqlite"), nullable=column.nullable,
        primary_key=column.primary_key, server_default=column.default,
    )  # fmt: skip


def _index(index: Index) -> AlchemyIndex:
    if index.where is None:
        return AlchemyIndex(index.name, *index.columns)
    where = text(index.where)
    return AlchemyIndex(index.name, *index.columns, sqlite_where=where, postgresql_where=where)
