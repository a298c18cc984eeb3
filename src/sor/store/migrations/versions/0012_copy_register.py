"""The copy register (KRS): in which order its rows came and went. They are made when somebody asks for them."""

import sqlalchemy as sa
from alembic import op

from sor.store.migrations.files import LOG, holds

revision = "0012"
down_revision = "0011"


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
        "krs_row",
        text("view"),
        text("revision"),
        number("serial"),
        text("id"),
        text("key"),
        number("from_day"),
        number("to_day"),
        number("known_from"),
        number("is_last"),
        sa.PrimaryKeyConstraint("view", "revision", name=op.f("krs_row_key")),
    )
    op.create_index(op.f("krs_row_view_id"), "krs_row", ["view", "id"], unique=False)
    last = sa.text("is_last = 1")
    op.create_index(
        "krs_row_last", "krs_row", ["view", "revision"], unique=False, sqlite_where=last, postgresql_where=last
    )
    op.create_table(
        "krs_reached",
        number("serial"),
        text("kind"),
        text("key"),
        sa.PrimaryKeyConstraint("serial", name=op.f("krs_reached_key")),
    )
