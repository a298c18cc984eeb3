"""The revisions of the schema that this program knows: the numbers of its migrations."""

from functools import lru_cache
from pathlib import Path

from alembic.config import Config
from alembic.script import ScriptDirectory

from sor.store.database import Connection

MIGRATIONS = Path(__file__).parent / "migrations"
VERSION = "alembic_version"
"""The table in which a database says its revision."""


def config() -> Config:
    """What alembic needs to know."""
    found = Config()
    found.set_main_option("script_location", str(MIGRATIONS))
    return found


def schema_of(connection: Connection) -> str:
    """The revision that a database says it has; empty when it says none."""
    row = connection.run(f"SELECT version_num FROM {VERSION}").fetchone()
    return row[0] if row else ""


@lru_cache(maxsize=1)
def revisions() -> tuple[str | None, frozenset[str]]:
    """The newest revision, and all that this program knows."""
    scripts = ScriptDirectory.from_config(config())
    return scripts.get_current_head(), frozenset(script.revision for script in scripts.walk_revisions())
