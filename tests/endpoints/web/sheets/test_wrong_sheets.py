"""What can be wrong with a sheet that comes back, each with its own answer: at its cell, or of the whole file."""

import datetime as dt
import re
import zipfile
from collections.abc import Callable, Iterator, Mapping
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from lxml import html
from openpyxl.worksheet._read_only import ReadOnlyWorksheet

from sor.endpoints.web.sheets.damaged_cells import IN_DANISH
from sor.formats.tables import cell_damage
from sor.formats.tables.sheet_reading import read_sheet
from tests.endpoints.web.login.conftest import Browser
from tests.endpoints.web.sheets.conftest import REGION, Site, Workbook, place_of, returned, send, take, told

Spoil = Callable[[Workbook, str], tuple[str, str]]
"""Spoils a sheet at a unit; gives the cell and what is said there."""


def put(sheet: Workbook, code: str, column: str, value: object) -> str:
    cell = sheet.cell(code, column)
    cell.value = value
    return str(cell.coordinate)


def formula(sheet: Workbook, code: str) -> tuple[str, str]:
    return put(sheet, code, "name", '=CONCATENATE("A","B")'), "Her står en formel"


def merged(sheet: Workbook, code: str) -> tuple[str, str]:
    row = sheet.row_of(code)
    sheet.units.merge_cells(f"D{row}:E{row + 1}")
    return f"D{row}", f"Cellerne D{row}:E{row + 1} er flettet sammen"


def date(sheet: Workbook, code: str) -> tuple[str, str]:
    put(sheet, code, "postal_address", "own")
    return put(sheet, code, "postal_address.building", dt.date(2026, 4, 2)), "en dato, hvor der skal stå en tekst"


def day_number(sheet: Workbook, code: str) -> tuple[str, str]:
    put(sheet, code, "postal_address", "own")
    return put(sheet, code, "postal_address.building", 46204), "tallet for en dag"


def zeros_gone(sheet: Workbook, code: str) -> tuple[str, str]:
    put(sheet, code, "postal_address", "own")
    return put(sheet, code, "postal_address.municipality", 751), "Der skulle formentlig stå: 0751"


def power(sheet: Workbook, code: str) -> tuple[str, str]:
    return put(sheet, code, "code", f"{code[0]},{code[1:5]}E+{len(code) - 1}"), "et tal i tierpotenser"


def twice(sheet: Workbook, code: str) -> tuple[str, str]:
    first = sheet.codes[0]
    sheet.units.append([cell.value for cell in sheet.units[2]])
    return f"A{sheet.row_of(sheet.codes[-1]) if first != sheet.codes[-1] else len(sheet.codes) + 1}", "også i række 2"


def without_code(sheet: Workbook, code: str) -> tuple[str, str]:
    return put(sheet, code, "code", None), "Rækken har ingen SOR-kode"


def unknown_code(sheet: Workbook, code: str) -> tuple[str, str]:
    return put(sheet, code, "code", "12345"), "er ingen enheds SOR-kode"


def level(sheet: Workbook, code: str) -> tuple[str, str]:
    return put(sheet, code, "level", "HI"), "niveau ændres ikke"


def word(sheet: Workbook, code: str) -> tuple[str, str]:
    return put(sheet, code, "virtual_address", "egen"), "own, inherit"


def error_value(sheet: Workbook, code: str) -> tuple[str, str]:
    at = put(sheet, code, "name", "#REF!")
    sheet.units[at].data_type = "e"
    return at, "regnearkets fejl"


def column(sheet: Workbook, code: str) -> tuple[str, str]:
    last = sheet.units.max_column + 1
    sheet.units.cell(1, last).value = "min kolonne"
    return str(sheet.units.cell(1, last).coordinate), "ingen kolonne »min kolonne«"


def both(sheet: Workbook, code: str) -> tuple[str, str]:
    put(sheet, code, "virtual_address", "inherit")
    return put(sheet, code, "virtual_address.phone", "11223344"), "Vælg det ene"


