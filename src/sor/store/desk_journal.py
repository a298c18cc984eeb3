"""The journal of the desk: who changed what, when, before and after. It is not chained: what is personal can go."""

from collections.abc import Iterable
from typing import Any, NamedTuple

import msgspec

from sor.store.database import Connection

COLUMNS = "at, who, what, kind, key, before, after, channel"
ERASED = '"erased"'


class Noted(NamedTuple):
    """One change on the desk. who: the id of the actor who made it; what: add, change, remove and the like. before,
    after: None = not there. channel: by which door, where that is known.
    """

    at: str
    who: str
    what: str
    kind: str
    key: str
    before: Any
    after: Any
    channel: str = ""


def note(connection: Connection, noted: Noted) -> None:
    """Write one change, in the transaction that makes it."""
    row = connection.run("SELECT coalesce(max(n), 0) + 1 FROM desk_journal").fetchone()
    before, after = (msgspec.json.encode(value).decode() for value in (noted.before, noted.after))
    connection.run(
        "INSERT INTO desk_journal (n, at, who, what, kind, key, before, after, channel)"
        " VALUES (:n, :at, :who, :what, :kind, :key, :before, :after, :channel)",
        n=row[0], at=noted.at, who=noted.who, what=noted.what, kind=noted.kind, key=noted.key,
        before=before, after=after, channel=noted.channel,
    )  # fmt: skip


def noted_about(connection: Connection, kind: str, key: str) -> list[Noted]:
    """Every change of one thing, the oldest first."""
    return _read(
        connection.run(
            f"SELECT {COLUMNS} FROM desk_journal WHERE kind = :kind AND key = :key ORDER BY n", kind=kind, key=key
        )
    )


def noted_of(connection: Connection, kind: str) -> list[Noted]:
    """Every change of things of one kind, the newest first."""
    return _read(connection.run(f"SELECT {COLUMNS} FROM desk_journal WHERE kind = :kind ORDER BY n DESC", kind=kind))


def is_noted(connection: Connection, kind: str) -> bool:
    """Whether a thing of a kind was ever changed."""
    return connection.run("SELECT 1 FROM desk_journal WHERE kind = :kind LIMIT 1", kind=kind).fetchone() is not None


def _read(rows: Iterable[Any]) -> list[Noted]:
    return [
        found._replace(before=msgspec.json.decode(found.before), after=msgspec.json.decode(found.after))
        for found in (Noted(*row) for row in rows)
    ]


def erase(connection: Connection, kind: str, key: str) -> None:
    """Forget what stood in one thing before and after; that it was changed, by whom and when, stays."""
    connection.run(
        "UPDATE desk_journal SET before = :gone, after = :gone WHERE kind = :kind AND key = :key",
        gone=ERASED, kind=kind, key=key,
    )  # fmt: skip
