"""Findings and deliveries as rows of their own, to be asked for without reading entries."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def number(name: str) -> sa.Column[int]:
    """A whole number."""
    kind = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    return sa.Column(name, kind, nullable=False, autoincrement=False)


def text(name: str, *, nullable: bool = False) -> sa.Column[str]:
    """A text that is compared byte by byte on both databases."""
    return sa.Column(name, sa.Text(collation="C").with_variant(sa.Text(), "sqlite"), nullable=nullable)


def upgrade() -> None:
    """Make the tables of findings and deliveries."""
    op.create_table(
        "delivery",
        number("serial"),
        text("format"),
        text("digest"),
        number("snapshot"),
        text("silence"),
        sa.PrimaryKeyConstraint("serial", name=op.f("delivery_key")),
    )
    op.create_index(op.f("delivery_digest"), "delivery", ["digest"], unique=False)
    op.create_index(op.f("delivery_format_snapshot"), "delivery", ["format", "snapshot"], unique=False)
    op.create_table(
        "finding", number("serial"), text("rule"), text("severity"), text("kind"), text("key"), text("body")
    )
    op.create_index(op.f("finding_kind_key"), "finding", ["kind", "key"], unique=False)
    op.create_index(op.f("finding_serial_rule"), "finding", ["serial", "rule"], unique=False)
