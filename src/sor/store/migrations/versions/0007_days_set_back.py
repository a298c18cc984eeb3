"""A day may come twice, when it was set back: the index of day entries is by serial and not unique by day."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

DAYS = sa.text("kind = 'day'")


def upgrade() -> None:
    """Exchange the index; nothing stored changes."""
    op.drop_index("entry_one_per_day", "entry")
    op.create_index("entry_of_day", "entry", ["serial"], unique=False, sqlite_where=DAYS, postgresql_where=DAYS)
