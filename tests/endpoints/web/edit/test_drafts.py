"""Drafts and the basket in a browser: nothing typed is lost, and several changes are saved together or not at all."""

import re

import pytest
from lxml import html

from sor.endpoints.app import app
from sor.register import Register
from sor.settings import read_settings
from sor.store.database import Database
from tests.conftest import StandingClock
from tests.endpoints.web.edit.conftest import REGION, Site, fields_of, said_in, save, send, unit_of
from tests.endpoints.web.login.conftest import Browser, csrf_in, sign_in
from tests.endpoints.web.told_mistakes import badly_told

pytestmark = pytest.mark.slow


def drafts_on(page: str) -> list[str]:
    return re.findall(r'<a href="(/drafts/[0-9a-f]+)[?"]', page)


def basket_shown(page: str) -> dict[str, str]:
    """What a browser would send of the basket's own form."""
    names = ("csrf", "key", "confirmed", "seen", "unit", "from")
    return {name: re.findall(rf'name="{name}" value="([^"]*)"', page)[-1] for name in names}


def typed(browser: Browser, ward: str, **more: str) -> dict[str, str]:
    """The form of a department with a name typed in."""
    return fields_of(browser.get(f"/units/{ward}/edit").text) | {"name": "Kladdenavn", "from": "2027-01-01"} | more


def test_a_draft_is_listed_opened_and_gone_once_it_is_saved(site: Site, ward: str) -> None:
    browser = site.of(REGION)
    kept = send(browser, f"/units/{ward}/edit", typed(browser, ward, note="\u00e6 <script>"), "draft")
    assert (kept.status_code, kept.headers["location"]) == (303, "/me")
    (draft,) = drafts_on(site.of(REGION).get("/me").text)  # from another computer, too
    form = fields_of(browser.get(draft).text)
    assert (form["name"], form["note"], form["from"]) == ("Kladdenavn", "\u00e6 <script>", "2027-01-01")
    again = send(browser, f"/units/{ward}/edit", form | {"name": "Andet navn", "from": "30-02-2027"}, "draft")
    assert again.status_code == 303
    assert drafts_on(browser.get("/me").text) == [draft]
    form = fields_of(browser.get(draft).text)
    assert form["from"] == "30-02-2027"
    preview = send(browser, f"/units/{ward}/edit", form | {"from": "2027-01-01", "note": ""}, "preview")
    saved = send(browser, f"/units/{ward}/edit", fields_of(preview.text), "save")
    assert saved.status_code == 303, said_in(saved.text)
    assert drafts_on(browser.get("/me").text) == []
    assert browser.get(draft).status_code == 404


def test_a_draft_is_there_after_signing_out_and_after_the_server_was_started_anew(site: Site, ward: str) -> None:
    browser = site.of(REGION)
    send(browser, f"/units/{ward}/edit", typed(browser, ward, reason="før genstart"), "draft")
    browser.post("/logout", data={"csrf": csrf_in(browser.get("/me").text)})
    again = Register(Database(site.register.database.url.render_as_string(hide_password=False)), StandingClock())
    site.serve(app(again, read_settings({})))
    later = site.of(REGION)
    (draft,) = drafts_on(later.get("/me").text)
    form = fields_of(later.get(draft).text)
    assert (form["name"], form["reason"]) == ("Kladdenavn", "før genstart")
    assert save(later, f"/units/{ward}/edit", form).status_code == 303
    again.database.close()


def test_a_colleague_goes_on_with_a_draft_and_nobody_else_sees_it(site: Site, ward: str) -> None:
    browser, colleague, stranger = site.of(REGION), site.of("sds"), site.of("klinik")
    send(browser, f"/units/{ward}/edit", typed(browser, ward), "draft")
    (draft,) = drafts_on(browser.get("/me").text)
    assert colleague.get(draft).status_code == 404
    token = {"csrf": csrf_in(browser.get("/me").text)}
    assert browser.post(draft, data=token | {"action": "share", "with": "sds"}).status_code == 303
    assert drafts_on(colleague.get("/me").text) == [draft]
    assert fields_of(colleague.get(draft).text)["name"] == "Kladdenavn"
    assert stranger.get(draft).status_code == 404
    mark = {"csrf": csrf_in(stranger.get("/me").text), "action": "delete"}
    assert stranger.post(draft, data=mark).status_code == 404
    assert browser.post(draft, data=token | {"action": "delete"}).status_code == 303
    assert colleague.get(draft).status_code == 404


