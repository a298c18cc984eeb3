"""Where every unit stands on two days, and what took whose place between: what a map from old to new is made of."""

from collections.abc import Sequence

from sor.core.as_of import AsOf
from sor.store.as_of import AS_OF, KNOWN, say_known
from sor.store.database import Connection


def parents_at(connection: Connection, at: AsOf) -> dict[str, str | None]:
    """Every unit that is alive on a day, with its parent."""
    rows = connection.run(
        f"SELECT key, parent FROM version WHERE kind = 'unit' AND {AS_OF}", valid=at.valid, known=at.known
    )
    return {row[0]: row[1] for row in rows}


def units_of_types(connection: Connection, types: Sequence[str], at: AsOf) -> list[str]:
    """The units of some entity types that are alive on a day."""
    rows = connection.run_for(
        sorted({*types}),
        f"SELECT key FROM version WHERE kind = 'unit' AND type IN (:keys) AND {AS_OF}",
        valid=at.valid, known=at.known,
    )  # fmt: skip
    return [row[0] for row in rows]


def successions_between(connection: Connection, after: int, upto: int, known_at: int) -> list[tuple[str, int]]:
    """The successions (``old>new``) that begin to hold after a day and up to another, each with its first day."""
    rows = connection.run(
        f"SELECT key, min(valid_from) FROM version WHERE kind = 'succession' AND {KNOWN} GROUP BY key"
        " HAVING min(valid_from) > :after AND min(valid_from) <= :upto ORDER BY key",
        known=known_at, after=after, upto=upto,
    )  # fmt: skip
    return [(key, day) for key, day in rows]


def first_days_at_parents(connection: Connection, keys: list[str], upto: AsOf) -> dict[str, int]:
    """Of each unit the first of the days, up to one, since which it has had the parent that it has on it."""
    found: dict[str, list[tuple[int, str | None]]] = {}
    statement = (
        f"SELECT key, valid_from, parent FROM version WHERE kind = 'unit' AND key IN (:keys) AND {say_known()}"
        " AND valid_from <= :upto ORDER BY key, valid_from"
    )
    for key, day, parent in connection.run_for(keys, statement, known=upto.known, upto=upto.valid):
        found.setdefault(key, []).append((day, parent))
    first: dict[str, int] = {}
    for key, rows in found.items():
        rows.sort()
        day, parent = rows[-1]
        for earlier, above in reversed(rows):
            if above != parent:
                break
            day = earlier
        first[key] = day
    return first
