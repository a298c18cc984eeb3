"""A municipality's sheet with ten errors, mended in the sheet itself, in a real browser on a telephone."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from sor.endpoints.app import app
from sor.settings import read_settings
from tests.endpoints.web.served import faults, picture, served
from tests.endpoints.web.sheets.conftest import Site, Workbook, place_of

pytestmark = [pytest.mark.slow, pytest.mark.browser]
MUNICIPALITY = "kommune-0707"


@pytest.fixture
def address(site: Site) -> Iterator[str]:
    with served(app(site.register, read_settings({}))) as found:
        yield found


def take(page: Page, link: str) -> Workbook:
    with page.expect_download() as download:
        page.locator("#main").get_by_role("link", name=link).first.click()
    return Workbook(Path(download.value.path()).read_bytes())


def send(page: Page, sheet: Workbook, folder: Path) -> None:
    file = folder / "ark.xlsx"
    file.write_bytes(sheet.saved())
    page.get_by_label("Regneark (.xlsx)").set_input_files(file)
    page.get_by_label("Begrundelse").fill("Nye navne fra årsskiftet")
    page.get_by_role("button", name="Se, hvad det medfører").click()


def test_ten_errors_are_mended_in_the_sheet_itself(
    browser: Browser, axe: str, address: str, site: Site, tmp_path: Path
) -> None:
    context = browser.new_context(base_url=address, viewport={"width": 320, "height": 800}, accept_downloads=True)
    page = context.new_page()
    page.goto("/login?next=/sheets")
    page.get_by_role("button", name=MUNICIPALITY, exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Ret i et regneark")
    assert faults(page, axe) == []
    picture(page, "sheets")
    owner = site.register.at().summaries([place_of(site, MUNICIPALITY)])
    sheet = take(page, str(next(iter(owner.values()))["name"]))
    units = [code for code in sheet.codes if sheet.cell(code, "level").value == "OU"][:6]
    wrong: list[tuple[str, str, object]] = [
        (units[0], "name", "=A1"), (units[0], "virtual_address.phone", "3312345"), (units[1], "name", ""),
        (units[1], "type", "307969004,0"), (units[2], "level", "HI"), (units[2], "cvr", "1234567"),
        (units[3], "virtual_address", "vores"), (units[4], "postal_address.postcode", 800),
        (units[4], "name", "#NAVN?"), (units[5], "postal_address.municipality", 707),
    ]  # fmt: skip
    right = {(code, column): sheet.cell(code, column).value for code, column, _ in wrong}
    for code, column, value in wrong:
        sheet.cell(code, column).value = value
    send(page, sheet, tmp_path)
    expect(page.get_by_role("alert")).to_be_visible()
    for code, column, _ in wrong:
        expect(page.get_by_role("alert")).to_contain_text(f"{sheet.cell(code, column).coordinate}:")
    expect(page.get_by_role("button", name=re.compile("^Gem"))).to_have_count(0)
    assert faults(page, axe) == []
    picture(page, "sheets-errors")
    back = take(page, "Hent arket med fejlene")
    for code, column, _ in wrong:
        cell = back.cell(code, column)
        assert cell.comment is not None, cell.coordinate
        cell.value = right[code, column]
    for code in units:
        back.cell(code, "name").value = f"Ny {back.cell(code, 'name').value}"[:60]
    serial = site.register.serial()
    send(page, back, tmp_path)
    expect(page.get_by_role("heading", level=1)).to_have_text("Det medfører regnearket")
    assert faults(page, axe) == []
    picture(page, "sheets-preview")
    page.get_by_role("button", name="Gem alt på én gang").or_(
        page.get_by_role("button", name="Gem, selv om registret advarer")
    ).click()
    expect(page).to_have_url(re.compile("/receipts/"))
    assert site.register.serial() == serial + 1
    context.close()
