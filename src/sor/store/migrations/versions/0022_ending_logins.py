"""By what a provider knows a login, so that either side can end it everywhere."""

import sqlalchemy as sa
from alembic import op

from sor.store.migrations.files import DESK, holds

revision = "0022"
down_revision = "0021"


def text(name: str) -> sa.Column[str]:
    """A text that is compared byte by byte on both databases; none for sessions from before."""
    return sa.Column(name, sa.Text(collation="C").with_variant(sa.Text(), "sqlite"), nullable=True)


def upgrade() -> None:
    """Widen the table."""
    if not holds(DESK):
        return
    for name in ("name_id", "session_index", "at_provider"):
        op.add_column("session", text(name))
    op.create_index(op.f("session_name_id"), "session", ["name_id"], unique=False)
