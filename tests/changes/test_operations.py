"""What each operation does to the register, as a sender sees it, on both databases."""

from typing import Any

import pytest

from sor.codes.bundle import read_bundled_book
from sor.core.identifiers import sor_code_problem
from sor.register import Register
from tests.changes.scene import (
    ADDRESS,
    DEPARTMENT,
    NUMBER_DATA,
    PHONE,
    REGION,
    TODAY,
    Scene,
    create,
    faults,
    number,
    own,
)
from tests.conftest import StandingClock
from tests.store.units import change, says, submit


def test_the_register_makes_the_codes_and_a_set_may_refer_to_units_it_made(scene: Scene) -> None:
    ward = scene.unit("ward", 20261101)
    assert ward["parent"] == scene["heart"]
    assert sor_code_problem(ward["code"]) is None
    assert scene.unit("ward", 20261101)["location"]["number"] == "5790999000017"


def test_an_edit_holds_from_its_day_on(scene: Scene) -> None:
    sent = scene.send({"op": "edit", "unit": "@ward", "from": "2026-12-01", "set": {"name": "Sengeafsnit A"}})
    assert sent.accepted
    assert sent.serial == scene.serial + 1
    assert sent.touched == 1
    assert scene.unit("ward", 20261130)["name"] == "Sengeafsnit 1"
    assert scene.unit("ward", 20261201)["name"] == "Sengeafsnit A"


def test_a_temporary_edit_ends(scene: Scene) -> None:
    scene.send({"op": "edit", "unit": "@feet", "from": "2026-12-01", "to": "2027-01-01", "set": {"name": "Julelukket"}})
    names = [scene.unit("feet", day)["name"] for day in (20261130, 20261231, 20270101)]
    assert names == ["Bakkens Fodterapi", "Julelukket", "Bakkens Fodterapi"]


def test_null_empties_a_field_and_inherit_lets_it_be_inherited(scene: Scene) -> None:
    scene.send({"op": "edit", "unit": "@heart", "from": TODAY, "set": {"postal_address": ADDRESS | {"street": "Vest"}}})
    assert scene.unit("ward", 20261101)["postal_address"]["street"] == "Vest"
    scene.send({"op": "edit", "unit": "@heart", "from": "2026-11-10", "set": {"postal_address": "inherit"}})
    assert scene.unit("heart", 20261110)["postal_address"]["source"] == scene["region"]
    scene.send({"op": "edit", "unit": "@feet", "from": TODAY, "set": {"provider_identifier": None}})
    assert "provider_identifier" not in scene.unit("feet", 20261101)


def test_what_is_so_already_makes_no_entry(scene: Scene) -> None:
    sent = scene.send({"op": "edit", "unit": "@ward", "from": TODAY, "set": {"name": "Sengeafsnit 1"}})
    assert sent.serial is None
    assert [f.rule for f in sent.findings] == ["X25"]
    assert scene.register.serial() == scene.serial


def test_a_move_takes_all_below_along(scene: Scene) -> None:
    scene.send({"op": "move", "unit": "@heart", "parent": "@lungs", "from": "2026-12-01"})
    assert scene.unit("heart", 20261201)["parent"] == scene["lungs"]
    assert scene.unit("ward", 20261201)["owner"] == scene["region"]


def test_two_moves_that_would_make_a_circle_are_refused_whichever_comes_first(scene: Scene) -> None:
    assert scene.send({"op": "move", "unit": "@heart", "parent": "@lungs", "from": "2026-12-01"}).accepted
    second = scene.send({"op": "move", "unit": "@lungs", "parent": "@heart", "from": "2026-11-15"})
    assert ("H2", scene["lungs"]) in faults(second) or ("H2", scene["heart"]) in faults(second)
    assert all(f.from_day == 20261201 for f in second.findings if f.rule == "H2" and f.facts.get("case") == "circle")


