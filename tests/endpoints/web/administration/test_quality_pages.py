"""Quality in a browser: read by everybody, each finding with its form; whoever keeps a place says that all is right."""

import csv
import threading
from io import StringIO

import pytest
from lxml import html

from sor.core.shapes import Value
from sor.desk.quality import Quality
from sor.desk.reminders import Reminders
from sor.endpoints.web.kit.texts.quality import RULES
from sor.following import at_hand
from sor.following.quality_book import QualityBook
from sor.following.quality_state import QualityState
from sor.rules import BOOK, duplicates, quality, responsible, treatment_sites
from sor.rules.rule import Rule
from sor.settings import read_settings
from sor.store.database import Connection
from tests.endpoints.web.administration.conftest import CLINIC, REGION, Site, buttons, token
from tests.endpoints.web.edit.conftest import place_of
from tests.endpoints.web.login.conftest import csrf_in
from tests.endpoints.web.told_mistakes import badly_told

pytestmark = pytest.mark.slow


def findings_in(page: str) -> list[tuple[str, str]]:
    """The rule and the form of each finding of a page."""
    items = html.document_fromstring(page).xpath("//li[@data-rule]")
    return [(one.get("data-rule"), (one.xpath(".//a/@href") or [""])[-1]) for one in items]


def test_everybody_comes_from_the_score_to_the_form_that_mends_a_finding(site: Site) -> None:
    reader = site.reader()
    overview = reader.get("/quality")
    assert overview.status_code == 200
    score = Quality(site.register).score()
    assert f"{score.good:,}".replace(",", ".") in overview.text
    rules = html.document_fromstring(overview.text).xpath("//tr[@data-rule]/td[1]/a/@href")
    assert "/quality?rule=GLN-SHARED" in rules
    shared = findings_in(reader.get("/quality?rule=GLN-SHARED").text)
    assert {rule for rule, _ in shared} == {"GLN-SHARED"}
    fix = shared[0][1]
    assert fix.endswith("/edit#location")
    assert reader.get(fix.partition("#")[0]).headers["location"].startswith("/login?next=")
    form = html.document_fromstring(site.of("sds").get(fix.partition("#")[0]).text)
    assert form.xpath("//fieldset[@id='location']")


def test_an_owners_findings_are_paged_the_worst_first_and_taken_as_a_file(site: Site) -> None:
    reader, region = site.reader(), place_of(site, REGION)
    whole = Quality(site.register).page(region)
    first = reader.get(f"/quality?owner={region}")
    listed = findings_in(first.text)
    following = html.document_fromstring(first.text).xpath("//a[@rel='next']/@href")
    if following:
        listed += findings_in(reader.get(following[0]).text)
    assert sorted(rule for rule, _ in listed) == sorted(one["rule"] for one in whole.findings)[: len(listed)]
    severities = {one["rule"]: one["severity"] for one in whole.findings}
    order = [("error", "warning", "note").index(severities[rule]) for rule, _ in listed]
    assert order == sorted(order)
    file = reader.get(f"/quality.csv?owner={region}")
    rows = list(csv.DictReader(StringIO(file.content.decode("utf-8-sig")), delimiter=";"))
    assert [(row["unit"], row["rule"], row["en"]) for row in rows] == [
        (one["unit"], one["rule"], one["en"]) for one in whole.findings
    ]
    assert reader.get("/quality.csv?place=1").status_code == 400
    assert reader.get("/quality?owner=999").status_code == 404
    assert 'lang="en"' in reader.get(f"/quality?owner={region}&lang=en").text


def test_who_keeps_a_place_says_with_one_click_that_all_is_still_right_and_nobody_else_can(site: Site) -> None:
    owner, serial = place_of(site, CLINIC), site.register.serial()
    keeper, stranger = site.of(CLINIC), site.of(REGION)
    page = keeper.get(f"/quality?owner={owner}")
    assert page.headers["cache-control"] == "no-store"
    assert "CONFIRM" in {rule for rule, _ in findings_in(page.text)}
    sent = {"csrf": token(page.text), "owner": owner, "action": "confirm"}
    answer = keeper.post("/quality/confirm", data=sent)
    assert answer.status_code == 303
    after = keeper.get(answer.headers["location"]).text
    assert "Det er noteret, at alt stadig er rigtigt." in after
    assert "CONFIRM" not in {rule for rule, _ in findings_in(after)}
    assert site.register.serial() == serial
    assert "confirm" not in buttons(stranger.get(f"/quality?owner={owner}").text)
    other = {"csrf": token(stranger.get("/me").text), "owner": owner}
    assert stranger.post("/quality/confirm", data=other).status_code == 403
    assert keeper.post("/quality/confirm", data=sent | {"csrf": "x"}).status_code == 403
    assert keeper.post("/quality/confirm", data=sent | {"owner": ""}).status_code == 400
    assert site.reader().post("/quality/confirm", data=sent).headers["location"] == "/login?next=/quality"


