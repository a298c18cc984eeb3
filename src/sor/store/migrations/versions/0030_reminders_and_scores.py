"""How often who answers for a place is reminded, and the scores of the past."""

import sqlalchemy as sa
from alembic import op

from sor.store.migrations.files import DESK, holds

revision = "0030"
down_revision = "0029"


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
        "reminder_choice",
        text("place"),
        number("months"),
        number("paused_until"),
        sa.PrimaryKeyConstraint("place", name=op.f("reminder_choice_key")),
    )
    op.create_table(
        "quality_score",
        number("day"),
        text("owner"),
        number("units"),
        number("good"),
        sa.PrimaryKeyConstraint("day", "owner", name=op.f("quality_score_key")),
    )