def test_sharing_with_nobody_known_is_told_in_the_form_first_and_beside_its_field(site: Site, ward: str) -> None:
    browser = site.of(REGION)
    for reason in ("en", "to"):
        send(browser, f"/units/{ward}/edit", typed(browser, ward, reason=reason), "draft")
    other, draft = drafts_on(browser.get("/me").text)
    token = {"csrf": csrf_in(browser.get("/me").text)}
    for language, sentence in (
        ("da", "Der er ingen bruger ingen &lt;b&gt;."),
        ("en", "There is no user ingen &lt;b&gt;."),
    ):
        answer = browser.post(f"{draft}?lang={language}", data=token | {"action": "share", "with": "ingen <b>"})
        assert answer.status_code == 422
        assert badly_told(answer.text) == []
        assert answer.text.count(sentence) == 2
        assert drafts_on(answer.text) == [other, draft]
        fields = html.document_fromstring(answer.text).xpath("//input[@name='with']")
        assert [(one.value, one.get("aria-invalid")) for one in fields] == [("", None), ("ingen <b>", "true")]
    assert said_in(answer.text) == ["DRAFT", "DRAFT"]
    assert browser.post(draft, data=token | {"action": "share", "with": "sds"}).status_code == 303
    assert said_in(browser.get("/me").text) == []


def test_what_a_colleague_changed_in_a_basket_since_it_was_shown_is_shown_before_it_is_saved(
    site: Site, ward: str
) -> None:
    browser, colleague = site.of(REGION), site.of("sds")
    assert send(browser, f"/units/{ward}/edit", typed(browser, ward), "basket").status_code == 303
    (draft,) = drafts_on(browser.get("/basket").text)
    token = {"csrf": csrf_in(browser.get("/me").text)}
    assert browser.post(draft, data=token | {"action": "share", "with": "sds"}).status_code == 303
    page, before = browser.get("/basket").text, site.register.serial()
    shown = basket_shown(page)
    form = fields_of(colleague.get(draft).text) | {"name": "Kollegaens navn"}
    assert send(colleague, f"/units/{ward}/edit", form, "basket").status_code == 303
    again = browser.post("/basket", data=shown | {"action": "save"})
    assert (again.status_code, site.register.serial()) == (422, before)
    assert "Kollegaens navn" in again.text
    assert 'name="seen"' in again.text
    assert "er blevet anderledes, siden du så det" in again.text
    shown = basket_shown(again.text)
    assert browser.post("/basket", data=shown | {"action": "save"}).status_code == 303


def test_who_has_chosen_english_is_led_on_in_english(site: Site, ward: str) -> None:
    browser = site.of(REGION)
    browser.headers["accept-language"] = "da"
    address = f"/units/{ward}/edit?lang=en"
    found = fields_of(browser.get(address).text) | {"name": "Kladdenavn", "from": "2027-01-01"}
    draft = drafts_on(browser.get(send(browser, address, found, "draft").headers["location"]).text)[0]
    preview = fields_of(send(browser, address, fields_of(browser.get(draft).text), "preview").text)
    mark = {"csrf": csrf_in(browser.get("/me").text)}
    led = [
        send(browser, address, found, "draft"),
        send(browser, address, found, "basket"),
        browser.post(f"{draft}?lang=en", data=mark | {"action": "share", "with": "sds"}),
        browser.post(f"{draft}?lang=en", data=mark | {"action": "delete"}),
        send(browser, address, preview, "save"),
        send(browser, address, found | {"key": ""}, "save"),
        browser.post("/me/sessions?lang=en", data=mark | {"session": "1"}),
    ]
    led.append(send(site.of(REGION), address, found, "save"))  # of a session that is over there
    actions = html.document_fromstring(browser.get("/me?lang=en").text).xpath("//form[@method='post']/@action")
    assert [one for one in actions if not one.endswith("?lang=en")] == []
    assert [one.status_code for one in led[:5]] == [303] * 5
    assert [one.headers["location"] for one in led if one.is_redirect and "lang" not in one.headers["location"]] == []


