"""How far a change reaches: down to every unit that shows the value, and in time only past its own day."""

from typing import Any

import pytest

from sor.core.showing import SHOWN_BELOW
from tests.changes.scene import ADDRESS, Scene, number, own

DAY, LATER_DAY = "2026-11-10", "2026-12-01"
SETS: dict[str, Any] = {
    "postal_address": ADDRESS | {"municipality": "0740", "street": "Ny"},
    "virtual_address": {"phone": "11111111"},
    "cvr": "10150817",
    "location": own("#n"),
}


@pytest.mark.parametrize("field", sorted(SETS))
def test_what_units_below_show_of_one_above_is_told_of_them_all(scene: Scene, field: str) -> None:
    changes = [{"op": "edit", "unit": "@owner", "from": DAY, "set": {field: SETS[field]}}]
    changes = [number("#n"), *changes] if field == "location" else changes
    tried = scene.preview(*changes)
    assert tried.accepted, tried.findings
    assert tried.consequences is not None
    told = {one.key: [change.from_day for change in one.changes if change.field == field][:1]
            for one in tried.consequences.touched if one.kind == "unit"}  # fmt: skip
    assert told == {scene[unit]: [DAY] for unit in ("owner", "clinic", "feet")}
    sent = scene.send(*changes)
    assert {key for kind, key in scene.register.list_touched(sent.serial - 1, sent.serial) if kind == "unit"} == {*told}


def test_every_field_shown_below_is_tried_here() -> None:
    assert {*SETS, "level"} == SHOWN_BELOW, "the level of a unit is changed by no edit"


@pytest.mark.parametrize(("day", "becomes"), [(DAY, "withdrawn"), (LATER_DAY, "outdone")])
def test_only_what_is_scheduled_after_the_day_of_an_edit_is_withdrawn_with_it(
    scene: Scene, day: str, becomes: str
) -> None:
    """What is scheduled on the same day is outdone and not taken back: it holds again when the edit is withdrawn."""
    first = scene.send({"op": "edit", "unit": "@ward", "from": LATER_DAY, "set": {"name": "Anna"}})
    edit = {"op": "edit", "unit": "@ward", "from": day, "set": {"name": "Bo"}, "later": "withdraw"}
    tried = scene.preview(edit)
    assert tried.consequences is not None
    assert [(one["entry"], one["becomes"]) for one in tried.consequences.scheduled] == [(first.serial, becomes)]
    assert scene.send(edit).accepted
    assert scene.unit("ward", 20261201)["name"] == "Bo"


def test_what_is_scheduled_is_told_by_what_it_will_be_and_no_longer_once_it_was_outdone(scene: Scene) -> None:
    def name(name: str, day: str) -> dict[str, Any]:
        return {"op": "edit", "unit": "@ward", "from": day, "set": {"name": name}}

    def scheduled(change: dict[str, Any]) -> list[tuple[Any, Any]]:
        tried = scene.preview(change)
        assert tried.consequences is not None
        return [(one["entry"], one["becomes"]) for one in tried.consequences.scheduled]

    first = scene.send(name("Anna", LATER_DAY))
    assert scheduled(name("Bo", DAY)) == [(first.serial, "stands")]
    second = scene.send(name("Bo", LATER_DAY))
    assert scheduled(name("Eva", LATER_DAY)) == [(second.serial, "outdone")]
    back = {"op": "withdraw", "entry": second.serial}
    assert scheduled(back) == [(first.serial, "stands"), (second.serial, "withdrawn")]
