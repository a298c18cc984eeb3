"""A unit's page, and the comparison of two of its days."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import replace

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath

from sor.core.as_of import AsOf
from sor.core.day import NotADay, parse_day, previous_day, write_day
from sor.core.shapes import Fields
from sor.core.story import StoryStep, differences, steps
from sor.core.unit import UnitAnswer, number_used
from sor.desk.responsible_persons import ResponsiblePersons
from sor.endpoints.http.request import HttpRequest
from sor.endpoints.web.browse.causes import Stated, causes, subjects_named
from sor.endpoints.web.browse.change_view import change_views
from sor.endpoints.web.browse.timeline_view import entries_named, life_bar, names_wanted, step_views
from sor.endpoints.web.browse.unit_view import message_views, unit_view
from sor.endpoints.web.kit.deeds import Deed, Deeds, is_personal
from sor.endpoints.web.kit.error_pages import UnknownUnit
from sor.endpoints.web.kit.names import Names
from sor.endpoints.web.kit.page import page, personal_page
from sor.endpoints.web.kit.postal import address_lines
from sor.endpoints.web.kit.site import Site
from sor.endpoints.web.kit.standing import day_shown, standing
from sor.endpoints.web.kit.values import Values
from sor.endpoints.web.kit.visit import Visit
from sor.endpoints.web.kit.wording import in_words
from sor.following.consumers import Consumers, seen_by
from sor.reading.snapshot import Snapshot, Summary
from sor.register import BadTime, Register
from sor.rules.sentences import sentence
from sor.search.text import sort_key

MOST_LISTED = 30
"""More children or siblings than this are left to the tree's own page."""


@get("/units/{code:str}", sync_to_thread=True, include_in_schema=False)
def unit_page(
    code: FromPath[str],
    request: HttpRequest,
    site: NamedDependency[Site],
    visit: NamedDependency[Visit],
    deeds: NamedDependency[Deeds],
) -> Response[str]:
    """Everything about a unit on the asked day, and what who asks may do to it."""
    unit, then = unit_then(site.register, code, visit)
    day = write_day(then.at.valid)
    history = then.history(code, resolved=True)
    story = steps(history)
    values = values_for(then, [unit, *history], visit)
    caused = causes(code, story, read_stated(then, code, story), visit.at.known)
    told = step_views(story, caused, code, values)
    number = number_used(unit)
    children = in_name_order(then.children(code))
    beside = then.children(unit["parent"]) if unit.get("parent") else []
    named = entries_named(caused)
    may_do = deeds(request, code, named)
    persons = ResponsiblePersons(site.register)
    return shown_with(may_do)(
        "unit.html",
        visit,
        deeds=may_do,
        unit=unit_view(unit, history, day, values, site.register.last_day_of_shak(site.shak_end)),
        ancestors=then.ancestors(code),
        children=children,
        siblings=in_name_order(each for each in beside if each["code"] != code),
        most_listed=MOST_LISTED,
        compared=sorted((unit["first_from"], visit.day)),
        type_of=values.names.of,
        messages=message_views(then.edi(number) if number else [], values),
        bar=life_bar(history, visit),
        steps=told,
        coming=[step for step in reversed(told) if step.is_coming],
        entries=origins(site.register, named, visit),
        findings=findings(then, site.register, code, visit),
        treatment_site=None if site.treatment_sites is None else site.treatment_sites.of_unit(code),
        responsible=persons.list_persons(code) or persons.above(code),
        seen=seen_by(Consumers(site.register).list_known(), int(unit["serial"])),
    )


@get("/units/{code:str}/compare", sync_to_thread=True, include_in_schema=False)
def compare_page(
    code: FromPath[str],
    request: HttpRequest,
    site: NamedDependency[Site],
    visit: NamedDependency[Visit],
    deeds: NamedDependency[Deeds],
) -> Response[str]:
    """What differs between a unit's answers on two days."""
    unit, then = unit_then(site.register, code, visit)
    history = then.history(code, resolved=True)
    a = asked_day(request.query_params.get("a", "")) or day_before_last_change(steps(history), visit)
    b = asked_day(request.query_params.get("b", "")) or visit.day
    answers = [site.register.at(AsOf(parse_day(day), visit.at.known)).unit(code) or unit for day in (a, b)]
    values = values_for(then, [*answers, *history], visit)
    may_do = deeds(request, code, ())
    return shown_with(may_do)(
        "compare.html",
        visit,
        deeds=may_do,
        unit=head_unit(unit),
        ancestors=then.ancestors(code),
        days=(a, b),
        standings=[standing(answer, visit_on(visit, day)) for answer, day in zip(answers, (a, b), strict=True)],
        changes=change_views(differences(answers[0], answers[1]), code, values),
        change_days=[step.day for step in steps(history)],
    )


