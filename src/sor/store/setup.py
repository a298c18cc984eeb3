"""Creating and upgrading the schema, by numbered migrations that keep the data."""

from functools import lru_cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect
from sqlalchemy.exc import DBAPIError

from sor.store.database import Database

MIGRATIONS = Path(__file__).parent / "migrations"


class Newer(RuntimeError):
    """A database whose schema this program does not know yet; the message says what to do."""


def upgrade(database: Database, revision: str = "head") -> None:
    """Bring the schema to a revision, the newest unless told; the data stay. Raises Newer."""
    engine = database.engine()
    try:
        with engine.begin() as connection:
            found = MigrationContext.configure(connection).get_current_revision()
            newest, known = _revisions()
            if found is not None and found not in known:
                raise Newer(_newer(database, found))
            if found == newest and revision == "head":
                return
            config = _config()
            config.attributes["connection"] = connection
            command.upgrade(config, revision)
    finally:
        engine.dispose()


def problem(database: Database) -> str | None:
    """Why this program cannot use the database, in one sentence with what to do; None when it can."""
    none_there = f"There is no register in {database.shown}. Make one with: sor init"
    if database.dialect == "sqlite" and not Path(database.url.database or "").is_file():
        return none_there  # looking into a file that is missing would make it
    engine = database.engine()
    try:
        with engine.connect() as connection:
            current = MigrationContext.configure(connection).get_current_revision()
            newest, known = _revisions()
            if current == newest:
                return None
            if current is None and not inspect(connection).has_table("entry"):
                return none_there
            if current is not None and current not in known:
                return _newer(database, current)
            return (
                f"The register in {database.shown} has schema {current}, this program {newest}."
                " Upgrade it with: sor init"
            )
    except DBAPIError as error:
        return f"The database {database.shown} cannot be used: {str(error.orig).strip().splitlines()[0]}"
    finally:
        engine.dispose()


@lru_cache(maxsize=1)
def _revisions() -> tuple[str | None, frozenset[str]]:
    """The newest revision, and all that this program knows."""
    scripts = ScriptDirectory.from_config(_config())
    return scripts.get_current_head(), frozenset(script.revision for script in scripts.walk_revisions())


def _newer(database: Database, revision: str) -> str:
    newest, _ = _revisions()
    return (
        f"The register in {database.shown} has schema {revision}, which is newer than this program's {newest}."
        " Use the program that made it, or a newer one."
    )


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    return config
