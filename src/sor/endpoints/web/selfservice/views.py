"""A practice as its owner knows it, and what the pages of the steps offer to choose from."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from sor.changes.guided.answers import CONTACT, SYSTEM_PARTS, list_blocks
from sor.changes.guided.practice import Practice, read_block
from sor.core.day import write_day
from sor.core.shapes import Value
from sor.core.story import CHANGES, RESTATED, coming
from sor.core.unit import UnitAnswer, number_used
from sor.desk.sites.category import TREATING
from sor.desk.sites.treatment_sites import TreatmentSites
from sor.endpoints.web.browse.unit_page import values_for
from sor.endpoints.web.kit.labels import LABELS
from sor.endpoints.web.kit.names import Names
from sor.endpoints.web.kit.postal import one_line
from sor.endpoints.web.kit.visit import Visit
from sor.register import Register

COMING = "changed.fact.coming"
LAST_DAY = "9999-12-30"
"""A day by which all that is scheduled has come."""


class PracticeFact(NamedTuple):
    """Something that the register says of a practice. link: the unit's page that says it."""

    label: str
    value: str
    link: str = ""


def list_facts(
    register: Register, practice: Practice, sites: TreatmentSites, visit: Visit
) -> list[PracticeFact]:  # fmt: skip
    """What the register says of a practice, in its owner's words."""
    snapshot = register.at()
    values = values_for(snapshot, [*practice.units.values()], visit)
    clinic, owner = practice.clinic, practice.owner
    found = [PracticeFact("changed.fact.name", clinic.get("name", ""), f"/units/{clinic['code']}")]
    if owner.get("name") != clinic.get("name"):
        found.append(PracticeFact("changed.fact.owner", owner.get("name", ""), f"/units/{owner['code']}"))
    found.append(PracticeFact("changed.fact.cvr", owner.get("cvr", "")))
    for block in list_blocks(practice):
        shown = read_block(practice.units[practice.stands_at(block)], block)
        found.append(PracticeFact(f"changed.block.{block}", one_line(shown) if shown else ""))
    contact = read_block(clinic, CONTACT)
    found += [PracticeFact(f"part.{part}", str(contact.get(part) or "")) for part in ("phone", "email", "website")]
    location = read_block(clinic, "location")
    found.append(PracticeFact("changed.fact.number", number_used(clinic) or ""))
    system = values.part("location", "system_supplier", location.get("system_supplier"))
    found.append(PracticeFact("changed.fact.system", system))
    found += [
        PracticeFact("changed.fact.practitioner", _practitioner(one, values.names), f"/units/{one['code']}")
        for one in practice.practitioners
    ]
    found += _site_facts(practice, sites, visit)
    found += _coming_facts(register, practice, visit)
    return [one for one in found if one.value]


def _site_facts(practice: Practice, sites: TreatmentSites, visit: Visit) -> Iterator[PracticeFact]:
    """The treatment sites of a practice; and the institutions that treat patients and have none."""
    for unit in practice.in_place:
        site = sites.of_unit(unit["code"])
        if site is not None:
            key = "site.of_unit" if site.row.category else "site.of_unit.exempt"
            told = visit.text(key, number=site.row.number, category=site.row.category)
            yield PracticeFact("changed.fact.site", told, f"/sites/{site.row.number}")
        elif unit.get("level") == "HI" and unit.get("type") in TREATING:
            yield PracticeFact("changed.fact.site", visit.text("changed.site.none"), f"/sites/new?unit={unit['code']}")


def _coming_facts(register: Register, practice: Practice, visit: Visit) -> Iterator[PracticeFact]:
    """What is scheduled for the units of a practice, and for those that are to come below them; by day."""
    snapshot, today = register.at(), write_day(register.today())
    last = register.at(register.as_of(LAST_DAY, None))
    codes = [unit["code"] for unit in practice.in_place]
    codes += [one["code"] for code in codes for one in last.children(code) if one["code"] not in practice.units]
    told = [(step, code) for code in codes for step in coming(snapshot.history(code), today)]
    for step, code in sorted(told, key=lambda one: one[0].day):
        fields = [visit.text(f"field.{change.field}") for change in step.changes if f"field.{change.field}" in LABELS]
        key = "changed.coming.changes" if step.kind in (CHANGES, RESTATED) else f"changed.coming.{step.kind}"
        facts = {"day": visit.on(step.day), "unit": step.answer.get("name", code), "fields": ", ".join(fields)}
        yield PracticeFact(COMING, visit.text(key, **facts), f"/units/{code}")


def _practitioner(unit: UnitAnswer, names: Names) -> str:
    """A practitioner in one line: name, ydernummer, specialities."""
    specialities = [names.of("speciality", one["code"]) for one in unit.get("specialities", [])]
    return ", ".join(filter(None, [unit.get("name", ""), unit.get("provider_identifier", ""), *specialities]))


def choices_of(
    register: Register, practice: Practice, step: str, visit: Visit, typed: Mapping[str, str]
) -> Mapping[str, Value]:  # fmt: skip
    """What a step's page needs beside what was typed: blocks, choices of codes, units to choose from."""
    snapshot = register.at()
    blocks = list_blocks(practice) if step == "address" else []
    names = Names(snapshot.codes, snapshot.at.valid, visit.language)
    units: Sequence[UnitAnswer] = practice.practitioners
    if step == "practitioner_came":
        units = [one for one in practice.in_place if one.get("level") == "HI"]
    return {
        "blocks": blocks,
        "municipalities": {one: list_municipalities(names, typed.get(f"{one}.postcode", "")) for one in blocks},
        "specialities": names.choices("speciality") if step == "practitioner_came" else [],
        "systems": names.choices("medcom_system") if step == "system" else [],
        "codes_of_system": [*SYSTEM_PARTS] if step == "system" else [],
        "units": [(one["code"], _practitioner(one, names)) for one in units],
    }  # fmt: skip


def list_municipalities(names: Names, postcode: str) -> list[tuple[str, str]]:
    """The municipalities with their names, those in which a postcode lies first."""
    listed = names.codes.get("postal_code", postcode, names.day) or {}
    around = listed.get("municipalities")
    first = {str(one) for one in around} if isinstance(around, list) else set()
    return sorted(names.choices("municipality"), key=lambda one: one[0] not in first)