def test_closing_is_refused_while_something_below_is_open_and_names_it(scene: Scene) -> None:
    refused = scene.send({"op": "close", "unit": "@heart", "from": "2026-12-01"})
    assert refused.serial is None
    assert {key for _, key in faults(refused)} == {scene["ward"]}


def test_a_whole_branch_closes_in_one_change_with_its_numbers(scene: Scene) -> None:
    sent = scene.send({"op": "close", "unit": "@hospital", "from": "2026-12-01", "branch": True})
    assert sent.accepted
    assert [scene.unit(name, 20261201)["open"] for name in ("hospital", "heart", "ward", "lungs")] == [False] * 4
    register = scene.register
    assert register.at(register.as_of("2026-11-30")).location_number("5790999000017") is not None
    assert register.at(register.as_of("2026-12-01")).location_number("5790999000017") is None
    assert ("location_number", "5790999000017") in register.list_touched(sent.serial - 1, sent.serial)


def test_a_branch_close_takes_back_what_was_to_begin_or_arrive_below(scene: Scene) -> None:
    scene.send(create("#new", "OU", "@heart", "2027-01-01", name="Nyt afsnit", type=DEPARTMENT, location="inherit"))
    scene.send({"op": "move", "unit": "@lungs", "parent": "@heart", "from": "2027-02-01"})
    sent = scene.send({"op": "close", "unit": "@heart", "from": "2026-12-01", "branch": True})
    assert sent.accepted, sent.findings
    assert scene.unit("lungs", 20270301)["parent"] == scene["hospital"]
    assert {f.rule for f in sent.findings} >= {"X38"}
    assert scene.register.verify(deep=True).fault is None


def test_what_the_set_itself_moves_below_a_branch_closes_along(scene: Scene) -> None:
    sent = scene.send(
        {"op": "move", "unit": "@lungs", "parent": "@ward", "from": "2026-12-01"},
        {"op": "close", "unit": "@heart", "from": "2026-12-02", "branch": True},
    )
    assert sent.accepted, sent.findings
    assert [scene.unit("lungs", day)["open"] for day in (20261201, 20261202)] == [True, False]


def test_closing_twice_is_refused(scene: Scene) -> None:
    assert scene.send({"op": "close", "unit": "@ward", "from": "2026-12-01"}).accepted
    assert faults(scene.send({"op": "close", "unit": "@ward", "from": "2026-12-24"})) == [("C2", scene["ward"])]


def test_a_replacement_is_seen_from_both_sides(scene: Scene) -> None:
    sent = scene.send({"op": "replace", "unit": ["@heart", "@lungs"], "by": ["@ward"], "from": "2026-12-01"})
    assert sent.accepted
    assert scene.unit("ward", 20261201)["replaces"] == sorted([scene["heart"], scene["lungs"]])
    assert scene.unit("heart", 20261201)["replaced_by"] == [scene["ward"]]
    assert scene.unit("heart", 20261130)["replaced_by"] == []


def test_two_codes_for_one_clinic_become_one(scene: Scene) -> None:
    made = scene.send(
        create("#twin", "HI", "@owner", name="Bakkens Fodterapi", type="554061000005105", location="inherit")
    )
    merge = {"op": "merge", "unit": made.units["#twin"], "absorb": ["@clinic"], "from": "2026-12-01"}
    assert faults(scene.send(merge)) != []  # its unit below would be left without a parent
    told = scene.preview(merge).consequences.references
    assert {"kind": "unit", "key": scene["feet"], "field": "parent", "to": scene["clinic"]} in told
    sent = scene.send(merge | {"carry": ["children"]})
    assert sent.accepted, sent.findings
    assert scene.unit("feet", 20261201)["parent"] == made.units["#twin"]
    assert scene.unit("clinic", 20261201)["open"] is False
    assert scene.unit("clinic", 20261201)["replaced_by"] == [made.units["#twin"]]


