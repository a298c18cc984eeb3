"""The administrator's hour in a browser: a municipality is matched, decided and carried out, by whoever keeps it."""

from pathlib import Path

import httpx
import msgspec
import pytest
from lxml import html

from sor.access.authority import MUNICIPALITY
from sor.desk.actors import Actors, WantedRight
from sor.oss import org_unit
from sor.oss.keeping import change_settings
from sor.oss.org_unit import OrgAddress, OrgTask, OrgUnit
from sor.oss.sor_side import SorSide
from sor.oss.standing import MunicipalSettings
from sor.oss.street_text import write_address
from tests.endpoints.web.administration.conftest import Site, site, token, ward
from tests.endpoints.web.login.conftest import Browser
from tests.endpoints.web.told_mistakes import badly_told
from tests.oss.municipality import graphql_answer, uuid

__all__ = ["site", "ward"]
pytestmark = pytest.mark.slow

AARHUS, OTHER = "0751", "0101"
KEEPER = f"kommune-{AARHUS}"


@pytest.fixture
def keeper(site: Site, tmp_path: Path) -> Browser:
    """Who keeps Aarhus; FK-ORG is a file with what SOR has, one unit under another name and one more."""
    side = SorSide(site.register).of(AARHUS)
    units = [OrgUnit(uuid("root"), "Aarhus Kommune")]
    for code, one in side.units.items():
        above = uuid(one.parent) if one.parent in side.units else uuid("root")
        addresses = (OrgAddress(org_unit.CONTACT, write_address(one.visiting)), OrgAddress(org_unit.SOR_CODE, code))
        units.append(OrgUnit(uuid(code), one.name, above, addresses))
    last = units[-1]
    units[-1] = msgspec.structs.replace(last, name="Et helt nyt navn")
    task = (OrgTask("29.18.00", "Hjemmepleje"),)
    units.append(OrgUnit(uuid("new"), "Hjemmeplejen Solsiden", last.parent, (), task))
    file = tmp_path / "org.json"
    file.write_bytes(msgspec.json.encode(graphql_answer(units)))
    change_settings(site.register, AARHUS, MunicipalSettings(source=str(file)), "operator")
    return site.of(KEEPER)


def send(browser: Browser, address: str, action: str = "", **fields: str) -> httpx.Response:
    page = browser.get(f"/oss/{AARHUS}").text
    return browser.post(address, data={"csrf": token(page)} | ({"action": action} if action else {}) | fields)


def listed(browser: Browser, query: str = "") -> dict[str, str]:
    """The proposals of a page: their words by the name of their box."""
    page = html.document_fromstring(browser.get(f"/oss/{AARHUS}{query}").text)
    boxes = page.xpath("//main//li[.//input[starts-with(@name, 'id.')]]")
    return {one.xpath(".//input/@name")[0]: " ".join(one.text_content().split()) for one in boxes}


def test_an_hour_of_the_administrator(site: Site, keeper: Browser) -> None:
    assert "Aarhus" in keeper.get("/oss").text
    assert "Hent og match" in keeper.get(f"/oss/{AARHUS}").text
    assert send(keeper, f"/oss/{AARHUS}", "match").status_code == 303
    links, creates = listed(keeper, "?kind=link"), listed(keeper, "?kind=create")
    (rename,) = listed(keeper, "?kind=rename").items()
    assert "bliver: Et helt nyt navn" in rename[1]
    assert "Opret i SOR: Hjemmeplejen Solsiden" in next(iter(creates.values()))
    assert all("SOR-koden står på enheden i FK-ORG" in text for text in links.values())
    serial = site.register.serial()
    answer = send(keeper, f"/oss/{AARHUS}", "accept", all="1", kind="link")
    assert answer.status_code == 303
    assert listed(keeper, "?kind=link") == {}
    assert (
        send(keeper, f"/oss/{AARHUS}", "reject", **{rename[0]: "1"}, reason="Skiltet hænger der endnu").status_code
        == 303
    )
    assert len(listed(keeper, "?state=rejected")) == 1
    assert send(keeper, f"/oss/{AARHUS}", "reopen", **{rename[0]: "1"}).status_code == 303
    assert send(keeper, f"/oss/{AARHUS}", "accept", **{rename[0]: "1"}).status_code == 303
    assert site.register.serial() == serial  # deciding changes nothing
    assert send(keeper, f"/oss/{AARHUS}", "sync").status_code == 303
    made = [entry for entry in site.register.since(serial) if entry.kind != "day"]
    assert [(entry.actor, entry.channel) for entry in made] == [(KEEPER, "oss")]
    told = keeper.get(f"/oss/{AARHUS}/actions").text
    assert "udførte" in told
    assert "Skiltet hænger der endnu" in told
    assert "koblet" in keeper.get(f"/oss/{AARHUS}/trees").text
    for path in ("", "/trees", "/settings", "/actions"):
        assert keeper.get(f"/oss/{AARHUS}{path}?lang=en").status_code == 200


