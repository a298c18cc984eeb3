"""The other identifiers: the map between them, SHAK codes, location numbers."""

from collections.abc import Mapping
from typing import Annotated

from litestar import get
from litestar.di import NamedDependency
from litestar.params import PathParameter, QueryParameter
from litestar.response.base import ASGIResponse

from sor.core.shapes import Fields, Value
from sor.endpoints.http.asking import REPEATABLE, Asking
from sor.endpoints.rest import shapes
from sor.endpoints.rest.documented import document_answers
from sor.endpoints.rest.parameters import MOST_LISTED, Known, Valid
from sor.endpoints.rest.unknown import unknown_location_number, unknown_shak
from sor.reading.before_first import before_first
from sor.reading.mapping import mapping, write_identifier
from sor.reading.shak_successors import shak_successors
from sor.reading.snapshot import Snapshot

TAGS = ["identifiers"]

Asks = Annotated[
    list[Annotated[str, QueryParameter(max_length=64)]],
    QueryParameter(
        description="Repeatable: any SOR code, SHAK code, ydernummer, pharmacy number, location number (GLN), CVR or"
        " P-number.",
        min_items=1,
        max_items=MOST_LISTED,
    ),
]


ShakCodes = Annotated[
    list[Annotated[str, QueryParameter(max_length=64)]],
    QueryParameter(description="Repeatable: a SHAK code.", min_items=1, max_items=MOST_LISTED),
]


@get(
    "/map",
    operation_id="map_identifiers",
    tags=TAGS,
    responses=document_answers(shapes.Mappings),
    sync_to_thread=True,
    opt={REPEATABLE: ("code",)},
)
def maps(ask: NamedDependency[Asking], code: Asks, valid: Valid = None, known: Known = None) -> ASGIResponse:
    """What each identifier is, the units that carry it, and their other identifiers on the day.

    Closed units come with those that took their place.
    """

    def find_answer(snapshot: Snapshot) -> Mapping[str, Value]:
        answer: Fields = {"codes": [mapping(snapshot, one) for one in code]}
        told = before_first(snapshot)
        return answer if told is None else answer | {"before_first_day": told.first}

    return ask.answer(find_answer, valid, known)


@get(
    "/shak/successors",
    operation_id="find_shak_successors",
    tags=TAGS,
    responses=document_answers(shapes.ShakSuccessors),
    sync_to_thread=True,
    opt={REPEATABLE: ("code",)},
)
def successors_of_shak(
    ask: NamedDependency[Asking], code: ShakCodes, valid: Valid = None, known: Known = None
) -> ASGIResponse:
    """What comes instead of each SHAK code on the day: the open units that carry it, or took the place of the last that
    did. Codes that nobody ever had are listed.
    """

    def find_answer(snapshot: Snapshot) -> Mapping[str, Value]:
        answers = {one: shak_successors(snapshot, one) for one in code}
        known_ones = [answer for answer in answers.values() if answer is not None]
        return {"successors": known_ones, "unknown": [one for one, answer in answers.items() if answer is None]}

    return ask.answer(find_answer, valid, known)


@get(
    "/shak/{code:str}",
    operation_id="get_shak",
    tags=TAGS,
    responses=document_answers(shapes.Shak, 404),
    sync_to_thread=True,
)
def shak(
    ask: NamedDependency[Asking],
    code: Annotated[str, PathParameter(description="SHAK code: 4, 6 or 7 characters.", max_length=64)],
    valid: Valid = None,
    known: Known = None,
) -> ASGIResponse:
    """A SHAK code on a day, and the units that carry it."""

    def find_answer(snapshot: Snapshot) -> Mapping[str, Value]:
        entry = snapshot.shak(write_identifier(code))
        if entry is None:
            raise unknown_shak(snapshot, write_identifier(code))
        return entry

    return ask.answer(find_answer, valid, known)


@get(
    "/location-numbers/{gln:str}",
    operation_id="get_location_number",
    tags=TAGS,
    responses=document_answers(shapes.LocationNumber, 404),
    sync_to_thread=True,
)
def location_number(
    ask: NamedDependency[Asking],
    gln: Annotated[str, PathParameter(description="Location number: 13 digits.", max_length=64)],
    valid: Valid = None,
    known: Known = None,
) -> ASGIResponse:
    """A location number on a day: its own facts, its message types, and the units that state it."""

    number = write_identifier(gln)

    def find_answer(snapshot: Snapshot) -> Mapping[str, Value]:
        facts = snapshot.location_number(number)
        units = list(snapshot.summaries(snapshot.holders("location_number", number)).values())
        if facts is None and not units:
            raise unknown_location_number(snapshot, number)
        return (facts or {"number": number, "edi": snapshot.edi(number)}) | {"units": units}

    return ask.answer(find_answer, valid, known)


HANDLERS = [maps, successors_of_shak, shak, location_number]