def shown_with(deeds: Collection[Deed]) -> Callable[..., Response[str]]:
    """What makes the page of a unit that shows what its reader may do."""
    return personal_page if is_personal(deeds) else page


def unit_then(register: Register, code: str, visit: Visit) -> tuple[UnitAnswer, Snapshot]:
    """A unit's answer, and the register on the day that the answer describes. Raises UnknownUnit."""
    snapshot = register.at(visit.at)
    unit = snapshot.unit(code)
    if unit is None:
        raise UnknownUnit(code)
    if unit["open"]:
        return unit, snapshot
    return unit, register.at(AsOf(day_shown(unit, visit.at.valid), visit.at.known))


def values_for(snapshot: Snapshot, answers: Sequence[UnitAnswer], visit: Visit) -> Values:
    """A writer of values that knows the names of all units and places that some answers speak of."""
    wanted = sorted(names_wanted(answers))
    places = {place for answer in answers if (place := answer.get("geographic_location"))}
    found = {code: summary["name"] for code, summary in snapshot.summaries(wanted).items() if summary.get("name")}
    for code in wanted:
        if code not in found and (closed := snapshot.unit(code)):
            found[code] = closed.get("name") or code
    names = Names(snapshot.codes, snapshot.at.valid, visit.language)
    return Values(visit, names, found, place_names(snapshot, places))


def place_names(snapshot: Snapshot, keys: Iterable[str]) -> dict[str, str]:
    """Names of geographic locations with their address, by key."""
    found = {key: place for key in keys if (place := snapshot.place(key))}
    return {key: ", ".join([place.get("name") or key, *address_lines(place)]) for key, place in found.items()}


def read_stated(snapshot: Snapshot, code: str, story: Sequence[StoryStep]) -> Stated:
    """The timelines of all subjects that may have made a story."""
    return {
        (kind, key): timeline
        for kind, keys in subjects_named(code, story).items()
        for key, timeline in snapshot.timelines(kind, keys).items()
    }


def origins(register: Register, serials: Iterable[int], visit: Visit) -> dict[int, str]:
    """Where entries came from, in words, by serial."""
    found = {}
    for serial in serials:
        entry = register.entry_facts(serial)
        if entry is None:
            continue
        file = (entry.origin or {}).get("file")
        facts = {"when": visit.at_time(entry.known_at), "actor": entry.actor, "file": file, "channel": entry.channel}
        found[serial] = visit.text("entry.file" if file else "entry.actor", **facts)
        if entry.reason and entry.reason != file:
            found[serial] += f" – {entry.reason}"
    return found


def findings(then: Snapshot, register: Register, code: str, visit: Visit) -> list[Fields]:
    """What rules say about a unit, each thing once, as of its newest entry."""
    found: dict[str, Fields] = {}
    for serial, finding in register.findings("unit", code, visit.at.known):
        said = sentence(finding, visit.language)
        found.setdefault(said, {"rule": finding.rule, "severity": finding.severity, "serial": serial})
    told = in_words([*found], then, visit.language)
    return [fields | {"text": text} for fields, text in zip(found.values(), told, strict=True)]


def in_name_order(units: Iterable[Summary]) -> list[Fields]:
    """Summaries in the order of the Danish alphabet, as pages head them."""
    return [
        head_unit(unit) for unit in sorted(units, key=lambda unit: (sort_key(unit.get("name") or ""), unit["code"]))
    ]


def head_unit(unit: Summary | UnitAnswer) -> Fields:
    """A unit with all that pages head it with; one that states no name goes by its code."""
    return {"level": None, "type": None, **unit, "name": unit.get("name") or unit["code"]}


def asked_day(text: str) -> str | None:
    """An ISO date from a query; none when nothing is asked. Raises BadTime."""
    if not text.strip():
        return None
    try:
        return write_day(parse_day(text.strip()))
    except NotADay as error:
        raise BadTime(str(error)) from None


def day_before_last_change(story: Sequence[StoryStep], visit: Visit) -> str:
    """The day to compare with when none is named: the one before the last change up to the asked day."""
    changed = [step.day for step in story if step.day <= visit.day and step.changes]
    return write_day(previous_day(parse_day(changed[-1]))) if changed else story[0].day if story else visit.day


def visit_on(visit: Visit, day: str) -> Visit:
    """The same visit on another day."""
    return replace(visit, at=AsOf(parse_day(day), visit.at.known))
