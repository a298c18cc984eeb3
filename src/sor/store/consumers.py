"""How far those who take the register's data have come, as rows on the desk. Nothing here judges; positions are no
decisions, and so not in the audit log.
"""

from collections.abc import Sequence
from typing import NamedTuple

from sor.store.database import Connection
from sor.store.standing import holds_text


class ConsumerRow(NamedTuple):
    """A consumer's position at one door; see ``schema.consumer``."""

    id: str
    door: str
    part: str
    name: str
    epoch: str
    serial: int
    at: str


COLUMNS = ", ".join(ConsumerRow._fields)


MOST_PARTS = 100
"""Of one consumer at one door. A caller names its parts itself: those it has not asked for longest are forgotten."""


def note(connection: Connection, row: ConsumerRow) -> None:
    """Keep a position. In the same log it never goes back; what is asked for again was taken before."""
    connection.run(
        f"INSERT INTO consumer ({COLUMNS}) VALUES (:id, :door, :part, :name, :epoch, :serial, :at)"
        " ON CONFLICT (id, door, part) DO UPDATE SET name = excluded.name, at = excluded.at, epoch = excluded.epoch,"
        " serial = CASE WHEN consumer.epoch = excluded.epoch AND consumer.serial > excluded.serial"
        " THEN consumer.serial ELSE excluded.serial END",
        **row._asdict(),
    )
    connection.run(
        "DELETE FROM consumer WHERE id = :id AND door = :door AND at < (SELECT min(at) FROM (SELECT at FROM consumer"
        " WHERE id = :id AND door = :door ORDER BY at DESC LIMIT :most) newest)",
        id=row.id, door=row.door, most=MOST_PARTS,
    )  # fmt: skip


def list_positions(connection: Connection) -> list[ConsumerRow]:
    """All positions, by consumer and door."""
    return [ConsumerRow(*row) for row in connection.run(f"SELECT {COLUMNS} FROM consumer ORDER BY id, door, part")]


def forget(connection: Connection, row: ConsumerRow) -> None:
    """Forget a position."""
    connection.run(
        "DELETE FROM consumer WHERE id = :id AND door = :door AND part = :part", id=row.id, door=row.door, part=row.part
    )


def forget_texts(connection: Connection, texts: Sequence[str]) -> None:
    """Let no position hold one of some texts: a name is empty, a part that a caller named itself is forgotten."""
    for row in list_positions(connection):
        if holds_text(row.part, texts):
            forget(connection, row)
        elif holds_text(row.name, texts):
            connection.run(
                "UPDATE consumer SET name = '' WHERE id = :id AND door = :door AND part = :part",
                id=row.id, door=row.door, part=row.part,
            )  # fmt: skip
