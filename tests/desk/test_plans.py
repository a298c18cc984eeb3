"""Plans: drawn up by one, checked as a whole, agreed to by every owner that they touch, changed by nobody alone."""

from typing import Any

import pytest

from sor.desk.plan_document import BadPlan
from sor.desk.plan_records import NotYourPlan, PlanState
from sor.desk.sending import TooMuch
from sor.register import Refused
from sor.store import plans as rows
from tests.changes.scene import ADDRESS, PHONE, REGION, Scene, create, number, own
from tests.conftest import StandingClock
from tests.desk.planning import DAY, HANDED_OVER, PlanTable, move, rename
from tests.new_databases import NewDatabases


@pytest.fixture
def at(new_database: NewDatabases, clock: StandingClock) -> PlanTable:
    return PlanTable(Scene.copied(new_database, clock))


def test_a_ward_is_handed_over_by_two_regions_and_the_log_names_both(at: PlanTable) -> None:
    row = at.checked("rikke", HANDED_OVER)
    report = at.report(row)
    assert (row.state, report["accepted"], report["digest"]) == ("checked", True, at.digest(row))
    assert report["serial"] == at.register.serial()
    assert {name: report["counts"][name] for name in ("units", "flows", "ends", "begins", "errors")} == {
        "units": 1, "flows": 1, "ends": 1, "begins": 1, "errors": 0,
    }  # fmt: skip
    assert [(side.owner, side.lacking) for side in at.plans.standings.of(row).sides] == sorted(
        [(at.scene["region"], 1), (at.scene["east"], 1)]
    )
    assert [at.approve(who, row).state for who in ("rolf", "ella", "ella")] == ["checked", "approved", "approved"]
    serial = at.register.serial()
    done = at.commit("rikke", row)
    assert (done.state, done.entry) == ("committed", serial + 1)
    assert (at.commit("rikke", row), at.commit("sds", row), at.register.serial()) == (done, done, serial + 1)
    entry = at.register.entry(serial + 1)
    assert entry is not None
    assert (entry.actor, entry.reason) == ("rikke", f"Plan {row.number}: Sammenlægning")
    assert entry.origin == {"plan": str(row.number), "approved_by": ["ella", "rolf"]}
    assert at.scene.unit("ward", 20261231)["owner"] == at.scene["region"]
    assert at.scene.unit("ward", 20270101)["owner"] == at.scene["east"]
    assert at.register.verify(deep=True).fault is None


@pytest.mark.parametrize("by", ["", "rolf", "ella", "ella erik", "rolf erik kim"])
def test_without_every_side_nothing_is_committed(at: PlanTable, by: str) -> None:
    row = at.checked("rikke", HANDED_OVER)
    agreed = [who for who in by.split() if who != "kim"]
    for who in agreed:
        at.approve(who, row)
    if "kim" in by:
        with pytest.raises(NotYourPlan):
            at.approve("kim", row)
    if {*agreed} >= {"rolf", "erik"}:
        assert at.commit("rikke", row).state == "committed"
        return
    with pytest.raises(PlanState, match="not approved"):
        at.commit("rikke", row)
    assert at.scene.unit("ward", 20270101)["owner"] == at.scene["region"]


def test_nobody_approves_their_own_plan_nor_one_that_is_not_theirs(at: PlanTable) -> None:
    row = at.checked("rikke", HANDED_OVER)
    for who in ("rikke", "kim", "nina"):
        with pytest.raises(NotYourPlan):
            at.approve(who, row)
    assert at.plans.records.seen_by(at.actor("kim"), str(row.number)) is None
    assert at.plans.records.seen_by(at.actor("nina"), str(row.number)) is None
    assert {who for who in ("sds", "rikke", "rolf", "ella") if at.plans.records.seen_by(at.actor(who), "1")} == {
        "sds", "rikke", "rolf", "ella",
    }  # fmt: skip
    at.approve("rolf", row)
    at.approve("ella", row)
    for who in ("rolf", "ella"):
        with pytest.raises(NotYourPlan):
            at.commit(who, row)
    with pytest.raises(NotYourPlan):
        at.plans.rewrite(at.actor("ella"), at.again(row), "x", DAY, at.scene.named([HANDED_OVER]), "rest")


def test_a_version_ends_all_approvals_and_only_the_one_that_was_checked_is_approved(at: PlanTable) -> None:
    row = at.approved("rikke", HANDED_OVER)
    old = at.digest(row)
    serial = at.register.serial()
    other = at.scene.named([HANDED_OVER, rename("@lungs", "Lunger")])
    row = at.plans.rewrite(at.actor("rikke"), row, "Sammenlægning", DAY, other, "rest")
    assert (row.state, row.version) == ("draft", 2)
    with pytest.raises(PlanState, match="not approved"):
        at.commit("rikke", row)
    with pytest.raises(PlanState, match="something else by now"):
        at.plans.approve(at.actor("rolf"), row, old, "rest")
    with pytest.raises(PlanState, match="once it has been checked"):
        at.approve("rolf", row)
    row = at.check(row)
    with pytest.raises(PlanState, match="something else by now"):
        at.plans.approve(at.actor("rolf"), row, old, "rest")
    back = at.plans.rewrite(at.actor("rikke"), row, "Sammenlægning", DAY, at.scene.named([HANDED_OVER]), "rest")
    assert at.check(back).state == "checked", "the same words again are not approved again"
    assert at.register.serial() == serial


