"""Treatment sites in a browser: read by everybody, told in one form by whoever keeps the clinic, moved and ended with
it, and a log for who supervises.
"""

import csv
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from lxml import html

from sor.desk.sites.treatment_sites import TreatmentSites
from sor.register import Register
from sor.store.database import Database
from tests.conftest import StandingClock, copy_demo
from tests.endpoints.web.edit.conftest import Site
from tests.endpoints.web.login.conftest import Browser, csrf_in
from tests.endpoints.web.selfservice.conftest import CLINIC, CLINIC_OWNER, Owner
from tests.endpoints.web.told_mistakes import badly_told

pytestmark = pytest.mark.slow


@pytest.fixture
def site(demo_file: Path, tmp_path: Path) -> Site:
    return Site(Register(Database(copy_demo(demo_file, tmp_path)), StandingClock()))


@pytest.fixture
def keeper(site: Site) -> Browser:
    """The clinic's owner, whose clinic is no site yet."""
    with site.register.database.desk.writing() as connection:
        connection.run("DELETE FROM treatment_site WHERE unit = :unit", unit=CLINIC)
    return site.of("klinik")


def text_of(page: str, path: str) -> list[str]:
    return [" ".join(one.text_content().split()) for one in html.document_fromstring(page).xpath(path)]


def form_in(page: str) -> dict[str, str]:
    """What a browser would send of the page's form."""
    (form,) = [one for one in html.document_fromstring(page).iter("form") if one.get("class") == "edit-form"]
    return {name: value or "" for name, value in form.form_values()}


def send(browser: Browser, page: Any, action: str, **typed: str) -> Any:
    (form,) = [one for one in html.document_fromstring(page.text).iter("form") if one.get("class") == "edit-form"]
    address = form.get("action")
    return browser.post(
        address,
        data=form_in(page.text) | {name.replace("__", "."): one for name, one in typed.items()} | {"action": action},
    )


def test_a_clinic_is_registered_in_four_interactions(site: Site, keeper: Browser) -> None:
    clinic = keeper.get("/changed").text
    assert "ikke registreret" in clinic
    page = keeper.get(f"/sites/new?unit={CLINIC}")
    form = form_in(page.text)
    assert form["staff.doctor"] == "1"
    assert form["person_name"]
    assert form["person_email"]
    facts = text_of(page.text, "//dl[@class='facts']/div")
    assert any(one.startswith("CVR-nummer") for one in facts)
    preview = send(keeper, page, "preview", staff__doctor="2", posts="1,5")
    assert preview.status_code == 200
    assert text_of(preview.text, "//section[@class='preview-group']/h2") == ["Det bliver kategori 2"]
    assert "2 læger og tandlæger på tilsammen 1,5 fuldtidsstillinger" in preview.text
    assert len(TreatmentSites(site.register).list_sites(CLINIC)) == 0
    saved = send(keeper, preview, "save")
    assert saved.status_code == 303
    shown = keeper.get(saved.headers["location"]).text
    assert "Gemt. Registreringen gælder nu." in shown
    (one,) = TreatmentSites(site.register).list_sites(CLINIC)
    assert (one.row.category, one.row.registered_by) == (2, "klinik")
    assert f"/sites/{one.row.number}" in keeper.get("/changed").text
    assert f"Behandlingssted {one.row.number}, kategori 2" in site.reader().get(f"/units/{CLINIC}").text
    again = keeper.get(f"/sites/new?unit={CLINIC}")
    assert again.headers["location"] == f"/sites/{one.row.number}/edit"


def test_what_is_wrong_stands_beside_its_field_and_in_the_summary_and_nothing_typed_is_lost(keeper: Browser) -> None:
    page = keeper.get(f"/sites/new?unit={CLINIC}")
    answer = send(keeper, page, "save", staff__doctor="2", staff__nurse="mange", person_email="kim", from_day="fredag")
    assert answer.status_code == 422
    document = html.document_fromstring(answer.text)
    fields = document.xpath("//section[@class='error-summary']//a/@href")
    assert fields == ["#from_day", "#staff.nurse", "#posts", "#person_email"]
    for one in fields:
        (field,) = document.xpath(f"//input[@id='{one[1:]}']")
        assert field.get("aria-invalid") == "true"
        assert document.xpath(f"//*[@id='{field.get('aria-describedby')}']/@data-rule") == ["SITE"]
    assert {"staff.nurse": "mange", "person_email": "kim", "from_day": "fredag"}.items() <= form_in(answer.text).items()


def test_an_exempt_place_is_told_with_its_reason_which_only_its_keeper_and_the_supervisor_read(
    site: Site, keeper: Browser
) -> None:
    page = keeper.get(f"/sites/new?unit={CLINIC}")
    assert send(keeper, page, "save", exemption="turnover", turnover="30.000", reason="Lidt").status_code == 422
    saved = send(keeper, page, "save", exemption="turnover", turnover="18.000", reason="Kun lørdage")
    address = saved.headers["location"].partition("?")[0]
    assert "Kun lørdage" in keeper.get(address).text
    assert "Kun lørdage" in site.of("sds").get(address).text
    public = site.reader().get(address).text
    assert "meddelt som undtaget" in public
    assert "Kun lørdage" not in public


