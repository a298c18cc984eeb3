"""From what stands in the forms of message types to what is wanted. Pure but for the code lists it is given."""

from collections.abc import Mapping
from typing import NamedTuple

from sor.core.code_book import CodeBook
from sor.core.day import NotADay, parse_day
from sor.core.typed_day import read_typed_day
from sor.desk.edi_sets import MessageWanted, WantedSet, messages_in
from sor.endpoints.web.administration.case_forms import refuse_unknown
from sor.endpoints.web.kit.names import LISTS_OF_NUMBERS
from sor.recipients.edi_rows import PARTS

SET_FORM = frozenset({"csrf", "action", "numbers", "from", "add", "end", *PARTS, "reason", "skip", "key", "confirmed"})


class FormMistake(NamedTuple):
    """Something wrong with a field: which text of the pages says it, and its facts."""

    field: str
    text: str
    facts: Mapping[str, object] = {}


class ReadSet(NamedTuple):
    """The set that a form wants, and what is wrong with its fields."""

    wanted: WantedSet
    mistakes: list[FormMistake]


def read_set(form: Mapping[str, str], codes: CodeBook, held: set[str], today: int) -> ReadSet:
    """The set that a form wants. held: message types that some number has, listed or not. Raises Refused for a field
    that it does not have.
    """
    refuse_unknown(form, SET_FORM)
    mistakes: list[FormMistake] = []
    day = day_in(form, "from", mistakes) or today
    wanted: dict[str, list[MessageWanted]] = {}
    for field in ("add", "end"):
        wanted[field], wrong = messages_in(form.get(field, ""))
        mistakes += [FormMistake(field, "edi.bad_type", {"line": line}) for line in wrong]
        mistakes += [
            FormMistake(field, "edi.unknown_type", {"type": kind})
            for kind in sorted({one.type for one in wanted[field]})
            if kind not in held and codes.get("edi_message_type", kind, day) is None
        ]
    both = {one.type for one in wanted["add"]} & {one.type for one in wanted["end"]}
    mistakes += [FormMistake("end", "edi.both", {"type": kind}) for kind in sorted(both)]
    parts = {part: form[part].strip() for part in PARTS if form.get(part, "").strip()}
    mistakes += [
        FormMistake(part, "edi.no_code", {"code": code})
        for part, code in parts.items()
        if all(codes.get(code_list, code, day) is None for code_list in LISTS_OF_NUMBERS[part])
    ]
    if not form.get("numbers", "").strip():
        mistakes.append(FormMistake("numbers", "edi.no_numbers"))
    if not mistakes and not (wanted["add"] or wanted["end"] or parts):
        mistakes.append(FormMistake("add", "edi.nothing_wanted"))
    return ReadSet(WantedSet(day, wanted["add"], wanted["end"], parts), mistakes)


def day_in(form: Mapping[str, str], field: str, mistakes: list[FormMistake]) -> int:
    """The day of a field; 0 for none. What is no day is added to the mistakes."""
    typed = form.get(field, "").strip()
    if not typed:
        return 0
    try:
        day = parse_day(read_typed_day(typed) or typed)
    except NotADay:
        day = 0
    if not 18000101 <= day < 22000101:
        mistakes.append(FormMistake(field, "edi.no_day", {"value": typed[:40]}))
        return 0
    return day
