"""What reaches a unit: what is sent around it to its kind, whether it arrives, if not why, and who can mend it."""

from typing import Any

import pytest

from sor.following.edi_book import EdiBook
from sor.following.recipient_book import RecipientBook
from sor.recipients.finding import NoSuch
from sor.recipients.reaching import ReachingMessage
from sor.register import Register, Submission
from tests.endpoints.web.small_register import message
from tests.recipients import mailboxes as the


@pytest.fixture
def ask(register: Register, book: RecipientBook) -> Any:
    def reaching(unit: str, valid: str | None = None) -> dict[str, ReachingMessage]:
        found = EdiBook(book).reaching(register.at(register.as_of(valid)), unit)
        return {one.standard: one for one in found}

    return reaching


def rules(one: ReachingMessage) -> list[str]:
    return [reason.rule for reason in one.against]


def test_what_doctors_around_send_reaches_the_hospital_and_its_ward_does_not_take_that_version(ask: Any) -> None:
    at_hospital = ask(the.NEAR_HOSPITAL)
    assert set(at_hospital) == {"REF01"}  # REF06 and DIS91 no hospital takes
    letter = at_hospital["REF01"]
    assert (letter.can, letter.versions, letter.against) == ("yes", ("H0131R",), ())
    assert (letter.near, letter.region, letter.peers, letter.of_peers) == (0, 1, 2, 2)
    ward = ask(the.NEAR_WARD)["REF01"]
    assert (ward.can, rules(ward)) == ("partly" if ward.versions else "no", ["reach.no-version", "mend.medcom"])
    assert "H0130R" in ward.against[0].answer()["da"]


def test_a_number_asleep_or_inward_stops_what_its_kind_receives_and_its_keeper_can_mend_it(ask: Any) -> None:
    assert (ask(the.SKIN_TOWN)["REF06"].can, ask(the.SKIN_TOWN)["REF06"].near) == ("yes", 1)
    asleep, inward, silent = (ask(one)["REF06"] for one in (the.ASLEEP, the.INWARD, the.SKIN_SILENT))
    assert (asleep.can, rules(asleep)) == ("no", ["receiver-inactive", "mend.keeper"])
    assert (inward.can, rules(inward)) == ("no", ["receiver-internal", "mend.keeper"])
    assert (silent.can, rules(silent)) == ("no", ["receiver-not", "mend.medcom"])
    assert the.SILENT_GLN in silent.against[1].answer()["en"]


def test_a_region_without_a_number_is_told_who_can_ask_for_one(ask: Any, register: Register) -> None:
    assert ask(the.REGION) == {}  # no unit of its type receives anything
    register.submit(Submission([message(the.FAR_GLN, "REF06", "H0631R", "send", 20200101)], "founder", "import"))
    assert ask(the.FAR_HOSPITAL) == {}  # what it sends itself does not count, and nobody else is in its region
    with pytest.raises(NoSuch):
        ask(the.OLD_WARD)


def test_a_practitioner_is_written_to_as_the_practice_is(ask: Any) -> None:
    assert ask(the.DOCTOR) == ask(the.PRACTICE)
