"""Who decides and who asks for a run is asked as if they sent the changes themselves, each time anew."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from sor.access.authority import AUTHORITY, MUNICIPALITY
from sor.core.day import START
from sor.desk.actors import Actors, Denied, WantedRight
from sor.oss.applying import sync
from sor.oss.deciding import CannotDecide, decide, decide_lasting, reopen, undo_decisions
from sor.oss.keeping import change_settings, refresh
from sor.oss.running import fetch_one, run_one
from sor.oss.sor_side import SorSide
from sor.oss.standing import DecidingRule, MunicipalSettings, settings_of
from sor.register import Refused
from sor.store import oss as rows
from sor.store.oss import ProposalRow
from tests.conftest import StandingClock
from tests.new_databases import NewDatabases
from tests.oss.municipality import MUNICIPALITY as HORSENS
from tests.oss.municipality import MunicipalScene, uuid


class Municipality:
    """Horsens with people: "anna" and "bo" have its whole right, "eva" may edit only, "gro" has no right."""

    def __init__(self, scene: MunicipalScene) -> None:
        self.scene, self.register, self.settings = scene, scene.register, scene.settings
        self.actors = Actors(self.register)
        self.actors.add("sds", "Sundhedsdatastyrelsen", None)
        self.actors.grant("sds", WantedRight(AUTHORITY, None, None, START), None)
        self.rights = {}
        for who, ops in (("anna", None), ("bo", None), ("eva", frozenset({"edit"}))):
            self.actors.add(who, who, "sds")
            self.rights[who] = self.give(who, ops)
        self.actors.add("gro", "Gro", "sds")
        fetch_one(self.register, self.settings, SorSide(self.register), HORSENS, str(scene.file))

    def give(self, who: str, ops: frozenset[str] | None = None) -> int:
        return self.actors.grant(who, WantedRight(MUNICIPALITY, self.scene["owner"], ops, START), "sds")

    def withdraw(self, who: str) -> None:
        self.actors.withdraw(self.rights[who], "sds")

    def match(self) -> None:
        fetch_one(self.register, self.settings, SorSide(self.register), HORSENS)
        refresh(self.register, self.settings, SorSide(self.register), HORSENS)

    def listed(self, kind: str, state: str = "") -> list[ProposalRow]:
        found = rows.proposals(self.register.database.reader(), HORSENS)
        return [row for row in found if row.kind == kind and state in ("", row.state)]

    def accept(self, kind: str, who: str) -> int:
        ids = [row.id for row in self.listed(kind, "open")]
        return decide(self.register, HORSENS, ids, who, accept=True).decided

    def sync(self, by: str = "operator") -> dict[str, int]:
        return dict(sync(self.register, self.settings, SorSide(self.register), HORSENS, by=by).counts)

    def settle(
        self, who: str, *, rules: Sequence[DecidingRule] = (), two_people: Sequence[str] = ()
    ) -> MunicipalSettings:  # fmt: skip
        wanted = MunicipalSettings(source=str(self.scene.file), rules=rules, two_people=two_people)
        return change_settings(self.register, HORSENS, wanted, who)

    def two(self) -> list[str]:
        return list(settings_of(rows.municipality(self.register.database.reader(), HORSENS)).two_people)


@pytest.fixture
def horsens(new_sqlite: NewDatabases, clock: StandingClock, tmp_path: Path) -> Municipality:
    found = Municipality(MunicipalScene.copied(new_sqlite, clock, tmp_path))
    found.match()
    return found


def test_who_may_edit_links_and_renames_and_nothing_more(horsens: Municipality) -> None:
    assert horsens.accept("link", "eva") == 6
    with pytest.raises(Denied, match="edit"):
        horsens.accept("create", "eva")
    ids = [row.id for row in horsens.listed("create")]
    for accept in (True, False):
        with pytest.raises(Denied):
            decide(
                horsens.register, HORSENS, [*ids, *(row.id for row in horsens.listed("rename"))], "eva", accept=accept
            )
    assert {row.state for row in horsens.listed("rename")} == {"open"}  # all or none
    horsens.accept("create", "anna")
    with pytest.raises(Denied):
        reopen(horsens.register, HORSENS, ids, "eva")
    serial = horsens.register.serial()
    with pytest.raises(Denied):
        horsens.sync("eva")
    assert horsens.register.serial() == serial
    assert {row.state for row in horsens.listed("link")} == {"accepted"}
    assert horsens.sync("bo") == {"link": 6, "create": 1}
    horsens.scene.remove("dental")
    horsens.match()
    with pytest.raises(Denied):
        horsens.accept("close", "eva")
    with pytest.raises(Refused, match="no proposal"):
        decide(horsens.register, HORSENS, [2**63], "anna", accept=True)


def test_who_has_no_right_decides_nothing(horsens: Municipality) -> None:
    for who in ("gro", "nobody", ""):
        with pytest.raises(Refused):
            horsens.accept("link", who)
        with pytest.raises(Refused):
            decide_lasting(horsens.register, HORSENS, "not_ours", uuid("visitors"), who)
        with pytest.raises(Refused):
            undo_decisions(horsens.register, HORSENS, uuid("visitors"), who)
        with pytest.raises(Refused):
            horsens.settle(who)
    assert {row.state for row in horsens.listed("link")} == {"open"}


def test_a_decision_falls_with_the_right_of_who_made_it(horsens: Municipality) -> None:
    horsens.settle("anna", two_people=["rename"])
    horsens.accept("link", "anna")
    assert horsens.accept("rename", "bo") == 0
    assert horsens.accept("rename", "anna") == 2
    horsens.withdraw("bo")
    assert horsens.sync() == {"link": 6}  # the first person's word counts as little now
    assert {row.state for row in horsens.listed("rename")} == {"open"}
    assert "forbidden" in {row.what for row in rows.actions(horsens.register.database.reader(), HORSENS, 100)}
    horsens.accept("create", "anna")
    horsens.withdraw("anna")
    assert horsens.sync() == {}
    assert {row.state for row in horsens.listed("create")} == {"open"}


def test_a_rule_decides_what_whoever_set_it_may(horsens: Municipality) -> None:
    with pytest.raises(Denied):
        horsens.settle("eva", rules=[DecidingRule("link", 0)])
    horsens.settle("anna", rules=[DecidingRule("link", 0)])
    horsens.withdraw("anna")
    assert horsens.sync() == {}
    horsens.settle("bo", rules=[DecidingRule("link", 0)])
    assert horsens.sync()["link"] > 0


def test_one_person_cannot_do_without_the_second(horsens: Municipality) -> None:
    horsens.settle("anna", two_people=["link", "create"], rules=[DecidingRule("link", 0)])
    assert horsens.sync() == {}  # a rule is no person
    assert horsens.accept("link", "anna") == 0
    for _ in range(2):
        assert horsens.settle("anna", rules=[DecidingRule("link", 0)]).leaving == ["link", "create"]
        assert horsens.two() == ["link", "create"]
        assert horsens.accept("link", "anna") == 0
    assert horsens.settle("bo", two_people=["create"]).two_people == ["create"]  # what both wish
    assert horsens.accept("link", "anna") == 6
    horsens.settle("anna")
    horsens.withdraw("anna")
    horsens.settle("bo")
    assert horsens.two() == ["create"]  # a wish falls with the right of who had it
    horsens.settle("bo", two_people=["create"])
    horsens.rights["anna"] = horsens.give("anna")
    horsens.settle("anna")
    assert horsens.two() == ["create"]  # and with being taken back


def test_nothing_is_made_in_the_name_of_who_lost_the_right(horsens: Municipality) -> None:
    horsens.accept("link", "anna")
    horsens.actors.add(f"kommune-{HORSENS}", "Horsens", "sds")
    with pytest.raises(Refused, match="has no right") as said:
        horsens.sync("anna")
    assert "har ikke længere ret" in said.value.danish
    run = run_one(horsens.register, horsens.settings, SorSide(horsens.register), HORSENS)
    assert run.fault is not None
    horsens.give(f"kommune-{HORSENS}")
    assert horsens.sync("anna") == {"link": 6}


def test_no_actor_is_called_as_the_rules_are(horsens: Municipality) -> None:
    with pytest.raises(Refused):
        horsens.actors.add("rule", "Regel", "sds")
    with pytest.raises(CannotDecide):
        decide(horsens.register, HORSENS, [0], "anna", accept=True)
