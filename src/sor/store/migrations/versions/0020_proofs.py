"""The trees of hashes over the log: from them it is proven what the register said. They hold no value."""

import sqlalchemy as sa
from alembic import op

from sor.store.migrations.files import LOG, holds

revision = "0020"
down_revision = "0019"


def number(name: str) -> sa.Column[int]:
    """A whole number."""
    kind = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    return sa.Column(name, kind, nullable=False, autoincrement=False)


def text(name: str) -> sa.Column[str]:
    """A text that is compared byte by byte on both databases."""
    return sa.Column(name, sa.Text(collation="C").with_variant(sa.Text(), "sqlite"), nullable=False)


def upgrade() -> None:
    """Make the tables."""
    if not holds(LOG):
        return
    op.create_table(
        "proof_entry",
        number("serial"),
        number("size"),
        text("subjects"),
        sa.PrimaryKeyConstraint("serial", name=op.f("proof_entry_key")),
    )
    op.create_index(op.f("proof_entry_size"), "proof_entry", ["size"], unique=False)
    op.create_table(
        "proof_tile",
        number("level"),
        number("number"),
        text("hash"),
        sa.PrimaryKeyConstraint("level", "number", name=op.f("proof_tile_key")),
    )
    op.create_table(
        "subject_node",
        number("depth"),
        number("number"),
        number("serial"),
        text("hash"),
        sa.PrimaryKeyConstraint("depth", "number", "serial", name=op.f("subject_node_key")),
    )
    op.create_index(op.f("subject_node_serial"), "subject_node", ["serial"], unique=False)
    op.create_table(
        "proof_subject",
        number("bucket"),
        text("kind"),
        text("key"),
        text("result"),
        text("said"),
        sa.PrimaryKeyConstraint("bucket", "kind", "key", name=op.f("proof_subject_key")),
    )
