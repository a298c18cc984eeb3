"""What may be taken back, by whom, and what comes back with it."""

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from sor.access.authority import Actor, Right, refusal
from sor.core.log import read_asked
from sor.rules import changing
from tests.changes.scene import (
    DEPARTMENT,
    INDICATORS,
    TODAY,
    TOMORROW,
    Scene,
    create,
    faults,
    number,
    own,
)
from tests.conftest import StandingClock
from tests.store.units import change, says, submit


def test_the_code_lists_of_the_first_entry_are_not_taken_back_with_it(scene: Scene) -> None:
    before = list(scene.register.code_book(scene.serial).all_periods())
    scene.send({"op": "undo", "entry": scene.serial})
    assert list(scene.register.code_book(scene.register.serial()).all_periods()) == before
    assert faults(scene.send({"op": "withdraw", "entry": 1, "line": 1}))[0][0] == "X27"


def test_a_region_takes_back_neither_the_successions_nor_the_numbers_of_a_private_owner(scene: Scene) -> None:
    region = partial(refusal, Actor("region", "", [Right("region", scene["region"])]))
    note = scene.send({"op": "replace", "unit": ["@clinic"], "by": ["@feet"], "from": "2026-12-01"})
    refused = scene.send({"op": "withdraw", "entry": note.serial}, authorise=region)
    assert {rule for rule, _ in faults(refused)} == {"AUTH1"}
    closed = scene.send({"op": "close", "unit": "@owner", "branch": True, "from": "2026-12-15"})
    [line] = [line.n for line in scene.register.lines(closed.serial or 0) if line.kind == "location_number"]
    refused = scene.send({"op": "withdraw", "entry": closed.serial, "line": line}, authorise=region)
    assert {rule for rule, _ in faults(refused)} == {"AUTH1"}


def test_a_private_owner_takes_back_its_own_succession(scene: Scene) -> None:
    owner = partial(refusal, Actor("owner", "", [Right("private", scene["owner"])]))
    note = scene.send({"op": "replace", "unit": ["@clinic"], "by": ["@feet"], "from": "2026-12-01"})
    sent = scene.send({"op": "withdraw", "entry": note.serial}, authorise=owner)
    assert sent.accepted, sent.findings


def rename(name: str, day: str, **how: str) -> dict[str, object]:
    return {"op": "edit", "unit": "@ward", "from": day, "set": {"name": name}} | how


def names(scene: Scene, *days: int) -> list[str]:
    return [scene.unit("ward", day)["name"] for day in days]


def test_what_an_entry_took_back_holds_again_when_the_entry_is_undone_or_withdrawn(scene: Scene) -> None:
    scene.send(rename("B", "2026-12-10"))
    for op in ("undo", "withdraw"):
        sent = scene.send(rename("X", "2026-12-01", later="withdraw"))
        assert names(scene, 20261201, 20261210) == ["X", "X"]
        assert scene.send({"op": op, "entry": sent.serial}).accepted
        assert names(scene, 20261201, 20261210) == ["Sengeafsnit 1", "B"]
    assert scene.register.verify(deep=True).fault is None


def test_entries_are_undone_together_in_whatever_order_they_are_named(scene: Scene) -> None:
    before = names(scene, 20261101, 20261201, 20261210)
    sent = [
        scene.send(rename("A", "2026-12-10")),
        scene.send(rename("B", TODAY, later="withdraw")),
        scene.send(rename("C", "2026-12-01")),
    ]
    undo = [{"op": "undo", "entry": one.serial} for one in sent]
    assert faults(scene.send(*undo[:2])) == [("X28", scene["ward"])] * 2, "what the third says stands upon both"
    assert faults(scene.send(*undo, undo[0])) == [("X27", str(sent[0].serial))], "an entry is undone once"
    undone = scene.send(*undo)
    assert undone.accepted, undone.findings
    assert names(scene, 20261101, 20261201, 20261210) == before
    assert scene.register.verify(deep=True).fault is None


def test_what_an_undone_entry_took_back_of_one_that_stands_is_in_the_way_of_earlier_ones(scene: Scene) -> None:
    first, between = scene.send(rename("A", "2026-12-10")), scene.send(rename("B", "2026-12-15"))
    last = scene.send(rename("C", "2026-12-01", later="withdraw"))
    undo = [{"op": "undo", "entry": one.serial} for one in (last, first)]
    refused = scene.send(*undo)
    assert faults(refused) == [("X28", scene["ward"])]
    assert refused.findings[0].facts["later"] == between.serial
    assert scene.send(undo[0]).accepted
    assert names(scene, 20261201, 20261210, 20261215) == ["Sengeafsnit 1", "A", "B"]


