"""From timelines to rows: versions and identifiers with both their times, rebuilt at will from the log.

A row that stops being true is kept with ``known_to``; what remains of its period is a new row. So a question at any
(valid day, serial) is one condition on four columns (``CORE`` §16).
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple, TypeAlias

from sor.core.canonical import NULL, decode
from sor.core.log import UPCOMING
from sor.core.newcomer import FirstSeen
from sor.core.shapes import Value
from sor.core.statement import NEVER
from sor.core.timeline import LIFE, TRUE, Run, body_of, stretches
from sor.store.as_of import KNOWN_NOW
from sor.store.database import Connection
from sor.store.schema import identifier as identifier_table
from sor.store.schema import version as version_table

IDENTIFIER_FIELDS = {
    "cvr", "production_unit", "shak", "provider_identifier", "pharmacy_identifier", "local_code", "location",
    "geographic_parent", "geographic_location", "replaces", "replaced_by", "operator",
}  # fmt: skip


NAMED_BY_A_PART = {
    "location": ("location_number", "number"),
    "geographic_parent": ("geographic_parent", "parent"),
    "operator": ("operator", "unit"),
}
"""The fields of which a part is the identifier: by which system, and which part."""


class VersionRow(NamedTuple):
    """One row of ``version``: what a subject is on [valid_from, valid_to), as known in [known_from, known_to).

    first_from: the first day of the subject's life. body: its own values as canonical JSON. stated: the last entry that
    said any of this, or that the life ends here (``docs/decisions/day-of-registration.md``).
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
    stated: int


VERSION = ", ".join(VersionRow._fields)
"""The columns of a row, as a statement names them."""

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
    endings = {run.from_day: run.statement.serial for run in folded.get(LIFE, ()) if run.statement.value != TRUE}
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
                max(endings.get(end, 0), *(s.serial for s in winners)),
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
        (kind, key, start, end, serial, NEVER, new.born, parent, level, entity_type, body.decode(), serial)
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
    if field in NAMED_BY_A_PART:
        system, part = NAMED_BY_A_PART[field]
        found = value.get(part) if isinstance(value, dict) else None
        return [(system, found)] if found else []
    text = str(value)
    if field == "provider_identifier":
        return [(field, text), ("provider_key", text.lstrip("0") or "0")]
    return [(field, text)]


class SubjectRows(NamedTuple):
    """The rows of a subject."""

    versions: Sequence[VersionRow] = ()
    identifiers: Sequence[IdentifierRow] = ()


class RowChanges(NamedTuple):
    """What brings the rows of a subject in line with its timeline: those that come with an entry, those that end."""

    coming: SubjectRows
    ended: SubjectRows = SubjectRows()


def row_changes(connection: Connection, kind: str, wanted: Mapping[str, SubjectRows]) -> dict[str, RowChanges]:
    """How the rows that stand of some subjects of a kind become the wanted ones."""
    versions: dict[str, dict[tuple[Value, ...], VersionRow]] = {key: {} for key in wanted}
    for row in map(VersionRow._make, connection.run_for(
        [*wanted],
        f"SELECT {VERSION} FROM version WHERE kind = :kind AND key IN (:keys) AND {KNOWN_NOW}",
        kind=kind,
    )):  # fmt: skip
        versions[row.key][_timeless(row)] = row
    identifiers: dict[str, dict[tuple[Value, ...], IdentifierRow]] = {key: {} for key in wanted}
    for one in map(IdentifierRow._make, connection.run_for(
        [*wanted],
        "SELECT system, value, kind, key, valid_from, valid_to, known_from, known_to"
        f" FROM identifier WHERE kind = :kind AND key IN (:keys) AND {KNOWN_NOW}",
        kind=kind,
    )):  # fmt: skip
        identifiers[one.key][one[:6]] = one
    return {key: _change_rows(rows, versions[key], identifiers[key]) for key, rows in wanted.items()}


def _change_rows(
    wanted: SubjectRows,
    versions: Mapping[tuple[Value, ...], VersionRow],
    identifiers: Mapping[tuple[Value, ...], IdentifierRow],
) -> RowChanges:
    """How the rows that stand of a subject, by what they say, become the wanted ones."""
    said = {_timeless(row): row for row in wanted.versions}
    borne = {row[:6]: row for row in wanted.identifiers}
    return RowChanges(
        SubjectRows(
            [row for one, row in said.items() if one not in versions],
            [row for one, row in borne.items() if one not in identifiers],
        ),
        SubjectRows(
            [row for one, row in versions.items() if one not in said],
            [row for one, row in identifiers.items() if one not in borne],
        ),
    )


class Changes:
    """Rows collected over one entry, written in bulk: new rows, and rows that end at its serial."""

    def __init__(self, connection: Connection, serial: int) -> None:
        self.connection = connection
        self.serial = serial
        self.versions: list[NewRow] = []
        self.identifiers: list[NewRow] = []
        self._wanted: dict[str, dict[str, SubjectRows]] = {}
        self._ended: list[SubjectRows] = []

    def add(self, kind: str, key: str, wanted: SubjectRows, *, is_new: bool) -> None:
        """Bring a subject's rows in line with those that its folded timeline gives."""
        if is_new:
            self.add_ready(RowChanges(wanted))
        else:
            self._wanted.setdefault(kind, {})[key] = wanted

    def add_ready(self, changes: RowChanges) -> None:
        """Write changes of a subject's rows that are known already."""
        coming = changes.coming
        # a slice each, not _replace: thousands of rows are put in their place while others wait
        self.versions += [
            (*row[:4], self.serial, *row[5:-1], self.serial if row.stated == UPCOMING else row.stated)
            for row in coming.versions
        ]
        self.identifiers += [(*row[:6], self.serial, *row[7:]) for row in coming.identifiers]
        self._ended.append(changes.ended)

    def add_newcomer(self, new: FirstSeen) -> None:
        """Bring in the rows of a subject of which nothing was known before."""
        versions, identifiers = newcomer_rows(new, self.serial)
        self.versions += versions
        self.identifiers += identifiers

    def flush(self) -> None:
        """Write what was collected."""
        for kind, wanted in self._wanted.items():
            for changes in row_changes(self.connection, kind, wanted).values():
                self.add_ready(changes)
        self._end_rows()
        if self.versions:
            self.connection.insert(version_table, self.versions)
        if self.identifiers:
            self.connection.insert(identifier_table, self.identifiers)
        self.versions, self.identifiers, self._wanted, self._ended = [], [], {}, []

    def _end_rows(self) -> None:
        """Write that rows are known to be so no more."""
        self.connection.set_in(
            version_table, "known_to", self.serial, ("kind", "key", "valid_from"),
            [(row.kind, row.key, row.valid_from) for ended in self._ended for row in ended.versions], KNOWN_NOW,
        )  # fmt: skip
        self.connection.set_in(
            identifier_table, "known_to", self.serial, ("kind", "key", "system", "value", "valid_from"),
            [
                (row.kind, row.key, row.system, row.value, row.valid_from)
                for ended in self._ended for row in ended.identifiers
            ], KNOWN_NOW,
        )  # fmt: skip


def _timeless(row: VersionRow) -> tuple[Value, ...]:
    """A row without the time it was known: what it says."""
    return row[:4] + row[6:]
