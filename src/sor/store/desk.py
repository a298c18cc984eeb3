"""The desk's memory: every change of a desk table with who, when, before and after (``CORE`` §18)."""

from typing import Any, NamedTuple

import msgspec

from sor.store.database import Connection
from sor.store.schema import desk_change


class Hand(NamedTuple):
    """Who changes something on the desk. at: the instant, as the register writes it; channel: by which door."""

    actor: str
    channel: str
    at: str


class Change(NamedTuple):
    """One change. before, after: the values; None where there was or is nothing."""

    n: int
    at: str
    actor: str
    channel: str
    what: str
    key: str
    before: Any
    after: Any


def note_change(connection: Connection, hand: Hand, what: str, key: str, before: Any, after: Any) -> None:
    """Note a change in the transaction that makes it. what: the table; key: the row's."""
    row = connection.run("SELECT max(n) FROM desk_change").fetchone()
    number = (row[0] or 0) + 1
    connection.insert(
        desk_change, [(number, hand.at, hand.actor, hand.channel, what, key, _written(before), _written(after))]
    )


def changes(connection: Connection, what: str) -> list[Change]:
    """Every change of a table, the newest first."""
    found = connection.run(
        "SELECT n, at, actor, channel, key, before, after FROM desk_change WHERE what = :what ORDER BY n DESC",
        what=what,
    )
    return [
        Change(n, at, actor, channel, what, key, _read(before), _read(after))
        for n, at, actor, channel, key, before, after in found
    ]


def has_changes(connection: Connection, what: str) -> bool:
    """Whether a table was ever changed."""
    return connection.run("SELECT 1 FROM desk_change WHERE what = :what LIMIT 1", what=what).fetchone() is not None


def _written(value: Any) -> str:
    return "" if value is None else msgspec.json.encode(value).decode()


def _read(text: str) -> Any:
    return msgspec.json.decode(text) if text else None
