"""Responsible persons: named by whoever keeps a place, one or two of a public owner, one and a deputy of the others."""

import threading
from collections.abc import Callable
from typing import Any

import pytest

from sor.access.authority import Actor
from sor.desk.actors import WantedRight
from sor.desk.responsible_persons import (
    GivenPerson,
    Lacks,
    NobodyThere,
    NotYourPlace,
    PersonAtPlace,
    ResponsiblePersons,
)
from sor.register import IsMirror, Refused, Register
from sor.rules.sentences import sentence
from sor.store import audit_log
from sor.store import responsible_persons as desk
from sor.store.database import Database
from sor.store.responsible_persons import ResponsibleRow
from tests.changes.scene import PRIVATE, TODAY, TOMORROW, Scene
from tests.conftest import StandingClock
from tests.desk.asking import Office

MAIL = "sor@region.example"


class Persons(ResponsiblePersons):
    """The responsible persons of the scene, named by its people."""

    def __init__(self, office: Office) -> None:
        super().__init__(office.register)
        self.office = office
        self.scene = office.scene

    def given(self, place: str, name: str = "Anna", **more: Any) -> GivenPerson:
        code = self.scene.codes.get(place, place)
        return GivenPerson(**({"place": code, "role": "responsible", "name": name, "email": MAIL} | more))

    def name(self, who: str, place: str, name: str = "Anna", **more: Any) -> PersonAtPlace:
        return self.add(self.office.actor(who), self.given(place, name, **more), "rest")

    def names(self, place: str) -> list[tuple[str, str]]:
        return [(one.row.role, one.row.name) for one in self.list_persons(self.scene[place])]

    def lacking(self) -> list[tuple[str, str]]:
        names = {code: name for name, code in self.scene.codes.items()}
        return [(names[one.key], str(one.facts["case"])) for one in self.findings()]


@pytest.fixture
def persons(scene: Scene) -> Persons:
    return Persons(Office(scene))


def test_a_region_names_two_and_a_third_is_refused(persons: Persons) -> None:
    anna = persons.name("rikke", "region", "  Anna   Ask ", phone="70 10 20 30")
    assert (anna.row.name, anna.row.phone, anna.place_name) == ("Anna Ask", "70 10 20 30", "Region Sjælland")
    persons.name("rikke", "region", "Bo")
    with pytest.raises(Lacks, match="two persons already") as refused:
        persons.name("sds", "region", "Carl", role="deputy")
    assert refused.value.field == "place"
    assert persons.names("region") == [("responsible", "Anna Ask"), ("responsible", "Bo")]


def test_a_clinic_has_one_and_a_deputy(persons: Persons) -> None:
    persons.name("kim", "clinic", "Bo", role="deputy")
    persons.name("kim", "clinic", "Anna")
    assert persons.names("clinic") == [("responsible", "Anna"), ("deputy", "Bo")]
    for role in ("responsible", "deputy"):
        with pytest.raises(Lacks):
            persons.name("kim", "clinic", "Carl", role=role)
    persons.name("kim", "owner", "Anna")
    with pytest.raises(Lacks, match="that role is taken") as refused:
        persons.name("kim", "owner", "Bo")
    assert refused.value.field == "role"


@pytest.mark.parametrize(
    ("who", "place"),
    [("nina", "region"), ("med", "region"), ("kim", "region"), ("rikke", "clinic")],
)  # fmt: skip
def test_who_does_not_keep_a_place_says_nothing_of_it(persons: Persons, who: str, place: str) -> None:
    there = persons.name("sds", place)
    for deed in (
        lambda actor: persons.add(actor, persons.given(place, "Bo", role="deputy"), "rest"),
        lambda actor: persons.change(actor, there.row.id, persons.given(place, "Bo"), "rest"),
        lambda actor: persons.confirm(actor, there.row.id, "rest"),
        lambda actor: persons.remove(actor, there.row.id, "rest"),
    ):
        with pytest.raises(NotYourPlace):
            deed(persons.office.actor(who))
    assert persons.names(place) == [("responsible", "Anna")]


def test_a_right_that_leaves_editing_out_or_is_over_does_not_keep_the_place(persons: Persons) -> None:
    actors = persons.office.actors
    for who, ops, days in (("edi", frozenset({"edi"}), (20260101, 20990101)), ("gone", None, (20260101, 20261101))):
        actors.add(who, who, "sds")
        actors.grant(who, WantedRight("region", persons.scene["region"], ops, *days), "sds")
        assert not persons.may_keep(persons.office.actor(who), persons.scene["region"])
    assert persons.may_keep(persons.office.actor("rikke"), persons.scene["region"])