def test_a_number_is_issued_from_the_series_and_closed(scene: Scene) -> None:
    made = scene.send(number("#new") | {"unit": "@lungs"})
    assert made.units == {"#new": "5790999000031"}
    assert scene.unit("lungs", 20261101)["location"] == own("5790999000031") | NUMBER_DATA | {
        "inherited": False, "source": scene["lungs"],
    }  # fmt: skip
    close = {"op": "number", "location_number": "5790999000031", "from": "2026-12-01", "close": True}
    assert faults(scene.send(close)) == [("X36", "5790999000031")]
    assert scene.send(close | {"unit": "@lungs"}).accepted
    assert scene.unit("lungs", 20261201)["location"] == {"state": "None"}


def test_taking_away_a_number_that_others_inherit_is_refused_and_names_them(scene: Scene) -> None:
    sent = scene.send({"op": "edit", "unit": "@owner", "from": "2026-12-01", "set": {"location": {"state": "None"}}})
    assert {key for rule, key in faults(sent) if rule == "L3"} == {scene["clinic"], scene["feet"]}


def test_a_new_own_number_must_not_be_another_units(scene: Scene) -> None:
    taken = scene.unit("owner", 20261101)["location"]["number"]
    sent = scene.send({"op": "edit", "unit": "@lungs", "from": TODAY, "set": {"location": own(taken)}})
    assert ("L2", scene["lungs"]) in faults(sent)


def test_message_types_are_set_as_a_whole_list(scene: Scene) -> None:
    gln = scene.unit("hospital", 20261101)["location"]["number"]
    dis01 = {"standard": "DIS01", "version": "D0134L", "direction": "receive"}
    ref01 = {"standard": "REF01", "version": "H0130R", "direction": "receive"}
    scene.send({"op": "edi", "location_number": gln, "from": TODAY, "set": {"messages": [dis01]}})
    scene.send({"op": "edi", "location_number": gln, "from": "2026-12-01", "set": {"messages": [ref01]}})
    register = scene.register
    on = {day: [m["standard"] for m in register.at(register.as_of(day)).edi(gln)] for day in (TODAY, "2026-12-01")}
    assert on == {TODAY: ["DIS01"], "2026-12-01": ["REF01"]}


def test_a_correction_changes_exactly_its_days_and_keeps_what_is_scheduled(scene: Scene, clock: StandingClock) -> None:
    scene.send({"op": "edit", "unit": "@ward", "from": "2026-12-01", "set": {"name": "Fra december"}})
    clock.pass_days(20)
    sent = scene.send(
        {"op": "correct", "unit": "@ward", "from": "2026-11-05", "to": "2026-11-10", "set": {"name": "Ombygning"}}
    )
    assert sent.accepted, sent.findings
    names = [scene.unit("ward", day)["name"] for day in (20261104, 20261105, 20261109, 20261110, 20261201)]
    assert names == ["Sengeafsnit 1", "Ombygning", "Ombygning", "Sengeafsnit 1", "Fra december"]
    assert scene.unit("ward", 20261105, known=scene.serial)["name"] == "Sengeafsnit 1"


def test_what_has_not_taken_effect_is_withdrawn_as_if_never_sent(scene: Scene, clock: StandingClock) -> None:
    sent = scene.send({"op": "edit", "unit": "@ward", "from": "2026-12-01", "set": {"name": "B"}})
    assert scene.send({"op": "withdraw", "entry": sent.serial}).accepted
    assert scene.unit("ward", 20261201)["name"] == "Sengeafsnit 1"
    assert faults(scene.send({"op": "withdraw", "entry": sent.serial}))[0][0] == "X27"
    late = scene.send({"op": "edit", "unit": "@ward", "from": "2026-12-01", "set": {"name": "C"}})
    clock.pass_days(40)
    assert faults(scene.send({"op": "withdraw", "entry": late.serial})) == [("X26", scene["ward"])]


