"""A new clinic in one go: its owner, its institution, and the unit below it with the ydernummer and speciality."""

from collections.abc import Mapping
from typing import NamedTuple

from sor.changes.guided.addresses import TypedAddress, settle_place, split_number
from sor.changes.guided.answers import CONTACT, CONTACT_PARTS, POSTAL, STREET_PARTS, StepHint, StepMistake
from sor.changes.guided.composing import SUPPLEMENT
from sor.changes.guided.typed_numbers import look_at_provider, read_digits
from sor.core import entity_types
from sor.core.code_book import CodeBook
from sor.core.day import parse_day
from sor.core.identifiers import cvr_problem, tidy_identifier
from sor.core.shapes import Fields
from sor.core.typed_day import read_typed_day

STEP = "new"
OWNER, CLINIC, UNIT = "#owner", "#clinic", "#unit"
FIELDS = (
    "owner_name", "cvr", "name", "type", *(f"{POSTAL}.{part}" for part in STREET_PARTS),
    *(f"{CONTACT}.{part}" for part in CONTACT_PARTS), "practitioner", "provider_identifier", "specialities.1", "from",
)  # fmt: skip
"""What the page asks; without a practitioner the clinic is made, and is not published until it has one."""


class NewClinic(NamedTuple):
    """What the page comes to: the changes of one set, what is no change yet, what to look at."""

    changes: list[Fields]
    mistakes: list[StepMistake]
    hints: list[StepHint]


def compose_clinic(told: Mapping[str, str], owner: str, codes: CodeBook, *, has_number: bool) -> NewClinic:
    """The changes that make a clinic. owner: the code of the owner that it is to stand below; empty: a new one is made.
    has_number: whether that owner has a location number to inherit.
    """
    typed = {name: told.get(name, "").strip() for name in FIELDS}
    day = read_typed_day(typed["from"])
    if day is None:
        return NewClinic([], [StepMistake(STEP, "from", "edit.no_day")], [])
    wanted = ["name", "type"] if owner else ["owner_name", "cvr", "name", "type", f"{POSTAL}.street"]
    mistakes = [StepMistake(STEP, name, "changed.empty") for name in wanted if not typed[name]]
    number, cvr = read_digits(typed["provider_identifier"]), tidy_identifier("cvr", typed["cvr"])
    mistakes += look_at_provider(STEP, number)
    if not owner and typed["cvr"] and cvr_problem(cvr):
        mistakes.append(StepMistake(STEP, "cvr", "changed.bad_cvr", {"value": cvr}))
    parts = {part: typed[f"{POSTAL}.{part}"] for part in STREET_PARTS}
    address, hints = split_number(TypedAddress(POSTAL, dict.fromkeys(STREET_PARTS, ""), parts, parse_day(day)))
    address, unsettled = settle_place(address, codes)
    mistakes += unsettled
    blocks: Fields = {}
    if address.typed["street"]:
        blocks[POSTAL] = {"country": "DK", **{part: value for part, value in address.typed.items() if value}}
    if contact := {part: value for part in CONTACT_PARTS if (value := typed[f"{CONTACT}.{part}"])}:
        blocks[CONTACT] = contact
    location: Fields = {"location": "inherit" if has_number else {"state": "None"}}
    changes: list[Fields] = []
    if not owner:
        top: Fields = {"name": typed["owner_name"], "type": entity_types.PRIVATE, "cvr": cvr, **blocks, **location}
        changes.append({"op": "create", "as": OWNER, "level": "IO", "from": day, "set": top})
    own = blocks if owner else {}
    clinic: Fields = {"name": typed["name"], "type": typed["type"], **own, **location}
    changes.append({"op": "create", "as": CLINIC, "level": "HI", "parent": owner or OWNER, "from": day, "set": clinic})
    if typed["practitioner"] or number:
        unit: Fields = {"name": typed["practitioner"] or typed["name"], "type": SUPPLEMENT, **location}
        unit |= {"provider_identifier": number} if number else {}
        if speciality := typed["specialities.1"]:
            unit["specialities"] = [{"code": speciality, "main": True}]
        changes.append({"op": "create", "as": UNIT, "level": "OU", "parent": CLINIC, "from": day, "set": unit})
    else:
        hints.append(StepHint(STEP, "practitioner", "changed.unpublished", warns=True))
    return NewClinic(changes, mistakes, hints)
