"""What was wrong before a change is no obstacle to it; what it states wrongly is, also where something else was so."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.changes.scene import ADDRESS, DEPARTMENT, INDICATORS, TODAY, Scene, create, faults, own


def setting(unit: str, day: str = TODAY, /, **values: Any) -> dict[str, Any]:
    return {"op": "edit", "unit": unit, "from": day, "set": values}


STREET = {"street": "x" * 70}


@pytest.mark.parametrize(
    ("unit", "sin", "other", "rule"),
    [
        ("@lungs", {"name": "x" * 301}, {"name": "y" * 301}, "N1"),
        ("@lungs", {"postal_address": ADDRESS | STREET}, {"postal_address": ADDRESS | {"street": "y" * 70}}, "N1"),
        ("@lungs", {"local_code": "x" * 41}, {"local_code": "y" * 41}, "F10"),
        ("@lungs", {"virtual_address": {"phone": "1"}}, {"virtual_address": {"phone": "2"}}, "F6"),
        ("@owner", {"shak": "380010"}, {"shak": "380020"}, "F14"),
        ("@heart", {"provider_identifier": "012345"}, {"provider_identifier": "012346"}, "F9"),
        ("@owner", {"cvr": "35095749"}, {"cvr": "35095740"}, "F2"),
        ("@lungs", {"type": "22232009"}, {"type": "554061000005105"}, "T1"),
    ],
)
def test_another_value_that_is_as_wrong_is_told(
    scene: Scene, unit: str, sin: dict[str, Any], other: dict[str, Any], rule: str
) -> None:
    assert scene.send(setting(unit, **sin), judge=False).accepted

    def told(**values: Any) -> set[str]:
        return {found.rule for found in scene.preview(setting(unit, **values)).findings} & {rule}

    assert told(name="En anden" if "name" not in sin else "x" * 301, note="ny") == set(), "it was so"
    assert told(**other) == {rule}
    assert told(**sin, note="ny") == set()


def test_another_thing_that_is_wrong_with_the_same_value_is_told(scene: Scene) -> None:
    """It stood below a closed unit; now it is to stand below one that stands below it."""
    assert scene.send({"op": "close", "unit": "@lungs", "from": "2026-12-01"}).accepted
    below = create("#new", "OU", "@lungs", "2026-12-05", name="A", type=DEPARTMENT, location="inherit", **INDICATORS)
    made = scene.send(below, judge=False)
    assert made.accepted, made.findings
    new = made.units["#new"]
    told = scene.preview(
        {"op": "correct", "unit": "@lungs", "from": "2026-12-01", "set": {"open": True}},
        {"op": "move", "unit": "@lungs", "parent": new, "from": "2026-12-10"},
    )
    assert [f.facts["case"] for f in told.findings if (f.rule, f.key) == ("H2", new)] == ["circle"]


def test_who_mends_one_part_of_an_address_answers_for_no_other(scene: Scene) -> None:
    assert scene.send(setting("@lungs", postal_address=ADDRESS | STREET), judge=False).accepted
    assert scene.preview(setting("@lungs", postal_address=ADDRESS | STREET | {"building": "2"})).accepted


def two_give_up_a_shared_number(scene: Scene) -> list[dict[str, Any]]:
    shared = own(scene.unit("hospital", 20261101)["location"]["number"])
    for unit in ("@heart", "@lungs", "@ward"):
        assert scene.send(setting(unit, location=shared), judge=False, reason="one entrance").accepted
    return [setting("@heart", location="inherit"), setting("@lungs", location="inherit"), setting("@ward", name="A")]


def a_closing_above_is_postponed(scene: Scene) -> list[dict[str, Any]]:
    closed = scene.send({"op": "close", "unit": "@heart", "from": "2026-12-01"}, judge=False)
    assert closed.accepted
    return [{"op": "reschedule", "entry": closed.serial, "from": "2026-12-15"}]


@pytest.mark.parametrize("mending", [two_give_up_a_shared_number, a_closing_above_is_postponed])
def test_what_becomes_less_wrong_is_no_new_sin(scene: Scene, mending: Callable[[Scene], list[dict[str, Any]]]) -> None:
    sent = scene.send(*mending(scene))
    assert sent.accepted, sent.findings


def test_who_begins_to_share_a_number_is_told_though_others_shared_it(scene: Scene) -> None:
    shared = own(scene.unit("hospital", 20261101)["location"]["number"])
    assert scene.send(setting("@ward", location=shared), judge=False, reason="one entrance").accepted
    refused = scene.preview(setting("@heart", location=shared), setting("@ward", name="A"), reason="one entrance")
    assert faults(refused) == [("L2", scene["heart"])]


def test_from_one_wrong_place_to_another_is_wrong_anew(scene: Scene) -> None:
    assert scene.send({"op": "move", "unit": "@lungs", "parent": "@region", "from": TODAY}, judge=False).accepted
    assert scene.send(setting("@lungs", name="A")).accepted
    wrong = scene.preview({"op": "move", "unit": "@lungs", "parent": "@owner", "from": TODAY})
    assert ("H2", scene["lungs"]) in faults(wrong)
    below = create("#new", "OU", "@lungs", name="B", type=DEPARTMENT, location="inherit")
    assert "H2" not in {rule for rule, _ in faults(scene.preview(below))}
