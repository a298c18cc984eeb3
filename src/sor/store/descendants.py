"""All units below some, in one statement: trees of ten thousand units are walked by the database."""

from collections.abc import Sequence

from sor.core.as_of import AsOf
from sor.store.as_of import AS_OF
from sor.store.database import Connection
from sor.store.projection import VersionRow
from sor.store.reads import VERSION

BELOW = f"""
WITH RECURSIVE below(code) AS (
  SELECT key FROM version WHERE kind = 'unit' AND parent = :key AND {AS_OF}
  UNION
  SELECT version.key FROM below JOIN version ON version.kind = 'unit' AND version.parent = below.code AND {AS_OF}
)
SELECT {VERSION} FROM version WHERE kind = 'unit' AND key IN (SELECT code FROM below) AND {AS_OF} ORDER BY key"""


def descendants_at(connection: Connection, keys: Sequence[str], at: AsOf) -> list[VersionRow]:
    """The units below some units, each once, by code. The asked ones are among them only where one stands below
    another (or, in a damaged register, below itself).
    """
    found: dict[str, VersionRow] = {}
    for key in keys:
        for row in connection.run(BELOW, key=key, valid=at.valid, known=at.known):
            found[row[1]] = VersionRow(*row)
    return [found[key] for key in sorted(found)]
