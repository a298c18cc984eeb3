"""A register as the first program left it."""

from sor.store.database import Database
from sor.store.facts import MARK
from sor.store.schema import DESK, metadata
from tests.store.first_heads import without_later_columns

OPERATIONAL = {table.name for table in DESK}
FIRST = {"entry", "line", "version", "identifier", "touched", "register"}
"""The tables of the first revision."""


def make_old(database: Database) -> None:
    """Take away what later revisions brought."""
    there = set(metadata.tables)
    if database.desk_file is not None:
        there -= OPERATIONAL
        database.close()
        database.desk_file.unlink()
    with (Database(str(database.url), is_whole=True) if database.desk_file else database).writing() as connection:
        connection.run("DROP VIEW units_as_of")
        if database.dialect == "postgresql":
            connection.run("DROP FUNCTION sor_as_of")
        for table in there - FIRST:
            connection.run(f"DROP TABLE {table}")
        without_later_columns(connection)
        connection.run("DROP INDEX entry_of_day")
        connection.run("CREATE UNIQUE INDEX entry_one_per_day ON entry (day) WHERE kind = 'day'")
        connection.run("UPDATE alembic_version SET version_num = '0001'")


def everything(database: Database) -> dict[str, list[str]]:
    """All rows of the tables of the first revision."""
    tables = [name for name in metadata.tables if name in FIRST]
    run = database.reader().run
    found = {name: run(f"SELECT * FROM {name}").fetchall() for name in tables}
    found["register"] = [row for row in found["register"] if row[0] != MARK]
    return {name: sorted(map(repr, rows)) for name, rows in found.items()}
