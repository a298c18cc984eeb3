"""Which units a plan names stands beside it, so that no check reads the plans of others."""

import json

import sqlalchemy as sa
from alembic import op

from sor.store.migrations.files import DESK, holds

revision = "0039"
down_revision = "0038"

NAMING = ("unit", "parent", "by", "absorb")


def upgrade() -> None:
    """Make the table, and fill it from what the plans say now."""
    if not holds(DESK):
        return
    unit = sa.Column("unit", sa.Text(collation="C").with_variant(sa.Text(), "sqlite"), nullable=False)
    whole = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    plan = sa.Column("plan", whole, nullable=False, autoincrement=False)
    op.create_table("plan_unit", plan, unit, sa.PrimaryKeyConstraint("plan", "unit", name=op.f("plan_unit_key")))
    op.create_index(op.f("plan_unit_unit"), "plan_unit", ["unit"], unique=False)
    _fill(op.get_bind())


def _fill(bind: sa.Connection) -> None:
    for number, version in bind.execute(sa.text("SELECT number, version FROM plan")).fetchall():
        said = bind.execute(  # one at a time: they may be large
            sa.text("SELECT changes FROM plan_version WHERE plan = :plan AND version = :version"),
            {"plan": number, "version": version},
        ).scalar()
        changes = [one for one in json.loads(said or "[]") if isinstance(one, dict)]
        values = [change.get(member) for change in changes for member in NAMING]
        named = {unit for value in values for unit in (value if isinstance(value, list) else [value])}
        for unit in sorted(one for one in named if isinstance(one, str) and not one.startswith("#")):
            bind.execute(
                sa.text("INSERT INTO plan_unit (plan, unit) VALUES (:plan, :unit)"), {"plan": number, "unit": unit}
            )
