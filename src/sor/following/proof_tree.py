"""The log as a transparency log: its trees of hashes, brought after it entry by entry, and what is read from them.

The leaves of an entry are, in order, one for each of its lines – serial, number, kind, key and hash – and then one of
the entry itself, which names the root over the last word on every subject. No value stands in a leaf, so an erasure
changes none. Entries are added when somebody asks, outside the lock of the log but for the writing; of two processes
that add the same one the first wins (``docs/decisions/proofs.md``).
"""

import threading
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import TypeAlias

from sor.core.canonical import decode, encode
from sor.core.merkle import (
    BUCKET_BITS,
    GROUP_BITS,
    NOBODY,
    TILE,
    Hash,
    add_to_said,
    beside_in_bucket,
    beside_in_group,
    bucket_of,
    bucket_root,
    consistency,
    inclusion,
    join_hashes,
    leaf_hash,
    place_of,
    root,
    root_of_whole,
    subject_leaf,
)
from sor.register import Refused, Register
from sor.store import log, proof_rows
from sor.store.database import Connection
from sor.store.proof_rows import EntryRoots, SubjectNode, SubjectPlace
from sor.store.verify import LogFault

Subject: TypeAlias = tuple[str, str]

GROUP = 1 << GROUP_BITS
DEPTHS = range(BUCKET_BITS, 0, -GROUP_BITS)
"""The depths of the tree of subjects that are kept, from below."""

FILLS = 2.0
"""Seconds that a question waits for entries that are not in the trees yet; it is then answered as of an earlier one."""


class NotProvenYet(RuntimeError):
    """What is asked for is not in the trees yet; ``danish`` says the same as the message: how far they are."""

    def __init__(self, serial: int) -> None:
        super().__init__(f"The trees of hashes have the first {serial} entries. Ask again in a moment.")
        self.danish = f"Hash-træerne har de første {serial} poster. Spørg igen om lidt."


