"""What was decided is made: in order, once, as the municipality's own actor, and nothing that is not its own."""

import json
from pathlib import Path

import pytest

from sor.oss import org_unit
from sor.oss.applying import AppliedRun, TooManyEnd, sync
from sor.oss.deciding import CannotDecide, decide, decide_lasting, reopen, undo_decisions
from sor.oss.keeping import change_settings, refresh
from sor.oss.org_unit import OrgAddress
from sor.oss.running import fetch_one
from sor.oss.sor_side import SorSide
from sor.oss.standing import DecidingRule, MunicipalSettings
from sor.store import oss as rows
from sor.store.oss import ProposalRow
from tests.conftest import StandingClock
from tests.new_databases import NewDatabases
from tests.oss.municipality import MUNICIPALITY, MunicipalScene, org, uuid


class Office:
    """Where the municipality's SOR administrator sits."""

    def __init__(self, scene: MunicipalScene) -> None:
        self.scene, self.register, self.settings = scene, scene.register, scene.settings

    def match(self) -> list[ProposalRow]:
        sor = SorSide(self.register)
        fetch_one(self.register, self.settings, sor, MUNICIPALITY, str(self.scene.file))
        refresh(self.register, self.settings, sor, MUNICIPALITY)
        return self.listed()

    def listed(self, kind: str = "", state: str = "") -> list[ProposalRow]:
        found = rows.proposals(self.register.database.reader(), MUNICIPALITY)
        return [row for row in found if kind in ("", row.kind) and state in ("", row.state)]

    def accept(self, kind: str = "", who: str = "anna") -> int:
        ids = [row.id for row in self.listed(kind, "open")]
        return decide(self.register, MUNICIPALITY, ids, who, accept=True).decided

    def sync(self, confirmed: int | None = None) -> AppliedRun:
        return sync(self.register, self.settings, SorSide(self.register), MUNICIPALITY, confirmed=confirmed)

    def all(self) -> AppliedRun:
        """Match, accept everything, sync."""
        self.match()
        self.accept()
        return self.sync()

    def actions(self) -> list[tuple[str, str, str]]:
        found = rows.actions(self.register.database.reader(), MUNICIPALITY, 1000)
        return [(row.who, row.what, row.kind) for row in reversed(found)]


@pytest.fixture
def office(new_sqlite: NewDatabases, clock: StandingClock, tmp_path: Path) -> Office:
    return Office(MunicipalScene.copied(new_sqlite, clock, tmp_path))


def test_a_year_of_changes_arrives_after_decision(
    new_database: NewDatabases, clock: StandingClock, tmp_path: Path
) -> None:
    office = Office(MunicipalScene.copied(new_database, clock, tmp_path))
    scene = office.scene
    assert office.all().counts == {"link": 6, "reference": 1, "create": 1, "rename": 2}
    scene.change(
        "home", name="Plejehjemmet Søgården", addresses=(OrgAddress(org_unit.CONTACT, "Søvej 1, 8700 Horsens"),)
    )
    scene.change("team2", parent=uuid("dental"), addresses=(OrgAddress(org_unit.PHONE, "76291113"),))
    scene.remove("team1")
    scene.add(org("north", "Hjemmeplejen Nord", "health"))
    found = office.match()
    assert {row.kind for row in found if row.state == "open"} == {
        "rename", "address", "contact", "move", "close", "create",
    }  # fmt: skip
    assert office.accept() == 6
    assert sum(office.sync().counts.values()) == 6
    home, team2 = scene.unit("home"), scene.unit("team2")
    assert (home["name"], home["visiting_address"]["street"]) == ("Plejehjemmet Søgården", "Søvej")
    assert (team2["parent"], team2["virtual_address"]["phone"]) == (scene["dental"], "76291113")
    assert not scene.is_open("team1")
    north = next(row for row in office.listed("create") if row.org == uuid("north"))
    assert scene.unit(north.unit)["parent"] == scene["health"]
    serial = office.register.serial()
    assert [row for row in office.match() if row.state == "open"] == []  # a second run proposes nothing
    assert office.sync().counts == {}
    assert office.register.serial() == serial


def test_what_was_rejected_stays_so_until_the_facts_change(office: Office) -> None:
    office.all()
    office.scene.change("home", name="Plejehjemmet Søgården")
    (one,) = [row for row in office.match() if row.state == "open"]
    decide(office.register, MUNICIPALITY, [one.id], "anna", accept=False, reason="Skiltet er ikke skiftet")
    assert [row.state for row in office.match() if row.id == one.id] == ["rejected"]
    office.sync()
    assert office.scene.unit("home")["name"] == "Solgaarden, plejehjem"
    office.scene.change("home", name="Plejehjemmet Søparken")
    again = next(row for row in office.match() if row.id == one.id)
    assert again.state == "open"
    assert json.loads(again.reason)["da"].startswith("Afvist før, men grundlaget er ændret.")


def test_what_was_accepted_and_changed_since_is_asked_again(office: Office) -> None:
    office.all()
    office.scene.change("home", name="Plejehjemmet Søgården")
    office.match()
    office.accept()
    office.scene.change("home", name="Plejehjemmet Søparken")
    (again,) = [row for row in office.match() if row.state == "open"]
    assert json.loads(again.reason)["da"].startswith("Godkendt før, men grundlaget er ændret.")
    assert office.sync().counts == {}


