"""News by the register's owner, and the key that signs links in mails."""

import sqlalchemy as sa
from alembic import op

from sor.store.migrations.files import DESK, holds

revision = "0032"
down_revision = "0031"


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
        "news_item",
        number("number"),
        text("made_at"),
        text("made_by"),
        text("published_at"),
        number("told_on"),
        number("planned_for"),
        text("title_da"),
        text("text_da"),
        text("title_en"),
        text("text_en"),
        text("breaks"),
        sa.PrimaryKeyConstraint("number", name=op.f("news_item_key")),
    )
    op.create_table("link_key", text("id"), text("value"), sa.PrimaryKeyConstraint("id", name=op.f("link_key_key")))
