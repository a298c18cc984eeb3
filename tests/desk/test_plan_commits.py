"""Committing: what was approved and nothing else, by rights that count now, once, taken back on its day."""

from collections.abc import Callable
from typing import Any

import msgspec
import pytest

from sor.desk.plan_commits import PlanCommits
from sor.desk.plan_records import NotYourPlan, PlanRecords, PlanState
from sor.desk.plans import Plans
from sor.store.plans import PlanRow
from tests.changes.scene import Scene
from tests.conftest import StandingClock
from tests.desk.planning import HANDED_OVER, SETTINGS, PlanTable, move, rename
from tests.new_databases import NewDatabases


@pytest.fixture
def at(new_database: NewDatabases, clock: StandingClock) -> PlanTable:
    return PlanTable(Scene.copied(new_database, clock))


def refused(at: PlanTable, row: PlanRow, who: str = "rikke") -> dict[str, Any]:
    """Committing it is refused and writes nothing; gives the difference, empty when none is told."""
    serial = at.register.serial()
    with pytest.raises(PlanState) as told:
        at.commit(who, row)
    assert at.register.serial() == serial
    assert at.again(row).state != "committed"
    found: dict[str, Any] = {} if told.value.difference is None else msgspec.json.decode(told.value.difference)
    return found


def test_an_approver_whose_right_was_withdrawn_since_counts_no_more(at: PlanTable) -> None:
    row = at.approved("rikke", HANDED_OVER)
    at.actors.withdraw(at.rights["ella"], "sds")
    assert at.plans.standings.now(at.again(row)).state == "checked"
    listed = [at.plans.standings.list_plans(at.actor("rikke"), state) for state in ("approved", "checked")]
    assert [[one.number for one in found] for found in listed] == [[], [row.number]]
    with pytest.raises(PlanState, match="is not approved: checked"):
        at.commit("rikke", row)
    assert refused(at, row) == {}
    assert at.plans.standings.of(row).missing == [at.scene["east"]]
    at.approve("erik", row)
    assert at.commit("rikke", row).state == "committed"
    entry = at.register.entry(at.again(row).entry)
    assert entry is not None
    assert entry.origin is not None
    assert entry.origin["approved_by"] == ["erik", "rolf"] or entry.origin["approved_by"] == ["ella", "erik", "rolf"]


def test_an_author_whose_right_was_withdrawn_since_leaves_it_to_who_has_one(at: PlanTable) -> None:
    row = at.approved("rikke", HANDED_OVER)
    at.actors.withdraw(at.rights["rikke"], "sds")
    assert at.commit("rikke", row).state == "committed", "every part is covered by those who approved it"


