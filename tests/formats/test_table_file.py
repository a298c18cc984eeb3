"""Opening a table: encodings, separators, quotes that cannot be trusted, ragged rows, broken files."""

import io

import pytest

from sor.formats.delivery import BadFile
from sor.formats.table_file import TableFile, separator_of, split, unquoted


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
    assert split(text, ";", 2) == expected


@pytest.mark.parametrize("cell", ['"', '="', "", '""x', "=1"])
def test_stray_quotes_stay(cell: str) -> None:
    assert unquoted(cell) == cell
