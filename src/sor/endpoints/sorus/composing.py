"""SORUS's requests as documents of changes, composed from what the register says when they are decided."""

from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta

from msgspec.structs import replace

from sor.changes.composing import Compose, Composed, RegisterAtSerial
from sor.changes.replacement import Recorded, differing, echoes, stale, standing
from sor.core.canonical import encode
from sor.core.day import next_day, of_date, to_date, write_day
from sor.core.finding import WARNING, Finding
from sor.core.identifiers import is_number
from sor.core.shapes import Fields, Value, parts_of, text_in
from sor.core.statement import NEVER
from sor.core.timeline import Timeline, winner
from sor.core.unit import number_used
from sor.formats.soap import sorus
from sor.formats.soap.sorus import SorusRequest
from sor.formats.soap.sorus_choices import CLOSE, CREATE, EDI, EDIT, MOVE, REPLACE
from sor.formats.soap.sorus_tables import ENTITY
from sor.reading.snapshot import EdiAnswer, Snapshot
from sor.rules import BOOK, replacing

NEW = "#1"
"""The name of the unit that a request makes."""

RECENT = timedelta(days=7)
"""For so long it is told that a change of somebody else is set back."""


def composing(asked: SorusRequest, actor: str, stale_is: str = WARNING) -> Compose:
    """What composes the document of a request. actor: who sends it. stale_is: the severity of setting back what
    somebody else changed lately.
    """

    def compose(moment: RegisterAtSerial) -> Composed:
        made = _COMPOSE[asked.operation](asked, actor, moment)
        told = [replace(one, severity=stale_is) if one.rule == replacing.STALE.code else one for one in made.findings]
        return made._replace(findings=told)

    return compose


def show_unit(snapshot: Snapshot, code: str) -> Fields | None:
    """A unit as SORUS answers it; None when it is not known."""
    unit = snapshot.unit(code)
    if unit is None:
        return None
    level, place = unit["organisational_level"], unit["geographic_location"]
    level_name = snapshot.codes.name("organisational_level", level, snapshot.at.valid) if level else None
    place_facts = snapshot.place(place) if place else None
    number = number_used(unit)
    facts = snapshot.number_facts(number) if number else None
    return sorus.entity_of(unit, level_name, place_facts.get("name") if place_facts else None, facts)


def messages(snapshot: Snapshot, code: str) -> list[EdiAnswer]:
    """The message types of the number that a unit uses."""
    number = number_used(snapshot.unit(code))
    return snapshot.edi(number) if number else []


def _create(asked: SorusRequest, _: str, moment: RegisterAtSerial) -> Composed:
    entity, day = asked.entity, asked.day
    parent = text_in(entity, "parent")
    sent = sorus.fields_of(entity, asked.version, moment.codes, day)
    given = {field: value for field, value in sent.items() if value is not None}
    change: Fields = {"op": "create", "as": NEW, "level": entity.get("level", ""), "from": write_day(day)}
    if parent is not None:
        change["parent"] = parent
    numbers = list(_numbers(entity, NEW, day, moment))
    if any("issue" in one for one in numbers):
        given.pop("location", None)
    above = moment.chain(parent, day) if parent else []
    alike = sorus.comparable(moment.codes, day)
    status = {"from": write_day(day), "first_from": write_day(day)}
    findings = [
        *_not_sent(NEW, entity, ("level",)),
        *_given_by_register(NEW, entity, {"has_place": False, "status": status}, OUTPUT_AND_CODE),
        *echoes(NEW, given, given, above, day, alike),
    ]
    return Composed({"changes": [change | {"set": given}, *numbers]}, findings)


def _edit(asked: SorusRequest, actor: str, moment: RegisterAtSerial) -> Composed:
    entity, day, code = asked.entity, asked.day, asked.code
    if code is None:
        return Composed(_nothing("", day), list(_not_sent("", {}, ("code",))))
    sent = sorus.fields_of(entity, asked.version, moment.codes, day)
    chain = moment.chain(code, day)
    if not chain:
        return Composed(_nothing(code, day))
    own, above = chain[0][1], chain[1:]
    alike = sorus.comparable(moment.codes, day)
    given = differing(sent, own, alike)
    numbers = list(_numbers(entity, code, day, moment))
    if any("issue" in one for one in numbers):
        given.pop("location", None)
    timeline = moment.timeline("unit", code)
    others = _others(timeline, given, day, actor, moment)
    held = show_unit(moment.snapshot(day), code) or {}
    findings = [
        *_not_sent(code, entity, ("level", "location_state")),
        *_given_by_register(code, {"code": code} | entity, held, OUTPUT_AND_CODE | {"level"}),
        *_no_parent(code, entity, day),
        *_no_number_of_others(code, entity, held),
        *echoes(code, given, own | given, above, day, alike),
        *stale(code, timeline, given, day, others, alike),
        *standing(code, timeline, given, day),
    ]
    change = {"op": "edit", "unit": code, "from": write_day(day), "set": given}
    return Composed({"changes": [change, *numbers]}, findings)


def _move(asked: SorusRequest, _: str, __: RegisterAtSerial) -> Composed:
    given = asked.given
    return Composed({"op": "move", "unit": given["code"], "parent": given["parent"], "from": write_day(asked.day)})


def _replace(asked: SorusRequest, _: str, __: RegisterAtSerial) -> Composed:
    code, by = str(asked.given["code"]), asked.given.get("by", [])
    findings = [] if by else [replacing.NOT_SENT.finding("unit", code, {"element": "ReplacedByEntityCollection"})]
    return Composed({"op": "replace", "unit": [code], "by": by, "from": write_day(asked.day)}, findings)


