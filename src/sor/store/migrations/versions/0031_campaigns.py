"""Campaigns: a new version of a message type beside the old one at many location numbers."""

import sqlalchemy as sa
from alembic import op

from sor.store.migrations.files import DESK, holds

revision = "0031"
down_revision = "0030"


def text(name: str) -> sa.Column[str]:
    """A text that is compared byte by byte on both databases."""
    return sa.Column(name, sa.Text(collation="C").with_variant(sa.Text(), "sqlite"), nullable=False)


def number(name: str) -> sa.Column[int]:
    """A whole number."""
    whole = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    return sa.Column(name, whole, nullable=False, autoincrement=False)


def upgrade() -> None:
    """Make the tables."""
    if not holds(DESK):
        return
    op.create_table(
        "campaign",
        number("number"),
        text("title"),
        text("standard"),
        text("old"),
        text("new"),
        text("direction"),
        number("starts"),
        number("ends"),
        text("state"),
        text("made_by"),
        text("made_at"),
        sa.PrimaryKeyConstraint("number", name=op.f("campaign_key")),
    )
    op.create_table(
        "campaign_number",
        number("campaign"),
        text("location_number"),
        sa.PrimaryKeyConstraint("campaign", "location_number", name=op.f("campaign_number_key")),
    )
