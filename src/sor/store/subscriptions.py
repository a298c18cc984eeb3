"""Subscriptions as rows on the desk: who is told of what, and how far each has been told. Nothing here judges, sends or
knows the time.
"""

from collections.abc import Sequence
from typing import NamedTuple

import msgspec

from sor.core.shapes import Value
from sor.store.audit_log import Noted, note
from sor.store.database import Connection
from sor.store.standing import holds_text

WEBHOOK, MAIL, NEWS = "webhook", "mail", "news"
NEW, ACTIVE, PARKED = "new", "active", "parked"

WHAT = "subscription"
"""As the audit log calls them."""


class SubscriptionRow(NamedTuple):
    """A subscription; see ``schema.subscription``. What a kind does not have is empty."""

    id: str
    kind: str
    owner: str
    url: str
    email: str
    language: str
    every: str
    part: str
    state: str
    epoch: str
    serial: int
    made_at: str
    secret: str = ""
    old_secret: str = ""
    old_until: str = ""
    tries: int = 0
    next_at: str = ""
    failing_since: str = ""
    failure: str = ""
    pending: str = "[]"
    sending: str = "[]"


class DeliveredTo(NamedTuple):
    """How far a webhook has come, as its deliverer knows it: see ``SubscriptionRow``."""

    epoch: str
    serial: int
    tries: int = 0
    next_at: str = ""
    failing_since: str = ""
    failure: str = ""


COLUMNS = ", ".join(SubscriptionRow._fields)


def add(connection: Connection, row: SubscriptionRow, door: str) -> None:
    """Write a new one."""
    marks = ", ".join(f":{name}" for name in SubscriptionRow._fields)
    connection.run(f"INSERT INTO subscription ({COLUMNS}) VALUES ({marks})", **row._asdict())
    if row.owner:
        _note(connection, row.made_at, row.owner, "add", row, None, {"kind": row.kind}, door)


def find(connection: Connection, id: str) -> SubscriptionRow | None:
    """One by its id."""
    row = connection.run(f"SELECT {COLUMNS} FROM subscription WHERE id = :id", id=id).fetchone()
    return SubscriptionRow(*row) if row else None


def of_owner(connection: Connection, owner: str) -> list[SubscriptionRow]:
    """Those of an actor, the oldest first."""
    rows = connection.run(f"SELECT {COLUMNS} FROM subscription WHERE owner = :owner ORDER BY made_at, id", owner=owner)
    return [SubscriptionRow(*row) for row in rows]


def in_state(connection: Connection, kind: str, state: str) -> list[SubscriptionRow]:
    """Those of a kind in a state whose owner, if they have one, is an actor still."""
    rows = connection.run(
        f"SELECT {COLUMNS} FROM subscription WHERE kind = :kind AND state = :state AND NOT EXISTS"
        " (SELECT 1 FROM actor WHERE actor.id = subscription.owner AND removed_at IS NOT NULL) ORDER BY id",
        kind=kind, state=state,
    )  # fmt: skip
    return [SubscriptionRow(*row) for row in rows]


def of_email(connection: Connection, kind: str, email: str) -> list[SubscriptionRow]:
    """Those of a kind that go to an e-mail address."""
    rows = connection.run(
        f"SELECT {COLUMNS} FROM subscription WHERE kind = :kind AND email = :email ORDER BY made_at, id",
        kind=kind, email=email,
    )  # fmt: skip
    return [SubscriptionRow(*row) for row in rows]


def forget_unconfirmed(connection: Connection, before: str) -> None:
    """Forget those that were made before an instant and never confirmed."""
    connection.run(f"DELETE FROM subscription WHERE state = '{NEW}' AND made_at < :before", before=before)


