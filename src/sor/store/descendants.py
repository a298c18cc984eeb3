"""All units below some, in one statement: trees of ten thousand units are walked by the database."""

from collections.abc import Callable, Sequence

from sor.core.as_of import AsOf
from sor.store.as_of import AS_OF, as_of
from sor.store.database import Connection
from sor.store.projection import VERSION, VersionRow


def walk_down(holds: Callable[[str], str]) -> str:
    """The beginning of every statement that walks down: ``below(key)``, the units below those of ``:keys``, however
    deep. holds: the condition on the rows that count, from the name of their table.
    """
    return f"""
WITH RECURSIVE below(key) AS (
  SELECT key FROM version WHERE parent IN (:keys) AND {holds("version")}
  UNION
  SELECT version.key FROM below JOIN version ON version.parent = below.key WHERE {holds("version")}
)
"""


DESCENDANTS = f"""{walk_down(as_of)}
SELECT {VERSION} FROM version WHERE kind = 'unit' AND key IN (SELECT key FROM below) AND {AS_OF} ORDER BY key"""

KEYS_BELOW = f"{walk_down(as_of)} SELECT key FROM below"


def descendants_at(connection: Connection, keys: Sequence[str], at: AsOf) -> list[VersionRow]:
    """The units below some units, each once, by code. The asked ones are among them only where one stands below
    another (or, in a damaged register, below itself).
    """
    found = {row[1]: VersionRow(*row) for row in connection.run_for(keys, DESCENDANTS, valid=at.valid, known=at.known)}
    return [found[key] for key in sorted(found)]


def keys_below_at(connection: Connection, keys: Sequence[str], at: AsOf) -> set[str]:
    """The codes of the same units."""
    return {row[0] for row in connection.run_for(keys, KEYS_BELOW, valid=at.valid, known=at.known)}
