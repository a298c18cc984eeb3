"""Opening a table: encodings, separators, quotes that cannot be trusted, ragged rows, broken files."""

import csv
import io
import re
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sor.formats.delivery import BadFile
from sor.formats.tables.table_file import TableFile, remove_quotes, separator_of


def opened(data: bytes) -> TableFile:
    return TableFile(io.BytesIO(data), "enheder.csv")


def cells(data: bytes) -> list[list[str]]:
    return [row.cells for row in opened(data).rows(no_ragged_rows)]


def no_ragged_rows(line: int, reason: str) -> None:
    raise AssertionError(f"line {line}: {reason}")


def refusal(data: bytes) -> str:
    with pytest.raises(BadFile) as refused:
        cells(data)
    return str(refused.value)


@pytest.mark.parametrize("encoding", ["iso-8859-1", "utf-8", "utf-8-sig"])
def test_danish_letters_are_read_in_either_encoding(encoding: str) -> None:
    assert cells("Navn;By\nPlejehjemmet Åen;Ærø\n".encode(encoding)) == [["Plejehjemmet Åen", "Ærø"]]


def test_dashes_of_windows_programs_are_read() -> None:
    assert cells("Navn;By\nØst – vest;X\n".encode("cp1252")) == [["Øst – vest", "X"]]


def test_a_file_in_two_encodings_is_refused() -> None:
    data = "Navn\nÅen\n".encode() + "Søen\n".encode("iso-8859-1")
    assert refusal(data) == (
        "enheder.csv, line 3 is ISO-8859-1, the lines before it are UTF-8. Save the whole file as one of them."
    )


def test_a_letter_of_no_known_encoding_is_refused() -> None:
    assert refusal("Navn\nÅen\n".encode("cp850")) == (
        "enheder.csv, line 2 holds the byte 0x8f, no letter of UTF-8 or ISO-8859-1. Save it as UTF-8."
    )


def test_utf_16_is_refused() -> None:
    assert refusal("Navn\nÅen\n".encode("utf-16")) == (
        "enheder.csv, line 1 is UTF-16. Save the file as UTF-8 or ISO-8859-1."
    )


def test_a_nul_byte_is_refused() -> None:
    assert refusal(b"Navn;By\nA;B\nC\0;D\n") == (
        "enheder.csv, line 3 holds a NUL byte, which no text has. Fetch the file again."
    )


def test_a_file_that_breaks_off_is_refused() -> None:
    assert refusal(b"Navn;By;Post\nA;B;1\nC;D") == (
        "enheder.csv, line 3: the file breaks off in the middle of its last row (2 of 3 fields). Fetch it again."
    )


def test_the_last_row_needs_no_line_end() -> None:
    assert cells(b"Navn;By\r\nA;B\r\nC;D") == [["A", "B"], ["C", "D"]]


def test_an_empty_file_is_refused() -> None:
    assert refusal(b"\n\n") == "enheder.csv is empty. A table begins with a row of column names."


def test_a_column_named_twice_is_refused() -> None:
    assert refusal(b"Navn;By;Navn\n") == "enheder.csv: the column 'Navn' stands twice in the header. Name it once."


def test_a_line_without_end_is_refused() -> None:
    assert refusal(b"Navn\n" + b"x" * 2_000_000) == (
        "enheder.csv, line 2 is longer than 1000000 bytes. This is no table with one row per line."
    )


def test_ragged_rows_are_told_with_line_and_reason_and_the_others_are_read() -> None:
    told: list[tuple[int, str]] = []
    rows = opened(b"Navn;By\nA;B\nC\nD;E;F\n\nG;H\n").rows(lambda line, reason: told.append((line, reason)))
    assert [(row.line, row.cells) for row in rows] == [(2, ["A", "B"]), (6, ["G", "H"])]
    assert told == [
        (3, "the row has 1 fields where the header has 2"),
        (4, "the row has 3 fields where the header has 2"),
    ]


def test_a_separator_at_the_end_of_every_line_makes_a_column_without_a_name() -> None:
    assert cells(b"Navn;By;\nA;B;\n") == [["A", "B", ""]]


