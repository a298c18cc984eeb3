"""A practice is sold on both databases: to whom, by whom, from when, and what becomes of the rights over it."""

import pytest

from sor.access.authority import OPERATIONS, Actor
from sor.core.day import OPEN, START
from sor.core.finding import ERROR
from sor.desk.actors import WantedRight
from sor.desk.case_contents import NotYours
from sor.desk.case_records import AlreadyDecided
from sor.desk.sending import send
from sor.register import Refused
from sor.store.cases import Wanted
from tests.changes.scene import ADDRESS, COPENHAGEN, PHONE, Scene, create, number, own
from tests.conftest import StandingClock
from tests.desk.asking import SETTINGS, Office

CVR, DAY = "13585628", "2026-12-01"


@pytest.fixture
def office(scene: Scene) -> Office:
    made = Office(scene)
    made.actors.add("karl", "Karl Køber", "sds", cvr=CVR)
    return made


def test_a_new_owner_accepts_and_the_rights_change_hands_with_the_day(office: Office, clock: StandingClock) -> None:
    case = office.ask("kim", "sale", "@owner", cvr=CVR, **{"from": DAY})
    assert office.cases.seen_by(office.actor("rikke"), str(case.number)) is None
    seen = [office.cases.approvals.preview(office.actor(who), case, "rest") for who in ("kim", "karl")]
    assert seen[0].outcome is not None
    assert seen[1].outcome is not None
    assert seen[0].outcome.consequences == seen[1].outcome.consequences
    with pytest.raises(NotYours):
        office.cases.approvals.approve(office.actor("kim"), case, seen[0].mark, "", "rest")
    before = office.register.serial()
    case = office.approve("karl", case, "tak")
    assert (case.state, case.entry) == ("approved", before + 1)
    assert office.scene.unit("owner", 20261130)["cvr"] == "35095748"
    assert office.scene.unit("owner", 20261201)["cvr"] == CVR
    owner = office.scene["owner"]
    clock.pass_days(40)
    assert office.actors.why_not(office.actor("karl"), "edit", owner) is None
    assert office.actors.why_not(office.actor("kim"), "edit", owner) is not None
    with pytest.raises(AlreadyDecided):
        office.cases.refuse(office.actor("karl"), case, "nej", "rest")


def test_a_buyer_without_a_location_number_leaves_the_institutions_without_one_and_that_is_refused(
    office: Office,
) -> None:
    address = {"street": "Nygade", "building": "1", "postcode": "9700", "district": "Brønderslev", "country": "DK"}
    office.scene.send(
        create(
            "#buyer",
            "IO",
            None,
            name="Karl ApS",
            type="550891000005100",
            cvr=CVR,
            postal_address=address,
            virtual_address={"phone": "12345678"},
            location={"state": "None"},
        )
    )
    case = office.ask("kim", "sale", "@owner", cvr=CVR, **{"from": DAY})
    outcome = office.cases.approvals.preview(office.actor("karl"), case, "rest").outcome
    assert outcome is not None
    assert {one.rule for one in outcome.findings if one.severity == ERROR} == {"L3"}


def test_what_is_scheduled_of_the_owner_after_the_sale_goes_along_with_the_institutions(office: Office) -> None:
    buyer = {"name": "Karl ApS", "type": "550891000005100", "postal_address": ADDRESS, "virtual_address": PHONE}
    made = office.scene.send(number("#n4"), create("#buyer", "IO", None, cvr=CVR, location=own("#n4"), **buyer))
    office.actors.grant("karl", WantedRight("private", made.units["#buyer"], None, START, OPEN), "sds")
    moves = {"postal_address": ADDRESS | COPENHAGEN | {"street": "Østergade", "building": "12"}}
    calls = {"virtual_address": {"phone": "86112233"}}
    own_web = {"virtual_address": {"phone": "11223344"}}
    for day, unit, fields in (
        (DAY, "@owner", calls), ("2026-12-04", "@owner", moves), ("2027-01-01", "@clinic", own_web),
        ("2027-02-01", "@owner", {"virtual_address": {"phone": "99999999"}}),
    ):  # fmt: skip
        office.scene.send({"op": "edit", "unit": unit, "from": day, "set": fields})

    def stands() -> list[tuple[str, str]]:
        days = (20261203, 20261204, 20261231, 20270101, 20270201)
        units = [office.scene.unit(name, day) for day in days for name in ("clinic", "feet")]
        return [(one["postal_address"]["street"], one["virtual_address"]["phone"]) for one in units]

    before = stands()
    case = office.ask("kim", "sale", "@owner", cvr=CVR, **{"from": DAY})
    office.approve("karl", case, "tak")
    assert stands() == before
    assert office.scene.unit("clinic", 20261204)["owner"] != office.scene["owner"]


@pytest.mark.parametrize(
    ("who", "data"),
    [
        ("kim", {"cvr": "35095748", "from": DAY}),  # to oneself
        ("kim", {"cvr": "13585682", "from": DAY}),  # two digits swapped
        ("kim", {"cvr": CVR, "from": "2026-10-01"}),
        ("kim", {"cvr": CVR}),
        ("nina", {"cvr": CVR, "from": DAY}),
        ("rikke", {"cvr": CVR, "from": DAY}),
    ],
)
def test_what_is_no_sale(office: Office, who: str, data: dict[str, str]) -> None:
    with pytest.raises(Refused):
        office.ask(who, "sale", "@owner", **data)


