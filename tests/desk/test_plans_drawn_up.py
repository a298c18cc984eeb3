"""A plan drawn up by a rule and from a spreadsheet's lines, approved by delegates and by a day; wrong input to each."""

from typing import Any

import pytest

from sor.core.day import OPEN, START
from sor.desk.actors import WantedRight
from sor.desk.plan_document import BadPlan
from sor.desk.plan_gathering import GatheringRule, gather
from sor.desk.plan_lines import read_lines
from sor.desk.plan_records import NotYourPlan, PlanState
from sor.desk.plan_reminders import PlanReminders
from sor.register import Refused
from sor.store import actors as people
from sor.store.plans import PlanRow
from tests.changes.scene import HOSPITAL, Scene
from tests.conftest import StandingClock
from tests.desk.planning import DAY, HANDED_OVER, PlanTable, move, rename
from tests.desk.towns import HEALTH_CENTRE, NURSING, with_town
from tests.new_databases import NewDatabases


@pytest.fixture
def at(new_sqlite: NewDatabases, clock: StandingClock) -> PlanTable:
    return with_town(PlanTable(Scene.copied(new_sqlite, clock)))


LINES = """Handling\tEnhed\tNy overenhed\tby\tNavn\tvirtual_address.phone\tas\tlevel
flyt\t11000016002\t21000016001\t\t\t\t\t

Ret\t11000016002\t\t\tNyt navn\t86123456\t\t
afløs\t11000016002\t\t31000016000, 41000016009\t\t\t\t
create\t\t21000016001\t\tNy\t\t#1\tOU
"""


def give_email(at: PlanTable, who: str) -> None:
    with at.register.database.desk.writing() as connection:
        row = people.actor(connection, who)
        assert row is not None
        people.put_email(connection, row, f"{who}@region.example", "sds", "2026-11-01T00:00:00.000000Z")


class TestTwoHands:
    """Both sides must really be two."""

    def test_who_has_the_right_of_the_author_is_no_second_hand(self, at: PlanTable) -> None:
        at.actors.add("rasmus", "Rasmus", "sds")
        at.actors.grant("rasmus", WantedRight("region", at.scene["region"], None, START, OPEN), "rikke")
        row = at.checked("rikke", rename("@ward", "Afsnit B1"))
        with pytest.raises(NotYourPlan, match="not by a right that its author handed on"):
            at.approve("rasmus", row)
        assert at.approve("rolf", row).state == "approved", "who has it of somebody else"
        mine = at.checked("rolf", rename("@ward", "Afsnit B2"))
        assert at.approve("rasmus", mine).state == "approved", "rikke's, and rolf is the author"

    def test_an_approval_that_came_by_the_authors_right_counts_for_nothing_later(self, at: PlanTable) -> None:
        at.actors.add("rasmus", "Rasmus", "sds")
        at.actors.grant("rasmus", WantedRight("region", at.scene["region"], None, START, OPEN), "rolf")
        row = at.checked("rikke", rename("@ward", "Afsnit B1"))
        assert at.approve("rasmus", row).state == "approved"
        at.actors.withdraw(at.rights["rolf"], "sds")
        with pytest.raises(PlanState, match="not approved"):
            at.commit("rikke", row)

    def test_a_delegate_approves_by_the_rights_of_who_asked_and_as_long_as_these_hold(self, at: PlanTable) -> None:
        row = at.approve("rolf", at.checked("rikke", HANDED_OVER))
        assert not at.plans.records.sight.may_see(at.actor("nina"), at.again(row))
        for who, to, why in (("rikke", "nina", NotYourPlan), ("kim", "nina", NotYourPlan), ("ella", "rikke", Refused),
                             ("ella", "ella", Refused), ("ella", "ingen", Refused)):  # fmt: skip
            with pytest.raises(why):
                at.plans.delegate(at.actor(who), at.again(row), to, "rest")
        at.plans.delegate(at.actor("ella"), at.again(row), "nina", "rest")
        assert at.plans.records.delegates(at.again(row)) == [{"actor": "nina", "giver": "ella"}]
        assert at.approve("nina", row).state == "approved"
        at.plans.delegate(at.actor("ella"), at.again(row), "", "rest")
        assert at.plans.standings.now(at.again(row)).state == "checked"
        at.plans.delegate(at.actor("ella"), at.again(row), "nina", "rest")
        assert at.commit("rikke", row).state == "committed"
        entry = at.register.entry(at.again(row).entry)
        assert entry is not None
        assert entry.origin is not None
        assert entry.origin["approved_by"] == ["nina", "rolf"]

    def test_after_the_deadline_nobody_approves_and_before_it_who_has_not_is_reminded(
        self, at: PlanTable, clock: StandingClock
    ) -> None:
        for who in ("ella", "erik", "rolf", "rikke"):
            give_email(at, who)
        row = at.approve("rolf", at.checked("rikke", HANDED_OVER))
        for day, why in (
            ("2026-10-31", "has passed"),
            ("2027-01-02", "behind the plan's day"),
            ("snart", "not a date"),
        ):
            with pytest.raises(BadPlan, match=why):
                at.plans.set_deadline(at.actor("rikke"), at.again(row), day, "rest")
        with pytest.raises(NotYourPlan):
            at.plans.set_deadline(at.actor("ella"), at.again(row), "2026-11-20", "rest")
        at.plans.set_deadline(at.actor("rikke"), at.again(row), "2026-11-20", "rest")
        reminders = PlanReminders(at.register)
        assert reminders.put_due() == 0, "nineteen days before"
        clock.pass_days(13)
        assert [reminders.put_due(), reminders.put_due()] == [2, 0], "ella and erik, once"
        clock.pass_days(6)
        assert reminders.put_due() == 2, "the last day"
        clock.pass_days(1)
        with pytest.raises(PlanState, match="up to and including 2026-11-20"):
            at.approve("ella", row)
        assert reminders.put_due() == 0


