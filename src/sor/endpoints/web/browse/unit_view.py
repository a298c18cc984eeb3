"""What a unit's page shows of the unit itself: its addresses, numbers, electronic address and facts. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from sor.core.day import parse_day, write_day
from sor.core.identifiers import location_number_problem, sor_code_problem
from sor.core.shapes import Fields
from sor.core.story import Since, index_on, since, source_alone, value_alone
from sor.core.subject import LOCAL_ATTRIBUTES, STREET_ADDRESSES
from sor.core.unit import NUMBER_PARTS, UnitAnswer
from sor.core.utm import Position
from sor.endpoints.web.kit.code_problems import problem_in_words
from sor.endpoints.web.kit.postal import address_lines, on_the_map
from sor.endpoints.web.kit.standing import UnitStanding, standing
from sor.endpoints.web.kit.values import Values
from sor.endpoints.web.kit.visit import Visit
from sor.endpoints.web.kit.words import day_before
from sor.reading.snapshot import EdiAnswer

PLACES_NAMED: tuple[Literal["municipality", "region", "country"], ...] = ("municipality", "region", "country")
CONTACTS: tuple[Literal["phone", "email", "website", "fax"], ...] = ("phone", "email", "website", "fax")
UNIT_FACTS = (
    "specialities", "organisational_level", "reporting_level", "patients_admitted", "ambulant_activity",
    "local_attributes", "geographic_location", "geographic_parent", "operator", "note",
)  # fmt: skip
UNIT_NUMBERS = (
    "shak", "provider_identifier", "cvr", "production_unit", "pharmacy_identifier", "local_code",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Fact:
    """A labelled value. ``link``: where it leads, ``warning``: what is wrong with it."""

    label: str
    value: str
    link: str | None = None
    warning: str | None = None
    since: str | None = None


@dataclass(frozen=True, slots=True)
class ValueOrigin:
    """Since when a value holds, until when, and whose it is: own, or inherited from ``source`` (code, name)."""

    since: str
    until: str | None
    source: tuple[str, str] | None
    source_since: str | None


@dataclass(frozen=True, slots=True)
class AddressView:
    """One kind of address. ``same_as``: the kind above it that it repeats; ``falls_back``: because it is not stated."""

    kind: str
    title: str
    lines: Sequence[str]
    places: Sequence[Fact]
    origin: ValueOrigin
    same_as: str | None
    falls_back: bool
    position: Position | None


@dataclass(frozen=True, slots=True)
class ContactView:
    """Phone, e-mail and the like, with their common origin."""

    rows: Sequence[Fact]
    origin: ValueOrigin


@dataclass(frozen=True, slots=True)
class NumberView:
    """The location number that the unit uses: ``state`` in words, its facts, and its origin."""

    state: str
    number: str | None
    warning: str | None
    facts: Sequence[Fact]
    origin: ValueOrigin


@dataclass(frozen=True, slots=True)
class UnitView:
    """The unit's page without its place in the tree."""

    code: str
    code_problem: str | None
    name: str
    level: str
    type: str
    type_code: str | None
    standing: UnitStanding
    is_assumed: bool
    erased: Sequence[str]
    first_from: str
    version: tuple[str, str | None]
    updated: str | None
    serial: int
    addresses: Sequence[AddressView]
    contact: ContactView | None
    number: NumberView | None
    numbers: Sequence[Fact]
    facts: Sequence[Fact]
    replaces: Sequence[tuple[str, str]]
    replaced_by: Sequence[tuple[str, str]]
    position: Position | None


def erased_fields(unit: UnitAnswer, visit: Visit) -> list[str]:
    """The fields, as they are called, whose value on these days was erased."""
    names = ("local_attributes" if field in LOCAL_ATTRIBUTES else field for field in unit.get("erased", ()))
    return [visit.text(f"field.{name}") for name in dict.fromkeys(names)]


def unit_view(
    unit: UnitAnswer, history: Sequence[UnitAnswer], day: str, values: Values, shak_end: int | None = None
) -> UnitView:
    """Everything a page shows about a unit whose answer describes ``day``, a day on which it is open. shak_end: SHAK's
    last day, when the register knows one.
    """
    visit = values.visit
    addresses = list(_addresses(unit, history, day, values))
    return UnitView(
        code=unit["code"],
        code_problem=problem_in_words(sor_code_problem(unit["code"]), visit),
        name=unit.get("name") or unit["code"],
        level=unit.get("level") or "OU",
        type=values.of("type", unit.get("type")),
        type_code=unit.get("type"),
        standing=standing(unit, visit, life_end(history, day)),
        is_assumed=bool(unit.get("assumed")),
        erased=erased_fields(unit, visit),
        first_from=unit["first_from"],
        version=(unit["valid_from"], unit["valid_to"]),
        updated=unit.get("updated"),
        serial=unit["serial"],
        addresses=addresses,
        contact=_contact(unit, history, day, values),
        number=_number(unit, history, day, values),
        numbers=list(_numbers(unit, history, day, values, shak_end)),
        facts=list(_facts(unit, history, day, values)),
        replaces=[(code, values.unit(code)) for code in unit["replaces"]],
        replaced_by=[(code, values.unit(code)) for code in unit["replaced_by"]],
        position=next((address.position for address in addresses if address.position), None),
    )


def life_end(history: Sequence[UnitAnswer], day: str) -> str | None:
    """The first closed day of the life in which a day lies; None when no closing is known."""
    index = index_on(history, day)
    if index is None:
        return None
    while index + 1 < len(history) and history[index]["valid_to"] == history[index + 1]["valid_from"]:
        index += 1
    return history[index]["valid_to"]