SPOILT: Mapping[str, Spoil] = {
    one.__name__: one
    for one in (
        formula, merged, date, day_number, zeros_gone, power, twice, without_code, unknown_code, level, word,
        error_value, column,
    )
}  # fmt: skip


@pytest.mark.slow
def test_what_is_wrong_with_a_cell_stands_at_it(keeper: Browser, ward: str) -> None:
    content = take(keeper, ward).saved()
    for name, spoil in SPOILT.items():
        sheet = Workbook(content)
        cell, text = spoil(sheet, sheet.codes[1])
        answer = send(keeper, sheet.saved())
        said = told(answer)
        assert (name, answer.status_code) == (name, 422)
        assert text in said.get(cell, ""), (name, said)
        assert not html.document_fromstring(answer.text).xpath("//button[@value='save']"), name
        comment = returned(keeper, answer).units[cell].comment
        assert text in comment.text, name


@pytest.mark.slow
def test_a_code_of_sixteen_digits_is_found_again_by_those_that_are_left(site: Site, keeper: Browser) -> None:
    place = next(
        unit["code"]
        for unit in site.register.at().branch(_place(site))
        if len(unit["code"]) > 15 and unit["code"][-1] != "0" and unit.get("level") == "OU"
    )
    sheet = take(keeper, place)
    lost = int(place[:15]) * 10 ** (len(place) - 15)
    cell = put(sheet, place, "code", lost)
    said = told(send(keeper, sheet.saved()))
    assert said[cell].startswith(f"{lost} har flere cifre")
    assert place in said[cell]


@pytest.mark.slow
def test_rights_and_rules_stand_at_the_cell_too(site: Site, keeper: Browser, ward: str) -> None:
    sheet = take(keeper, _place(site))
    owner, hospital = sheet.codes[0], sheet.codes[1]
    said = told(send(keeper, _with(sheet, hospital, "name", "Mit hospital")))
    assert said[sheet.cell(hospital, "name").coordinate].startswith("Som region må region-1082 ikke rette")
    others = site.of("region-1081")
    assert others.get(f"/sheets/{owner}.xlsx").status_code == 403
    assert send(others, take(keeper, ward).saved()).status_code == 403
    assert keeper.get("/sheets/1.xlsx").status_code == 404
    assert site.reader().get(f"/sheets/{ward}.xlsx").headers["location"].startswith("/login?next=/sheets/")


@pytest.mark.slow
def test_anothers_unit_is_none_of_the_sheet(site: Site, keeper: Browser, ward: str) -> None:
    sheet = take(keeper, ward)
    other = next(one["code"] for one in site.register.at().branch(_place(site)) if one["code"] not in sheet.codes)
    cell = put(sheet, sheet.codes[1], "code", other)
    assert "hører ikke til det træ" in told(send(keeper, sheet.saved()))[cell]


@pytest.mark.slow
def test_hidden_rows_count_and_are_told(keeper: Browser, ward: str) -> None:
    sheet = take(keeper, ward)
    sheet.cell(ward, "name").value = "Skjult navn"
    sheet.units.row_dimensions[2].hidden = True
    answer = send(keeper, sheet.saved())
    assert (answer.status_code, "Skjult navn" in answer.text) == (200, True)
    assert "Rækker, der er skjult, tæller med: 2." in answer.text


@pytest.mark.slow
def test_what_is_inherited_becomes_own_where_it_is_written(site: Site, keeper: Browser, ward: str) -> None:
    content = take(keeper, ward).saved()
    sheet = Workbook(content)
    inheriting = next(code for code in sheet.codes if sheet.cell(code, "virtual_address").value == "inherit")
    cell = put(sheet, inheriting, "virtual_address.phone", "11223344")
    answer = send(keeper, sheet.saved())
    assert (answer.status_code, f"bliver enhedens eget, fordi der er skrevet i det: {cell}" in answer.text) == (
        200,
        True,
    )
    sheet = take(keeper, _place(site))
    cell, text = both(sheet, next(code for code in sheet.codes if sheet.cell(code, "virtual_address").value == "own"))
    assert text in told(send(keeper, sheet.saved()))[cell]


