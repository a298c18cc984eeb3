"""A sheet that is opened and saved by the programs people use is the same; what would run as a formula does not."""

import shutil
import subprocess
from pathlib import Path

import pytest
from lxml import html

from tests.endpoints.web.edit.conftest import unit_of
from tests.endpoints.web.login.conftest import Browser
from tests.endpoints.web.sheets.conftest import Site, Workbook, save, send, take, told

pytestmark = pytest.mark.slow
SIGNS = ("=", "+", "-", "@")
RUN_AS_FORMULA = ('=HYPERLINK("http://x";"y")', "@SUM(1)", "+1+cmd|' /C calc'!A0", "-afdeling", "'=1+1")


def by_openpyxl(content: bytes, _: Path) -> bytes:
    return Workbook(content).saved()


def by_libreoffice(content: bytes, folder: Path) -> bytes:
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("no LibreOffice: install one, on Debian with apt-get install libreoffice-calc-nogui")
    (folder / "ark.xlsx").write_bytes(content)
    subprocess.run(
        [office, f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to",
         "xlsx:Calc MS Excel 2007 XML", "--outdir", str(folder / "saved"), str(folder / "ark.xlsx")],
        check=True, capture_output=True, timeout=300,
    )  # fmt: skip
    return (folder / "saved" / "ark.xlsx").read_bytes()


@pytest.mark.parametrize("program", [by_openpyxl, by_libreoffice])
def test_opened_and_saved_without_a_change_it_changes_nothing(
    program: object, site: Site, keeper: Browser, ward: str, tmp_path: Path
) -> None:
    sheet = take(keeper, ward)
    for code, name in zip(sheet.codes[1:], RUN_AS_FORMULA, strict=False):
        sheet.cell(code, "note").value = f"'{name}"
    preview = send(keeper, sheet.saved())
    assert preview.status_code == 200, told(preview)
    assert save(keeper, preview).status_code == 303
    given = keeper.get(f"/sheets/{ward}.xlsx").content
    for code, name in zip(sheet.codes[1:], RUN_AS_FORMULA, strict=False):
        assert unit_of(site, code)["note"] == name
        assert Workbook(given).cell(code, "note").value == f"'{name}"
    assert callable(program)
    saved = program(given, tmp_path)
    assert saved != given
    answer = send(keeper, saved)
    assert (answer.status_code, told(answer)) == (200, {})
    assert "Regnearket ændrer intet" in answer.text


def test_no_cell_of_a_sheet_is_a_formula(keeper: Browser, ward: str) -> None:
    for sheet in take(keeper, ward).book.worksheets:
        for row in sheet.iter_rows():
            assert not [cell.coordinate for cell in row if cell.data_type == "f" or str(cell.value).startswith(SIGNS)]


def test_what_others_changed_meanwhile_is_compared(site: Site, keeper: Browser, ward: str) -> None:
    sheet = take(keeper, ward)
    first, second = sheet.codes[1:3]
    meanwhile = take(keeper, ward)
    meanwhile.cell(first, "name").value = "Andres navn"
    meanwhile.cell(second, "note").value = "Andres note"
    assert save(keeper, send(keeper, meanwhile.saved())).status_code == 303
    before = sheet.cell(first, "name").value
    sheet.cell(first, "name").value = "Mit navn"
    sheet.cell(second, "name").value = "Andet navn"
    answer = send(keeper, sheet.saved())
    assert answer.status_code == 409
    assert list(told(answer)) == [sheet.cell(first, "name").coordinate]
    page = html.document_fromstring(answer.text)
    assert not page.xpath("//button[@value='save']")
    assert page.xpath("//dl[@class='changes']/dd/text()") == [before, "Andres navn", "Mit navn"]
    sheet.cell(first, "name").value = before
    preview = send(keeper, sheet.saved())
    assert (preview.status_code, "Andet navn" in preview.text, "Andres" in preview.text) == (200, True, False)
    assert save(keeper, preview).status_code == 303
    assert unit_of(site, first)["name"] == "Andres navn"
    assert (unit_of(site, second)["name"], unit_of(site, second)["note"]) == ("Andet navn", "Andres note")
