"""The audit log is chained: the rows that are there are linked in their order."""

import secrets

import sqlalchemy as sa
from alembic import op

from sor.store.audit_log import ERASED, AuditHead, Noted, hash_of, leaf_of

revision = "0008"
down_revision = "0007"


def text(name: str) -> sa.Column[str]:
    """A text that is compared byte by byte on both databases."""
    return sa.Column(name, sa.Text(collation="C").with_variant(sa.Text(), "sqlite"), nullable=False)


def upgrade() -> None:
    """Make the table anew with what chains it. Nobody can say what was changed before this; from here on it shows."""
    rows = op.get_bind().execute(
        sa.text("SELECT at, who, what, kind, key, before, after, channel FROM desk_journal ORDER BY n")
    )
    kept = [Noted(*row) for row in rows]
    op.drop_table("desk_journal")
    table = op.create_table(
        "desk_journal",
        sa.Column("n", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False, autoincrement=False),
        text("at"),
        text("who"),
        text("what"),
        text("kind"),
        text("key"),
        text("before"),
        text("after"),
        text("channel"),
        text("salt"),
        text("leaf"),
        text("hash"),
        sa.PrimaryKeyConstraint("n", name=op.f("desk_journal_key")),
    )
    op.create_index(op.f("desk_journal_kind_key"), "desk_journal", ["kind", "key"], unique=False)
    last = AuditHead()
    linked = []
    for noted in kept:
        salt = "" if noted.before == noted.after == ERASED else secrets.token_hex(16)
        leaf = leaf_of(salt, noted.before, noted.after)
        last = AuditHead(last.rows + 1, hash_of(last, noted, leaf))
        linked.append({"n": last.rows, **noted._asdict(), "salt": salt, "leaf": leaf, "hash": last.hash})
    op.bulk_insert(table, linked)
