"""A register copied row by row, as of a serial, in pages of any size."""

from collections import Counter

import pytest

from sor.store import copying
from sor.store.copying import copy_register, desk_tables, pages
from sor.store.schema import ASKED, BESIDE, DESK, FOLLOWED, PROJECTIONS, PROVEN, TRUTH, metadata, version
from tests.store.units import begin, change, create, says, submit


@pytest.mark.parametrize("size", [1, 2, 3, 5000])
def test_whatever_the_size_of_a_page_every_row_comes_once(register, monkeypatch, size: int) -> None:
    begin(register, *(create(str(n), level="IO", name="A") for n in range(7)))
    submit(register, change("3", says("name", 20260601, "B"), says("note", 20260701, "C")))
    monkeypatch.setattr(copying, "PAGE", size)
    connection = register.database.reader()
    for table in (*TRUTH, *PROJECTIONS):
        names = ", ".join(column.name for column in table.columns)
        wanted = Counter(map(tuple, connection.run(f"SELECT {names} FROM {table.name}")))
        assert Counter(tuple(row) for page in pages(connection, table, 2) for row in page) == wanted, table.name


def test_a_copy_knows_nothing_that_came_later(register, new_database) -> None:
    begin(register, create("1", level="IO", name="A"))
    submit(register, change("1", says("name", 20260601, "B")))
    target = new_database().connect()
    copy_register(register.database.reader(), target, 1)
    (row,) = target.run("SELECT body, known_to FROM version WHERE kind = 'unit'").fetchall()
    assert "B" not in row[0]
    assert row[1] == 2**53
    assert target.run("SELECT max(serial) FROM line").fetchone()[0] == 1
    target.close()


def test_every_table_is_of_the_log_made_from_it_beside_it_or_operational() -> None:
    assert {*TRUTH, *PROJECTIONS, *FOLLOWED, *PROVEN, *ASKED, *BESIDE, *DESK} == set(metadata.tables.values())
    assert desk_tables() == [*BESIDE, *DESK]
    assert version in PROJECTIONS
