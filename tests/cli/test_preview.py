"""The tables of a preview: only what there is, nothing cut in silence."""

from typing import Any

from sor.cli.preview import MOST_SHOWN, tables

NOTHING: dict[str, Any] = {"findings": [], "units": {}, "consequences": {}}


def test_parts_that_hold_nothing_are_left_out() -> None:
    assert list(tables(NOTHING, "da")) == []


def test_a_long_part_says_how_much_more_there_is() -> None:
    touched = [
        {"key": str(n), "name": "x", "changes": [{"field": "name", "from": "2027-01-01", "after": "y"}]}
        for n in range(MOST_SHOWN + 7)
    ]
    (shown,) = tables(NOTHING | {"consequences": {"touched": touched}}, "en")
    assert shown.row_count == MOST_SHOWN
    assert shown.caption == "… and 7 more; --json shows all"


def test_new_units_are_listed_with_their_codes() -> None:
    (shown,) = tables(NOTHING | {"units": {"#1": "90000011000016009"}}, "da")
    assert (shown.title, shown.row_count) == ("Nye enheder", 1)