class ProofTree:
    """The trees of a register. One thread of a process at a time adds entries."""

    def __init__(self, register: Register) -> None:
        self._register = register
        self._adding = threading.Lock()

    def find_reached(self, fills: float = FILLS) -> EntryRoots:
        """The last entry in the trees, after those that are missing were added for so many seconds; of an empty log
        there is none. Raises NotProvenYet, Busy, and Refused in the copy of a part.
        """
        source = self._register.follows()
        if source is not None and source.owner is not None:
            raise Refused(
                f"This register is a copy of one owner's part and has no proofs of its own. {source.url} has them.",
                f"Registret her er en kopi af en enkelt ejers del og har ingen egne beviser. {source.url} har dem.",
            )
        connection = self._register.database.reader()
        at, head = proof_rows.read_reached(connection), log.head_serial(connection)
        if at.serial < head:
            self.bring(time.monotonic() + fills)
            at = proof_rows.read_reached(connection)
        if head and not at.serial:
            raise NotProvenYet(0)
        return at

    def bring(self, until: float = float("inf")) -> None:
        """Add all entries there are, or as many as there is time for, the next at least. Raises Busy."""
        connection = self._register.database.reader()
        with self._adding:
            at = proof_rows.read_reached(connection)
            while at.serial < log.head_serial(connection):
                at = self._add(connection, at)
                if time.monotonic() > until:
                    return

    def is_made(self) -> bool:
        """Whether any entry is in the trees: nobody has asked for them before."""
        return proof_rows.read_reached(self._register.database.reader()) != EntryRoots()

    def roots_of(self, serial: int) -> EntryRoots:
        """An entry in the trees. Raises NotProvenYet."""
        found = proof_rows.roots_of(self._register.database.reader(), serial)
        if found is None:
            at = self.find_reached()
            found = proof_rows.roots_of(self._register.database.reader(), serial)
            if found is None:
                raise NotProvenYet(at.serial)
        return found

    def root(self, size: int) -> Hash:
        """The root over the first so many leaves."""
        return root(self._row, 0, size)

    def inclusions(self, leaves: Iterable[int], size: int) -> list[list[Hash]]:
        """The hashes beside the way from each of some leaves to that root, lowest first."""
        row = cache(self._row)  # their ways meet
        return [inclusion(row, leaf, size) for leaf in leaves]

    def consistency(self, old: int, size: int) -> list[Hash]:
        """What shows that the log of so many leaves begins with an older one."""
        return consistency(self._row, old, size)

    def tile(self, level: int, number: int, width: int) -> list[Hash]:
        """The hashes of a tile; fewer when there are not so many."""
        return [*self._row(level, number * TILE, width)]

    def leaves(self, first: int, count: int) -> list[bytes]:
        """The leaves themselves, as they are hashed."""
        connection = self._register.database.reader()
        found: list[bytes] = []
        while len(found) < count:
            entry = proof_rows.entry_with(connection, first + len(found))
            if entry is None:
                break
            begins = _begins(connection, entry)
            found += _leaves(connection, entry, first + len(found) - begins, count - len(found))
        return found

    def number_of_entry(self, serial: int) -> int:
        """The number of an entry's own leaf. Raises NotProvenYet."""
        return self.roots_of(serial).size - 1

    def number_of_line(self, serial: int, n: int) -> int:
        """The number of a line's leaf; lines are numbered from 1. Raises NotProvenYet."""
        return _begins(self._register.database.reader(), self.roots_of(serial)) + n - 1

    def beside_subject(self, kind: str, key: str, known: int) -> list[Hash]:
        """The hashes beside the way from a subject's leaf up to the root over all, as known at a serial."""
        connection = self._register.database.reader()
        place = place_of(encode((kind, key)))
        bucket = bucket_of(place)
        beside = beside_in_bucket(_hung(_places_at(connection, bucket, known)), place)
        for depth in DEPTHS:
            first = bucket & -GROUP
            beside += beside_in_group(_group(proof_rows.nodes_at(connection, depth, first, GROUP, known), first),
                                      bucket - first)  # fmt: skip
            bucket >>= GROUP_BITS
        return beside

    def check(self) -> LogFault | None:
        """The first entry whose roots are not what the log gives, as far as they were made; None when all are."""
        with self._register.database.one_state() as connection:
            return next(_faults(connection), None)

    def _row(self, level: int, first: int, count: int) -> Sequence[Hash]:
        if level:
            connection = self._register.database.reader()
            return [bytes.fromhex(one) for one in proof_rows.tile_hashes(connection, level, first, count)]
        return [leaf_hash(leaf) for leaf in self.leaves(first, count)]

    def _add(self, connection: Connection, at: EntryRoots) -> EntryRoots:
        """Add the next entry; gives what the last one is by then."""
        serial = at.serial + 1
        buckets = sorted(
            {bucket_of(place_of(encode(subject))) for subject in log.subjects_stated_by(connection, [serial])}
        )
        before = {(one.kind, one.key): one for one in proof_rows.subjects_in(connection, buckets)}
        said = {(one.kind, one.key): one for one in _last_words(connection, serial, before)}
        places = _by_bucket((before | said).values())
        nodes, over_all = _change_nodes(connection, at, places)
        begins = at.size
        added = EntryRoots(serial, begins + log.count_lines(connection, serial) + 1, over_all)
        leaves = [leaf_hash(leaf) for leaf in _leaves(connection, added, 0, added.size - begins)]
        tiles = list(self._whole_tiles(begins, leaves))
        with self._register.database.writing() as writer:
            if (now := proof_rows.read_reached(writer)) != at:
                return now
            proof_rows.write(writer, added, tiles, nodes, places)
        return added

    def _whole_tiles(self, begins: int, leaves: list[Hash]) -> Iterator[tuple[int, int, str]]:
        """The tiles that some leaves make whole, those of the levels above among them: level, number, hash."""
        level, new = 0, leaves
        while new:
            first = begins & -TILE
            waiting = [*self._row(level, first, begins - first), *new]
            whole = [root_of_whole(waiting[at : at + TILE]) for at in range(0, len(waiting) - TILE + 1, TILE)]
            level, begins, new = level + 1, first // TILE, whole
            for number, one in enumerate(whole, begins):
                yield level, number, one.hex()


def _begins(connection: Connection, entry: EntryRoots) -> int:
    """The number of an entry's first leaf."""
    before = proof_rows.roots_of(connection, entry.serial - 1)
    return before.size if before else 0


def _leaves(connection: Connection, entry: EntryRoots, first: int, count: int) -> list[bytes]:
    """Leaves of an entry as they are hashed, the first of them left out."""
    serial = entry.serial
    found = [
        encode({"serial": serial, "n": n, "kind": kind, "key": key, "hash": found_hash})
        for n, kind, key, found_hash in proof_rows.line_hashes(connection, serial, first, count)
    ]
    if len(found) < count:
        head = log.entry_hashes(connection, serial)
        found.append(encode({"serial": serial, "hash": head[0], "previous": head[1], "subjects": entry.subjects}))
    return found


def _last_words(connection: Connection, serial: int, before: Mapping[Subject, SubjectPlace]) -> list[SubjectPlace]:
    """The subjects of an entry as they stand after it. before: as they stood."""
    found: dict[Subject, SubjectPlace] = {}
    for kind, key, result, line_hash in proof_rows.results_in(connection, serial):
        subject = kind, key
        was = found.get(subject) or before.get(subject)
        bucket = was.bucket if was else bucket_of(place_of(encode(subject)))
        found[subject] = SubjectPlace(bucket, kind, key, result, add_to_said(was.said if was else "", line_hash))
    return list(found.values())


def _places_at(connection: Connection, bucket: int, known: int) -> list[SubjectPlace]:
    """The subjects of a bucket as they stood at a serial."""
    said: dict[Subject, str] = {}
    frames: dict[Subject, str] = {}
    for kind, key, frame, line_hash in proof_rows.lines_at(connection, bucket, known):
        said[kind, key] = add_to_said(said.get((kind, key), ""), line_hash)
        frames[kind, key] = frame
    return [SubjectPlace(bucket, *subject, decode(frames[subject])[-1], one) for subject, one in said.items()]


