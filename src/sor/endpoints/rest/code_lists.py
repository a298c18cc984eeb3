"""The code lists, with what each code means on a day."""

from collections.abc import Mapping
from typing import Annotated

from litestar import get
from litestar.di import NamedDependency
from litestar.params import PathParameter
from litestar.response.base import ASGIResponse

from sor.core.shapes import Value
from sor.endpoints.http.asking import Asking
from sor.endpoints.rest import shapes
from sor.endpoints.rest.documented import document_answers
from sor.endpoints.rest.parameters import MOST_LISTED, Cursor, Known, Limit, Offset, Valid, page, place
from sor.endpoints.rest.unknown import unknown_list
from sor.reading.code_lists import code_shown, list_shown
from sor.reading.snapshot import Snapshot

TAGS = ["code lists"]


@get(
    "/codes",
    operation_id="list_code_lists",
    tags=TAGS,
    responses=document_answers(shapes.CodeLists),
    sync_to_thread=True,
)
def lists(ask: NamedDependency[Asking], valid: Valid = None, known: Known = None) -> ASGIResponse:
    """Every code list."""

    def find_answer(snapshot: Snapshot) -> Mapping[str, Value]:
        return {"lists": [list_shown(snapshot.codes, name, snapshot.at.valid) for name in snapshot.codes.lists()]}

    return ask.answer(find_answer, valid, known)


@get(
    "/codes/{list:str}",
    operation_id="get_code_list",
    tags=TAGS,
    responses=document_answers(shapes.CodeListContent, 404),
    sync_to_thread=True,
)
def code_list(
    ask: NamedDependency[Asking],
    list: Annotated[str, PathParameter(description="Name of the list, for example entity_type.", max_length=64)],
    limit: Limit = MOST_LISTED,
    offset: Offset = 0,
    cursor: Cursor = None,
    valid: Valid = None,
    known: Known = None,
) -> ASGIResponse:
    """The codes of a list that hold on a day."""
    offset, valid, known = place(cursor, offset, valid, known)

    def find_answer(snapshot: Snapshot) -> Mapping[str, Value]:
        if list not in snapshot.codes.lists():
            raise unknown_list(snapshot, list)
        codes = [code_shown(code, entry) for code, entry in snapshot.codes.on(list, snapshot.at.valid)]
        return {"list": list} | page("codes", codes[offset : offset + limit], len(codes), limit, offset, snapshot.at)

    return ask.answer(find_answer, valid, known)


HANDLERS = [lists, code_list]