def _close(asked: SorusRequest, _: str, __: RegisterAtSerial) -> Composed:
    first = write_day(next_day(asked.day))
    return Composed(
        {"op": "close", "unit": asked.given["code"], "from": first, "branch": bool(asked.given.get("branch"))}
    )


def _edi(asked: SorusRequest, _: str, moment: RegisterAtSerial) -> Composed:
    code, day = str(asked.given["code"]), asked.day
    chain = moment.chain(code, day)
    number = text_in(chain[0][1].get("location"), "number") if chain else None
    if number is None:
        facts = {"day": write_day(day)}
        findings = [replacing.WITHOUT_NUMBER.finding("unit", code, facts, day)] if chain else []
        return Composed(_nothing(code, day), findings)
    sent = parts_of(asked.given.get("number"))
    findings = list(_given_by_register(code, {"number": sent.get("number", number)}, {"number": number}, {"number"}))
    changes: list[Fields] = []
    data = sorus.number_data(sent)
    if data is not None and (new := _new_data(number, data, day, moment)):
        changes.append({"op": "number", "location_number": number, "from": write_day(day), "set": new})
    if "messages" in asked.given:
        told = {"messages": asked.given["messages"]}
        changes.append({"op": "edi", "location_number": number, "from": write_day(day), "set": told})
    return Composed({"changes": changes} if changes else _nothing(code, day), findings)


_COMPOSE: dict[str, Callable[[SorusRequest, str, RegisterAtSerial], Composed]] = {
    CREATE: _create, EDIT: _edit, MOVE: _move, REPLACE: _replace, CLOSE: _close, EDI: _edi,
}  # fmt: skip


def _nothing(code: str, day: int) -> Fields:
    """A document that changes nothing: the register says why the unit cannot be changed, if that is so."""
    return {"op": "edit", "unit": code, "from": write_day(day), "set": {}}


def _numbers(entity: Mapping[str, Value], unit: str, day: int, moment: RegisterAtSerial) -> Iterator[Fields]:
    """The location number of a unit: issued to it, or with other data."""
    sent = parts_of(entity.get("number"))
    number = text_in(sent, "number")
    if entity.get("location_state") != "Own" or number is None:
        return
    data = sorus.number_data(sent)
    change: Fields = {"op": "number", "location_number": number, "from": write_day(day)}
    if not moment.is_known("location_number", number):
        told = {field: value for field, value in (data or {}).items() if value is not None}
        yield change | {"unit": unit, "issue": told}
    elif data is not None and (new := _new_data(number, data, day, moment)):
        yield change | {"set": new}


def _new_data(number: str, data: Mapping[str, Value], day: int, moment: RegisterAtSerial) -> Fields:
    held: Mapping[str, Value] = moment.snapshot(day).number_facts(number) or {}
    if data["region"] is None and not is_number(held.get("region")):
        held = {**held, "region": None}  # not shown, being no number: who leaves it out does not take it away
    return {field: value for field, value in data.items() if value != held.get(field)}


OUTPUT_AND_CODE = frozenset({one.key for one in ENTITY if one.is_output} | {"code"})
_NAMES = {one.key: one.name for one in ENTITY}


def _given_by_register(
    key: str, sent: Mapping[str, Value], held: Mapping[str, Value], fields: frozenset[str] | set[str]
) -> Iterator[Finding]:
    """What only the register says, and was sent otherwise."""
    for field in sorted(fields & sent.keys()):
        if _parts(sent[field], held.get(field)) != sent[field]:
            facts = {"element": _NAMES[field], "value": _text(sent[field]), "held": _text(held.get(field))}
            yield replacing.GIVEN_BY_REGISTER.finding("unit", key, facts)


def _parts(sent: Value, held: Value) -> Value:
    """What is held, of a block only the parts that were sent."""
    if isinstance(sent, dict) and isinstance(held, dict):
        return {part: held.get(part) for part in sent}
    return held


def _text(value: Value) -> str:
    if value is None:
        return "–"
    return value if isinstance(value, str) else encode(value).decode()


def _not_sent(key: str, entity: Mapping[str, Value], fields: tuple[str, ...]) -> Iterator[Finding]:
    for field in fields:
        if entity.get(field) is None:
            yield replacing.NOT_SENT.finding("unit", key, {"element": _NAMES[field]})


def _no_parent(code: str, entity: Mapping[str, Value], day: int) -> Iterator[Finding]:
    if "parent" in entity:
        yield BOOK["C8", ""].finding("unit", code, {}, day)


def _no_number_of_others(code: str, entity: Mapping[str, Value], held: Mapping[str, Value]) -> Iterator[Finding]:
    """A number beside another state than Own: the inherited one may come back as it was answered."""
    number = text_in(entity.get("number"), "number")
    if number is None or entity.get("location_state") == "Own":
        return
    shown_number = text_in(held.get("number"), "number") if entity.get("location_state") == "Inherited" else None
    if number != shown_number:
        facts = {"element": _NAMES["number"], "value": number, "held": _text(shown_number)}
        yield replacing.GIVEN_BY_REGISTER.finding("unit", code, facts)


def _others(
    timeline: Timeline, given: Mapping[str, Value], day: int, actor: str, moment: RegisterAtSerial
) -> dict[int, Recorded]:
    """The entries of others, of the last days, that say what some fields hold."""
    winners = (winner(timeline.get(field, ()), day, NEVER - 1) for field in given)
    found = moment.read_recorded({one.serial for one in winners if one is not None})
    since = of_date(to_date(moment.today) - RECENT)
    return {serial: one for serial, one in found.items() if one.actor != actor and one.day >= since}
