"""The revisions of the schema that this program knows: the numbers of its migrations."""

from functools import lru_cache
from pathlib import Path

from sor.store.database import Connection

MIGRATIONS = Path(__file__).parent / "migrations"
VERSION = "alembic_version"
"""The table in which a database says its revision."""


def schema_of(connection: Connection) -> str:
    """The revision that a database says it has; empty when it says none."""
    row = connection.run(f"SELECT version_num FROM {VERSION}").fetchone()
    return row[0] if row else ""


@lru_cache(maxsize=1)
def revisions() -> tuple[str | None, frozenset[str]]:
    """The newest revision, and all that this program knows: each is the number with which its file is named."""
    known = frozenset(path.name[:4] for path in (MIGRATIONS / "versions").glob("[0-9][0-9][0-9][0-9]_*.py"))
    return max(known, default=None), known