def test_a_withdrawal_may_be_withdrawn_once_and_not_after_its_day_has_come(scene: Scene, clock: StandingClock) -> None:
    sent = scene.send(rename("B", "2026-12-10"))
    gone = scene.send({"op": "withdraw", "entry": sent.serial})
    back = {"op": "withdraw", "entry": gone.serial}
    assert scene.send(back).accepted
    assert names(scene, 20261210) == ["B"]
    assert faults(scene.send(back))[0][0] == "X27"
    again = scene.send(rename("C", "2026-12-15"))
    gone = scene.send({"op": "withdraw", "entry": again.serial})
    clock.pass_days(60)
    assert faults(scene.send({"op": "withdraw", "entry": gone.serial})) == [("X26", scene["ward"])]


def coming(scene: Scene, above: str, day: str) -> tuple[int, str]:
    """A ward that is to begin: the serial of its create, and its code."""
    made = scene.send(create("#new", "OU", above, day, name="N", type=DEPARTMENT, location="inherit", **INDICATORS))
    return made.serial or 0, made.units["#new"]


def test_withdrawing_the_closing_of_a_branch_brings_back_what_was_to_begin_below(scene: Scene) -> None:
    _, new = coming(scene, "@heart", "2027-01-01")
    closed = scene.send({"op": "close", "unit": "@heart", "branch": True, "from": "2026-12-01"})
    assert not scene.register.at().is_known("unit", new)
    assert scene.send({"op": "withdraw", "entry": closed.serial}).accepted
    assert scene.unit(new, 20270101)["parent"] == scene["heart"]


def test_withdrawing_a_postponement_lets_the_unit_begin_on_its_first_day(scene: Scene) -> None:
    entry, new = coming(scene, "@heart", "2026-12-01")
    later = scene.send({"op": "reschedule", "entry": entry, "from": "2027-01-01"})
    assert scene.send({"op": "withdraw", "entry": later.serial}).accepted
    assert scene.unit(new, 20270101)["first_from"] == "2026-12-01"


def test_the_closing_of_a_branch_takes_back_a_later_arrival_not_the_unit_that_arrives(scene: Scene) -> None:
    _, new = coming(scene, "@lungs", "2027-01-01")
    scene.send({"op": "move", "unit": new, "parent": "@heart", "from": "2027-02-01"})
    assert scene.send({"op": "close", "unit": "@heart", "branch": True, "from": "2026-12-01"}).accepted
    assert scene.unit(new, 20270301)["parent"] == scene["lungs"]


def test_the_closing_of_a_branch_takes_back_a_unit_whose_start_was_postponed(scene: Scene) -> None:
    entry, new = coming(scene, "@heart", "2026-12-01")
    scene.send({"op": "reschedule", "entry": entry, "from": "2027-01-01"})
    sent = scene.send({"op": "close", "unit": "@heart", "branch": True, "from": "2026-12-15"})
    assert sent.accepted, sent.findings
    assert not scene.register.at().is_known("unit", new)
    asked = [read_asked(line) for line in scene.register.lines(sent.serial or 0) if line.key == new]
    assert asked == [{"n": 0, "op": "withdraw", "with": scene["heart"]}]


def test_withdrawing_a_create_with_its_branch_takes_back_what_was_to_move_there(scene: Scene) -> None:
    entry, new = coming(scene, "@heart", "2027-01-01")
    assert scene.send({"op": "move", "unit": "@lungs", "parent": new, "from": "2027-02-01"}).accepted
    sent = scene.send({"op": "withdraw", "entry": entry, "branch": True})
    assert sent.accepted, sent.findings
    assert scene.unit("lungs", 20270301)["parent"] == scene["hospital"]


def test_what_holds_for_a_time_is_not_rescheduled_to_after_its_end(scene: Scene) -> None:
    sent = scene.send(rename("Jul", "2026-12-01", to="2026-12-24"))
    assert faults(scene.send({"op": "reschedule", "entry": sent.serial, "from": "2026-12-28"})) == [
        ("X34", scene["ward"])
    ]
    assert scene.send({"op": "reschedule", "entry": sent.serial, "from": "2026-12-20"}).accepted
    assert names(scene, 20261219, 20261220, 20261224) == ["Sengeafsnit 1", "Jul", "Sengeafsnit 1"]


