"""The rows of the copy register as they are stored: in the order of their offsets, without values."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from sor.store.database import Connection
from sor.store.projection import VERSION, VersionRow
from sor.store.schema import krs_reached, krs_row


class KrsRow(NamedTuple):
    """A row that came, or went, by the entry ``serial``; see ``schema.krs_row``."""

    view: str
    revision: str
    serial: int
    id: str
    key: str
    from_day: int
    to_day: int
    known_from: int
    is_last: int = 1

    @property
    def is_gone(self) -> bool:
        """Whether it is the row's end that is told."""
        return self.serial > self.known_from


class Reached(NamedTuple):
    """How far the rows were made: all entries up to ``serial``, and of the next one all subjects up to (kind, key)."""

    serial: int = 0
    kind: str = ""
    key: str = ""


_COLUMNS = ", ".join(KrsRow._fields)


def read_reached(connection: Connection) -> Reached:
    """How far they were made."""
    row = connection.run("SELECT serial, kind, key FROM krs_reached").fetchone()
    return Reached(*row) if row else Reached()


def write(connection: Connection, new: Sequence[KrsRow], told_again: Iterable[KrsRow], at: Reached) -> None:
    """Add rows, and how far they were made. told_again: stored rows that are the last word on theirs no more."""
    for row in told_again:
        connection.run(
            "UPDATE krs_row SET is_last = 0 WHERE view = :view AND revision = :revision",
            view=row.view, revision=row.revision,
        )  # fmt: skip
    connection.insert(krs_row, new)
    connection.run("DELETE FROM krs_reached")
    connection.insert(krs_reached, [at])


def page(connection: Connection, view: str, after: str, limit: int) -> list[KrsRow]:
    """The last words of a view behind an offset, in the order of their own."""
    found = connection.run(
        f"SELECT {_COLUMNS} FROM krs_row WHERE view = :view AND revision > :after AND is_last = 1"
        " ORDER BY revision LIMIT :limit",
        view=view, after=after, limit=limit,
    )  # fmt: skip
    return [KrsRow(*row) for row in found]


def all_after(connection: Connection, view: str, after: str, limit: int) -> list[KrsRow]:
    """The rows of a view behind an offset, those told again later too."""
    found = connection.run(
        f"SELECT {_COLUMNS} FROM krs_row WHERE view = :view AND revision > :after ORDER BY revision LIMIT :limit",
        view=view, after=after, limit=limit,
    )  # fmt: skip
    return [KrsRow(*row) for row in found]


def last_words(connection: Connection, view: str, ids: Sequence[str]) -> list[KrsRow]:
    """The last words of a view on some ids, in the order of their offsets."""
    found = connection.run_for(
        ids, f"SELECT {_COLUMNS} FROM krs_row WHERE view = :view AND id IN (:keys) AND is_last = 1", view=view
    )
    return sorted((KrsRow(*row) for row in found), key=lambda row: row.revision)


def all_of(connection: Connection, view: str, ids: Sequence[str]) -> list[KrsRow]:
    """Everything that a view ever told of some ids, in the order of the offsets."""
    found = connection.run_for(ids, f"SELECT {_COLUMNS} FROM krs_row WHERE view = :view AND id IN (:keys)", view=view)
    return sorted((KrsRow(*row) for row in found), key=lambda row: row.revision)


def counts(connection: Connection) -> dict[str, tuple[int, int]]:
    """How many rows each view has, and how many of them are the last word."""
    found = connection.run("SELECT view, count(*), sum(is_last) FROM krs_row GROUP BY view")
    return {row[0]: (int(row[1]), int(row[2])) for row in found}


def last_revision(connection: Connection, view: str) -> str:
    """The offset that a view has come to; empty before its first row."""
    row = connection.run("SELECT max(revision) FROM krs_row WHERE view = :view", view=view).fetchone()
    return row[0] or ""


def has_given(connection: Connection, view: str, revision: str) -> bool:
    """Whether a row of a view was ever told at an offset, as far as rows were made; told again later or not."""
    row = connection.run(
        "SELECT 1 FROM krs_row WHERE view = :view AND revision = :revision", view=view, revision=revision
    ).fetchone()
    return row is not None


def head_of(connection: Connection, serial: int) -> tuple[str, str, str]:
    """The kind of an entry, when it became known, and by which channel it came."""
    row = connection.run("SELECT kind, known_at, channel FROM entry WHERE serial = :serial", serial=serial).fetchone()
    return row[0], row[1], row[2]


def knows_second(connection: Connection, first: str, after: str) -> bool:
    """Whether some entry became known in [first, after), two instants."""
    row = connection.run(
        "SELECT 1 FROM entry WHERE known_at >= :first AND known_at < :after LIMIT 1", first=first, after=after
    ).fetchone()
    return row is not None


def code_changes(connection: Connection) -> list[int]:
    """The serials at which the code lists changed, in order."""
    found = connection.run(
        "SELECT DISTINCT known_from FROM version WHERE kind = 'code' UNION"
        " SELECT DISTINCT known_to FROM version WHERE kind = 'code' ORDER BY 1"
    )
    return [row[0] for row in found]


def versions_ever(connection: Connection, kind: str, keys: Sequence[str]) -> Iterable[VersionRow]:
    """Every version of some subjects, whenever it was known, those of a subject in order of time."""
    found = connection.run_for(
        keys, f"SELECT {VERSION} FROM version WHERE kind = :kind AND key IN (:keys) ORDER BY key, valid_from", kind=kind
    )
    return (VersionRow(*row) for row in found)


def keys_in(connection: Connection, serial: int, kind: str) -> set[str]:
    """The subjects of a kind whose answer an entry changed."""
    found = connection.run(
        "SELECT key FROM line WHERE serial = :serial AND kind = :kind UNION"
        " SELECT key FROM touched WHERE serial = :serial AND kind = :kind",
        serial=serial, kind=kind,
    )  # fmt: skip
    return {row[0] for row in found}
