"""The pages of the recipient finder: whom a message can be sent to, and whether one unit can send it to another."""

from collections.abc import Callable, Mapping

from litestar import Response, get
from litestar.di import NamedDependency

from sor.core.identifiers import is_digits
from sor.core.shapes import Value
from sor.endpoints.http.request import HttpRequest
from sor.endpoints.web.browse.named_unit import UnitInField, named_unit
from sor.endpoints.web.kit.names import Names
from sor.endpoints.web.kit.page import page
from sor.endpoints.web.kit.page_of_list import page_of_list, wants_file
from sor.endpoints.web.kit.site import Site
from sor.endpoints.web.kit.visit import Visit
from sor.endpoints.web.kit.words import capitalise_text
from sor.reading.snapshot import Snapshot
from sor.recipients import WantedRecipient
from sor.recipients.finding import NoSuch
from sor.recipients.names import standard_name

PAGE_SIZE = 20
LAST_PAGE = 500
LONGEST = 200


@get("/recipients", sync_to_thread=True, include_in_schema=False)
def recipients_page(request: HttpRequest, site: NamedDependency[Site], visit: NamedDependency[Visit]) -> Response[str]:
    """A form, and the location numbers that a message can be sent to, nearest first."""
    asked = {name: read_typed(request.query_params, name) for name in ("message", "speciality", "near", "sender")}
    named = {"sender": named_unit(site, visit, asked["sender"])}
    asked["sender"] = named["sender"].code
    number = page_number(request.query_params)
    size = page_of_list(request.query_params, PAGE_SIZE).size
    if wants_file(request.query_params):
        number = 1
    snapshot = site.register.at(visit.at)
    names = Names(snapshot.codes, visit.at.valid, visit.language)

    def search() -> Mapping[str, Value]:
        wanted = WantedRecipient(
            asked["message"], asked["speciality"] or None, asked["near"] or None, asked["sender"] or None
        )
        return site.recipients.find(snapshot, wanted, size, (number - 1) * size)

    found, mistake = attempt(search, visit) if asked["message"] and are_clear(named) else (None, None)
    return page(
        "recipients.html",
        visit,
        404 if mistake else 200,
        asked=asked,
        found=found,
        mistake=mistake,
        number=number,
        messages=messages(site, snapshot, visit),
        specialities=names.choices("speciality"),
        named=named,
        name_of_code=names.of,
    )


@get("/recipients/between", sync_to_thread=True, include_in_schema=False)
def between_page(request: HttpRequest, site: NamedDependency[Site], visit: NamedDependency[Visit]) -> Response[str]:
    """A form, and whether one unit can send a message to another, with every condition."""
    asked = {name: read_typed(request.query_params, name) for name in ("sender", "receiver", "message")}
    named = {name: named_unit(site, visit, asked[name]) for name in ("sender", "receiver")}
    asked |= {name: unit.code for name, unit in named.items()}
    snapshot = site.register.at(visit.at)

    def judge() -> Mapping[str, Value]:
        return site.recipients.between(snapshot, asked["sender"], asked["receiver"], asked["message"])

    found, mistake = attempt(judge, visit) if all(asked.values()) else (None, None)
    return page(
        "between.html",
        visit,
        404 if mistake else 200,
        asked=asked,
        found=found,
        mistake=mistake,
        messages=messages(site, snapshot, visit),
        named=named,
    )


def attempt(ask: Callable[[], Mapping[str, Value]], visit: Visit) -> tuple[Mapping[str, Value] | None, str | None]:
    """What was found, or the sentence that says which part of the question is not known."""
    try:
        return ask(), None
    except NoSuch as error:
        return None, visit.text(f"recipients.unknown.{error.field}", value=error.value)


def messages(site: Site, snapshot: Snapshot, visit: Visit) -> list[tuple[str, str]]:
    """The standards that somebody receives, with their names, those that are named first."""
    standards = site.recipients.standards(snapshot)
    named = [(one, standard_name(snapshot.codes, one, visit.at.valid, visit.language) or "") for one in standards]
    return [(one, f"{one} – {capitalise_text(name)}" if name and name != one else one) for one, name in named]


def are_clear(named: Mapping[str, UnitInField]) -> bool:
    """Whether every field in which a unit is named names one."""
    return all(unit.code or not unit.field for unit in named.values())


def read_typed(query: Mapping[str, str], name: str) -> str:
    """What was typed in a field, without blanks around it."""
    return query.get(name, "").strip()[:LONGEST]


def page_number(query: Mapping[str, str]) -> int:
    """The asked page, from 1; what is no number is the first."""
    text = query.get("page", "")
    return min(max(int(text), 1), LAST_PAGE) if is_digits(text) and len(text) < 6 else 1
