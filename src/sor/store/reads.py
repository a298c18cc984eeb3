"""Reading versions and identifiers as of a (valid day, serial)."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from sor.core.as_of import AsOf
from sor.core.tree import DEEPEST
from sor.store.as_of import AS_OF, KNOWN, KNOWN_NOW, as_of
from sor.store.database import Connection
from sor.store.log import count_lines
from sor.store.marks import by_key, by_kind, by_parent, by_value
from sor.store.projection import VERSION, VersionRow

UNIT = "kind || '' = 'unit'"
"""That a row is a unit's, said so that no index can be taken for it. Databases take the one on ``kind`` for as few as
three parents, or for the lines of an entry, and look through all units; another index finds those asked for.
"""


def version_at(connection: Connection, kind: str, key: str, at: AsOf) -> VersionRow | None:
    """The version of one subject; none when it is not alive then."""
    row = connection.run(
        by_key(f"SELECT {VERSION} FROM version WHERE kind = :kind AND key = :key AND {AS_OF}"),
        kind=kind, key=key, valid=at.valid, known=at.known,
    ).fetchone()  # fmt: skip
    return VersionRow(*row) if row else None


def versions_at(connection: Connection, kind: str, keys: Sequence[str], at: AsOf) -> dict[str, VersionRow]:
    """The versions of several subjects of one kind, by key; those not alive then are missing."""
    rows = connection.run_for(
        keys,
        by_key(f"SELECT {VERSION} FROM version WHERE kind = :kind AND key IN (:keys) AND {AS_OF}"),
        kind=kind, valid=at.valid, known=at.known,
    )  # fmt: skip
    return {row[1]: VersionRow(*row) for row in rows}


CHAIN = by_key(f"""
WITH RECURSIVE chain(depth, {VERSION}) AS (
  SELECT 0, {VERSION} FROM version WHERE kind = 'unit' AND key = :key AND {AS_OF}
  UNION ALL
  SELECT chain.depth + 1, {", ".join("up." + name for name in VERSION.split(", "))}
  FROM chain JOIN version AS up ON up.kind = 'unit' AND up.key = chain.parent
    AND {as_of("up")}
  WHERE chain.depth < {DEEPEST}
)
SELECT depth, {VERSION} FROM chain""")
"""One line on one day, the hot look-up. It carries whole rows: walking by keys and reading the rows of these, as
``neighbourhood.ABOVE`` does for all days, costs a tenth to a third more.
"""


def chain_at(connection: Connection, key: str, at: AsOf) -> list[VersionRow]:
    """A unit and its ancestors, the unit first; empty when it is not alive then. A cycle is cut where it closes."""
    rows = connection.run(CHAIN, key=key, valid=at.valid, known=at.known).fetchall()
    rows.sort()  # by depth; the database would need a second pass for it
    found: list[VersionRow] = []
    seen: set[str] = set()
    for row in rows:
        if row[2] in seen:
            break
        seen.add(row[2])
        found.append(VersionRow._make(row[1:]))
    return found


def nearest_version(connection: Connection, kind: str, key: str, at: AsOf) -> VersionRow | None:
    """For a subject that is not alive on the asked day: its last version before, else its first one after."""
    before = connection.run(
        by_key(f"SELECT {VERSION} FROM version WHERE kind = :kind AND key = :key AND valid_from <= :valid"
               f" AND {KNOWN} ORDER BY valid_from DESC LIMIT 1"),
        kind=kind, key=key, valid=at.valid, known=at.known,
    ).fetchone()  # fmt: skip
    row = before or connection.run(
        by_key(f"SELECT {VERSION} FROM version WHERE kind = :kind AND key = :key"
               f" AND {KNOWN} ORDER BY valid_from LIMIT 1"),
        kind=kind, key=key, known=at.known,
    ).fetchone()  # fmt: skip
    return VersionRow(*row) if row else None


def first_day(connection: Connection, known: int) -> int | None:
    """The first day on which any unit or SHAK code is alive, as known at a serial; None when there is none."""
    row = connection.run(
        f"SELECT min(valid_from) FROM version WHERE kind IN ('unit', 'shak') AND {KNOWN}", known=known
    ).fetchone()
    return row[0] if row else None


def has_begun(connection: Connection, at: AsOf) -> bool:
    """Whether any unit or SHAK code was alive on a day or before it."""
    found = connection.run(
        f"SELECT 1 FROM version WHERE kind IN ('unit', 'shak') AND valid_from <= :valid AND {KNOWN} LIMIT 1",
        valid=at.valid,
        known=at.known,
    )
    return found.fetchone() is not None


def history_of(connection: Connection, kind: str, key: str, known: int | None = None) -> list[VersionRow]:
    """All versions of a subject in order of time: those known at a serial, or every row that ever was known."""
    condition = "" if known is None else f" AND {KNOWN}"
    rows = connection.run(
        by_key(
            f"SELECT {VERSION} FROM version WHERE kind = :kind AND key = :key{condition}"
            " ORDER BY valid_from, known_from"
        ),
        kind=kind, key=key, known=known,
    )  # fmt: skip
    return [VersionRow(*row) for row in rows]


def children_at(connection: Connection, key: str, at: AsOf) -> list[VersionRow]:
    """The units directly below one, unsorted."""
    return [
        VersionRow(*row)
        for row in connection.run(
            by_parent(f"SELECT {VERSION} FROM version WHERE {UNIT} AND parent = :key AND {AS_OF}"),
            key=key, valid=at.valid, known=at.known,
        )
    ]  # fmt: skip


def children_of(connection: Connection, keys: Sequence[str], at: AsOf) -> list[VersionRow]:
    """The units directly below any of several, unsorted."""
    found = connection.run_for(
        keys,
        by_parent(f"SELECT {VERSION} FROM version WHERE {UNIT} AND parent IN (:keys) AND {AS_OF}"),
        valid=at.valid, known=at.known,
    )  # fmt: skip
    return [VersionRow(*row) for row in found]


def children_ever(connection: Connection, keys: Sequence[str], known: int) -> list[VersionRow]:
    """Every version known at a serial, of whatever day, that names one of some units as its parent."""
    found = connection.run_for(keys, f"SELECT {VERSION} FROM version WHERE parent IN (:keys) AND {KNOWN}", known=known)
    return [VersionRow(*row) for row in found]


def versions_known(connection: Connection, kind: str, keys: Sequence[str], known: int) -> list[VersionRow]:
    """All versions of some subjects of one kind that are known at a serial, those of a subject in order of time."""
    found = connection.run_for(
        keys,
        f"SELECT {VERSION} FROM version WHERE kind = :kind AND key IN (:keys) AND {KNOWN} ORDER BY key, valid_from",
        kind=kind, known=known,
    )  # fmt: skip
    return [VersionRow(*row) for row in found]


def units_of_types(connection: Connection, types: Sequence[str], known: int) -> set[str]:
    """The units that are of one of some entity types on any day, as known at a serial."""
    found = connection.run_for(
        types, f"SELECT DISTINCT key FROM version WHERE kind = 'unit' AND type IN (:keys) AND {KNOWN}", known=known
    )
    return {row[0] for row in found}


def units_with_municipalities(connection: Connection, known: int) -> Iterator[VersionRow]:
    """Every version of a unit, known at a serial, that has an own address with a municipality."""
    for row in connection.run(
        f"SELECT {VERSION} FROM version WHERE kind = 'unit' AND body LIKE '%\"municipality\"%' AND {KNOWN}", known=known
    ):
        yield VersionRow(*row)


def count_children(connection: Connection, keys: Sequence[str], at: AsOf) -> dict[str, int]:
    """How many units stand directly below each of some units; those with none are missing."""
    found = connection.run_for(
        keys,
        by_parent(
            "SELECT parent, count(*) FROM version"
            f" WHERE {UNIT} AND parent IN (:keys) AND {AS_OF} GROUP BY parent"
        ),
        valid=at.valid, known=at.known,
    )  # fmt: skip
    return dict(found)


def all_at(connection: Connection, kind: str, at: AsOf) -> Iterator[VersionRow]:
    """Every subject of a kind that is alive then, by key."""
    for row in connection.run(
        f"SELECT {VERSION} FROM version WHERE kind = :kind AND {AS_OF} ORDER BY key",
        kind=kind,
        valid=at.valid,
        known=at.known,
    ):
        yield VersionRow(*row)


def all_versions(connection: Connection, kind: str) -> Iterator[VersionRow]:
    """Every row of a kind, of all days and all knowledge, by key."""
    for row in connection.run(
        f"SELECT {VERSION} FROM version WHERE kind = :kind ORDER BY key, valid_from, known_from", kind=kind
    ):
        yield VersionRow(*row)


def count_alive(connection: Connection, kind: str, at: AsOf) -> int:
    """How many subjects of a kind are alive then."""
    row = connection.run(
        f"SELECT count(*) FROM version WHERE kind = :kind AND {AS_OF}", kind=kind, valid=at.valid, known=at.known
    ).fetchone()
    return int(row[0])


def open_keys(connection: Connection, kind: str, at: AsOf) -> set[str]:
    """The keys of the subjects of a kind that are alive then."""
    return {
        row[0]
        for row in connection.run(
            f"SELECT key FROM version WHERE kind = :kind AND {AS_OF}", kind=kind, valid=at.valid, known=at.known
        )
    }


def holders_at(connection: Connection, system: str, value: str, at: AsOf) -> list[tuple[str, str]]:
    """The (kind, key) of all subjects that carry an identifier then."""
    return sorted(
        (row[0], row[1])
        for row in connection.run(
            by_value(f"SELECT kind, key FROM identifier WHERE system = :system AND value = :value AND {AS_OF}"),
            system=system, value=value, valid=at.valid, known=at.known,
        )
    )  # fmt: skip


class Holding(NamedTuple):
    """A unit carries a value of an identifier system on the days [valid_from, valid_to)."""

    system: str
    key: str
    valid_from: int
    valid_to: int


def holdings(connection: Connection, system: str, value: str, known: int) -> list[Holding]:
    """Which units carried an identifier on whatever days, as known at a serial."""
    return sorted(
        Holding(*row)
        for row in connection.run(
            by_value("SELECT system, key, valid_from, valid_to FROM identifier WHERE kind = 'unit' AND system = :system"
                     f" AND value = :value AND {KNOWN}"),
            system=system, value=value, known=known,
        )
    )  # fmt: skip


def successions_at(connection: Connection, code: str, at: AsOf) -> tuple[list[str], list[str]]:
    """The units that one replaces, and those that replace it, then."""
    earlier: list[str] = []
    later: list[str] = []
    for system, key in connection.run(
        by_value(
            "SELECT system, key FROM identifier WHERE system IN ('predecessor_of', 'successor_of') AND value = :code"
            f" AND {AS_OF} ORDER BY key"
        ),
        code=code, valid=at.valid, known=at.known,
    ):  # fmt: skip
        old, _, new = key.partition(">")
        (earlier if system == "predecessor_of" else later).append(old if system == "predecessor_of" else new)
    return earlier, later


def succession_days(connection: Connection, code: str, known: int) -> set[int]:
    """The days on which a unit gains or loses a predecessor or successor, as known at a serial."""
    found = connection.run(
        by_value(
            "SELECT valid_from, valid_to FROM identifier"
            f" WHERE system IN ('predecessor_of', 'successor_of') AND value = :code AND {KNOWN}"
        ),
        code=code, known=known,
    )  # fmt: skip
    return {day for row in found for day in row}


def successions_ever(connection: Connection, code: str) -> list[str]:
    """The keys of all successions of which a unit is one side, whenever and by whatever serial they were believed."""
    found = connection.run(
        by_value(
            "SELECT DISTINCT key FROM identifier"
            " WHERE system IN ('predecessor_of', 'successor_of') AND value = :code ORDER BY key"
        ),
        code=code,
    )  # fmt: skip
    return [key for (key,) in found]


def holders_ever(connection: Connection, system: str, value: str, known: int) -> set[tuple[str, str]]:
    """The (kind, key) of all subjects that carry an identifier on any day, as known at a serial."""
    return {
        (row[0], row[1])
        for row in connection.run(
            f"SELECT kind, key FROM identifier WHERE system = :system AND value = :value AND {KNOWN}",
            system=system, value=value, known=known,
        )
    }  # fmt: skip


def find_touched_since(connection: Connection, after: int, upto: int) -> list[tuple[str, str]]:
    """The subjects whose resolved answer changed in the entries (after, upto]."""
    return [
        (row[0], row[1])
        for row in connection.run(
            "SELECT kind, key FROM line WHERE serial > :after AND serial <= :upto UNION"
            " SELECT kind, key FROM touched WHERE serial > :after AND serial <= :upto ORDER BY kind, key",
            after=after, upto=upto,
        )
    ]  # fmt: skip


def find_touched_by(connection: Connection, serial: int, limit: int, offset: int) -> list[tuple[str, str, bool]]:
    """A page of the subjects that one entry touched: (kind, key, whether a line of the entry is about it)."""
    return [
        (row[0], row[1], bool(row[2]))
        for row in connection.run(
            "SELECT kind, key, 1 FROM line WHERE serial = :serial UNION ALL"
            " SELECT kind, key, 0 FROM touched WHERE serial = :serial ORDER BY kind, key LIMIT :limit OFFSET :offset",
            serial=serial, limit=limit, offset=offset,
        )
    ]  # fmt: skip


def units_touched_by(connection: Connection, serial: int, limit: int, offset: int) -> list[tuple[str, bool]]:
    """A page of the units that one entry touched, by code: (code, whether a line of the entry is about it)."""
    return [
        (row[0], bool(row[1]))
        for row in connection.run(
            f"SELECT key, 1 FROM line WHERE serial = :serial AND {UNIT} UNION ALL"
            " SELECT key, 0 FROM touched WHERE serial = :serial AND kind = 'unit'"
            " ORDER BY key LIMIT :limit OFFSET :offset",
            serial=serial, limit=limit, offset=offset,
        )
    ]  # fmt: skip


def count_units_touched(connection: Connection, serial: int) -> int:
    """How many units one entry touched."""
    row = connection.run(
        f"SELECT (SELECT count(*) FROM line WHERE serial = :serial AND {UNIT})"
        " + (SELECT count(*) FROM touched WHERE serial = :serial AND kind = 'unit')",
        serial=serial,
    ).fetchone()
    return int(row[0])


def count_touched(connection: Connection, serial: int) -> int:
    """How many subjects one entry touched."""
    row = connection.run("SELECT count(*) FROM touched WHERE serial = :serial", serial=serial).fetchone()
    return count_lines(connection, serial) + int(row[0])


def count_touched_each(connection: Connection, after: int, upto: int) -> dict[int, int]:
    """How many subjects beside those of its own lines each of the entries (after, upto] touched; those without any are
    missing.
    """
    rows = connection.run(
        "SELECT serial, count(*) FROM touched WHERE serial > :after AND serial <= :upto GROUP BY serial",
        after=after, upto=upto,
    )  # fmt: skip
    return dict(rows.fetchall())


def last_change(connection: Connection, kind: str, known: int) -> int:
    """The last serial, not above the given one, at which some version of a kind came or went; 0 when none did."""
    row = connection.run(
        by_kind(
            "SELECT max(CASE WHEN known_to <= :known THEN known_to ELSE known_from END) FROM version"
            " WHERE kind = :kind AND known_from <= :known"
        ),
        kind=kind, known=known,
    ).fetchone()  # fmt: skip
    return row[0] or 0


def rows_known(connection: Connection, kind: str, known: int) -> Iterator[tuple[str, int, int, str]]:
    """(key, valid_from, valid_to, body) of all versions of a kind known at a serial, as they were recorded."""
    yield from connection.run(
        by_kind(
            "SELECT key, valid_from, valid_to, body FROM version"
            f" WHERE kind = :kind AND {KNOWN} ORDER BY known_from, key, valid_from"
        ),
        kind=kind, known=known,
    )  # fmt: skip


def turning(connection: Connection, after: int, upto: int) -> list[tuple[str, str]]:
    """The (kind, key) of the subjects with a version that begins or ends on the days (after, upto], as known now; when
    the day was set back, on the days that it goes back over.
    """
    after, upto = sorted((after, upto))
    return sorted(
        (row[0], row[1])
        for row in connection.run(
            f"SELECT DISTINCT kind, key FROM version WHERE {KNOWN_NOW}"
            " AND (valid_from > :after AND valid_from <= :upto OR valid_to > :after AND valid_to <= :upto)",
            after=after, upto=upto,
        )
    )  # fmt: skip


def read_known_keys(connection: Connection, kind: str) -> set[str]:
    """The keys of the subjects of a kind that have a life at all, on whatever day, as known now."""
    return {
        row[0]
        for row in connection.run(f"SELECT DISTINCT key FROM version WHERE kind = :kind AND {KNOWN_NOW}", kind=kind)
    }


def those_known(connection: Connection, kind: str, keys: Sequence[str]) -> set[str]:
    """Those of some keys that are subjects of a kind with a life at all, on whatever day, as known now."""
    found = connection.run_for(
        keys,
        by_key(f"SELECT DISTINCT key FROM version WHERE kind = :kind AND key IN (:keys) AND {KNOWN_NOW}"),
        kind=kind,
    )
    return {row[0] for row in found}


def any_of(connection: Connection, kind: str) -> bool:
    """Whether the register has ever held a subject of a kind."""
    row = connection.run(by_kind("SELECT 1 FROM line WHERE kind = :kind LIMIT 1"), kind=kind).fetchone()
    return row is not None