WRONG: list[tuple[dict[str, Any], str]] = [
    ({"place": ""}, "place"), ({"place": "1"}, "place"), ({"place": "9" * 5000}, "place"), ({"role": "chef"}, "role"),
    ({"name": "  "}, "name"), ({"name": "a" * 61}, "name"), ({"name": "<script>alert(1)</script>"}, "name"),
    ({"name": "An\u200bna"}, "name"), ({"email": "anna"}, "email"), ({"email": ""}, "email"),
    ({"email": "a@b.example,c@d.example"}, "email"), ({"email": "a@b.example\nBcc: c@d.example"}, "email"),
    ({"phone": "12"}, "phone"), ({"phone": "tlf. 12345678"}, "phone"), ({"contact": "due"}, "contact"),
    ({"contact": "form"}, "contact"),
]  # fmt: skip


@pytest.mark.parametrize(("given", "field"), WRONG, ids=[f"{field} {n}" for n, (_, field) in enumerate(WRONG)])
def test_what_is_wrong_is_said_of_its_field_in_both_languages(
    persons: Persons, given: dict[str, Any], field: str
) -> None:
    with pytest.raises(Lacks) as refused:
        persons.add(persons.office.actor("sds"), persons.given("region")._replace(**given), "rest")
    assert refused.value.field == field
    assert refused.value.danish != str(refused.value)
    assert len(str(refused.value)) < 250
    assert persons.list_persons() == []


def test_sixty_letters_are_a_name(persons: Persons) -> None:
    assert persons.name("sds", "region", "Å" * 60).row.name == "Å" * 60


def test_the_same_person_twice_is_one(persons: Persons) -> None:
    persons.name("rikke", "region")
    with pytest.raises(Lacks, match="already") as refused:
        persons.name("rikke", "region", "ANNA", role="deputy")
    assert refused.value.field == "name"
    persons.name("kim", "owner")  # at another place they are another matter


def test_behind_a_form_the_address_stays(persons: Persons) -> None:
    anna = persons.name("kim", "owner", contact="form", email="privat@kim.example")
    assert anna.public_email == ""
    assert persons.list_persons(sought="privat") == []
    assert [one.row.name for one in persons.list_persons(sought="anna")] == ["Anna"]
    changed = persons.change(persons.office.actor("kim"), anna.row.id, persons.given("owner"), "web")
    assert changed.public_email == MAIL
    assert [one.row.name for one in persons.list_persons(sought="SOR@REGION")] == ["Anna"]


def test_a_person_is_changed_confirmed_and_removed_and_the_audit_log_names_nobody(persons: Persons) -> None:
    rikke = persons.office.actor("rikke")
    anna = persons.name("rikke", "region").row.id
    assert persons.change(rikke, anna, persons.given("region", "Bo", role="deputy"), "web").row.name == "Bo"
    assert persons.confirm(rikke, anna, "web").row.role == "deputy"
    persons.remove(rikke, anna, "cli")
    for again in (
        lambda: persons.remove(rikke, anna, "cli"),
        lambda: persons.confirm(rikke, anna, "cli"),
        lambda: persons.change(rikke, anna, persons.given("region"), "cli"),
    ):
        with pytest.raises(NobodyThere):
            again()
    noted = audit_log.read_notes_of(persons.office.register.database.reader(), desk.WHAT)
    assert [(one.who, one.what, one.key, one.channel) for one in reversed(noted)] == [
        ("rikke", "name", anna, "rest"), ("rikke", "edit", anna, "web"), ("rikke", "confirm", anna, "web"),
        ("rikke", "remove", anna, "cli"),
    ]  # fmt: skip
    place = {"place": persons.scene["region"], "role": "responsible"}
    assert [(one.before, one.after) for one in reversed(noted)] == [
        (None, place), (place, place | {"role": "deputy"}), (place | {"role": "deputy"},) * 2,
        (place | {"role": "deputy"}, None),
    ]  # fmt: skip
    assert "Anna" not in repr(noted)
    assert persons.office.register.verify_audit_log() is None


def test_an_id_is_never_anothers(persons: Persons) -> None:
    rikke = persons.office.actor("rikke")
    first = persons.name("rikke", "region").row.id
    persons.remove(rikke, first, "web")
    persons.name("rikke", "region", "Bo")
    with pytest.raises(NobodyThere):
        persons.remove(rikke, first, "web")
    assert persons.names("region") == [("responsible", "Bo")]


def test_places_that_lack_somebody_are_found_with_those_below_an_owner_who_has_one(persons: Persons) -> None:
    assert set(persons.lacking()) == {("region", "missing"), ("clinic", "missing")}
    persons.name("kim", "owner")
    assert persons.lacking() == [("region", "missing")]
    (missing,) = persons.findings()
    assert missing.rule == "RESP"
    region = persons.scene["region"]
    assert sentence(missing, "da") == f"Region Sjælland ({region}) har ingen SOR-ansvarlig. Udpeg en."
    persons.name("rikke", "region")
    assert persons.lacking() == []


def test_a_deputy_alone_answers_for_the_place(persons: Persons) -> None:
    persons.name("kim", "clinic", role="deputy")
    assert ("clinic", "missing") not in persons.lacking()


def test_somebody_of_a_unit_below_does_not_answer_for_the_clinic(persons: Persons) -> None:
    persons.name("kim", "feet")
    assert ("clinic", "missing") in persons.lacking()


