"""Under which key a case was sent, so that the same sent twice is one."""

import sqlalchemy as sa
from alembic import op

from sor.store.migrations.files import DESK, holds

revision = "0025"
down_revision = "0024"


def text(name: str) -> sa.Column[str]:
    """A text that is compared byte by byte on both databases; none for cases that were sent without a key."""
    return sa.Column(name, sa.Text(collation="C").with_variant(sa.Text(), "sqlite"), nullable=True)


def upgrade() -> None:
    """Widen the table."""
    if not holds(DESK):
        return
    for name in ("sent_key", "sent_digest"):
        op.add_column("case_file", text(name))
