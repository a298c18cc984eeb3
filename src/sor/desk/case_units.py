"""What the register says of the unit that a case is about, on the day on which somebody looks: where it stands, what is
scheduled for it, and what cannot be asked for it.
"""

from collections.abc import Mapping
from typing import NamedTuple

from sor.core.day import write_day
from sor.core.shapes import Value
from sor.core.unit import UnitAnswer
from sor.desk.asked_case import read_fields, write_json
from sor.desk.case_kinds import NUMBER, kind_of, refuse_odd_data
from sor.register import Refused, Register
from sor.store import series
from sor.store.cases import FiledCase

STANDING = ("open", "parent", "owner", "cvr")
"""What of a unit tells that it was moved, closed or sold."""


class StandingMoved(NamedTuple):
    """What of a unit's standing is otherwise than when its case was opened."""

    field: str
    before: Value
    after: Value


class Ahead(NamedTuple):
    """Where a unit stands from a coming day on, or one above it; not open: it is none any more from that day."""

    unit: str
    day: str
    open: bool
    parent: str | None
    owner: str


def read_standing(register: Register, unit: str) -> str:
    """Where a unit stands today, and whose it is, as JSON."""
    found = register.at().unit(unit) if unit else None
    return write_json({name: found.get(name) for name in STANDING} if found is not None else {})


def list_moved(register: Register, row: FiledCase) -> list[StandingMoved]:
    """What of the unit's standing is otherwise than when the case was opened."""
    stood, stands = read_fields(row.stood), read_fields(read_standing(register, row.unit))
    return [
        StandingMoved(name, stood.get(name), stands.get(name))
        for name in STANDING
        if stood.get(name) != stands.get(name)
    ]


def list_ahead(register: Register, unit: str) -> list[Ahead]:
    """What is scheduled for a unit and for those above it: where each stands from a coming day on, when it is elsewhere
    than until then.
    """
    if not unit:
        return []
    snapshot, today = register.at(), write_day(register.today())
    line = [unit, *(one["code"] for one in snapshot.ancestors(unit))]
    found = []
    for code in line:
        versions = snapshot.history(code)
        begins = {one["valid_from"] for one in versions}
        until = {one["valid_to"]: _place_in(one) for one in versions}
        for one in versions:
            if one["valid_from"] > today and until.get(one["valid_from"]) != _place_in(one):
                found.append(Ahead(code, one["valid_from"], True, one.get("parent"), str(one.get("owner", ""))))
            end = one["valid_to"]
            if end is not None and end > today and end not in begins:
                found.append(Ahead(code, end, False, None, ""))
    return found


def _place_in(version: UnitAnswer) -> tuple[str, str]:
    """Below which unit and owner a version of a unit stands."""
    return version.get("parent") or "", str(version.get("owner", ""))


def find_series(register: Register, unit: str) -> str:
    """Whose numbers are issued to a unit: its owner's where that has a series, else the authority's."""
    found = register.at().unit(unit)
    owners = {one.owner for one in series.all_series(register.database.reader()) if one.next <= one.last}
    owner = "" if found is None else str(found.get("owner", ""))
    return owner if owner in owners else series.AUTHORITY


def refuse_unknown_unit(register: Register, unit: str) -> None:
    """Raises Refused where there is no such unit today."""
    if register.at().unit(unit) is None:
        raise Refused(f"There is no unit {unit[:50]}.", f"Der er ingen enhed {unit[:50]}.", "unit")


def refuse_no_owner(register: Register, unit: str) -> None:
    """Only an owner can be claimed: what is below it is its keeper's. Raises Refused."""
    found = register.at().summary(unit)
    if found is not None and found.get("level") != "IO":
        name = f"{found.get('name') or ''} ({unit})"
        raise Refused(
            f"{name} is no owner. Claim the owner above it, or ask for access to this unit alone.",
            f"{name} er ingen ejer. Bed om ejeren over den, eller om adgang til denne enhed alene.",
            "unit",
        )


def refuse_odd_number(register: Register, unit: str, data: Mapping[str, Value]) -> None:
    """A number that is to be changed or closed stands at the unit. Raises Refused."""
    refuse_odd_data(kind_of(NUMBER), data)
    number = str(data.get("number") or "")
    found = register.at().unit(unit) if number else None
    location = found.get("location") if found is not None else None
    own = location.get("number") if location is not None and location.get("state") == "Own" else None
    if number and own != number:
        raise Refused(
            f"The unit does not have the location number {number[:40]} as its own.",
            f"Enheden har ikke lokationsnummeret {number[:40]} som sit eget.",
            "number",
        )
