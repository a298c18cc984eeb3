"""What the authority asked to have erased, until a second person has confirmed it, and what came of it."""

import sqlalchemy as sa
from alembic import op

from sor.store.migrations.files import DESK, holds

revision = "0015"
down_revision = "0014"

TEXTS = ("kind", "key", "field")
LATER_TEXTS = ("part", "reason", "asked_by", "asked_at", "state")


def text(name: str, *, empty: bool = False) -> sa.Column[str]:
    """A text that is compared byte by byte on both databases."""
    return sa.Column(name, sa.Text(collation="C").with_variant(sa.Text(), "sqlite"), nullable=empty)


def number(name: str) -> sa.Column[int]:
    """A whole number."""
    whole = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    return sa.Column(name, whole, nullable=False, autoincrement=False)


def upgrade() -> None:
    """Make the table."""
    if not holds(DESK):
        return
    op.create_table(
        "erasure",
        number("number"),
        number("entry"),
        *map(text, TEXTS),
        number("from_day"),
        *map(text, LATER_TEXTS),
        text("decided_by", empty=True),
        text("decided_at", empty=True),
        number("serial"),
        sa.PrimaryKeyConstraint("number", name=op.f("erasure_key")),
    )
