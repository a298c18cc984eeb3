"""What quality is told of, read in bulk: units with all days known now, numbers that several units have had, and who
confirmed what.
"""

from collections.abc import Iterator, Sequence

from sor.store.as_of import CAME_OR_WENT, KNOWN_NOW
from sor.store.database import Connection
from sor.store.marks import by_key
from sor.store.projection import VERSION, VersionRow
from sor.store.reads import Holding

SYSTEM = "location_number"


def versions_known_now(connection: Connection, kind: str) -> Iterator[VersionRow]:
    """Every version of a kind that is known now, of whatever day, by key and in order of time."""
    for row in connection.run(
        f"SELECT {VERSION} FROM version WHERE kind = :kind AND {KNOWN_NOW} ORDER BY key, valid_from", kind=kind
    ):
        yield VersionRow(*row)


def numbers_of_several(connection: Connection) -> dict[str, list[Holding]]:
    """The location numbers that more than one unit holds or held, each with who and when, as known now."""
    found: dict[str, list[Holding]] = {}
    for value, key, start, end in connection.run(
        f"SELECT value, key, valid_from, valid_to FROM identifier WHERE kind = 'unit' AND system = '{SYSTEM}' AND"
        f" {KNOWN_NOW} AND value IN (SELECT value FROM identifier WHERE kind = 'unit' AND system = '{SYSTEM}' AND"
        f" {KNOWN_NOW} GROUP BY value HAVING count(DISTINCT key) > 1) ORDER BY value, valid_from, key"
    ):
        found.setdefault(value, []).append(Holding(SYSTEM, key, start, end))
    return found


def numbers_ever(connection: Connection, units: Sequence[str]) -> set[str]:
    """The location numbers that some units were ever believed to have. The system is compared here: asked for it too, a
    database may look through all location numbers there are.
    """
    found = connection.run_for(
        units, by_key("SELECT system, value FROM identifier WHERE kind = 'unit' AND key IN (:keys)")
    )  # fmt: skip
    return {value for system, value in found if system == SYSTEM}


def changed_since(connection: Connection, units: Sequence[str], serial: int) -> list[str]:
    """Those of some units of which something is known otherwise than at an entry; sorted."""
    found = connection.run_for(
        units,
        by_key(f"SELECT DISTINCT key FROM version WHERE kind = 'unit' AND key IN (:keys) AND {CAME_OR_WENT}"),
        after=serial,
    )
    return sorted({key for (key,) in found})


def keys_known_now(connection: Connection, kind: str) -> set[str]:
    """The subjects of a kind that have a day of life, as known now."""
    rows = connection.run(f"SELECT DISTINCT key FROM version WHERE kind = :kind AND {KNOWN_NOW}", kind=kind)
    return {key for (key,) in rows}
