"""Identifiers that really stand in the register, to show people what they may search for."""

from collections import Counter

from sor.core.as_of import AsOf
from sor.store.as_of import AS_OF
from sor.store.database import Connection

LOOKED_AT = 50


def example(connection: Connection, system: str, at: AsOf) -> str | None:
    """An identifier of a system (``shak``, ``location_number`` ...) that some unit carries; none when none does.

    One of the commonest length, since what stands first in a register of real data is often a mistake.
    """
    rows = connection.run(
        f"SELECT value FROM identifier WHERE system = :system AND kind = 'unit' AND {AS_OF}"
        " ORDER BY value LIMIT :limit",
        system=system, valid=at.valid, known=at.known, limit=LOOKED_AT,
    ).fetchall()  # fmt: skip
    lengths = Counter(len(row[0]) for row in rows)
    return next((row[0] for row in rows if len(row[0]) == lengths.most_common(1)[0][0]), None)
