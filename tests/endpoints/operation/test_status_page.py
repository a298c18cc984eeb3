"""``/status``: a page for people, JSON for programs, by what is asked for."""

from pathlib import Path

import pytest
from litestar.testing import TestClient

from sor.endpoints.app import app
from sor.endpoints.operation.status_page import wants_page
from sor.settings import read_settings
from sor.store.database import Database
from tests.endpoints.rest.clinics import clinics
from tests.endpoints.servers import TRIED

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


@pytest.mark.parametrize(
    ("accept", "page"),
    [
        (BROWSER, True), ("text/html", True), ("", False), ("*/*", False), ("application/json", False),
        ("application/json, text/html;q=0.9", False), ("text/html;q=0.9, application/json;q=0.1", True),
        ("text/html, application/json", False), ("text/html;q=x", True),
    ],
)  # fmt: skip
def test_a_browser_asks_for_html_and_programs_do_not(accept: str, page: bool) -> None:
    assert wants_page(accept) is page


def test_people_see_a_page_in_their_language_and_programs_json(tmp_path: Path) -> None:
    register = clinics(Database(f"sqlite:///{tmp_path}/sor.db"))
    with TestClient(app(register, read_settings(TRIED))) as client:
        told = client.get("/status")
        assert told.json()["mode"] == "demo"
        assert "Accept" in told.headers["vary"]
        page = client.get("/status", headers={"Accept": BROWSER})
        assert "<h1>Driftsstatus</h1>" in page.text
        assert "Alt kører" in page.text
        assert "Accept" in page.headers["vary"]
        english = client.get("/status", headers={"Accept": BROWSER, "Accept-Language": "en-GB"})
        assert "<h1>Status</h1>" in english.text
        assert "<h1>Status</h1>" in client.get("/status?lang=en", headers={"Accept": BROWSER}).text
        assert client.get("/status?x=1", headers={"Accept": BROWSER}).status_code == 400
