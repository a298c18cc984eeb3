"""A preview knows the days on which what a code means changes: a region from 2027 on, a type that is renamed."""

from typing import Any

import pytest

from tests.changes.scene import ADDRESS, COPENHAGEN, DEPARTMENT, NUMBER_DATA, SUPPLEMENT, Scene, rename_type
from tests.changes.test_preview_property import told

CAPITAL, ZEALAND, EAST, UNTIL, NEW_YEAR = "1084", "1085", "oestdanmark", "2026-12-10", "2027-01-01"
DAY = "2026-11-05"
Told = list[tuple[str, str | None, Any, Any]]


def region_told(scene: Scene, unit: str, field: str, change: dict[str, Any]) -> Told:
    """(from, to, region before, region after) of an address, as the preview tells of a unit."""
    tried = scene.preview(change)
    assert tried.accepted, tried.findings
    assert tried.consequences is not None
    return [
        (one.from_day, one.to_day, (one.before or {}).get("region"), (one.after or {}).get("region"))
        for touched in tried.consequences.touched
        if touched.key == scene[unit]
        for one in touched.changes
        if one.field == field
    ]


def test_the_region_of_an_address_is_another_from_2027_on(scene: Scene) -> None:
    """The unit itself, one that inherits it, and an address that is taken from another one."""
    edit = {"op": "edit", "unit": "@region", "from": DAY, "set": {"postal_address": ADDRESS | COPENHAGEN}}
    for unit, field in (("region", "postal_address"), ("ward", "postal_address"), ("ward", "activity_address")):
        assert region_told(scene, unit, field, edit) == [
            (DAY, NEW_YEAR, ZEALAND, CAPITAL), (NEW_YEAR, None, EAST, EAST),
        ]  # fmt: skip


@pytest.mark.parametrize("kind", ["postal_address", "visiting_address", "activity_address"])
def test_it_is_so_for_every_kind_of_address(scene: Scene, kind: str) -> None:
    edit = {"op": "edit", "unit": "@feet", "from": DAY, "set": {kind: ADDRESS | COPENHAGEN | {"street": "Ny"}}}
    told_days = [one[:2] for one in region_told(scene, "feet", kind, edit)]
    assert told_days == [(DAY, NEW_YEAR), (NEW_YEAR, None)]


def test_a_stated_region_is_not_the_municipalitys(scene: Scene) -> None:
    stated = {"op": "edit", "unit": "@ward", "from": DAY, "set": {"postal_address": ADDRESS | {"region": "1085"}}}
    assert region_told(scene, "ward", "postal_address", stated) == [
        (DAY, NEW_YEAR, ZEALAND, ZEALAND), (NEW_YEAR, None, EAST, ZEALAND),
    ]  # fmt: skip


def test_the_name_of_a_type_is_another_from_the_day_it_is_renamed(scene: Scene) -> None:
    """Both ways: the type that a unit gets, and the one that it had."""
    rename_type(scene.register, DEPARTMENT, 20261210, "hospitalsafdeling")
    for unit, kind in (("ward", SUPPLEMENT), ("feet", DEPARTMENT)):
        change = {"op": "edit", "unit": f"@{unit}", "from": DAY, "set": {"type": kind}}
        tried = scene.preview(change)
        names = [one for one in told(tried, {}) if one[0] == scene[unit] and one[1] == "type_name"]
        old, new = scene.register.at().codes.name("entity_type", DEPARTMENT, 20261101), "hospitalsafdeling"
        side = 4 if unit == "ward" else 5
        assert [(one[2], one[side]) for one in names] == [(DAY, old), (UNTIL, new)], names


def test_a_new_unit_tells_it_too(scene: Scene) -> None:
    ward = {"name": "Sengeafsnit 2", "type": DEPARTMENT, "location": "inherit", "postal_address": ADDRESS,
            "reporting_level": True, "patients_admitted": True, "ambulant_activity": True}  # fmt: skip
    made = {"op": "create", "as": "#x", "level": "OU", "parent": "@heart", "from": DAY, "set": ward}
    tried = scene.preview(made)
    regions = [(one[2], one[5]["region"]) for one in told(tried, {}) if one[:2] == ("#x", "postal_address")]
    assert regions == [(DAY, ZEALAND), (NEW_YEAR, EAST)]


def test_a_numbers_own_region_is_data_and_stays(scene: Scene) -> None:
    number = scene.unit("hospital", 20261101)["location"]["number"]
    change = {"op": "number", "location_number": number, "from": DAY, "set": {"region": "1084"}}
    tried = scene.preview(change)
    shown = [one for one in told(tried, {}) if one[0] == scene["hospital"] and one[1] == "location"]
    assert [(one[2], one[4]["region"], one[5]["region"]) for one in shown] == [(DAY, NUMBER_DATA["region"], "1084")]
