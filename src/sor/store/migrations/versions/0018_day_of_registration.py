"""Every version says which entry stated it last: its day of registration follows from that.

The rows that are there are made anew from the log when the schema has been brought up (``setup.upgrade``).
"""

import sqlalchemy as sa
from alembic import op

from sor.store.migrations.files import LOG, holds

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    """Add the column; 0 says that it is still to be found out."""
    if not holds(LOG):
        return
    whole = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.add_column("version", sa.Column("stated", whole, nullable=False, server_default="0"))