def _change_nodes(
    connection: Connection, before: EntryRoots, places: Mapping[int, Iterable[SubjectPlace]]
) -> tuple[list[SubjectNode], str]:
    """The nodes that the next entry changes, and the root over all subjects after it, in letters. places: of each
    bucket that it changes, all subjects.
    """
    if not places:
        return [], before.subjects or NOBODY.hex()
    serial = before.serial + 1
    changed = {bucket: bucket_root(_hung(subjects)) for bucket, subjects in places.items()}
    nodes: list[SubjectNode] = []
    for depth in DEPTHS:
        nodes += [SubjectNode(depth, number, serial, one.hex()) for number, one in sorted(changed.items())]
        above: dict[int, Hash] = {}
        for group in sorted({number >> GROUP_BITS for number in changed}):
            first = group << GROUP_BITS
            kept = proof_rows.nodes_at(connection, depth, first, GROUP, serial)
            new = {number: changed[number].hex() for number in range(first, first + GROUP) if number in changed}
            above[group] = join_hashes(_group(kept | new, first))
        changed = above
    return nodes, changed[0].hex()


def _faults(connection: Connection) -> Iterator[LogFault]:
    """What differs, entry by entry: everything is made once more, in memory."""
    at, head = proof_rows.read_reached(connection), log.head_serial(connection)
    if at.serial > head:
        yield LogFault(head, 0, f"proof_entry says that the trees have {at.serial} entries")
        return
    standing: dict[Subject, SubjectPlace] = {}
    buckets: dict[int, dict[Subject, SubjectPlace]] = {}
    kept: list[dict[int, Hash]] = [{} for _ in (*DEPTHS, 0)]
    rows: list[list[Hash]] = [[]]
    over_all = NOBODY
    for serial in range(1, at.serial + 1):
        changed = set[int]()
        for one in _last_words(connection, serial, standing):
            standing[one.kind, one.key] = buckets.setdefault(one.bucket, {})[one.kind, one.key] = one
            changed.add(one.bucket)
        now = {bucket: bucket_root(_hung(buckets[bucket].values())) for bucket in changed}
        for at_depth, depth in enumerate(DEPTHS):
            kept[at_depth] |= now
            made = {number: one.hex() for number, one in now.items()}
            if proof_rows.nodes_of(connection, depth, serial) != made:
                yield LogFault(serial, 0, f"its subject_node rows of depth {depth} are not what it gives")
            now = {
                group: join_hashes([kept[at_depth].get(n, NOBODY) for n in range(group * GROUP, group * GROUP + GROUP)])
                for group in {number >> GROUP_BITS for number in now}
            }
        over_all = now.get(0, over_all)
        leaves = log.count_lines(connection, serial) + 1
        made_roots = EntryRoots(serial, len(rows[0]) + leaves, over_all.hex())
        if proof_rows.roots_of(connection, serial) != made_roots:
            yield LogFault(serial, 0, "its proof_entry row is not what it gives")
        rows[0] += [leaf_hash(leaf) for leaf in _leaves(connection, made_roots, 0, leaves)]
    while len(rows[-1]) >= TILE:
        below = rows[-1]
        rows.append([root_of_whole(below[n : n + TILE]) for n in range(0, len(below) - TILE + 1, TILE)])
    tiles = {(level, n): one.hex() for level, row in enumerate(rows[1:], 1) for n, one in enumerate(row)}
    if proof_rows.all_tiles(connection) != tiles:
        yield LogFault(at.serial, 0, "the proof_tile rows are not what the log gives")
    if {*proof_rows.all_subjects(connection)} != {*standing.values()}:
        yield LogFault(at.serial, 0, "the proof_subject rows are not what the log gives")
    if proof_rows.rows_beyond(connection, at.serial):
        yield LogFault(at.serial, 0, "there are subject_node rows of entries that are not in the trees")


def _by_bucket(places: Iterable[SubjectPlace]) -> dict[int, list[SubjectPlace]]:
    found: dict[int, list[SubjectPlace]] = {}
    for one in places:
        found.setdefault(one.bucket, []).append(one)
    return found


def _hung(places: Iterable[SubjectPlace]) -> dict[int, Hash]:
    """Leaves by their places, of subjects."""
    hung: dict[int, Hash] = {}
    for one in places:
        subject = encode((one.kind, one.key))
        hung[place_of(subject)] = subject_leaf(subject, one.result, one.said)
    return hung


def _group(hashes: dict[int, str], first: int) -> list[Hash]:
    """The hashes of a group of neighbours, nobody's where none is kept."""
    return [bytes.fromhex(hashes[n]) if n in hashes else NOBODY for n in range(first, first + GROUP)]
