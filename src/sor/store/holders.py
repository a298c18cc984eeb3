"""The units at which a number stands, stood or will stand: location numbers, SHAK codes, ydernumre and CVR numbers."""

from collections.abc import Iterable
from typing import NamedTuple

from sor.core.as_of import AsOf
from sor.core.day import previous_day
from sor.core.statement import NEVER
from sor.store import reads
from sor.store.as_of import KNOWN
from sor.store.database import Connection
from sor.store.marks import by_value
from sor.store.projection import VersionRow


class Stand(NamedTuple):
    """A number stands at a unit on [from_day, to_day). known: the serial at which that was, or is, what is known."""

    unit: str
    from_day: int
    to_day: int
    known: int

    @property
    def is_known(self) -> bool:
        """Whether it is known still, not corrected or taken back."""
        return self.known >= NEVER


def stands(connection: Connection, system: str, values: Iterable[str]) -> dict[str, list[Stand]]:
    """Where numbers of a system stand on any day. Of one that is known to stand nowhere: where it was once thought to.

    system: the name of an identifier system that the program itself knows, not a sender's.
    """
    found: dict[str, list[Stand]] = {}
    for value, unit, start, end, known in connection.run_for(
        sorted(set(values)),
        by_value(
            "SELECT value, key, valid_from, valid_to, known_to FROM identifier"
            f" WHERE system = '{system}' AND value IN (:keys) AND kind = 'unit'"
        ),
    ):
        found.setdefault(value, []).append(Stand(unit, start, end, known if known >= NEVER else known - 1))
    return {value: [one for one in of_it if one.is_known] or of_it for value, of_it in found.items()}


def find_where_stood(connection: Connection, system: str, value: str, known: int) -> set[str]:
    """The units at which a number stood on any day, as known at a serial. system: as in ``stands``."""
    rows = connection.run(
        by_value(
            f"SELECT key FROM identifier WHERE system = '{system}' AND value = :value AND kind = 'unit' AND {KNOWN}"
        ),
        value=value,
        known=known,
    )
    return {unit for (unit,) in rows}


def line_above(connection: Connection, unit: str, day: int, known: int) -> list[VersionRow]:
    """A unit and those above it on a day; of one that is not alive then, on the nearest day of its life before, else
    after it. Empty for one that is not known.
    """
    at = AsOf(day, known)
    found = reads.chain_at(connection, unit, at)
    if found:
        return found
    nearest = reads.nearest_version(connection, "unit", unit, at)
    if nearest is None:
        return []
    then = nearest.valid_from if nearest.valid_from > day else previous_day(nearest.valid_to)
    return reads.chain_at(connection, unit, AsOf(then, known))
