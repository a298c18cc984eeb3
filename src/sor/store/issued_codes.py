"""Which SOR codes a register has given: the counter of its range, and the codes that stand in its log (``CORE`` §5)."""

from sor.store import facts
from sor.store.database import Connection
from sor.store.marks import by_key

COUNTER = "code_counter"
"""The fact that holds the running number that was given last."""


def last_issued(connection: Connection, first: int, last: int) -> int:
    """The running number that was given last; before the first, the greatest in the range that the log holds."""
    counted = facts.get(connection, COUNTER)
    if counted is not None:
        return int(counted)
    row = connection.run(
        "SELECT max(number) FROM (SELECT CAST(substr(key, 1, length(key) - 10) AS INTEGER) AS number FROM line"
        " WHERE kind = 'unit' AND length(key) BETWEEN 11 AND 18) AS numbers WHERE number BETWEEN :first AND :last",
        first=first, last=last,
    ).fetchone()  # fmt: skip
    return max(first - 1, row[0] or 0)


def is_used(connection: Connection, code: str) -> bool:
    """Whether a code stands in the log, also of a unit that was annulled."""
    row = connection.run(by_key("SELECT 1 FROM line WHERE kind = 'unit' AND key = :key LIMIT 1"), key=code).fetchone()
    return row is not None


def count_on(connection: Connection, number: int) -> None:
    """A running number was given: the next one comes after it."""
    facts.put(connection, COUNTER, str(number))
