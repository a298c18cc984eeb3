"""The finder keeps in step with the log, and a standing question keeps its old answer."""

import pytest

from sor.core.as_of import AsOf
from sor.following.recipient_book import RecipientBook
from sor.recipients import WantedRecipient
from sor.register import Register, Submission
from tests.endpoints.web.small_register import LineDraft, message, says
from tests.new_databases import NewDatabases
from tests.recipients import mailboxes as the
from tests.recipients.mailboxes import mailboxes


@pytest.fixture
def register(new_database: NewDatabases) -> Register:
    return Register(new_database.holding(mailboxes), lambda: the.NOW)


@pytest.fixture
def book(register: Register) -> RecipientBook:
    return RecipientBook(register)


def numbers(register: Register, book: RecipientBook, at: AsOf | None = None) -> set[str]:
    found = book.find(register.at(at), WantedRecipient("REF06", near="9700"))
    return {one["location_number"] for one in found["recipients"]}


def test_a_change_is_found_and_the_old_belief_stays(register: Register, book: RecipientBook) -> None:
    before = numbers(register, book)
    old = register.at().at
    register.submit(Submission([message(the.SILENT_GLN, "REF06", "H0631R", "receive", 20261101)], "edi", "web"))
    assert numbers(register, book) == before | {the.SILENT_GLN}
    assert numbers(register, book, old) == before
    asleep = [LineDraft("location_number", the.TOWN_GLN, [says("active", 20261101, False)])]
    register.submit(Submission(asleep, "edi", "web"))
    assert numbers(register, book) == (before | {the.SILENT_GLN}) - {the.TOWN_GLN}


def test_kept_in_step_is_the_same_as_built_anew(register: Register, book: RecipientBook) -> None:
    numbers(register, book)
    moved = [LineDraft("unit", the.SKIN_TOWN, [says("postal_address", 20261101, the.AARHUS)])]
    register.submit(Submission(moved, "anna", "web"))
    found = [one.find(register.at(), WantedRecipient("REF06", near="9700")) for one in (book, RecipientBook(register))]
    assert found[0] == found[1]


def test_the_standards_that_someone_receives(register: Register, book: RecipientBook) -> None:
    assert book.standards(register.at()) == {"DIS91": 1, "REF01": 3, "REF06": 4}
