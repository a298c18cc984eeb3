"""Treatment sites: everybody reads them; whoever keeps the unit tells of them, and the supervising authority reads
their log.
"""

from collections.abc import Callable
from functools import partial
from typing import Annotated, TypeVar

from litestar import Response, get, post, put
from litestar.di import NamedDependency
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import JSONBody, PathParameter, QueryParameter

from sor.core.identifiers import tidy_identifier
from sor.core.shapes import Fields
from sor.desk.responsible_persons import NotYourPlace
from sor.desk.sites.shown import show_site, shown_trial
from sor.desk.sites.told import GivenSite, MistakenSite
from sor.desk.sites.treatment_sites import (
    NoSuchSite,
    NotTheSupervisor,
    TreatmentSites,
)
from sor.endpoints.http.callers import Callers
from sor.endpoints.http.problem import Problem, Sentence
from sor.endpoints.http.request import HttpRequest
from sor.endpoints.rest import site_shapes as shapes
from sor.endpoints.rest.access import BEARER, PRIVATE
from sor.endpoints.rest.documented import document_answers
from sor.endpoints.rest.parameters import Limit, Offset
from sor.endpoints.rest.responsible import refuse_anonymous
from sor.endpoints.rest.submission import not_taken
from sor.register import Refused

TAGS = ["treatment sites"]
DOOR = "rest"
Number = Annotated[str, PathParameter(description="Number of the site.", max_length=20)]
Given = NamedDependency[Callers]
Sites = NamedDependency[TreatmentSites]
Made = TypeVar("Made")
PROBLEMS = {
    code: one
    for code, one in document_answers(shapes.TreatmentSiteAnswer, 401, 403, 404, 415, 422).items()
    if code not in (200, 304)
}
ONE = document_answers(shapes.TreatmentSiteAnswer)[200]


@get(
    "/sites", operation_id="list_treatment_sites", tags=TAGS, sync_to_thread=True,
    responses=document_answers(shapes.TreatmentSiteList),
)  # fmt: skip
def list_sites(
    sites: Sites,
    unit: Annotated[str, QueryParameter(description="Only those of this unit: a SOR code.", max_length=64)] = "",
    state_: Annotated[
        shapes.State | None, QueryParameter(name="state", description="Only those of this state.")
    ] = None,
    municipality: Annotated[str, QueryParameter(description="Only there: four digits.", max_length=4)] = "",
    limit: Limit = 100,
    offset: Offset = 0,
) -> Response[Fields]:
    """The treatment sites as they are today, ended ones too, by number."""
    found = [
        one
        for one in sites.list_sites(tidy_identifier("code", unit.strip()))
        if state_ in (None, one.state) and municipality in ("", one.municipality)
    ]
    page = [show_site(one) for one in found[offset : offset + limit]]
    more = offset + len(page) < len(found)
    told: Fields = {"total": len(found), "limit": limit, "offset": offset, "more": more, "sites": page}
    return Response(told, headers=PRIVATE)


@get(
    "/sites/log", operation_id="list_treatment_site_log", tags=TAGS, security=BEARER, sync_to_thread=True,
    responses=document_answers(shapes.SiteLog, 401, 403),
)  # fmt: skip
def list_log(
    callers: Given, sites: Sites, request: HttpRequest, limit: Limit = 100, offset: Offset = 0
) -> Response[Fields]:  # fmt: skip
    """What was done to treatment sites, for the supervising authority: anybody with a part of the authority's right."""
    actor = callers.actor(request.headers.get("authorization"))
    lines = do_deed(partial(sites.log, actor))
    page = [
        {
            "n": n, "at": one.at, "who": one.who, "what": one.what, "site": int(one.key), "before": one.before,
            "after": one.after,
        }
        for n, one in lines[offset : offset + limit]
    ]  # fmt: skip
    more = offset + len(page) < len(lines)
    return Response(
        {"total": len(lines), "limit": limit, "offset": offset, "more": more, "log": page}, headers=PRIVATE
    )  # fmt: skip


