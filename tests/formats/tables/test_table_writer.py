"""Tables as text: what is quoted, guarded, replaced, and what stops the run."""

import csv
import io

import pytest

from sor.formats.published.omitted import Omitted
from sor.formats.tables.column_table import Column, code, day, decimal, level, text, whole_number, yes_or_no
from sor.formats.tables.table_writer import CLASSIC, SOR2, Dialect, TableWriter

COLUMNS = (Column("Kode", "code", whole_number), Column("Navn", "name", text), Column("Tal", "number", code))


def written(
    dialect: Dialect, *rows: dict[str, object], columns: tuple[Column, ...] = COLUMNS
) -> tuple[str, list[Omitted]]:
    out, omitted = io.BytesIO(), []
    table = TableWriter(out, columns, dialect, omitted)
    for row in rows:
        table.row(str(row["code"]), row)
    table.flush()
    return out.getvalue().decode(dialect.encoding), omitted


def test_a_header_and_a_line_per_row_each_ended_as_windows_does() -> None:
    assert written(CLASSIC, {"code": "1", "name": "Åben"}) == ("Kode;Navn;Tal\r\n1;Åben;\r\n", [])


def test_sor2_begins_with_a_mark_and_guards_sor_codes_from_spreadsheets() -> None:
    assert written(SOR2, {"code": "698471000016005"})[0] == '\ufeffKode;Navn;Tal\r\n="698471000016005";;\r\n'


@pytest.mark.parametrize("name", ["a;b", 'Lægehuset "Åen"', '"', ';";', "  to ", '"='])
@pytest.mark.parametrize("dialect", [CLASSIC, SOR2])
def test_a_strict_reader_gets_every_text_back(name: str, dialect: Dialect) -> None:
    text, omitted = written(dialect, {"code": "1", "name": name, "number": "7"})
    lines = list(csv.reader(io.StringIO(text, newline=""), delimiter=";", strict=True))
    assert (lines[1][1:], omitted) == ([name, "7"], [])


FORMULAS = ["=1+1", "=", "@SUM(A1)", "+cmd|' /C calc'!A0", "-2+3", "=HYPERLINK(;)", '=";"', "+45 A"]


@pytest.mark.parametrize("name", FORMULAS)
@pytest.mark.parametrize("dialect", [CLASSIC, SOR2])
def test_what_a_spreadsheet_would_run_is_written_as_it_is_and_told(name: str, dialect: Dialect) -> None:
    text, omitted = written(dialect, {"code": "1", "name": name, "number": "7"})
    lines = list(csv.reader(io.StringIO(text, newline=""), delimiter=";", strict=True))
    assert lines[1][1:] == [name, "7"]
    assert omitted == [Omitted("1", "name", "Navn: a spreadsheet would run this as a formula; it is written as it is")]


@pytest.mark.parametrize("name", ["+45 98 82 00 00", "-7", "(+45) 1", "a=b", " =", "", "e-mail", "+45 (98) 82.00/00-1"])
def test_numbers_and_texts_that_no_spreadsheet_runs_are_not_told(name: str) -> None:
    assert written(CLASSIC, {"code": "1", "name": name, "number": "7"})[1] == []


def test_line_breaks_and_control_characters_become_blanks_and_are_told() -> None:
    text, omitted = written(SOR2, {"code": "1", "name": "a\r\nb\x00c\x85"})
    assert text.splitlines()[1] == '="1";a  b c ;'
    assert omitted == [Omitted("1", "name", "Navn: line breaks and control characters are written as blanks")]


def test_a_blank_that_does_not_break_is_a_letter_like_others() -> None:
    assert written(CLASSIC, {"code": "1", "name": "a\xa0b"}) == ("Kode;Navn;Tal\r\n1;a\xa0b;\r\n", [])


def test_what_the_encoding_has_not_is_replaced_and_told_with_the_code() -> None:
    text, omitted = written(CLASSIC, {"code": "1", "name": "”Nord–Syd”"})
    assert text.splitlines()[1] == '1;"""Nord-Syd""";'
    assert [(o.code, o.field) for o in omitted] == [("1", "name"), ("1", "name")]
    assert omitted[1].reason == "Navn: ISO-8859-1 has no such character: U+2013 EN DASH is written '-'"


def test_each_kind_of_cell_is_written_as_it_is_read() -> None:
    columns = (
        Column("Kode", "code", code), Column("Dag", "day", day), Column("X", "x", decimal),
        Column("Niveau", "level", level), Column("Ja", "yes", yes_or_no), Column("Om", "", text, shows="told"),
        Column("Stort", "big", text, write=str.upper),
    )  # fmt: skip
    row = {"code": "1", "day": 20260701, "x": 557481.68, "level": "HI", "yes": False, "told": "t", "big": "b"}
    line = written(CLASSIC, row, columns=columns)[0].splitlines()[1]
    assert line == "1;2026-07-01;557481,68;SI;false;t;B"
    cells = [column.read(cell) for column, cell in zip(columns, line.split(";"), strict=True)]
    assert cells[:5] == ["1", 20260701, 557481.68, "HI", False]


@pytest.mark.parametrize(
    ("value", "cell"), [(6347032.0, "6347032,0"), (7, "7,0"), (1e-7, "0,000000"), ("12.5", "12,5")]
)
def test_numbers_have_a_decimal_comma(value: object, cell: str) -> None:
    text, _ = written(CLASSIC, {"code": value}, columns=(Column("X", "code", decimal),))
    assert text.splitlines()[1] == cell


def test_a_value_that_is_no_text_is_left_out_and_told_and_stops_no_edition() -> None:
    text, omitted = written(CLASSIC, {"code": "1", "name": ["x"], "number": "5"}, {"code": "2", "number": {"a": "b"}})
    assert text.splitlines()[1:] == ["1;;5", "2;;"]
    assert omitted == [
        Omitted("1", "name", "Navn: ['x'] cannot be written there and is left out"),
        Omitted("2", "number", "Tal: {'a': 'b'} cannot be written there and is left out"),
    ]
