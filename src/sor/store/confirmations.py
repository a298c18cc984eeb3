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


def last_of_all(connection: Connection) -> dict[str, str]:
    """The instant of the newest confirmation of every unit that has one."""
    rows = connection.run("SELECT unit, max(confirmed_at) FROM confirmation GROUP BY unit")
    return dict(rows)


def mark(connection: Connection) -> tuple[int, str]:
    """What changes whenever something is confirmed: how many confirmations there are, and when the newest came."""
    count, newest = connection.run("SELECT count(*), max(confirmed_at) FROM confirmation").fetchone()
    return int(count), newest or ""
