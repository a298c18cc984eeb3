"""Every page: its headers, its frame, nothing from outside, nothing inline."""

import re

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from sor.endpoints.web.kit.page import environment
from sor.settings import SupportContact
from tests.endpoints.web.small_register import HOSPITAL, HOSTILE, PRACTICE_PROVIDER, UNKNOWN

ADDRESSES = [
    "/",
    "/?q=læge",
    f"/units/{PRACTICE_PROVIDER}",
    f"/units/{HOSTILE}",
    f"/tree/{HOSPITAL}",
    f"/units/{UNKNOWN}",
]


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_page_loads_nothing_from_elsewhere_and_runs_nothing_inline(
    client: TestClient[Litestar], address: str
) -> None:
    answer = client.get(address)
    assert "script-src 'self'" in answer.headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert re.findall(r"<script(?![^>]*\ssrc=)|\son[a-z]+=|\sstyle=|<style", answer.text) == []
    loaded = re.findall(r'<(?:script|link|img)[^>]*\s(?:src|href)="([^"]*)"', answer.text)
    assert [source for source in loaded if not source.startswith(("/static/", "/map.svg"))] == []


def test_every_answer_names_its_serial(client: TestClient[Litestar]) -> None:
    assert client.get("/").headers["SOR-Serial"] == "2"
    assert client.get("/?known=@1").headers["SOR-Serial"] == "1"


def test_the_frame_says_role_serial_day_and_that_it_is_a_demo(client: TestClient[Litestar]) -> None:
    text = client.get("/").text
    assert "Master: registret ændres her" in text
    assert "Løbenummer 2" in text
    assert "Registret er opdateret til og med 21. november 2026" in text
    assert "Demoregister: enheder og navne er opdigtede." in text


def test_a_traveller_is_told_so_and_shown_the_way_back(client: TestClient[Litestar]) -> None:
    past = client.get("/?valid=2020-01-01").text
    assert "Du ser registret, som det var 1. januar 2020." in past
    assert '<a href="/">Tilbage til i dag</a>' in past
    assert "Du ser registret, som det efter planen er 1. januar 2030." in client.get("/?valid=2030-01-01").text
    known = client.get("/?known=@1").text
    assert "Som det var kendt ved løbenummer 1 (21. november 2026 kl. 12.00)." in known
    assert "Tilbage til i dag" not in client.get("/").text


@pytest.mark.parametrize(("language", "hours"), [("da", "hverdage kl. 9-15"), ("en", "weekdays 9:00-15:00")])
def test_the_hours_of_the_support_are_told_in_the_language_of_the_page(language: str, hours: str) -> None:
    both = SupportContact("technical", hours="hverdage kl. 9-15", hours_en="weekdays 9:00-15:00")
    danish = SupportContact("professional", hours="kl. 10")
    text = environment.get_template("support.html").render(support=(both, danish), t=str, language=language)
    assert re.findall(r" · ([^<]+)", text) == [hours, "kl. 10"]