def test_withdrawing_a_create_needs_an_empty_branch_or_takes_it_along(scene: Scene) -> None:
    made = scene.send(create("#new", "OU", "@heart", "2027-01-01", name="N", type=DEPARTMENT, location="inherit"))
    scene.send(create("#sub", "OU", made.units["#new"], "2027-01-01", name="S", type=DEPARTMENT, location="inherit"))
    assert faults(scene.send({"op": "withdraw", "entry": made.serial})) != []
    sent = scene.send({"op": "withdraw", "entry": made.serial, "branch": True})
    assert sent.accepted, sent.findings


def test_a_whole_set_is_undone_on_its_own_day_only_and_while_nobody_built_on_it(
    scene: Scene, clock: StandingClock
) -> None:
    sent = scene.send({"op": "edit", "unit": "@ward", "from": TODAY, "set": {"name": "Forkert"}})
    assert scene.send({"op": "undo", "entry": sent.serial}).accepted
    assert scene.unit("ward", 20261101)["name"] == "Sengeafsnit 1"
    again = scene.send({"op": "edit", "unit": "@ward", "from": TODAY, "set": {"name": "Igen"}})
    scene.send({"op": "edit", "unit": "@ward", "from": "2026-12-01", "set": {"name": "Senere"}})
    assert faults(scene.send({"op": "undo", "entry": again.serial})) == [("X28", scene["ward"])]
    clock.pass_days(1)
    assert faults(scene.send({"op": "undo", "entry": again.serial}))[0][0] == "X29"


def test_a_scheduled_change_happens_on_another_day(scene: Scene) -> None:
    sent = scene.send({"op": "edit", "unit": "@ward", "from": "2026-12-01", "set": {"name": "B"}})
    assert scene.send({"op": "reschedule", "entry": sent.serial, "from": "2026-12-15"}).accepted
    assert [scene.unit("ward", day)["name"] for day in (20261214, 20261215)] == ["Sengeafsnit 1", "B"]


def test_the_start_of_a_unit_is_postponed_or_brought_forward(scene: Scene) -> None:
    made = scene.send(create("#new", "OU", "@heart", "2027-01-01", name="N", type=DEPARTMENT, location="inherit"))
    later = scene.send({"op": "reschedule", "entry": made.serial, "from": "2027-02-01"})
    assert later.accepted, later.findings
    assert scene.unit(made.units["#new"], 20270201)["first_from"] == "2027-02-01"
    scene.send({"op": "reschedule", "entry": later.serial, "from": "2027-01-15"})
    assert scene.unit(made.units["#new"], 20270201)["first_from"] == "2027-01-15"
    assert scene.unit(made.units["#new"], 20270115)["name"] == "N"


def test_a_unit_registered_by_mistake_never_was_and_its_code_is_not_used_again(scene: Scene) -> None:
    made = scene.send(create("#oops", "OU", "@heart", name="Fejl", type=DEPARTMENT, location="inherit"))
    assert scene.send({"op": "annul", "unit": made.units["#oops"]}).accepted
    assert not scene.register.at().is_known("unit", made.units["#oops"])
    new = scene.send(create("#new", "OU", "@heart", name="Ny", type=DEPARTMENT, location="inherit"))
    assert new.units["#new"] > made.units["#oops"]


def test_a_confirmation_changes_nothing(scene: Scene) -> None:
    sent = scene.send({"op": "confirm", "unit": "@clinic"})
    assert sent.confirmed == [scene["clinic"]]
    assert sent.serial is None
    assert scene.register.serial() == scene.serial


def test_a_change_before_a_scheduled_one_is_told_and_may_be_carried_into_it(scene: Scene) -> None:
    new = ADDRESS | {"street": "Ny Vej"}
    new_floor = {"postal_address": new | {"floor": "2"}}
    scene.send({"op": "edit", "unit": "@clinic", "from": "2027-03-10", "set": new_floor})
    street = {
        "op": "edit",
        "unit": "@clinic",
        "from": "2027-03-01",
        "set": {"postal_address": ADDRESS | {"street": "Å"}},
    }
    told = scene.preview(street)
    assert [f.rule for f in told.findings if f.severity == "warning"] == ["X30"]
    assert scene.send(street | {"later": "carry"}).accepted
    after = scene.unit("clinic", 20270310)["postal_address"]
    assert (after["street"], after["floor"]) == ("Å", "2")