def test_the_map_shows_every_municipality_and_a_name_is_said_once(site: Site) -> None:
    picture = site.reader().get("/quality/map.svg")
    assert picture.headers["content-type"] == "image/svg+xml"
    assert len(html.fromstring(picture.content).xpath("//path")) == 99
    assert "/quality/map.svg" in site.reader().get("/quality").text
    (place, name), *_ = [
        (one["unit"], one["facts"]["name"]) for one in Quality(site.register).page(rule="CONFIRM").findings
    ]
    page = site.reader().get(f"/quality?owner={place}").text
    assert (f"{name} ({place})" in page, f"({name} (" in page) == (True, False)


@pytest.mark.parametrize(
    ("fields", "at_fault", "said"),
    [
        ({"paused_until": "30-02-2027"}, "paused_until", "»30-02-2027« er ingen dato."),
        ({"paused_until": "2020-01-01"}, "paused_until", "En pause slutter en kommende dag."),
        ({"months": "5"}, "months", "Påmindelser kommer hver"),
        ({"odd": "1"}, "", "Formularen har intet felt »odd«"),
    ],
)
def test_what_cannot_be_chosen_of_reminders_is_told_beside_its_field(
    site: Site, fields: dict[str, str], at_fault: str, said: str
) -> None:
    browser, place = site.of(REGION), place_of(site, REGION)
    page = browser.get(f"/quality?owner={place}").text
    form = {"csrf": csrf_in(page), "owner": place, "months": "12", "paused_until": "2027-01-31"} | fields
    answer = browser.post("/quality/reminders", data=form)
    assert answer.status_code == 422
    assert badly_told(answer.text) == []
    document = html.document_fromstring(answer.text)
    assert said in document.xpath("string(//*[contains(@class, 'error-summary')])")
    assert document.get_element_by_id("paused_until").get("value") == form["paused_until"]
    assert [one.get("id") for one in document.xpath("//*[@aria-invalid]")] == [one for one in (at_fault,) if one]
    (other,) = document.xpath("//nav[@class='language']/a/@href")  # no address to which only forms are sent
    assert (other.partition("?")[0], f"owner={place}" in other) == ("/quality", True)
    assert Reminders(site.register, read_settings({})).choice(place).paused_until == 0
    stranger = site.of("klinik")
    refused = stranger.post("/quality/reminders", data=form | {"csrf": csrf_in(stranger.get("/me").text)})
    assert refused.status_code == 403  # before anything is said of what they typed


def test_a_choice_for_a_place_that_has_closed_meanwhile_is_told_without_a_field(site: Site) -> None:
    browser, place = site.of("sds"), place_of(site, CLINIC)
    page = browser.get(f"/quality?owner={place}").text
    closing: list[Value] = [{"op": "close", "unit": place, "from": "2026-11-01", "branch": True}]
    assert site.register.change({"reason": "prøve", "changes": closing}, "sds", "web").serial
    form = {"csrf": csrf_in(page), "owner": place, "months": "null", "paused_until": "x"}
    answer = browser.post("/quality/reminders", data=form)
    assert (answer.status_code, badly_told(answer.text)) == (422, [])


def test_every_rule_about_units_and_of_quality_has_a_title() -> None:
    told = {rule.code for rule in BOOK.values() if rule.judge is not None}
    looked = [one for part in (duplicates, quality, responsible, treatment_sites) for one in vars(part).values()]
    told |= {one.code for one in looked if isinstance(one, Rule)}
    assert told <= RULES.keys() <= {code for code, _ in BOOK}


ASKED_OF_ALL = ("/quality", "/quality?rule=L2", "/quality.csv", "/quality.csv?rule=L2", "/api/v1/quality")
ASKED_OF_ONE = tuple(f"{address}?{name}=" for address in ("/quality", "/quality.csv", "/api/v1/quality")
                     for name in ("owner", "unit"))  # fmt: skip


def test_nobody_holds_a_thread_while_units_are_judged_whatever_is_asked(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    may_judge = threading.Event()
    build = QualityBook.build

    def build_later(book: QualityBook, source: Connection, serial: int) -> QualityState:
        assert may_judge.wait(60), "whoever asks is not the one who waits"
        return build(book, source, serial)

    monkeypatch.setattr(at_hand, "MOMENT", 0.05)
    monkeypatch.setattr(at_hand, "BLINK", 0.05)
    monkeypatch.setattr(QualityBook, "build", build_later)
    reader, owner = site.reader(), place_of(site, CLINIC)
    asked = [*ASKED_OF_ALL, *(address + owner for address in ASKED_OF_ONE)]
    early = {address: reader.get(address) for address in asked}
    assert {address: one.status_code for address, one in early.items()} == dict.fromkeys(asked, 503)
    assert all(int(one.headers["retry-after"]) > 0 for one in early.values())
    may_judge.set()
    while (answer := reader.get("/quality.csv")).status_code == 503:
        assert "Retry-After" in answer.headers
    late = {address: reader.get(address) for address in asked}
    assert {address: one.status_code for address, one in late.items()} == dict.fromkeys(asked, 200)
    serials = {one.headers["sor-serial"] for address, one in late.items() if "csv" in address or "api" in address}
    assert serials == {str(site.register.serial())}
