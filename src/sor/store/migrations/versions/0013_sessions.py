"""People sign in: who is which actor, and who is signed in."""

import sqlalchemy as sa
from alembic import op

from sor.store.migrations.files import DESK, holds

revision = "0013"
down_revision = "0012"


def text(name: str, *, key: bool = False, empty: bool = False) -> sa.Column[str]:
    """A text that is compared byte by byte on both databases."""
    return sa.Column(name, sa.Text(collation="C").with_variant(sa.Text(), "sqlite"), nullable=empty, primary_key=key)


def number(name: str) -> sa.Column[int]:
    """A whole number."""
    return sa.Column(name, sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False)


def upgrade() -> None:
    """Make the tables, where the operational ones are."""
    if not holds(DESK):
        return
    op.create_table(
        "person",
        text("issuer", key=True),
        text("subject", key=True),
        text("actor"),
        text("linked_at"),
        text("linked_by"),
        sa.PrimaryKeyConstraint("issuer", "subject", name="person_key"),
    )
    op.create_index(op.f("person_actor"), "person", ["actor"], unique=False)
    op.create_table(
        "session",
        text("id", key=True),
        text("actor"),
        text("issuer"),
        text("cvr", empty=True),
        text("privileges"),
        text("provider"),
        text("csrf"),
        text("program"),
        number("made_at"),
        number("seen_at"),
        sa.PrimaryKeyConstraint("id", name="session_key"),
    )
    op.create_index(op.f("session_actor"), "session", ["actor"], unique=False)
    op.create_index(op.f("session_seen_at"), "session", ["seen_at"], unique=False)
