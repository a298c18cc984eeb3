"""Numbers and codes that a plan would carry over a border: a location number that a unit shares with one that stays
below another owner, and a SHAK code of a department whose hospital stays.
"""

from collections.abc import Iterator, Mapping, Sequence

from sor.core.as_of import AsOf
from sor.core.canonical import decode
from sor.core.shapes import Fields, Value, text_in
from sor.desk.plan_gathering import units_above
from sor.reading.crosswalk import Owners
from sor.store import crosswalk as store
from sor.store import reads
from sor.store.database import Connection

HOSPITAL_CODE = 4
"""Characters of the SHAK code of a hospital, with which those of its departments begin."""


def crossing(reader: Connection, changes: Sequence[Value], at: AsOf) -> list[Fields]:
    """What would cross by the moves of a plan on a day: the number or code, the unit that takes it along, and the units
    that stay with it. By unit.
    """
    moves = {
        str(change["unit"]): str(change["parent"])
        for change in changes
        if isinstance(change, dict) and change.get("op") == "move" and {"unit", "parent"} <= change.keys()
    }
    if not moves:
        return []
    parents = store.parents_at(reader, at)
    owner_of = Owners(parents)
    going: dict[str, str] = {}
    for unit in parents:
        by = next((one for one in (unit, *units_above(unit, parents)) if one in moves), None)
        if by is not None:
            going[unit] = moves[by]
    found: list[Fields] = []
    for unit, row in sorted(reads.versions_at(reader, "unit", sorted(going), at).items()):
        is_handed_over = owner_of(unit) != owner_of(going[unit])
        for system, value, looked_for in _list_carried(decode(row.body), is_handed_over=is_handed_over):
            holders = [key for kind, key in reads.holders_at(reader, system, looked_for, at) if kind == "unit"]
            stays = [key for key in holders if key not in going]
            if stays:
                found.append({"system": system, "value": value, "unit": unit, "stays_with": stays})
    return found


def _list_carried(own: Mapping[str, Value], *, is_handed_over: bool) -> Iterator[tuple[str, str, str]]:
    """What a unit takes along: system, value, and the value by which those are found that stay with it."""
    number, shak = text_in(own.get("location"), "number"), text_in(own, "shak")
    if number and is_handed_over:
        yield "location_number", number, number
    if shak and len(shak) > HOSPITAL_CODE:
        yield "shak", shak, shak[:HOSPITAL_CODE]
