"""Documents that nobody means: they are refused with a reason, never with a crash, and change nothing."""

from itertools import product
from typing import Any

import pytest

from sor.changes.document import BadDocument
from sor.core.text import map_texts
from tests.changes.scene import ADDRESS, DEPARTMENT, INDICATORS, TODAY, Scene, create, faults, number, own
from tests.conftest import StandingClock


@pytest.mark.parametrize(
    "change",
    [
        {"op": "edit", "unit": "@ward", "from": TODAY, "set": {"name": "halvt tegn \ud800"}},
        {"op": "edit", "unit": "NUL\0", "from": TODAY, "set": {"name": "A"}},
        {"op": "edit", "unit": "@ward", "from": TODAY, "set": {"postal_address": ADDRESS | {"east": 10**400}}},
        {"op": "edit", "unit": "@ward", "from": TODAY, "set": {"postal_address": ADDRESS | {"east": float("inf")}}},
        {"op": "withdraw", "entry": 2**63},
        {"op": "withdraw", "entry": 1, "line": 2**70},
    ],
)
def test_what_no_database_can_keep_is_refused(scene: Scene, change: dict[str, Any]) -> None:
    with pytest.raises(BadDocument, match="The document cannot be read"):
        scene.send(change)
    assert scene.register.serial() == scene.serial


CHARACTERS = ("\ufffe", "\u200b", "\u202e", "\x85", "\u2028", "\n", "\ufeff", "\ue000")
PLACES: tuple[tuple[dict[str, Any], str], ...] = (
    ({"name": "Lis{}"}, "set.name"),
    ({"note": "Lis{}"}, "set.note"),
    ({"postal_address": ADDRESS | {"street": "Lis{}"}}, "set.postal_address.street"),
    ({"virtual_address": {"email": "Lis{}"}}, "set.virtual_address.email"),
    ({"specialities": [{"code": "Lis{}"}]}, r"set.specialities\[0\].code"),
    ({"local_attributes": {"1": "Lis{}"}}, "set.local_attributes.1"),
    ({"location": {"state": "Own", "number": "Lis{}"}}, "set.location.number"),
)


def test_a_character_that_nothing_can_hold_is_refused_by_name_and_place(scene: Scene) -> None:
    for character, (given, where) in product(CHARACTERS, PLACES):
        spoilt = map_texts(given, lambda text, _, character=character: text.format(character))
        change = {"op": "edit", "unit": "@ward", "from": TODAY, "set": spoilt}
        with pytest.raises(BadDocument, match=rf"changes\[0\]\.{where}: character 4 is U\+{ord(character):04X}"):
            scene.send(change)
        with pytest.raises(BadDocument, match=r"changes\[0\]\.unit: character 4 is"):
            scene.send(change | {"unit": f"Lis{character}"})
        with pytest.raises(BadDocument, match=r": reason: character 4 is"):
            scene.send(change | {"set": {}}, reason=f"Lis{character}")
    assert scene.register.serial() == scene.serial


def test_letters_and_marks_are_composed_wherever_they_stand(scene: Scene) -> None:
    change = {"op": "edit", "unit": "@ward", "from": TODAY, "set": {"name": "A\u030alborg", "note": "e\u0301"}}
    sent = scene.send(change, reason="Pa\u030a ny")
    assert sent.accepted, sent.findings
    assert scene.unit("ward", 20261101)["name"] == "\u00c5lborg"
    entry = scene.register.entry(sent.serial or 0)
    assert entry is not None
    assert entry.reason == "P\u00e5 ny"
    assert not scene.send(change).serial, "the same once more changes nothing"


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"op": "edit", "unit": "@ward", "from": "20261201", "set": {"name": "A"}}, "is not a date"),
        ({"op": "edit", "unit": "@ward", "from": "2026-W50-1", "set": {"name": "A"}}, "is not a date"),
        ({"op": "replace", "unit": [], "by": ["@ward"], "from": TODAY}, "name at least one unit"),
        ({"op": "replace", "unit": ["@ward"], "by": [], "from": TODAY}, "name at least one unit"),
        ({"op": "merge", "unit": "@ward", "absorb": [], "from": TODAY}, "name at least one unit"),
    ],
)
def test_what_says_nothing_or_no_day_is_refused(scene: Scene, change: dict[str, Any], says: str) -> None:
    with pytest.raises(BadDocument, match=says):
        scene.send(change)


def test_a_base_that_the_register_has_not_reached_is_refused(scene: Scene) -> None:
    with pytest.raises(BadDocument, match="the last one is"):
        scene.send({"op": "edit", "unit": "@ward", "from": TODAY, "set": {"name": "A"}}, base=scene.serial + 1)


def test_a_correction_of_nothing_says_so(scene: Scene) -> None:
    sent = scene.send({"op": "correct", "unit": "@ward", "from": TODAY, "to": "2026-12-01", "set": {}})
    assert [f.rule for f in sent.findings] == ["X25"]


def test_a_set_does_not_set_aside_what_it_states_itself(scene: Scene) -> None:
    new = create("#new", "OU", "@heart", name="N", type=DEPARTMENT, location="inherit", **INDICATORS)
    assert faults(scene.send(new, {"op": "annul", "unit": "#new"})) == [("X24", "#new")]
    refused = scene.send(
        {"op": "edit", "unit": "@ward", "from": "2026-12-01", "set": {"name": "A"}},
        {"op": "correct", "unit": "@ward", "from": TODAY, "to": "2026-12-15", "set": {"name": "B"}},
    )
    assert faults(refused) == [("X24", scene["ward"])]


def test_a_number_that_the_set_issues_may_be_changed_later_in_the_set(scene: Scene) -> None:
    note = {"op": "number", "location_number": "#new", "from": "2026-12-01", "set": {"note": "Ny aftale"}}
    sent = scene.send(number("#new") | {"unit": "@lungs"}, note)
    assert sent.accepted, sent.findings
    assert scene.unit("lungs", 20261201)["location"]["note"] == "Ny aftale"
    assert faults(scene.send(note | {"location_number": "#other"})) == [("X33", "#other")]


def test_closing_a_number_takes_none_from_a_unit_that_does_not_own_it(scene: Scene) -> None:
    spare = scene.send(number("#spare")).units["#spare"]
    close = {"op": "number", "location_number": spare, "from": "2026-12-01", "close": True}
    assert faults(scene.send(close | {"unit": "@hospital"})) == [("X22", spare)]
    assert scene.unit("hospital", 20261201)["location"]["number"] == "5790999000017"


def test_the_clock_set_back_is_seen_alike_when_trying_and_when_sending(scene: Scene, clock: StandingClock) -> None:
    clock.pass_days(3)
    scene.register.turn_day()
    clock.pass_days(-2)
    edit = {"op": "edit", "unit": "@ward", "from": "2026-11-02", "set": {"name": "A"}}
    assert faults(scene.preview(edit)) == faults(scene.send(edit)) == [("D2", scene["ward"])]


def test_names_stand_in_place_of_codes_wherever_a_preview_speaks_of_them(scene: Scene) -> None:
    new = create("#new", "OU", "@heart", name="N", type=DEPARTMENT, location=own("#n9"), **INDICATORS)
    told = scene.preview(number("#n9"), new, {"op": "replace", "unit": ["@ward"], "by": ["#new"], "from": TODAY})
    assert told.accepted, told.findings
    replaced = {c.field: c.after for t in told.consequences.touched if t.key == scene["ward"] for c in t.changes}
    assert replaced == {"replaced_by": ["#new"]}
    assert {"location_number", "unit"} == {t.kind for t in told.consequences.touched if t.key in ("#n9", "#new")}