def test_a_set_is_all_or_nothing(scene: Scene) -> None:
    refused = scene.send(
        {"op": "edit", "unit": "@ward", "from": TODAY, "set": {"name": "A"}},
        {"op": "close", "unit": "@heart", "from": TODAY},
    )
    assert refused.serial is None
    assert scene.unit("ward", 20261101)["name"] == "Sengeafsnit 1"


def test_stating_a_field_twice_from_one_day_is_refused(scene: Scene) -> None:
    edit = {"op": "edit", "unit": "@ward", "from": TODAY}
    sent = scene.send(edit | {"set": {"name": "A"}}, edit | {"set": {"name": "B"}})
    assert faults(sent) == [("X24", scene["ward"])]


def test_everything_that_is_wrong_is_told_at_once(scene: Scene) -> None:
    sent = scene.send(
        {"op": "edit", "unit": "@ward", "from": TODAY, "set": {"navn": "A", "postal_address": "Bakken 1"}},
        {"op": "edit", "unit": "10000000016005", "from": TODAY, "set": {"name": "A"}},
        {"op": "move", "unit": "@heart", "parent": "@feet", "from": TODAY},
    )
    assert {rule for rule, _ in faults(sent)} >= {"X20", "X21", "X22"}


def test_a_name_must_be_made_before_it_is_used(scene: Scene) -> None:
    sent = scene.send({"op": "move", "unit": "@ward", "parent": "#nobody", "from": TODAY})
    assert faults(sent) == [("X33", "#nobody")]


def test_a_correction_may_say_where_a_unit_stood(scene: Scene) -> None:
    sent = scene.send(
        {"op": "correct", "unit": "@ward", "from": TODAY, "to": "2026-12-01", "set": {"parent": scene["lungs"]}}
    )
    assert sent.accepted, sent.findings
    assert [scene.unit("ward", day)["parent"] for day in (20261101, 20261201)] == [scene["lungs"], scene["heart"]]


def test_what_another_operation_does_is_said_by_its_rule_alone(scene: Scene) -> None:
    refused = scene.send({"op": "edit", "unit": "@ward", "from": TODAY, "set": {"parent": "1", "code": "2"}})
    assert [f.rule for f in refused.findings] == ["C8", "I1"]


def test_who_replaces_lives_on_the_day_who_is_replaced_may_have_ended(scene: Scene) -> None:
    scene.send({"op": "close", "unit": "@ward", "from": "2026-12-01"})
    refused = scene.send({"op": "replace", "unit": ["@lungs"], "by": ["@ward"], "from": "2026-12-01"})
    assert faults(refused) == [("X23", scene["ward"])]
    assert scene.send({"op": "replace", "unit": ["@ward"], "by": ["@lungs"], "from": "2026-12-01"}).accepted


def test_a_new_shak_code_has_the_form_of_one(scene: Scene) -> None:
    made = {"op": "shak", "code": "9600", "from": TODAY, "set": {"name": "Fjordby Hospital", "record": "sgh"}}
    assert faults(scene.send(made | {"code": "§/ab"})) == [("X22", "§/ab")]
    assert scene.send(made).accepted


def test_a_geographic_parent_is_a_unit_of_the_register(scene: Scene) -> None:
    beside = {"op": "edit", "unit": "@ward", "from": TODAY, "set": {"geographic_parent": {"parent": "@lungs"}}}
    assert scene.send(beside).accepted
    nowhere = beside | {"set": {"geographic_parent": {"parent": "11000016002"}}}
    assert faults(scene.send(nowhere)) == [("X20", "11000016002")]


