"""The feed of a part of the register: who keeps to it has, after every entry, just the units that are of the part."""

from random import Random
from typing import Any

import pytest

from sor.core.as_of import AsOf
from sor.core.day import write_day
from sor.core.log import Entry
from sor.following import feed_filter
from sor.following.feed_filter import FeedFilter, FoundUnit, changed_units, find_for_parts
from sor.register import Register
from tests.changes.scene import CLINIC, DEPARTMENT, HOSPITAL, TODAY, TOMORROW, Scene
from tests.conftest import StandingClock
from tests.quick_part import few

UNITS = ("@region", "@hospital", "@heart", "@ward", "@lungs", "@owner", "@clinic", "@feet")
ADDRESSES = [{"street": "Vej", "building": "2", "postcode": "4000", "municipality": code, "country": "DK"}
             for code in ("0265", "0101", "0810")]  # fmt: skip


def members(register: Register, serial: int, part: FeedFilter) -> set[str]:
    """The units of a part in the state of a serial, by looking at every one."""
    entry = register.entry(serial)
    assert entry is not None
    snapshot = register.at(AsOf(entry.day, serial))
    keys = register.database.reader().run("SELECT DISTINCT key FROM version WHERE kind = 'unit'").fetchall()
    found = set()
    for (code,) in keys:
        unit = snapshot.unit(code)
        if unit is None or not unit["open"]:
            continue
        above = {code, *(one["code"] for one in snapshot.ancestors(code))}
        municipality = unit.get("visiting_address", {}).get("municipality")
        wanted = (part.unit in (None, *above), part.type in (None, unit.get("type")),
                  part.municipality in (None, municipality))  # fmt: skip
        found |= {code} if all(wanted) else set()
    return found


def found_units(register: Register, entry: Entry, part: FeedFilter) -> list[FoundUnit] | None:
    return find_for_parts(register, entry, [part])[part].units


def change(scene: Scene, chance: Random, day: str) -> None:
    """Something happens, now or later; what is refused has not happened."""
    unit = chance.choice(UNITS)
    later = chance.choice([day, write_day(scene.register.today() + 1)])
    chance.choice([
        lambda: scene.send({"op": "move", "unit": chance.choice(["@ward", "@heart", "@lungs"]),
                            "parent": chance.choice(["@hospital", "@heart", "@lungs", "@clinic"]), "from": later},
                           judge=False),
        lambda: scene.send({"op": "edit", "unit": unit, "from": later,
                            "set": {"postal_address": chance.choice([*ADDRESSES, "inherit"])}}, judge=False),
        lambda: scene.send({"op": "edit", "unit": unit, "from": later,
                            "set": {"type": chance.choice([HOSPITAL, CLINIC, DEPARTMENT])}}, judge=False),
        lambda: scene.send({"op": "edit", "unit": unit, "from": later, "set": {"name": f"N{chance.random()}"}},
                           judge=False),
        lambda: scene.send({"op": "close", "unit": chance.choice(["@feet", "@ward"]), "from": later}, judge=False),
    ])()  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("seed", few([1, 2, 3], every=3, tested=3))
def test_who_follows_a_part_loses_no_unit_of_it(scene: Scene, clock: StandingClock, seed: int) -> None:
    chance = Random(seed)
    for _ in range(25):
        change(scene, chance, write_day(scene.register.today()))
        if chance.random() < 0.3:
            clock.pass_days(1)
            scene.register.turn_day()
    register = scene.register
    for part in (
        FeedFilter(unit=scene["hospital"]), FeedFilter(unit=scene["heart"]), FeedFilter(unit=scene["owner"]),
        FeedFilter(type=DEPARTMENT), FeedFilter(municipality="0101"), FeedFilter(unit=scene["region"], field="name"),
        FeedFilter(unit=scene["hospital"], type=DEPARTMENT, municipality="0265"),
    ):  # fmt: skip
        kept: set[str] = set()
        for entry in register.since(0):
            found = found_units(register, entry, part)
            assert found is not None
            for code, move in found:
                assert (code in kept) == (move != "entered"), (entry.serial, code, move)
                kept = kept - {code} if move == "left" else kept | {code}
            assert kept == members(register, entry.serial, part), (entry.serial, part)


def test_a_scheduled_change_is_told_when_it_is_sent_and_when_it_takes_effect(
    scene: Scene, clock: StandingClock
) -> None:
    part = FeedFilter(unit=scene["hospital"], field="name")
    sent = scene.send({"op": "edit", "unit": "@ward", "from": TOMORROW, "set": {"name": "I morgen"}}, judge=False)
    other = scene.send({"op": "edit", "unit": "@ward", "from": TODAY, "set": {"note": "x"}}, judge=False)
    clock.pass_days(1)
    turned = scene.register.turn_day()
    told = {entry.serial: found_units(scene.register, entry, part) for entry in scene.register.since(scene.serial or 0)}
    assert turned is not None
    assert told == {sent.serial: [(scene["ward"], "in")], other.serial: [], turned.serial: [(scene["ward"], "in")]}
    _, (unit, *_) = changed_units(scene.register, turned, 10, 0)
    assert (unit.is_own, unit.fields, unit.after and unit.after["name"]) == (True, ["name"], "I morgen")


def test_units_that_inherit_are_told_before_and_after(scene: Scene) -> None:
    sent = scene.send(
        {"op": "edit", "unit": "@region", "from": TODAY, "set": {"virtual_address": {"phone": "99999999"}}}, judge=False
    )
    entry = scene.register.entry(sent.serial or 0)
    assert entry is not None
    total, changed = changed_units(scene.register, entry, 100, 0)
    found: dict[str, Any] = {unit.code: unit for unit in changed}
    assert total == len(found) == 5
    ward = found[scene["ward"]]
    assert (ward.is_own, ward.fields) == (False, ["virtual_address"])
    assert [state["virtual_address"]["phone"] for state in (ward.before, ward.after)] == ["87654321", "99999999"]
    assert changed_units(scene.register, entry, 2, 4)[1] == changed[4:]


def test_an_entry_that_touches_very_many_units_concerns_everybody(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feed_filter, "MOST_LOOKED_AT", 7)
    first = scene.register.entry(scene.serial or 0)
    assert first is not None
    assert found_units(scene.register, first, FeedFilter(unit="nowhere")) is None
    monkeypatch.setattr(feed_filter, "MOST_LOOKED_AT", 8)
    assert found_units(scene.register, first, FeedFilter(unit="nowhere")) == []
