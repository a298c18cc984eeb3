"""The trees over the log: their roots judged by another implementation, and held against the log row by row."""

from collections.abc import Iterator, Sequence
from typing import Any

import pymerkle
import pytest
from hypothesis import HealthCheck, given, settings

from sor.core.canonical import encode
from sor.core.merkle import add_to_said, leaf_hash, place_of, root_by_inclusion, root_of_subjects, subject_leaf
from sor.following.proof_tree import NotProvenYet, ProofTree
from sor.register import Register
from sor.store import log, proof_rows
from sor.store.database import Connection
from sor.store.schema import PROVEN
from sor.store.tables import StoredColumn, StoredTable
from tests.conftest import StandingClock
from tests.new_databases import NewDatabases
from tests.random_registers import entries, live
from tests.store.test_verify import execute
from tests.store.units import begin, create, submit


def rows(register: Register) -> dict[str, list[tuple[object, ...]]]:
    run = register.database.reader().run
    return {table.name: sorted(map(tuple, run(f"SELECT * FROM {table.name}"))) for table in PROVEN}


def all_leaves(register: Register) -> Iterator[tuple[int, int]]:
    """(serial, n) of every leaf in order; 0 for an entry's own."""
    for entry in register.since(0):
        for line in register.lines(entry.serial):
            yield entry.serial, line.n
        yield entry.serial, 0


def check_by_another(register: Register, tree: ProofTree) -> None:
    """Roots, numbers and ways of every leaf of every size that the log ever had."""
    tree.bring()  # all of it, however long it takes here
    size = tree.find_reached().size
    leaves = tree.leaves(0, size)
    theirs = pymerkle.InmemoryTree(algorithm="sha256")
    for leaf in leaves:
        theirs.append_entry(leaf)
    places = list(all_leaves(register))
    assert len(places) == size
    ways = tree.inclusions(range(size), size)
    for number, (serial, n) in enumerate(places):
        assert number == (tree.number_of_line(serial, n) if n else tree.number_of_entry(serial))
        assert tree.leaves(number, 1) == [leaves[number]]
        assert root_by_inclusion(leaf_hash(leaves[number]), number, size, ways[number]) == theirs.get_root(size)
    for n in range(size + 1):
        assert tree.root(n) == theirs.get_root(n)