CODE = {"op": "shak", "code": "380010", "from": TODAY, "set": {"name": "Afsnit"}}


def with_shak(unit: str) -> dict[str, Any]:
    return {"op": "edit", "unit": unit, "from": TODAY, "set": {"shak": "380010"}}


def test_a_shak_code_is_used_in_the_set_that_makes_it_and_in_none_that_ends_it(scene: Scene) -> None:
    """The register holds SHAK by then; one that was made and ended on the same day is made again like any other."""
    assert scene.send(CODE | {"code": "380020"}).accepted
    made = scene.send(CODE, with_shak("@ward"))
    assert made.accepted, made.findings
    ending = CODE | {"set": {}, "close": True}
    unused = {"op": "edit", "unit": "@ward", "from": TODAY, "set": {"shak": None}}
    assert faults(scene.send(unused, ending, with_shak("@lungs"))) == [("F14", scene["lungs"])]
    assert scene.send(unused, ending).accepted
    assert faults(scene.send(with_shak("@lungs"))) == [("F14", scene["lungs"])]
    again = scene.send(CODE, with_shak("@lungs"))
    assert again.accepted, again.findings
    later = CODE | {"code": "380030", "from": "2026-12-01"}
    early = with_shak("@heart") | {"set": {"shak": "380030"}}
    assert faults(scene.send(later, early)) == [("F14", scene["heart"])]


def test_a_shak_code_that_ends_while_units_hold_it_is_told_with_each_of_them(scene: Scene) -> None:
    """By whatever operation; not of those that let go of it, or end, in the same set, in whatever order."""
    wards = ("@ward", "@heart")
    assert scene.send(CODE).accepted
    assert scene.send(*map(with_shak, wards)).accepted
    soon = {"from": "2026-12-01"}
    ending = CODE | {"set": {}, "close": True} | soon
    unused = {"op": "edit", "unit": "@heart", "set": {"shak": None}} | soon
    both = sorted((scene[unit[1:]], "2026-12-01") for unit in wards)
    first = [(scene["ward"], "2026-12-01")]
    assert held(scene.preview(ending)) == both
    assert held(scene.preview(unused, ending)) == held(scene.preview(ending, unused)) == first
    gone = {"op": "close", "unit": "@ward"} | soon
    assert held(scene.preview(ending, unused, gone)) == held(scene.preview(gone, unused, ending)) == []
    assert held(scene.preview(unused | {"from": "2026-12-02"}, ending)) == both
    sent = scene.send(ending)
    assert sent.accepted
    assert held(sent) == both
    assert held(scene.send({"op": "shak", "code": "380010", "from": "2026-12-02", "set": {"name": "Ny"}})) == []


def held(sent: Any) -> list[tuple[str, str]]:
    """The units that the warning names, each with its day."""
    found = [f for f in sent.findings if f.rule == "X36"]
    assert {f.severity for f in found} <= {"warning"}
    assert {(f.kind, f.key) for f in found} <= {("shak", "380010")}
    return sorted((f.facts["unit"], f.facts["day"]) for f in found)


@pytest.mark.parametrize("closed_first", [True, False])
def test_a_shak_code_that_the_set_gives_to_another_unit_does_not_end_with_its_unit(
    scene: Scene, closed_first: bool
) -> None:
    assert scene.send(CODE, with_shak("@ward")).accepted
    both = [{"op": "close", "unit": "@ward", "from": TODAY}, with_shak("@heart")]
    assert scene.send(*(both if closed_first else reversed(both))).accepted
    assert (scene.register.at().shak_code("380010") or {})["open"]


