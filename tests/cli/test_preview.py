"""The tables of a preview: only what there is, nothing cut in silence."""

from typing import Any

from sor.changes.outcome import Consequences
from sor.cli.preview import HEADS, MOST_SHOWN, PARTS, tables

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


def test_every_consequence_has_its_table_in_both_languages() -> None:
    assert {*Consequences.__struct_fields__, "findings", "units"} == set(PARTS) == set(HEADS["da"]) == set(HEADS["en"])
