"""The tables: every one is truth, projection or desk; whole numbers and text only, compared byte by byte."""

from sor.register import Register
from sor.store.schema import ASKED, BESIDE, DESK, FOLLOWED, PROJECTIONS, PROVEN, TRUTH, metadata
from tests.store.units import begin, create


def test_every_table_is_truth_projection_copy_register_beside_them_or_desk() -> None:
    sorted_in = [table.name for table in (*TRUTH, *PROJECTIONS, *FOLLOWED, *PROVEN, *ASKED, *BESIDE, *DESK)]
    assert sorted(sorted_in) == sorted(metadata.tables)
    assert {"entry", "line", "left_out"} == {table.name for table in TRUTH}


def test_only_whole_numbers_and_text() -> None:
    kinds = {column.python_type for table in metadata.tables.values() for column in table.columns}
    assert kinds == {int, str}


def test_both_databases_order_texts_byte_by_byte(register: Register) -> None:
    begin(register, *(create(key) for key in ["b", "a", "Å", "B", "ø", "1", "A-1", "A 1"]))
    rows = register.database.reader().run("SELECT DISTINCT key FROM version WHERE kind = 'unit' ORDER BY key")
    assert [row[0] for row in rows] == ["1", "A 1", "A-1", "B", "a", "b", "Å", "ø"]
