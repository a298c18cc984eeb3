"""The recipient finder: who receives a message near a place, and whether one unit can send it to another."""

from collections.abc import Callable, Mapping
from typing import Annotated, TypeVar

from litestar import get
from litestar.di import NamedDependency
from litestar.params import QueryParameter
from litestar.response.base import ASGIResponse

from sor.core.identifiers import tidy_asked
from sor.core.shapes import Value
from sor.endpoints.http.asking import Asking
from sor.endpoints.http.problem import Problem, Sentence
from sor.endpoints.rest import recipient_shapes as shapes
from sor.endpoints.rest.documented import document_answers
from sor.endpoints.rest.parameters import Cursor, Known, Limit, Offset, Valid, next_page, place
from sor.endpoints.rest.unknown import unknown_unit, with_first_day
from sor.following.edi_book import EdiBook
from sor.reading.snapshot import Snapshot
from sor.recipients import WantedRecipient
from sor.recipients.finding import NoSuch
from sor.recipients.names import standard_name

TAGS = ["recipients"]

Message = Annotated[
    str,
    QueryParameter(
        description="Message type: a standard (REF01), or one version of it (REF01/H0131R).",
        min_length=1,
        max_length=64,
    ),
]
Unit = Annotated[str, QueryParameter(description="SOR code.", min_length=1, max_length=64)]


@get(
    "/recipients",
    operation_id="find_recipients",
    tags=TAGS,
    responses=document_answers(shapes.Recipients, 404),
    sync_to_thread=True,
)
def recipients(
    ask: NamedDependency[Asking],
    message: Message,
    speciality: Annotated[str | None, QueryParameter(description="Code of a clinical speciality.")] = None,
    near: Annotated[str | None, QueryParameter(description="Postcode.")] = None,
    sender: Annotated[
        str | None, QueryParameter(description="SOR code of the sender: its place counts when no postcode is given.")
    ] = None,
    limit: Limit = 20,
    offset: Offset = 0,
    cursor: Cursor = None,
    valid: Valid = None,
    known: Known = None,
) -> ASGIResponse:
    """Location numbers that receive a message type on a day, nearest first, each with the reason.

    Same postcode, then municipality, region, country; within each by distance where coordinates are known. When the
    answer reaches further than the postcode, or is empty, `fallback` says why and `instead` whom to call.
    """
    wanted = WantedRecipient(message.strip(), speciality or None, near or None, sender or None)
    offset, valid, known = place(cursor, offset, valid, known)

    def find_answer(snapshot: Snapshot) -> Mapping[str, Value]:
        answer = tell_found(lambda: ask.recipients.find(snapshot, wanted, limit, offset), ask, snapshot)
        return {**answer, "next": next_page(offset + limit, snapshot.at) if answer["more"] else None}

    return ask.answer(find_answer, valid, known)


@get(
    "/recipients/between",
    operation_id="check_recipient",
    tags=TAGS,
    responses=document_answers(shapes.Between, 404),
    sync_to_thread=True,
)
def recipients_between(
    ask: NamedDependency[Asking],
    sender: Unit,
    receiver: Unit,
    message: Message,
    valid: Valid = None,
    known: Known = None,
) -> ASGIResponse:
    """Whether one unit can send a message type to another on a day: yes, no or unclear, with every condition."""
    return ask.answer(
        lambda snapshot: tell_found(
            lambda: ask.recipients.between(snapshot, sender, receiver, message.strip()), ask, snapshot
        ),
        valid,
        known,
    )


@get(
    "/recipients/reaching",
    operation_id="list_reaching_messages",
    tags=TAGS,
    responses=document_answers(shapes.Reaching, 404),
    sync_to_thread=True,
)
def recipients_reaching(
    ask: NamedDependency[Asking],
    edi_book: NamedDependency[EdiBook],
    unit: Unit,
    valid: Valid = None,
    known: Known = None,
) -> ASGIResponse:
    """What reaches a unit: each message that units of its municipality and region send and units of its type receive,
    whether it arrives, if not why, and who can mend it.
    """

    def find_answer(snapshot: Snapshot) -> Mapping[str, Value]:
        listed = tell_found(lambda: edi_book.reaching(snapshot, tidy_asked(unit)), ask, snapshot)
        return {"unit": tidy_asked(unit), "messages": [one.answer() for one in listed]}

    return ask.answer(find_answer, valid, known)


@get(
    "/recipients/messages",
    operation_id="list_message_types",
    tags=TAGS,
    responses=document_answers(shapes.Standards),
    sync_to_thread=True,
)
def recipients_messages(ask: NamedDependency[Asking], valid: Valid = None, known: Known = None) -> ASGIResponse:
    """The standards that somebody receives on a day, each with at how many location numbers."""

    def find_answer(snapshot: Snapshot) -> Mapping[str, Value]:
        standards = ask.recipients.standards(snapshot)
        return {
            "messages": [
                {"standard": one, "location_numbers": count} | ({"name": name} if name else {})
                for one, count in standards.items()
                for name in [standard_name(snapshot.codes, one, snapshot.at.valid)]
            ]
        }

    return ask.answer(find_answer, valid, known)


SAID = {
    "message": (
        "meddelelsestypen",
        "message type",
        "Se /api/v1/recipients/messages.",
        "See /api/v1/recipients/messages.",
    ),
    "speciality": ("specialet", "speciality", "Se /api/v1/codes/speciality.", "See /api/v1/codes/speciality."),
    "near": ("postnummeret", "postcode", "Se /api/v1/codes/postal_code.", "See /api/v1/codes/postal_code."),
}


Found = TypeVar("Found")


def tell_found(find: Callable[[], Found], ask: Asking, snapshot: Snapshot) -> Found:
    """What was found, or why it cannot be looked for."""
    try:
        return find()
    except NoSuch as error:
        if error.field not in SAID:
            raise _no_unit(error, ask, snapshot) from None
        da, en, where_da, where_en = SAID[error.field]
        raise Problem("unknown", Sentence(
            error.field,
            f"Registret kender ikke {da} {error.value} den dag. {where_da}",
            f"The register does not know the {en} {error.value} on that day. {where_en}",
        )) from None  # fmt: skip


def _no_unit(error: NoSuch, ask: Asking, snapshot: Snapshot) -> Problem:
    if snapshot.unit(error.value) is None:
        return unknown_unit(ask.register, snapshot, error.value)
    return Problem("unknown", with_first_day(snapshot, Sentence(
        error.field, f"Enheden {error.value} er ikke åben den dag.", f"The unit {error.value} is not open on that day."
    )))  # fmt: skip


HANDLERS = [recipients, recipients_between, recipients_messages, recipients_reaching]
