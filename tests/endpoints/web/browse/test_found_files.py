"""What a search found, as files: the rows of the page, in the columns of its language, no cell a formula."""

from io import BytesIO

from litestar import Litestar
from litestar.testing import TestClient
from openpyxl import load_workbook

from tests.endpoints.web.small_register import PRACTICE_PROVIDER

Client = TestClient[Litestar]


def test_the_hits_are_a_file_for_spreadsheets(client: Client) -> None:
    answer = client.get("/found.csv?q=bakkegården&level=OU")
    heading, row, *rest = answer.content.decode("utf-8-sig").splitlines()
    assert heading.startswith("SOR-kode;Navn;Niveau;Enhedstype;Ejer")
    assert row.startswith(f"{PRACTICE_PROVIDER};Lægehuset Bakkegården;OE;Supplerende oplysninger;")
    assert not rest
    assert "attachment" in answer.headers["content-disposition"]
    assert client.get("/found.csv?q=bakkegården&lang=en").content.decode("utf-8-sig").startswith("SOR code;Name")


def test_the_workbook_has_the_same_cells(client: Client) -> None:
    text = client.get("/found.csv?region=1081").content.decode("utf-8-sig").splitlines()
    sheet = load_workbook(BytesIO(client.get("/found.xlsx?region=1081").content)).active
    assert sheet is not None
    rows = [[str(cell or "") for cell in row] for row in sheet.iter_rows(values_only=True)]
    assert [";".join(row) for row in rows] == text


def test_every_hit_is_in_the_file_and_not_a_page_of_them(client: Client) -> None:
    page = client.get("/?open=all").text
    assert "/found.csv?open=all" in page
    assert len(client.get("/found.csv?open=all&page=3").text.splitlines()) == len(
        client.get("/found.csv?open=all").text.splitlines()
    )


def test_a_day_before_the_registers_first_is_told_as_that(client: Client) -> None:
    sheet = load_workbook(BytesIO(client.get("/found.xlsx?open=all&valid=1950-01-01").content)).active
    assert sheet is not None
    told = next(sheet.iter_rows(min_row=2, values_only=True))[0]
    assert "1950-01-01 ligger før registrets første dag" in str(told)
