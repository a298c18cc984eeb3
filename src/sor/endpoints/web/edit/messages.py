"""What is said about a form, in the words of a page, at the field that it is about."""

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from sor.changes.outcome import Outcome
from sor.core.finding import ERROR, Finding
from sor.core.shapes import Value
from sor.desk.sending import show_finding
from sor.endpoints.web.edit.forms import BLOCKS, Mistake
from sor.endpoints.web.edit.preview import snapshots_of
from sor.endpoints.web.kit.visit import Visit
from sor.endpoints.web.kit.wording import in_words
from sor.register import Register

NAMED_IN_SET = re.compile(r"#(?:new[0-9]*|practitioner|owner|clinic|unit)\b")
PLACED = re.compile(r"changes\[[0-9]+\]\.(?:set\.)?(?P<field>[a-z_]+(?:\.[a-z_]+)*): (?P<text>.+)", re.DOTALL)
"""How a sentence begins that says where a document cannot be read."""
LATER_OF_A_DOCUMENT = re.compile(r"(?:Vælg »later«|Choose \"later\"): .*", re.DOTALL)
"""How a warning of what is scheduled tells a program what it may choose; a form has a field for that."""
OPERATION_OF_A_DOCUMENT = re.compile(r" (?:med operationen »number«|with the operation \"number\")(?: \(close\))?")
"""How a sentence names the operation by which a program does what a form has a choice for."""
PART_OF_CASE: Mapping[Value, str] = {"phone": "phone", "no phone": "phone", "fax": "fax"}
"""The part of the contact that a finding is about, where its case says it."""
KIND = re.compile(r"\b(?:location_number|shak|edi)\b")
"""How the rules' sentences call what a set makes, and kinds of numbers."""


class Message(NamedTuple):
    """Something said about a form. field: of the form; empty for all of it. severity: error, warning or note."""

    rule: str
    severity: str
    field: str
    text: str


def document_message(text: str) -> Message:
    """What cannot be read of a document, as it is said of the field in which it was typed."""
    found = PLACED.search(text)
    if found is None:
        return Message("DOC", ERROR, "", text)
    return Message("DOC", ERROR, found["field"], found["text"][:1].upper() + found["text"][1:])


def mistake_message(one: Mistake, visit: Visit) -> Message:
    """A mistake in what was typed, before any register was asked."""
    return Message("FORM", ERROR, one.field, visit.text(one.text))


def finding_message(finding: Finding, visit: Visit) -> Message:
    """What the register found, at the field that it is about."""
    found = show_finding(finding)
    text = found["da"] if visit.language == "da" else found["en"]
    return Message(found["rule"], found["severity"], _field_of(finding, found["field"]), text)


def name_subjects(register: Register, messages: Sequence[Message], outcome: Outcome, visit: Visit) -> list[Message]:
    """Sentences that call units, types and kinds of numbers by their names and not by codes."""
    touched = outcome.consequences.touched if outcome.consequences is not None else []
    names = {one.key: one.name for one in touched if one.key.startswith("#") and one.name}
    kinds = {kind: visit.text(f"kind.{kind}") for kind in ("location_number", "shak", "edi")}

    def name_units(text: str) -> str:
        text = NAMED_IN_SET.sub(lambda m: names.get(m[0], visit.text("edit.new_unit")), text)
        text = LATER_OF_A_DOCUMENT.sub(visit.text("edit.say_later"), text)
        text = OPERATION_OF_A_DOCUMENT.sub("", text)
        return KIND.sub(lambda m: kinds[m[0]], text)

    snapshots = snapshots_of(register, outcome.consequences)
    told = in_words([name_units(one.text) for one in messages], snapshots[-1], visit.language, snapshots[0])
    return [one._replace(text=text) for one, text in zip(messages, told, strict=True)]


def _field_of(finding: Finding, field: str) -> str:
    """The field that a finding is about, with its part where it is about one."""
    part = finding.facts.get("part") or PART_OF_CASE.get(finding.facts.get("case"))
    return f"{field}.{part}" if field in BLOCKS and part in BLOCKS[field] else field