def test_a_row_with_one_separator_too_many_is_ragged_for_its_fields_may_have_shifted() -> None:
    told: list[tuple[int, str]] = []
    assert list(opened(b"Navn;By\nA;B;\n").rows(lambda line, reason: told.append((line, reason)))) == []
    assert told == [(2, "the row has 3 fields where the header has 2")]


@pytest.mark.parametrize(("header", "separator"), [("a;b,c;d", ";"), ("a,b,c", ","), ("a\tb", "\t"), ("a|b", "|")])
def test_the_header_tells_the_separator(header: str, separator: str) -> None:
    assert separator_of(header) == separator


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('Lægehuset "Solen";Ry', ['Lægehuset "Solen"', "Ry"]),
        ('5" rør;Ry', ['5" rør', "Ry"]),
        ('"Solen" og "Månen";Ry', ['"Solen" og "Månen"', "Ry"]),
        ('"Lægehuset ""Solen""";Ry', ['Lægehuset "Solen"', "Ry"]),
        ('"Sol; måne";Ry', ["Sol; måne", "Ry"]),
        ('="31000016008";Ry', ["31000016008", "Ry"]),
        ('="019062";"Ry"', ["019062", "Ry"]),
    ],
)
def test_quotes_are_believed_only_when_they_are_quotes(text: str, expected: list[str]) -> None:
    assert cells(f"Navn;By\n{text}\n".encode()) == [expected]


@pytest.mark.parametrize("cell", ['"', '="', "", '""x', "=1"])
def test_stray_quotes_stay(cell: str) -> None:
    assert remove_quotes(cell) == cell


def town_is_missing_or_begins_with_a_capital(row: Sequence[str]) -> str | None:
    return None if not row[1] or row[1][0].isupper() else f"'{row[1]}' is no town"


def forgiving(data: bytes) -> tuple[list[tuple[int, list[str]]], list[tuple[int, str]], int]:
    """Rows, complaints and the number of filled rows of a table read with a judgement about its rows."""
    told: list[tuple[int, str]] = []
    table = opened(data)
    rows = [(row.line, row.cells) for row in table.rows(lambda *what: told.append(what),
                                                       town_is_missing_or_begins_with_a_capital)]  # fmt: skip
    return rows, told, table.filled


