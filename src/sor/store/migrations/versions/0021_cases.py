"""Cases: what somebody asks for that others decide, with all that was said and done about each."""

import sqlalchemy as sa
from alembic import op

from sor.store.migrations.files import DESK, holds

revision = "0021"
down_revision = "0020"

FIRST = ("kind", "unit", "text", "data", "changes", "asker", "door", "asked_at")
LATER = ("state", "assigned_to", "stood", "seen", "tried_by", "decided_by", "decided_at")


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
        "case_file",
        number("number"),
        *map(text, FIRST),
        number("due"),
        *map(text, LATER),
        number("entry"),
        number("right_number"),
        sa.PrimaryKeyConstraint("number", name=op.f("case_file_key")),
    )
    op.create_index(op.f("case_file_state_due"), "case_file", ["state", "due"], unique=False)
    op.create_index(op.f("case_file_asker"), "case_file", ["asker"], unique=False)
    op.create_index(op.f("case_file_unit"), "case_file", ["unit"], unique=False)
    op.create_table(
        "case_message",
        number("case_number"),
        number("n"),
        text("who"),
        text("at"),
        text("what"),
        text("text"),
        sa.PrimaryKeyConstraint("case_number", "n", name=op.f("case_message_key")),
    )
