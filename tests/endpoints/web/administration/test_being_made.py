"""A visitor never waits for what takes seconds to make: pages of quality and of numbers say that it is being made."""

import threading
from typing import Any

import pytest

from sor.desk.quality import Quality
from sor.desk.responsible_persons import ResponsiblePersons
from sor.endpoints.app import app
from sor.following import at_hand
from sor.following.edi_book import EdiBook
from sor.following.follower import Follower
from sor.following.quality_book import QualityBook
from sor.following.recipient_book import RecipientBook
from sor.settings import read_settings
from tests.endpoints.web.edit.conftest import REGION, Site, fields_of, place_of, save

PAGE = {"Accept": "text/html"}


@pytest.mark.parametrize(
    ("book", "pages"),
    [
        (QualityBook, ("/quality", "/quality?rule=RESP", "/quality?owner={region}", "/quality/map.svg")),
        (RecipientBook, ("/edi", "/edi?lang=en", "/edi/duties", "/edi/sets", "/edi/campaigns/new")),
    ],
)
def test_a_page_says_that_its_overview_is_being_made_and_shows_it_afterwards(
    site: Site, monkeypatch: pytest.MonkeyPatch, book: type[Follower[Any]], pages: tuple[str, ...]
) -> None:
    may_build, build = threading.Event(), book.build

    def when_allowed(self: Follower[Any], *arguments: Any) -> Any:
        assert may_build.wait(60)
        return build(self, *arguments)

    monkeypatch.setattr(book, "build", when_allowed)
    monkeypatch.setattr(at_hand, "MOMENT", 0.05)
    sds = site.of("sds")
    region = place_of(site, REGION)
    asked = [page.format(region=region) for page in pages]
    early = [sds.get(page, headers=PAGE) for page in asked]
    assert [(one.status_code, one.headers["Retry-After"]) for one in early] == [(503, "5")] * len(asked)
    assert all("ved at blive lavet" in one.text or "being made" in one.text for one in early)
    may_build.set()
    monkeypatch.setattr(at_hand, "MOMENT", 60)
    assert [sds.get(page, headers=PAGE).status_code for page in asked] == [200] * len(asked)


def test_a_page_of_quality_is_that_of_a_moment_ago_while_the_newest_is_made(
    site: Site, ward: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(at_hand, "MOMENT", 60)
    sds, may_carry, carry = site.of("sds"), threading.Event(), QualityBook.carry
    assert 'role="status"' not in sds.get("/quality").text
    serial = site.register.serial()

    def when_allowed(self: QualityBook, *arguments: Any) -> Any:
        assert may_carry.wait(60)
        return carry(self, *arguments)

    monkeypatch.setattr(QualityBook, "carry", when_allowed)
    form = fields_of(sds.get(f"/units/{ward}/edit").text) | {"name": "Et andet navn"}
    assert save(sds, f"/units/{ward}/edit", form).status_code == 303
    monkeypatch.setattr(at_hand, "BLINK", 0.05)
    assert f"fra registrering nr. {serial}" in sds.get("/quality").text
    may_carry.set()
    monkeypatch.setattr(at_hand, "BLINK", 60)
    assert "fra registrering nr." not in sds.get("/quality").text


def test_the_list_of_responsible_persons_is_shown_while_it_is_found_out_who_lacks_one(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    may_find, findings = threading.Event(), ResponsiblePersons.findings

    def when_allowed(self: ResponsiblePersons) -> Any:
        assert may_find.wait(60)
        return findings(self)

    monkeypatch.setattr(ResponsiblePersons, "findings", when_allowed)
    site.serve(app(site.register, read_settings({})))
    monkeypatch.setattr(at_hand, "MOMENT", 0.05)
    sds = site.of("sds")
    early = sds.get("/responsible")
    assert (early.status_code, "er ved at blive fundet" in early.text) == (200, True)
    may_find.set()
    monkeypatch.setattr(at_hand, "MOMENT", 60)
    assert "steder mangler en eller har for mange" in sds.get("/responsible").text


def test_both_are_prepared_beside_a_server_that_nobody_asks(site: Site) -> None:
    """What the server does every five seconds: at the first time it begins, later it looks."""
    books = QualityBook(site.register), RecipientBook(site.register)
    prepared = Quality(site.register, books[0]), EdiBook(books[1])
    assert [one.is_near() for one in books] == [False, False]
    for one in prepared:
        one.prepare()
    for _ in range(6000):
        if all(book.is_near() for book in books):
            break
        threading.Event().wait(0.02)
    assert [one.is_near() for one in books] == [True, True]
