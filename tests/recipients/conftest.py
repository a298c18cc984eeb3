"""The mailboxes on each of the two databases, and a finder over them."""

import pytest

from sor.following.recipient_book import RecipientBook
from sor.register import Register
from tests.new_databases import NewDatabases
from tests.recipients.mailboxes import NOW, mailboxes


@pytest.fixture
def register(new_database: NewDatabases) -> Register:
    return Register(new_database.holding(mailboxes), lambda: NOW)


@pytest.fixture
def book(register: Register) -> RecipientBook:
    return RecipientBook(register)
