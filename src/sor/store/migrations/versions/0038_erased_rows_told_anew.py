"""Rows of the copy register are made anew where something was erased: it tells those that showed it again."""

from alembic import op

from sor.store.migrations.files import LOG, holds

revision = "0038"
down_revision = "0037"

ERASED = "EXISTS (SELECT 1 FROM entry WHERE kind = 'erase')"


def upgrade() -> None:
    """Let go of the rows: they are made anew at the offsets that they had, and those told again come behind."""
    if not holds(LOG):
        return
    for table in ("krs_row", "krs_reached"):
        op.get_bind().exec_driver_sql(f"DELETE FROM {table} WHERE {ERASED}")
