"""One owner's part of the register: which subjects a copy of it holds, as they come to it entry by entry.

The units of the part are all that ever lay below the owner, on whatever day and whatever was known; a unit that has
left stays one of it, because of its days before. With them come the units that ever lay above them, whose values they
show, the location numbers, message types, places and successions that any of these names, and whatever is nobody's,
such as code lists. Of an erasure the subject comes too: what it says has to be done everywhere. What has come never
goes, so that the same log gives the same part to everybody.
"""

from collections.abc import Iterable, Sequence
from typing import TypeAlias

from sor.core.canonical import decode
from sor.core.log import ERASE, Entry, Line, read_line
from sor.core.shapes import Value
from sor.store.as_of import EVER_KNOWN
from sor.store.database import Connection
from sor.store.log import lines_of

Subject: TypeAlias = tuple[str, str]
PLACING = frozenset({"parent", "location", "geographic_location"})
"""The fields by which a unit may bring others into the part."""

NAMED_BY_UNITS = {"location_number": "location_number", "geographic_location": "place"}
"""Systems of identifiers whose values are subjects of their own, and the kind of these."""

SUCCESSIONS = ("successor_of", "predecessor_of")


class OwnerPart:
    """The part of one owner after an entry."""

    def __init__(self, connection: Connection, owner: str, serial: int) -> None:
        """Read it as it is after an entry; serial 0: before the first."""
        self.owner = owner
        self._below: set[str] = set()
        self._units: set[str] = set()
        self._named: set[Subject] = set()
        if not serial:
            self._below, self._units = {owner}, {owner}
            return
        self._gather(connection, serial, [owner], ())
        erased = connection.run(
            "SELECT DISTINCT line.kind, line.key FROM line JOIN entry ON entry.serial = line.serial"
            " WHERE entry.kind = :erase AND entry.serial <= :serial",
            erase=ERASE, serial=serial,
        )  # fmt: skip
        self._named |= {(kind, key) for kind, key in erased}

    def holds(self, kind: str, key: str) -> bool:
        """Whether lines about a subject belong to the part."""
        if (kind, key) in self._named:
            return True
        if kind == "unit":
            return key in self._units
        if kind == "edi":
            return ("location_number", key.partition("/")[0]) in self._named
        if kind == "succession":
            old, _, new = key.partition(">")
            return old in self._units or new in self._units
        return kind not in NAMED_BY_UNITS.values()

    def grow(self, connection: Connection, entry: Entry, said: Iterable[Line]) -> list[Line]:
        """Take in what an entry brings into the part. Gives the lines of earlier entries about what came, in order.
        said: the lines of the entry.
        """
        had_units, had_named = set(self._units), set(self._named)
        below: list[str] = []
        again: list[str] = []
        for line in said:
            if entry.kind == ERASE:
                if not self.holds(line.kind, line.key):
                    self._named.add((line.kind, line.key))
            elif line.kind == "unit":
                placing = [s for s in read_line(line)[1] if s.field in PLACING]
                parents = [decode(s.value) for s in placing if s.field == "parent"]
                if line.key not in self._below and not self._below.isdisjoint(parents):
                    below.append(line.key)
                if line.key in self._units and placing:
                    again.append(line.key)
        if below or again:
            self._gather(connection, entry.serial, below, again)
        return self._earlier(connection, entry.serial, self._units - had_units, self._named - had_named)

    def _gather(self, connection: Connection, serial: int, below: Sequence[str], again: Sequence[str]) -> None:
        """Take in units below the owner with all below them, what lies above these, and what each names. again: units
        of the part that may lie elsewhere now, or name something else.
        """
        came = {*again, *below}
        new = set(below)
        while new:
            self._below |= new
            new = _ever(connection, serial, "SELECT key FROM version WHERE kind = 'unit' AND parent IN (:keys)", new)
            new -= self._below
            came |= new
        waiting = came
        while waiting:
            parents = "SELECT parent FROM version WHERE kind = 'unit' AND parent IS NOT NULL AND key IN (:keys)"
            waiting = _ever(connection, serial, parents, waiting) - self._units - came
            came |= waiting
        self._units |= came
        for system, kind in NAMED_BY_UNITS.items():  # with || the rows are sought by key: a system has very many
            values = "SELECT value FROM identifier WHERE kind = 'unit' AND key IN (:keys) AND system || '' = :system"
            self._named |= {(kind, value) for value in _ever(connection, serial, values, came, system=system)}

    def _earlier(self, connection: Connection, serial: int, units: set[str], named: set[Subject]) -> list[Line]:
        """The lines before an entry about units and other subjects that came with it, and what hangs on these."""
        subjects: dict[str, set[str]] = {"unit": units}
        for kind, key in named:
            subjects.setdefault(kind, set()).add(key)
        numbers = subjects.get("location_number", set())
        edi = "SELECT key FROM identifier WHERE system = 'edi' AND value IN (:keys)"
        subjects.setdefault("edi", set()).update(_ever(connection, serial, edi, numbers))
        by = "SELECT key FROM identifier WHERE system = :system AND value IN (:keys)"
        for system in SUCCESSIONS:
            subjects.setdefault("succession", set()).update(_ever(connection, serial, by, units, system=system))
        found = [
            line
            for kind, keys in subjects.items()
            for lines in lines_of(connection, kind, sorted(keys)).values()
            for line in lines
            if line.serial < serial
        ]
        return sorted(found, key=lambda line: (line.serial, line.n))


def _ever(connection: Connection, serial: int, question: str, keys: Iterable[str], **values: Value) -> set[str]:
    """The first column of rows that were known at an entry or before it, for some keys."""
    asked = connection.run_for(sorted(keys), f"{question} AND {EVER_KNOWN}", known=serial, **values)
    return {row[0] for row in asked}
