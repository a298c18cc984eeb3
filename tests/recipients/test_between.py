"""Can A send this to B? Each condition, and what to try instead; on both databases."""

from typing import Any

import pytest

from sor.following.recipient_book import RecipientBook
from sor.recipients.finding import NoSuch
from sor.register import Register
from tests.recipients import mailboxes as the


@pytest.fixture
def ask(register: Register, book: RecipientBook) -> Any:
    def between(sender: str, receiver: str, message: str, valid: str | None = None) -> dict[str, Any]:
        return book.between(register.at(register.as_of(valid)), sender, receiver, message)

    return between


def failed(found: dict[str, Any]) -> list[str]:
    return [check["rule"] for check in found["checks"] if check["ok"] is not True]


def test_a_doctor_can_refer_to_the_hospital(ask: Any) -> None:
    found = ask(the.DOCTOR, the.NEAR_HOSPITAL, "REF01")
    assert (found["can"], found["versions"], failed(found)) == ("yes", ["H0131R"], [])
    assert found["receiver"] == {
        "code": the.NEAR_HOSPITAL, "name": "Nordsygehuset", "open": True, "location_number": the.NEAR_GLN,
        "number_of": the.NEAR_HOSPITAL,
    }  # fmt: skip
    assert [check["da"] for check in found["checks"]][-1] == "De har version H0131R fælles."


def test_a_version_that_only_one_of_them_has_is_unclear(ask: Any) -> None:
    found = ask(the.DOCTOR, the.NEAR_WARD, "REF01")
    assert (found["can"], failed(found)) == ("unclear", ["versions-differ"])


def test_a_receiver_that_does_not_take_it_is_replaced_by_one_of_its_tree(ask: Any) -> None:
    found = ask(the.DOCTOR, the.NEAR_WARD, "REF01/H0131R")
    assert (found["can"], failed(found)) == ("no", ["receiver-not"])
    assert [one["location_number"] for one in found["instead"]] == [the.NEAR_GLN]


def test_a_closed_receiver_names_who_took_over(ask: Any) -> None:
    found = ask(the.DOCTOR, the.OLD_WARD, "REF01")
    assert (found["can"], failed(found)) == ("no", ["receiver-closed"])
    assert [one["code"] for one in found["instead"]] == [the.NEAR_WARD]
    assert ask(the.DOCTOR, the.OLD_WARD, "REF01", "2025-12-31")["can"] == "yes"


def test_sleeping_internal_and_missing_numbers(ask: Any) -> None:
    assert failed(ask(the.DOCTOR, the.ASLEEP, "REF06")) == ["receiver-inactive"]
    assert failed(ask(the.DOCTOR, the.INWARD, "REF06")) == ["receiver-internal"]
    assert failed(ask(the.DOCTOR, the.REGION, "REF06")) == ["receiver-no-number"]
    assert failed(ask(the.REGION, the.SKIN_TOWN, "REF06")) == ["sender-no-number"]


def test_a_sender_of_whom_nothing_is_recorded_is_unclear(ask: Any) -> None:
    found = ask(the.SKIN_SILENT, the.SKIN_TOWN, "REF06")
    assert (found["can"], failed(found)) == ("unclear", ["sender-unrecorded"])


def test_a_sender_that_does_not_send_it(ask: Any) -> None:
    assert failed(ask(the.NEAR_HOSPITAL, the.PRACTICE, "DIS91")) == ["sender-not"]


def test_units_that_are_not_known(ask: Any) -> None:
    with pytest.raises(NoSuch) as error:
        ask(the.DOCTOR, "1", "REF01")
    assert (error.value.field, error.value.value) == ("receiver", "1")
