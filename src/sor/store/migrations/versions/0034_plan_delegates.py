"""Until when a plan is to be approved, and who approves it for whom."""

import sqlalchemy as sa
from alembic import op

from sor.store.migrations.files import DESK, holds

revision = "0034"
down_revision = "0033"


def text(name: str) -> sa.Column[str]:
    """A text that is compared byte by byte on both databases."""
    return sa.Column(name, sa.Text(collation="C").with_variant(sa.Text(), "sqlite"), nullable=False)


def number(name: str, default: str | None = None) -> sa.Column[int]:
    """A whole number."""
    whole = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    return sa.Column(name, whole, nullable=False, autoincrement=False, server_default=default)


def upgrade() -> None:
    """Add the column and make the table."""
    if not holds(DESK):
        return
    op.add_column("plan", number("deadline", "0"))
    with op.batch_alter_table("plan") as table:
        table.alter_column("deadline", server_default=None)
    op.create_table(
        "plan_delegate",
        number("plan"),
        text("giver"),
        text("actor"),
        text("at"),
        sa.PrimaryKeyConstraint("plan", "giver", "actor", name=op.f("plan_delegate_key")),
    )
