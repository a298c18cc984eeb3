"""Two trees of hashes: of everything that was ever written, and of what is so now.

The first is that of transparency logs (RFC 6962): leaves in the order of writing, so that one shows to whoever holds
the root that something was written, and that a longer log only added to a shorter one. The second hangs each subject at
the place that the bits of its digest lead to, so that nothing but the last word on it can be shown. Both are hashed
alike: a leaf is SHA-256(0x00 ‖ bytes), a node SHA-256(0x01 ‖ left ‖ right).
"""

from collections.abc import Callable, Mapping, Sequence
from hashlib import sha256
from typing import TypeAlias

TILE_BITS = 8
TILE = 1 << TILE_BITS
"""So many hashes make a tile (C2SP tlog-tiles)."""

EMPTY = sha256().digest()
"""The root of a log that holds nothing."""

NOBODY = bytes(32)
"""The hash of a place at which no subject hangs."""

Hash: TypeAlias = bytes
Row: TypeAlias = Callable[[int, int, int], Sequence[Hash]]
"""Gives hashes of a level: level 0 are the leaves, each hash above stands for a whole tile of the level below; asked by
level, first number and how many.
"""


def leaf_hash(leaf: bytes) -> Hash:
    """The hash of a leaf."""
    return sha256(b"\x00" + leaf).digest()


def node_hash(left: Hash, right: Hash) -> Hash:
    """The hash of two that stand side by side."""
    return sha256(b"\x01" + left + right).digest()


def root_of_whole(hashes: Sequence[Hash]) -> Hash:
    """The root of a power of two of hashes."""
    while len(hashes) > 1:
        hashes = [node_hash(hashes[n], hashes[n + 1]) for n in range(0, len(hashes), 2)]
    return hashes[0]


def root(row: Row, start: int, end: int) -> Hash:
    """The root over the leaves [start, end) of a log; start is a multiple of a power of two that is not less."""
    size = end - start
    if size == 0:
        return EMPTY
    if size & (size - 1):
        middle = start + _count_left(size)
        return node_hash(root(row, start, middle), root(row, middle, end))
    level, rest = divmod(size.bit_length() - 1, TILE_BITS)
    return root_of_whole(row(level, start >> (level * TILE_BITS), 1 << rest))


def inclusion(row: Row, number: int, size: int) -> list[Hash]:
    """The hashes beside the way from a leaf up to the root of a log of so many leaves, lowest first."""
    start, end, beside = 0, size, list[Hash]()
    while end - start > 1:
        middle = start + _count_left(end - start)
        if number < middle:
            beside.append(root(row, middle, end))
            end = middle
        else:
            beside.append(root(row, start, middle))
            start = middle
    return beside[::-1]


def consistency(row: Row, old: int, size: int) -> list[Hash]:
    """What shows to whoever knows the root of the first so many leaves that the log of more begins with them."""
    if old in (0, size):
        return []
    start, end, at, beside, is_known = 0, size, old, list[Hash](), True
    while at != end:
        middle = start + _count_left(end - start)
        if at <= middle:
            beside.append(root(row, middle, end))
            end = middle
        else:
            beside.append(root(row, start, middle))
            start, is_known = middle, False
    return ([] if is_known else [root(row, start, end)]) + beside[::-1]


def root_by_inclusion(leaf: Hash, number: int, size: int, beside: Sequence[Hash]) -> Hash | None:
    """The root of a log of so many leaves that holds a leaf there, by the hashes beside its way; None when they are too
    many or too few.
    """
    if not 0 <= number < size:
        return None
    found, last, waiting = leaf, size - 1, list(reversed(beside))
    while last:
        if number & 1 or number == last:
            while not number & 1:
                number, last = number >> 1, last >> 1
            if not waiting:
                return None
            found = node_hash(waiting.pop(), found)
        else:
            if not waiting:
                return None
            found = node_hash(found, waiting.pop())
        number, last = number >> 1, last >> 1
    return None if waiting else found


