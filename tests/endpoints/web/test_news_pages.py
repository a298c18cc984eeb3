"""The archive of news, its feed and form; the page on which somebody sees, makes and ends subscriptions."""

import re

import pytest
from lxml import etree, html

from sor.desk.newsletter import Newsletter
from sor.endpoints.app import app
from sor.endpoints.http.atom import NAMESPACE
from sor.jobs.demo_actors import add_demo_actors
from sor.register import Register
from sor.settings import read_settings
from sor.store.database import Database
from tests.conftest import StandingClock
from tests.endpoints.web.login.conftest import Browser, browser_at, csrf_in, sign_in
from tests.store.units import begin, change, create, says, submit

GIVEN = {
    "title_da": "Region Østdanmark", "text_da": "To regioner bliver én.\nFra nytår.", "title_en": "Region East",
    "text_en": "Two regions become one.", "planned_for": "2027-01-01", "told_on": "", "breaks": "",
}  # fmt: skip


WARD = "100016003"


@pytest.fixture(scope="module")
def register(tmp_path_factory: pytest.TempPathFactory) -> Register:
    register = Register(Database(f"sqlite:///{tmp_path_factory.mktemp('news')}/sor.db"), StandingClock())
    register.init("master", demo=True)
    begin(register, create(WARD, name="Afsnit"))
    submit(register, change(WARD, says("name", 20261101, "Et navn")))
    add_demo_actors(register)
    return register


@pytest.fixture
def browser(register: Register) -> Browser:
    settings = read_settings(
        {"SOR_WEBHOOK_ALLOWED": "127.0.0.1", "SOR_SMTP": "smtp://127.0.0.1:9", "SOR_MAIL_FROM": "a@b.dk"}
    )
    return browser_at(app(register, settings))


def test_the_archive_goes_back_as_far_as_the_formats_in_both_languages(browser: Browser, register: Register) -> None:
    danish, english = browser.get("/news"), browser.get("/news?lang=en")
    assert "Nyt om SOR" in danish.text
    assert "News of SOR" in english.text
    days = [one.get("datetime") for one in html.fromstring(danish.text).iter("time") if one.get("datetime")]
    assert days == sorted(days, reverse=True)
    assert days[-1] < "2013"
    listed = browser.get("/api/v1/news?limit=100").json()
    assert listed["total"] == len(listed["news"]) >= len(days)
    assert browser.get("/api/v1/news?limit=1").json()["more"]
    assert browser.get("/news/999").status_code == 404


def test_the_authority_writes_a_piece_that_everybody_reads(browser: Browser, register: Register) -> None:
    assert browser.get("/news/new").headers["location"].startswith("/login?next=")
    sign_in(browser, "sds")
    form = {**GIVEN, "csrf": csrf_in(browser.get("/news/new").text), "action": "save"}
    refused = browser.post("/news/new", data={**form, "title_en": ""})
    assert refused.status_code == 422
    page = html.fromstring(refused.text)
    assert page.get_element_by_id("title_en").get("aria-invalid") == "true"
    assert page.get_element_by_id("text_da").text.strip() == GIVEN["text_da"]
    for field, odd in (("breaks", "field=\x00"), ("planned_for", "9999-12-31"), ("title_da", "\u200b")):
        answer = browser.post("/news/new", data={**form, field: odd})
        assert (answer.status_code, f'href="#{field}"' in answer.text) == (422, True), field
    assert Newsletter(register).list_published() == []
    assert browser.post("/news/new", data={**form, "csrf": "x"}).status_code == 403
    saved = browser.post("/news/new", data=form)
    assert (saved.status_code, saved.headers["location"]) == (303, "/news/1")
    for address, words in (("/news/1", "To regioner bliver én."), ("/news/1?lang=en", "Two regions become one."),
                           ("/news", "Region Østdanmark"), ("/news?lang=en", "Region East")):  # fmt: skip
        assert words in browser.get(address).text
    feed = etree.fromstring(browser.get("/news.atom").content)
    (entry,) = feed.findall(f"{{{NAMESPACE}}}entry")
    assert entry.findtext(f"{{{NAMESPACE}}}title") == "Region Østdanmark"
    assert str(entry.findtext(f"{{{NAMESPACE}}}id")).endswith("/news/1")
    assert browser.get("/api/v1/news?limit=100").json()["news"][-1]["told_on"] < "2013"


def test_somebody_makes_sees_and_ends_subscriptions(browser: Browser, register: Register) -> None:
    assert browser.get("/subscriptions").headers["location"].startswith("/login?next=")
    sign_in(browser, "sds")
    page = browser.get("/subscriptions")
    assert page.headers["cache-control"] == "no-store"
    form = {"csrf": csrf_in(page.text), "action": "save", "kind": "webhook", "url": "http://127.0.0.1:9/", "unit": WARD}
    for wrong, field in (({"url": "http://10.0.0.1/"}, "url"), ({"unit": "123"}, "unit"),
                         ({"kind": "mail", "email": "a@b\r\nBcc: c@d", "every": "daily"}, "email")):  # fmt: skip
        refused = browser.post("/subscriptions", data=form | wrong)
        assert refused.status_code == 422, wrong
        assert html.fromstring(refused.text).get_element_by_id(field).get("aria-invalid") == "true"
    made = browser.post("/subscriptions", data=form)
    secret = re.search(r"whsec_[\w+/=]+", made.text)
    assert secret is not None
    again = browser.get("/subscriptions")
    assert secret[0] not in again.text
    assert "http://127.0.0.1:9/" in again.text
    mailed = browser.post("/subscriptions", data=form | {"kind": "mail", "email": "a@b.dk", "every": "weekly"})
    assert mailed.status_code == 303
    page = browser.get("/subscriptions?lang=en")
    assert "waits to be confirmed" in page.text
    for one in re.findall(r'name="id" value="(\w+)"', page.text):
        browser.post("/subscriptions", data={"csrf": csrf_in(page.text), "id": one, "action": "remove"})
    assert "You have no subscriptions." in browser.get("/subscriptions?lang=en").text


def test_the_log_as_a_feed_of_a_part(browser: Browser, register: Register) -> None:
    everything = etree.fromstring(browser.get("/api/v1/log/atom").content)
    some = etree.fromstring(browser.get("/api/v1/log/atom", params={"unit": WARD, "field": "name"}).content)
    links = [[str(one.get("href")).rpartition("/")[2] for one in feed.iterfind(f".//{{{NAMESPACE}}}entry/*[@href]")]
             for feed in (everything, some)]  # fmt: skip
    assert links[0] == [str(n) for n in range(register.serial(), 0, -1)]
    assert links[1][0] == str(register.serial())
    assert browser.get("/api/v1/log/atom", params={"colour": "x"}).status_code == 400
