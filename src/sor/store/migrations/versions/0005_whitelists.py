"""Whitelists by CVR number, and the key of the demo's STS."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def text(name: str) -> sa.Column[str]:
    """A text that is compared byte by byte on both databases."""
    return sa.Column(name, sa.Text(collation="C").with_variant(sa.Text(), "sqlite"), nullable=False)


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "whitelist",
        text("service"),
        text("cvr"),
        text("comment"),
        text("source"),
        sa.PrimaryKeyConstraint("service", "cvr", name=op.f("whitelist_key")),
    )
    op.create_table("demo_sts", text("name"), text("value"), sa.PrimaryKeyConstraint("name", name=op.f("demo_sts_key")))
