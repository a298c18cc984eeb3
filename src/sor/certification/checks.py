"""The single checks that cases are made of. Each looks at one call and yields what is wrong with it."""

from collections.abc import Iterator, Mapping, Sequence

from sor.certification.misses import Miss
from sor.certification.seen import SeenCall
from sor.core.shapes import Fields, Value, list_items, parts_of
from sor.core.subject import ADDRESS_KINDS
from sor.formats.soap.sorus_tables import ENTITY

NAMES = {one.key: one.name for one in ENTITY}
"""SORUS's name of each field of a unit."""

GIVEN = frozenset({one.key for one in ENTITY if one.is_output} | {"code"})
"""What the register gives: it may come back, and says nothing about a case."""

MANDATORY = frozenset({"level", "parent", "name", "type", "location_state", "number"})
"""What a new organisational unit must be sent with; the number beside the state Own."""

OF_HOSPITALS = frozenset({"reporting_level", "patients_admitted", "ambulant_activity"})
"""What rules demand of a hospital's units besides."""

LEVEL = frozenset({"organisational_level"})
"""Sent by version 4 where the owner uses the levels; neither here nor there."""

ALL = ("location_state", "number", *ADDRESS_KINDS)
ALL_OF_HOSPITALS = ("local_code", "local_attributes", "specialities", *sorted(OF_HOSPITALS))
"""What "all data" are for an organisational unit, and besides for one of a hospital."""


def answered_ok(seen: SeenCall) -> Iterator[Miss]:
    """The result code is 0."""
    code = str(seen.answer.get("code", ""))
    if code != "0":
        yield Miss("refused", {"code": code, "text": str(seen.answer.get("text", ""))})


def changed_something(seen: SeenCall) -> Iterator[Miss]:
    """An entry was made."""
    if seen.serial is None:
        yield Miss("unchanged")


def is_organisational(seen: SeenCall) -> Iterator[Miss]:
    """The unit is an OU in the register."""
    level = (seen.held or {}).get("level")
    if level != "OU":
        yield Miss("not_ou", {"level": str(level)})


def stored_as_sent(seen: SeenCall) -> Iterator[Miss]:
    """The register holds every own value as it was sent."""
    for element in (*seen.unlike, *seen.number_unlike):
        yield Miss("not_stored", {"element": element})


def answered_as_sent(seen: SeenCall) -> Iterator[Miss]:
    """The answer shows every element as it was sent; the parent of an edit and what the register gives are left out."""
    for field, value in seen.entity.items():
        if field not in GIVEN and not _says(seen.answered.get(field), value):
            yield Miss("answer_differs", {"element": NAMES[field]})


def sent_mandatory_only(seen: SeenCall) -> Iterator[Miss]:
    """Nothing but mandatory data was sent, and the number is not inherited."""
    allowed = MANDATORY | GIVEN | LEVEL | (OF_HOSPITALS if seen.of_hospital else frozenset())
    for field, name in NAMES.items():
        if field not in allowed and seen.has_sent(field):
            yield Miss("beyond_mandatory", {"element": name})
    if seen.entity.get("location_state") == "Inherited":
        yield Miss("inherited_in_mandatory")


def sent_everything(seen: SeenCall) -> Iterator[Miss]:
    """All data were sent that apply to the unit."""
    for field in (*ALL, *(ALL_OF_HOSPITALS if seen.of_hospital else ())):
        if not seen.has_sent(field):
            yield Miss("left_out", {"element": NAMES[field]})
    state = seen.entity.get("location_state")
    if state is not None and state != "Own":
        yield Miss("no_own_number", {"state": str(state)})
    if state == "Own" and not set(parts_of(seen.entity.get("number"))) - {"number", "status"}:
        yield Miss("bare_number")


