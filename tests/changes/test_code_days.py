"""A preview knows the days on which what a code means changes: a region from 2027 on, a type that is renamed."""

from typing import Any

import pytest

from sor.core.day import previous_day, write_day
from sor.core.story import FIELDS
from sor.register import Submission
from sor.store.append import LineDraft
from tests.changes.scene import ADDRESS, COPENHAGEN, DEPARTMENT, NUMBER_DATA, SUPPLEMENT, Scene, rename_type
from tests.changes.test_preview_property import told
from tests.store.units import says, submit

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


OLD, CLINIC_TYPE = "90000999000016001", "554061000005105"
CODE_DAYS: list[tuple[int, str, str, Any]] = [
    (20260101, f"entity_type/{DEPARTMENT}", "name_da", "afdeling"),
    (20260401, f"entity_type/{SUPPLEMENT}", "name_da", "ydernummer"),
    (20260701, "municipality/0265", "region", "1082"),
    (20260901, "municipality/0265", "region", ZEALAND),
    (20261115, f"entity_type/{DEPARTMENT}", "name_da", "hospitalsafdeling"),
    (20261201, "municipality/0101", "region", ZEALAND),
    (20261215, "municipality/0101", "region", CAPITAL),
    (20270201, f"entity_type/{DEPARTMENT}", "open", False),
    (20270301, "municipality/0101", "open", False),
]  # fmt: skip
DAYS = sorted({20270101, *(day for day, *_ in CODE_DAYS)})
"""Ten days on which code lists change; the bundled one is that of the new region."""

SETS: list[list[dict[str, Any]]] = [
    [{"op": "correct", "unit": OLD, "from": "2025-12-15", "set": {"type": SUPPLEMENT}}],
    [{"op": "correct", "unit": OLD, "from": "2025-12-15", "to": "2026-11-01", "set": {"type": DEPARTMENT}}],
    [{"op": "correct", "unit": OLD, "from": "2026-02-01", "to": "2026-12-10",
      "set": {"postal_address": ADDRESS | COPENHAGEN}}],
    [{"op": "correct", "unit": OLD, "from": "2026-08-01", "to": "2026-10-01", "set": {"open": False}}],
    [{"op": "edit", "unit": "@region", "from": DAY, "set": {"postal_address": ADDRESS | COPENHAGEN}}],
    [{"op": "edit", "unit": "@feet", "from": DAY, "to": "2027-02-15", "set": {"type": DEPARTMENT}}],
    [{"op": "move", "unit": "@ward", "parent": "@hospital", "from": "2026-11-20"},
     {"op": "edit", "unit": "@heart", "from": "2026-11-20", "set": {"visiting_address": ADDRESS}}],
    [{"op": "edit", "unit": "@region", "from": "2026-12-05", "to": "2027-03-15", "set": {"postal_address": ADDRESS}}],
    [{"op": "close", "unit": "@heart", "from": "2026-12-20"}],
    [{"op": "create", "as": "#x", "level": "OU", "parent": "@lungs", "from": "2026-12-10",
      "set": {"name": "Ny", "type": DEPARTMENT, "location": "inherit", "postal_address": ADDRESS | COPENHAGEN}}],
]  # fmt: skip


def on_a_day(scene: Scene, unit: str, day: int) -> dict[str, Any]:
    """The fields of a unit's answer on one day, as who asks for that day is answered; none when it is closed."""
    answer = scene.register.at().on(day).unit(unit)
    if answer is None or not answer["open"]:
        return {}
    return {"open": True} | {field: answer[field] for field in FIELDS if answer.get(field) not in (None, [])}


@pytest.mark.slow
def test_a_preview_tells_what_differs_on_the_days_around_ten_changes_of_code_lists(scene: Scene) -> None:
    """Held against the answers for each single day, before and after sending: neither knows where a list changes."""
    register = scene.register
    for day, key, field, value in CODE_DAYS:
        register.submit(Submission([LineDraft("code", key, [says(field, day, value)])], "authority", "import"))
    values = {"name": "Gammel", "level": "OU", "type": CLINIC_TYPE, "parent": scene["heart"],
              "location": {"state": "Inherited"}, "postal_address": ADDRESS}  # fmt: skip
    submit(register, LineDraft("unit", OLD, [says("open", 20200101, True)] + [
        says(field, 20200101, value) for field, value in values.items()
    ]))  # fmt: skip
    probes = sorted({*DAYS, *map(previous_day, DAYS), 20251214, 20251215, 20261105, 20270214, 20270215, 20270401})
    seen: set[int] = set()
    for changes in SETS:
        units = [*scene.codes.values(), OLD]
        before = {(unit, day): on_a_day(scene, unit, day) for unit in units for day in probes}
        tried, sent = scene.preview(*changes, judge=False), scene.send(*changes, judge=False)
        assert sent.serial is not None, sent.findings
        expected: set[str] = set()
        for unit in [*units, *sent.units.values()]:
            for day in probes:
                was, will = before.get((unit, day), {}), on_a_day(scene, unit, day)
                for field in was.keys() | will.keys():
                    if was.get(field) != will.get(field):
                        expected.add(repr((unit, field, day, was.get(field), will.get(field))))
        found = {
            repr((unit, field, day, had, has))
            for unit, field, start, end, had, has in told(tried, sent.units)
            for day in probes
            if start <= write_day(day) < end
        }
        assert found == expected, changes
        seen |= {day for day in DAYS if any(one[2] == write_day(day) for one in told(tried, sent.units))}
    assert seen == {*DAYS}, "each of the ten days cuts what some set tells"
