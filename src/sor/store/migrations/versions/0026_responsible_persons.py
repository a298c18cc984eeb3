"""Responsible persons of places, and how many letters reached them within the last hour."""

import sqlalchemy as sa
from alembic import op

from sor.store.migrations.files import DESK, holds

revision = "0026"
down_revision = "0025"


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
        "responsible_person",
        text("id"),
        text("place"),
        text("owner"),
        text("role"),
        text("name"),
        text("email"),
        text("phone"),
        text("contact"),
        text("named_by"),
        text("named_at"),
        text("confirmed_at"),
        text("reminded_at"),
        sa.PrimaryKeyConstraint("id", name=op.f("responsible_person_key")),
    )
    op.create_index(op.f("responsible_person_place"), "responsible_person", ["place"], unique=False)
    op.create_table("letter", text("sender"), text("person"), number("at"))
    op.create_index(op.f("letter_at"), "letter", ["at"], unique=False)