def inherits(seen: SeenCall) -> Iterator[Miss]:
    """No address was sent, none is the unit's own; the number is inherited; the answer shows what is above."""
    state = seen.entity.get("location_state")
    sent = [field for field in ADDRESS_KINDS if seen.has_sent(field)]
    for field in sent:
        yield Miss("sent_not_inherited", {"element": NAMES[field]})
    if state != "Inherited":
        yield Miss("number_not_inherited", {"state": str(state)})
    held = seen.held or {}
    for field in ADDRESS_KINDS:
        if field in sent:
            continue
        if not parts_of(held.get(field)).get("inherited"):
            yield Miss("holds_own", {"element": NAMES[field]})
        elif field not in seen.answered:
            yield Miss("answer_without", {"element": NAMES[field]})
    if state == "Inherited" and not parts_of(seen.answered.get("number")).get("number"):
        yield Miss("answer_without", {"element": NAMES["number"]})


def check_moved(seen: SeenCall) -> Iterator[Miss]:
    """The unit stands below another unit than before, the one that was sent."""
    parent = str(seen.given.get("parent"))
    held, before = (str((one or {}).get("parent")) for one in (seen.held, seen.before))
    if held != parent:
        yield Miss("parent_not_stored", {"parent": parent, "held": held})
    elif before == parent:
        yield Miss("not_moved", {"parent": parent})


def check_noted(seen: SeenCall) -> Iterator[Miss]:
    """The register and the answer name every unit that replaces this one."""
    for by in _codes(seen.given, "by"):
        if by not in _codes(seen.held or {}, "replaced_by"):
            yield Miss("note_not_stored", {"by": by})
        elif by not in _codes(seen.answered, "replaced_by"):
            yield Miss("answer_differs", {"element": NAMES["replaced_by"]})


def check_closed(seen: SeenCall) -> Iterator[Miss]:
    """The unit is open on the last valid day and not on the next; the answer repeats the day."""
    if not (seen.held or {}).get("open"):
        yield Miss("not_open", {"day": seen.day})
    if (seen.next_day or {}).get("open"):
        yield Miss("not_closed", {"day": seen.day})
    if parts_of(seen.answered.get("status")).get("to") != seen.day:
        yield Miss("answer_differs", {"element": "SorStatus/ToDate"})


def edi_changed(seen: SeenCall) -> Iterator[Miss]:
    """The data and message types that were sent are those of the unit's own number, in the register and the answer."""
    number, messages = parts_of(seen.given.get("number")), list_items(seen.given.get("messages"))
    if parts_of((seen.held or {}).get("location")).get("state") != "Own":
        yield Miss("edi_not_own")
    if not messages and not set(number) - {"number", "status"}:
        yield Miss("no_edi")
    if number and not _says(seen.answered.get("number"), _without(number, "status")):
        yield Miss("answer_differs", {"element": NAMES["number"]})
    if "messages" not in seen.given:
        return
    if _types(seen.messages) != _types(messages):
        yield Miss("messages_not_stored")
    if _types(list_items(seen.answer.get("messages"))) != _types(messages):
        yield Miss("answer_differs", {"element": "EdiTypeCollection"})


def _codes(values: Mapping[str, Value], field: str) -> list[str]:
    found = values.get(field)
    return [str(code) for code in found] if isinstance(found, list | tuple) else []


def _types(messages: Sequence[Mapping[str, Value]]) -> set[tuple[Value, ...]]:
    return {(one.get("standard"), one.get("version"), one.get("direction")) for one in messages}


def _without(values: Mapping[str, Value], field: str) -> Fields:
    return {name: value for name, value in values.items() if name != field}


def _says(answered: Value, sent: Value) -> bool:
    """Whether an answer says at least what was sent; numbers are the same however they are written."""
    if sent in (None, {}, [], ""):
        return True
    if isinstance(sent, Mapping):
        return isinstance(answered, Mapping) and all(_says(answered.get(name), value) for name, value in sent.items())
    if isinstance(sent, list):
        return isinstance(answered, list) and all(any(_says(one, part) for one in answered) for part in sent)
    if isinstance(answered, float | int) and not isinstance(answered, bool):
        try:
            return float(answered) == float(str(sent))
        except (TypeError, ValueError):
            return False
    return bool(answered == sent)