def test_a_start_is_not_postponed_to_after_the_end(scene: Scene) -> None:
    entry, new = coming(scene, "@heart", "2026-12-01")
    scene.send({"op": "close", "unit": new, "from": "2026-12-10"})
    assert faults(scene.send({"op": "reschedule", "entry": entry, "from": "2026-12-20"})) == [("X34", new)]


def test_a_preview_tells_of_the_other_side_of_a_succession_that_goes(scene: Scene) -> None:
    scene.send({"op": "replace", "unit": ["@heart"], "by": ["@feet"], "from": "2026-12-01"})
    told = scene.preview({"op": "annul", "unit": "@feet"})
    assert told.accepted, told.findings
    assert {one.key for one in told.consequences.touched} == {scene["heart"], scene["feet"]}


def closing(unit: str, **how: object) -> dict[str, object]:
    return {"op": "close", "unit": unit, "from": "2026-11-01"} | how


def answers(scene: Scene, *names: str) -> list[object]:
    """What units of the scene answer on all days, the entry that said it left out."""
    found = [scene.register.at().history(scene[name], resolved=True) for name in names]
    return [[{**row, "serial": 0} for row in rows] for rows in found]


def test_a_closing_by_mistake_is_undone_by_who_sent_it_or_corrected_by_the_authority(scene: Scene) -> None:
    region = partial(refusal, Actor("region", "", [Right("region", scene["region"])]))
    before = answers(scene, "ward")
    closed = scene.send(closing("@ward"), authorise=region)
    undone = scene.send({"op": "undo", "entry": closed.serial}, authorise=region)
    assert undone.accepted, undone.findings
    assert answers(scene, "ward") == before
    scene.send(closing("@ward"))
    back = {"op": "correct", "unit": "@ward", "from": "2026-11-01", "to": "2026-12-01", "set": {"open": True}}
    assert scene.send(back, authorise=region).findings[0].rule == "AUTH2"
    corrected = scene.send(back)
    assert corrected.accepted, corrected.findings
    assert scene.unit("ward", 20261130)["open"]
    assert not scene.unit("ward", 20261201)["open"]


def test_a_closing_of_days_ago_is_corrected_with_the_number_that_ended_with_it_and_what_was_scheduled(
    scene: Scene, clock: StandingClock
) -> None:
    number = scene.unit("owner", 20261101)["location"]["number"]
    scene.send({"op": "edit", "unit": "@owner", "from": "2027-03-01", "set": {"name": "Ny"}})
    scene.send(closing("@owner", **{"from": "2027-06-01", "branch": True}))
    closed = scene.send(closing("@owner", branch=True))
    assert scene.register.at().location_number(number) is None
    clock.pass_days(40)
    assert faults(scene.send({"op": "undo", "entry": closed.serial}))[0][0] == "X29"
    back = {"op": "correct", "from": "2026-11-01", "set": {"open": True}}
    corrected = scene.send(*(back | {"unit": unit} for unit in ("@owner", "@clinic", "@feet")))
    assert ("X43", number) in {(f.rule, f.key) for f in corrected.findings}
    assert [scene.unit("owner", day)["name"] for day in (20261101, 20270301)] == ["Bakkens Fodterapi", "Ny"]
    assert scene.unit("feet", 20261101)["location"]["system_type"] == "225"
    assert [scene.unit("feet", day)["open"] for day in (20261101, 20270531, 20270601)] == [True, True, False]


def test_a_number_that_ended_by_itself_does_not_come_back_with_its_unit(scene: Scene) -> None:
    number = scene.unit("owner", 20261101)["location"]["number"]
    ended = {"op": "number", "location_number": number, "unit": "@owner", "close": True, "from": "2026-12-01"}
    assert scene.send(ended, judge=False).accepted
    submit(scene.register, change(scene["owner"], says("location", 20261201, own(number))))  # as a file might
    scene.send(closing("@owner", **{"from": "2026-12-01", "branch": True}))
    back = {"op": "correct", "from": "2026-12-01", "set": {"open": True}}
    scene.send(*(back | {"unit": unit} for unit in ("@owner", "@clinic", "@feet")), judge=False)
    assert scene.unit("feet", 20261201)["open"]
    assert scene.register.at().on(20261201).location_number(number) is None


