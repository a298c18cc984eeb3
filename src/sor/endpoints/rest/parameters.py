"""The parameters that several addresses take, and what a wrong value is answered with."""

import re
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Annotated, NamedTuple, TypeAlias

from litestar.exceptions import ValidationException
from litestar.handlers import BaseRouteHandler
from litestar.params import PathParameter, QueryParameter

from sor.core.as_of import AsOf
from sor.core.day import write_day
from sor.core.identifiers import is_digits
from sor.core.shapes import Fields, Value
from sor.endpoints.http.problem import Problem, Sentence
from sor.endpoints.http.request import HttpRequest

MOST_LISTED = 500
"""Units on one page, and codes in one question."""

DEEPEST_TREE = 60

CURSOR = re.compile(r"^[0-9]{1,15}\.[0-9]{4}-[0-9]{2}-[0-9]{2}\.[0-9]{1,8}$")
"""Serial, day, and how many rows went before."""

Valid: TypeAlias = Annotated[
    str | None,
    QueryParameter(
        description="The day on which it is true (Danish date, 2026-07-01); today when left out.",
        min_length=1,
        schema_extra={"format": "date"},
    ),
]
Known: TypeAlias = Annotated[
    str | None,
    QueryParameter(
        description="What the register knew then: a time (2026-07-01T12:00, Danish unless it says otherwise), a date"
        " (the end of that Danish day) or a serial (17 or @17; without `valid` on the day it had reached). Everything"
        " known now when left out.",
        min_length=1,
    ),
]
Limit: TypeAlias = Annotated[int, QueryParameter(description="At most so many on this page.", ge=1, le=MOST_LISTED)]
Offset: TypeAlias = Annotated[int, QueryParameter(description="Leave out so many first.", ge=0, le=10_000_000)]
Cursor: TypeAlias = Annotated[
    str | None,
    QueryParameter(
        description="`next` of the page before: the page behind it, on the same day and as known at the same serial, so"
        " that no row is skipped or told twice, whatever is written meanwhile. Repeat the other parameters; leave out"
        " `offset`, `valid` and `known`.",
        pattern=CURSOR.pattern,
    ),
]
Code: TypeAlias = Annotated[str, PathParameter(description="SOR code.", max_length=64)]
Several: TypeAlias = Annotated[
    list[str] | None, QueryParameter(description="Repeatable: one of them must hold. An empty one counts for nothing.")
]
Serial: TypeAlias = Annotated[int, PathParameter(description="Serial of the entry.", ge=1, le=2**53)]
Since: TypeAlias = Annotated[int, QueryParameter(description="The last serial you have; 0 = none.", ge=0, le=2**53)]
LogHash: TypeAlias = Annotated[
    str | None,
    QueryParameter(
        description="The hash of the entry `since`, to prove that it is this log.", pattern="^[0-9a-f]{64}$"
    ),
]
LogEpoch: TypeAlias = Annotated[
    str | None,
    QueryParameter(description="The epoch of the log that you follow; another one means start over.", max_length=64),
]
OnDay: TypeAlias = Annotated[
    str | None,
    QueryParameter(
        description="The Danish day on which both are looked at; else that of the log, before and with the entry.",
        min_length=1,
        schema_extra={"format": "date"},
    ),
]
OfUnit: TypeAlias = Annotated[
    str | None, QueryParameter(description="Only of this unit and those below it.", min_length=1, max_length=64)
]
OfType: TypeAlias = Annotated[
    str | None, QueryParameter(description="Only of units of this type.", min_length=1, max_length=64)
]
OfMunicipality: TypeAlias = Annotated[
    str | None,
    QueryParameter(description="Only of units that are visited in this municipality.", min_length=1, max_length=64),
]
OfField: TypeAlias = Annotated[
    str | None, QueryParameter(description="Only what changes this member of a unit.", min_length=1, max_length=64)
]

MISSING = re.compile(r"Missing required .*'(\w+)'")
"""How the framework says that a parameter was left out."""
BODY = "data"
"""The framework's name of a whole body."""
UNKNOWN_MEMBER = re.compile(r"Object contains unknown field `(.*)`", re.DOTALL)
MISSING_MEMBER = re.compile(r"Object missing required field `(.*)`")
"""How it says of a body that it has a member that there is not, or lacks one."""

WRITE: dict[str, tuple[str, str]] = {
    "valid": ("en dato, fx 2026-07-01", "a date, for example 2026-07-01"),
    "limit": (f"et helt tal fra 1 til {MOST_LISTED}", f"a whole number from 1 to {MOST_LISTED}"),
    "offset": ("et helt tal fra 0", "a whole number from 0"),
    "cursor": ("next fra den forrige side", "`next` of the page before"),
    "depth": (f"et helt tal fra 1 til {DEEPEST_TREE}", f"a whole number from 1 to {DEEPEST_TREE}"),
    "since": ("et serienummer, fx 17", "a serial, for example 17"),
    "from": ("en dato, fx 2026-12-31", "a date, for example 2026-12-31"),
    "to": ("en dato, fx 2027-01-01", "a date, for example 2027-01-01"),
    "day": ("en dato, fx 2026-07-01", "a date, for example 2026-07-01"),
    "epoch": ("den epoke som registret gav", "the epoch that the register gave"),
    "line": ("et helt tal fra 0", "a whole number from 0"),
    "serial": ("et serienummer, fx 17", "a serial, for example 17"),
    "hash": ("de 64 tegn som registret gav for det serienummer", "the 64 characters that the register gave for it"),
    "resolved": ("true eller false", "true or false"),
    "open": ("true, false eller any", "true, false or any"),
    "level": ("IO, HI eller OU (IE, SI, OE)", "IO, HI or OU (IE, SI, OE)"),
    "q": ("højst 200 tegn", "at most 200 characters"),
    "code": ("mindst én og højst 500 koder à højst 64 tegn", "1 to 500 codes of at most 64 characters"),
    "message": ("en meddelelsestype, fx REF01 eller REF01/H0131R", "a message type, for example REF01 or REF01/H0131R"),
    "unit": ("en SOR-kode", "a SOR code"),
    "sender": ("en SOR-kode", "a SOR code"),
    "receiver": ("en SOR-kode", "a SOR code"),
    "codes": ("en liste af koder som tekst", "a list of codes as text"),
    "state": (
        "new, assigned, asked, approved, refused eller withdrawn",
        "new, assigned, asked, approved, refused or withdrawn",
    ),
}
"""What may be written for each parameter, in Danish and English."""

