"""What the head of an entry says in words is salted from here on, so that it can be erased; older heads stay.

A head says by ``schema`` in which form it was written; what stands already is of the first.
"""

import sqlalchemy as sa
from alembic import op

from sor.store.migrations.files import LOG, holds

revision = "0014"
down_revision = "0013"

ERASURES = sa.text("kind = 'erase'")


def text(name: str, default: str) -> sa.Column[str]:
    """A text that is compared byte by byte on both databases."""
    kind = sa.Text(collation="C").with_variant(sa.Text(), "sqlite")
    return sa.Column(name, kind, nullable=False, server_default=default)


def upgrade() -> None:
    """Add the columns and the index by which erasures are found; no row is written anew."""
    if not holds(LOG):
        return
    whole = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.add_column("entry", sa.Column("schema", whole, nullable=False, server_default="1"))
    op.add_column("entry", text("salts", ""))
    op.add_column("entry", text("erased", "{}"))
    op.create_index(
        "entry_of_erasure", "entry", ["serial"], unique=False, sqlite_where=ERASURES, postgresql_where=ERASURES
    )
