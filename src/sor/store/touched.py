"""Who is touched by an entry: the subjects whose resolved answer changes on any day (``CORE`` §11).

A unit shows values of others: addresses and the location number of the units above, the facts of a number, and
who it replaced. This is the only place that knows.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from sor.core.canonical import decode
from sor.core.timeline import LIFE
from sor.store.database import Connection
from sor.store.reads import children_ever, holders_ever
from sor.store.schema import touched as touched_table

PASSED_ON = {"postal_address", "virtual_address", "location", "cvr"}
"""What a unit below shows of a unit above; visiting and activity addresses fall back inside the unit."""


class Changed(NamedTuple):
    """A subject that an entry states something about, and the fields it states."""

    kind: str
    key: str
    fields: frozenset[str]


def affected(connection: Connection, changed: Sequence[Changed], serial: int) -> set[tuple[str, str]]:
    """The changed subjects of the entry with this serial, and all that show a value of theirs."""
    found = {(c.kind, c.key) for c in changed}
    if not _had_units_before(connection, serial):
        return found
    down: dict[str, set[str]] = {}
    for c in changed:
        if c.kind == "unit":
            passed = set(PASSED_ON) if c.fields & {LIFE, "parent"} else set(c.fields & PASSED_ON)
            if passed:
                down[c.key] = passed
        elif c.kind == "location_number":
            for kind, key in holders_ever(connection, "location_number", c.key):
                found.add((kind, key))
                down.setdefault(key, set()).add("location")
        elif c.kind == "succession":
            found |= {("unit", code) for code in c.key.split(">", 1)}
    done: dict[str, set[str]] = {}
    while down:
        down = _below(connection, down, done)
    return found | {("unit", key) for key in done}


def touch(connection: Connection, serial: int, subjects: Sequence[tuple[str, str]]) -> None:
    """Note the subjects that the passing of days changed, and those that show a value of theirs."""
    changed = [Changed(kind, key, frozenset({LIFE})) for kind, key in subjects]
    connection.insert(
        touched_table, [(serial, kind, key) for kind, key in sorted(affected(connection, changed, serial))]
    )


def _below(connection: Connection, fields: Mapping[str, set[str]], done: dict[str, set[str]]) -> dict[str, set[str]]:
    """One step down the tree: the children that show a passed-on field of their parent, and were not met before."""
    deeper: dict[str, set[str]] = {}
    for row in children_ever(connection, list(fields)):
        own = decode(row.body)
        shown = {field for field in fields[row.parent or ""] if _inherits(own, field)} - done.get(row.key, set())
        if shown:
            deeper.setdefault(row.key, set()).update(shown)
    for key, shown in deeper.items():
        done.setdefault(key, set()).update(shown)
    return deeper


def _had_units_before(connection: Connection, serial: int) -> bool:
    """Whether anything can inherit at all: in the first load every unit is changed itself."""
    row = connection.run(
        "SELECT 1 FROM version WHERE kind = 'unit' AND known_from < :serial LIMIT 1", serial=serial
    ).fetchone()
    return row is not None


def _inherits(own: dict[str, object], field: str) -> bool:
    if field == "location":
        location = own.get("location")
        return isinstance(location, dict) and location.get("state") == "Inherited"
    return field not in own
