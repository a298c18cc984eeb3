"""Treatment sites, and how far they were kept in step with the register."""

import sqlalchemy as sa
from alembic import op

from sor.store.migrations.files import DESK, holds

revision = "0035"
down_revision = "0034"


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
        "treatment_site",
        number("number"),
        text("unit"),
        number("category"),
        text("why"),
        text("staff"),
        text("posts"),
        text("exemption"),
        text("reason"),
        number("from_day"),
        number("to_day"),
        text("stays"),
        text("person_name"),
        text("person_email"),
        text("person_phone"),
        text("registered_by"),
        text("registered_at"),
        text("changed_at"),
        sa.PrimaryKeyConstraint("number", name=op.f("treatment_site_key")),
    )
    op.create_index(op.f("treatment_site_unit"), "treatment_site", ["unit"], unique=False)
    op.create_table(
        "treatment_site_reached",
        number("id"),
        number("serial"),
        number("day"),
        sa.PrimaryKeyConstraint("id", name=op.f("treatment_site_reached_key")),
    )
