"""A practice is sold on both databases: to whom, by whom, from when, and what becomes of the rights over it."""

import pytest

from sor.core.finding import ERROR
from sor.desk.case_contents import NotYours
from sor.desk.case_records import AlreadyDecided
from sor.register import Refused
from tests.changes.scene import Scene, create
from tests.conftest import StandingClock
from tests.desk.asking import Office

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
