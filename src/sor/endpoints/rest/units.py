"""Units: one, many, their history, and their place in the tree."""

from collections.abc import Mapping
from typing import Annotated

from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import JSONBody, QueryParameter
from litestar.response.base import ASGIResponse

from sor.core.identifiers import tidy_asked
from sor.core.levels import read_level
from sor.core.shapes import Value
from sor.endpoints.http.asking import REPEATABLE, Asking, response
from sor.endpoints.http.problem import Problem, Sentence
from sor.endpoints.http.text_gate import passed_body
from sor.endpoints.rest import shapes
from sor.endpoints.rest.documented import document_answers
from sor.endpoints.rest.look_up import LookUp
from sor.endpoints.rest.parameters import (
    DEEPEST_TREE,
    MOST_LISTED,
    Code,
    Cursor,
    Known,
    Limit,
    Offset,
    Several,
    Valid,
    page,
    place,
)
from sor.endpoints.rest.unknown import not_alive, unknown_unit
from sor.following.unit_search import UnitSearch, UnknownPlace, find_units, tell_counts, tell_hit
from sor.reading.before_first import before_first
from sor.reading.snapshot import Snapshot
from sor.search.index import Wanted
from sor.search.text import sort_key

TAGS = ["units"]
IS_OPEN = {"true": True, "false": False, "any": None}
FILTERS = ("type", "region", "municipality", "health_council", "speciality", "owner", "operator")


@get(
    "/units/{code:str}",
    operation_id="get_unit",
    tags=TAGS,
    responses=document_answers(shapes.Unit, 404),
    sync_to_thread=True,
)
def unit(
    ask: NamedDependency[Asking],
    look_up: NamedDependency[LookUp],
    code: Code,
    valid: Valid = None,
    known: Known = None,
) -> ASGIResponse:
    """One unit on a day as the register knew it: own values, and inherited ones with their source.

    A unit that is not open on the day is shown as it was last before (or will be first after), with `open` false.
    """
    return response(look_up(code, ask.asked, valid, known))


@get(
    "/units",
    operation_id="search_units",
    tags=TAGS,
    responses=document_answers(shapes.FoundUnits, 404),
    sync_to_thread=True,
    opt={REPEATABLE: FILTERS},
)
def search(
    ask: NamedDependency[Asking],
    q: Annotated[
        str,
        QueryParameter(description="What and where, name, any identifier, telephone; slips forgiven.", max_length=200),
    ] = "",
    type: Several = None,
    region: Several = None,
    municipality: Several = None,
    health_council: Several = None,
    speciality: Several = None,
    owner: Several = None,
    operator: Several = None,
    level: Annotated[shapes.Level | None, QueryParameter(description="IO, HI or OU; in Danish IE, SI or OE.")] = None,
    open: Annotated[shapes.Openness, QueryParameter(description="Whether open on the day; any = both.")] = "true",
    near: Annotated[
        str | None,
        QueryParameter(
            description="The nearest first from here: a SOR code, a town, postcode or municipality, or degrees north"
            " and east (56.15, 10.2).",
            max_length=200,
        ),
    ] = None,
    facets: Annotated[
        bool,
        QueryParameter(description="Count all that is found by type, speciality, region, municipality, level, owner."),
    ] = False,
    limit: Limit = 20,
    offset: Offset = 0,
    cursor: Cursor = None,
    valid: Valid = None,
    known: Known = None,
) -> ASGIResponse:
    """Search, best first: every word counts, as a name on the day, a type or speciality and its everyday words, a town,
    postcode, street, municipality or region, a number. Without `q` a listing in Danish name order.
    """
    offset, valid, known = place(cursor, offset, valid, known)
    filters: dict[str, Wanted] = {
        "level": None if level is None else read_level(level),
        "type": _read_given(type),
        "region": _read_given(region),
        "municipality": _read_given(municipality),
        "speciality": _read_given(speciality),
        "health_council": _read_given(health_council),
        "owner": _read_given(owner and [tidy_asked(code) for code in owner]),
        "operator": _read_given(operator and [tidy_asked(code) for code in operator]),
    }

    wanted = UnitSearch(q, limit, offset, IS_OPEN[open], near, facets, filters)

    def find_answer(snapshot: Snapshot) -> Mapping[str, Value]:
        try:
            hits = find_units(ask.phone_book, wanted, snapshot)
        except UnknownPlace as error:
            raise Problem("unknown", Sentence("near", error.danish, str(error))) from None
        units = [tell_hit(hit, snapshot.unit(hit.key) or {}) for hit in hits.page]
        answer = page("units", units, hits.total, limit, offset, snapshot.at)
        if hits.not_found:
            answer["not_found"] = list(hits.not_found)
        if facets:
            answer["facets"] = tell_counts(hits)
        told = None if hits.total else before_first(snapshot)
        return answer if told is None else answer | {"before_first_day": told.first}

    return ask.answer(find_answer, valid, known)


