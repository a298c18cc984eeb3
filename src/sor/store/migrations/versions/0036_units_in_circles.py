"""The view of the units in plain SQL anew: units in and below a circle of parents show what every answer shows."""

from alembic import op

from sor.store.migrations.files import LOG, holds
from sor.store.units_as_of import statements_anew

revision = "0036"
down_revision = "0035"


def upgrade() -> None:
    """Make view and function as they are now."""
    if not holds(LOG):
        return
    for statement in statements_anew(op.get_bind().dialect.name):
        op.get_bind().exec_driver_sql(statement)
