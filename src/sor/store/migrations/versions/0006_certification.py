"""Certification of SORUS's callers: which case of the test protocol each has ticked."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def text(name: str) -> sa.Column[str]:
    """A text that is compared byte by byte on both databases."""
    return sa.Column(name, sa.Text(collation="C").with_variant(sa.Text(), "sqlite"), nullable=False)


def number(name: str) -> sa.Column[int]:
    """A whole number."""
    return sa.Column(name, sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False, autoincrement=False)


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "certification",
        text("cvr"),
        text("case_key"),
        text("ticked_at"),
        text("message_id"),
        number("serial"),
        text("unit"),
        number("version"),
        text("tried_at"),
        text("tried_by"),
        text("misses"),
        sa.PrimaryKeyConstraint("cvr", "case_key", name=op.f("certification_key")),
    )