def test_what_cannot_be_done_is_told_first_and_ticks_stay(keeper: Browser) -> None:
    send(keeper, f"/oss/{AARHUS}", "match")
    for action, fields, said in (
        ("accept", {}, "Vælg mindst ét forslag."),
        ("", {"id.1": "1"}, "Vælg, hvad der skal ske."),
        ("accept", {"id.4711": "1"}, "Kommune 0751 har intet forslag 4711."),
        ("reopen", {"id.0x1": "1"}, "Kommune 0751 har intet forslag 0x1."),
        ("accept", {f"id.{2**63}": "1"}, f"Kommune 0751 har intet forslag {2**63}."),
        ("reject", {"id." + "9" * 5000: "1"}, "Kommune 0751 har intet forslag 999"),
        ("accept", {"id.1": "1", "odd": "1"}, "Formularen har intet felt »odd«"),
    ):
        answer = send(keeper, f"/oss/{AARHUS}", action, **fields)
        assert answer.status_code == 422
        assert said in answer.text
        assert badly_told(answer.text) == []
    box = html.document_fromstring(answer.text).xpath("//input[@name='id.1']")[0]
    assert box.get("checked") is not None


def test_a_lasting_decision_is_made_and_taken_back(keeper: Browser) -> None:
    send(keeper, f"/oss/{AARHUS}", "match")
    trees = f"/oss/{AARHUS}/trees"
    assert send(keeper, trees, "not_ours", unit=uuid("new"), reason="Regionens").status_code == 303
    assert "ikke vores" in keeper.get(f"{trees}?q=Solsiden").text
    send(keeper, f"/oss/{AARHUS}", "match")
    assert listed(keeper, "?kind=create") == {}
    assert send(keeper, trees, "ask_again", unit=uuid("new")).status_code == 303
    for action, unit, said in (
        ("sor_only", uuid("new"), "er ingen enhed i kommunen"),
        ("ask_again", uuid("new"), "Der er ikke truffet nogen beslutning"),
        ("not_ours", "", "Skriv enhedens UUID eller SOR-kode"),
    ):
        answer = send(keeper, trees, action, unit=unit)
        assert answer.status_code == 422
        assert said in answer.text


def test_settings_are_kept_and_odd_ones_told_beside_their_field(site: Site, keeper: Browser) -> None:
    address = f"/oss/{AARHUS}/settings"
    wanted = {"on": "1", "every_hours": "12", "write_back": "1", "number_state": "None", "two.close": "1"}
    assert send(keeper, address, **wanted, rules="link 95\n\nrename 100 below 123").status_code == 303
    page = html.document_fromstring(keeper.get(address).text)
    assert page.xpath("//textarea[@name='rules']/text()") == ["link 95\nrename 100 below 123"]
    assert {one.get("name") for one in page.xpath("//input[@checked]")} == {"on", "write_back", "two.close"}
    for field, value in (
        ("every_hours", "0"),
        ("rules", "link mange"),
        ("rules", "link " + "9" * 5000),
        ("number_state", "Own"),
    ):
        answer = send(keeper, address, **(wanted | {field: value}))
        assert answer.status_code == 422
        shown = html.document_fromstring(answer.text)
        assert shown.xpath(f"//*[@id='{field}']/@aria-invalid") == ["true"]
        assert shown.xpath("//section[@role='alert']//a/@href") == [f"#{field}"]


