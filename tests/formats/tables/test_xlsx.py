"""The workbook: codes as text, dates as dates, and a sheet that explains."""

import io
from datetime import datetime
from stat import S_IFREG
from zipfile import ZipFile

import openpyxl
import pytest

from sor.core.day import OPEN
from sor.formats.sor2.units import COLUMNS
from sor.formats.tables import xlsx
from tests.formats.selections import OWNER, OWNER_VALUES, Given, practice, selected


def book(*args, **more) -> openpyxl.Workbook:
    out = io.BytesIO()
    xlsx.XLSX.write(Given(*args, **more), out)
    return openpyxl.load_workbook(out)


def test_codes_are_text_days_are_days_and_coordinates_numbers() -> None:
    header, *rows = book(practice())["SorEntity"].iter_rows(values_only=True)
    assert list(header) == [column.name for column in COLUMNS]
    doctor = dict(zip(header, rows[2], strict=True))
    assert doctor["SorId"] == "90000031000016005"
    assert doctor["ProviderId"] == "019062"
    assert doctor["SorType"] == "OE"
    assert doctor["FromDate"] == datetime(2018, 7, 25)
    assert doctor["ToDate"] is None
    assert doctor["PostalAddressCoordETRS89z32EMeasure"] == 557481.68


def test_everybody_may_read_what_is_unpacked() -> None:
    out = io.BytesIO()
    xlsx.XLSX.write(Given(practice()), out)
    with ZipFile(out) as archive:
        assert archive.testzip() is None
        assert {info.external_attr >> 16 for info in archive.infolist()} == {S_IFREG | 0o644}


def test_formulas_and_addresses_are_plain_text() -> None:
    sheet = book(practice(name="=1+1", local_code="https://sor.example"))["SorEntity"]
    assert [cell.data_type for cell in sheet[4] if cell.value in ("=1+1", "https://sor.example")] == ["s", "s"]


def test_days_that_spreadsheets_cannot_count_are_text() -> None:
    sheet = book([selected(OWNER, OWNER_VALUES, first_from=18990101)], history=True)["SorEntity"]
    header = [cell.value for cell in sheet[1]]
    assert sheet[2][header.index("FirstFromDate")].value == "1899-01-01"


def test_a_history_that_is_too_long_for_a_sheet_goes_on_in_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx, "MOST_ROWS", 3)
    versions = [selected(OWNER, dict(OWNER_VALUES), from_day=20180101 + n, to_day=20180102 + n) for n in range(5)]
    made = book(versions, history=True)
    assert made.sheetnames == ["SorEntity", "SorEntity 2", "SorEntity 3", "Kolonner"]
    assert [sheet.max_row for sheet in made.worksheets[:3]] == [3, 3, 2]
    assert made["SorEntity 2"]["A1"].value == "SorId"


def test_the_columns_are_explained_in_a_sheet_of_their_own() -> None:
    lines = list(book(practice())["Kolonner"].iter_rows(values_only=True))
    assert lines[0] == ("Kolonne", "Dansk", "English")
    assert lines[1] == ("SorId", "SOR-kode", "SOR code")
    assert len(lines) == len(COLUMNS) + 1


def test_a_text_that_no_cell_can_hold_is_cut() -> None:
    sheet = book([selected(OWNER, OWNER_VALUES | {"name": "x" * 40_000})], history=True)["SorEntity"]
    header = [found.value for found in sheet[1]]
    assert sheet[2][header.index("EntityName")].value == "x" * 32_767


@pytest.mark.parametrize(("end", "cell"), [(OPEN, None), (20270101, datetime(2026, 12, 31))])
def test_to_date_is_the_last_valid_day(end: int, cell: datetime | None) -> None:
    sheet = book([selected(OWNER, OWNER_VALUES, to_day=end)], history=True)["SorEntity"]
    header = [found.value for found in sheet[1]]
    assert sheet[2][header.index("ToDate")].value == cell
