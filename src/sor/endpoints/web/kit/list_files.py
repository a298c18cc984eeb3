"""A list of a page as a file: whatever page is asked for with ``as=csv`` or ``as=xlsx`` is answered by the list that it
would show, all of its rows, and a CSV file asked for with ``as=xlsx`` by the same rows as a workbook.

The file is made of the page itself, so that what it holds is what a reader sees, and who may not see a page gets no
file of it.
"""

import csv
from collections.abc import Iterator, Sequence
from io import StringIO
from urllib.parse import parse_qsl, urlencode

from litestar.concurrency import sync_to_thread
from litestar.types import HTTPResponseStartEvent, HTTPScope, Message, Send
from lxml import html
from lxml.etree import _Element

from sor.endpoints.web.kit.labels import label
from sor.endpoints.web.kit.list_links import CHOSEN, NUMBERED
from sor.endpoints.web.kit.page_of_list import ASKED, CSV, MOST, XLSX
from sor.formats.tables import spreadsheet_csv, spreadsheet_xlsx

ELSEWHERE = ("/api/", "/files/", "/data/", "/static/")
"""Where nothing is a page with a list."""
OK, NOT_READ = 200, ("script", "form", "button")
APART = ("p", "br", "div", "ul", "ol", "li", "dl", "dt", "dd", "h2", "h3", "details", "summary")
"""Elements that stand on lines of their own."""

Table = tuple[Sequence[str], Sequence[Sequence[str]]]
"""A head and the rows below it."""


def with_list_file(scope: HTTPScope, send: Send) -> tuple[HTTPScope, Send]:
    """A request and the way to answer it; where it wants a list as a file, what comes is sent as one."""
    query = dict(parse_qsl(scope["query_string"].decode("latin-1")))
    form, path = query.get(ASKED, ""), scope["path"]
    if form not in (CSV, XLSX) or scope["method"] not in ("GET", "HEAD") or path.startswith(ELSEWHERE):
        return scope, send
    if path.endswith(f".{CSV}"):  # its own door knows no such parameter
        kept = urlencode([one for one in parse_qsl(scope["query_string"].decode("latin-1")) if one[0] != ASKED])
        scope = {**scope, "query_string": kept.encode("latin-1")}
    unpacked = [header for header in scope["headers"] if header[0] != b"accept-encoding"]
    scope = {**scope, "headers": unpacked}  # what is sent is made of what comes
    started: HTTPResponseStartEvent | None = None
    body = bytearray()

    async def send_message(message: Message) -> None:
        nonlocal started
        if message["type"] == "http.response.start":
            started = message
            return
        if message["type"] != "http.response.body" or started is None:
            await send(message)
            return
        body.extend(message["body"])
        if message["more_body"]:
            return
        told = {name.lower(): value for name, value in started["headers"]}
        made = None
        if started["status"] == OK and b"content-encoding" not in told:
            made = await sync_to_thread(_file, bytes(body), told.get(b"content-type", b""), form, query.get(CHOSEN, ""))
        if made is not None:
            told |= {
                b"content-type": made[1].encode(),
                b"content-length": str(len(made[0])).encode(),
                b"content-disposition": f'attachment; filename="{_name(path, form)}"'.encode(),
            }
            started["headers"] = [*told.items()]
        await send(started)
        message["body"] = bytes(body) if made is None else made[0]
        await send(message)

    return scope, send_message


def _file(body: bytes, media_type: bytes, form: str, number: str) -> tuple[bytes, str] | None:
    """What was answered, as a file and its media type; None where it is no list."""
    if media_type.startswith(b"text/html"):
        table = list_in(body.decode("utf-8"), number or "1")
    elif media_type.startswith(b"text/csv") and form == XLSX:
        rows = list(csv.reader(StringIO(body.decode("utf-8-sig"), newline=""), delimiter=";"))
        table = (rows[0], rows[1:]) if rows else None
    else:
        return None
    if table is None:
        return None
    if form == CSV:
        return spreadsheet_csv.spreadsheet_csv(*table), spreadsheet_csv.MEDIA_TYPE
    return spreadsheet_xlsx.spreadsheet_xlsx(*table), spreadsheet_xlsx.MEDIA_TYPE


def _name(path: str, form: str) -> str:
    """Of a file, by the address of its list."""
    words = path.removesuffix(f".{CSV}").strip("/").replace("/", "-")
    return f"sor-{''.join(c for c in words if c.isascii() and (c.isalnum() or c in '-_'))}.{form}"


def list_in(page: str, number: str) -> Table | None:
    """A list of a page by its number, as a table: what its columns say, or of other lists what leads on, what is said
    beside it, and where it leads. None where the page has no such list.
    """
    document = html.document_fromstring(page)
    found = next((one for one in document.iter("table", "ul", "ol") if one.get(NUMBERED) == number), None)
    if found is None:
        return None
    language = "en" if document.get("lang") == "en" else "da"
    is_cut = any(True for one in document.iter("a") if one.get("rel") == "next")
    if found.tag == "table":
        columns = [_text(cell) for cell in found.iterfind("thead/tr/*")]
        shown = [(row, [_text(cell) for cell in row]) for row in found.iterfind("tbody/tr")]
    else:
        columns = [label(f"list.{column}", language) for column in ("what", "code", "beside")]
        shown = [(item, list(_told_of(item))) for item in found.iterchildren("li")]
    width = len(columns)
    rows = [[*(cells + [""] * width)[:width], _leads_to(row)] for row, cells in shown]
    columns = [*columns, label("list.leads", language)]
    kept = len(columns) - 1 if found.tag == "table" else 1  # those are shown even where no row says anything in them
    said = [n for n in range(len(columns)) if n < kept or any(cells[n] for cells in rows)]
    table = [columns[n] for n in said], [[cells[n] for n in said] for cells in rows]
    if is_cut and len(rows) >= MOST:
        table[1].append([label("list.cut", language, most=MOST)])
    return table


def _is_not_read(one: _Element) -> bool:
    """Whether a part of a list is there to be used, or is seen by nobody."""
    return one.tag in NOT_READ or one.get("aria-hidden") == "true" or one.get("class") == "sr-only"


def _told_of(item: _Element) -> Iterator[str]:
    """What an item is named by, which is its first heading, link or stressed word; its codes; and the rest of it."""
    rest = _text(item)
    name = next((text for one in item.iter("h2", "h3", "a", "strong") if (text := _text(one))), rest)
    codes = [_text(code) for code in item.iter("code")]
    for told in (name, *codes):
        rest = rest.replace(told, "", 1)
    yield name
    yield " ".join(codes)
    yield " ".join(rest.split()).strip(":·–, ")


def _leads_to(row: _Element) -> str:
    """Where a row leads on this site, or by mail."""
    return next((href for one in row.iter("a") if (href := one.get("href", ""))), "")


def _text(element: _Element) -> str:
    """What is read in an element, in one line."""
    return " ".join("".join(_texts(element)).split())


def _texts(element: _Element) -> Iterator[str]:
    """The texts below an element, without what is there to be used, or is seen by nobody."""
    yield element.text or ""
    for one in element:
        apart = " " if one.tag in APART else ""
        yield apart
        if not _is_not_read(one):
            yield from _texts(one)
        yield apart + (one.tail or "")
