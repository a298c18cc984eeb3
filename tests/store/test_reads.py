"""Reading as of a point on both axes."""

import pytest

from sor.core.as_of import AsOf
from sor.core.tree import DEEPEST
from sor.register import Register
from sor.store import reads
from tests.store.units import begin, change, create, says, submit


@pytest.fixture
def lived(register: Register) -> Register:
    begin(
        register, create("A", 20260101, level="IO", name="A"), create("B", 20260301, name="B", parent="A", shak="1301")
    )
    submit(register, change("B", says("parent", 20260501, "C"), says("shak", 20260401, "1302")))
    submit(register, change("A", says("open", 20260701, False)))
    return register


@pytest.mark.parametrize(
    ("valid", "known", "parent"),
    [(20260401, 1, "A"), (20260601, 1, "A"), (20260601, 2, "C"), (20260401, 2, "A"), (20260228, 2, None)],
)
def test_one_condition_on_both_axes(lived: Register, valid: int, known: int, parent: str | None) -> None:
    row = reads.version_at(lived.database.reader(), "unit", "B", AsOf(valid, known))
    assert (row.parent if row else None) == parent


def test_who_is_alive(lived: Register) -> None:
    connection = lived.database.reader()
    assert reads.open_keys(connection, "unit", AsOf(20260201, 3)) == {"A"}
    assert reads.count_alive(connection, "unit", AsOf(20260801, 3)) == 1
    assert reads.count_alive(connection, "unit", AsOf(20260801, 2)) == 2
    assert reads.read_known_keys(connection, "unit") == {"A", "B"}
    assert [row.key for row in reads.all_at(connection, "unit", AsOf(20260401, 3))] == ["A", "B"]


def test_an_identifier_and_the_days_it_was_carried(lived: Register) -> None:
    connection = lived.database.reader()
    assert reads.holders_at(connection, "shak", "1301", AsOf(20260401, 1)) == [("unit", "B")]
    assert reads.holders_at(connection, "shak", "1301", AsOf(20260401, 2)) == []
    assert reads.holdings(connection, "shak", "1301", 2) == [("shak", "B", 20260301, 20260401)]


def test_children_then_and_on_any_day(lived: Register) -> None:
    connection = lived.database.reader()
    assert [row.key for row in reads.children_at(connection, "A", AsOf(20260601, 1))] == ["B"]
    assert reads.children_at(connection, "A", AsOf(20260601, 2)) == []
    assert {row.key for row in reads.children_ever(connection, ["A", "C"], 2)} == {"B"}
    assert reads.children_of(connection, ["A", "C"], AsOf(20260601, 2))[0].parent == "C"
    assert reads.count_children(connection, ["A", "C"], AsOf(20260401, 2)) == {"A": 1}


def test_what_begins_or_ends_in_some_days(lived: Register) -> None:
    connection = lived.database.reader()
    assert reads.turning(connection, 20260331, 20260401) == [("unit", "B")]
    assert reads.turning(connection, 20260501, 20260630) == []
    assert reads.turning(connection, 20260630, 20260701) == [("unit", "A")]


def test_a_chain_of_sixty_is_read_and_a_longer_one_cut(register: Register) -> None:
    begin(register, create("U0", name="top"), *(create(f"U{n}", name="x", parent=f"U{n - 1}") for n in range(1, 80)))
    at = AsOf(20260601, 1)
    connection = register.database.reader()
    assert [row.key for row in reads.chain_at(connection, "U50", at)] == [f"U{n}" for n in range(50, -1, -1)]
    assert len(reads.chain_at(connection, "U79", at)) == DEEPEST + 1


def test_the_last_change_of_a_kind(lived: Register) -> None:
    connection = lived.database.reader()
    assert reads.last_change(connection, "code", 3) == 1
    submit(lived, change("list/1", says("open", 20300101, False), kind="code"))
    assert reads.last_change(connection, "code", 3) == 1
    assert reads.last_change(connection, "code", 4) == 4
