"""A mistake can be taken back: what was sent and is undone, or closed and corrected, leaves every answer as it was."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest

from sor.access.authority import OPERATIONS
from sor.actors import Actors
from sor.register import Register
from sor.sample import showcases
from sor.sending import RightsNow
from sor.store import series
from sor.store.database import Database
from tests.changes.sample_master import (
    LATER,
    SOON,
    TODAY,
    answers,
    change,
    open_units,
    sample_master,
    schedule,
    standing,
)
from tests.changes.scene import ADDRESS, NUMBER_DATA
from tests.conftest import StandingClock

SHOWCASES = {showcases.MOVING_CLINIC, showcases.MERGED_INTO, showcases.PHARMACY}
AUTHORITY = "sds"


@pytest.fixture
def master(database: Database, clock: StandingClock) -> Register:
    """The sample with changes that are scheduled, on each of the two databases."""
    register = sample_master(database, clock)
    schedule(register, open_units(register))
    with register.database.writing() as connection:
        series.add(connection, "authority", 579099900000, 579099909999, AUTHORITY, "2026-11-01T12:00:00Z")
    return register


def some(units: list[dict[str, Any]], every: int) -> list[dict[str, Any]]:
    """Every so manieth unit, and showcases: units of all levels and kinds of owner are among them."""
    return [unit for n, unit in enumerate(units) if n % every == 0 or unit["code"] in SHOWCASES]


def keepers(register: Register) -> dict[str, str]:
    """The demo's actor for each owner that has one."""
    actors = Actors(register)
    found = [actors.actor(row.id) for row in actors.listed()]
    return {
        right.place: one.id for one in found if one for right in one.rights if right.place and right.role != "vendor"
    }


def check_closings_undone(register: Register, every: int) -> Counter[tuple[str, bool]]:
    """Each unit closed and undone, alone and with its branch, by the authority and by its keeper. Gives how many of
    which were taken.
    """
    before, taken, keeper = standing(register), Counter[tuple[str, bool]](), keepers(register)
    for unit in some(open_units(register), every):
        for branch in (False, True):
            for actor in filter(None, (AUTHORITY, keeper.get(unit["owner"]))):
                may, asked = RightsNow(register, actor), {"op": "close", "unit": unit["code"], "from": TODAY}
                closed = change(register, asked | {"branch": branch}, actor=actor, authorise=may)
                if not closed.accepted:  # units stand below it, or it is not the keeper's to close
                    continue
                taken[actor.partition("-")[0], branch] += 1
                undone = change(register, {"op": "undo", "entry": closed.serial}, actor=actor, authorise=may)
                assert undone.accepted, (unit["code"], branch, actor, undone.findings)
                assert standing(register) == before, (unit["code"], branch, actor)
    return taken


def check_closings_corrected(register: Register, every: int) -> int:
    """Each unit closed and corrected. Gives how many were."""
    taken = 0
    for unit in some(open_units(register), every):
        serial = register.serial()
        if not change(register, {"op": "close", "unit": unit["code"], "from": TODAY}).accepted:
            continue
        taken += 1
        before = answers(register, serial)
        corrected = change(register, reopening(unit["code"]))
        assert corrected.accepted, (unit["code"], corrected.findings)
        assert answers(register, register.serial()) == before, unit["code"]
    return taken


def reopening(unit: str) -> dict[str, Any]:
    """The correction that says that a unit never closed."""
    return {"op": "correct", "unit": unit, "from": TODAY, "set": {"open": True}}


