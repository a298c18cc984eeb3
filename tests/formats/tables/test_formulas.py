"""A file for people holds no cell that their spreadsheet would run."""

import csv
import io

import pytest

from sor.formats.published.omitted import Omitted
from sor.formats.tables.formulas import defuse_formula, is_formula
from sor.jobs.exporting import report_of


@pytest.mark.parametrize("text", [*(f"{sign}a=1" for sign in "=@+-\t\r\n＝＠＋－"), "=1", "-1+1", "－1"])
def test_a_formula_stands_behind_an_apostrophe(text: str) -> None:
    assert is_formula(text)
    assert defuse_formula(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "a=1", "+45 12", "-1.5", "'=1", "ø"])
def test_everything_else_stands_as_it_is(text: str) -> None:
    assert defuse_formula(text) == text


def test_the_report_of_what_a_file_does_not_show_is_for_people() -> None:
    report = report_of([Omitted("=1+1", "@name", "-left out")]).decode()
    assert list(csv.reader(io.StringIO(report), delimiter=";"))[1] == ["'=1+1", "'@name", "'-left out"]
