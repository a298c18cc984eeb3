"""A tree's sheet in the hands of whoever keeps it: taken, edited as people do, and sent in again."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

import httpx
import openpyxl
import pytest
from lxml import html

from tests.endpoints.web.administration.conftest import token
from tests.endpoints.web.edit.conftest import Site, fields_of, place_of, site, ward
from tests.endpoints.web.login.conftest import Browser

__all__ = ["Site", "site", "ward"]
REGION = "region-1082"
Edit = Callable[[Any], None]


class Workbook:
    """A sheet as a person sees it. ``units``: the first one, of openpyxl."""

    def __init__(self, content: bytes) -> None:
        self.book = openpyxl.load_workbook(BytesIO(content))
        self.units = self.book.worksheets[0]
        self.columns = {str(cell.value): cell.column for cell in self.units[1]}

    @property
    def codes(self) -> list[str]:
        return [str(row[0].value) for row in self.units.iter_rows(min_row=2)]

    def row_of(self, code: str) -> int:
        return self.codes.index(code) + 2

    def cell(self, code: str, column: str) -> Any:
        return self.units.cell(self.row_of(code), self.columns[column])

    def saved(self) -> bytes:
        out = BytesIO()
        self.book.save(out)
        return out.getvalue()


def take(browser: Browser, tree: str) -> Workbook:
    answer = browser.get(f"/sheets/{tree}.xlsx")
    assert answer.status_code == 200
    return Workbook(answer.content)


def send(browser: Browser, content: bytes, day: str = "", **fields: str) -> httpx.Response:
    """The upload form as a browser sends it."""
    page = browser.get("/sheets").text
    day = day or str(html.document_fromstring(page).xpath("//input[@name='from']/@value")[0])
    form = {"csrf": token(page), "from": day, "action": "preview"} | fields
    return browser.post("/sheets", data=form, files={"file": ("ark.xlsx", content)})


def fields_of_saving(preview: httpx.Response) -> dict[str, str]:
    """What the form of a preview would send."""
    forms = html.document_fromstring(preview.text).iter("form")
    (form,) = [one for one in forms if one.xpath(".//button[@value='save']")]
    return dict(form.form_values())


def save(browser: Browser, preview: httpx.Response) -> httpx.Response:
    """The form of a preview, sent with its button."""
    return browser.post("/sheets", data=fields_of_saving(preview) | {"action": "save"})


def told(answer: httpx.Response) -> dict[str, str]:
    """What is said, by the cell at which it is."""
    items = html.document_fromstring(answer.text).xpath("//section[@role='alert']//li")
    said = [" ".join(one.text_content().split()).partition(": ") for one in items]
    return {cell: text for cell, _, text in said}


def returned(browser: Browser, answer: httpx.Response) -> Workbook:
    (link,) = html.document_fromstring(answer.text).xpath("//section[@role='alert']//a[contains(@href, '.xlsx')]/@href")
    return Workbook(browser.get(str(link)).content)


@pytest.fixture
def keeper(site: Site) -> Browser:
    """The region's browser."""
    return site.of(REGION)


__all__ += ["fields_of", "place_of"]
