"""The municipal synchronisation: what was fetched, decided, proposed and done, by municipality."""

import sqlalchemy as sa
from alembic import op

from sor.store.migrations.files import DESK, holds

revision = "0028"
down_revision = "0027"


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
        "oss_municipality",
        text("municipality"),
        text("settings"),
        text("source"),
        text("tried_at"),
        text("fault"),
        text("good_at"),
        text("progress"),
        sa.PrimaryKeyConstraint("municipality", name=op.f("oss_municipality_key")),
    )
    op.create_table(
        "oss_snapshot",
        text("municipality"),
        text("source"),
        text("fetched_at"),
        text("digest"),
        number("size"),
        text("faults"),
        text("units"),
        sa.PrimaryKeyConstraint("municipality", name=op.f("oss_snapshot_key")),
    )
    op.create_table(
        "oss_decision",
        text("municipality"),
        text("org"),
        text("unit"),
        text("kind"),
        text("reason"),
        text("facts"),
        text("decided_by"),
        text("decided_at"),
        sa.PrimaryKeyConstraint("municipality", "org", "unit", name=op.f("oss_decision_key")),
    )
    op.create_index(op.f("oss_decision_unit"), "oss_decision", ["unit"], unique=False)
    op.create_table(
        "oss_proposal",
        number("id"),
        text("municipality"),
        text("kind"),
        text("state"),
        text("unit"),
        text("org"),
        text("before"),
        text("after"),
        text("reason"),
        text("findings"),
        text("facts"),
        number("score"),
        text("made_at"),
        text("decided_by"),
        text("decided_at"),
        text("second"),
        text("document"),
        number("serial"),
        text("applied_at"),
        sa.PrimaryKeyConstraint("id", name=op.f("oss_proposal_key")),
    )
    op.create_index(op.f("oss_proposal_municipality_state"), "oss_proposal", ["municipality", "state"], unique=False)
    op.create_index(
        op.f("oss_proposal_municipality_kind_org_unit"),
        "oss_proposal",
        ["municipality", "kind", "org", "unit"],
        unique=False,
    )
    op.create_table(
        "oss_action",
        number("n"),
        text("municipality"),
        text("at"),
        text("who"),
        text("what"),
        text("kind"),
        text("unit"),
        text("org"),
        number("proposal"),
        number("serial"),
        text("told"),
        sa.PrimaryKeyConstraint("n", name=op.f("oss_action_key")),
    )
    op.create_index(op.f("oss_action_municipality_n"), "oss_action", ["municipality", "n"], unique=False)