def test_a_rejected_pair_is_not_proposed_again_and_another_is(office: Office) -> None:
    found = office.match()
    link = next(row for row in found if row.kind == "link" and row.org == uuid("team1"))
    decide(office.register, MUNICIPALITY, [link.id], "anna", accept=False)
    later = office.match()
    assert [(row.unit, row.state) for row in later if row.kind == "link" and row.org == uuid("team1")] == [
        (office.scene["team1"], "rejected")
    ]
    office.scene.change("team1", name="Hjemmeplejen Vest Team 1")
    assert [row.state for row in office.match() if row.id == link.id] == ["open"]


def test_rules_decide_only_what_is_sure_and_above_the_threshold(office: Office) -> None:
    rules = [DecidingRule("link", 97), DecidingRule("rename", 0, below=office.scene["care"])]
    change_settings(office.register, MUNICIPALITY, MunicipalSettings(rules=rules), "anna")
    office.match()
    done = office.sync()
    linked = {row.org for row in office.listed("link", "applied")}
    sure = {row.org for row in office.listed("link") if json.loads(row.after)["sure"] and row.score >= 97}
    assert linked == sure != set()
    assert done.by_rule == len(linked) + len(office.listed("rename", "applied"))
    assert [row.unit for row in office.listed("rename", "applied")] == [office.scene["team1"]]
    assert ("rule", "accepted", "link") in office.actions()


def test_two_people_decide_where_the_municipality_wants_it(office: Office) -> None:
    change_settings(office.register, MUNICIPALITY, MunicipalSettings(two_people=["link"]), "anna")
    office.match()
    assert office.accept("link", "anna") == 0
    assert office.accept("link", "anna") == 0  # the same person twice is one person
    assert office.accept("link", "bo") == 6
    assert office.sync().counts == {"link": 6}


def test_decisions_are_taken_back_before_they_are_carried_out(office: Office) -> None:
    office.match()
    office.accept("link")
    ids = [row.id for row in office.listed("link")]
    assert reopen(office.register, MUNICIPALITY, ids, "anna") == 6
    assert office.sync().counts == {}
    office.accept("link")
    office.sync()
    with pytest.raises(CannotDecide, match=r"is carried out already"):
        decide(office.register, MUNICIPALITY, ids[:1], "anna", accept=False)


def test_lasting_decisions_leave_units_alone_until_they_are_taken_back(office: Office) -> None:
    decide_lasting(office.register, MUNICIPALITY, "not_ours", uuid("visitors"), "anna", "Hører til regionen")
    decide_lasting(office.register, MUNICIPALITY, "sor_only", office.scene["dental"], "anna")
    found = office.match()
    assert uuid("visitors") not in {row.org for row in found}
    assert office.scene["dental"] not in {row.unit for row in found}
    with pytest.raises(CannotDecide, match=r"decided of .* already"):
        decide_lasting(office.register, MUNICIPALITY, "not_ours", uuid("visitors"), "bo")
    assert undo_decisions(office.register, MUNICIPALITY, uuid("visitors"), "bo") == 1
    assert uuid("visitors") in {row.org for row in office.match()}


def test_an_institution_is_never_changed_but_asked_about_once(office: Office) -> None:
    office.all()
    office.scene.change("health", name="Sundhed og Ældre")
    office.scene.change("health", addresses=(OrgAddress(org_unit.PHONE, "76291000"),))
    found = office.match()
    renamed = next(row for row in found if row.kind == "rename" and row.unit == office.scene["health"])
    assert "bliver til en sag" in renamed.findings
    office.accept()
    assert office.sync().cases == 2
    assert office.scene.unit("health")["name"] == "Sundhed og Omsorg"
    assert [row for row in office.match() if row.unit == office.scene["health"] and row.state == "open"] == []
    assert office.sync().cases == 0


def test_a_change_that_the_register_refuses_is_open_again_with_what_was_found(office: Office) -> None:
    office.all()
    office.scene.remove("care")  # two teams still stand below it
    (close,) = [row for row in office.match() if row.kind == "close"]
    assert '"severity":"error"' in close.findings
    office.accept()
    assert office.sync().refused == 1
    assert office.scene.is_open("care")
    assert [row.state for row in office.listed() if row.id == close.id] == ["open"]
    change_settings(office.register, MUNICIPALITY, MunicipalSettings(rules=[DecidingRule("*", 0)]), "anna")
    before = office.actions()
    office.sync()
    assert office.actions() == before  # a rule does not ask for what was refused


def test_more_than_one_in_a_hundred_closed_stops_and_asks(office: Office) -> None:
    office.all()
    office.scene.remove("team1", "dental")
    office.match()
    office.accept()
    with pytest.raises(TooManyEnd, match=r"would close or unlink 2 units"):
        office.sync()
    assert office.scene.is_open("team1")
    with pytest.raises(TooManyEnd):
        office.sync(confirmed=1)
    assert office.sync(confirmed=2).counts == {"close": 2}


def test_everything_is_told_by_who_did_it(office: Office) -> None:
    office.all()
    told = office.actions()
    assert ("anna", "accepted", "link") in told
    assert ("anna", "applied", "link") in told
    assert ("kommune-0615", "applied", "create") in told
