"""The SHAK tree at any date with the SOR units beside it, searched by code and text; what comes instead of a code."""

from typing import NamedTuple

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath

from sor.core.day import write_day
from sor.endpoints.http.problem import Problem, Sentence
from sor.endpoints.http.request import HttpRequest
from sor.endpoints.web.kit.page import page
from sor.endpoints.web.kit.page_of_list import page_of_list
from sor.endpoints.web.kit.site import Site
from sor.endpoints.web.kit.visit import Visit
from sor.reading.mapping import write_identifier
from sor.reading.shak_successors import shak_successors
from sor.reading.shak_texts import shak_codes_found
from sor.reading.shak_worklist import ABOVE, OF_A_HOSPITAL
from sor.reading.snapshot import Snapshot, Summary

ADDRESSES = ("/shak", "/shak/{code}")
SHOWN = 50
MOST_FOUND = 200
LONGEST_SEARCH = 100


class ShakLine(NamedTuple):
    """A SHAK code with the units that carry it on the day."""

    code: str
    name: str
    units: list[Summary]


@get("/shak", sync_to_thread=True, include_in_schema=False)
def shak_page(request: HttpRequest, site: NamedDependency[Site], visit: NamedDependency[Visit]) -> Response[str]:
    """The hospitals of SHAK, or the codes that are found."""
    snapshot, sought = site.register.at(visit.at), request.query_params.get("q", "").strip()[:LONGEST_SEARCH]
    if sought:
        texts = dict(snapshot.shak_codes())
        found = [(code, texts[code]) for code in shak_codes_found(snapshot, sought, MOST_FOUND)]
    else:
        found = [(code, name) for code, name in snapshot.shak_codes() if len(code) == OF_A_HOSPITAL]
    shown_page = page_of_list(request.query_params, SHOWN)
    last_day = site.register.last_day_of_shak(site.shak_end)
    return page(
        "shak.html", visit, sought=sought, total=len(found), is_cut=bool(sought) and len(found) == MOST_FOUND,
        lines=_beside(snapshot, shown_page.cut(found)),
        following=shown_page.following(len(found)),
        last_day="" if last_day is None else write_day(last_day),
    )  # fmt: skip


@get("/shak/{code:str}", sync_to_thread=True, include_in_schema=False)
def shak_code_page(code: FromPath[str], site: NamedDependency[Site], visit: NamedDependency[Visit]) -> Response[str]:
    """A SHAK code with those above and below it, its units, and what comes instead of it."""
    snapshot = site.register.at(visit.at)
    asked = write_identifier(code)
    instead = shak_successors(snapshot, asked)
    if instead is None:
        raise Problem("unknown", Sentence(
            "code", f"Registret kender ingen SHAK-kode {asked[:20]}.", f"The register knows no SHAK code {asked[:20]}.",
        ))  # fmt: skip
    asked = instead["shak"]
    texts = dict(snapshot.shak_codes())
    above = [asked[:length] for length in _lengths_above(len(asked))]
    below = [(one, name) for one, name in texts.items() if one[: ABOVE.get(len(one), 0)] == asked]
    return page(
        "shak_code.html", visit, code=asked, instead=instead, facts=snapshot.shak_code(asked),
        line=_beside(snapshot, [(asked, texts.get(asked, instead["name"] or ""))])[0],
        above=[(one, texts.get(one, "")) for one in above], below=_beside(snapshot, below),
        carriers=snapshot.summaries([via for one in instead["units"] for via in one["via"]]),
    )  # fmt: skip


def _lengths_above(length: int) -> list[int]:
    found: list[int] = []
    while length in ABOVE:
        length = ABOVE[length]
        found.insert(0, length)
    return found


def _beside(snapshot: Snapshot, found: list[tuple[str, str]]) -> list[ShakLine]:
    held = {code: snapshot.holders("shak", code) for code, _ in found}
    units = snapshot.summaries(sorted({unit for those in held.values() for unit in those}))
    return [ShakLine(code, name, [units[one] for one in held[code] if one in units]) for code, name in found]