def test_an_offer_that_nobody_answers_is_off(office: Office, clock: StandingClock) -> None:
    case = office.ask("kim", "sale", "@owner", cvr=CVR, **{"from": DAY})
    clock.pass_days(20)
    found = office.again(case)
    assert found.state == "refused"
    assert "2026-11-13" in office.cases.messages(found)[-1].text
    with pytest.raises(AlreadyDecided):
        office.try_to_approve("karl", case)


def test_what_was_offered_has_changed_hands_meanwhile(office: Office) -> None:
    case = office.ask("kim", "sale", "@owner", cvr=CVR, **{"from": DAY})
    office.scene.send({"op": "edit", "unit": "@owner", "from": "2026-11-01", "set": {"cvr": "10103940"}})
    with pytest.raises(Refused, match="changed hands"):
        office.try_to_approve("karl", case)


def hand_on(office: Office, *ops: str) -> int:
    """Kim's right over the owner, or some operations of it, also for Heidi, who has a firm of her own."""
    if office.actors.actor("heidi") is None:
        office.actors.add("heidi", "Heidi Hjælper", "sds", cvr="10103940")
    wanted = WantedRight("private", office.scene["owner"], frozenset(ops) or None, START, OPEN)
    return office.actors.grant("heidi", wanted, "kim")


@pytest.mark.parametrize("lacks", ["edit", "create", "move", "close"])
def test_who_may_not_do_all_that_a_sale_consists_of_does_not_sell(office: Office, lacks: str) -> None:
    hand_on(office, *(one for one in OPERATIONS if one != lacks))
    with pytest.raises(Refused, match="Heidi Hjælper may not sell"):
        office.ask("heidi", "sale", "@owner", cvr=CVR, **{"from": DAY})


def test_a_sale_is_off_once_the_seller_has_the_right_no_more_and_it_is_said_who(office: Office) -> None:
    number = hand_on(office)
    case = office.ask("heidi", "sale", "@owner", cvr=CVR, **{"from": DAY})
    mark, before = office.mark("karl", case), office.register.serial()
    office.actors.withdraw(number, "kim")
    with pytest.raises(Refused, match="Heidi Hjælper may not sell"):
        office.cases.approvals.approve(office.actor("karl"), case, mark, "", "rest")
    assert office.register.serial() == before


@pytest.mark.parametrize("nth", [1, 2])
def test_a_right_that_is_withdrawn_while_the_sale_is_written_stops_it(office: Office, nth: int) -> None:
    number = hand_on(office)
    case = office.ask("heidi", "sale", "@owner", cvr=CVR, **{"from": DAY})
    mark, before, asked = office.mark("karl", case), office.register.serial(), list[int]()

    def withdrawing() -> Actor:
        """Karl with the rights of now, the nth time after Heidi's was withdrawn; the last is under the log's lock."""
        asked.append(number)
        if len(asked) == nth:
            office.actors.withdraw(number, "kim")
        return office.actor("karl")

    with pytest.raises(Refused, match="Heidi Hjælper may not sell"):
        office.cases.approvals.approve(office.actor("karl"), case, mark, "", "rest", withdrawing)
    assert (office.register.serial(), len(asked)) == (before, nth)


def test_who_keeps_the_owner_sees_what_another_sells_and_refuses_it(office: Office) -> None:
    hand_on(office)
    case = office.ask("heidi", "sale", "@owner", cvr=CVR, **{"from": DAY})
    kim = office.actor("kim")
    assert office.cases.seen_by(kim, str(case.number)) is not None
    assert [row.number for row in office.cases.list_cases(kim, Wanted())] == [case.number]
    assert office.cases.seen_by(office.actor("rikke"), str(case.number)) is None
    mark = office.cases.approvals.preview(kim, case, "rest").mark
    with pytest.raises(NotYours):
        office.cases.approvals.approve(kim, case, mark, "", "rest")
    assert office.cases.refuse(kim, case, "vi sælger ikke", "rest").state == "refused"


def test_rights_that_a_sale_ended_come_back_with_the_entry_taken_back(office: Office, clock: StandingClock) -> None:
    case = office.approve("karl", office.ask("kim", "sale", "@owner", cvr=CVR, **{"from": DAY}))
    (right,) = office.actors.find_known("kim").rights
    assert right.to_day == 20261201
    document = {"reason": "fortrudt", "changes": [{"op": "withdraw", "entry": case.entry}]}
    outcome = send(office.register, SETTINGS, office.actor("sds"), document, "rest")
    assert outcome.accepted, outcome.findings
    (right,) = office.actors.find_known("kim").rights
    assert right.to_day == OPEN
    clock.pass_days(40)
    assert office.actors.why_not(office.actor("kim"), "edit", office.scene["owner"]) is None
    assert office.actors.why_not(office.actor("karl"), "edit", office.scene["owner"]) is not None


def test_rights_come_back_at_the_next_start_too(office: Office) -> None:
    case = office.approve("karl", office.ask("kim", "sale", "@owner", cvr=CVR, **{"from": DAY}))
    office.scene.send({"op": "withdraw", "entry": case.entry})
    office.cases.records.settle()
    assert [one.to_day for one in office.actors.find_known("kim").rights] == [OPEN]
    assert all(one.withdrawn_at for one in office.actors.find_known("karl").rights)
