"""Which tables the database that is being migrated holds: those of the log, the operational ones, or both.

One chain of migrations leads both files of a register in SQLite; from 0011 on each asks before it touches a table.
"""

from alembic import context

LOG, DESK = "log", "desk"
BOTH = frozenset({LOG, DESK})


def holds(part: str) -> bool:
    """Whether it holds the tables of the ``LOG`` or of the ``DESK``; PostgreSQL and backups hold both."""
    found: frozenset[str] = context.config.attributes["holds"]
    return part in found
