"""The scores of the past, by owner and day, as rows; the owner is empty for the whole register."""

from collections.abc import Iterable, Sequence

from sor.store.database import Connection

ScoreRow = tuple[int, str, int, int]
"""Day, owner, units that were open, and those in which no error or warning was."""


def keep(connection: Connection, day: int, rows: Iterable[ScoreRow]) -> None:
    """Write the scores of a day, in the place of what was noted for it before."""
    connection.run("DELETE FROM quality_score WHERE day = :day", day=day)
    for row_day, owner, units, good in rows:
        connection.run(
            "INSERT INTO quality_score (day, owner, units, good) VALUES (:day, :owner, :units, :good)",
            day=row_day, owner=owner, units=units, good=good,
        )  # fmt: skip


def of_owner(connection: Connection, owner: str, most: int) -> Sequence[ScoreRow]:
    """The newest scores of an owner, the oldest of them first."""
    rows = connection.run(
        "SELECT day, owner, units, good FROM quality_score WHERE owner = :owner ORDER BY day DESC LIMIT :most",
        owner=owner, most=most,
    )  # fmt: skip
    return [(row[0], row[1], row[2], row[3]) for row in rows][::-1]
