"""The trees of hashes over the log as they are stored: only what cannot be had quickly from the log itself."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from sor.core.canonical import decode
from sor.store.database import Connection
from sor.store.schema import proof_entry, proof_subject, proof_tile, subject_node


class SubjectPlace(NamedTuple):
    """A subject among its bucket's: the digest of the last word on it, and that of all its lines."""

    bucket: int
    kind: str
    key: str
    result: str
    said: str


class EntryRoots(NamedTuple):
    """An entry in the trees: how many leaves there are after it, and the root over all subjects, in letters."""

    serial: int = 0
    size: int = 0
    subjects: str = ""


class SubjectNode(NamedTuple):
    """The hash of a node of the tree of subjects from an entry on, in letters."""

    depth: int
    number: int
    serial: int
    hash: str


def read_reached(connection: Connection) -> EntryRoots:
    """The last entry that is in the trees."""
    row = connection.run("SELECT serial, size, subjects FROM proof_entry ORDER BY serial DESC LIMIT 1").fetchone()
    return EntryRoots(*row) if row else EntryRoots()


def roots_of(connection: Connection, serial: int) -> EntryRoots | None:
    """An entry in the trees; None when it is not in them yet, or there is none."""
    row = connection.run(
        "SELECT serial, size, subjects FROM proof_entry WHERE serial = :serial", serial=serial
    ).fetchone()
    return EntryRoots(*row) if row else None


def entry_with(connection: Connection, leaf: int) -> EntryRoots | None:
    """The entry to which a leaf belongs, by its number from 0."""
    row = connection.run(
        "SELECT serial, size, subjects FROM proof_entry WHERE size > :leaf ORDER BY size LIMIT 1", leaf=leaf
    ).fetchone()
    return EntryRoots(*row) if row else None


def line_hashes(connection: Connection, serial: int, first: int, most: int) -> list[tuple[int, str, str, str]]:
    """(n, kind, key, hash) of lines of an entry, which are numbered from 1; the first of them left out."""
    found = connection.run(
        "SELECT n, kind, key, hash FROM line WHERE serial = :serial AND n > :first ORDER BY n LIMIT :most",
        serial=serial, most=most, first=first,
    )  # fmt: skip
    return [(n, kind, key, found_hash) for n, kind, key, found_hash in found]


def results_in(connection: Connection, serial: int) -> Iterator[tuple[str, str, str, str]]:
    """(kind, key, result, hash) of the lines of an entry, in order."""
    for kind, key, frame, line_hash in connection.stream(
        "SELECT kind, key, frame, hash FROM line WHERE serial = :serial ORDER BY n", serial=serial
    ):
        yield kind, key, decode(frame)[-1], line_hash


def lines_at(connection: Connection, bucket: int, known: int) -> Iterator[tuple[str, str, str, str]]:
    """(kind, key, frame, hash) of the lines about the subjects of a bucket, up to a serial, in order."""
    found = connection.run(
        "SELECT line.kind, line.key, line.frame, line.hash FROM proof_subject"
        " JOIN line ON line.kind = proof_subject.kind AND line.key = proof_subject.key"
        " WHERE proof_subject.bucket = :bucket AND line.serial <= :known"
        " ORDER BY line.serial, line.n",
        bucket=bucket, known=known,
    )  # fmt: skip
    yield from found


def subjects_in(connection: Connection, buckets: Sequence[int]) -> list[SubjectPlace]:
    """The subjects of some buckets, as far as the trees have come."""
    found = connection.run_for(
        buckets,
        "SELECT bucket, kind, key, result, said FROM proof_subject WHERE bucket IN (:keys)",
    )
    return [SubjectPlace(*row) for row in found]


def tile_hashes(connection: Connection, level: int, first: int, count: int) -> list[str]:
    """Hashes of whole tiles of the level below, in letters; fewer when there are not so many yet."""
    found = connection.run(
        "SELECT hash FROM proof_tile WHERE level = :level AND number >= :first AND number < :after ORDER BY number",
        level=level, first=first, after=first + count,
    )  # fmt: skip
    return [row[0] for row in found]


def nodes_at(connection: Connection, depth: int, first: int, count: int, known: int) -> dict[int, str]:
    """The hashes of neighbours in the tree of subjects as known at a serial, by number; those over nobody left out."""
    found = connection.run(
        "SELECT number, hash FROM subject_node AS node WHERE depth = :depth AND number >= :first AND number < :after"
        " AND serial = (SELECT max(serial) FROM subject_node AS other WHERE other.depth = node.depth"
        " AND other.number = node.number AND other.serial <= :known)",
        depth=depth, first=first, after=first + count, known=known,
    )  # fmt: skip
    return dict(found.fetchall())


def nodes_of(connection: Connection, depth: int, serial: int) -> dict[int, str]:
    """The hashes of the nodes at a depth that an entry changed, by number."""
    found = connection.run(
        "SELECT number, hash FROM subject_node WHERE serial = :serial AND depth = :depth", serial=serial, depth=depth
    )
    return dict(found.fetchall())


def rows_beyond(connection: Connection, serial: int) -> int:
    """How many nodes are said to be of entries after a serial."""
    row = connection.run("SELECT count(*) FROM subject_node WHERE serial > :serial", serial=serial).fetchone()
    return int(row[0])


def all_tiles(connection: Connection) -> dict[tuple[int, int], str]:
    """The hash of every tile, by level and number."""
    return {(level, n): one for level, n, one in connection.run("SELECT level, number, hash FROM proof_tile")}


def all_subjects(connection: Connection) -> Iterator[SubjectPlace]:
    """Every subject that is in the trees."""
    for row in connection.stream("SELECT bucket, kind, key, result, said FROM proof_subject"):
        yield SubjectPlace(*row)


def write(
    connection: Connection,
    entry: EntryRoots,
    tiles: Iterable[tuple[int, int, str]],
    nodes: Iterable[SubjectNode],
    subjects: Mapping[int, Sequence[SubjectPlace]],
) -> None:
    """Add an entry to the trees: tiles (level, number, hash) that it made whole, nodes that it changed, and all
    subjects of each bucket in which it changed one.
    """
    connection.insert(proof_tile, tiles)
    connection.insert(subject_node, nodes)
    for bucket, standing in subjects.items():
        connection.run("DELETE FROM proof_subject WHERE bucket = :bucket", bucket=bucket)
        connection.insert(proof_subject, standing)
    connection.insert(proof_entry, [entry])