def test_a_unit_lives_again_below_the_parent_that_was_scheduled_while_it_was_closed(scene: Scene) -> None:
    """What it will stand in and hold is said of closed days only; it is judged, and told, all the same."""
    scene.send({"op": "move", "unit": "@ward", "parent": "@lungs", "from": "2026-12-01"})
    scene.send(closing("@ward"))
    back = {"op": "correct", "unit": "@ward", "from": "2026-12-01", "set": {"open": True}}
    told = scene.preview(back)
    assert told.accepted, told.findings
    assert told.consequences is not None
    [ward] = told.consequences.touched
    addresses = [change for change in ward.changes if change.field == "postal_address"]
    assert [one.from_day for one in addresses] == ["2026-12-01", "2027-01-01"], "its region is another from then on"
    assert {one.after["source"] for one in addresses} == {scene["region"]}
    assert scene.send(back).accepted


def test_an_old_sin_is_no_obstacle_to_taking_a_closing_back(scene: Scene) -> None:
    nameless = {"op": "edit", "unit": "@ward", "from": "2026-11-01", "set": {"name": None}}
    assert scene.send(nameless, judge=False).accepted
    late = {"from": "2026-12-01"}
    closed = scene.send(closing("@ward", **late))
    assert scene.send({"op": "undo", "entry": closed.serial}).accepted
    scene.send(closing("@ward", **late))
    back = {"op": "correct", "unit": "@ward", "from": "2026-12-01", "set": {"open": True}}
    worse = scene.send(back | {"set": {"open": True, "type": None}})
    assert {"F1"} != {rule for rule, _ in faults(worse)} != set()
    assert scene.send(back).accepted


def test_an_old_sin_is_no_obstacle_to_undoing_an_annulment_a_later_closing_above_is(scene: Scene) -> None:
    """A unit that never was has no last day on which something was wrong with it; the register before tells."""
    nameless = {"op": "edit", "unit": "@ward", "from": "2026-11-01", "set": {"name": None}}
    assert scene.send(nameless, judge=False).accepted
    before = answers(scene, "ward")
    annulled = scene.send({"op": "annul", "unit": "@ward"})
    assert scene.send({"op": "undo", "entry": annulled.serial}).accepted
    assert answers(scene, "ward") == before
    annulled = scene.send({"op": "annul", "unit": "@ward"})
    closed = scene.send(closing("@heart"))
    assert closed.accepted, closed.findings
    undone = scene.send({"op": "undo", "entry": annulled.serial})
    assert faults(undone), undone


@pytest.mark.parametrize(("field", "later"), [("name", "Z"), ("local_code", None)])
def test_undoing_a_withdrawal_of_a_correction_leaves_what_was_said_after_the_correction(
    scene: Scene, field: str, later: str | None
) -> None:
    """Stated again it is recorded last, and would set aside what came after it, also that it holds nothing."""
    scene.send({"op": "edit", "unit": "@ward", "from": TODAY, "set": {field: "A"}})
    on = {"from": "2026-12-05", "to": "2026-12-20", "set": {field: "Y"}}
    corrected = scene.send({"op": "correct", "unit": "@ward"} | on)
    scene.send({"op": "edit", "unit": "@ward", "from": "2026-12-07", "set": {field: later}})
    gone = scene.send({"op": "withdraw", "entry": corrected.serial})
    days = (20261204, 20261205, 20261207, 20261220)
    assert [scene.unit("ward", day).get(field) for day in days] == ["A", "A", later, later]
    assert scene.send({"op": "undo", "entry": gone.serial}).accepted
    assert [scene.unit("ward", day).get(field) for day in days] == ["A", "Y", later, later]


def below_a_hospital_with_its_number(scene: Scene) -> str:
    """A ward states the number of its hospital, as a file might; gives the hospital."""
    given = scene.unit("hospital", 20261101)["location"]["number"]
    submit(scene.register, change(scene["ward"], says("location", 20261101, own(given))))
    return "hospital"


def below_an_owner_without_number(scene: Scene) -> str:
    """A clinic inherits a number that its owner has not; gives the owner."""
    assert scene.send(setting("@owner", location={"state": "None"}), judge=False).accepted
    return "owner"


