"""What a change must be judged with: the units above and below on all days from its first one on, and those that hold
the same identifiers (``CORE`` §9). Three statements, however large the branch.
"""

from collections.abc import Iterable, Sequence

from sor.store.as_of import KNOWN_NOW, known_now
from sor.store.database import Connection
from sor.store.descendants import walk_down
from sor.store.marks import by_key, by_parent, by_value
from sor.store.projection import VERSION, VersionRow

ABOVE = by_key(f"""
WITH RECURSIVE above(key) AS (
  SELECT key FROM version WHERE kind = 'unit' AND key IN (:keys) AND {KNOWN_NOW}
  UNION
  SELECT version.parent FROM above JOIN version ON version.kind = 'unit' AND version.key = above.key
  WHERE version.parent IS NOT NULL AND version.valid_to > :first AND {known_now("version")}
)
SELECT {", ".join("version." + name for name in VERSION.split(", "))}
FROM above CROSS JOIN version WHERE version.kind = 'unit' AND version.key = above.key AND {known_now("version")}""")
"""CROSS JOIN, because SQLite then takes the tables in this order; it would look through all units otherwise."""

BELOW = by_parent(f"{walk_down(lambda of: f'{of}.valid_to > :first AND {known_now(of)}')} SELECT key FROM below")


def above(connection: Connection, keys: Iterable[str], first: int) -> list[VersionRow]:
    """Every version known now of some units and of all that stand above them on a day from ``first`` on."""
    found: dict[tuple[str, int], VersionRow] = {}
    for row in connection.run_for(sorted(set(keys)), ABOVE, first=first):
        version = VersionRow(*row)
        found[version.key, version.valid_from] = version
    return list(found.values())


def below(connection: Connection, keys: Iterable[str], first: int) -> set[str]:
    """The units that stand below some units, however deep, on a day from ``first`` on."""
    return {row[0] for row in connection.run_for(sorted(set(keys)), BELOW, first=first)}


def versions_now(connection: Connection, kind: str, keys: Sequence[str]) -> list[VersionRow]:
    """Every version known now of some subjects of one kind."""
    found = connection.run_for(
        keys,
        by_key(f"SELECT {VERSION} FROM version WHERE kind = :kind AND key IN (:keys) AND {KNOWN_NOW}"),
        kind=kind,
    )
    return [VersionRow(*row) for row in found]


def carriers(connection: Connection, systems: Sequence[str], values: Sequence[str]) -> list[tuple[str, str, str, str]]:
    """(system, value, kind, key) of all that carry one of some identifiers on any day, as known now.

    systems: names that the program itself knows, not a sender's.
    """
    listed = ", ".join(f"'{system}'" for system in systems)
    found = connection.run_for(
        values,
        by_value(
            f"SELECT DISTINCT system, value, kind, key FROM identifier"
            f" WHERE system IN ({listed}) AND value IN (:keys) AND {KNOWN_NOW}"
        ),
    )
    return [(row[0], row[1], row[2], row[3]) for row in found]