def _count_left(size: int) -> int:
    """How many leaves stand left: the largest power of two below the size."""
    return 1 << ((size - 1).bit_length() - 1)


# Subjects.

BUCKET_BITS = 12
"""Down to this depth the tree of subjects is whole: below each of its places hang some tens of a hundred thousand."""

GROUP_BITS = 4
"""So many levels of the tree of subjects are kept as one."""


def subject_leaf(subject: bytes, result: str, said: str) -> Hash:
    """The leaf of a subject (its canonical kind and key): the digest of what holds by its last line, and that of all
    its lines, in letters.
    """
    return leaf_hash(b"%b\n%b\n%b" % (subject, result.encode(), said.encode()))


def add_to_said(said: str, line_hash: str) -> str:
    """The digest of all lines about a subject, by that of those before (none: empty) and the hash of the next."""
    return sha256(f"{said}\n{line_hash}".encode()).hexdigest()


def place_of(subject: bytes) -> int:
    """The place at which a subject hangs: 256 bits, the first of them decide first."""
    return int.from_bytes(sha256(subject).digest())


def bucket_of(place: int) -> int:
    """The first bits of a place."""
    return place >> (256 - BUCKET_BITS)


def bucket_root(leaves: Mapping[int, Hash], depth: int = BUCKET_BITS) -> Hash:
    """The hash of leaves, by their places, that hang below one node at a depth: nobody's, the leaf's own when it is
    alone, else that of the two sides.
    """
    if len(leaves) < 2:
        return next(iter(leaves.values()), NOBODY)
    left, right = _sides(leaves, depth)
    return node_hash(bucket_root(left, depth + 1), bucket_root(right, depth + 1))


def beside_in_bucket(leaves: Mapping[int, Hash], place: int) -> list[Hash]:
    """The hashes beside the way from a leaf of a bucket up to the bucket's root, lowest first."""
    beside: list[Hash] = []
    depth = BUCKET_BITS
    while len(leaves) > 1:
        sides = _sides(leaves, depth)
        mine = _bit(place, depth)
        beside.append(bucket_root(sides[1 - mine], depth + 1))
        leaves, depth = sides[mine], depth + 1
    return beside[::-1]


def join_hashes(hashes: Sequence[Hash]) -> Hash:
    """The node over a group of neighbours; nobody's when nobody hangs below."""
    while len(hashes) > 1:
        hashes = [_node_over(hashes[n], hashes[n + 1]) for n in range(0, len(hashes), 2)]
    return hashes[0]


def beside_in_group(hashes: Sequence[Hash], number: int) -> list[Hash]:
    """The hashes beside the way from one of a group of neighbours up to the node over them, lowest first."""
    beside: list[Hash] = []
    while len(hashes) > 1:
        beside.append(hashes[number ^ 1])
        hashes = [_node_over(hashes[n], hashes[n + 1]) for n in range(0, len(hashes), 2)]
        number >>= 1
    return beside


def root_of_subjects(leaf: Hash, place: int, beside: Sequence[Hash]) -> Hash | None:
    """The root of the tree of subjects in which a leaf hangs at a place; None when so many hashes lead nowhere."""
    if not BUCKET_BITS <= len(beside) <= 256:
        return None
    found = leaf
    for depth, other in zip(range(len(beside) - 1, -1, -1), beside, strict=True):
        found = node_hash(other, found) if _bit(place, depth) else node_hash(found, other)
    return found


def _node_over(left: Hash, right: Hash) -> Hash:
    return NOBODY if left == right == NOBODY else node_hash(left, right)


def _bit(place: int, depth: int) -> int:
    return place >> (255 - depth) & 1


def _sides(leaves: Mapping[int, Hash], depth: int) -> tuple[dict[int, Hash], dict[int, Hash]]:
    sides: tuple[dict[int, Hash], dict[int, Hash]] = ({}, {})
    for place, leaf in leaves.items():
        sides[_bit(place, depth)][place] = leaf
    return sides