def test_a_draft_of_a_unit_that_is_gone_or_no_longer_ones_own_still_shows_what_was_typed(site: Site, ward: str) -> None:
    browser, authority = site.of(REGION), site.of("sds")
    new = fields_of(browser.get(f"/units/{ward}/copy").text) | {"name": "Til prøve", "from": "2027-02-01"}
    made = save(browser, f"/units/{ward}/copy", new | {"location": "inherit"}).headers["location"]
    unit, serial = re.findall(r"unit=([0-9]+)", made)[0], re.findall(r"receipts/([0-9]+)", made)[0]
    form = fields_of(browser.get(f"/units/{unit}/edit").text)
    send(
        browser,
        f"/units/{unit}/edit",
        form | {"name": "Skrevet <b>", "reason": "derfor", "virtual_address": "own"},
        "draft",
    )
    undo = f"/entries/{serial}/undo?unit={unit}"
    assert send(browser, undo, fields_of(browser.get(undo).text), "save").status_code == 303
    (draft,) = drafts_on(browser.get("/me").text)
    gone = browser.get(draft)
    assert gone.status_code == 404
    told = dict(re.findall(r"<dt>([^<]+)</dt><dd>([^<]*)</dd>", gone.text))
    assert (told["Navn"], told["Begrundelse (vises i historikken)"]) == ("Skrevet &lt;b&gt;", "derfor")
    assert "Kontakt, Telefon" in told
    assert [one for one in told if one.startswith("Postadresse") or one == "Enhedstype"] == []  # not typed
    assert "Kladden kan ikke bruges mere" in gone.text
    assert browser.post(draft, data=fields_of(gone.text) | {"action": "delete"}).status_code == 303
    send(authority, f"/units/{ward}/edit", typed(authority, ward), "draft")
    (draft,) = drafts_on(authority.get("/me").text)
    mark = {"csrf": csrf_in(authority.get("/me").text), "action": "share", "with": "klinik"}
    assert authority.post(draft, data=mark).status_code == 303
    page = site.of("klinik").get(f"{draft}?lang=en")
    assert page.status_code == 403
    assert "<dt>Name</dt><dd>Kladdenavn</dd>" in page.text


