"""What somebody was lent ends with whom they have it of: a plan that is approved for another, a link in a mail. And
nobody speaks so much about a plan that the others cannot.
"""

import pytest

from sor.desk import plans as plans_of
from sor.desk.plan_records import NotYourPlan
from sor.desk.responsible_persons import GivenPerson, PersonAtPlace, ResponsiblePersons
from sor.desk.still_right import BadLink, StillRight
from sor.register import Refused
from sor.settings import read_settings
from tests.changes.scene import Scene
from tests.conftest import StandingClock
from tests.desk.asking import Office
from tests.desk.planning import HANDED_OVER, PlanTable
from tests.endpoints.servers import TRIED
from tests.new_databases import NewDatabases


@pytest.fixture
def at(new_database: NewDatabases, clock: StandingClock) -> PlanTable:
    return PlanTable(Scene.copied(new_database, clock))


def test_who_approves_a_plan_for_another_sees_and_does_nothing_once_that_one_has_no_right(at: PlanTable) -> None:
    row = at.checked("rikke", HANDED_OVER)
    at.plans.delegate(at.actor("ella"), at.again(row), "nina", "rest")
    assert at.plans.records.seen_by(at.actor("nina"), str(row.number)) is not None
    with pytest.raises(NotYourPlan):  # what is lent is handed on to nobody
        at.plans.delegate(at.actor("nina"), at.again(row), "kim", "rest")
    at.actors.withdraw(at.rights["ella"], "sds")
    assert at.plans.records.seen_by(at.actor("nina"), str(row.number)) is None
    assert at.plans.records.list_plans(at.actor("nina")) == []
    with pytest.raises(NotYourPlan):
        at.approve("nina", row)


def test_who_speaks_without_end_keeps_nobody_else_from_speaking(at: PlanTable, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plans_of, "MOST_SAID", 6)  # less of the same
    row = at.checked("rikke", HANDED_OVER)
    ella = at.actor("ella")
    for _ in range(3):
        at.plans.comment(ella, at.again(row), "Hvorfor?")
        at.plans.delegate(ella, at.again(row), "nina", "rest")
    for deed in (
        lambda: at.plans.comment(ella, at.again(row), "Hvorfor?"),
        lambda: at.plans.delegate(ella, at.again(row), "nina", "rest"),
        lambda: at.plans.refuse(ella, at.again(row), "Nej", "rest"),
    ):
        with pytest.raises(Refused, match="may no more"):
            deed()
    at.plans.comment(at.actor("erik"), at.again(row), "Derfor.")
    assert [at.approve(who, row).state for who in ("rolf", "ella")] == ["checked", "approved"]


def test_who_keeps_many_large_plans_open_makes_nobody_elses_check_dear(
    at: PlanTable, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = at.checked("rikke", HANDED_OVER)
    size = len(at.plans.records.version(first).changes)
    monkeypatch.setattr(plans_of, "MOST_LETTERS", 2 * size)  # less of the same
    rikke, said = at.actor("rikke"), at.plans.document(first)
    second = at.plans.new(rikke, said.title, "2027-01-01", list(said.changes), "rest")
    with pytest.raises(Refused, match="hold more than"):
        at.plans.new(rikke, said.title, "2027-01-01", list(said.changes), "rest")
    at.plans.rewrite(rikke, second, said.title, "2027-01-01", list(said.changes), "rest")
    monkeypatch.setattr(plans_of, "MOST_LETTERS", size)
    with pytest.raises(Refused, match="hold more than"):
        at.plans.rewrite(rikke, at.again(second), said.title, "2027-01-01", list(said.changes), "rest")
    assert at.checked("ella", HANDED_OVER).state == "checked"


@pytest.mark.parametrize("changed", ["somebody else", "another address", "somebody else at the same address"])
def test_a_link_in_a_mail_is_nobodys_who_came_after(scene: Scene, changed: str) -> None:
    office, persons = Office(scene), ResponsiblePersons(scene.register)
    still = StillRight(scene.register, read_settings(TRIED))
    rikke = office.actor("rikke")
    anna = persons.add(rikke, GivenPerson(scene["region"], "responsible", "anna", "sor@region.example"), "web")
    link = still.link(anna)
    name, email = {
        "somebody else": ("bente", "bente@region.example"), "another address": ("anna", "anna@region.example"),
        "somebody else at the same address": ("bente", "sor@region.example"),
    }[changed]  # fmt: skip
    now: PersonAtPlace = persons.change(
        rikke, anna.row.id, GivenPerson(scene["region"], "responsible", name, email), "web"
    )
    with pytest.raises(BadLink) as error:
        still.confirm_by_link(link)
    assert error.value.kind == "gone"
    assert persons.list_persons(scene["region"])[0].row == now.row
    still.confirm_by_link(still.link(now))