def test_a_third_that_stands_all_the_same_is_found(persons: Persons) -> None:
    region = persons.scene["region"]
    with persons.office.register.database.desk.writing() as connection:
        for n in range(3):
            row = ResponsibleRow(f"{n}", region, region, "deputy", f"P{n}", MAIL, "", "address", "sds", "t", "t")
            desk.add(connection, row, "operator")
    assert ("region", "third") in persons.lacking()
    persons.remove(persons.office.actor("rikke"), "1", "web")
    assert ("region", "third") not in persons.lacking()


def test_an_owner_that_becomes_private_has_one_too_many_in_a_role(persons: Persons) -> None:
    persons.name("rikke", "region", "Anna")
    persons.name("rikke", "region", "Bo")
    changed = persons.scene.send(
        {"op": "edit", "unit": "@region", "from": TODAY, "set": {"type": PRIVATE}}, actor="authority"
    )
    assert changed.accepted, changed.findings
    assert ("region", "same role") in persons.lacking()
    assert [one.row.name for one in persons.list_persons(persons.scene["region"])] == ["Anna", "Bo"]


def sold(persons: Persons) -> None:
    """The clinic goes to the region."""
    made = persons.scene.send({"op": "move", "unit": "@clinic", "from": TODAY, "parent": "@region"})
    assert made.accepted, made.findings


def test_who_was_named_for_another_owner_counts_only_when_the_new_one_says_so(persons: Persons) -> None:
    anna = persons.name("kim", "clinic")
    sold(persons)
    code, rikke, kim = persons.scene["clinic"], persons.office.actor("rikke"), persons.office.actor("kim")
    assert persons.list_persons(code) == []
    assert persons.of_place(kim, code) == []
    assert persons.of_place(None, code) == []
    assert [(one.row.name, one.counts) for one in persons.of_place(rikke, code)] == [("Anna", False)]
    with pytest.raises(NotYourPlace):
        persons.confirm(kim, anna.row.id, "web")
    assert persons.confirm(rikke, anna.row.id, "web").counts
    assert persons.names("clinic") == [("responsible", "Anna")]


def test_whom_the_former_owner_named_takes_no_place_of_the_new_ones(persons: Persons) -> None:
    anna = persons.name("kim", "clinic")
    persons.name("kim", "clinic", "Bo", role="deputy")
    sold(persons)
    persons.name("rikke", "clinic", "Anna")
    persons.name("rikke", "clinic", "Dorte", role="deputy")
    with pytest.raises(Lacks):
        persons.confirm(persons.office.actor("rikke"), anna.row.id, "web")
    persons.remove(persons.office.actor("rikke"), anna.row.id, "web")
    assert [one.row.name for one in persons.list_persons(persons.scene["clinic"])] == ["Anna", "Dorte"]


def test_who_chose_a_form_is_not_made_public_by_a_sale_to_a_public_owner(persons: Persons) -> None:
    anna = persons.name("kim", "clinic", contact="form")
    sold(persons)
    with pytest.raises(Lacks) as refused:
        persons.confirm(persons.office.actor("rikke"), anna.row.id, "web")
    assert refused.value.field == "contact"
    assert persons.list_persons() == []


def test_a_closed_place_has_nobody_and_takes_nobody_and_is_as_it_was_when_the_closing_is_undone(
    persons: Persons, clock: StandingClock
) -> None:
    anna = persons.name("kim", "clinic")
    clock.pass_days(1)
    closed = persons.scene.send(*({"op": "close", "unit": unit, "from": TOMORROW} for unit in ("@feet", "@clinic")))
    assert closed.accepted, closed.findings
    assert persons.list_persons() == []
    assert ("clinic", "missing") not in persons.lacking()
    for deed in (
        lambda: persons.name("kim", "clinic", "Bo"),
        lambda: persons.confirm(persons.office.actor("kim"), anna.row.id, "web"),
    ):
        with pytest.raises(Lacks, match="open") as refused:
            deed()
        assert refused.value.field == "place"
    undone = persons.scene.send({"op": "undo", "entry": closed.serial})
    assert undone.accepted, undone.findings
    assert persons.names("clinic") == [("responsible", "Anna")]


def test_several_at_once_are_never_three(persons: Persons) -> None:
    refused: list[Refused] = []

    def add(n: int) -> None:
        try:
            persons.name("rikke", "region", f"Person {n}")
        except Refused as error:
            refused.append(error)

    threads = [threading.Thread(target=add, args=(n,)) for n in range(6)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert len(persons.list_persons()) == 2
    assert len(refused) == 4


def test_a_mirror_names_nobody(new_sqlite: Callable[[], Database], clock: StandingClock) -> None:
    register = Register(new_sqlite(), clock)
    register.init("mirror", demo=True)
    with pytest.raises(IsMirror):
        ResponsiblePersons(register).add(Actor("sds"), GivenPerson("1", "responsible", "A", MAIL), "rest")