class TestByRule:
    """All units of these types below these owners."""

    def rule(self, at: PlanTable, **more: Any) -> GatheringRule:
        asked = {"types": [NURSING], "owners": [at.scene["town"]], "parent": at.scene["near"]} | more
        return GatheringRule(**asked)

    def test_the_units_of_a_type_move_and_are_run_as_before(self, at: PlanTable) -> None:
        changes = gather(at.register, DAY, self.rule(at, agreement="Aftale 12"))
        acute, near, town = at.scene["acute"], at.scene["near"], at.scene["town"]
        assert changes == [
            move(acute, near),
            {"op": "edit", "unit": acute, "from": DAY, "set": {"operator": {"unit": town, "agreement": "Aftale 12"}}},
        ]
        row = at.check(at.plans.new(at.actor("ella"), "Akutsygepleje", DAY, changes, "rest"))
        assert (at.report(row)["accepted"], at.plans.standings.of(row).missing) == (True, [at.scene["east"], town])
        for who in ("erik", "tove"):
            row = at.approve(who, row)
        at.commit("ella", row)
        unit = at.scene.unit("acute", 20270101)
        assert (unit["owner"], unit["operator"]["unit"]) == (at.scene["east"], town)

    def test_a_unit_below_one_that_moves_goes_along_and_one_that_is_there_stays(self, at: PlanTable) -> None:
        both = self.rule(at, types=[NURSING, HEALTH_CENTRE], owners=[at.scene["town"], at.scene["east"]],
                         parent=at.scene["east"])  # fmt: skip
        assert gather(at.register, DAY, both) == [move(at.scene["home"], at.scene["east"])]

    @pytest.mark.parametrize(
        ("said", "field"),
        [({"types": ["1"]}, "types"), ({"types": [HOSPITAL]}, "types"), ({"owners": ["11000016002"]}, "below"),
         ({"parent": "11000016002"}, "to")],
    )  # fmt: skip
    def test_what_is_not_there_is_named(self, at: PlanTable, said: dict[str, Any], field: str) -> None:
        with pytest.raises(BadPlan) as refused:
            gather(at.register, DAY, self.rule(at, **said))
        assert refused.value.field == field