def test_a_hospital_is_handed_over_by_its_owners_and_the_authority(at: PlanTable) -> None:
    row = at.checked("rikke", move("@hospital", "@east"))
    assert at.plans.standings.of(row).authority == [at.scene["hospital"]]
    assert [at.approve(who, row).state for who in ("rolf", "ella")] == ["checked", "checked"]
    assert at.plans.standings.of(row).missing == ["authority"]
    with pytest.raises(PlanState):
        at.commit("rikke", row)
    assert at.approve("eva", row).state == "approved"
    assert at.commit("rikke", row).state == "committed"


def test_a_new_region_is_made_by_the_authority_with_the_consent_of_those_that_it_takes_over(at: PlanTable) -> None:
    region = create("#new", "IO", None, DAY, name="Region Østdanmark", type=REGION, cvr="29190909",
                    postal_address=ADDRESS, virtual_address=PHONE, location=own("#n9"))  # fmt: skip
    series = number("#n9") | {"from": DAY}
    row = at.checked("sds", series, region, move("@hospital", "#new"), move("@rigs", "#new"))
    report = at.report(row)
    assert report["accepted"], report["findings"]
    assert {side.owner for side in at.plans.standings.of(row).sides} == {at.scene["region"], at.scene["east"]}
    for who in ("rikke", "ella"):
        row = at.approve(who, row)
    assert at.commit("sds", row).state == "committed"
    with pytest.raises(Refused):
        at.new("rikke", move("@ward", "#nobody"), day="")
    assert not at.report(at.checked("rikke", move("@ward", "123451000016004")))["accepted"], "one that is not there"


WRONG: dict[str, tuple[dict[str, Any], str]] = {
    "a day in the past": ({"day": "2026-10-31", "changes": [move("@ward", "@rigs", "2026-10-31")]}, "has passed"),
    "no day": ({"day": "nytår"}, "not a date"),
    "another day for one line": ({"changes": [HANDED_OVER, rename("@lungs", "x", "2027-01-02")]}, "another day"),
    "no lines": ({"changes": []}, "no changes"),
    "no title": ({"title": " "}, "title"),
    "the past": ({"changes": [{"op": "correct", "unit": "@ward", "from": DAY, "set": {"name": "x"}}]}, "no correct"),
    "an entry taken back": ({"changes": [{"op": "undo", "entry": 1}]}, "no undo"),
    "a field that is none": ({"changes": [{"op": "move", "unit": "@ward", "from": DAY, "to_": "x"}]}, "cannot be read"),
}


@pytest.mark.parametrize("what", WRONG)
def test_what_cannot_be_a_plan_is_refused_in_words(at: PlanTable, what: str) -> None:
    given, why = WRONG[what]
    told = {"title": "t", "day": DAY, "changes": [HANDED_OVER]} | given
    with pytest.raises(BadPlan, match=why):
        at.plans.new(at.actor("rikke"), told["title"], told["day"], at.scene.named(told["changes"]), "rest")
    assert rows.list_plans(at.register.database.reader()) == []


def test_a_hundred_thousand_lines_are_refused_at_once_and_so_is_who_has_no_right(at: PlanTable) -> None:
    for who in ("rikke", "sds"):
        with pytest.raises(TooMuch, match="100000 changes"):
            at.plans.new(at.actor(who), "t", DAY, [HANDED_OVER] * 100_000, "rest")
    with pytest.raises(NotYourPlan):
        at.new("nina", HANDED_OVER)


def test_a_refusal_says_why_and_another_version_begins_anew(at: PlanTable) -> None:
    row = at.approved("rikke", HANDED_OVER)
    with pytest.raises(Refused, match="Write a text"):
        at.plans.refuse(at.actor("ella"), row, " ", "rest")
    row = at.plans.refuse(at.actor("ella"), row, "Ikke endnu", "rest")
    assert row.state == "refused"
    for deed in (at.check, lambda one: at.commit("rikke", one), lambda one: at.approve("erik", one)):
        with pytest.raises(PlanState):
            deed(row)
    row = at.plans.rewrite(at.actor("rikke"), row, "Igen", DAY, at.scene.named([HANDED_OVER]), "rest")
    at.plans.comment(at.actor("ella"), row, "Nu passer det")
    assert at.check(row).state == "checked"
    said = [(one.who, one.what) for one in at.plans.messages(row)]
    assert said[-4:] == [("ella", "refuse"), ("rikke", "version"), ("ella", "comment"), ("rikke", "check")]


def test_what_others_plan_or_changed_for_the_same_unit_is_told(at: PlanTable) -> None:
    first = at.new("ella", move("@skin", "@hospital"), rename("@ward", "Vor"))
    row = at.new("rikke", HANDED_OVER)
    at.scene.send(rename("@ward", "Sengeafsnit 2", "2026-11-02"))
    report = at.report(at.check(row))
    assert report["plans"] == [{"plan": str(first.number), "count": 1, "units": [at.scene["ward"]]}]
    assert report["changed"]["units"] == [at.scene["ward"]]


def test_what_is_erased_stands_in_no_plan_any_more(at: PlanTable) -> None:
    row = at.approved("rikke", rename("@ward", "Afsnit Inger Hansen"), by="rolf")
    other = at.checked("rikke", HANDED_OVER)
    at.plans.comment(at.actor("rolf"), other, "Inger Hansen spørger")
    with at.register.database.desk.writing() as connection:
        rows.forget_texts(connection, ["Inger Hansen"])
    said = at.plans.records.version(at.again(row))
    assert (at.again(row).state, said.changes, said.report, said.touched) == ("refused", "[]", "", "")
    assert at.again(other).state == "checked"
    assert [one.text for one in at.plans.messages(other) if one.what == "comment"] == [""]
    at.actors.remove("rikke", "sds", erase=True)
    assert at.again(other).state == "refused"
    assert at.plans.records.version(at.again(other)).title == ""
