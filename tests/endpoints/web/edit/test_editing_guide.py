"""The guide of editing: its table names each page that changes a unit and no other, and each answers as it says."""

import re
from pathlib import Path

import pytest

from sor.endpoints.web import edit
from tests.endpoints.web.edit.conftest import REGION, Site

GUIDE = (Path(__file__).parents[4] / "docs/guide/editing.md").read_text("utf-8")
PAGES = re.findall(r"^\| `(/[^`?]+)[^`]*` \|", GUIDE.partition("| page | asks |")[2].partition("\n\n")[0], re.MULTILINE)


def test_it_has_a_row_for_each_page() -> None:
    forms = {
        re.sub(r"\{[a-z]+\}", lambda found: found[0].strip("{}").upper(), address)
        for address in edit.ADDRESSES
        if address.startswith(("/units/", "/entries/"))
    }
    assert {page for page in PAGES if "/entries/" not in page} == {one for one in forms if "/entries/" not in one}
    assert {page.rpartition("/")[2] for page in PAGES if "/entries/" in page} == {"withdraw", "reschedule", "undo"}


@pytest.mark.parametrize("page", [page for page in PAGES if page.startswith("/units/")])
def test_each_page_answers_who_may_and_sends_everybody_else_to_sign_in(site: Site, ward: str, page: str) -> None:
    address = page.replace("CODE", ward) + (f"?parent={ward}" if page.endswith("/new") else "")
    assert site.of(REGION).get(address).status_code == 200
    asked = site.reader().get(address)
    assert (asked.status_code, asked.headers["location"].partition("?")[0]) == (303, "/login")
