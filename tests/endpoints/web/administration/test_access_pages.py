"""Who has which right where and until when; taking back and handing on; the way of a new user."""

import pytest
from lxml import html

from sor.desk.actors import Actors
from tests.endpoints.web.administration.conftest import AUTHORITY, CLINIC, REGION, Site, token
from tests.endpoints.web.edit.conftest import fields_of, place_of, send
from tests.endpoints.web.login.conftest import Browser
from tests.endpoints.web.told_mistakes import badly_told

pytestmark = pytest.mark.slow


def post(browser: Browser, **form: str) -> int:
    answer = browser.post("/access", data={"csrf": token(browser.get("/access").text)} | form)
    return int(answer.status_code)


def numbers(browser: Browser, query: str = "") -> set[str]:
    return set(html.document_fromstring(browser.get(f"/access{query}").text).xpath("//button[@name='withdraw']/@value"))


def test_a_part_is_handed_on_seen_and_taken_back_and_the_open_form_is_stopped(site: Site, ward: str) -> None:
    actors = Actors(site.register)
    actors.add("anna", "Anna", AUTHORITY)
    region, anna = site.of(REGION), site.of("anna")
    before = numbers(region)
    assert (
        post(
            region,
            action="give",
            actor="anna",
            role="region",
            place=ward,
            to="2027-12-31",
            **{"ops.edit": "1", "ops.confirm": "1"},
        )
        == 303
    )
    (given,) = numbers(region) - before
    assert given in numbers(anna)
    assert given in numbers(site.of(AUTHORITY), "?q=anna")
    assert given not in numbers(site.of(CLINIC))
    assert "til og med 30. december 2027" in anna.get("/access").text
    for page in ("/access", "/me"):
        assert "kun rette, bekræfte" in anna.get(page).text
    form = fields_of(anna.get(f"/units/{ward}/edit").text) | {"name": "For sent"}
    assert post(site.of(CLINIC), withdraw=given) == 422
    assert post(region, withdraw=given) == 303
    serial = site.register.serial()
    assert send(anna, f"/units/{ward}/edit", form, "save").status_code == 403
    assert site.register.serial() == serial
    assert post(region, withdraw=given) == 422


@pytest.mark.whole_demo
def test_the_form_begins_with_ones_own_right_and_many_are_shown_in_pages(site: Site) -> None:
    page = html.document_fromstring(site.of(REGION).get("/access").text)
    assert page.xpath("//select[@name='role']/option[@selected]/@value") == ["region"]
    assert page.xpath("//select[@name='role']/option/@value") == ["region", "vendor"]  # no other could be given
    assert page.xpath("//input[@name='place']/@value") == [place_of(site, REGION)]
    browser, seen, address = site.of(AUTHORITY), list[str](), "/access"
    while address:
        shown = html.document_fromstring(browser.get(address).text)
        part = shown.xpath("//button[@name='withdraw']/@value")
        assert 0 < len(part) <= 50
        seen += part
        address = next(iter(shown.xpath("//a[@rel='next']/@href")), "")
    assert len(seen) == len(set(seen)) > 50


def test_nobody_hands_on_more_than_they_have(site: Site, ward: str) -> None:
    Actors(site.register).add("anna", "Anna", AUTHORITY)
    region = site.of(REGION)
    for form in (
        {"actor": "anna", "role": "authority"}, {"actor": "anna", "role": "region", "place": place_of(site, CLINIC)},
        {"actor": "anna", "role": "private", "place": ward}, {"actor": "nobody", "role": "region", "place": ward},
        {"actor": "anna", "role": "region", "place": ward, "from": "30-02-2027"}, {"actor": "anna", "role": "x"},
        {"actor": "anna", "role": "region", "place": "1"}, {"actor": "", "role": "region", "place": ward},
        {"actor": "anna", "role": "region", "place": ward, "to": "2020-01-01"},
    ):  # fmt: skip
        assert post(region, action="give", **form) == 422, form
    assert Actors(site.register).find_known("anna").rights == []
    answer = region.post("/access", data={"csrf": "x", "action": "give", "actor": "anna"})
    assert answer.status_code == 403


@pytest.mark.parametrize("odd", [{"ops.zzz": "1"}, {"ops.edit": ""}, {"ops": "edit"}, {"data.ops": "edit"}])
def test_a_restriction_that_is_not_understood_never_gives_the_whole_right(
    site: Site, ward: str, odd: dict[str, str]
) -> None:
    Actors(site.register).add("else", "Else", AUTHORITY)
    region = site.of(REGION)
    for more in (odd, odd | {"ops.close": "1"}):
        assert post(region, action="give", actor="else", role="region", place=ward, **more) == 422
        form = {"csrf": token(region.get("/cases/new?kind=access").text), "kind": "access", "unit": ward, "text": "t"}
        assert region.post("/cases/new", data=form | {"data.role": "region"} | more).status_code == 422
    assert Actors(site.register).find_known("else").rights == []
    Actors(site.register).remove("else", AUTHORITY)


def test_a_new_user_is_led_from_login_to_the_first_change(site: Site) -> None:
    assert "/login?next=%2Fnew-user" in site.reader().get("/new-user").text
    page = site.of(CLINIC).get("/new-user").text
    assert "Du har en ret" in page
    assert 'href="/access">Giv en kollega ret' in site.of(CLINIC).get("/me").text
    assert f'href="/units/{place_of(site, CLINIC)}"' in page
    assert "three steps" in site.reader().get("/new-user?lang=en").text.lower()
    assert site.reader().get("/access").status_code == 303


@pytest.mark.parametrize(("typed", "begin"), [("", ""), ("ingen", "Der er ingen bruger ingen. ")])
def test_nobody_known_is_told_of_in_words_of_the_page(site: Site, ward: str, typed: str, begin: str) -> None:
    browser = site.of(REGION)
    form = {"csrf": token(browser.get("/access").text), "action": "give", "actor": typed, "role": "region"}
    answer = browser.post("/access", data=form | {"place": ward})
    assert answer.status_code == 422
    assert badly_told(answer.text) == []
    assert f">{begin}Skriv brugerens id; det står på brugerens egen side, Min side.<" in answer.text
    english = browser.post("/access?lang=en", data=form | {"place": ward}).text
    assert "Write the user" in english
    assert "sor user" not in english


def test_who_asks_for_a_right_chooses_the_role_and_never_the_first_of_the_list(site: Site, ward: str) -> None:
    browser = site.of(CLINIC)
    page = html.document_fromstring(browser.get("/cases/new?kind=access").text)
    form = dict(next(one for one in page.forms if one.get("method") == "post").form_values()) | {"text": "bedes"}
    assert form["data.role"] == ""
    answer = browser.post("/cases/new", data=form)
    assert answer.status_code == 422
    assert badly_told(answer.text) == []
    assert "Vælg den rolle, du beder om." in answer.text
    for unit, role in ((ward, "region"), (place_of(site, CLINIC), "private")):
        page = html.document_fromstring(browser.get(f"/cases/new?kind=access&unit={unit}").text)
        assert page.xpath("string(//select[@name='data.role']/option[@selected]/@value)") == role


def test_who_lacks_a_right_is_shown_the_way_to_it(site: Site, ward: str) -> None:
    browser = site.of(CLINIC)
    browser.headers["accept"] = "text/html"
    page = browser.get(f"/units/{ward}/edit")
    assert (page.status_code, 'href="/new-user"' in page.text) == (403, True)
    assert 'href="/new-user?lang=en"' in browser.get(f"/units/{ward}/edit?lang=en").text
