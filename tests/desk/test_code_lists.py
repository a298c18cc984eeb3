"""The authority keeps the code lists: adds, renames, ends; who holds what ends is told, and each is an entry."""

from dataclasses import dataclass

import pytest

from sor.access.authority import Actor
from sor.core.as_of import AsOf
from sor.core.day import OPEN, START
from sor.core.log import Entry
from sor.desk.actors import Actors, WantedRight
from sor.desk.code_lists import CodeLists, NotTheAuthority, PlannedEntry, Unconfirmed, WantedCode
from sor.desk.sending import send
from sor.settings import read_settings
from tests.changes.scene import CLINIC, HOSPITAL, NUMBER_DATA, Scene

TODAY, LATER, END = 20261101, 20270101, 20280101


@dataclass
class Lists:
    scene: Scene
    kept: CodeLists
    sds: Actor

    def want(self, code_list: str, code: str, name: str = "", **how: object) -> WantedCode:
        given = {"name_en": "", "from_day": None} | how
        return WantedCode(code_list, code, name, **given)  # type: ignore[arg-type]

    def rules(self, wanted: WantedCode) -> list[tuple[str, str]]:
        return [(one.rule, one.severity) for one in self.kept.plan(wanted).findings]

    def write(self, wanted: WantedCode, *, confirm: bool = False) -> tuple[PlannedEntry, Entry | None]:
        seen = self.kept.plan(wanted).mark if confirm else ""
        return self.kept.write(lambda: self.sds, wanted, seen, "web")

    def name(self, code_list: str, code: str, day: int, known: int | None = None) -> str | None:
        register = self.scene.register
        book = register.at(AsOf(day, known or register.serial())).codes
        return book.name(code_list, code, day)


@pytest.fixture
def lists(scene: Scene) -> Lists:
    actors = Actors(scene.register)
    actors.add("sds", "S", None)
    actors.grant("sds", WantedRight("authority", None, None, START, OPEN), None)
    sds = actors.actor("sds")
    assert sds is not None
    return Lists(scene, CodeLists(scene.register), sds)


def test_a_code_is_added_renamed_ended_and_begun_again_each_as_an_entry(lists: Lists) -> None:
    register = lists.scene.register
    before = register.serial()
    _, added = lists.write(lists.want("network", "99000035001", "Nyt Net", name_en="New Net", from_day=LATER))
    assert added is not None
    assert (added.serial, added.actor, added.channel) == (before + 1, "sds", "web")
    assert lists.name("network", "99000035001", TODAY) is None
    assert lists.name("network", "99000035001", LATER) == "Nyt Net"
    lists.write(lists.want("network", "99000035001", "Nyere Net", from_day=20270601))
    assert [lists.name("network", "99000035001", day) for day in (LATER, 20270601)] == ["Nyt Net", "Nyere Net"]
    assert lists.name("network", "99000035001", 20270601, known=added.serial) == "Nyt Net"
    lists.write(lists.want("network", "99000035001", to_day=END))
    assert [lists.name("network", "99000035001", day) for day in (20271231, END)] == ["Nyere Net", None]
    lists.write(lists.want("network", "99000035001", from_day=20290101))
    assert [lists.name("network", "99000035001", day) for day in (END, 20290101)] == [None, "Nyere Net"]
    assert register.verify(deep=True).fault is None


def test_the_end_of_what_units_and_numbers_hold_is_told_and_written_only_when_that_was_seen(lists: Lists) -> None:
    for code_list, code, count in (
        ("entity_type", CLINIC, 1), ("system_type_v2", NUMBER_DATA["system_type"], 3), ("region", "1082", 3),
        ("municipality", "0265", 1),
    ):  # fmt: skip
        planned = lists.kept.plan(lists.want(code_list, code, to_day=LATER))
        (held,) = [one for one in planned.findings if one.rule == "X83"]
        assert held.facts["count"] == count, code_list
    wanted, serial = lists.want("entity_type", HOSPITAL, to_day=LATER), lists.scene.register.serial()
    with pytest.raises(Unconfirmed):
        lists.write(wanted)
    assert lists.scene.register.serial() == serial
    _, entry = lists.write(wanted, confirm=True)
    assert entry is not None
    assert [one["rule"] for one in entry.findings] == ["X83"]
    assert lists.scene.unit("hospital", LATER)["type"] == HOSPITAL
    assert lists.rules(lists.want("entity_type", "20078004", to_day=LATER)) == []


def test_each_wrong_entry_has_its_answer(lists: Lists) -> None:
    for wanted, rules in (
        (lists.want("network", "en kode", "X"), [("X80", "error")]),
        (lists.want("network", "", "X"), [("X80", "error")]),
        (lists.want("network", "99"), [("X81", "error")]),
        (lists.want("network", "41000035001", from_day=LATER, to_day=TODAY), [("X82", "error")]),
        (lists.want("network", "41000035001", to_day=START), [("X82", "error"), ]),
        (lists.want("network", "41000035001", "KMD"), [("X25", "note")]),
        (lists.want("network", "99", "kmd"), [("X84", "warning")]),
        (lists.want("region", "nordpolen", "Region Nordpolen"), [("X85", "note")]),
        (lists.want("network", "41000035001", "K", base=0), [("X86", "error")]),
    ):  # fmt: skip
        assert lists.rules(wanted) == rules, wanted
    stranger = Actors(lists.scene.register)
    stranger.add("anna", "A", "sds")
    for who in (stranger.actor("anna"), None):
        with pytest.raises(NotTheAuthority):
            lists.kept.write(lambda who=who: who, lists.want("network", "99", "Nyt"), "", "web")  # type: ignore[misc]


def test_an_entry_of_a_list_is_undone_on_its_day_and_the_old_name_is_shown_at_once(lists: Lists) -> None:
    assert lists.name("entity_type", CLINIC, TODAY) == "fodterapeutklinik"
    _, entry = lists.write(lists.want("entity_type", CLINIC, "fodklinik"))
    assert entry is not None
    assert lists.scene.unit("clinic", TODAY)["type_name"] == "fodklinik"
    stranger = Actors(lists.scene.register)
    stranger.add("anna", "A", "sds")
    anna = stranger.actor("anna")
    assert anna is not None
    document = {"op": "undo", "entry": entry.serial}
    for who, rules in ((anna, {"AUTH1"}), (lists.sds, set[str]())):
        done = send(lists.scene.register, read_settings({}), who, document, "rest")
        assert {one.rule for one in done.findings} == rules
    assert lists.scene.unit("clinic", TODAY)["type_name"] == "fodterapeutklinik"
    first = send(lists.scene.register, read_settings({}), lists.sds, {"op": "undo", "entry": 1}, "rest")
    assert first.accepted
    assert lists.name("network", "41000035001", TODAY) == "KMD"
