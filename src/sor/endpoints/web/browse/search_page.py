"""The front page: search as you type, a plain form where there is no script."""

from functools import partial

from litestar import Response, get
from litestar.di import NamedDependency

from sor.core.as_of import AsOf
from sor.core.shapes import Fields
from sor.endpoints.http.packing import pack_at_first
from sor.endpoints.http.request import HttpRequest
from sor.endpoints.web.browse.asking import clarify_question, find_hits
from sor.endpoints.web.browse.facets_view import facets
from sor.endpoints.web.browse.hits_map import dots
from sor.endpoints.web.browse.overview import overview
from sor.endpoints.web.browse.search_question import PAGE_SIZE, SearchQuestion, read_question
from sor.endpoints.web.browse.search_view import HitView, hit_view, paging
from sor.endpoints.web.kit.names import Names
from sor.endpoints.web.kit.page import page
from sor.endpoints.web.kit.site import Site
from sor.endpoints.web.kit.standing import day_shown
from sor.endpoints.web.kit.visit import Visit
from sor.reading.snapshot import Snapshot
from sor.register import Register
from sor.search.index import Hit

EXAMPLE_SYSTEMS = ("provider_identifier", "shak", "location_number")


@get("/", sync_to_thread=True, include_in_schema=False, middleware=[pack_at_first])
def search_page(request: HttpRequest, site: NamedDependency[Site], visit: NamedDependency[Visit]) -> Response[str]:
    """The search form with its hits; for a script only what changes."""
    question = read_question(request.query_params)
    snapshot = site.register.at(visit.at)
    names = Names(snapshot.codes, visit.at.valid, visit.language)
    asked = clarify_question(site, visit, question)
    context: Fields = {
        "question": asked.question, "hits": [], "paging": None, "examples": [], "named": asked.named, "not_found": (),
        "facets": [], "dots": [], "overview": None, "knows_near": asked.near is not None,
    }  # fmt: skip
    if question.asks_nothing:
        context["total"] = site.search.search("", visit.at, limit=1).total
        context["examples"] = examples(snapshot)
        context["overview"] = overview(site, visit, names)
    else:
        found = find_hits(site, visit, asked, PAGE_SIZE, question.offset, counting=True, together=True)
        hits = [view for hit in found.page if (view := shown_hit(site.register, hit, question, names, visit))]
        context["hits"] = hits
        context["not_found"] = found.not_found
        context["paging"] = place = paging(question, found.total, len(found.page))
        context["dots"] = dots(found.places, [(hit.code, hit.name) for hit in hits], place.first)
        context["facets"] = facets(
            found.counts,
            asked.question,
            names,
            partial(_name_of, snapshot),
            lambda level: visit.text(f"level.{level}.name"),
        )
    if request.headers.get("hx-request") == "true" and "hx-history-restore-request" not in request.headers:
        return page("search_results.html", visit, **context)
    return page("search.html", visit, choices=choices(names), **context)


def _name_of(snapshot: Snapshot, code: str) -> str:
    found = snapshot.summary(code)
    return (found and found.get("name")) or code


def shown_hit(register: Register, hit: Hit, question: SearchQuestion, names: Names, visit: Visit) -> HitView | None:
    """A hit with its path; the path of a unit that is not open is that of the day it last (or first) was."""
    snapshot = register.at(visit.at)
    unit = snapshot.unit(hit.key)
    if unit is None:
        return None
    then = snapshot if unit["open"] else register.at(AsOf(day_shown(unit, visit.at.valid), visit.at.known))
    together = [one for code in hit.together if (one := snapshot.summary(code)) is not None]
    return hit_view(unit, then.ancestors(hit.key), question.text, names, visit, hit, together)


def choices(names: Names) -> dict[str, list[tuple[str, str]]]:
    """What the filters offer on the asked day."""
    return {
        "type": names.choices("entity_type"),
        "region": names.choices("region"),
        "municipality": names.choices("municipality"),
        "health_council": names.choices("health_council"),
        "speciality": names.choices("speciality"),
    }


def examples(snapshot: Snapshot) -> list[tuple[str, str]]:
    """Searches that find something in this register: (what it is, what to type)."""
    found = [(system, value) for system in EXAMPLE_SYSTEMS if (value := snapshot.example(system))]
    holder = next((code for system, value in found for code in snapshot.holders(system, value)), None)
    unit = snapshot.unit(holder) if holder else None
    if unit is None:
        return found
    visited = unit.get("visiting_address")
    town = (visited and visited["district"]) or ""
    named = unit["name"] if town in unit["name"] else f"{unit['name']} {town}"
    return [("name", named), *found, ("code", unit["code"])]
