"""Identifiers that really stand in the register, to show people what they may search for."""

from sor.store.database import Connection
from sor.store.projection import AS_OF
from sor.store.reads import AsOf


def example(connection: Connection, system: str, at: AsOf) -> str | None:
    """An identifier of a system (``shak``, ``location_number`` ...) that some unit carries; none when none does."""
    row = connection.run(
        f"SELECT value FROM identifier WHERE system = :system AND kind = 'unit' AND {AS_OF} ORDER BY value LIMIT 1",
        system=system, valid=at.valid, known=at.known,
    ).fetchone()  # fmt: skip
    return row[0] if row else None