@pytest.mark.whole_demo
def test_only_who_keeps_a_municipality_sees_it(site: Site, keeper: Browser) -> None:
    assert site.reader().get(f"/oss/{AARHUS}", follow_redirects=False).status_code == 303
    stranger = site.of(f"kommune-{OTHER}")
    for path in ("", "/trees", "/settings", "/actions"):
        assert stranger.get(f"/oss/{AARHUS}{path}").status_code == 403
        assert keeper.get(f"/oss/9999{path}").status_code == 404
    assert "Aarhus" not in html.document_fromstring(stranger.get("/oss").text).xpath("string(//main)")
    authority = site.of("sds")
    assert authority.get(f"/oss/{AARHUS}").status_code == 200
    assert len(html.document_fromstring(authority.get("/oss").text).xpath("//main//tbody/tr")) == 98


def test_a_limited_right_is_told_where_it_ends(site: Site, keeper: Browser) -> None:
    owner = SorSide(site.register).of(AARHUS).owner
    edit = WantedRight(MUNICIPALITY, owner, frozenset({"edit"}), site.register.today())
    Actors(site.register).grant("klinik", edit, KEEPER)
    editor, address = site.of("klinik"), f"/oss/{AARHUS}"
    assert send(editor, address, "match").status_code == 303
    assert send(editor, address, "accept", all="1", kind="link").status_code == 303
    for answer in (
        send(editor, address, "accept", all="1", kind="create"),
        send(editor, f"{address}/settings", every_hours="24", number_state="Inherited", rules="create 1"),
    ):
        assert answer.status_code == 403
        assert "omfatter ikke" in answer.text
    send(keeper, address, "accept", all="1", kind="create")
    serial = site.register.serial()
    assert send(editor, address, "sync").status_code == 403
    assert site.register.serial() == serial


def test_one_person_asks_for_the_end_of_two_and_it_is_shown(keeper: Browser) -> None:
    address, wanted = f"/oss/{AARHUS}/settings", {"every_hours": "24", "number_state": "Inherited"}
    send(keeper, address, **wanted, **{"two.close": "1"})
    send(keeper, address, **wanted)
    page = keeper.get(address).text
    assert f"{KEEPER} ønsker, at én person igen beslutter: Luk." in page
    assert html.document_fromstring(page).xpath("//input[@name='two.close']/@checked")


def test_a_withdrawn_right_of_the_municipality_stops_its_run(site: Site, keeper: Browser) -> None:
    actors = Actors(site.register)
    send(keeper, f"/oss/{AARHUS}", "match")
    for right in actors.find_known(KEEPER).rights:
        actors.withdraw(right.number, "sds")
    answer = send(site.of("sds"), f"/oss/{AARHUS}", "sync")
    assert answer.status_code == 422
    assert "har ikke længere ret til kommunens enheder" in answer.text


def test_a_run_that_ends_many_is_told_beside_the_number_that_confirms_it(
    site: Site, keeper: Browser, tmp_path: Path
) -> None:
    send(keeper, f"/oss/{AARHUS}", "match")
    send(keeper, f"/oss/{AARHUS}", "accept", all="1", kind="link")
    assert send(keeper, f"/oss/{AARHUS}", "sync").status_code == 303
    root = [OrgUnit(uuid("root"), "Aarhus Kommune")]
    (tmp_path / "org.json").write_bytes(msgspec.json.encode(graphql_answer(root)))
    send(keeper, f"/oss/{AARHUS}", "match")
    assert send(keeper, f"/oss/{AARHUS}", "accept", all="1", kind="close").status_code == 303
    before = site.register.serial()
    answer = send(keeper, f"/oss/{AARHUS}?lang=en", "sync", confirm="1")
    assert (answer.status_code, site.register.serial()) == (422, before)
    assert badly_told(answer.text) == []
    field = html.document_fromstring(answer.text).get_element_by_id("confirm")
    assert (field.get("value"), field.get("aria-invalid")) == ("1", "true")
    assert "--" not in field.xpath("string(//*[@id='confirm-error'])")  # no word of the command line
