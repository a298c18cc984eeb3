"""The number of an open unit whose tree the source's file leaves out says so, wherever somebody might send by it."""

from pathlib import Path
from typing import Any

import pytest

from sor.core.as_of import AsOf
from sor.core.identifiers import sor_code
from sor.following.recipient_book import RecipientBook
from sor.reading.mapping import mapping
from sor.recipients import WantedRecipient
from sor.register import Register, Submission
from sor.store.database import Database
from tests.clinic import CLINIC, DOCTOR, GLN, OWNER, Clinic
from tests.conftest import StandingClock
from tests.endpoints.web.small_register import message
from tests.jobs.published import load

OTHERS = (sor_code(900_011), sor_code(900_012), sor_code(900_013))
OTHER_GLN = "5790002401473"


@pytest.fixture
def register(database: Database, clock: StandingClock, tmp_path: Path) -> Register:
    """Two clinics that take referrals; from 2 November the file lists only the other one's tree."""
    made = Register(database, clock)
    made.init("mirror")
    clock.pass_days(2)
    other = Clinic(codes=OTHERS, gln=OTHER_GLN)
    load(made, tmp_path, 20261101, Clinic(more=other.units()))
    takes = [message(number, "REF01", "H0131R", "receive", 20200101) for number in (GLN, OTHER_GLN)]
    sends = [message(OTHER_GLN, "REF01", "H0131R", "send", 20200101)]
    made.submit(Submission([*takes, *sends], "edi", "import"))
    load(made, tmp_path, 20261102, other)
    return made


def rules(answer: list[dict[str, Any]]) -> list[tuple[str, bool | None]]:
    return [(check["rule"], check["ok"]) for check in answer]


def test_the_units_stay_open_and_their_number_says_since_when_it_is_not_listed(register: Register) -> None:
    for asked in (OWNER, CLINIC, GLN):
        for unit in mapping(register.at(), asked)["units"]:
            assert (unit["open"], unit["location_number"]) == (True, GLN)
            assert unit["location_number_ended"] == "2026-11-02"
    assert "location_number_ended" not in mapping(register.at(), OTHER_GLN)["units"][0]
    before = mapping(register.at(AsOf(20261101, register.serial())), OWNER)["units"][0]
    assert "location_number_ended" not in before
    assert mapping(register.at(), DOCTOR)["units"][0]["open"] is False, "what was below it is closed"


def test_whoever_looks_for_a_recipient_is_told_to_ask_first(register: Register) -> None:
    book = RecipientBook(register)
    found = {one["location_number"]: one for one in book.find(register.at(), WantedRecipient("REF01"))["recipients"]}
    assert ("number-unlisted", None) in rules(found[GLN]["reasons"])
    assert "number-unlisted" not in dict(rules(found[OTHER_GLN]["reasons"]))
    said = next(one for one in found[GLN]["reasons"] if one["rule"] == "number-unlisted")
    assert "2026-11-02" in said["en"]
    assert "Ask before sending" in said["en"]


def test_the_check_of_two_units_is_unclear_and_says_why(register: Register) -> None:
    book = RecipientBook(register)
    answer = book.between(register.at(), OTHERS[0], OWNER, "REF01")
    assert answer["can"] == "unclear"
    assert ("number-unlisted", None) in rules(answer["checks"])
    back = book.between(register.at(AsOf(20261101, register.serial())), OTHERS[0], OWNER, "REF01")
    assert (back["can"], "number-unlisted" in dict(rules(back["checks"]))) == ("yes", False)
