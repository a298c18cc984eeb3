"""The steps in which an owner tells what is otherwise: what each asks, and what it asks about as it stands today."""

from collections.abc import Mapping
from typing import NamedTuple, TypeAlias

from sor.changes.guided.practice import Practice, read_block, read_own_block
from sor.core.day import write_day
from sor.core.shapes import Value

STREET_PARTS = ("street", "building", "floor", "suite", "postcode", "district", "municipality")
CONTACT_PARTS = ("phone", "email", "website")
SYSTEM_PARTS = ("system_supplier", "system_type")

STREETS = ("postal_address", "visiting_address", "activity_address")
POSTAL, CONTACT = "postal_address", "virtual_address"

FIELDS: Mapping[str, tuple[str, ...]] = {
    "name": ("name", "owner_name", "from"),
    "address": (*(f"{block}.{part}" for block in STREETS for part in STREET_PARTS), "from"),
    "contact": (*(f"{CONTACT}.{part}" for part in CONTACT_PARTS), "from"),
    "practitioner_came": ("parent", "name", "provider_identifier", "specialities.1", "from"),
    "practitioner_left": ("unit", "from"),
    "provider_identifier": ("unit", "provider_identifier", "from"),
    "system": ("system", *(f"location.{part}" for part in SYSTEM_PARTS), "from"),
    "location_number": ("location", "location.number", "from"),
    "cvr": ("cvr", "from"),
    "sold": ("cvr", "from"),
    "close": ("from",),
}
"""What each step asks, in the order of the steps; the names are the change document's."""

STEPS = tuple(FIELDS)

OWN, ISSUE = "own", "issue"
"""Whether a location number is told, or a new one is asked for."""

Told: TypeAlias = Mapping[str, str]
"""What was typed on the page of one step, by field."""

Answers: TypeAlias = Mapping[str, Told]
"""What was told, by step."""


class StepMistake(NamedTuple):
    """Something told that is no change yet. text: the key of its sentence, with facts. offer: what the field may have
    been meant to hold; empty for nothing.
    """

    step: str
    field: str
    text: str
    facts: Mapping[str, str] = {}
    offer: str = ""


class StepHint(NamedTuple):
    """Something to look at that stops nothing. warns: whether it is to be confirmed."""

    step: str
    field: str
    text: str
    facts: Mapping[str, str] = {}
    warns: bool = False


def list_blocks(practice: Practice) -> list[str]:
    """The street addresses that a practice states apart: its postal address, and others where they are not the same."""
    return [block for block in STREETS if block == POSTAL or _is_stated(practice, block)]


def begin_step(step: str, practice: Practice, today: int, earlier: Answers) -> dict[str, str]:
    """What the fields of a step hold before anything is typed: what is so today, and the day of an earlier step."""
    days = [told["from"] for told in earlier.values() if told.get("from")]
    found = dict.fromkeys(FIELDS[step], "")
    found["from"] = days[0] if days else write_day(today)
    if step == "name":
        found |= {"name": practice.clinic.get("name", ""), "owner_name": practice.owner.get("name", "")}
    elif step == "address":
        for block in list_blocks(practice):
            found |= _parts(read_block(practice.units[practice.stands_at(block)], block), block, STREET_PARTS)
    elif step == "contact":
        found |= _parts(read_block(practice.units[practice.stands_at(CONTACT)], CONTACT), CONTACT, CONTACT_PARTS)
    elif step == "system":
        found |= _parts(read_block(practice.clinic, "location"), "location", SYSTEM_PARTS)
    elif step == "location_number":
        found |= {"location": OWN, **_parts(read_block(practice.clinic, "location"), "location", ("number",))}
    elif step == "cvr":
        found["cvr"] = practice.owner.get("cvr", "")
    elif step == "practitioner_came":
        found["parent"] = practice.clinic["code"]
    elif step in ("practitioner_left", "provider_identifier") and len(practice.practitioners) == 1:
        (only,) = practice.practitioners
        found["unit"] = only["code"]
        if step == "provider_identifier":
            found["provider_identifier"] = only.get("provider_identifier", "")
    return found


def _is_stated(practice: Practice, block: str) -> bool:
    return bool(read_own_block(practice.units[practice.stands_at(block)], block))


def _parts(shown: Mapping[str, Value], block: str, parts: tuple[str, ...]) -> dict[str, str]:
    return {f"{block}.{part}": str(shown.get(part) or "") for part in parts}
