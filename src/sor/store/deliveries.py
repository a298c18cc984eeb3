"""Which files were loaded: to know the same bytes again, and an older file from a newer one."""

from typing import NamedTuple

from sor.store.database import Connection


class Loaded(NamedTuple):
    """A file that was loaded: its entry, its family of formats, and the day that it describes."""

    serial: int
    family: str
    snapshot: int


def with_digest(connection: Connection, digest: str) -> list[Loaded]:
    """The entries by which a file of these bytes was loaded, the last one first."""
    rows = connection.run(
        "SELECT serial, format, snapshot FROM delivery WHERE digest = :digest ORDER BY serial DESC", digest=digest
    )
    return [Loaded(*row) for row in rows]


def is_followed(connection: Connection, loaded: Loaded) -> bool:
    """Whether another file of the family was loaded after one, for its day or a later one."""
    row = connection.run(
        "SELECT 1 FROM delivery WHERE format = :family AND serial > :serial AND snapshot >= :snapshot LIMIT 1",
        family=loaded.family, serial=loaded.serial, snapshot=loaded.snapshot,
    ).fetchone()  # fmt: skip
    return row is not None


def of_day(connection: Connection, family: str, snapshot: int) -> list[int]:
    """The entries by which files of a family and day were loaded, in order."""
    rows = connection.run(
        "SELECT serial FROM delivery WHERE format = :family AND snapshot = :snapshot ORDER BY serial",
        family=family, snapshot=snapshot,
    )  # fmt: skip
    return [row[0] for row in rows]


def last_snapshot(connection: Connection, family: str) -> int | None:
    """The latest day that a loaded file of a family of formats describes."""
    row = connection.run("SELECT max(snapshot) FROM delivery WHERE format = :family", family=family).fetchone()
    return row[0] if row else None


def last_before(connection: Connection, family: str) -> int | None:
    """The latest day that a loaded file of a family describes; of any family when none of it was loaded."""
    found = last_snapshot(connection, family)
    if found is None:
        row = connection.run("SELECT max(snapshot) FROM delivery").fetchone()
        found = row[0] if row else None
    return found


def next_whole(connection: Connection, family: str, snapshot: int) -> int | None:
    """The day of the first loaded file after a day that listed everything that was open on its own day."""
    row = connection.run(
        "SELECT min(snapshot) FROM delivery WHERE format = :family AND snapshot > :snapshot AND silence = 'closed'",
        family=family, snapshot=snapshot,
    ).fetchone()  # fmt: skip
    return row[0] if row else None


def latest(connection: Connection) -> list[tuple[str, int, int]]:
    """(family, snapshot day, serial) of the newest file of each family of formats."""
    return [
        (row[0], row[1], row[2])
        for row in connection.run(
            "SELECT format, max(snapshot), max(serial) FROM delivery GROUP BY format ORDER BY format"
        )
    ]
