"""The log, the versions and identifiers folded from it, who is touched, and facts about the register."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def number(name: str) -> sa.Column[int]:
    """A whole number."""
    kind = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    return sa.Column(name, kind, nullable=False, autoincrement=False)


def text(name: str, *, nullable: bool = False) -> sa.Column[str]:
    """A text that is compared byte by byte on both databases."""
    return sa.Column(name, sa.Text(collation="C").with_variant(sa.Text(), "sqlite"), nullable=nullable)


def upgrade() -> None:
    """Make the tables of the log and its first projections."""
    op.create_table(
        "entry",
        number("serial"),
        text("kind"),
        text("recorded_at"),
        text("known_at"),
        number("day"),
        text("actor"),
        text("channel"),
        text("reason"),
        text("rule_book"),
        text("origin"),
        text("findings"),
        text("subjects"),
        text("previous"),
        text("hash"),
        sa.PrimaryKeyConstraint("serial", name=op.f("entry_key")),
    )
    op.create_index(op.f("entry_known_at"), "entry", ["known_at"], unique=False)
    op.create_index(
        "entry_one_per_day",
        "entry",
        ["day"],
        unique=True,
        sqlite_where=sa.text("kind = 'day'"),
        postgresql_where=sa.text("kind = 'day'"),
    )
    op.create_table(
        "identifier",
        text("system"),
        text("value"),
        text("kind"),
        text("key"),
        number("valid_from"),
        number("valid_to"),
        number("known_from"),
        number("known_to"),
    )
    op.create_index(op.f("identifier_kind_key"), "identifier", ["kind", "key"], unique=False)
    op.create_index(op.f("identifier_system_value"), "identifier", ["system", "value"], unique=False)
    op.create_table(
        "line",
        number("serial"),
        number("n"),
        text("kind"),
        text("key"),
        text("frame"),
        text("content"),
        text("hash"),
        sa.PrimaryKeyConstraint("serial", "n", name=op.f("line_key")),
    )
    op.create_index(op.f("line_kind_key"), "line", ["kind", "key"], unique=False)
    op.create_table("register", text("name"), text("value"), sa.PrimaryKeyConstraint("name", name=op.f("register_key")))
    op.create_table(
        "touched",
        number("serial"),
        text("kind"),
        text("key"),
        sa.PrimaryKeyConstraint("serial", "kind", "key", name=op.f("touched_key")),
    )
    op.create_table(
        "version",
        text("kind"),
        text("key"),
        number("valid_from"),
        number("valid_to"),
        number("known_from"),
        number("known_to"),
        number("first_from"),
        text("parent", nullable=True),
        text("level", nullable=True),
        text("type", nullable=True),
        text("body"),
    )
    op.create_index(
        "version_children",
        "version",
        ["parent", "valid_to"],
        unique=False,
        sqlite_where=sa.text("parent IS NOT NULL"),
        postgresql_where=sa.text("parent IS NOT NULL"),
    )
    op.create_index(
        op.f("version_kind_key_valid_from_known_from"),
        "version",
        ["kind", "key", "valid_from", "known_from"],
        unique=False,
    )
