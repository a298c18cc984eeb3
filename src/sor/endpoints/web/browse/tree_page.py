"""The tree: administrative, opened branch by branch, or by clinical-administrative level."""

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath

from sor.core.shapes import Fields
from sor.endpoints.http.request import HttpRequest
from sor.endpoints.web.browse.level_view import level_groups
from sor.endpoints.web.browse.unit_page import head_unit, in_name_order, shown_with, unit_then
from sor.endpoints.web.kit.deeds import Deeds
from sor.endpoints.web.kit.error_pages import UnknownUnit
from sor.endpoints.web.kit.names import Names
from sor.endpoints.web.kit.page import page
from sor.endpoints.web.kit.site import Site
from sor.endpoints.web.kit.visit import Visit
from sor.reading.snapshot import Snapshot

DEEPEST = 30


@get("/tree/{code:str}", sync_to_thread=True, include_in_schema=False)
def tree_page(
    code: FromPath[str],
    request: HttpRequest,
    site: NamedDependency[Site],
    visit: NamedDependency[Visit],
    deeds: NamedDependency[Deeds],
) -> Response[str]:
    """The tree below a unit, one level open; or everything below it by clinical-administrative level."""
    unit, then = unit_then(site.register, code, visit)
    names, may_do = Names(then.codes, then.at.valid, visit.language), deeds(request, code, ())
    show = shown_with(may_do)
    context: Fields = {
        "unit": head_unit(unit),
        "ancestors": then.ancestors(code),
        "type_of": names.of,
    }
    if request.query_params.get("by") == "level":
        top = then.tree(code, DEEPEST)
        levels = names.codes.on("organisational_level", then.at.valid)
        order = {level: int(str(entry.values.get("order") or 99)) for level, entry in levels}
        return show("levels.html", visit, deeds=may_do, **context, **level_groups(top, order, names))
    return show("tree.html", visit, deeds=may_do, **context, branch=branch(then, code))


@get("/tree/{code:str}/branch", sync_to_thread=True, include_in_schema=False)
def tree_branch(code: FromPath[str], site: NamedDependency[Site], visit: NamedDependency[Visit]) -> Response[str]:
    """The units directly below one, as a part of the tree's page."""
    snapshot = site.register.at(visit.at)
    if snapshot.summary(code) is None:
        raise UnknownUnit(code)
    names = Names(snapshot.codes, visit.at.valid, visit.language)
    return page("tree_branch.html", visit, branch=branch(snapshot, code), type_of=names.of)


def branch(snapshot: Snapshot, code: str) -> list[Fields]:
    """The units directly below one, in name order; a unit that stands below itself is left out."""
    above = {unit["code"] for unit in snapshot.ancestors(code)} | {code}
    return in_name_order(unit for unit in snapshot.children(code) if unit["code"] not in above)
