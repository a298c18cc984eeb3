"""Plans of reorganisations: their versions, who approved them, what was said."""

import sqlalchemy as sa
from alembic import op

from sor.store.migrations.files import DESK, holds

revision = "0029"
down_revision = "0028"


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
        "plan",
        number("number"),
        text("author"),
        text("state"),
        number("version"),
        text("made_at"),
        text("checking"),
        text("tried"),
        number("entry"),
        number("undo_entry"),
        text("ended_by"),
        text("ended_at"),
        sa.PrimaryKeyConstraint("number", name=op.f("plan_key")),
    )
    op.create_index(op.f("plan_author"), "plan", ["author"], unique=False)
    op.create_index(op.f("plan_state"), "plan", ["state"], unique=False)
    op.create_table(
        "plan_version",
        number("plan"),
        number("version"),
        text("title"),
        number("day"),
        text("changes"),
        text("digest"),
        number("base"),
        text("written_at"),
        text("report"),
        text("mark"),
        text("parts"),
        text("touched"),
        sa.PrimaryKeyConstraint("plan", "version", name=op.f("plan_version_key")),
    )
    op.create_table(
        "plan_approval",
        number("plan"),
        number("version"),
        text("mark"),
        text("actor"),
        text("at"),
        sa.PrimaryKeyConstraint("plan", "version", "mark", "actor", name=op.f("plan_approval_key")),
    )
    op.create_table(
        "plan_message",
        number("plan"),
        number("n"),
        text("who"),
        text("at"),
        text("what"),
        text("text"),
        sa.PrimaryKeyConstraint("plan", "n", name=op.f("plan_message_key")),
    )
