"""Reading whole selections for exports, in short steps: each read is as of a serial, so that no transaction stays open
over a long export and all steps agree (``CORE`` §16).
"""

from collections.abc import Iterator, Sequence

from sor.core.as_of import AsOf
from sor.store.as_of import AS_OF, KNOWN, as_of
from sor.store.database import Connection, Row
from sor.store.projection import VERSION, VersionRow
from sor.store.reads import versions_known

PAGE = 2000


def pages_at(connection: Connection, kind: str, at: AsOf) -> Iterator[list[VersionRow]]:
    """Every subject of a kind that is alive then, by key, some at a time."""
    after = ""
    while True:
        found = [
            VersionRow(*row)
            for row in connection.run(
                f"SELECT {VERSION} FROM version WHERE kind = :kind AND key > :after AND {AS_OF}"
                " ORDER BY key LIMIT :page",
                kind=kind, after=after, valid=at.valid, known=at.known, page=PAGE,
            )
        ]  # fmt: skip
        if found:
            yield found
        if len(found) < PAGE:
            return
        after = found[-1].key


def open_units(connection: Connection, at: AsOf) -> dict[str, Row]:
    """The rows of all units that are open then, by code and in its order: the columns of a ``VersionRow``, without the
    cost of making 100,000 of them.
    """
    rows = connection.run(
        f"SELECT {VERSION} FROM version WHERE kind = 'unit' AND {AS_OF} ORDER BY key",
        valid=at.valid, known=at.known,
    )  # fmt: skip
    return {row[1]: row for row in rows}


def pages_of_keys(connection: Connection, kind: str, known: int) -> Iterator[list[str]]:
    """The keys of every subject of a kind that has a life, on whatever day, as known at a serial; some at a time."""
    after = ""
    while True:
        found = [
            row[0]
            for row in connection.run(
                f"SELECT DISTINCT key FROM version WHERE kind = :kind AND key > :after AND {KNOWN}"
                " ORDER BY key LIMIT :page",
                kind=kind, after=after, known=known, page=PAGE,
            )
        ]  # fmt: skip
        if found:
            yield found
        if len(found) < PAGE:
            return
        after = found[-1]


def versions_of(connection: Connection, kind: str, keys: Sequence[str], known: int) -> dict[str, list[VersionRow]]:
    """All versions of some subjects as known at a serial, in order of time; subjects without any are missing."""
    found: dict[str, list[VersionRow]] = {}
    for row in versions_known(connection, kind, keys, known):
        found.setdefault(row.key, []).append(row)
    return found


def later_days(
    connection: Connection, kind: str, keys: Sequence[str], after: int, known: int
) -> dict[str, list[tuple[int, int]]]:
    """The periods of the versions of some subjects that begin after a day, in order of time."""
    found: dict[str, list[tuple[int, int]]] = {}
    for key, start, end in connection.run_for(
        keys,
        "SELECT key, valid_from, valid_to FROM version WHERE kind = :kind AND key IN (:keys)"
        f" AND valid_from > :after AND {KNOWN} ORDER BY key, valid_from",
        kind=kind, after=after, known=known,
    ):  # fmt: skip
        found.setdefault(key, []).append((start, end))
    return found


def coming_keys(connection: Connection, kind: str, at: AsOf) -> list[str]:
    """The keys of the subjects of a kind that are not alive then and will be later."""
    return [
        row[0]
        for row in connection.run(
            f"SELECT DISTINCT key FROM version AS later WHERE kind = :kind AND valid_from > :valid AND {KNOWN}"
            " AND NOT EXISTS (SELECT 1 FROM version AS now WHERE now.kind = later.kind AND now.key = later.key"
            f" AND {as_of('now')}) ORDER BY key",
            kind=kind, valid=at.valid, known=at.known,
        )
    ]  # fmt: skip


def carriers(connection: Connection, system: str, known: int) -> list[tuple[str, str]]:
    """(value, SOR code) of every unit that carries a value of an identifier system on some day, as known then."""
    return [
        (row[0], row[1])
        for row in connection.run(
            f"SELECT DISTINCT value, key FROM identifier WHERE system = :system AND kind = 'unit' AND {KNOWN}"
            " ORDER BY value, key",
            system=system, known=known,
        )
    ]  # fmt: skip


def successions_known(connection: Connection, known: int) -> list[tuple[str, int, int]]:
    """(key, first day, first day no longer) of every period of every succession that some side shows."""
    return [
        (row[0], row[1], row[2])
        for row in connection.run(
            f"SELECT key, valid_from, valid_to FROM identifier WHERE kind = 'succession'"
            f" AND system = 'predecessor_of' AND {KNOWN} ORDER BY key, valid_from",
            known=known,
        )
    ]  # fmt: skip


def successions_of(connection: Connection, units: Sequence[str], known: int) -> list[tuple[str, int, int]]:
    """The same of the successions in which some units take part, on whichever side."""
    found = {
        (row[0], row[1], row[2])
        for system in ("predecessor_of", "successor_of")
        for row in connection.run_for(
            units,
            "SELECT key, valid_from, valid_to FROM identifier WHERE system = :system AND value IN (:keys)"
            f" AND kind = 'succession' AND {KNOWN}",
            system=system, known=known,
        )
    }  # fmt: skip
    return sorted(found)


def when_each_was_known(connection: Connection, upto: int) -> dict[int, tuple[str, str]]:
    """When each entry up to a serial became known, and by which channel it came."""
    rows = connection.run("SELECT serial, known_at, channel FROM entry WHERE serial <= :upto", upto=upto)
    return {serial: (known_at, channel) for serial, known_at, channel in rows}


def day_reached(connection: Connection, serial: int) -> int:
    """The Danish day that the register had reached at a serial."""
    row = connection.run("SELECT day FROM entry WHERE serial = :serial", serial=serial).fetchone()
    return int(row[0]) if row else 0


def serial_on(connection: Connection, day: int) -> int:
    """The last serial at which the register had not gone beyond a Danish day; 0 before the first entry."""
    row = connection.run("SELECT max(serial) FROM entry WHERE day <= :day", day=day).fetchone()
    return row[0] or 0
