"""Documents as rows: what stays after some were withdrawn."""

from sor.search.table import Table
from tests.search.builders import unit


def filled() -> Table:
    table = Table()
    table.append(unit("11", identifiers=("019062", "5790 0001 3125 0"), specialities=("kir",)))
    table.append(unit("12", identifiers=("019062",), specialities=("med", "kir")))
    table.append(unit("2", parent="12"))
    table.refresh()
    return table


def test_an_identifier_finds_all_rows_that_carry_it() -> None:
    table = filled()
    assert table.rows_identified("19062").tolist() == [0, 1]
    assert table.rows_identified("5790000131250").tolist() == [0]
    assert table.rows_identified("7").tolist() == []


def test_rows_withdrawn_in_number_leave_no_gap() -> None:
    table = filled()
    table.withdraw("11")
    table.withdraw("unknown")
    table.refresh()
    assert table.kept.tolist() == [True, True]
    assert [table.keys[number] for number in table["key"]] == ["12", "2"]
    assert [table.keys[number] for number in table["parent"] if number >= 0] == ["12"]
    assert table.rows_identified("19062").tolist() == [0]
    assert table.rows_identified("5790000131250").tolist() == []
    assert table.rows_with_speciality(["kir"]).tolist() == [True, False]


def test_one_row_withdrawn_among_many_is_only_marked() -> None:
    table = filled()
    for number in range(20, 30):
        table.append(unit(str(number)))
    table.withdraw("11")
    table.refresh()
    assert table.kept.tolist() == [False] + [True] * 12


def test_codes_and_keys() -> None:
    table = filled()
    assert table.specialities.flag_chosen(["med", "unknown"]).tolist() == [False, True, False]
    assert [table.keys[number] for number in table.keys_beginning("1")] == ["11", "12"]
    assert table.key_number("3") is None
