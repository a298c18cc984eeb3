"""Who takes the register's data, and how far each has come."""

import sqlalchemy as sa
from alembic import op

from sor.store.migrations.files import DESK, holds

revision = "0024"
down_revision = "0023"


def text(name: str) -> sa.Column[str]:
    """A text that is compared byte by byte on both databases."""
    return sa.Column(name, sa.Text(collation="C").with_variant(sa.Text(), "sqlite"), nullable=False)


def upgrade() -> None:
    """Make the table."""
    if not holds(DESK):
        return
    op.create_table(
        "consumer",
        text("id"),
        text("door"),
        text("part"),
        text("name"),
        text("epoch"),
        sa.Column("serial", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        text("at"),
        sa.PrimaryKeyConstraint("id", "door", "part", name="consumer_key"),
    )