class TestASessionThatEndedInMidForm:
    """Nothing is written, and nothing that was typed is lost."""

    @pytest.mark.parametrize("action", ["save", "preview", "draft"])
    def test_the_form_is_there_after_the_next_login(self, site: Site, ward: str, action: str) -> None:
        browser = site.of(REGION)
        fields = typed(browser, ward, reason="midt i det")
        browser.cookies.clear()
        before = site.register.serial()
        answer = send(browser, f"/units/{ward}/edit", fields, action)
        assert answer.status_code == 303
        found = re.fullmatch(r"/login\?next=(/drafts/[0-9a-f]+)", answer.headers["location"])
        assert found is not None
        assert site.register.serial() == before
        assert browser.get(found[1]).headers["location"].startswith("/login")
        sign_in(browser, REGION, found[1])
        form = fields_of(browser.get(found[1]).text)
        assert (form["name"], form["reason"]) == ("Kladdenavn", "midt i det")

    def test_a_form_of_the_session_before_is_not_lost_either(self, site: Site, ward: str) -> None:
        browser, other = site.of(REGION), site.of(REGION)
        fields = typed(browser, ward)
        answer = send(other, f"/units/{ward}/edit", fields, "save")
        draft = answer.headers["location"].removeprefix("/login?next=")
        assert fields_of(other.get(draft).text)["name"] == "Kladdenavn"

    def test_who_signed_out_gets_a_page_that_holds_what_was_typed(self, site: Site, ward: str) -> None:
        browser = site.of(REGION)
        fields = typed(browser, ward, reason="<b>x</b>")
        browser.post("/logout", data={"csrf": fields["csrf"]})
        answer = send(browser, f"/units/{ward}/edit", fields, "save")
        assert answer.status_code == 403
        assert "Du er logget ud" in answer.text
        assert "<b>x</b>" not in answer.text
        sign_in(browser, REGION)
        form = send(browser, f"/units/{ward}/edit", fields_of(answer.text), "resume")
        again = fields_of(form.text)
        assert (again["name"], again["reason"]) == ("Kladdenavn", "<b>x</b>")
        assert save(browser, f"/units/{ward}/edit", again).status_code == 303

    def test_a_form_with_an_invented_mark_is_nobodys(self, site: Site, ward: str) -> None:
        browser = site.of(REGION)
        fields = typed(browser, ward) | {"csrf": "x" * 43}
        assert send(browser, f"/units/{ward}/edit", fields, "save").status_code == 403
        browser.cookies.clear()
        assert send(browser, f"/units/{ward}/edit", fields, "save").status_code == 403
        assert drafts_on(site.of(REGION).get("/me").text) == []


class TestTheBasket:
    """Several changes, one preview, one entry."""

    def test_a_new_ward_and_the_move_of_another_are_one_entry(self, site: Site, ward: str) -> None:
        browser, snapshot = site.of(REGION), site.register.at()
        below = snapshot.children(ward)[0]["code"]
        assert "Kurven er tom" in browser.get("/basket").text
        new = fields_of(browser.get(f"/units/{below}/copy").text)
        new |= {"name": "Nyt i kurven", "from": "2027-02-01", "location": "inherit", "reason": "samlet"}
        put = send(browser, f"/units/{below}/copy", new, "basket")
        assert (put.status_code, put.headers["location"]) == (303, "/basket"), said_in(put.text)
        edit = fields_of(browser.get(f"/units/{below}/edit").text) | {"name": "Omdøbt i kurven", "from": "2027-02-01"}
        send(browser, f"/units/{below}/edit", edit, "basket")
        before = site.register.serial()
        page = browser.get("/basket").text
        assert "Nyt i kurven" in page
        assert "Omdøbt i kurven" in page
        assert len(drafts_on(page)) == 2
        sent = basket_shown(page)
        saved, again = (browser.post("/basket", data=sent | {"action": "save"}) for _ in range(2))
        assert saved.status_code == 303, said_in(saved.text)
        assert again.headers["location"] == saved.headers["location"]  # the button was pressed twice
        assert site.register.serial() == before + 1
        assert "Nyt i kurven" in browser.get(saved.headers["location"]).text
        assert unit_of(site, below, "2027-02-01")["name"] == "Omdøbt i kurven"
        assert "Kurven er tom" in browser.get("/basket").text

    def test_with_one_that_is_refused_nothing_is_saved(self, site: Site, ward: str) -> None:
        browser = site.of(REGION)
        for changed in ({"name": "God"}, {"note": "x" * 3000}):
            fields = fields_of(browser.get(f"/units/{ward}/edit").text) | {"from": "2027-02-01"} | changed
            assert send(browser, f"/units/{ward}/edit", fields, "basket").status_code == 303
        before = site.register.serial()
        page = browser.get("/basket").text
        assert said_in(page)
        answer = browser.post("/basket", data={"csrf": csrf_in(page), "action": "save"})
        assert answer.status_code == 422
        assert site.register.serial() == before
        assert len(drafts_on(answer.text)) == 2

    def test_a_form_that_says_no_change_is_not_put_there(self, site: Site, ward: str) -> None:
        browser = site.of(REGION)
        fields = fields_of(browser.get(f"/units/{ward}/edit").text)
        assert send(browser, f"/units/{ward}/edit", fields, "basket").status_code == 422