def members_of(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def zipped(members: Mapping[str, bytes]) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


def without_hidden(content: bytes) -> bytes:
    sheet = Workbook(content)
    del sheet.book["sor"]
    return sheet.saved()


def of_another_serial(content: bytes) -> bytes:
    sheet = Workbook(content)
    sheet.book["sor"]["B4"].value -= 1
    return sheet.saved()


def of_another_register(content: bytes) -> bytes:
    sheet = Workbook(content)
    sheet.book["sor"]["B1"].value = "another"
    return sheet.saved()


def with_macros(content: bytes) -> bytes:
    inside = members_of(content)
    main = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
    kinds = inside["[Content_Types].xml"].replace(main, b"application/vnd.ms-excel.sheet.macroEnabled.main+xml")
    return zipped(inside | {"[Content_Types].xml": kinds, "xl/vbaProject.bin": b"x"})


def bomb(content: bytes) -> bytes:
    return zipped(members_of(content) | {"xl/media/image1.bin": bytes(300 * 1024**2)})


def of_fifty_thousand_rows(content: bytes) -> bytes:
    inside = members_of(content)
    row = '<row r="{0}"><c r="A{0}" t="inlineStr"><is><t>x</t></is></c></row>'
    rows = "".join(row.format(n) for n in range(1, 50_001)).encode()
    whole = re.sub(
        rb"<sheetData>.*</sheetData>", b"<sheetData>%b</sheetData>" % rows, inside["xl/worksheets/sheet1.xml"]
    )
    return zipped(inside | {"xl/worksheets/sheet1.xml": whole})


def with_entities(content: bytes) -> bytes:
    inside = members_of(content)
    sheet = inside["xl/worksheets/sheet1.xml"].replace(
        b"<worksheet", b'<!DOCTYPE worksheet [<!ENTITY a "aaaaaaaa">]><worksheet', 1
    )
    return zipped(inside | {"xl/worksheets/sheet1.xml": sheet})


def in_sheet(content: bytes, change: Callable[[bytes], bytes], part: str = "xl/worksheets/sheet1.xml") -> bytes:
    inside = members_of(content)
    return zipped(inside | {part: change(inside[part])})


def with_entities_in_utf_16(content: bytes) -> bytes:
    def spoilt(part: bytes) -> bytes:
        text = re.sub(r"^<\?xml[^>]*\?>", "", part.decode())
        return f'<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE a [<!ENTITY e "x">]>{text}'.encode("utf-16")

    return in_sheet(content, spoilt)


def with_entities_after_much(content: bytes) -> bytes:
    long = b"<!--" + b"x" * 1024**2 + b'--><!DOCTYPE a [<!ENTITY e "x">]><worksheet'
    return in_sheet(content, lambda part: part.replace(b"<worksheet", long, 1))


def in_a_code_page(content: bytes) -> bytes:
    odd = b'<?xml version="1.0" ' + b" " * 5000 + b'encoding="cp037"?>'
    return in_sheet(content, lambda part: odd + re.sub(rb"^<\?xml[^>]*\?>", b"", part))


def with_a_far_row(content: bytes) -> bytes:
    return in_sheet(content, lambda part: re.sub(rb'<row r="3"', b'<row r="9999999"', part))


def with_a_row_of(cell: bytes, count: int) -> Callable[[bytes], bytes]:
    """A workbook with one more row, of so many cells: each costs as much as one of a tree's."""
    last = b'<row r="9000">%b</row></sheetData>' % (cell * count)
    return lambda content: in_sheet(content, lambda part: part.replace(b"</sheetData>", last))


def with_a_row_again_and_again(content: bytes) -> bytes:
    again = b'<row r="9000"/>' * 3
    return in_sheet(content, lambda part: part.replace(b"</sheetData>", again + b"</sheetData>"))


REFUSED: list[tuple[Callable[[bytes], bytes], str]] = [
    (without_hidden, "Det skjulte ark »sor« mangler"),
    (of_another_serial, "er ikke, som registret skrev det"),
    (of_another_register, "fra et andet register"),
    (with_macros, "indeholder makroer"),
    (bomb, "som en zip-bombe"),
    (of_fifty_thousand_rows, "flere end 20000 rækker"),
    (with_entities, "er i stykker"),
    (with_entities_in_utf_16, "er i stykker"),
    (with_entities_after_much, "er i stykker"),
    (in_a_code_page, "er i stykker"),
    (with_a_far_row, "flere end 20000 rækker"),
    (with_a_row_of(b'<c r="A9000"><v>1</v></c>', 121), "flere end 120 celler"),
    (with_a_row_of(b"<c/>", 16_385), "flere end 120 celler"),
    (with_a_row_again_and_again, "er i stykker"),
    (lambda _: b"code;name\r\n1;x\r\n", "ikke et regneark (.xlsx)"),
    (lambda content: content[:-200], "er i stykker"),
    (lambda content: zipped({"a.txt": b"x"}), "ikke et regneark (.xlsx)"),
]


@pytest.mark.slow
def test_a_file_that_cannot_be_taken_is_refused_whole_with_its_reason(keeper: Browser, ward: str) -> None:
    content = take(keeper, ward).saved()
    for spoil, text in REFUSED:
        answer = send(keeper, spoil(content))
        page = html.document_fromstring(answer.text)
        (said,) = page.xpath("//section[@role='alert']//li[@data-rule='SHEET']")
        assert (answer.status_code, text in said.text_content()) == (422, True), (text, said.text_content())
        assert page.xpath("//input[@id='file'][@aria-invalid='true']/@aria-describedby") == [said.get("id")]


@pytest.mark.slow
def test_cells_that_hold_nothing_may_stand_in_a_whole_row(keeper: Browser, ward: str) -> None:
    """As spreadsheets write them where somebody coloured the row."""
    coloured = with_a_row_of(b'<c s="1"/>', 16_384)(take(keeper, ward).saved())
    assert send(keeper, coloured).status_code == 200


def test_rows_that_hold_nothing_are_not_made_up(keeper: Browser, ward: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Programs format whole columns: the last row of a sheet may be its 1,048,576th, and empty."""
    content = take(keeper, ward).saved()
    far = b'<row r="1048576"><c r="ZZZ1048576"/></row></sheetData>'
    spoilt = in_sheet(content, lambda part: part.replace(b"</sheetData>", far))
    made, count = ReadOnlyWorksheet._cells_by_row, 0

    def counted(*args: Any, **more: Any) -> Iterator[Any]:
        nonlocal count
        for row in made(*args, **more):
            count += 1
            yield row

    monkeypatch.setattr(ReadOnlyWorksheet, "_cells_by_row", counted)
    assert read_sheet(spoilt) == read_sheet(content)
    assert count < 1_000


def test_every_damage_of_a_cell_is_said_in_danish() -> None:
    source = Path(cell_damage.__file__).read_text("utf-8")
    reasons = set(re.findall(r'CellDamage\(\s*"([^"]+)"', source))
    assert len(reasons) > 10
    assert reasons <= set(IN_DANISH)


def _place(site: Site) -> str:
    return place_of(site, REGION)


def _with(sheet: Workbook, code: str, column_name: str, value: str) -> bytes:
    put(sheet, code, column_name, value)
    return sheet.saved()


def test_a_text_of_the_form_that_is_no_utf_8_is_refused(keeper: Browser) -> None:
    body = b'--part\r\nContent-Disposition: form-data; name="reason"\r\n\r\nf\xe5r\r\n--part--\r\n'
    kind = {"Content-Type": "multipart/form-data; boundary=part"}
    answer = keeper.post("/sheets", content=body, headers=kind)
    assert (answer.status_code, "UTF-8" in answer.text) == (400, True)
