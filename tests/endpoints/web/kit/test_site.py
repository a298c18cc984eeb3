"""What the pages ask."""

from sor.endpoints.web.kit.site import Searching, Site
from sor.following.phone_book import PhoneBook
from sor.following.recipient_book import RecipientBook
from sor.register import Register


def test_the_phone_book_is_such_a_search(register: Register) -> None:
    search: Searching = PhoneBook(register)
    site = Site(register, search, RecipientBook(register))
    assert site.search.search("bakkegården", register.at().at).total == 3
