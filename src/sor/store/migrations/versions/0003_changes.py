"""The desk of changes: answers kept for their keys, confirmations, and series of location numbers."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def number(name: str) -> sa.Column[int]:
    """A whole number."""
    kind = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    return sa.Column(name, kind, nullable=False, autoincrement=False)


def text(name: str) -> sa.Column[str]:
    """A text that is compared byte by byte on both databases."""
    return sa.Column(name, sa.Text(collation="C").with_variant(sa.Text(), "sqlite"), nullable=False)


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "answered",
        text("caller"),
        text("idempotency_key"),
        text("digest"),
        number("serial"),
        text("answer"),
        text("answered_at"),
        sa.PrimaryKeyConstraint("caller", "idempotency_key", name=op.f("answered_key")),
    )
    op.create_index(op.f("answered_answered_at"), "answered", ["answered_at"], unique=False)
    op.create_table("confirmation", text("unit"), text("actor"), text("confirmed_at"))
    op.create_index(op.f("confirmation_unit_confirmed_at"), "confirmation", ["unit", "confirmed_at"], unique=False)
    op.create_table(
        "number_series",
        text("owner"),
        number("first"),
        number("last"),
        number("next"),
        text("added_by"),
        text("added_at"),
        sa.PrimaryKeyConstraint("first", name=op.f("number_series_key")),
    )
