"""The guides as pages: every link and picture in them leads somewhere, and each reader is led to what concerns them."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from sor.endpoints.web.guides.documents import READERS, ROOT, files, guides, link_of, places, render_document

READ_ALONE = [place for place in places() if place.startswith(("guide/", "readers/"))]
LINK = re.compile(r"\]\(([^)\s]+)\)")


class Links(HTMLParser):
    """Where a page leads, what it shows, and what can be led to."""

    def __init__(self) -> None:
        super().__init__()
        self.led: list[str] = []
        self.ids: set[str] = set()
        self.styles: list[str] = []
        self.heads: list[str] = []
        self.is_head = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        self.led += [value for name, value in attrs if name in ("href", "src") and value]
        self.ids |= {str(said["id"])} if said.get("id") else set()
        self.styles += [tag] if "style" in said or tag in ("script", "style") else []
        self.is_head = tag == "th" or (self.is_head and tag not in ("td", "tr"))
        self.heads += [""] if tag == "th" else []

    def handle_data(self, data: str) -> None:
        if self.is_head:
            self.heads[-1] += data.strip()


def links(place: str, language: str = "da") -> Links:
    found = Links()
    found.feed(render_document(place, language).html)
    return found


@pytest.mark.parametrize("place", READ_ALONE)
def test_every_link_and_picture_leads_somewhere(place: str) -> None:
    written = LINK.findall(places()[place].read_text("utf-8"))
    assert [target for target in written if link_of(place, target, "da") is None] == []
    page = links(place)
    assert page.styles == [], "the policy of the pages lets no style stand in them"
    for led in page.led:
        path, _, anchor = led.partition("#")
        if not led.startswith("/docs/"):
            assert led.startswith(("#", "http://", "https://", "mailto:")), led
            assert led[1:] in page.ids or not led.startswith("#"), led
            continue
        other = path.removeprefix("/docs/")
        assert other in files() or other in places(), led
        assert not anchor or anchor in links(other).ids, led


@pytest.mark.parametrize("place", places())
def test_no_head_of_a_table_is_without_a_word(place: str) -> None:
    assert "" not in links(place).heads


def test_only_the_cells_that_head_nothing_are_plain_ones() -> None:
    assert "<td></td>\n<th>check</th>\n<th>code</th>" in render_document("guide/dgws", "da").html


@pytest.mark.parametrize("language", ["da", "en"])
def test_the_readers_together_are_led_to_every_guide_in_their_language(language: str) -> None:
    led = {one for reader in READERS for one in links(f"readers/{reader}.{language}", language).led}
    asked = "?lang=en" if language == "en" else ""
    assert {f"/docs/{place}{asked}" for place, *_ in guides(language)} - led == set()


def test_each_guide_is_listed_once_in_the_language_as_far_as_it_is_written_in_that() -> None:
    danish, english = ({guide.place: guide for guide in guides(language)} for language in ("da", "en"))
    assert danish.keys() == english.keys()
    assert {place.removesuffix(".en") for place in places() if place.startswith("guide/")} == danish.keys()
    assert (danish["guide/self-service"].title, danish["guide/self-service"].language) == (
        "Selvbetjening for klinikker", "da",
    )  # fmt: skip
    assert (english["guide/self-service"].title, english["guide/self-service"].language) == (
        "Self-service for clinics", "en",
    )  # fmt: skip
    assert {guide.language for guide in english.values()} == {"en"}


def test_both_languages_lead_a_reader_to_the_same() -> None:
    for reader in READERS:
        danish, english = (LINK.findall(places()[f"readers/{reader}.{language}"].read_text("utf-8")) for language in
                           ("da", "en"))  # fmt: skip
        assert danish == english


def test_what_looks_like_html_is_shown_and_not_done(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    file = tmp_path / "x.md"
    file.write_text("# <b>A</b>\n\n<script>alert(1)</script> [x](javascript:alert(1)) [y](../../pyproject.toml)\n")
    monkeypatch.setitem(places(), "guide/rest", file)
    monkeypatch.setattr("sor.endpoints.web.guides.documents._file_of", lambda place: "docs/guide/rest.md")
    html = render_document.__wrapped__("guide/rest", "da").html
    assert "&lt;script&gt;" in html
    assert "<script" not in html
    assert 'href="javascript' not in html
    assert "pyproject.toml" not in html
    assert ROOT.joinpath("docs").is_dir()
