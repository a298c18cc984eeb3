"""A tree's spreadsheet is taken, edited and sent in again; only what it changed counts."""

import pytest
from lxml import html

from tests.endpoints.web.edit.conftest import unit_of
from tests.endpoints.web.login.conftest import Browser
from tests.endpoints.web.sheets.conftest import REGION, Site, Workbook, place_of, returned, save, send, take, told

pytestmark = pytest.mark.slow


def test_a_keeper_edits_a_tree_in_one_set(site: Site, keeper: Browser, ward: str) -> None:
    assert f"/sheets/{place_of(site, REGION)}.xlsx" in keeper.get("/sheets").text
    assert f"/sheets/{ward}.xlsx" in keeper.get(f"/units/{ward}").text
    sheet = take(keeper, ward)
    assert sheet.book["sor"].sheet_state == "hidden"
    assert all(isinstance(cell.value, str) for cell in sheet.units["A"])
    assert sheet.codes == [unit["code"] for unit in site.register.at().branch(ward)]
    below = sheet.codes[1]
    sheet.cell(ward, "name").value = "Omdøbt afdeling"
    sheet.cell(below, "virtual_address.phone").value = "86123456"
    serial = site.register.serial()
    preview = send(keeper, sheet.saved(), reason="Ny telefoncentral")
    assert preview.status_code == 200, told(preview)
    assert "Omdøbt afdeling" in preview.text
    assert site.register.serial() == serial
    done = save(keeper, preview)
    assert done.status_code == 303
    assert done.headers["location"].startswith(f"/receipts/{serial + 1}?unit={ward}")
    assert site.register.serial() == serial + 1
    assert unit_of(site, ward)["name"] == "Omdøbt afdeling"
    assert unit_of(site, below)["virtual_address"]["phone"] == "86123456"
    again = save(keeper, preview)
    assert (again.status_code, again.headers["location"]) == (303, done.headers["location"])
    assert "Regneark" not in keeper.get("/me").text.partition('id="drafts"')[2].partition("</section>")[0]


def test_a_sheet_without_a_change_changes_nothing(keeper: Browser, ward: str) -> None:
    answer = send(keeper, take(keeper, ward).saved())
    assert (answer.status_code, "Regnearket ændrer intet" in answer.text) == (200, True)
    assert not html.document_fromstring(answer.text).xpath("//button[@value='save']")


def test_errors_stand_at_their_cells_and_in_the_returned_sheet(keeper: Browser, ward: str) -> None:
    sheet = take(keeper, ward)
    below = sheet.codes[1]
    sheet.cell(ward, "name").value = ""
    cell = sheet.cell(below, "postal_address.postcode")
    cell.value = "800"
    answer = send(keeper, sheet.saved())
    assert answer.status_code == 422
    said = told(answer)
    assert {sheet.cell(ward, "name").coordinate, cell.coordinate} <= set(said)
    assert "0800" in said[cell.coordinate] or "ciffer" in said[cell.coordinate]
    assert not html.document_fromstring(answer.text).xpath("//button[@value='save']")
    back = returned(keeper, answer)
    assert back.units[cell.coordinate].comment.text == said[cell.coordinate]
    assert back.units[cell.coordinate].value == "800"
    mended: Workbook = back
    mended.units[cell.coordinate].value = "8000"
    mended.cell(ward, "name").value = "Ny afdeling"
    assert save(keeper, send(keeper, mended.saved())).status_code == 303
