"""Who confirmed, and when, that the data of a unit are still right. A desk table; each confirmation stays."""

from typing import NamedTuple

from sor.store.database import Connection


class Confirmation(NamedTuple):
    """A unit's data were confirmed by an actor at an instant."""

    unit: str
    actor: str
    at: str


def add(connection: Connection, unit: str, actor: str, at: str) -> None:
    """Note a confirmation."""
    connection.run(
        "INSERT INTO confirmation (unit, actor, confirmed_at) VALUES (:unit, :actor, :at)",
        unit=unit,
        actor=actor,
        at=at,
    )


def last(connection: Connection, unit: str) -> Confirmation | None:
    """The newest confirmation of a unit."""
    row = connection.run(
        "SELECT unit, actor, confirmed_at FROM confirmation WHERE unit = :unit ORDER BY confirmed_at DESC LIMIT 1",
        unit=unit,
    ).fetchone()
    return Confirmation(*row) if row else None
