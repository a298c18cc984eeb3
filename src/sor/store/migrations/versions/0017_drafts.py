"""Drafts: forms that were begun in a browser, and the basket of changes that are to be sent together."""

import sqlalchemy as sa
from alembic import op

from sor.store.migrations.files import DESK, holds

revision = "0017"
down_revision = "0016"


def text(name: str) -> sa.Column[str]:
    """A text that is compared byte by byte on both databases."""
    return sa.Column(name, sa.Text(collation="C").with_variant(sa.Text(), "sqlite"), nullable=False)


def upgrade() -> None:
    """Make the table."""
    if not holds(DESK):
        return
    op.create_table(
        "draft",
        text("id"),
        text("actor"),
        text("shared_with"),
        text("op"),
        text("unit"),
        text("form"),
        text("document"),
        sa.Column("changed_at", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.PrimaryKeyConstraint("id", name="draft_key"),
    )
    op.create_index(op.f("draft_actor"), "draft", ["actor"], unique=False)
    op.create_index(op.f("draft_shared_with"), "draft", ["shared_with"], unique=False)