@get(
    "/units/{code:str}/history",
    operation_id="get_unit_history",
    tags=TAGS,
    responses=document_answers(shapes.History, 404),
    sync_to_thread=True,
)
def history(
    ask: NamedDependency[Asking],
    code: Code,
    resolved: Annotated[
        bool, QueryParameter(description="Cut also where an inherited value or a code's name changes.")
    ] = False,
    known: Known = None,
) -> ASGIResponse:
    """All versions of a unit, past and coming, as the register knew them at `known`."""

    def versions(snapshot: Snapshot) -> Mapping[str, Value]:
        found = snapshot.history(code, resolved=resolved)
        if not found:
            raise unknown_unit(ask.register, snapshot, code)
        return {"code": code, "resolved": resolved, "versions": found}

    return ask.answer(versions, None, known)


@get(
    "/units/{code:str}/children",
    operation_id="list_children",
    tags=TAGS,
    responses=document_answers(shapes.Children, 404),
    sync_to_thread=True,
)
def children(
    ask: NamedDependency[Asking],
    code: Code,
    limit: Limit = MOST_LISTED,
    offset: Offset = 0,
    cursor: Cursor = None,
    valid: Valid = None,
    known: Known = None,
) -> ASGIResponse:
    """The units directly below one on a day, in Danish name order."""
    offset, valid, known = place(cursor, offset, valid, known)

    def below(snapshot: Snapshot) -> Mapping[str, Value]:
        _refuse_unknown(ask, snapshot, code)
        found = sorted(snapshot.children(code), key=lambda child: (sort_key(child.get("name", "")), child["code"]))
        return {"code": code} | page("units", found[offset : offset + limit], len(found), limit, offset, snapshot.at)

    return ask.answer(below, valid, known)


@get(
    "/units/{code:str}/ancestors",
    operation_id="list_ancestors",
    tags=TAGS,
    responses=document_answers(shapes.Ancestors, 404),
    sync_to_thread=True,
)
def ancestors(ask: NamedDependency[Asking], code: Code, valid: Valid = None, known: Known = None) -> ASGIResponse:
    """The units above one on a day, the owner first."""

    def above(snapshot: Snapshot) -> Mapping[str, Value]:
        _refuse_closed(ask, snapshot, code)
        return {"code": code, "units": snapshot.ancestors(code)}

    return ask.answer(above, valid, known)


@get(
    "/units/{code:str}/tree",
    operation_id="get_tree",
    tags=TAGS,
    responses=document_answers(shapes.Node, 404),
    sync_to_thread=True,
)
def tree(
    ask: NamedDependency[Asking],
    code: Code,
    depth: Annotated[int, QueryParameter(description="Levels below the unit.", ge=1, le=DEEPEST_TREE)] = 3,
    valid: Valid = None,
    known: Known = None,
) -> ASGIResponse:
    """A unit and what is below it on a day. Where `depth` ends, `children` tells how many there are further down."""

    def branch(snapshot: Snapshot) -> Mapping[str, Value]:
        _refuse_closed(ask, snapshot, code)
        return snapshot.tree(code, depth) or {}

    return ask.answer(branch, valid, known)


@post(
    "/units/lookup",
    operation_id="look_up_units",
    tags=TAGS,
    status_code=200,
    responses=document_answers(shapes.Lookup, 403, 415, 422),
    sync_to_thread=True,
)
def look_up_many(
    ask: NamedDependency[Asking], data: JSONBody[shapes.Codes], valid: Valid = None, known: Known = None
) -> ASGIResponse:
    """Up to 500 units in one call; codes that are not known are listed."""
    codes = [tidy_asked(code) for code in passed_body(data.codes)]
    _refuse_too_many(codes)

    def several(snapshot: Snapshot) -> Mapping[str, Value]:
        units, unknown = snapshot.units(codes)
        return {"units": units, "unknown": unknown}

    return ask.answer(several, valid, known)


def _read_given(codes: list[str] | None) -> list[str] | None:
    """The codes of which one must hold; None when there is none."""
    return [code for code in codes or () if code] or None


def _refuse_unknown(ask: Asking, snapshot: Snapshot, code: str) -> None:
    if snapshot.summary(code) is None and snapshot.unit(code) is None:
        raise unknown_unit(ask.register, snapshot, code)


def _refuse_closed(ask: Asking, snapshot: Snapshot, code: str) -> None:
    if snapshot.summary(code) is None:
        _refuse_unknown(ask, snapshot, code)
        raise not_alive(snapshot, code)


def _refuse_too_many(codes: list[str]) -> None:
    if len(codes) > MOST_LISTED:
        raise Problem("too-much", Sentence(
            "codes", f"Der er spurgt om {len(codes)} koder; ét kald tager højst {MOST_LISTED}. Del dem i flere kald.",
            f"{len(codes)} codes were asked for; one call takes at most {MOST_LISTED}. Split them over several calls.",
        ))  # fmt: skip


HANDLERS = [unit, search, history, children, ancestors, tree, look_up_many]
