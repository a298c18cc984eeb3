"""From timelines to rows: versions and identifiers with both their times, rebuilt at will from the log.

A row that stops being true is kept with ``known_to``; what remains of its period is a new row. So a question at any
(valid day, serial) is one condition on four columns (``CORE`` §16).
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple, TypeAlias

from sor.core.canonical import NULL, decode
from sor.core.newcomer import FirstSeen
from sor.core.shapes import Value
from sor.core.statement import NEVER
from sor.core.timeline import Run, body_of, stretches
from sor.store.as_of import KNOWN_NOW
from sor.store.database import Connection
from sor.store.schema import identifier as identifier_table
from sor.store.schema import version as version_table

IDENTIFIER_FIELDS = {
    "cvr", "production_unit", "shak", "provider_identifier", "pharmacy_identifier", "local_code", "location",
    "geographic_parent", "geographic_location", "replaces", "replaced_by",
}  # fmt: skip


class VersionRow(NamedTuple):
    """One row of ``version``: what a subject is on [valid_from, valid_to), as known in [known_from, known_to).

    first_from: the first day of the subject's life. body: its own values as canonical JSON.
    """

    kind: str
    key: str
    valid_from: int
    valid_to: int
    known_from: int
    known_to: int
    first_from: int
    parent: str | None
    level: str | None
    type: str | None
    body: str


NewRow: TypeAlias = tuple[Value, ...]
"""A row of either table, as it is written."""


class IdentifierRow(NamedTuple):
    """One row of ``identifier``: a subject carries a value of an identifier system for a time."""

    system: str
    value: str
    kind: str
    key: str
    valid_from: int
    valid_to: int
    known_from: int
    known_to: int


def version_rows(
    kind: str, key: str, serial: int, folded: Mapping[str, Sequence[Run]]
) -> tuple[list[VersionRow], list[IdentifierRow]]:
    """The rows of a subject as its folded timeline gives them, known from a serial on."""
    versions: list[VersionRow] = []
    carried: dict[tuple[str, str], list[tuple[int, int]]] = {}
    first: int | None = None
    for start, end, winners in stretches(folded):
        if first is None:
            first = start
        stated = {s.field: s.value for s in winners if s.value != NULL}
        for field in stated.keys() & IDENTIFIER_FIELDS:
            for pair in identifiers_in(kind, key, field, decode(stated[field])):
                _carry(carried.setdefault(pair, []), start, end)
        if kind == "edi":
            _carry(carried.setdefault(("edi", key.split("/", 1)[0]), []), start, end)
        parent, level, entity_type = (
            plain_text(stated[field]) if field in stated else None for field in ("parent", "level", "type")
        )
        versions.append(
            VersionRow(
                kind, key, start, end, serial, NEVER, first,
                parent, level, entity_type, body_of(winners).decode(),
            )
        )  # fmt: skip
    identifiers = [
        IdentifierRow(system, value, kind, key, start, end, serial, NEVER)
        for (system, value), periods in carried.items()
        for start, end in periods
    ]
    return versions, identifiers


def newcomer_rows(new: FirstSeen, serial: int) -> tuple[list[NewRow], list[NewRow]]:
    """The rows of a subject of which nothing was known before a serial."""
    kind, key, content = new.kind, new.key, new.content
    parent, level, entity_type = content.get("parent"), content.get("level"), content.get("type")
    versions: list[NewRow] = [
        (kind, key, start, end, serial, NEVER, new.born, parent, level, entity_type, body.decode())
        for start, end, body in new.versions()
    ]
    carried = [
        pair
        for field, value in content.items()
        if field in IDENTIFIER_FIELDS
        for pair in identifiers_in(kind, key, field, value)
    ]
    if kind == "edi":
        carried = [("edi", key.split("/", 1)[0])]
    days = (new.born, new.died, serial, NEVER)
    return versions, [(*pair, kind, key, *days) for pair in dict.fromkeys(carried)]


def _carry(periods: list[tuple[int, int]], start: int, end: int) -> None:
    """Note that an identifier is carried on more days, joined to the days before where they touch."""
    if periods and periods[-1][1] >= start:
        periods[-1] = (periods[-1][0], end)
    else:
        periods.append((start, end))


def plain_text(value: bytes) -> str:
    """A canonical text value without its quotes."""
    if b"\\" not in value and value[:1] == b'"':
        return value[1:-1].decode()
    return str(decode(value))


def identifiers_in(kind: str, key: str, field: str, value: Value) -> list[tuple[str, str]]:
    """The (system, value) pairs by which what a field holds makes its subject findable."""
    if kind == "succession":
        old, _, new = key.partition(">")
        return [("successor_of", old), ("predecessor_of", new)] if field in ("replaces", "replaced_by") else []
    if kind != "unit":
        return []
    if field in ("location", "geographic_parent"):
        system, part = ("location_number", "number") if field == "location" else (field, "parent")
        found = value.get(part) if isinstance(value, dict) else None
        return [(system, found)] if found else []
    text = str(value)
    if field == "provider_identifier":
        return [(field, text), ("provider_key", text.lstrip("0") or "0")]
    return [(field, text)]


class Changes:
    """Rows collected over one entry, written in bulk: new rows, and rows that end at its serial."""

    def __init__(self, connection: Connection, serial: int) -> None:
        self.connection = connection
        self.serial = serial
        self.versions: list[NewRow] = []
        self.identifiers: list[NewRow] = []
        self._wanted: dict[str, dict[str, tuple[list[VersionRow], list[IdentifierRow]]]] = {}

    def add(
        self, kind: str, key: str, versions: list[VersionRow], identifiers: list[IdentifierRow], *, is_new: bool
    ) -> None:  # fmt: skip
        """Bring a subject's rows in line with those that its folded timeline gives."""
        if is_new:
            self.versions += versions
            self.identifiers += identifiers
        else:
            self._wanted.setdefault(kind, {})[key] = versions, identifiers

    def add_newcomer(self, new: FirstSeen) -> None:
        """Bring in the rows of a subject of which nothing was known before."""
        versions, identifiers = newcomer_rows(new, self.serial)
        self.versions += versions
        self.identifiers += identifiers

    def flush(self) -> None:
        """Write what was collected."""
        for kind, wanted in self._wanted.items():
            self.versions += self._supersede(kind, {key: rows for key, (rows, _) in wanted.items()})
            self.identifiers += self._supersede_identifiers(kind, {key: rows for key, (_, rows) in wanted.items()})
        if self.versions:
            self.connection.insert(version_table, self.versions)
        if self.identifiers:
            self.connection.insert(identifier_table, self.identifiers)
        self.versions, self.identifiers, self._wanted = [], [], {}

    def _supersede(self, kind: str, wanted: Mapping[str, list[VersionRow]]) -> list[VersionRow]:
        """End the rows of some subjects that no longer hold; gives those of the wanted rows that are not there yet."""
        had = map(VersionRow._make, self.connection.run_for(
            [*wanted],
            "SELECT kind, key, valid_from, valid_to, known_from, known_to, first_from, parent, level, type, body"
            f" FROM version WHERE kind = :kind AND key IN (:keys) AND {KNOWN_NOW}",
            kind=kind,
        ))  # fmt: skip
        standing = {_timeless(row): row for row in had}
        coming = {_timeless(row): row for rows in wanted.values() for row in rows}
        self.connection.run_each(
            "UPDATE version SET known_to = :serial"
            f" WHERE kind = :kind AND key = :key AND valid_from = :valid_from AND {KNOWN_NOW}",
            [
                {"serial": self.serial, "kind": kind, "key": row.key, "valid_from": row.valid_from}
                for said, row in standing.items() if said not in coming
            ],
        )  # fmt: skip
        return [row for said, row in coming.items() if said not in standing]

    def _supersede_identifiers(self, kind: str, wanted: Mapping[str, list[IdentifierRow]]) -> list[IdentifierRow]:
        had = map(IdentifierRow._make, self.connection.run_for(
            [*wanted],
            "SELECT system, value, kind, key, valid_from, valid_to, known_from, known_to"
            f" FROM identifier WHERE kind = :kind AND key IN (:keys) AND {KNOWN_NOW}",
            kind=kind,
        ))  # fmt: skip
        standing = {row[:6]: row for row in had}
        coming = {row[:6]: row for rows in wanted.values() for row in rows}
        self.connection.run_each(
            "UPDATE identifier SET known_to = :serial WHERE kind = :kind AND key = :key AND system = :system"
            f" AND value = :value AND valid_from = :valid_from AND {KNOWN_NOW}",
            [
                {"serial": self.serial, "kind": kind, "key": row.key, "system": row.system, "value": row.value,
                 "valid_from": row.valid_from}
                for said, row in standing.items() if said not in coming
            ],
        )  # fmt: skip
        return [row for said, row in coming.items() if said not in standing]


def _timeless(row: VersionRow) -> tuple[Value, ...]:
    """A row without the time it was known: what it says."""
    return row[:4] + row[6:]
