"""Responsible persons: who answers for what the register says of a place. Everybody reads them; they are named and
taken off by whoever keeps the place, and by the register authority.
"""

from collections.abc import Callable
from functools import partial
from typing import Annotated, TypeVar

from litestar import Response, delete, get, post, put
from litestar.di import NamedDependency
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import JSONBody, PathParameter, QueryParameter

from sor.core.identifiers import tidy_identifier
from sor.core.shapes import Fields
from sor.desk.responsible_persons import (
    GivenPerson,
    Lacks,
    NobodyThere,
    NotYourPlace,
    PersonAtPlace,
    ResponsiblePersons,
)
from sor.endpoints.http.asking import before_answering
from sor.endpoints.http.callers import Callers, missing_token
from sor.endpoints.http.problem import Problem, Sentence
from sor.endpoints.http.request import HttpRequest
from sor.endpoints.rest import responsible_shapes as shapes
from sor.endpoints.rest.access import BEARER, PRIVATE
from sor.endpoints.rest.documented import document_answers
from sor.endpoints.rest.parameters import Limit, Offset
from sor.endpoints.rest.submission import not_taken
from sor.register import Refused

TAGS = ["responsible persons"]
DOOR = "rest"
Id = Annotated[str, PathParameter(description="Id of the person.", max_length=64)]
Given = NamedDependency[Callers]
Persons = NamedDependency[ResponsiblePersons]
Made = TypeVar("Made")
PROBLEMS = {
    code: one
    for code, one in document_answers(shapes.ResponsiblePerson, 401, 403, 404, 415, 422).items()
    if code not in (200, 304)
}


async def refuse_anonymous(request: HttpRequest) -> Response[bytes] | None:
    """Before the body is read, which only whoever shows a token is told about. Raises Problem."""
    if "authorization" not in request.headers:
        raise missing_token()
    return await before_answering(request)


@get(
    "/responsible", operation_id="list_responsible_persons", tags=TAGS, sync_to_thread=True,
    responses=document_answers(shapes.ResponsibleList, 404),
)  # fmt: skip
def list_persons(
    persons: Persons,
    place: Annotated[str, QueryParameter(description="Only those of this place: a SOR code.", max_length=64)] = "",
    q: Annotated[
        str,
        QueryParameter(description="Only those in whose place, name or public address this stands.", max_length=200),
    ] = "",
    limit: Limit = 100,
    offset: Offset = 0,
) -> Response[Fields]:
    """Who answers for what the register says of places: their names, and how they are reached."""
    code = tidy_identifier("code", place.strip())
    if code and not persons.is_known(code):
        raise Problem("unknown", Sentence(
            "place", f"Der er ingen enhed {code[:40]} i registret.", f"There is no unit {code[:40]} in the register.",
        ))  # fmt: skip
    found = persons.list_persons(code, q)
    page = [show_person(one) for one in found[offset : offset + limit]]
    more = offset + len(page) < len(found)
    told: Fields = {"total": len(found), "limit": limit, "offset": offset, "more": more, "responsible": page}
    return Response(told, headers=PRIVATE)


@post(
    "/responsible", operation_id="name_responsible_person", tags=TAGS, security=BEARER, status_code=201,
    before_request=refuse_anonymous,
    sync_to_thread=True,
    responses={
        **PROBLEMS, 201: ResponseSpec(shapes.ResponsiblePerson, description="Named.", generate_examples=False),
    },
)  # fmt: skip
def name_person(
    callers: Given, persons: Persons, request: HttpRequest, data: JSONBody[shapes.NamedPerson]
) -> Response[Fields]:
    """Name somebody who answers for what the register says of a place. A third person of a place is refused."""
    actor = callers.actor(request.headers.get("authorization"))
    made = do_deed(partial(persons.add, actor, _read_given(data), DOOR))
    where = {"Location": f"/api/v1/responsible/{made.row.id}"}
    return Response(show_person(made, to_keeper=True), status_code=201, headers={**PRIVATE, **where})


@put(
    "/responsible/{id:str}", operation_id="change_responsible_person", tags=TAGS, security=BEARER, sync_to_thread=True,
    responses={**PROBLEMS, 200: document_answers(shapes.ResponsiblePerson)[200]},
)  # fmt: skip
def change_person(
    callers: Given, persons: Persons, request: HttpRequest, id: Id, data: JSONBody[shapes.NamedPerson]
) -> Response[Fields]:
    """Say something else of a person at the same place; it also says that they are the right one still."""
    actor = callers.actor(request.headers.get("authorization"))
    return Response(
        show_person(do_deed(partial(persons.change, actor, id, _read_given(data), DOOR)), to_keeper=True),
        headers=PRIVATE,
    )


@delete(
    "/responsible/{id:str}", operation_id="remove_responsible_person", tags=TAGS, security=BEARER, status_code=204,
    sync_to_thread=True, responses={**PROBLEMS, 204: ResponseSpec(None, description="Removed, and forgotten.")},
)  # fmt: skip
def remove_person(callers: Given, persons: Persons, request: HttpRequest, id: Id) -> None:
    """Take somebody off. The register forgets them; that it happened stands in the audit log without their name."""
    actor = callers.actor(request.headers.get("authorization"))
    do_deed(partial(persons.remove, actor, id, DOOR))


def do_deed(deed: Callable[[], Made]) -> Made:
    """What a deed gives. Raises Problem for one that is refused."""
    try:
        return deed()
    except Lacks as error:
        raise Problem("refused", Sentence(error.field, error.danish, str(error))) from None
    except NotYourPlace as error:
        raise Problem("no-right", Sentence("place", error.danish, str(error))) from None
    except NobodyThere as error:
        raise Problem("unknown", Sentence("id", error.danish, str(error))) from None
    except Refused as error:
        raise not_taken(error, is_job=False) from None


def show_person(one: PersonAtPlace, *, to_keeper: bool = False) -> Fields:
    """A person as everybody sees them, or whoever keeps the place."""
    row = one.row
    email = row.email if to_keeper else one.public_email
    return {
        "id": row.id, "place": row.place, "place_name": one.place_name, "role": row.role, "name": row.name,
        "email": email or None, "phone": row.phone or None, "contact": row.contact,
    }  # fmt: skip


def _read_given(data: shapes.NamedPerson) -> GivenPerson:
    return GivenPerson(data.place, data.role, data.name, data.email, data.phone, data.contact)


HANDLERS = [list_persons, name_person, change_person, remove_person]
