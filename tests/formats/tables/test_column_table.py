"""Columns are found by name wherever they stand; each unknown or missing one is named once."""

import pytest

from sor.formats.tables.column_table import (
    Column,
    Layout,
    UnreadableCell,
    code,
    decimal,
    level,
    nest_paths,
    spelling,
    text,
    whole_number,
    yes_or_no,
)

TABLE = (
    Column("SOR-kode", "code", whole_number),
    Column("Enhedsnavn", "name", text),
    Column("P_X", "postal_address.east", decimal),
    Column("Sundhedsinstitution", "", text),
)


def never(column: Column, cell: str, harm: object) -> None:
    raise AssertionError((column, cell))


def test_shuffled_columns_are_read_by_name() -> None:
    layout = Layout(TABLE, ["P_X", "Enhedsnavn", "SOR-kode"])
    found = layout.read(["557481,680", "Lægerne i Ry", "11000016002"], never)
    assert found == {"code": "11000016002", "name": "Lægerne i Ry", "postal_address.east": 557481.68}


def test_unknown_and_missing_columns_are_named_once() -> None:
    assert Layout(TABLE, ["SOR-kode", "Vejr", "Sundhedsinstitution", "Enhedsnavn"]).notes() == [
        "Columns that are not known and were not read: Vejr.",
        "Columns that are missing; what they would say stays as it is: P_X.",
    ]


def test_a_file_holds_only_the_fields_whose_columns_it_has() -> None:
    assert Layout(TABLE, ["SOR-kode", "P_X"]).fields == {"code", "postal_address"}


def test_an_unreadable_cell_is_told_and_left_out() -> None:
    told: list[tuple[str, str]] = []
    layout = Layout(TABLE, ["SOR-kode", "P_X"])
    found = layout.read(["11000016002", "øst"], lambda column, cell, _: told.append((column.name, cell)))
    assert (found, told) == ({"code": "11000016002"}, [("P_X", "øst")])


@pytest.mark.parametrize("name", ["EDB-system", "edbsystem", "EDB_System", "EDB system"])
def test_names_are_compared_without_case_and_signs(name: str) -> None:
    assert spelling(name) == "edbsystem"


def test_danish_letters_may_be_written_out() -> None:
    assert spelling("Gældende fra") == spelling("Gaeldende_fra")


def test_codes_keep_leading_zeros() -> None:
    assert code(" 019062 ") == "019062"
    assert whole_number(" 11000016002 ") == "11000016002"
    assert whole_number("12.5") == "12.5"
    assert whole_number(" ") is None


@pytest.mark.parametrize(("cell", "expected"), [("6347032,450", 6347032.45), ("-1.5", -1.5), ("12", 12.0), (" ", None)])
def test_numbers_have_a_comma_or_a_point(cell: str, expected: float | None) -> None:
    assert decimal(cell) == expected


@pytest.mark.parametrize("cell", ["1.234,5", "nan", "1e5"])
def test_other_numbers_are_refused(cell: str) -> None:
    with pytest.raises(UnreadableCell):
        decimal(cell)


def test_yes_and_no() -> None:
    assert [yes_or_no(cell) for cell in ("1", "Ja", "false", "0", "")] == [True, True, False, False, None]
    with pytest.raises(UnreadableCell):
        yes_or_no("måske")


def test_levels_in_both_notations() -> None:
    assert [level(cell) for cell in ("IE", "SI", "oe", "IO", "HI", "OU")] == ["IO", "HI", "OU", "IO", "HI", "OU"]
    with pytest.raises(UnreadableCell):
        level("Afdeling")


def test_parts_are_nested_under_their_field() -> None:
    flat = [("name", "A"), ("postal_address.street", "Vej"), ("postal_address.postcode", "8680")]
    assert nest_paths(flat) == {"name": "A", "postal_address": {"street": "Vej", "postcode": "8680"}}


def test_a_column_shows_its_field_or_what_it_only_repeats() -> None:
    assert Column("SOR-kode", "code", whole_number).path == "code"
    assert Column("Institutionsejer", "", text, shows="owner.name").path == "owner.name"
