"""A subscriber's journey in a browser and a mailbox: asks for the newsletter, confirms, reads a piece, and leaves."""

import re
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from sor.clock import Clock
from sor.desk.actors import Actors
from sor.desk.newsletter import GivenNews, Newsletter
from sor.register import Register
from sor.store.database import Database
from tests.desk.test_mail import MailServer
from tests.endpoints.servers import served
from tests.following.receivers import until
from tests.owned import wanted
from tests.store.units import begin, create

pytestmark = pytest.mark.browser

PIECE = GivenNews("Fax udgår", "Fra nytår.", "Fax goes", "From New Year on.", planned_for="2027-01-01")
WORDS = {
    "da": ("Åbn linket i mailen", "Fax udgår", "Fra nytår.", "Afmeld", "adressen er glemt"),
    "en": ("Open the link in that", "Fax goes", "From New Year on.", "Unsubscribe", "the address is forgotten"),
}
"""In each language: what the page says once asked, the piece's title and text, the button that ends it, the end."""


@pytest.fixture
def mailbox() -> Iterator[MailServer]:
    server = MailServer()
    server.start()
    yield server
    server.stop()


def test_a_subscriber_confirms_reads_and_leaves_in_danish_and_in_english(
    browser: Browser, mailbox: MailServer, tmp_path: Path
) -> None:
    url = f"sqlite:///{tmp_path}/sor.db"
    register = Register(Database(url), Clock())
    register.init("master", demo=True)
    begin(register, create("100016003", name="Afsnit"))
    actors = Actors(register)
    actors.add("sds", "Registermyndigheden", None)
    actors.grant("sds", wanted("authority"), None)
    authority = actors.actor("sds")
    assert authority is not None
    mails = mailbox.caught.mails

    def mail_to(address: str, count: int) -> EmailMessage:
        """The newest of so many mails to an address."""

        def sent() -> list[EmailMessage]:
            return [one for one in mails if one["To"] == address]

        until(lambda: len(sent()) >= count)
        return sent()[-1]

    with served(
        url, SOR_NOW="", SOR_SMTP=f"smtp://127.0.0.1:{mailbox.port}", SOR_MAIL_FROM="sor@example.dk"
    ) as address:
        page = browser.new_page(base_url=address)
        for language, words in WORDS.items():
            page.goto(f"/news?lang={language}")
            page.get_by_label("E-mail").fill("not an address")
            page.get_by_role("main").get_by_role("button").click()
            expect(page.locator("#email")).to_have_attribute("aria-invalid", "true")
            page.get_by_label("E-mail").fill(f"{language}@example.dk")
            page.get_by_role("main").get_by_role("button").click()
            expect(page.get_by_role("status")).to_contain_text(words[0])
            page.goto(link_in(mail_to(f"{language}@example.dk", 1), "confirm", address))
            page.get_by_role("main").get_by_role("button").click()
            expect(page.get_by_role("status")).to_be_visible()
        Newsletter(register).add(authority, PIECE, "web")
        for language, (_, title, text, button, end) in WORDS.items():
            mail = mail_to(f"{language}@example.dk", 2)
            body = mail.get_content()
            assert (title in str(mail["Subject"]) + body, text in body) == (True, True)
            page.goto(f"/news?lang={language}")
            page.get_by_role("link", name=title).click()
            expect(page.get_by_role("main")).to_contain_text(text)
            page.goto(link_in(mail, "leave", address))
            page.get_by_role("button", name=button).click()
            expect(page.get_by_role("status")).to_contain_text(end)
        page.close()
    assert len(mails) == 4


def link_in(mail: EmailMessage, which: str, address: str) -> str:
    """The path of a mail's link, at the server."""
    found = re.search(rf"\S+(/news/{which}/\S+)", mail.get_content())
    assert found is not None, mail.get_content()
    return address + found[1]
