"""Every column of every table is explained."""

import pytest

from sor.formats.sor2 import units as sor2_units
from sor.formats.sor2.tables import SIDES
from sor.formats.tables import sor_csv
from sor.formats.tables.column_words import words_of


@pytest.mark.parametrize("columns", [sor_csv.COLUMNS, sor2_units.COLUMNS, *(side.columns for side in SIDES)])
def test_every_column_has_its_words_in_both_languages(columns) -> None:
    shown = words_of(columns)
    assert [one.name for one in shown] == [column.name for column in columns]
    assert all(one.da and one.en for one in shown)


def test_a_column_whose_name_is_made_here_says_so() -> None:
    shown = {one.name: one for one in words_of(sor2_units.COLUMNS, made_here=sor2_units.GUESSED)}
    assert shown["ParentSorId"].en == "the unit above (the column's name is made by this project)"
    assert shown["SorId"].en == "SOR code"


def test_the_tables_name_stands_before_the_column_where_a_format_has_several() -> None:
    assert words_of(SIDES[0].columns, "SORReplacedEntities.csv")[0].name == "SORReplacedEntities.csv: SorId"