AS_WRITTEN = {"in_state": "state"}
"""Parameters whose function has another name for them, since the framework keeps theirs for itself."""


def wrong_values(error: ValidationException) -> Problem:
    """The problem document for what the framework found wrong with a request's parameters or body."""
    found = [item for item in error.extra or () if isinstance(item, dict)] if isinstance(error.extra, list) else []
    sentences = [_of_member(item) or _sentence(_outermost(item)) for item in found]
    missing = MISSING.search(error.detail)
    if missing:
        sentences = [_missing(missing[1])]
    if not sentences:
        return unreadable()
    return Problem("bad-parameter", *dict.fromkeys(sentences))


def _outermost(item: Mapping[str, object]) -> str:
    """The parameter or the member of the body in which something is wrong."""
    name = str(item.get("key", "")).partition("[")[0].partition(".")[0]
    return AS_WRITTEN.get(name, name)


def _of_member(item: Mapping[str, object]) -> Sentence | None:
    """What is said of a member of the body that there is not, or that was left out; None of anything else."""
    said, key = str(item.get("message", "")), str(item.get("key", ""))
    place = "" if key in ("", BODY) else f"{key}."
    if unknown := UNKNOWN_MEMBER.search(said):
        name = f"{place}{unknown[1]}"[:100]
        return Sentence(
            name, f"{name} er der intet felt, der hedder. Se /api.", f"There is no member called {name}. See /api."
        )
    if missing := MISSING_MEMBER.search(said):
        name = f"{place}{missing[1]}"
        return Sentence(name, f"{name} mangler. Se /api.", f"{name} is missing. See /api.")
    return None


def refuse_odd_numbers(request: HttpRequest) -> None:
    """Raises Problem for a whole number that is written with anything but the digits 0 to 9: ``1.0``, ``1e2``."""
    given = [*request.query_params.multi_items(), *request.path_params.items()]
    wrong = {name for name, value in given if name in _numbers(request.route_handler) and not is_digits(value)}
    if wrong:
        raise Problem("bad-parameter", *map(_sentence, sorted(wrong)))


@cache
def _numbers(handler: BaseRouteHandler) -> frozenset[str]:
    """The parameters of a handler that are whole numbers."""
    parameters = handler.parsed_fn_signature.parameters.items()
    return frozenset(
        name for name, one in parameters if int in (one.annotation, *(inner.annotation for inner in one.inner_types))
    )


def _missing(name: str) -> Sentence:
    da, en = WRITE.get(name, ("det; se /api", "it; see /api"))
    return Sentence(name, f"{name} mangler. Skriv {da}.", f"{name} is missing. Write {en}.")


def _sentence(name: str) -> Sentence:
    da, en = WRITE.get(name, ("noget andet; se /api", "something else; see /api"))
    return Sentence(name, f"{name} kan ikke bruges. Skriv {da}.", f"{name} cannot be used. Write {en}.")


def unreadable() -> Problem:
    """A request whose body is not what the address takes."""
    return Problem("bad-request", Sentence(
        "",
        'Forespørgslen kan ikke læses. Send JSON som {"codes": ["698491000016003"]}.',
        'The request cannot be read. Send JSON such as {"codes": ["698491000016003"]}.',
    ))  # fmt: skip


class PageStart(NamedTuple):
    """Where a page begins: how many rows before it, and the point in time as written."""

    offset: int
    valid: str | None
    known: str | None


def place(cursor: str | None, offset: int, valid: str | None, known: str | None) -> PageStart:
    """Where the asked page begins. Raises Problem for a cursor with what it says already."""
    if cursor is None:
        return PageStart(offset, valid, known)
    if offset or valid is not None or known is not None:
        raise Problem("bad-parameter", Sentence(
            "cursor", "cursor siger selv dag, serienummer og plads. Udelad offset, valid og known.",
            "cursor tells day, serial and place itself. Leave out offset, valid and known.",
        ))  # fmt: skip
    serial, day, before = cursor.split(".")
    return PageStart(int(before), day, f"@{serial}")


def page(name: str, listed: Sequence[Value], total: int, limit: int, offset: int, at: AsOf) -> Fields:
    """A page of a list, under its own name, that says how much there is and where the next one begins."""
    more = offset + len(listed) < total
    following = next_page(offset + len(listed), at) if more else None
    return {"total": total, "limit": limit, "offset": offset, "more": more, "next": following, name: listed}


def next_page(before: int, at: AsOf) -> str:
    """The cursor of the page behind so many rows, as of the same point."""
    return f"{at.known}.{write_day(at.valid)}.{before}"
