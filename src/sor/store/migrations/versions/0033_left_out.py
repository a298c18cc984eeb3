"""The lines that a copy of one owner's part does not hold, each by its hash."""

import sqlalchemy as sa
from alembic import op

from sor.store.migrations.files import LOG, holds

revision = "0033"
down_revision = "0032"


def upgrade() -> None:
    """Make the table."""
    if not holds(LOG):
        return
    whole = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "left_out",
        sa.Column("serial", whole, nullable=False, autoincrement=False),
        sa.Column("n", whole, nullable=False, autoincrement=False),
        sa.Column("hash", sa.Text(collation="C").with_variant(sa.Text(), "sqlite"), nullable=False),
        sa.PrimaryKeyConstraint("serial", "n", name=op.f("left_out_key")),
    )
