"""Sessions tell whose they are, and a login is used once. Who is signed in at an upgrade signs in again."""

import sqlalchemy as sa
from alembic import op

from sor.store.migrations.files import DESK, holds

revision = "0016"
down_revision = "0015"


def text(name: str, *, empty: bool = False) -> sa.Column[str]:
    """A text that is compared byte by byte on both databases."""
    return sa.Column(name, sa.Text(collation="C").with_variant(sa.Text(), "sqlite"), nullable=empty)


def number(name: str) -> sa.Column[int]:
    """A whole number."""
    return sa.Column(name, sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False)


def upgrade() -> None:
    """Make the tables."""
    if not holds(DESK):
        return
    op.drop_table("session")
    op.create_table(
        "session",
        text("id"),
        text("actor"),
        text("issuer"),
        text("subject"),
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
    op.create_index(op.f("session_issuer_subject"), "session", ["issuer", "subject"], unique=False)
    op.create_index(op.f("session_seen_at"), "session", ["seen_at"], unique=False)
    op.create_table(
        "used_login", text("mark"), number("ends_at"), sa.PrimaryKeyConstraint("mark", name="used_login_key")
    )
