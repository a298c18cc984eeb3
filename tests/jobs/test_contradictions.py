"""What a file says twice and differently: those above a unit, and days of editing that have not come."""

from typing import Any

import pytest

from sor.core.claim import Claim, Piece
from sor.core.day import OPEN, START
from sor.formats.delivery import Delivery, Shown
from sor.jobs.contradictions import find_shown_otherwise, reject_edits_to_come
from sor.rules.unit_facts import facts_from

DAY = 20261102


def edited(*days: str) -> Claim:
    pieces = [Piece(START, OPEN, {"status": {"from": "2020-01-01", "updated": day}}) for day in days]
    return Claim("unit", "1", frozenset({"status"}), pieces, line=7)


@pytest.mark.parametrize(("day", "today"), [("2026-11-03", DAY), ("2026-11-04", 20261103), ("2020-01-01", DAY)])
def test_a_day_of_editing_that_has_come_or_comes_tomorrow_is_kept(day: str, today: int) -> None:
    delivery, claim = Delivery("sor-csv", "x", (), snapshot=DAY), edited(day)
    reject_edits_to_come([claim], delivery, today)
    assert (delivery.cells, claim.pieces[0].untold) == ([], frozenset())


def test_a_day_of_editing_to_come_is_a_rejected_cell_once_for_each_unit() -> None:
    delivery, claim = Delivery("sor-csv", "x", (), snapshot=DAY, called={("unit", "status.updated"): "U"}), edited(
        "2026-11-04", "2020-01-01", "2030-01-01"
    )  # fmt: skip
    reject_edits_to_come([claim], delivery, 20260101)
    assert [(c.line, c.key, c.column, c.value) for c in delivery.cells] == [(7, "1", "U", "2026-11-04")]
    assert [piece.values["status"].get("updated") for piece in claim.pieces] == [None, "2020-01-01", None]
    assert [piece.untold for piece in claim.pieces] == [{"status.updated"}, frozenset(), {"status.updated"}]


def standing(**more: Any) -> dict[str, Any]:
    units = {
        "1": {"level": "IO", "name": "Region Midtjylland", "cvr": "29190925"},
        "2": {"level": "HI", "name": "Hospital", "parent": "1", "location": {"state": "Own", "number": "5"}},
        "3": {"level": "OU", "name": "Afdeling", "parent": "2", "location": {"state": "None"}},
        "4": {"level": "OU", "name": "Afsnit", "parent": "3", "location": {"state": "Inherited"}},
    }
    return {key: facts_from(key, values) for key, values in (units | more).items()}


@pytest.mark.parametrize(
    ("cells", "found"),
    [
        ({"owner.code": "1", "owner.name": "REGION  Midtjylland", "owner.cvr": "29190925"}, []),
        ({"institution.code": "2", "institution.name": "Hospital", "location.number": "5"}, []),
        ({"owner.code": "9"}, [("owner.code", "1", "parent")]),
        ({"owner.name": "Region Nord"}, [("owner.name", "Region Midtjylland", "parent")]),
        ({"owner.cvr": "29190909"}, [("owner.cvr", "29190925", "cvr")]),
        ({"owner.cvr": "12345674"}, []),
        ({"institution.code": "3"}, [("institution.code", "2", "parent")]),
        ({"location.number": "6"}, [("location.number", "5", "location")]),
    ],
)
def test_what_a_row_shows_of_those_above(cells: dict[str, str], found: list[tuple[str, str, str]]) -> None:
    rows = [Shown(1, "4", tuple(cells.items()))]
    told = list(find_shown_otherwise(rows, standing(), lambda _: "12345674"))
    assert [(f.facts["shown"], f.facts["expected"], f.field) for f in told] == found


@pytest.mark.parametrize("parent", ["99", "4"])
def test_a_unit_whose_line_ends_at_no_owner_is_another_rules_matter(parent: str) -> None:
    rows = [Shown(1, "4", (("owner.code", "9"),))]
    loose = {"level": "OU", "name": "Afsnit", "parent": parent}
    assert list(find_shown_otherwise(rows, standing(**{"4": loose}), lambda _: None)) == []
