"""A mistake can be taken back: what was sent and is undone, or closed and corrected, leaves every answer as it was."""

import math
from collections import Counter
from collections.abc import Iterator
from functools import partial
from operator import itemgetter
from typing import Any

import pytest

from sor.access.authority import KINDS_OF_OWNER, OWNER_ROLES, Actor, Right, refusal
from sor.changes.operations import OPERATIONS
from sor.desk.actors import Actors
from sor.desk.sending import RightsNow
from sor.register import Register
from sor.sample import showcases
from sor.sample.register import SAMPLE_UNITS
from sor.store import series
from sor.store.database import Database
from tests.changes.sample_master import (
    LATER,
    SOON,
    TODAY,
    answers,
    change,
    differs,
    open_units,
    sample_master,
    schedule,
    standing,
)
from tests.changes.scene import ADDRESS, NUMBER_DATA
from tests.conftest import StandingClock
from tests.soaking import in_portions, report

SHOWCASES = {showcases.MOVING_CLINIC, showcases.MERGED_INTO, showcases.PHARMACY}
AUTHORITY = "sds"
WITHOUT_ENTRY = {"confirm"}
"""What leaves nothing to undo."""


@pytest.fixture
def master(database: Database, clock: StandingClock) -> Register:
    """A small sample, on each of the two databases."""
    return prepared(database, clock, 300)


def prepared(database: Database, clock: StandingClock, units: int) -> Register:
    """A sample of so many units with changes that are scheduled."""
    register = sample_master(database, clock, units)
    schedule(register, open_units(register))
    with register.database.desk.writing() as connection:
        series.add(connection, "authority", 579099900000, 579099909999, AUTHORITY, "2026-11-01T12:00:00Z")
    return register


def some(units: list[dict[str, Any]], every: int) -> list[dict[str, Any]]:
    """Every so manieth unit, and showcases: units of all levels and kinds of owner are among them."""
    return [unit for n, unit in enumerate(units) if n % every == 0 or unit["code"] in SHOWCASES]


class Senders:
    """Who may close a unit: the authority, and who keeps the owner's units; the demo's actor where it has one."""

    def __init__(self, register: Register) -> None:
        self._register = register
        actors = Actors(register)
        found = [actors.actor(row.id) for row in actors.list_all()]
        rights = [(one, right) for one in found if one for right in one.rights if right.role in OWNER_ROLES]
        self._actors = {right.place: one.id for one, right in rights}

    def of(self, unit: dict[str, Any]) -> Iterator[tuple[str, str, Any]]:
        """Role, actor, and what it may."""
        yield "authority", AUTHORITY, RightsNow(partial(Actors(self._register).actor, AUTHORITY))
        owner = unit.get("owner")
        if owner in self._actors:
            yield "actor", self._actors[owner], RightsNow(partial(Actors(self._register).actor, self._actors[owner]))
        elif owner:
            answer = self._register.at().unit(owner) or {}
            role = KINDS_OF_OWNER.get(answer.get("type", ""))
            if role:
                keeper = Actor(f"keeper-{owner}", "", [Right(role, owner)])
                yield "keeper", keeper.id, partial(refusal, keeper)


def check_closings_undone(register: Register, unit: dict[str, Any], senders: Senders) -> Counter[tuple[str, bool]]:
    """A unit closed and undone, alone and with its branch, by the authority and by who keeps it. Gives how often which
    was taken.
    """
    taken = Counter[tuple[str, bool]]()
    for branch in (False, True):
        for role, actor, may in senders.of(unit):
            asked = {"op": "close", "unit": unit["code"], "from": TODAY, "branch": branch}
            closed = change(register, asked, actor=actor, authorise=may)
            if not closed.accepted:  # units stand below it, or it is not the keeper's to close
                continue
            taken[role, branch] += 1
            assert closed.serial is not None
            undone = change(register, {"op": "undo", "entry": closed.serial}, actor=actor, authorise=may)
            assert undone.accepted, (unit["code"], branch, actor, undone.findings)
            assert differs(register, closed.serial - 1) == {}, (unit["code"], branch, actor)
    return taken


