"""A list of a page as a file: what a reader sees, in rows."""

import gzip
from io import BytesIO
from typing import Any

import pytest
from openpyxl import load_workbook

from sor.endpoints.web.kit.list_files import list_in, with_list_file
from sor.formats.tables.spreadsheet_csv import spreadsheet_csv
from tests.loops import run_apart

PAGE = """<html lang="en"><body><main>
<table data-list="1"><thead><tr><th>Name</th><th>Count</th></tr></thead>
<tbody><tr><td><a href="/units/1">A  <b>B</b></a></td><td>=1+1</td></tr><tr><td>C</td></tr></tbody></table>
<ul data-list="2"><li><span>Error</span>: <a href="/units/2">Clinic</a> <code>42</code> – wrong
<form><button>Mend</button></form><span class="sr-only">hidden</span><i aria-hidden="true">*</i></li></ul>
</main></body></html>"""


ASKS = [(b"accept-encoding", b"gzip"), (b"cookie", b"a=b")]


def answered(
    query: str, body: bytes, media_type: str, *, path: str = "/cases", status: int = 200, more: Any = ()
) -> tuple[Any, Any]:
    """The start of an answer as it is sent, and its body."""
    sent: list[Any] = []
    seen: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    async def run() -> None:
        asked: Any = {"method": "GET", "path": path, "query_string": query.encode(), "headers": [*ASKS]}
        scope, way = with_list_file(asked, send)
        if scope is not asked:
            assert scope["headers"] == ASKS[1:], "a list is read as it stands, not packed"
        seen.append(scope["query_string"])
        headers = [(b"content-type", media_type.encode()), (b"cache-control", b"no-store"), *more]
        await way({"type": "http.response.start", "status": status, "headers": headers})  # type: ignore[typeddict-item]
        half = len(body) // 2
        for part, goes_on in ((body[:half], True), (body[half:], False)):
            await way({"type": "http.response.body", "body": part, "more_body": goes_on})

    run_apart(run())
    return {"query": seen[0], "status": sent[0]["status"], **dict(sent[0]["headers"])}, b"".join(
        one["body"] for one in sent[1:]
    )


def test_a_table_is_its_columns_and_where_its_rows_lead() -> None:
    assert list_in(PAGE, "1") == (["Name", "Count", "Address"], [["A B", "=1+1", "/units/1"], ["C", "", ""]])


def test_another_list_is_what_leads_on_its_codes_and_what_is_said_beside_without_what_is_used_or_unseen() -> None:
    columns, rows = list_in(PAGE, "2") or ([], [])
    assert columns == ["What", "Code", "Details", "Address"]
    assert rows == [["Clinic", "42", "Error: – wrong", "/units/2"]]


def test_there_is_no_other_list() -> None:
    assert list_in(PAGE, "3") is None


def test_a_page_is_sent_as_the_file_that_is_wanted_with_nothing_that_runs() -> None:
    told, body = answered("as=csv&list=1", PAGE.encode(), "text/html; charset=utf-8")
    assert told[b"content-type"] == b"text/csv"
    assert told[b"content-disposition"] == b'attachment; filename="sor-cases.csv"'
    assert told[b"cache-control"] == b"no-store"
    assert told[b"content-length"] == str(len(body)).encode()
    assert body.decode("utf-8-sig").splitlines() == ["Name;Count;Address", "A B;'=1+1;/units/1", "C;;"]
    _, body = answered("as=xlsx", PAGE.encode(), "text/html")
    sheet: Any = load_workbook(BytesIO(body)).active
    assert [[cell.value for cell in row] for row in sheet] == [
        ["Name", "Count", "Address"], ["A B", "=1+1", "/units/1"], ["C", "", ""],
    ]  # fmt: skip
    assert sheet["B2"].data_type == "s"


def test_a_file_of_text_is_sent_as_a_workbook_of_the_same_rows_and_its_door_is_not_asked_for_one() -> None:
    text = spreadsheet_csv(("a", "b"), [("æ;ø", "1"), ("", "=x")])
    told, body = answered("region=1&as=xlsx", text, "text/csv", path="/edi.csv")
    sheet: Any = load_workbook(BytesIO(body)).active
    assert [[cell.value or "" for cell in row] for row in sheet] == [["a", "b"], ["æ;ø", "1"], ["", "'=x"]]
    assert (told["query"], told[b"content-disposition"]) == (b"region=1", b'attachment; filename="sor-edi.xlsx"')


@pytest.mark.parametrize(
    ("query", "media_type", "status", "path"),
    [
        ("as=csv", "text/html", 404, "/cases"),
        ("as=csv&list=9", "text/html", 200, "/cases"),
        ("as=pdf", "text/html", 200, "/cases"),
        ("as=csv", "application/json", 200, "/status"),
        ("as=xlsx", "text/html", 200, "/files/open"),
    ],
)
def test_what_is_no_list_is_sent_as_it_is(query: str, media_type: str, status: int, path: str) -> None:
    told, body = answered(query, PAGE.encode(), media_type, status=status, path=path)
    assert (told["status"], body) == (status, PAGE.encode())
    assert b"content-disposition" not in told


def test_what_comes_compressed_is_sent_as_it_is() -> None:
    _, body = answered(
        "as=csv", packed := gzip.compress(PAGE.encode()), "text/html", more=[(b"content-encoding", b"gzip")]
    )
    assert body == packed