def _origin(unit: UnitAnswer, history: Sequence[UnitAnswer], day: str, field: str, values: Values) -> ValueOrigin:
    visit = values.visit
    value = unit.get(field)
    holds = since(history, day, lambda row: value_alone(row.get(field)))
    sourced = since(history, day, lambda row: (value_alone(row.get(field)), source_alone(row.get(field))))
    source = value.get("source") if isinstance(value, dict) else None
    later = holds and sourced and sourced.day != holds.day
    return ValueOrigin(
        since=_since_words(holds, values),
        until=visit.on(holds.until) if holds and holds.until and holds.until != life_end(history, day) else None,
        source=(source, values.unit(source)) if source and source != unit["code"] else None,
        source_since=visit.on(sourced.day) if later and sourced else None,
    )


def _since_words(holds: Since | None, values: Values) -> str:
    visit = values.visit
    if holds is None:
        return ""
    if holds.assumed_from:
        return visit.text("since.assumed", day=visit.on(holds.day), assumed=visit.on(holds.assumed_from))
    return visit.text("since.start" if holds.from_start else "since.day", day=visit.on(holds.day))


def _addresses(unit: UnitAnswer, history: Sequence[UnitAnswer], day: str, values: Values) -> Iterator[AddressView]:
    shown: Fields = {}
    for kind in STREET_ADDRESSES:
        address = unit.get(kind)
        if not address:
            continue
        alone = value_alone(address)
        fallen_back_to = address.get("taken_from")
        same_as = fallen_back_to or next((other for other, value in shown.items() if value == alone), None)
        shown[kind] = alone
        yield AddressView(
            kind=kind,
            title=values.visit.text(f"field.{kind}"),
            lines=address_lines(address) or [values.visit.text("address.empty")],
            places=[
                Fact(values.visit.text(f"part.{part}"), values.part(kind, part, address[part]))
                for part in PLACES_NAMED
                if address.get(part) and not (part == "country" and address[part] == "DK")
            ]
            + [
                Fact(
                    values.visit.text("part.health_council"),
                    values.names.of("health_council", council),
                    values.visit.link("/", health_council=council),
                )
                for council in values.names.codes.councils_of_municipality(address.get("municipality"), parse_day(day))
            ],
            origin=_origin(unit, history, day, kind, values),
            same_as=values.visit.text(f"the.{same_as}") if same_as else None,
            falls_back=fallen_back_to is not None,
            position=on_the_map(address),
        )


def _contact(unit: UnitAnswer, history: Sequence[UnitAnswer], day: str, values: Values) -> ContactView | None:
    given = unit.get("virtual_address")
    if not given:
        return None
    rows = [
        Fact(values.visit.text(f"part.{part}"), found, _contact_link(part, found))
        for part in CONTACTS
        if (found := given[part])
    ]
    return ContactView(rows, _origin(unit, history, day, "virtual_address", values))


def _contact_link(part: str, value: str) -> str | None:
    """A link where it can do no harm: whatever a register holds stands on this page."""
    if part == "website":
        return value if value.lower().startswith(("https://", "http://")) else None
    if part == "email" and value.count("@") == 1 and not any(sign in value for sign in ' ?&"<>'):
        return f"mailto:{value}"
    if part == "phone":
        return "tel:" + "".join(sign for sign in value if sign.isdigit() or sign == "+")
    return None


def _number(unit: UnitAnswer, history: Sequence[UnitAnswer], day: str, values: Values) -> NumberView | None:
    location = unit.get("location")
    if not location:
        return None
    number = location.get("number")
    return NumberView(
        state=values.part("location", "state", location["state"]),
        number=number,
        warning=problem_in_words(location_number_problem(number), values.visit) if number else None,
        facts=[
            Fact(values.visit.text(f"part.{part}"), values.part("location", part, location.get(part)))
            for part in NUMBER_PARTS
            if location.get(part) not in (None, "")
        ],
        origin=_origin(unit, history, day, "location", values),
    )


def _numbers(
    unit: UnitAnswer, history: Sequence[UnitAnswer], day: str, values: Values, shak_end: int | None
) -> Iterator[Fact]:
    for field in UNIT_NUMBERS:
        if unit.get(field):
            link = (
                values.visit.link("/", q=unit.get(field)) if field in ("shak", "provider_identifier", "cvr") else None
            )
            fact = _plain_fact(unit, history, day, field, values, link)
            if field == "shak" and shak_end is not None:
                ending = "shak.ends" if day <= write_day(shak_end) else "shak.ended"
                fact = replace(fact, warning=values.visit.text(ending, day=values.visit.on(write_day(shak_end))))
            yield fact


def _facts(unit: UnitAnswer, history: Sequence[UnitAnswer], day: str, values: Values) -> Iterator[Fact]:
    for field in UNIT_FACTS:
        if unit.get(field) is not None:
            yield _plain_fact(unit, history, day, field, values)


def _plain_fact(
    unit: UnitAnswer, history: Sequence[UnitAnswer], day: str, field: str, values: Values, link: str | None = None
) -> Fact:
    holds = since(history, day, lambda row: row.get(field))
    return Fact(
        values.visit.text(f"field.{field}"),
        values.of(field, unit.get(field)),
        link,
        since=values.visit.on(holds.day) if holds and not holds.from_start else None,
    )


def message_views(messages: Sequence[EdiAnswer], values: Values) -> list[dict[str, str]]:
    """The message types of a location number, as rows of a table."""
    visit = values.visit
    return [
        {
            "name": message.get("name") or message["standard"],
            "standard": f"{message['standard']} {message['version']}",
            "direction": visit.text(f"direction.{message['direction']}"),
            "from": visit.on(message["valid_from"]),
            "to": visit.on(day_before(message["valid_to"])) if message["valid_to"] else "",
        }
        for message in sorted(messages, key=lambda m: (m["standard"], m["version"], m["direction"]))
    ]
