"""Long sets of changes wait as jobs until they are decided; their answers are kept for some days."""

import sqlalchemy as sa
from alembic import op

from sor.store.migrations.files import DESK, holds

revision = "0011"
down_revision = "0010"


def text(name: str, *, key: bool = False, empty: bool = False) -> sa.Column[str]:
    """A text that is compared byte by byte on both databases."""
    kind = sa.Text(collation="C").with_variant(sa.Text(), "sqlite")
    return sa.Column(name, kind, nullable=empty, primary_key=key)


def number(name: str) -> sa.Column[int]:
    """A whole number."""
    return sa.Column(name, sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False)


def upgrade() -> None:
    """Make the table."""
    if not holds(DESK):
        return
    op.create_table(
        "job",
        text("id", key=True),
        number("n"),
        text("actor"),
        text("state"),
        text("idempotency_key", empty=True),
        text("digest"),
        text("document"),
        text("base", empty=True),
        number("dry_run"),
        text("sent_at"),
        text("not_before"),
        text("began_at", empty=True),
        text("ended_at", empty=True),
        text("taken_by", empty=True),
        text("seen_at", empty=True),
        number("deaths"),
        number("spent"),
        number("status"),
        text("answer"),
    )
    op.create_index(op.f("job_actor_n"), "job", ["actor", "n"], unique=False)
    op.create_index(op.f("job_state_n"), "job", ["state", "n"], unique=False)
