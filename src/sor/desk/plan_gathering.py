"""The changes of a plan by a rule: all units of some types below some owners come to stand below another unit."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from sor.core.as_of import AsOf
from sor.core.day import write_day
from sor.core.shapes import Fields, Value
from sor.desk.plan_document import BadPlan, read_plan_day
from sor.reading.crosswalk import Owners
from sor.register import Register
from sor.store import crosswalk as store


class GatheringRule(NamedTuple):
    """Which units are gathered, and what becomes of them. types: codes of entity types. owners: below which owners.
    parent: below which unit they come to stand; a name (``#1``) of one that the plan makes. agreement: by which their
    owner of before goes on running them; empty: it does not.
    """

    types: Sequence[str]
    owners: Sequence[str]
    parent: str
    agreement: str = ""


def gather(register: Register, day: str, rule: GatheringRule) -> list[Value]:
    """The changes that a rule asks for on a day, in the order of the units' codes. A unit that stands below another
    one that moves goes with it. Raises BadPlan for what is not there, and for a rule that finds nothing.
    """
    on = read_plan_day(day, register.today())
    reader, serial = register.database.reader(), register.serial()
    at = AsOf(on, serial)
    codes = register.code_book(serial)
    for code in rule.types:
        if codes.get("entity_type", code, on) is None:
            raise BadPlan(
                f"{code[:40]} is no entity type on {day}.", f"{code[:40]} er ingen enhedstype den {day}.", "types"
            )
    parents = store.parents_at(reader, at)
    named = [("below", owner) for owner in rule.owners]
    named += [] if rule.parent.startswith("#") else [("to", rule.parent)]
    for field, unit in named:
        if unit not in parents:
            raise BadPlan(
                f"There is no unit {unit[:40]} on {day}.", f"Der er ingen enhed {unit[:40]} den {day}.", field
            )
    owner_of, wanted = Owners(parents), {*rule.owners}
    found = {
        unit
        for unit in store.units_of_types(reader, rule.types, at)
        if wanted & {owner_of(unit), *units_above(unit, parents)}
    }
    moving = sorted(
        unit for unit in found if found.isdisjoint(units_above(unit, parents)) and parents[unit] != rule.parent
    )
    if not moving:
        raise BadPlan(
            f"No unit of these types stands below these owners on {write_day(on)}.",
            f"Ingen enhed af de typer står under de ejere den {write_day(on)}.",
            "types",
        )
    changes: list[Value] = [{"op": "move", "unit": unit, "parent": rule.parent, "from": day} for unit in moving]
    if rule.agreement:
        for unit in moving:
            operator: Fields = {"unit": owner_of(unit) or "", "agreement": rule.agreement}
            changes.append({"op": "edit", "unit": unit, "from": day, "set": {"operator": operator}})
    return changes


def units_above(unit: str, parents: Mapping[str, str | None]) -> list[str]:
    """The units above one, nearest first; a cycle is cut."""
    found: list[str] = []
    above = parents.get(unit)
    while above is not None and above not in found and above != unit:
        found.append(above)
        above = parents.get(above)
    return found
