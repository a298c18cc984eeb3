"""Every list of a page is offered as a file: a line before it with its CSV, its XLSX and the way to print.

The layout lays this over what a page shows. A list is a table with a head, or an element with one of the classes
CLASSES; one with ``data-no-file`` is left out: it tells what was wrong with a form that was sent, and no address shows
it again. One that has a file of its own names it in ``data-file``. A file that is no list of the page is linked
with ``data-csv`` and offered as a workbook too.
"""

import re
from html import unescape

from markupsafe import Markup, escape

from sor.endpoints.web.kit.page_of_list import ASKED, CSV, XLSX
from sor.endpoints.web.kit.visit import Visit

NUMBERED, CHOSEN = "data-list", "list"
"""The attribute that numbers the lists of a page, and the parameter that names one."""
CLASSES = ("draft-list", "hits recipients")
PROSE = '<article class="doc"'
"""A guide: its tables are part of a text."""

_LIST = re.compile(
    r'(?P<around><div class="(?:scroll|table-wide|table-scroll)"[^>]*>\s*)?'
    rf'(?P<tag><(?:table|[uo]l(?= class="(?:{"|".join(CLASSES)})")))(?P<rest>[^>]*>)'
)
_CSV = re.compile(r'<a data-csv href="(?P<address>[^"]*)">(?P<text>.*?)</a>', re.DOTALL)
_OWN = re.compile(r' data-file="([^"]*)"')


def offer_lists(shown: str, visit: Visit) -> Markup:
    """What a page shows, with the files of each of its lists. Those of a file are numbered, and nothing else."""
    if PROSE in shown:
        return Markup(shown)  # noqa: S704 (rendered by a template)
    count = 0

    def offer_link(found: re.Match[str]) -> str:
        nonlocal count
        rest = found["rest"]
        if " data-no-file" in rest:
            return found[0]
        count += 1
        own = _OWN.search(rest)
        line = _links(visit, count, unescape(own[1]) if own else "")
        return f'{line}{found["around"] or ""}{found["tag"]} {NUMBERED}="{count}"{_OWN.sub("", rest)}'

    return Markup(_CSV.sub(_with_workbook, _LIST.sub(offer_link, shown)))  # noqa: S704 (rendered by a template)


def _links(visit: Visit, number: int, own: str) -> Markup:
    """own: the address of the list's own CSV file."""
    if own:
        addresses = own, _as_workbook(own)
    else:
        addresses = (
            visit.here(**{ASKED: CSV, CHOSEN: number, "first": None}),
            visit.here(**{ASKED: XLSX, CHOSEN: number, "first": None}),
        )
    links = Markup(" · ").join(
        Markup('<a href="{}" rel="nofollow">{}</a>').format(address, name)
        for address, name in zip(addresses, ("CSV", "XLSX"), strict=True)
    )
    shown = Markup('<p class="downloads">{} {}').format(visit.text("search.download"), links)
    if number == 1:
        shown += Markup(' <button type="button" class="copy" data-print hidden>{}</button>').format(
            escape(visit.text("search.print"))
        )
    return shown + Markup("</p>\n")


def _with_workbook(found: re.Match[str]) -> str:
    """A link to a CSV file (marked ``data-csv``) with one to the same rows as a workbook after it."""
    beside = re.search(r'<span class="sr-only">.*?</span>', found["text"])
    workbook = Markup('<a href="{}" rel="nofollow">XLSX').format(_as_workbook(unescape(found["address"])))
    return f'<a href="{found["address"]}">{found["text"]}</a> · {workbook}{beside[0] if beside else ""}</a>'


def _as_workbook(address: str) -> str:
    return f"{address}{'&' if '?' in address else '?'}{ASKED}={XLSX}"
