"""An owner pastes or uploads what their own system shows, and is told what differs from the register."""

import pytest
from lxml import html

from tests.endpoints.web.administration.conftest import token
from tests.endpoints.web.edit.conftest import Site
from tests.endpoints.web.login.conftest import Browser
from tests.endpoints.web.selfservice.conftest import CLINIC_OWNER, Owner

pytestmark = pytest.mark.slow
COMPARE = "/changed/compare"


def verdicts(page: str) -> dict[str, str]:
    return {
        one.get("data-sort"): one.get("data-verdict") for one in html.document_fromstring(page).xpath("//*[@data-sort]")
    }


def test_what_was_pasted_or_uploaded_is_compared_and_nothing_is_kept(site: Site, owner: Owner) -> None:
    browser: Browser = owner.browser
    assert COMPARE in browser.get("/changed").text
    form = browser.get(f"{COMPARE}?place={CLINIC_OWNER}").text
    cvr = site.register.at().unit(CLINIC_OWNER)["cvr"]
    mark = {"csrf": token(form), "place": CLINIC_OWNER}
    shown = f"Lægehuset Havneparken\nCVR {cvr}\nTelefon 11 22 33 44\n"
    serial = site.register.serial()
    for answer in (
        browser.post(COMPARE, data=mark | {"text": shown}),
        browser.post(COMPARE, data=mark, files={"file": ("vist.txt", shown.encode("cp1252"), "text/plain")}),
    ):
        assert answer.status_code == 200
        found = verdicts(answer.text)
        assert (found["name"], found["cvr"], found["phone"], found["number"]) == ("same", "same", "other", "lacks")
        assert "Jeres system viser 11223344." in answer.text
        assert "what=contact" in answer.text
        assert "1 oplysning er anderledes" in answer.text
    assert site.register.serial() == serial
    for wrong in (
        {"data": mark | {"text": " "}},
        {"data": mark, "files": {"file": ("x.pdf", b"%PDF\x00", "text/plain")}},
    ):
        answer = browser.post(COMPARE, **wrong)
        assert answer.status_code == 422
        assert html.document_fromstring(answer.text).xpath("//section[@class='error-summary']//a/@href") == ["#text"]
    assert browser.post(COMPARE, data=mark | {"place": "90000001000016001", "text": "x"}).status_code == 403
