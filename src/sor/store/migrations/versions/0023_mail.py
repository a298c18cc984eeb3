"""The outbox: mails about cases that wait for the mail server."""

import sqlalchemy as sa
from alembic import op

from sor.store.migrations.files import DESK, holds

revision = "0023"
down_revision = "0022"


def text(name: str) -> sa.Column[str]:
    """A text that is compared byte by byte on both databases."""
    return sa.Column(name, sa.Text(collation="C").with_variant(sa.Text(), "sqlite"), nullable=False)


def number(name: str) -> sa.Column[int]:
    """A whole number."""
    whole = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    return sa.Column(name, whole, nullable=False, autoincrement=False)


def upgrade() -> None:
    """Make the table."""
    if not holds(DESK):
        return
    op.create_table(
        "mail",
        number("number"),
        number("case_number"),
        text("recipient"),
        text("what"),
        text("made_at"),
        text("not_before"),
        number("tries"),
        text("failure"),
        text("sent_at"),
        sa.PrimaryKeyConstraint("number", name=op.f("mail_key")),
    )
    op.create_index(op.f("mail_sent_at_not_before"), "mail", ["sent_at", "not_before"], unique=False)
    op.create_index(op.f("mail_case_number"), "mail", ["case_number"], unique=False)
