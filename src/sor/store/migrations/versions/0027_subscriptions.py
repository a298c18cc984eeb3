"""Subscriptions: webhooks, digests by mail, the newsletter."""

import sqlalchemy as sa
from alembic import op

from sor.store.migrations.files import DESK, holds

revision = "0027"
down_revision = "0026"


def text(name: str) -> sa.Column[str]:
    """A text that is compared byte by byte on both databases."""
    return sa.Column(name, sa.Text(collation="C").with_variant(sa.Text(), "sqlite"), nullable=False)


def number(name: str) -> sa.Column[int]:
    """A whole number."""
    whole = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    return sa.Column(name, whole, nullable=False, autoincrement=False)


def upgrade() -> None:
    """Make the table."""
    if not holds(DESK):
        return
    op.create_table(
        "subscription",
        text("id"),
        text("kind"),
        text("owner"),
        text("url"),
        text("email"),
        text("language"),
        text("every"),
        text("part"),
        text("state"),
        text("epoch"),
        number("serial"),
        text("made_at"),
        text("secret"),
        text("old_secret"),
        text("old_until"),
        number("tries"),
        text("next_at"),
        text("failing_since"),
        text("failure"),
        text("pending"),
        text("sending"),
        sa.PrimaryKeyConstraint("id", name=op.f("subscription_key")),
    )
    op.create_index(op.f("subscription_kind_state"), "subscription", ["kind", "state"], unique=False)
    op.create_index(op.f("subscription_owner"), "subscription", ["owner"], unique=False)
