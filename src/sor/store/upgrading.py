"""Bringing the schema to a revision, and telling why a database cannot be used. It reads alembic and SQLAlchemy, which
takes longer than a look-up: ``setup`` asks here only where a look at the revision does not do.
"""

import os
import sqlite3
from pathlib import Path

from alembic import command
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection as SchemaConnection
from sqlalchemy import inspect
from sqlalchemy.exc import DBAPIError

from sor.store import desk_file, migrating, revisions
from sor.store.database import Connection, Database
from sor.store.migrations.files import BOTH, DESK, LOG
from sor.store.rebuild import rebuild
from sor.store.settling import BadDeskFile, Newer, settle


def bring(database: Database, revision: str) -> None:
    """As ``setup.upgrade``, of a database whose second file is in its place."""
    desk = database.desk_file
    holds = frozenset({LOG}) if desk is not None and desk.is_file() else BOTH
    _upgrade(database, revision, holds, is_to_part=desk is not None and revision == "head")
    settle(database)
    if desk is not None and desk.is_file():
        _upgrade(database.desk, revision, frozenset({DESK}))


def none_in(database: Database) -> str:
    """That a database holds no register."""
    return f"There is no register in {database.shown}. Make one with: sor init"


def _upgrade(database: Database, revision: str, holds: frozenset[str], *, is_to_part: bool = False) -> None:
    newest, known = revisions.revisions()
    engine = database.engine()
    try:
        with engine.connect() as connection:
            found = MigrationContext.configure(connection).get_current_revision()
            if found is not None and found not in known:
                raise Newer(_newer(database, found))
            if found == newest and revision == "head" and not (is_to_part and _is_whole(connection)):
                return
    finally:
        engine.dispose()
    engine = database.engine(is_to_write=True)
    try:
        with engine.begin() as connection:
            config = migrating.config()
            config.attributes.update(connection=connection, holds=holds)
            command.upgrade(config, revision)
            if LOG in holds and revision == "head":
                _project(Connection(connection.connection.driver_connection, database.dialect))
            if is_to_part and _is_whole(connection):
                desk_file.part(_driver(connection), database)
    finally:
        engine.dispose()


def problem(database: Database) -> str | None:
    """As ``setup.problem``, of a database that is there."""
    engine = database.engine()
    try:
        with engine.connect() as connection:
            current = MigrationContext.configure(connection).get_current_revision()
            newest, known = revisions.revisions()
            if current == newest and (database.desk_file is None or not _is_whole(connection)):
                return None if database.desk_file is None else _problem_of_desk(database)
            if current is None and not inspect(connection).has_table("entry"):
                return none_in(database)
            if current is not None and current not in known:
                return _newer(database, current)
            if current == newest:
                return (
                    f"{database.shown} holds a register in one file, as a backup does. Restore it with: sor restore;"
                    " or let it be a register itself, with its operational tables in a second file: sor init"
                )
            return _old(database, current)
    except DBAPIError as error:
        return _unusable(database, str(error.orig).strip().splitlines()[0])
    finally:
        engine.dispose()


def _project(connection: Connection) -> None:
    """Make the projections anew from the log when a revision has brought what they do not say yet."""
    if connection.run("SELECT 1 FROM version WHERE stated = 0 LIMIT 1").fetchone() is not None:
        rebuild(connection)


def _unusable(database: Database, reason: str) -> str:
    """That a database cannot be used, and what to do where its folder is the reason."""
    told = f"The database {database.shown} cannot be used: {reason}"
    folder = Path(database.url.database or "").parent
    if database.dialect != "sqlite" or not folder.is_dir() or os.access(folder, os.W_OK):
        return told
    return f"{told}. Its folder cannot be written, where SQLite keeps a journal, also for readers: copy it to another"


def _problem_of_desk(database: Database) -> str | None:
    """The same of the second file, which is of the same schema unless an upgrade was stopped between the two."""
    try:
        settle(database)
    except BadDeskFile as error:
        return str(error)
    except sqlite3.Error as error:
        return _unusable(database, str(error))
    engine = database.desk.engine()
    try:
        with engine.connect() as connection:
            current = MigrationContext.configure(connection).get_current_revision()
    finally:
        engine.dispose()
    newest, known = revisions.revisions()
    if current == newest:
        return None
    return _newer(database, str(current)) if current not in known else _old(database, current)


def _is_whole(connection: SchemaConnection) -> bool:
    return desk_file.is_whole(_driver(connection))


def _driver(connection: SchemaConnection) -> sqlite3.Connection:
    found: sqlite3.Connection = connection.connection.driver_connection  # type: ignore[assignment]
    return found


def _newer(database: Database, revision: str) -> str:
    newest, _ = revisions.revisions()
    return (
        f"The register in {database.shown} has schema {revision}, which is newer than this program's {newest}."
        " Use the program that made it, or a newer one."
    )


def _old(database: Database, revision: str | None) -> str:
    newest, _ = revisions.revisions()
    return f"The register in {database.shown} has schema {revision}, this program {newest}. Upgrade it with: sor init"