def setting(unit: str, day: str = TODAY, /, **values: object) -> dict[str, object]:
    return {"op": "edit", "unit": unit, "from": day, "set": values}


@pytest.mark.parametrize(("op", "day"), [("undo", TOMORROW), ("withdraw", "2026-12-01")])
@pytest.mark.parametrize("sin", [below_a_hospital_with_its_number, below_an_owner_without_number])
def test_what_an_entry_mended_below_is_no_obstacle_to_taking_the_entry_back(
    scene: Scene, clock: StandingClock, sin: Callable[[Scene], str], op: str, day: str
) -> None:
    """The unit below is not what the entry is about: it is judged because of the one above."""
    top = sin(scene)
    [free] = [line.key for line in scene.register.lines(scene.send(number("#n")).serial or 0)]
    clock.pass_days(1)
    before = answers(scene, top)
    mended = scene.send(setting(f"@{top}", day, location=own(free)))
    assert mended.accepted, mended.findings
    serial = mended.serial
    for now in (before, answers(scene, top), before):
        undone = scene.send({"op": op, "entry": serial})
        assert undone.accepted, undone.findings
        assert answers(scene, top) == now
        serial = undone.serial


def test_what_was_wrong_between_two_is_no_obstacle_to_taking_back_what_parted_them(scene: Scene) -> None:
    """The other unit with the same number stands neither above nor below the one that is judged, which stands below a
    department that belongs to it geographically.
    """
    assert scene.send(setting("@heart", geographic_parent={"parent": scene["ward"]}), judge=False).accepted
    given = own(scene.register.lines(scene.send(number("#n")).serial or 0)[0].key)
    assert scene.send(setting("@lungs", location=given)).accepted
    wrong = setting("@ward", location=given)
    assert faults(scene.preview(wrong, reason="one entrance")) == [("L2", scene["ward"])]
    assert scene.send(wrong, judge=False, reason="one entrance").accepted
    parted = scene.send(setting("@ward", location="inherit"))
    undone = scene.send({"op": "undo", "entry": parted.serial}, reason="one entrance")
    assert undone.accepted, undone.findings


def test_what_was_built_upon_an_entry_below_is_an_obstacle_and_what_others_mended_since(scene: Scene) -> None:
    below_an_owner_without_number(scene)
    assert scene.send(setting("@ward", name=None), judge=False).accepted
    own_number = scene.send(number("#c"), setting("@clinic", location=own("#c")))
    assert own_number.accepted
    renamed = scene.send(number("#n"), setting("@owner", location=own("#n")))
    assert scene.send(setting("@clinic", location="inherit"), setting("@ward", name="Afsnit")).accepted
    undo = {"op": "undo", "entry": renamed.serial}
    assert {("L3", scene["clinic"]), ("L3", scene["feet"])} <= {*faults(scene.send(undo))}
    assert scene.send(number("#d"), setting("@clinic", location=own("#d"))).accepted
    both = scene.send(undo, setting("@ward", name=None))
    assert ("F1", scene["ward"]) in faults(both)
    assert scene.send(undo).accepted


@pytest.mark.parametrize(("op", "day"), [("undo", TODAY), ("undo", "2026-12-01"), ("withdraw", "2026-12-01")])
def test_a_shared_number_got_and_given_up_on_one_day_comes_back_to_who_had_it(scene: Scene, op: str, day: str) -> None:
    """Known before the entry that gave it up, for not a day now: it is taken up from nobody."""
    region = partial(refusal, Actor("region", "", [Right("region", scene["region"])]))
    shared = own(scene.unit("hospital", 20261101)["location"]["number"])
    assert scene.send(setting("@ward", day, location=shared), reason="one entrance", judge=False).accepted
    before = answers(scene, "ward")
    given_up = scene.send(setting("@ward", day, location="inherit"), authorise=region)
    back = scene.send({"op": op, "entry": given_up.serial}, authorise=region)
    assert back.accepted, back.findings
    assert answers(scene, "ward") == before
    again = scene.send({"op": op, "entry": back.serial}, authorise=region)
    assert again.accepted, again.findings
    assert scene.send(setting("@feet", day, location=shared), reason="moved", judge=False).accepted
    assert ("AUTH8", scene["ward"]) in faults(scene.send({"op": op, "entry": again.serial}, authorise=region))
    assert ("L13", scene["lungs"]) in faults(scene.send(setting("@lungs", day, location=shared)))


