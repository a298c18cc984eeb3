"""The mailboxes on each of the two databases, and a finder over them."""

import pytest

from sor.following.recipient_book import RecipientBook
from sor.register import Register
from sor.store.database import Database
from tests.recipients.mailboxes import mailboxes


@pytest.fixture
def register(database: Database) -> Register:
    return mailboxes(database)


@pytest.fixture
def book(register: Register) -> RecipientBook:
    return RecipientBook(register)
