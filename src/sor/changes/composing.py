"""Documents that are composed from what the register says at the very moment at which they are decided.

A sender that tells how a unit shall be, and not what to change, must have it composed from the very register upon which
it is written: otherwise two of them could undo one another unseen.
"""

from collections.abc import Callable, Collection, Sequence
from typing import NamedTuple, TypeAlias

from sor.changes.replacement import Recorded
from sor.core.as_of import AsOf
from sor.core.canonical import decode
from sor.core.code_book import CodeBook
from sor.core.finding import Finding
from sor.core.shapes import UnitValues, Value
from sor.core.timeline import Timeline
from sor.reading.snapshot import Snapshot
from sor.store import log, reads
from sor.store.database import Connection
from sor.store.timelines import timelines


class RegisterAtSerial:
    """The register at a serial, on a Danish day, as whoever decides reads it."""

    def __init__(self, connection: Connection, serial: int, today: int, codes: CodeBook) -> None:
        self._connection = connection
        self.serial = serial
        self.today = today
        self.codes = codes

    def snapshot(self, day: int) -> Snapshot:
        """Answers on a day."""
        return Snapshot(self._connection, AsOf(day, self.serial), self.codes)

    def chain(self, key: str, day: int) -> list[tuple[str, UnitValues]]:
        """A unit's own values on a day and those of the units above; empty when it is not alive then."""
        rows = reads.chain_at(self._connection, key, AsOf(day, self.serial))
        return [(row.key, decode(row.body)) for row in rows]

    def timeline(self, kind: str, key: str) -> Timeline:
        """What was ever stated about a subject."""
        return timelines(self._connection, kind, [key]).get(key, {})

    def read_recorded(self, serials: Collection[int]) -> dict[int, Recorded]:
        """Who recorded some entries, and when."""
        recorders = log.recorders(self._connection, serials)
        return {serial: Recorded(*recorder) for serial, recorder in recorders.items()}

    def is_known(self, kind: str, key: str) -> bool:
        """Whether a subject has a life, on whatever day."""
        at = AsOf(self.today, self.serial)
        return reads.nearest_version(self._connection, kind, key, at) is not None


class Composed(NamedTuple):
    """A document of changes, and what was found in composing it."""

    document: Value
    findings: Sequence[Finding] = ()


Compose: TypeAlias = Callable[[RegisterAtSerial], Composed]


def compose_fixed(document: Value) -> Compose:
    """A document that depends on nothing."""
    return lambda _: Composed(document)