def test_the_first_set_of_a_master_is_judged_by_the_code_lists_that_come_with_it(register: Register) -> None:
    owner = create("#owner", "IO", None, name="Region Sjælland", type=REGION, postal_address=ADDRESS, cvr="29190925",
                   virtual_address=PHONE, location={"state": "None"})  # fmt: skip
    unlisted = owner | {"set": owner["set"] | {"type": "123"}}
    tried, wrong, sent = (
        register.change({"changes": [one]}, "authority", "rest", dry_run=dry)
        for one, dry in ((owner, True), (unlisted, True), (owner, False))
    )
    assert [f.facts for f in wrong.findings if f.rule == "T1"] == [{"value": "123"}]
    assert "T1" not in {f.rule for f in (*tried.findings, *sent.findings)}
    assert tried.consequences is not None
    told = tried.consequences.touched[0].changes
    assert [one.after["region"] for one in told if one.field == "postal_address"] == ["1085", "oestdanmark"]
    brought = sorted(register.code_book(1).all_periods(), key=repr)
    assert sorted(read_bundled_book().all_periods(), key=repr) == brought
    assert list(register.code_book(0).all_periods()) == [], "a delta from the beginning brings all lists"


OLD, NEW = "5790999000017", "5790999000031"


@pytest.mark.parametrize("how", ["number", "edit", "inherit", "nothing", "annul"])
def test_a_number_that_its_unit_gives_up_and_that_stays_open_is_told(scene: Scene, how: str) -> None:
    """In whatever way, with how to close it."""
    ways: dict[str, list[dict[str, Any]]] = {
        "number": [number("#new") | {"unit": "@hospital"}],
        "edit": [number("#new"), setting("@hospital", own("#new"))],
        "inherit": [setting("@hospital", "inherit")],
        "nothing": [setting("@hospital", {"state": "None"})],
        "annul": [{"op": "annul", "unit": "@hospital"}],
    }
    sent = scene.preview(*ways[how], judge=False)
    told = [(f.key, f.facts["unit"]) for f in sent.findings if f.rule == "X45"]
    assert told == [(OLD, scene["hospital"])]
    assert sent.accepted
    closed = {"op": "number", "location_number": OLD, "close": True, "from": TODAY}
    later = closed | {"from": "2026-12-01"}
    over = setting("@lungs", own(OLD))
    for more in (closed, later, over):
        also = scene.preview(*ways[how], more, judge=False, reason="goes on there")
        assert ("X45" in {f.rule for f in also.findings}) == (more is later), also.findings
    assert "X45" in {f.rule for f in scene.send(*ways[how], judge=False).findings}
    assert scene.send(closed).accepted


def test_a_number_that_ends_with_its_unit_or_comes_back_to_it_is_not_told(scene: Scene) -> None:
    closed = scene.preview({"op": "close", "unit": "@hospital", "branch": True, "from": TODAY})
    for_a_time = scene.preview(setting("@hospital", "inherit") | {"to": "2026-12-01"})
    with_it = scene.send(number("#new") | {"unit": "@lungs"})
    gone = scene.send({"op": "undo", "entry": with_it.serial})
    assert gone.accepted
    assert "X45" not in {f.rule for one in (closed, for_a_time, with_it, gone) for f in one.findings}


def test_a_number_that_nobody_issued_is_not_stated(scene: Scene) -> None:
    """Neither known to the register nor of a series; as when it is issued (L9)."""
    unknown, of_a_series = own("5790001234560"), own("5790999000093")
    for asked in (
        setting("@lungs", unknown),
        create("#u", "OU", "@heart", name="A", type=DEPARTMENT, location=unknown),
    ):
        refused = [f.facts for f in scene.preview(asked).findings if f.rule == "L9"]
        assert refused == [{"case": "stated", "number": "5790001234560"}]
    assert scene.preview(setting("@lungs", of_a_series)).accepted
    submit(scene.register, change(scene["lungs"], says("location", 20261101, unknown)))
    assert scene.send(setting("@lungs", "inherit")).accepted
    assert "L9" not in {f.rule for f in scene.preview(setting("@lungs", unknown)).findings}, "a file brought it"


def setting(unit: str, location: Any) -> dict[str, Any]:
    return {"op": "edit", "unit": unit, "from": TODAY, "set": {"location": location}}
