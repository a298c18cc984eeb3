"""The tree of a log against an implementation by others, and the tree of subjects against what it promises."""

from collections.abc import Sequence
from hashlib import sha256

import pymerkle
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sor.core.merkle import (
    BUCKET_BITS,
    NOBODY,
    TILE,
    Hash,
    Row,
    beside_in_bucket,
    beside_in_group,
    bucket_of,
    bucket_root,
    consistency,
    inclusion,
    join_hashes,
    leaf_hash,
    node_hash,
    place_of,
    root,
    root_by_inclusion,
    root_of_subjects,
    root_of_whole,
    subject_leaf,
)
from tests.journeys.witness import is_consistent


def row_of(leaves: Sequence[bytes]) -> Row:
    """Hashes by level, made whenever they are asked for."""

    def row(level: int, first: int, count: int) -> Sequence[Hash]:
        if level == 0:
            return [leaf_hash(leaf) for leaf in leaves[first : first + count]]
        below = [row(level - 1, (first + n) * TILE, TILE) for n in range(count)]
        return [root_of_whole(one) for one in below]

    return row


def judge(leaves: Sequence[bytes]) -> pymerkle.InmemoryTree:
    tree = pymerkle.InmemoryTree(algorithm="sha256")
    for leaf in leaves:
        tree.append_entry(leaf)
    return tree


@given(size=st.one_of(st.integers(0, 40), st.integers(250, 530)), data=st.data())
def test_roots_and_proofs_are_those_of_other_peoples_trees(size: int, data: st.DataObject) -> None:
    leaves = [b"%d" % n for n in range(size)]
    row, theirs = row_of(leaves), judge(leaves)
    assert root(row, 0, size) == theirs.get_root(size)
    if size == 0:
        return
    number = data.draw(st.integers(0, size - 1))
    beside = inclusion(row, number, size)
    assert root_by_inclusion(leaf_hash(leaves[number]), number, size, beside) == theirs.get_root(size)
    old = data.draw(st.integers(1, size))
    assert is_consistent(old, size, root(row, 0, old), root(row, 0, size), consistency(row, old, size))


@given(st.integers(1, 40), st.data())
def test_a_leaf_is_shown_in_its_place_alone_and_by_its_own_hashes(size: int, data: st.DataObject) -> None:
    leaves = [b"%d" % n for n in range(size)]
    row = row_of(leaves)
    number, other = data.draw(st.integers(0, size - 1)), data.draw(st.integers(-1, size))
    beside = inclusion(row, number, size)
    mine = leaf_hash(leaves[number])
    if other != number:
        assert root_by_inclusion(mine, other, size, beside) != root(row, 0, size)
    assert root_by_inclusion(mine, number, size, [*beside, NOBODY]) is None
    if beside:
        assert root_by_inclusion(mine, number, size, beside[1:]) != root(row, 0, size)


subjects = st.dictionaries(st.binary(max_size=6), st.text(max_size=3), min_size=1, max_size=60)


def root_over(said: dict[bytes, str]) -> Hash:
    return join_hashes(_buckets(said))


def _buckets(said: dict[bytes, str]) -> list[Hash]:
    hung: dict[int, dict[int, Hash]] = {}
    for subject, result in said.items():
        place = place_of(subject)
        hung.setdefault(bucket_of(place), {})[place] = subject_leaf(subject, result, "1")
    return [bucket_root(hung.get(bucket, {})) for bucket in range(1 << BUCKET_BITS)]


def way_of(said: dict[bytes, str], subject: bytes) -> list[Hash]:
    place = place_of(subject)
    mine = {place_of(s): subject_leaf(s, r, "1") for s, r in said.items() if bucket_of(place_of(s)) == bucket_of(place)}
    return beside_in_bucket(mine, place) + beside_in_group(_buckets(said), bucket_of(place))


@pytest.mark.slow
@given(subjects, st.data())
def test_a_subject_is_shown_with_its_last_word_and_with_no_other(said: dict[bytes, str], data: st.DataObject) -> None:
    subject = data.draw(st.sampled_from(sorted(said)))
    beside = way_of(said, subject)
    over_all = root_over(said)
    assert root_of_subjects(subject_leaf(subject, said[subject], "1"), place_of(subject), beside) == over_all
    assert root_of_subjects(subject_leaf(subject, said[subject] + ".", "1"), place_of(subject), beside) != over_all
    assert root_of_subjects(subject_leaf(subject, said[subject], "2"), place_of(subject), beside) != over_all
    assert root_of_subjects(subject_leaf(subject, said[subject], "1"), place_of(subject), beside[1:]) != over_all


@given(subjects)
def test_subjects_that_hang_close_together_are_told_apart(said: dict[bytes, str]) -> None:
    """All in one bucket, as places that differ only far down would be."""
    hung = {n: leaf_hash(subject) for n, subject in enumerate(said)}
    over = bucket_root(hung)
    for place, leaf in hung.items():
        found, beside = leaf, beside_in_bucket(hung, place)
        for depth, other in zip(range(BUCKET_BITS + len(beside) - 1, BUCKET_BITS - 1, -1), beside, strict=True):
            found = node_hash(other, found) if place >> (255 - depth) & 1 else node_hash(found, other)
        assert found == over


def test_nobody_hangs_nowhere() -> None:
    assert bucket_root({}) == join_hashes([NOBODY] * 16) == NOBODY
    assert sha256(b"\x00").digest() == leaf_hash(b"") != NOBODY
