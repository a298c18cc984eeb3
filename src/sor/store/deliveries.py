"""Which files were loaded: to know the same bytes again, and an older file from a newer one."""

from sor.store.database import Connection


def with_digest(connection: Connection, digest: str) -> int | None:
    """The entry by which a file of these bytes was loaded."""
    row = connection.run("SELECT min(serial) FROM delivery WHERE digest = :digest", digest=digest).fetchone()
    return row[0] if row else None


def last_snapshot(connection: Connection, family: str) -> int | None:
    """The latest day that a loaded file of a family of formats describes."""
    row = connection.run("SELECT max(snapshot) FROM delivery WHERE format = :family", family=family).fetchone()
    return row[0] if row else None


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