@get(
    "/sites/{number:str}", operation_id="get_treatment_site", tags=TAGS, sync_to_thread=True,
    responses=document_answers(shapes.TreatmentSiteAnswer, 404),
)  # fmt: skip
def get_site(sites: Sites, number: Number) -> Response[Fields]:
    """A treatment site as it is today."""
    return Response(show_site(do_deed(partial(sites.site, number))), headers=PRIVATE)


@post(
    "/sites", operation_id="submit_treatment_site", tags=TAGS, security=BEARER, status_code=201,
    before_request=refuse_anonymous, sync_to_thread=True,
    responses={
        **PROBLEMS, 200: ONE,
        201: ResponseSpec(shapes.TreatmentSiteAnswer, description="Registered.", generate_examples=False),
    },
)  # fmt: skip
def register_site(
    callers: Given,
    sites: Sites,
    request: HttpRequest,
    data: JSONBody[shapes.GivenSiteBody],
    dry_run: Annotated[bool, QueryParameter(description="Only tell what it would be, with its category.")] = False,
) -> Response[Fields]:
    """Register a treatment site, or tell of a place that is exempt. The same once more is the same site."""
    actor = callers.actor(request.headers.get("authorization"))
    if dry_run:
        return Response(
            shown_trial(do_deed(partial(sites.try_to, actor, _read_given(data)))), status_code=200, headers=PRIVATE
        )
    made = do_deed(partial(sites.register_site, actor, _read_given(data), DOOR))
    where = {"Location": f"/api/v1/sites/{made.row.number}"}
    return Response(show_site(made), status_code=201, headers={**PRIVATE, **where})


@put(
    "/sites/{number:str}", operation_id="change_treatment_site", tags=TAGS, security=BEARER, sync_to_thread=True,
    before_request=refuse_anonymous,
    responses={**PROBLEMS, 200: ONE},
)  # fmt: skip
def change_site(
    callers: Given, sites: Sites, request: HttpRequest, number: Number, data: JSONBody[shapes.GivenSiteBody]
) -> Response[Fields]:
    """Say something else of a treatment site; its unit stays, and its category is worked out anew."""
    actor = callers.actor(request.headers.get("authorization"))
    return Response(
        show_site(do_deed(partial(sites.change_site, actor, number, _read_given(data), DOOR))), headers=PRIVATE
    )


@post(
    "/sites/{number:str}/deregister", operation_id="remove_treatment_site", tags=TAGS, security=BEARER,
    status_code=200, sync_to_thread=True, responses={**PROBLEMS, 200: ONE},
)  # fmt: skip
def end_site(
    callers: Given, sites: Sites, request: HttpRequest, number: Number, data: JSONBody[shapes.EndedSiteBody]
) -> Response[Fields]:
    """Deregister a treatment site. Closing its unit does so by itself."""
    actor = callers.actor(request.headers.get("authorization"))
    return Response(show_site(do_deed(partial(sites.end_site, actor, number, data.day, DOOR))), headers=PRIVATE)


def do_deed(deed: Callable[[], Made]) -> Made:
    """What a deed gives. Raises Problem for one that is refused."""
    try:
        return deed()
    except MistakenSite as error:
        raise Problem("refused", *(Sentence(one.field, one.danish, one.english) for one in error.mistakes)) from None
    except (NotYourPlace, NotTheSupervisor) as error:
        raise Problem("no-right", Sentence("unit", error.danish, str(error))) from None
    except NoSuchSite as error:
        raise Problem("unknown", Sentence("number", error.danish, str(error))) from None
    except Refused as error:
        raise not_taken(error, is_job=False) from None


def _read_given(data: shapes.GivenSiteBody) -> GivenSite:
    return GivenSite(
        data.unit, data.from_day, {group: str(count) for group, count in data.staff.items()}, data.posts,
        data.leadership, data.exemption, data.turnover, data.reason, data.person_name, data.person_email,
        data.person_phone,
    )  # fmt: skip


HANDLERS = [list_sites, list_log, get_site, register_site, change_site, end_site]
