"""What `sor import` says of rejected cells, each kind of damage in a sentence as it is printed."""

import pytest
from click.testing import CliRunner

from sor.cli import main
from tests.faults.conftest import Mirror
from tests.quick_part import few_of_several

ROW = 4
"""The line of a unit with a number of its own."""

SENTENCES: list[tuple[str, str, str]] = [
    ("Telefon", "-", "'-' is a placeholder, which says nothing; did it mean an empty cell?"),
    ("Telefon", "8612340", "'8612340' is a telephone number with a digit too few"),
    ("Telefon", "86.123.400", "'86.123.400' is a number with marks between thousands; did it mean 86123400?"),
    ("P_KK", "851", "'851' is a number whose zeros in front were lost; did it mean 0851?"),
    ("P_KK", "'0851",
     "''0851' is a number after the apostrophe by which a spreadsheet marks a text; did it mean 0851?"),
    ("Ydernummer", "26071", "'26071' is a number with a digit too few; did it mean 026071?"),
    ("P_VK", "7493.0", "'7493.0' is a number with decimals that it never had; did it mean 7493?"),
    ("CVR", "1,23457E+07",
     "'1,23457E+07' is a number in powers of ten, its last digits lost; did it mean 8 digits: 123457…?"),
    ("P_By", "#NAVN?", "'#NAVN?' is the error of a spreadsheet, not what the cell held"),
    ("P_By", "=A5", "'=A5' is a formula, not what it gives"),
    ("P_By", "SAND", "'SAND' is the word of a program for yes or no"),
    ("P_By", "01-feb", "'01-feb' is a date where a text belongs; did it mean 1-2?"),
    ("P_By", "8600", "'8600' is a number where a text belongs"),
    ("Postadresse", "800005", "'800005' is a number where a text belongs"),
    ("Lokalkode", "01-02-2026", "'01-02-2026' is a date where a number belongs; did it mean 1-2?"),
    ("P_X", "557481680", "'557481680' is a number whose decimal point was lost; did it mean 557481.680?"),
    ("P_X", "57 m", "'57 m' is not what the column holds (a number)"),
    ("SOR-type", "Ejer", "'Ejer' is not what the column holds (a level: IO, HI, OU)"),
    ("Sidst_aendret_dato", "2199-01-01", "'2199-01-01' is a day of editing that has not come: it lies after 2"),
    ("Parent-SOR-kode", "12",
     "'12' is no SOR code: a SOR code is a running number of at most eight digits, then 100001600, then one check"),
    ("Parent-SOR-kode", "Fjordby", "'Fjordby' is no SOR code: a SOR code has digits only"),
    ("Nedarvningsstatus", "ingen",
     "'ingen' is the word for no number, and 5790990007862 stands beside it"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("column", "cell", "sentence"), few_of_several(SENTENCES, every=7), ids=[f"{one[0]} {one[1]}" for one in SENTENCES]
)
def test_each_is_a_sentence(column: str, cell: str, sentence: str, sor: Mirror) -> None:
    rows = sor.rows()
    rows[ROW - 1][rows[0].index(column)] = cell
    path = sor.folder / "sor.csv"
    path.write_bytes(sor.bytes(rows))
    address = sor.register.database.url.render_as_string(hide_password=False)
    options = ["--snapshot", "2026-10-02", "--dry-run", "--database", address]
    done = CliRunner().invoke(main, ["import", str(path), *options])
    assert done.exit_code == 0, done.output
    told = next(line for line in done.stdout.splitlines() if line.startswith("  rejected cell"))
    key = rows[ROW - 1][rows[0].index("SOR-kode")]
    assert told.startswith(f"  rejected cell sor.csv, line {ROW}, {column} of {key}: {sentence}")
