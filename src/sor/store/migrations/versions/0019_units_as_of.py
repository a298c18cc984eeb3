"""The units as of a day and a serial in plain SQL: a view, the table of one row that it reads both from, and on
PostgreSQL a function.
"""

import sqlalchemy as sa
from alembic import op

from sor.store.migrations.files import LOG, holds
from sor.store.units_as_of import statements

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    """Add them; the row asks for now."""
    if not holds(LOG):
        return
    whole = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    made = op.create_table(
        "as_of", sa.Column("valid", whole, nullable=False), sa.Column("known", whole, nullable=False)
    )
    op.bulk_insert(made, [{"valid": 0, "known": 0}])
    for statement in statements(op.get_bind().dialect.name):
        op.get_bind().exec_driver_sql(statement)