class TestLines:
    """Pasted from a spreadsheet, or saved as CSV."""

    def test_every_operation_is_written_as_a_line(self) -> None:
        assert read_lines(LINES, DAY) == [
            {"op": "move", "from": DAY, "unit": "11000016002", "parent": "21000016001"},
            {"op": "edit", "from": DAY, "unit": "11000016002",
             "set": {"name": "Nyt navn", "virtual_address": {"phone": "86123456"}}},
            {"op": "replace", "from": DAY, "unit": ["11000016002"], "by": ["31000016000", "41000016009"]},
            {"op": "create", "from": DAY, "parent": "21000016001", "as": "#1", "level": "OU", "set": {"name": "Ny"}},
        ]  # fmt: skip

    @pytest.mark.parametrize(
        ("text", "said"),
        [
            ("", "names the columns"), ("unit;parent\n1;2", "names no column op"),
            ("op;unit\n;1", "Line 2: op is empty"), ("op;unit;farve\nflyt;1;rød", "Line 2: 'farve' is no column"),
            ("op;unit\nluk;1;2", "Line 2: it has more cells"), ("op;unit;branch\nluk;1;måske", "Line 2: branch is yes"),
            ("op;unit\n" + "luk;1\n" * 100_000, "These are 100000 lines"),
        ],
    )  # fmt: skip
    def test_what_is_wrong_is_said_with_its_line(self, text: str, said: str) -> None:
        with pytest.raises(BadPlan) as refused:
            read_lines(text, DAY)
        assert said in str(refused.value)
        assert refused.value.field == "lines"


class TestImpact:
    """What it brings about: for whom, in which files, and otherwise than before."""

    def test_formats_and_what_is_otherwise_than_at_the_last_check(self, at: PlanTable) -> None:
        row: PlanRow = at.checked("rikke", HANDED_OVER)
        report = at.report(row)
        seen = {one["format"]: one["subjects"] for one in report["formats"]}
        assert (seen["xml2"], seen["csv"], seen["ndjson"]) == (1, 1, 1)
        assert not {"shak", "edityper", "datatypes"} & seen.keys()
        assert report["since_last"] is None
        assert at.scene.send(rename("@ward", "Afsnit C", "2026-11-02")).accepted
        again = at.report(at.check(row))
        assert again["since_last"]["serial"] == report["serial"]
        assert again["since_last"]["touched"]["otherwise"]["count"] == 1, "it is called otherwise"
        assert again["changed"]["units"] == [at.scene["ward"]]


class TestOverTheBorder:
    """What a move would carry along, and a place to go that is not there."""

    def test_a_shak_code_of_a_hospital_that_stays_is_told(self, at: PlanTable) -> None:
        codes = ({"op": "edit", "unit": "@hospital", "from": "2026-11-01", "set": {"shak": "3800"}},
                 {"op": "edit", "unit": "@heart", "from": "2026-11-01", "set": {"shak": "380010"}})  # fmt: skip
        assert at.scene.send(*codes).accepted
        report = at.report(at.checked("rikke", move("@heart", "@rigs")))
        told = {"system": "shak", "value": "380010", "unit": at.scene["heart"], "stays_with": [at.scene["hospital"]]}
        assert (report["crossing"], report["counts"]["crossing"]) == ([told], 1)
        assert at.report(at.checked("rikke", move("@hospital", "@east")))["crossing"] == [], "all of it goes"

    def test_an_owner_that_is_not_there_yet_is_an_error_until_its_plan_is_committed(self, at: PlanTable) -> None:
        row = at.checked("rikke", move("@lungs", "11000016002"))
        report = at.report(row)
        assert (report["accepted"], [one["rule"] for one in report["findings"]]) == (False, ["X20"])
        with pytest.raises(PlanState, match="found errors"):
            at.approve("rolf", row)
