"""Units that are named in a field by what people know of them: a name, a SOR code, or a suggestion that was picked."""

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from litestar import Response, get
from litestar.di import NamedDependency

from sor.core.identifiers import tidy_asked
from sor.core.levels import read_level
from sor.endpoints.http.request import HttpRequest
from sor.endpoints.web.kit.page import page
from sor.endpoints.web.kit.site import Site
from sor.endpoints.web.kit.visit import Visit
from sor.reading.snapshot import Summary
from sor.search.text import plain

SUGGEST = "/suggest"
FIELDS = ("q", "owner", "operator", "sender", "receiver", "near")
LONGEST, MOST = 200, 8
PARTED = " · "
"""Between the name and the code of a suggestion."""

_CODE = re.compile(r"[0-9]+")


class UnitInField(NamedTuple):
    """What a field names. code: empty when nobody knows which. field: what stands in it when it is shown again. others:
    the units that may have been meant.
    """

    code: str
    name: str
    field: str
    others: Sequence[Summary] = ()


def named_unit(site: Site, visit: Visit, typed: str, level: str | None = None) -> UnitInField:
    """The unit that a text names: by its code, or by its name where one alone bears it or nothing else is found."""
    text = typed.strip()[:LONGEST]
    snapshot = site.register.at(visit.at)
    code = _code_in(text)
    if code or not text:
        unit = snapshot.unit(code) if code else None
        name = (unit.get("name") or code) if unit else ""
        return UnitInField(code, name, f"{name}{PARTED}{code}" if name else text)
    known = find_named(site, visit, text, level)
    alike = [one for one in known if plain(one.get("name") or "") == plain(text)] or known
    if len(alike) == 1:
        one = alike[0]
        name = one.get("name") or one["code"]
        return UnitInField(one["code"], name, f"{name}{PARTED}{one['code']}")
    return UnitInField("", "", text, known)


def _code_in(text: str) -> str:
    """The SOR code of a text that is one, or a suggestion that ends with one."""
    last = text.rpartition(PARTED)[2] if PARTED in text else text
    code = tidy_asked(last)
    return code if _CODE.fullmatch(code) else ""


@get(SUGGEST, sync_to_thread=True, include_in_schema=False)
def suggestions(request: HttpRequest, site: NamedDependency[Site], visit: NamedDependency[Visit]) -> Response[str]:
    """Units whose names fit what has been typed so far, as the options of a field."""
    query: Mapping[str, str] = request.query_params
    text = next((query[name] for name in FIELDS if query.get(name, "").strip()), "").strip()[:LONGEST]
    level = read_level(query.get("of", ""))
    known = find_named(site, visit, text, level) if len(text) > 1 else []
    return page("suggestions.html", visit, units=known, parted=PARTED)


def find_named(site: Site, visit: Visit, text: str, level: str | None) -> list[Summary]:
    """The open units that a name may mean, best first; of a small tree of one name the institution alone."""
    found = site.search.search_around(
        text, visit.at, limit=MOST, offset=0, open=True, near=None, counting=False, together=True, level=level
    )
    snapshot = site.register.at(visit.at)
    return [summary for hit in found.page if (summary := snapshot.summary(hit.key)) is not None]
