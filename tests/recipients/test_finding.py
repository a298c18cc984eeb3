"""Who receives a message, nearest first, with the reason and the fall-back; on both databases."""

from typing import Any

import pytest

from sor.following.recipient_book import RecipientBook
from sor.recipients import WantedRecipient
from sor.recipients.finding import NoSuch
from sor.register import Register
from tests.recipients import mailboxes as the


@pytest.fixture
def find(register: Register, book: RecipientBook) -> Any:
    def ask(message: str, valid: str | None = None, limit: int = 20, offset: int = 0, **wanted: str) -> dict[str, Any]:
        return book.find(register.at(register.as_of(valid)), WantedRecipient(message, **wanted), limit, offset)

    return ask


def numbers(found: dict[str, Any]) -> list[str]:
    return [one["location_number"] for one in found["recipients"]]


def told(found: dict[str, Any]) -> list[str]:
    return [reason["en"] for reason in found["recipients"][0]["reasons"]]


def test_a_secretary_in_9700_finds_the_skin_clinic_of_the_town_first(find: Any) -> None:
    found = find("REF06", speciality=the.SKIN, near="9700")
    assert numbers(found) == [the.TOWN_GLN, the.NEXT_GLN]
    assert [one["nearness"] for one in found["recipients"]] == ["postcode", "municipality"]
    assert (found["reach"], found["fallback"]) == ("postcode", None)
    text = "receives REF06 (Speciallægehenvisning) (version H0631R), recorded since 2020-01-01."
    assert told(found)[:3] == [
        f"Location number {the.TOWN_GLN} {text}",
        "Hudklinikken i byen has the speciality dermato-venerologi.",
        "Same postcode, 9700.",
    ]
    assert found["recipients"][0]["distance_km"] == 1.5  # from the middle of the postcode's known coordinates


def test_the_senders_own_address_is_the_place_when_no_postcode_is_given(find: Any) -> None:
    found = find("REF06", speciality=the.SKIN, sender=the.DOCTOR)
    assert numbers(found) == [the.TOWN_GLN, the.NEXT_GLN]
    assert found["recipients"][0]["distance_km"] == 3.0
    assert "distance_km" not in found["recipients"][1]


def test_where_nobody_is_near_the_answer_reaches_further_and_says_so(find: Any) -> None:
    found = find("REF01", near="9700")
    assert numbers(found) == [the.NEAR_GLN, the.WARD_GLN, the.FAR_GLN]
    assert found["reach"] == "region"
    assert found["fallback"]["da"] == (
        "Ingen i postnummer 9700 eller i kommunen modtager den. De nærmeste ligger i samme region."
    )
    assert found["recipients"][2]["nearness"] == "country"


def test_a_version_of_its_own_may_be_asked_for(find: Any) -> None:
    assert numbers(find("REF01/H0130R")) == [the.WARD_GLN]


def test_without_a_place_the_order_is_that_of_the_names(find: Any) -> None:
    found = find("REF01")
    assert numbers(found) == [the.FAR_GLN, the.NEAR_GLN, the.WARD_GLN]
    assert (found["near"], found["reach"]) == (None, None)


def test_a_unit_that_inherits_its_number_is_reached_at_it(find: Any) -> None:
    (one,) = find("DIS91", speciality=the.GENERAL, near="9700")["recipients"]
    assert (one["location_number"], one["code"], one["number_of"]) == (the.PRACTICE_GLN, the.DOCTOR, the.PRACTICE_OWNER)
    assert [reason["rule"] for reason in one["reasons"]] == [
        "receives", "has-speciality", "inherits-number", "near.postcode", "far",
    ]  # fmt: skip


def test_sleeping_and_internal_numbers_receive_nothing(find: Any) -> None:
    assert {the.ASLEEP_GLN, the.INWARD_GLN}.isdisjoint(numbers(find("REF06", near="9700")))
    assert the.INWARD_GLN in numbers(find("REF06", near="9700", sender=the.INWARD))


def test_when_nobody_with_the_speciality_receives_it_others_ways_are_named(find: Any) -> None:
    found = find("REF06", speciality=the.EYES, near="9700")
    assert found["recipients"] == []
    assert found["fallback"]["rule"] == "nobody.speciality"
    assert [one["code"] for one in found["instead"]] == [the.SKIN_SILENT, the.NEAR_WARD]


def test_a_message_that_nobody_receives(find: Any) -> None:
    assert find("REF12")["fallback"]["en"] == (
        "No location number is recorded as a receiver of REF12 (Øfeldthenvisning) on that day."
    )


def test_the_answer_is_that_of_the_day(find: Any) -> None:
    assert numbers(find("REF01", valid="2018-12-31")) == []
    assert the.WARD_GLN in numbers(find("REF01", valid="2026-12-31"))
    assert the.WARD_GLN not in numbers(find("REF01", valid="2027-01-01"))


def test_pages(find: Any) -> None:
    page = find("REF01", limit=2, offset=1)
    assert (len(page["recipients"]), page["total"], page["more"]) == (2, 3, False)
    assert find("REF01", limit=1)["more"] is True


@pytest.mark.parametrize(
    ("field", "asked"),
    [
        ("message", {"message": "REF99"}),
        ("speciality", {"message": "REF06", "speciality": "1"}),
        ("near", {"message": "REF06", "near": "0000"}),
        ("sender", {"message": "REF06", "sender": the.OLD_WARD}),
    ],
)
def test_what_is_not_known_is_named(find: Any, field: str, asked: dict[str, str]) -> None:
    with pytest.raises(NoSuch) as error:
        find(**asked)
    assert error.value.field == field