class TestQuotes:
    """RFC 4180, and quotes that are none."""

    def test_a_break_inside_quotes_belongs_to_the_cell_and_lines_are_counted_on(self) -> None:
        table = opened(b'Navn;By\r\n"Klinik\nfor b\xc3\xb8rn";Ry\r\nB;Ebeltoft\r\n')
        assert [tuple(row) for row in table.rows(no_ragged_rows)] == [
            (2, ["Klinik\nfor børn", "Ry"]),
            (4, ["B", "Ebeltoft"]),
        ]

    @pytest.mark.parametrize("row", ['A;"x\ny"', '"x\ny";A', '"x\n\n""y"";";"z\nw"'])
    def test_a_break_may_stand_in_any_cell(self, row: str) -> None:
        found = cells(f"Navn;By\n{row}\nB;Ry\n".encode())
        assert found == [next(csv.reader(io.StringIO(row), delimiter=";")), ["B", "Ry"]]

    def test_a_quote_that_is_never_closed_takes_no_other_row_along(self) -> None:
        lines = "".join(f"Navn {n};Ry\n" for n in range(300))
        assert cells(f'Navn;By\n"Solen;Ry\n{lines}'.encode())[:2] == [['"Solen', "Ry"], ["Navn 0", "Ry"]]

    def test_two_stray_quotes_rows_apart_make_no_cell_of_whole_rows(self) -> None:
        assert cells(b'Navn;By\n"Solen;Ry\nB;Ry\nC;Maanen"\n') == [['"Solen', "Ry"], ["B", "Ry"], ["C", 'Maanen"']]

    def test_a_file_that_ends_inside_quotes_is_refused(self) -> None:
        assert refusal(b'Navn;By\nA;B\n"C\nD\nE\n') == (
            "enheder.csv, line 3: the file breaks off inside quotes. Fetch it again."
        )

    def test_a_guarded_code_may_be_quoted_once_more(self) -> None:
        assert cells(b'Navn;By\n"=""0190""";Ry\n') == [["0190", "Ry"]]

    def test_a_quoted_header_is_read(self) -> None:
        assert opened(b'"Navn";"By; land"\n').header == ["Navn", "By; land"]

    def test_lines_that_end_with_cr_alone_are_refused(self) -> None:
        assert refusal(b"Navn;By\rA;B\r") == (
            "enheder.csv ends its lines with CR alone. Save it with CRLF or LF at the ends of lines."
        )

    @given(
        st.lists(
            st.lists(st.text(st.sampled_from('ab;"\n\r, é'), max_size=6), min_size=3, max_size=3).filter(
                lambda row: any(map(str.strip, row))
            ),
            max_size=6,
        ),
        st.sampled_from([csv.QUOTE_ALL, csv.QUOTE_MINIMAL]),
    )
    def test_what_a_standard_writer_writes_is_read_back(self, rows: list[list[str]], quoting: int) -> None:
        out = io.StringIO(newline="")
        writer = csv.writer(out, delimiter=";", quoting=quoting, lineterminator="\r\n")  # type: ignore[arg-type]
        writer.writerows([["Et", "To", "Tre"], *rows])
        expected = [[re.sub(r"\r*\n", "\n", cell) for cell in row] for row in rows]
        assert [[re.sub(r"\r*\n", "\n", c) for c in row] for row in cells(out.getvalue().encode())] == expected


class TestRowsWithFewerCells:
    """Spreadsheets leave out empty cells at the end; a row that lost one in its middle looks alike."""

    def test_cells_left_out_at_the_end_are_empty_and_such_rows_are_counted(self) -> None:
        rows, told, filled = forgiving(b"Navn;By;Post\nA;Ry\nB\nC;Ry;8680\n")
        assert (rows, told, filled) == ([(2, ["A", "Ry", ""]), (3, ["B", "", ""]), (4, ["C", "Ry", "8680"])], [], 2)

    def test_a_quoted_separator_and_a_cell_left_out_are_told_from_a_row_in_two_quotes(self) -> None:
        rows, told, filled = forgiving(b'Navn;By;Post\n"A; B";Ry\n')
        assert (rows, told, filled) == ([(2, ["A; B", "Ry", ""])], [], 1)

    def test_stray_quotes_around_two_whole_cells_do_not_make_them_one(self) -> None:
        assert forgiving(b'Navn;By;Post\n"A;B";1\n') == ([(2, ['"A', 'B"', "1"])], [], 0)

    def test_a_row_whose_cells_shifted_is_not_read(self) -> None:
        rows, told, filled = forgiving(b"Navn;By;Post\nA;8680\n")
        assert (rows, filled) == ([], 0)
        assert told == [(2, "the row has 2 fields where the header has 3, and '8680' is no town")]

    def test_a_row_torn_by_a_break_outside_quotes_is_not_read_in_halves(self) -> None:
        rows, told, _ = forgiving(b"Navn;By;Post\nA;Ry\nby;8680\nB;Ry;8680\n")
        assert [line for line, _ in rows] == [4]
        assert told == [
            (2, "the row has 2 fields where the header has 3, and line 3 may be its rest"),
            (3, "the row has 2 fields where the header has 3, and '8680' is no town"),
        ]

    def test_a_file_that_breaks_off_is_no_file_with_cells_left_out(self) -> None:
        with pytest.raises(BadFile, match="breaks off in the middle of its last row"):
            forgiving(b"Navn;By;Post\nA;Ry;8680\nB;Ry")

    def test_a_row_of_separators_only_is_no_row(self) -> None:
        assert forgiving(b"Navn;By;Post\nA;Ry;1\n;;\n;\n") == ([(2, ["A", "Ry", "1"])], [], 0)