def test_a_right_that_is_taken_back_while_it_is_committed_counts_no_more(
    at: PlanTable, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After the approvals were looked at and before the entry is written."""
    row = at.approved("rikke", HANDED_OVER)
    begin = PlanRecords.begin

    def taken_back(records: PlanRecords, *told: Any) -> None:
        begin(records, *told)
        at.actors.withdraw(at.rights["ella"], "sds")

    monkeypatch.setattr(PlanRecords, "begin", taken_back)
    found = refused(at, row)
    assert [one["rule"] for one in found["findings"]["new"]["first"]] == ["AUTH9"]


def test_a_version_written_while_it_is_committed_is_not_the_approved_one(
    at: PlanTable, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = at.approved("rikke", HANDED_OVER)
    begin = PlanRecords.begin

    def rewritten(records: PlanRecords, *told: Any) -> None:
        begin(records, *told)
        changes = at.scene.named([HANDED_OVER, rename("@lungs", "Andet")])
        at.plans.rewrite(at.actor("rikke"), row, "t", "2027-01-01", changes, "rest")

    monkeypatch.setattr(PlanRecords, "begin", rewritten)
    assert refused(at, row) == {}
    assert at.again(row).state == "draft"


def moved_since(at: PlanTable) -> None:
    at.scene.send(move("@ward", "@lungs", "2026-11-10"))


def closed_since(at: PlanTable) -> None:
    at.scene.send({"op": "close", "unit": "@ward", "from": "2026-12-31"})


def renamed_since(at: PlanTable) -> None:
    at.scene.send(rename("@ward", "Et andet afsnit", "2026-11-02"))


def scheduled_after(at: PlanTable) -> None:
    at.scene.send({"op": "close", "unit": "@rigs", "from": "2027-02-01", "branch": True})


SINCE: dict[str, tuple[Callable[[PlanTable], None], str]] = {
    "moved": (moved_since, "otherwise"), "closed": (closed_since, "gone"), "renamed": (renamed_since, "otherwise"),
    "its new place closes later": (scheduled_after, "otherwise"),
}  # fmt: skip


@pytest.mark.parametrize("what", SINCE)
def test_a_unit_that_was_changed_since_is_committed_only_after_another_look(at: PlanTable, what: str) -> None:
    row = at.approved("rikke", HANDED_OVER)
    change, how = SINCE[what]
    change(at)
    found = refused(at, row)
    told = found["touched"][how]["count"] + found["findings"]["new"]["count"]
    assert told, found
    again = at.check(row)
    assert again.state == "checked", "what was approved was something else"
    assert at.report(again)["changed"]["units"]


def test_what_others_change_elsewhere_does_not_disturb(at: PlanTable) -> None:
    row = at.approved("rikke", HANDED_OVER)
    at.scene.send(rename("@feet", "Bakkens Fødder", "2026-11-02"))
    assert at.check(row).state == "approved", "checked again it told the same: the approvals stay"
    at.scene.send(rename("@feet", "Fødder", "2026-11-03"))
    assert at.commit("rikke", row).state == "committed"


def test_two_plans_for_one_unit_the_second_is_refused_with_the_difference(at: PlanTable) -> None:
    first, second = at.approved("rikke", HANDED_OVER), at.approved("rolf", HANDED_OVER, by="rikke erik")
    at.commit("rikke", first)
    found = refused(at, second, "rolf")
    assert found["touched"]["gone"]["first"][0]["key"] == at.scene["ward"]


def test_a_cycle_through_two_plans_is_found_before_the_second_is_committed(at: PlanTable) -> None:
    first = at.approved("rikke", move("@heart", "@lungs"), by="rolf")
    second = at.approved("rikke", move("@lungs", "@heart"), by="rolf")
    assert at.report(second)["plans"][0]["plan"] == str(first.number)
    at.commit("rikke", first)
    found = refused(at, second)
    assert "H3" in str(found["findings"]) or found["findings"]["new"]["count"] > 0
    assert not at.report(at.check(second))["accepted"]


@pytest.mark.parametrize("what", ["plan commit", "plan undo"])
def test_what_was_written_to_the_log_alone_is_found_there(
    at: PlanTable, what: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The program is killed between log and desk."""
    row, rikke = at.approved("rikke", HANDED_OVER), at.actor("rikke")
    if what == "plan undo":
        row = at.commit("rikke", row)

    def killed(*_: Any) -> PlanRow:
        raise KeyboardInterrupt

    monkeypatch.setattr(PlanRecords, "bring_after", killed)
    with pytest.raises(KeyboardInterrupt):
        at.commits.undo(rikke, row) if what == "plan undo" else at.commit("rikke", row)
    monkeypatch.undo()
    serial = at.register.serial()
    another = Plans(at.register, SETTINGS)
    found = another.records.find(row.number)
    assert found is not None
    commits = PlanCommits(another)
    if what == "plan undo":
        assert (found.state, found.undo_entry, found.tried) == ("undone", serial, "")
        assert commits.undo(rikke, found) == found
    else:
        assert (found.state, found.entry, found.tried) == ("committed", serial, "")
        assert commits.commit(rikke, found) == found
    assert at.register.serial() == serial


def test_it_is_taken_back_whole_on_its_day_and_not_after(at: PlanTable, clock: StandingClock) -> None:
    row = at.commit("rikke", at.approved("rikke", HANDED_OVER))
    with pytest.raises(NotYourPlan):
        at.commits.undo(at.actor("ella"), row)
    undone = at.commits.undo(at.actor("rikke"), row)
    assert (undone.state, undone.undo_entry) == ("undone", row.entry + 1)
    assert at.commits.undo(at.actor("rikke"), undone) == undone
    assert at.scene.unit("ward", 20270101)["owner"] == at.scene["region"]
    with pytest.raises(PlanState):
        at.commit("rikke", undone)
    late = at.commit("rikke", at.approved("rikke", HANDED_OVER))
    clock.pass_days(1)
    with pytest.raises(PlanState, match="cannot be taken back"):
        at.commits.undo(at.actor("rikke"), late)
    assert at.scene.unit("ward", 20270101)["owner"] == at.scene["east"]


def test_a_plan_whose_day_has_passed_is_not_committed(at: PlanTable, clock: StandingClock) -> None:
    row = at.approved("rikke", HANDED_OVER)
    clock.pass_days(90)
    assert refused(at, row) == {}