def operations(register: Register, unit: dict[str, Any], other: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Every operation, as it may be asked of a unit beside another; also over what is scheduled."""
    code, parent = unit["code"], other.get("parent") or other["code"]
    on = {"unit": code, "from": TODAY}
    address = ADDRESS | {"street": "Fejlvej"}
    for entry in scheduled(register, code):
        yield {"op": "withdraw", "entry": entry, "branch": True}
        yield {"op": "reschedule", "entry": scheduled(register, code)[0], "from": LATER}
    for later in ("leave", "carry", "withdraw"):
        yield {"op": "edit", "set": {"name": "Fejl", "postal_address": address}, "later": later} | on
        yield {"op": "move", "parent": parent, "later": later} | on
    yield {"op": "edit", "set": {"name": "Fejl", "virtual_address": {"phone": "12345678"}}, "to": LATER} | on
    yield {"op": "edit", "set": {"location": {"state": "None"}, "shak": None, "provider_identifier": None}} | on
    yield {"op": "close", "branch": True} | on
    yield {"op": "close", "branch": True} | on | {"from": SOON}
    yield {"op": "replace", "unit": [code], "by": [other["code"]], "from": TODAY}
    carry = ["children", "location", "shak", "provider_identifier", "geographic_parent"]
    yield {"op": "merge", "unit": other["code"], "absorb": [code], "carry": carry, "from": TODAY}
    yield {"op": "create", "level": "OU", "parent": code, "from": TODAY, "set": {
        "name": "Fejl", "type": "550851000005109", "location": "inherit", "reporting_level": False,
        "patients_admitted": False, "ambulant_activity": False}}  # fmt: skip
    yield {"op": "correct", "unit": code, "from": "2026-01-01", "set": {"name": "Fejl", "cvr": None}}
    yield {"op": "correct", "unit": code, "from": "2026-01-01", "to": SOON, "set": {"open": False}}
    yield {"op": "annul", "unit": code}
    yield {"op": "number", "location_number": "#n", "issue": NUMBER_DATA} | on
    number = unit["location"].get("number") if unit["location"]["state"] == "Own" else None
    if number:
        yield {"op": "number", "location_number": number, "set": {"system_type": "225", "note": "Fejl"}, "from": TODAY}
        yield {"op": "number", "location_number": number, "close": True} | on
        messages = [{"standard": "MEDRUC", "version": "R0131K", "direction": "receive"}]
        yield {"op": "edi", "location_number": number, "set": {"messages": messages}, "from": TODAY}
    if "shak" in unit:
        yield {"op": "shak", "code": unit["shak"], "set": {"name": "Fejl"}, "from": TODAY}
        yield {"op": "shak", "code": unit["shak"], "close": True, "from": TODAY}
    yield {"op": "shak", "code": "990099", "set": {"name": "Fejl"}, "from": TODAY}


def scheduled(register: Register, unit: str) -> list[int]:
    """The entries that say something of a unit and have not taken effect."""
    said = register.at().timelines("unit", [unit]).get(unit, {}).values()
    return sorted({s.serial for one in said for s in one if s.from_day > 20261101 and s.withdrawn_at == 2**53})


def check_operations_undone(register: Register, every: int, most: int) -> Counter[tuple[str, ...]]:
    """Each operation on each unit undone, and that undone, and that undone again; most: how often each is taken. Gives
    how many of which were: an operation with its keys.
    """
    before, taken, units = standing(register), Counter[tuple[str, ...]](), open_units(register)
    chosen = some(units, every)
    for unit, other in zip(chosen, [*chosen[3:], *chosen[:3]], strict=True):
        for asked in operations(register, unit, other):
            sort = (asked["op"], *sorted(asked))
            done = change(register, asked) if taken[sort] < most else None
            if done is None or not done.accepted or done.serial is None:
                continue
            taken[sort] += 1
            there, serial = standing(register), done.serial
            for now in (before, there, before):
                undone = change(register, {"op": "undo", "entry": serial})
                assert undone.accepted, (asked, undone.findings)
                assert standing(register) == now, asked
                serial = undone.serial
    return taken


@pytest.mark.slow
def test_mistakes_are_taken_back(master: Register) -> None:
    """A sample: closings undone by the authority and by who sent them, closings corrected, every operation undone."""
    closed = check_closings_undone(master, 50)
    assert {("sds", False), ("sds", True)} < closed.keys(), closed  # and some by who keeps the unit
    taken = check_operations_undone(master, 40, 1)
    assert {sort[0] for sort in taken} == {*OPERATIONS} - {"undo", "confirm"}, taken
    assert check_closings_corrected(master, 30) > 1
    assert master.verify(deep=True).fault is None


@pytest.mark.soak
def test_it_is_so_for_every_unit_of_the_sample(master: Register) -> None:
    assert check_closings_undone(master, 1)
    assert check_operations_undone(master, 1, 10**6)
    assert check_closings_corrected(master, 1)
