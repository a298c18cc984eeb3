"""The documents that come with the program, as pages: written in Markdown, linked with each other, with their pictures.

A checkout shows its own documents; a package brings a copy along (``tools/build_backend.py``). Nothing is served but
what the list at the start names, so no address leads out of it.
"""

import re
from collections.abc import Sequence
from functools import cache
from itertools import pairwise
from pathlib import Path
from posixpath import dirname, join, normpath
from typing import NamedTuple

from markdown_it import MarkdownIt
from markdown_it.token import Token

KEPT = Path(__file__).parent / "kept"
CHECKOUT = Path(__file__).parents[5]
IS_CHECKOUT = (CHECKOUT / "docs/guide").is_dir() and (CHECKOUT / "pyproject.toml").is_file()
ROOT = CHECKOUT if IS_CHECKOUT else KEPT

TEXTS = ("docs/*.md", "docs/guide/*.md", "docs/readers/*.md", "docs/decisions/*.md", "GLOSSARY.md", "RULES.md",
         "SECURITY.md", "CHANGELOG.md")  # fmt: skip
FILES = {"docs/images/*.png": "image/png", "docs/examples/*.mjs": "text/javascript",
         "docs/notebooks/*.ipynb": "application/x-ipynb+json"}  # fmt: skip
DANISH = frozenset({"guide/self-service"})
"""Guides that are written in Danish, with an English one beside them; the others are English, many with a section in
Danish.
"""

READERS = ("clinic", "municipality", "region", "vendor", "operator")
ELSEWHERE = re.compile(r"[a-z]+:|//", re.IGNORECASE)


class Rendered(NamedTuple):
    """A document as HTML. language: in which it is written."""

    title: str
    html: str
    language: str


@cache
def places() -> dict[str, Path]:
    """Every document's file by its address below ``/docs/``: ``guide/rest``, ``glossary``, ``readers/clinic.da``."""
    return {_place(str(file.relative_to(ROOT))): file for pattern in TEXTS for file in sorted(ROOT.glob(pattern))}


@cache
def files() -> dict[str, tuple[Path, str]]:
    """Pictures and the like by their address below ``/docs/``, with their media type."""
    return {
        str(file.relative_to(ROOT / "docs")): (file, kind)
        for pattern, kind in FILES.items()
        for file in sorted(ROOT.glob(pattern))
    }


class Guide(NamedTuple):
    """A guide as it is listed. language: in which it is read there."""

    place: str
    title: str
    language: str


def guides(language: str) -> list[Guide]:
    """Every guide once, by its title in the language as far as it is written in that."""
    listed = [place for place in places() if place.startswith("guide/") and not place.endswith((".da", ".en"))]
    found = [
        Guide(place, read_title(own), written_in(own)) for place in listed if (own := find_spoken(place, language))
    ]
    return sorted(found, key=lambda guide: guide.title.casefold())


def find_spoken(place: str, language: str) -> str:
    """Where a document stands in a language: beside it with the language in its name, or itself."""
    own = f"{place}.{language}"
    return own if own in places() else place


def written_in(place: str) -> str:
    """The language of a document."""
    return "da" if place in DANISH or place.endswith(".da") else "en"


@cache
def read_title(place: str) -> str:
    """What a document is called. Raises KeyError for one that there is not."""
    first = places()[place].read_text("utf-8").split("\n", 1)[0]
    return first.lstrip("# ").strip()


@cache
def render_document(place: str, language: str) -> Rendered:
    """A document for a reader of a language: links lead to pages of that language. Raises KeyError, as above."""
    source = places()[place].read_text("utf-8")
    tokens = _markdown().parse(source)
    _name_headings(tokens)
    _fit(tokens, place, language)
    html = _markdown().renderer.render(tokens, _markdown().options, {})
    return Rendered(read_title(place), str(html).replace("<pre>", '<pre tabindex="0">'), written_in(place))


def link_of(place: str, target: str, language: str) -> str | None:
    """Where a link that stands in a document leads on this site; None when that is not served."""
    if not target or target.startswith("#") or ELSEWHERE.match(target):
        return target
    path, _, anchor = target.partition("#")
    found = normpath(join(dirname(_file_of(place)), path))
    if found.startswith("docs/") and found.removeprefix("docs/") in files():
        return f"/docs/{found.removeprefix('docs/')}"
    if _place(found) not in places():
        return None
    return f"/docs/{_place(found)}{'?lang=en' if language == 'en' else ''}{'#' + anchor if anchor else ''}"


@cache
def _markdown() -> MarkdownIt:
    """CommonMark with tables; HTML in a document is shown as it is written."""
    return MarkdownIt("commonmark", {"html": False}).enable("table")


def _place(file: str) -> str:
    name = file.removesuffix(".md")
    return name.removeprefix("docs/") if "/" in name else name.lower()


def _file_of(place: str) -> str:
    return str(places()[place].relative_to(ROOT))


def _name_headings(tokens: Sequence[Token]) -> None:
    """Headings can be linked to, by the names under which the documents link to them."""
    taken: dict[str, int] = {}
    for heading, text in pairwise(tokens):
        if heading.type != "heading_open":
            continue
        plain = "".join(child.content for child in text.children or () if child.type in ("text", "code_inline"))
        name = re.sub(r"[^\w\- ]", "", plain.lower()).replace(" ", "-")
        taken[name] = taken.get(name, -1) + 1
        heading.attrSet("id", name if not taken[name] else f"{name}-{taken[name]}")


def _fit(tokens: list[Token], place: str, language: str) -> None:
    """Links and pictures lead to what is served; wide things scroll in themselves, by keys too; no style stands in the
    page; a head cell without a word heads nothing.
    """
    for opening, text, closing in zip(tokens, tokens[1:], tokens[2:], strict=False):
        if opening.type == "th_open" and not text.content:
            opening.tag = closing.tag = "td"
    for token in tokens:
        if token.type in ("th_open", "td_open") and "style" in token.attrs:
            token.attrs = {"class": "number"} if "right" in str(token.attrs["style"]) else {}
        if token.type == "table_open":
            token.attrSet("class", "doc-table")
            token.attrSet("tabindex", "0")
        _fit_links(token.children or [], place, language)


def _fit_links(children: list[Token], place: str, language: str) -> None:
    is_dead = False
    for child in children:
        if child.type == "link_open":
            led = link_of(place, str(child.attrGet("href") or ""), language)
            is_dead = led is None
            if led is None:
                child.tag, child.attrs = "span", {}
            else:
                child.attrSet("href", led)
        elif child.type == "link_close" and is_dead:
            child.tag, is_dead = "span", False
        elif child.type == "image":
            child.attrSet("src", link_of(place, str(child.attrGet("src") or ""), language) or "")
            child.attrSet("loading", "lazy")