def test_ways_that_meet_are_read_once_and_no_line_before_them(
    register: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A proof shows many lines of one log, and an import has a hundred thousand."""
    begin(register, *(create(str(n)) for n in range(300)))
    tree = ProofTree(register)
    tree.bring()
    asked: list[int] = []
    read = proof_rows.line_hashes

    def noted(connection: Connection, serial: int, first: int, most: int) -> Any:
        found = read(connection, serial, first, most)
        asked.extend(n for n, *_ in found)
        return found

    monkeypatch.setattr(proof_rows, "line_hashes", noted)
    size = tree.find_reached().size
    tree.inclusions([7], size)
    once = len(asked)
    tree.inclusions([7] * 10, size)
    assert len(asked) == 2 * once
    assert [n for n, *_ in read(register.database.reader(), 1, 290, 3)] == [291, 292, 293]


def check_subjects(register: Register, tree: ProofTree) -> None:
    """Of every subject, as known at every serial: all that was said is shown, and nothing that was less."""
    said: dict[tuple[str, str], list[tuple[int, str, str]]] = {}
    connection = register.database.reader()
    for entry in register.since(0):
        for kind, key, result, line_hash in proof_rows.results_in(connection, entry.serial):
            words = said.setdefault((kind, key), [])
            words.append((entry.serial, result, add_to_said(words[-1][2] if words else "", line_hash)))
    for (kind, key), words in said.items():
        subject = encode((kind, key))
        for known in range(words[0][0], register.serial() + 1):
            over_all = tree.roots_of(known).subjects
            beside = tree.beside_subject(kind, key, known)
            last = [word for word in words if word[0] <= known][-1]
            for word in words:
                found = root_of_subjects(subject_leaf(subject, *word[1:]), place_of(subject), beside)
                assert found is not None
                assert (found.hex() == over_all) is (word == last)


@pytest.mark.slow
@given(history=entries)
@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_of_any_history_every_leaf_and_every_last_word_is_shown(
    new_database: NewDatabases, history: Sequence[Any]
) -> None:
    clock = StandingClock("2026-10-20T12:00:00+01:00")
    register = Register(new_database(), clock)
    register.init("master", demo=True)
    tree = ProofTree(register)
    live(register, clock, history)
    check_by_another(register, tree)
    check_subjects(register, tree)
    assert tree.check() is None


def test_entry_by_entry_and_all_at_once_they_are_the_same(lived: Register) -> None:
    tree = ProofTree(lived)
    tree.bring(until=0)
    assert tree.find_reached(fills=0).serial == 2, "one at least each time"
    tree.bring()
    stepwise = rows(lived)
    assert tree.is_made()
    for table in PROVEN:
        execute(lived, f"DELETE FROM {table.name}")
    assert not tree.is_made()
    ProofTree(lived).bring()
    assert rows(lived) == stepwise
    lived.rebuild()
    ProofTree(lived).bring()
    assert rows(lived) == stepwise


def test_two_that_add_the_same_entry_add_it_once(lived: Register, monkeypatch: pytest.MonkeyPatch) -> None:
    one, other = ProofTree(lived), ProofTree(lived)
    count = log.count_lines

    def meanwhile(connection: Connection, serial: int) -> int:
        monkeypatch.setattr(log, "count_lines", count)
        other.bring()
        return count(connection, serial)

    monkeypatch.setattr(log, "count_lines", meanwhile)
    one.bring()
    assert one.check() is None
    assert one.find_reached().serial == lived.serial()


def test_what_is_not_in_the_trees_yet_is_told(lived: Register, monkeypatch: pytest.MonkeyPatch) -> None:
    tree = ProofTree(lived)
    tree.bring(until=0)
    monkeypatch.setattr(tree, "bring", lambda until: None)
    with pytest.raises(NotProvenYet, match="have the first 1 entries"):
        tree.number_of_entry(lived.serial())


def with_a_whole_tile(register: Register) -> ProofTree:
    """The trees of a register that has more than 256 leaves."""
    submit(register, *(create(f"unit-{n}") for n in range(300)))
    tree = ProofTree(register)
    tree.bring()
    return tree


COLUMNS = [
    pytest.param(table, column, id=f"{table.name}.{column.name}") for table in PROVEN for column in table.columns
]


@pytest.mark.parametrize(("table", "column"), COLUMNS)
def test_every_altered_column_is_noticed(lived: Register, table: StoredTable, column: StoredColumn) -> None:
    name, altered = table.name, column.name
    tree = with_a_whole_tile(lived)
    names = [one.name for one in table.columns]
    row = lived.database.reader().run(f"SELECT {', '.join(names)} FROM {name} ORDER BY 1 DESC, 2 DESC").fetchone()
    said = dict(zip(names, row, strict=True))
    value = said[altered]
    changed = value + 1000 if isinstance(value, int) else f"{value}x"
    where = " AND ".join(f"{one} = :{one}" for one in names)
    execute(lived, f"UPDATE {name} SET {altered} = :changed WHERE {where}", changed=changed, **said)
    found = tree.check()
    assert found is not None
    assert name in found.what or "proof_entry" in found.what


@pytest.mark.parametrize("table", PROVEN, ids=lambda table: table.name)
def test_a_row_that_is_missing_is_noticed(lived: Register, table: StoredTable) -> None:
    name = table.name
    tree = with_a_whole_tile(lived)
    column = next(iter(table.columns)).name
    execute(lived, f"DELETE FROM {name} WHERE {column} = (SELECT min({column}) FROM {name})")
    assert tree.check() is not None
