"""Wrong secrets are counted in the database, for all workers and over restarts."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def text(name: str) -> sa.Column[str]:
    """A text that is compared byte by byte on both databases."""
    return sa.Column(name, sa.Text(collation="C").with_variant(sa.Text(), "sqlite"), nullable=False)


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "failed_try",
        text("client"),
        text("address"),
        sa.Column("at", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
    )
    op.create_index(op.f("failed_try_client_address_at"), "failed_try", ["client", "address", "at"], unique=False)
    op.create_index(op.f("failed_try_at"), "failed_try", ["at"], unique=False)