def check_closing_corrected(register: Register, unit: dict[str, Any]) -> int:
    """A unit closed and corrected. Gives whether it was."""
    serial = register.serial()
    if not change(register, {"op": "close", "unit": unit["code"], "from": TODAY}).accepted:
        return 0
    before = answers(register, serial)
    corrected = change(register, reopening(unit["code"]))
    assert corrected.accepted, (unit["code"], corrected.findings)
    assert answers(register, register.serial()) == before, unit["code"]
    return 1


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


def check_operations_undone(
    register: Register, unit: dict[str, Any], other: dict[str, Any], taken: Counter[tuple[str, ...]], most: float
) -> None:
    """Each operation on a unit undone, and that undone, and that undone again; most: how often each is taken. Counts in
    ``taken`` how often: an operation with its keys.
    """
    for asked in operations(register, unit, other):
        sort = (asked["op"], *sorted(asked))
        done = change(register, asked) if taken[sort] < most else None
        if done is None or not done.accepted or done.serial is None:
            continue
        taken[sort] += 1
        serial = done.serial
        for then in (serial - 1, serial, serial - 1):
            undone = change(register, {"op": "undo", "entry": register.serial()})
            assert undone.accepted, (asked, undone.findings)
            assert differs(register, then) == {}, asked


def beside(units: list[dict[str, Any]]) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    """Each unit with another one."""
    return list(zip(units, [*units[3:], *units[:3]], strict=True))


@pytest.mark.slow
def test_mistakes_are_taken_back(master: Register) -> None:
    """A sample: closings undone by the authority and by who sent them, closings corrected, every operation undone."""
    before, units, senders = standing(master), open_units(master), Senders(master)
    closed = Counter[tuple[str, bool]]()
    for unit in some(units, 50):
        closed += check_closings_undone(master, unit, senders)
    assert {*closed} > {(role, branch) for role in ("authority", "keeper") for branch in (False, True)}, closed
    assert closed["actor", True]
    taken = Counter[tuple[str, ...]]()
    for unit, other in beside(some(units, 40)):
        check_operations_undone(master, unit, other, taken, 1)
    assert {sort[0] for sort in taken} == {kind.__name__.lower() for kind in OPERATIONS} - WITHOUT_ENTRY, taken
    assert standing(master) == before
    assert change(master, {"op": "confirm", "unit": showcases.MOVING_CLINIC}).serial is None
    assert sum(check_closing_corrected(master, unit) for unit in some(units, 30)) > 1
    assert master.verify(deep=True).fault is None


@pytest.mark.soak
def test_closings_of_every_unit_of_the_sample_are_taken_back(database: Database, clock: StandingClock) -> None:
    """The demo's sample. A quarter of MINUTES for each database, as the operations."""
    master, closed = prepared(database, clock, SAMPLE_UNITS), Counter[tuple[str, bool]]()
    senders = Senders(master)
    campaign, units = f"closings-{database.url.get_backend_name()}", open_units(master)
    for unit in in_portions(campaign, units, 1 / 4, name=itemgetter("code")):
        closed += check_closings_undone(master, unit, senders)
        if check_closing_corrected(master, unit):
            closed["corrected", False] += 1
    assert master.verify(deep=True).fault is None
    report(**{f"{role}{' with branch' * branch}": count for (role, branch), count in closed.items()})


@pytest.mark.soak
def test_operations_on_every_unit_are_undone(master: Register, database: Database) -> None:
    before, taken = standing(master), Counter[tuple[str, ...]]()
    campaign, pairs = f"operations-{database.url.get_backend_name()}", beside(open_units(master))
    for unit, other in in_portions(campaign, pairs, 1 / 4, name=lambda pair: pair[0]["code"]):
        check_operations_undone(master, unit, other, taken, math.inf)
    assert standing(master) == before
    assert master.verify(deep=True).fault is None
    report(**Counter(sort[0] for sort in taken.elements()))