def test_everybody_reads_the_list_and_the_file_and_only_who_supervises_the_log(site: Site) -> None:
    reader = site.reader()
    listed = reader.get("/sites").text
    assert len(text_of(listed, "//ul[@class='draft-list']/li")) == 50
    sites = TreatmentSites(site.register)
    first = sites.site(str(sites.list_sites()[0].row.number))
    assert first.row.person_name
    one = reader.get(f"/sites/{first.row.number}").text
    assert first.row.person_name not in one
    assert first.row.person_email not in one
    found = text_of(reader.get(f"/sites?q={first.row.number}").text, "//ul[@class='draft-list']/li")
    assert found[0].startswith(str(first.row.number))
    file = reader.get("/sites.csv")
    rows = list(csv.DictReader(StringIO(file.content.decode("utf-8-sig"), newline=""), delimiter=";"))
    assert len(rows) == len(TreatmentSites(site.register).list_sites())
    assert {"number": str(first.row.number), "state": "registered"}.items() <= rows[0].items()
    assert rows[0]["cvr"]
    assert first.row.person_email not in file.text
    assert reader.get("/sites.csv?state=exempt").status_code == 400
    assert reader.get("/sites/log").headers["location"].startswith("/login")
    assert site.of("klinik").get("/sites/log").status_code == 403
    assert "registreret" in site.of("sds").get("/sites/log").text


def test_nobody_tells_of_anothers_clinic(site: Site, keeper: Browser) -> None:
    other = next(one for one in TreatmentSites(site.register).list_sites() if one.row.unit != CLINIC)
    assert keeper.get(f"/sites/new?unit={other.row.unit}").status_code == 403
    assert keeper.get(f"/sites/{other.row.number}/edit").status_code == 403
    form = form_in(keeper.get(f"/sites/new?unit={CLINIC}").text) | {"to_day": "2026-12-01", "action": "save"}
    assert keeper.post(f"/sites/{other.row.number}/end", data={"csrf": form["csrf"]}).status_code == 403
    assert TreatmentSites(site.register).site(str(other.row.number)).ends == other.ends
    for unit, status in (("1", 404), (CLINIC_OWNER, 404)):
        assert keeper.get(f"/sites/new?unit={unit}").status_code == status


def test_who_tells_that_the_clinic_moves_or_closes_is_told_what_becomes_of_its_site(
    site: Site, keeper: Browser
) -> None:
    page = keeper.get(f"/sites/new?unit={CLINIC}")
    number = send(keeper, page, "save").headers["location"].partition("?")[0].rpartition("/")[2]
    owner = Owner(keeper).open().tick("address")
    owner.tell({"postal_address.street": "Østergade", "postal_address.building": "12", "from": "2026-11-06"})
    assert f"Behandlingssted {number} flytter med fra samme dag" in owner.page.text
    assert owner.save().page.status_code == 303
    moved = TreatmentSites(site.register).site(number)
    assert moved.coming is not None
    assert moved.coming.address["street"] == "Østergade"
    closing = Owner(keeper).open().tick("close").tell({"from": "2026-12-01"})
    assert f"Behandlingssted {number} afmeldes fra samme dag" in closing.page.text
    closing.save()
    assert TreatmentSites(site.register).site(number).ends == 20261201
    shown = site.of("sds").get("/sites/log").text
    assert "flyttet med enheden" in shown
    assert "afmeldt, da enheden lukker" in shown


def test_a_site_is_changed_and_deregistered_by_its_keeper(site: Site, keeper: Browser) -> None:
    saved = send(keeper, keeper.get(f"/sites/new?unit={CLINIC}"), "save")
    address = saved.headers["location"].partition("?")[0]
    changed = send(keeper, keeper.get(f"{address}/edit"), "save", staff__nurse="3")
    assert changed.status_code == 303
    assert "Sygeplejersker: 3" in site.reader().get(address).text
    page = keeper.get(address)
    assert send(keeper, page, "save", to_day="1999-01-01").status_code == 422
    assert send(keeper, page, "save", to_day="1.12.2026").status_code == 303
    assert "30. november 2026" in keeper.get(address).text


def test_a_site_that_has_ended_is_told_so_and_leads_to_no_form(site: Site, keeper: Browser) -> None:
    saved = send(keeper, keeper.get(f"/sites/new?unit={CLINIC}"), "save")
    address = saved.headers["location"].partition("?")[0]
    page, open_form = keeper.get(address), keeper.get(f"{address}/edit")
    for status in (303, 422):
        answer = send(keeper, page, "save", to_day="2026-11-01")
        assert answer.status_code == status
    assert "er afmeldt" in answer.text
    assert badly_told(answer.text) == []
    for action in ("preview", "save"):
        late = send(keeper, open_form, action, staff__nurse="2")  # a form that was open when the site ended
        assert (late.status_code, "er afmeldt" in late.text, badly_told(late.text)) == (422, True, [])
        assert form_in(late.text)["staff.nurse"] == "2"
    assert keeper.get(f"{address}/edit").headers["location"] == address
    stranger = site.of("region-1082")
    mark = csrf_in(stranger.get("/me").text)
    refused = stranger.post(f"{address}/end", data={"csrf": mark, "to_day": "2026-11-01"})
    assert (refused.status_code, badly_told(refused.text)) == (422, [])  # and no form to which it could lead
