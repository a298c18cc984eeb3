"""The whitelists: which CVR numbers may call which service."""

from collections.abc import Sequence
from typing import NamedTuple

from sor.store import audit_log
from sor.store.audit_log import Noted, note
from sor.store.database import Connection
from sor.store.schema import whitelist
from sor.store.standing import holds_text

WHAT = "whitelist"
DEMO = "demo"
"""The source of rows that a demo register comes with: in production they do not count."""


class ListChanger(NamedTuple):
    """Who changes a list. at: the instant, as the register writes it; channel: by which door."""

    actor: str
    channel: str
    at: str


class Listed(NamedTuple):
    """One row. comment: why, such as the number of an agreement. source: the channel by which it came."""

    service: str
    cvr: str
    comment: str
    source: str


def is_listed(connection: Connection, service: str, cvr: str, *, demo: bool) -> bool:
    """Whether a number is on a service's list. demo: whether the rows of the demo count."""
    row = connection.run(
        "SELECT source FROM whitelist WHERE service = :service AND cvr = :cvr", service=service, cvr=cvr
    ).fetchone()
    return row is not None and (demo or row[0] != DEMO)


def list_rows(connection: Connection) -> list[Listed]:
    """Every row, by service and number."""
    found = connection.run("SELECT service, cvr, comment, source FROM whitelist ORDER BY service, cvr")
    return [Listed(*row) for row in found]


def put(connection: Connection, row: Listed, hand: ListChanger) -> bool:
    """Put a number on a list, or change its comment; whether anything changed."""
    before = _row(connection, row.service, row.cvr)
    if before == row:
        return False
    _delete(connection, row.service, row.cvr)
    connection.insert(whitelist, [row])
    _note(connection, hand, "add" if before is None else "change", before, row)
    return True


def take(connection: Connection, service: str, cvr: str, hand: ListChanger) -> bool:
    """Take a number off a list; whether it was there."""
    before = _row(connection, service, cvr)
    if before is None:
        return False
    _delete(connection, service, cvr)
    _note(connection, hand, "remove", before, None)
    return True


def forget_texts(connection: Connection, texts: Sequence[str], by: str, at: str) -> None:
    """Let no comment hold one of some texts, nor the audit log of it: such a comment is empty, the number listed."""
    for row in list_rows(connection):
        if holds_text(row.comment, texts):
            connection.run(
                "UPDATE whitelist SET comment = '' WHERE service = :service AND cvr = :cvr",
                service=row.service, cvr=row.cvr,
            )  # fmt: skip
    audit_log.forget_texts(connection, WHAT, texts, by, at, "operator")


def _note(connection: Connection, hand: ListChanger, what: str, before: Listed | None, after: Listed | None) -> None:
    row = after or before
    key = _key(row) if row else ""
    note(connection, Noted(hand.at, hand.actor, what, WHAT, key, _show_row(before), _show_row(after), hand.channel))


def _row(connection: Connection, service: str, cvr: str) -> Listed | None:
    found = connection.run(
        "SELECT service, cvr, comment, source FROM whitelist WHERE service = :service AND cvr = :cvr",
        service=service, cvr=cvr,
    ).fetchone()  # fmt: skip
    return None if found is None else Listed(*found)


def _delete(connection: Connection, service: str, cvr: str) -> None:
    connection.run("DELETE FROM whitelist WHERE service = :service AND cvr = :cvr", service=service, cvr=cvr)


def _key(row: Listed) -> str:
    return f"{row.service}/{row.cvr}"


def _show_row(row: Listed | None) -> dict[str, str] | None:
    return None if row is None else {"comment": row.comment, "source": row.source}