def asked_about(scene: Scene, entry: int | None, key: str) -> list[Any]:
    """What was asked of a unit in an entry."""
    return [read_asked(line) for line in scene.register.lines(entry or 0) if (line.kind, line.key) == ("unit", key)]


def test_the_log_keeps_what_was_asked_of_a_unit_that_is_postponed(scene: Scene) -> None:
    entry, new = coming(scene, "@heart", "2027-01-01")
    later = scene.send({"op": "reschedule", "entry": entry, "from": "2027-01-10"})
    said = {"op": "reschedule", "n": 0, "entry": entry, "from": "2027-01-10"}
    assert asked_about(scene, later.serial, new) == [said]


def test_the_log_keeps_what_was_asked_of_a_unit_that_is_taken_back_with_the_one_above(scene: Scene) -> None:
    entry, new = coming(scene, "@heart", "2027-01-01")
    _, below = coming(scene, new, "2027-01-15")
    sent = scene.send({"op": "withdraw", "entry": entry, "branch": True})
    assert asked_about(scene, sent.serial, below) == [{"op": "withdraw", "n": 0, "with": new}]
    assert {one.kind for one in sent.findings if one.key == below} == {"unit"}


def test_a_beginning_is_not_postponed_to_the_day_of_its_end_or_after(scene: Scene) -> None:
    entry, new = coming(scene, "@heart", "2026-12-01")
    scene.send({"op": "close", "unit": new, "from": "2027-01-01"})
    for day in ("2027-01-01", "2027-01-02"):
        refused = scene.send({"op": "reschedule", "entry": entry, "from": day})
        (told,) = [one for one in refused.findings if one.rule == changing.DAYS_OUT_OF_ORDER.code]
        assert (told.kind, told.key, told.from_day) == ("unit", new, int(day.replace("-", "")))
        assert told.facts == {"day": day, "to_day": "2027-01-01"}
    assert scene.send({"op": "reschedule", "entry": entry, "from": "2026-12-31"}).accepted


def test_a_value_that_was_scheduled_for_some_days_happens_on_others_within_them(scene: Scene) -> None:
    """A change and the one after it: the first is not moved to where the second takes over."""
    days = {"from": "2026-12-01", "to": "2027-01-01"}
    sent = scene.send({"op": "edit", "unit": "@ward", **days, "set": {"name": "B"}})
    late = scene.send({"op": "reschedule", "entry": sent.serial, "from": "2027-01-01"})
    assert [one.rule for one in late.findings if one.severity == "error"] == [changing.DAYS_OUT_OF_ORDER.code]
    assert scene.send({"op": "reschedule", "entry": sent.serial, "from": "2026-12-20"}).accepted
    held = [scene.unit("ward", day)["name"] for day in (20261219, 20261220, 20261231, 20270101)]
    assert held == ["Sengeafsnit 1", "B", "B", "Sengeafsnit 1"]


def test_each_line_of_an_entry_happens_on_a_day_of_its_own_and_the_others_stay(scene: Scene) -> None:
    units = ("ward", "lungs", "heart")
    edits = [{"op": "edit", "unit": f"@{unit}", "from": "2026-12-01", "set": {"name": "B"}} for unit in units]
    sent = scene.send(*edits)
    lines = {one.key: one.n for one in scene.register.lines(sent.serial or 0)}
    days = {"ward": "2026-12-20", "lungs": "2026-12-10"}
    later = [
        {"op": "reschedule", "entry": sent.serial, "line": lines[scene[unit]], "from": days[unit]} for unit in days
    ]
    assert scene.send(*later).accepted
    december = range(20261201, 20261232)
    since = {unit: next(day for day in december if scene.unit(unit, day)["name"] == "B") for unit in units}
    assert since == {"ward": 20261220, "lungs": 20261210, "heart": 20261201}


def test_what_was_taken_back_before_it_began_has_nothing_left_to_happen_on_another_day(scene: Scene) -> None:
    sent = scene.send(rename("B", "2026-12-01"))
    scene.send({"op": "withdraw", "entry": sent.serial})
    again = scene.send({"op": "reschedule", "entry": sent.serial, "from": "2026-12-20"})
    assert not again.accepted
    assert [one.rule for one in again.findings] == [changing.NOTHING_TO_WITHDRAW.code]