def lay_aside(connection: Connection, id: str, epoch: str, serial: int, found: Sequence[int]) -> None:
    """Keep how far a digest's reader is, and the serials that are to stand in the next one."""
    row = find(connection, id)
    if row is not None:
        pending = msgspec.json.encode([*msgspec.json.decode(row.pending), *found]).decode()
        connection.run(
            "UPDATE subscription SET epoch = :epoch, serial = :serial, pending = :pending WHERE id = :id",
            id=id, epoch=epoch, serial=serial, pending=pending,
        )  # fmt: skip


def due_digests(connection: Connection, now: str, upto: str) -> list[SubscriptionRow]:
    """The readers of digests whose time has come; one that is to come after ``upto`` was noted by a clock that was
    ahead.
    """
    rows = connection.run(
        f"SELECT {COLUMNS} FROM subscription WHERE kind = '{MAIL}' AND state = '{ACTIVE}'"
        " AND (next_at <= :now OR next_at > :upto) ORDER BY id",
        now=now, upto=upto,
    )  # fmt: skip
    return [SubscriptionRow(*row) for row in rows]


def put_digest(connection: Connection, id: str, pending: str, sending: str, next_at: str) -> None:
    """Keep what stands in the digest that is being sent, what in the one after it, and when that comes."""
    connection.run(
        "UPDATE subscription SET pending = :pending, sending = :sending, next_at = :next_at WHERE id = :id",
        id=id, pending=pending, sending=sending, next_at=next_at,
    )  # fmt: skip


def is_any(connection: Connection) -> bool:
    """Whether anybody is to be told of entries."""
    row = connection.run(
        f"SELECT 1 FROM subscription WHERE kind IN ('{WEBHOOK}', '{MAIL}') AND state = '{ACTIVE}' LIMIT 1"
    ).fetchone()
    return row is not None


def reach(connection: Connection, ids: Sequence[str], at: DeliveredTo) -> None:
    """Keep how far webhooks have come that have come equally far."""
    said = ", ".join(f"{name} = :{name}" for name in DeliveredTo._fields)
    statement = f"UPDATE subscription SET {said} WHERE id IN (:keys) RETURNING id"
    list(connection.run_for(ids, statement, **at._asdict()))  # the rows are asked for one after the other


def park(connection: Connection, id: str) -> bool:
    """Deliver no more to one that was delivered to; says whether it was."""
    row = find(connection, id)
    connection.run(f"UPDATE subscription SET state = '{PARKED}' WHERE id = :id AND state = '{ACTIVE}'", id=id)
    return row is not None and row.state == ACTIVE


def put(connection: Connection, before: SubscriptionRow, after: SubscriptionRow, at: str, what: str, door: str) -> None:
    """Write one anew; what: ``rotate``, ``resume``, ``confirm``."""
    said = ", ".join(f"{name} = :{name}" for name in SubscriptionRow._fields if name != "id")
    connection.run(f"UPDATE subscription SET {said} WHERE id = :id", **after._asdict())
    if after.owner:
        _note(connection, at, after.owner, what, after, {"state": before.state}, {"state": after.state}, door)


def remove(connection: Connection, row: SubscriptionRow, by: str, at: str, door: str) -> None:
    """Forget one, with the address it went to."""
    connection.run("DELETE FROM subscription WHERE id = :id", id=row.id)
    connection.run("DELETE FROM consumer WHERE id = :owner AND part = :id", owner=row.owner, id=row.id)
    if row.owner:
        _note(connection, at, by, "remove", row, {"kind": row.kind}, None, door)


def forget_texts(connection: Connection, texts: Sequence[str], by: str, at: str) -> None:
    """Let none hold one of some texts: who has it in an address is forgotten."""
    for held in connection.run(f"SELECT {COLUMNS} FROM subscription ORDER BY id").fetchall():
        row = SubscriptionRow(*held)
        if holds_text([row.email, row.url, row.failure], texts):
            remove(connection, row, by, at, "operator")


def _note(
    connection: Connection, at: str, who: str, what: str, row: SubscriptionRow, before: Value, after: Value, door: str
) -> None:
    note(connection, Noted(at, who, what, WHAT, row.id, before, after, door))
