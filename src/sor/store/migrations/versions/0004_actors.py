"""Actors, their rights, the programs that act for them, and the journal of the desk."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def number(name: str) -> sa.Column[int]:
    """A whole number."""
    kind = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    return sa.Column(name, kind, nullable=False, autoincrement=False)


def text(name: str, *, nullable: bool = False) -> sa.Column[str]:
    """A text that is compared byte by byte on both databases."""
    return sa.Column(name, sa.Text(collation="C").with_variant(sa.Text(), "sqlite"), nullable=nullable)


def upgrade() -> None:
    """Make the tables of actors and the journal."""
    op.create_table(
        "actor",
        text("id"),
        text("name"),
        text("cvr", nullable=True),
        text("email", nullable=True),
        text("added_at"),
        text("added_by"),
        text("removed_at", nullable=True),
        text("removed_by", nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("actor_key")),
    )
    op.create_index(op.f("actor_cvr"), "actor", ["cvr"], unique=False)
    op.create_table(
        "right_given",
        number("number"),
        text("actor"),
        text("role"),
        text("place", nullable=True),
        text("ops", nullable=True),
        number("from_day"),
        number("to_day"),
        number("handed_from"),
        text("granted_by"),
        text("granted_at"),
        text("withdrawn_by", nullable=True),
        text("withdrawn_at", nullable=True),
        sa.PrimaryKeyConstraint("number", name=op.f("right_given_key")),
    )
    op.create_index(op.f("right_given_actor"), "right_given", ["actor"], unique=False)
    op.create_table(
        "client",
        text("id"),
        text("actor"),
        text("secret"),
        text("made_at"),
        text("made_by"),
        text("withdrawn_at", nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("client_key")),
    )
    op.create_index(op.f("client_actor"), "client", ["actor"], unique=False)
    op.create_table(
        "signing_key",
        text("id"),
        text("value"),
        text("made_at"),
        sa.PrimaryKeyConstraint("id", name=op.f("signing_key_key")),
    )
    op.create_table(
        "desk_journal",
        number("n"),
        text("at"),
        text("who"),
        text("what"),
        text("kind"),
        text("key"),
        text("before"),
        text("after"),
        text("channel"),
        sa.PrimaryKeyConstraint("n", name=op.f("desk_journal_key")),
    )
    op.create_index(op.f("desk_journal_kind_key"), "desk_journal", ["kind", "key"], unique=False)
