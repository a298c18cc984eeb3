"""Who is touched by an entry: the subjects whose resolved answer may change on any day (``CORE`` §11).

``core/showing.py`` tells what a unit shows of others. Nobody whose answer changes is left out; days are not looked at,
so one who inherits only on other days than the changed ones is named too.
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from sor.core.canonical import decode
from sor.core.erased import ERASED
from sor.core.showing import codes_named, find_passed_on, passes, shows
from sor.core.timeline import LIFE
from sor.store import reads
from sor.store.database import Connection
from sor.store.projection import VersionRow
from sor.store.schema import touched as touched_table


class Changed(NamedTuple):
    """A subject that an entry states something about, and the fields it states."""

    kind: str
    key: str
    fields: frozenset[str]


def find_affected(connection: Connection, changed: Iterable[Changed], serial: int) -> set[tuple[str, str]]:
    """All that show a value of the changed subjects of the entry with this serial, as known at it, but for these."""
    if not had_units_before(connection, serial):
        return set()
    changed = list(changed)
    found: set[tuple[str, str]] = set()
    down: dict[str, set[str]] = {}
    for c in changed:
        if c.kind == "unit":
            down.setdefault(c.key, set()).update(find_passed_on(c.fields))
        elif c.kind == "location_number":
            for kind, key in reads.holders_ever(connection, "location_number", c.key, serial):
                found.add((kind, key))
                down.setdefault(key, set()).add("location")
        elif c.kind == "succession":
            found |= {("unit", code) for code in c.key.split(">")}
    for key, passed in _showing_codes(connection, {c.key for c in changed if c.kind == "code"}, serial).items():
        found.add(("unit", key))
        down.setdefault(key, set()).update(passed)
    found |= {("unit", key) for key in _below(connection, down, serial)}
    return found - {(c.kind, c.key) for c in changed}


def find_affected_by_day(
    connection: Connection, subjects: Sequence[tuple[str, str]], after: int, upto: int, serial: int
) -> set[tuple[str, str]]:
    """The subjects that the days (after, upto] change, and all that show a value of theirs that changes then; when the
    day was set back, the days that it goes back over.
    """
    after, upto = sorted((after, upto))
    units = [key for kind, key in subjects if kind == "unit"]
    fields: dict[str, set[str]] = {}
    versions: dict[str, list[VersionRow]] = {}
    for row in reads.versions_known(connection, "unit", units, serial):
        versions.setdefault(row.key, []).append(row)
    for key, rows in versions.items():
        for one, other in pairwise([None, *rows, None]):
            turns = [other.valid_from] if other else []
            turns += [one.valid_to] if one else []
            if any(after < day <= upto for day in turns):
                fields.setdefault(key, set()).update(_differing(one, other))
    changed = [Changed(kind, key, frozenset(fields.get(key, ()))) for kind, key in subjects]
    return find_affected(connection, changed, serial) | set(subjects)


def note(connection: Connection, serial: int, subjects: set[tuple[str, str]]) -> None:
    """Write down who is touched by an entry besides the subjects of its own lines."""
    connection.insert(touched_table, [(serial, kind, key) for kind, key in sorted(subjects)])


def _differing(one: VersionRow | None, other: VersionRow | None) -> set[str]:
    """The fields in which two neighbouring versions differ; life itself at the ends of it. Of two erased values it is
    known whether they were one: each bears the serial of its erasure, and one erasure takes one value.
    """
    if one is None or other is None or one.valid_to != other.valid_from:
        return {LIFE}
    before, after = decode(one.body), decode(other.body)
    before |= before.pop(ERASED, {})
    after |= after.pop(ERASED, {})
    return {field for field in before.keys() | after.keys() if before.get(field) != after.get(field)}


def _below(connection: Connection, down: Mapping[str, set[str]], serial: int) -> set[str]:
    """The units that show a passed-on field of a unit above them. What a unit does not pass on ends with it."""
    touched: set[str] = set()
    passed: dict[str, set[str]] = {}
    while down := {key: fields for key, fields in down.items() if fields}:
        deeper: dict[str, set[str]] = {}
        for row in reads.children_ever(connection, list(down), serial):
            own = decode(row.body)
            for field in down[row.parent or ""]:
                if shows(own, field):
                    touched.add(row.key)
                if passes(own, field) and field not in passed.get(row.key, ()):
                    deeper.setdefault(row.key, set()).add(field)
        for key, fields in deeper.items():
            passed.setdefault(key, set()).update(fields)
        down = deeper
    return touched


def _showing_codes(connection: Connection, codes: set[str], serial: int) -> dict[str, set[str]]:
    """The units that show the name of a type or the region of a municipality, each with what it passes on of it."""
    types = sorted(code.removeprefix("entity_type/") for code in codes if code.startswith("entity_type/"))
    found: dict[str, set[str]] = {key: set() for key in reads.units_of_types(connection, types, serial)}
    municipalities = {code.removeprefix("municipality/") for code in codes if code.startswith("municipality/")}
    for row in reads.units_with_municipalities(connection, serial) if municipalities else ():
        shown = {
            field
            for code_list, code, field in codes_named(decode(row.body))
            if code_list == "municipality" and code in municipalities
        }
        if shown:
            found.setdefault(row.key, set()).update(find_passed_on(shown))
    return found


def had_units_before(connection: Connection, serial: int) -> bool:
    """Whether anything can inherit at all: in the first load every unit is changed itself."""
    row = connection.run(
        "SELECT 1 FROM version WHERE kind = 'unit' AND known_from < :serial LIMIT 1", serial=serial
    ).fetchone()
    return row is not None
