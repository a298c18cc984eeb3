"""What a list of plans tells and asks stands beside the plans, so that none is read whole for it."""

import json

import sqlalchemy as sa
from alembic import op

from sor.store.migrations.files import DESK, holds

revision = "0037"
down_revision = "0036"


def text(name: str) -> sa.Column[str]:
    """A text that is compared byte by byte on both databases."""
    return sa.Column(name, sa.Text(collation="C").with_variant(sa.Text(), "sqlite"), nullable=False)


def number(name: str, default: str | None = None) -> sa.Column[int]:
    """A whole number."""
    whole = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    return sa.Column(name, whole, nullable=False, autoincrement=False, server_default=default)


def upgrade() -> None:
    """Add the columns, make the table, and fill both from what the plans say."""
    if not holds(DESK):
        return
    for name in ("lines", "accepted"):
        op.add_column("plan_version", number(name, "0"))
    with op.batch_alter_table("plan_version") as table:
        for name in ("lines", "accepted"):
            table.alter_column(name, server_default=None)
    op.create_table(
        "plan_place",
        number("plan"),
        text("place"),
        text("owner_kind"),
        sa.PrimaryKeyConstraint("plan", "place", "owner_kind", name=op.f("plan_place_key")),
    )
    op.create_index(op.f("plan_place_place"), "plan_place", ["place"], unique=False)
    _fill(op.get_bind())


def _fill(bind: sa.Connection) -> None:
    now = {tuple(row) for row in bind.execute(sa.text("SELECT number, version FROM plan"))}
    told = bind.execute(sa.text("SELECT plan, version FROM plan_version")).fetchall()
    for key in map(tuple, told):  # one at a time: they may be large
        of = {"plan": key[0], "version": key[1]}
        changes, report, parts = bind.execute(
            sa.text("SELECT changes, report, parts FROM plan_version WHERE plan = :plan AND version = :version"), of
        ).one()
        accepted = bool(report) and json.loads(report).get("accepted") is True
        bind.execute(
            sa.text("UPDATE plan_version SET lines = :lines, accepted = :accepted"
                    " WHERE plan = :plan AND version = :version"),
            of | {"lines": len(json.loads(changes)), "accepted": int(accepted)},
        )  # fmt: skip
        asked = json.loads(parts)[0] if parts and key in now and json.loads(parts) else []
        places = {(place, kind) for _, unit, _, _, owner, kind, _, above in asked for place in (unit, owner, *above)}
        for place, kind in sorted(places):
            bind.execute(
                sa.text("INSERT INTO plan_place (plan, place, owner_kind) VALUES (:plan, :place, :kind)"),
                {"plan": key[0], "place": place, "kind": kind},
            )
