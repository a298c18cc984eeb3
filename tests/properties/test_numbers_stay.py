"""Random histories by random actors: no number leaves the units of an owner over which its sender has no right.

The referee knows nothing of how the register decides. Before and after each set it looks who shows which number on each
day on which anything may change, and it knows the owner of every unit, since nobody here may hand a unit over.
"""

from collections.abc import Callable, Iterator
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sor.access.authority import refusal
from sor.core.as_of import AsOf
from sor.desk.actors import Actors
from sor.register import Register
from sor.store.database import Database
from tests.conftest import StandingClock
from tests.journeys.three_doors import CVR, DAY, FREE, MORE, OWNER, STANDS, filled
from tests.new_databases import copy_register
from tests.store.units import own

FIELDS = ("location", "shak", "provider_identifier")
SENDERS = ("region", "municipality", "private", "state")
DAYS = ("2026-11-01", DAY, "2027-04-01")
SEEN = (20260101, 20261015, 20261101, 20270115, 20270301, 20270401)
"""Every day on which something began, ends or may change."""

OWNER_OF = {owner.unit(stands): kind for kind, owner in OWNER.items() for stands in STANDS}
OWNER_OF |= {owner.code: kind for kind, owner in OWNER.items()} | {code: code for code in MORE.values()}

numbers = {
    field: [owner.number(field, stands) for owner in OWNER.values() for stands in STANDS[1:]] for field in FIELDS
}


@st.composite
def values(draw: st.DrawFn, sender: str) -> dict[str, Any]:
    """Fields that are set: a number of anybody's, more often one's own, or none."""
    field = draw(st.sampled_from(FIELDS))
    of_own = [OWNER[sender].number(field, stands) for stands in STANDS[1:]]
    number = draw(st.one_of(st.sampled_from([None, FREE[field], *of_own]), st.sampled_from(numbers[field])))
    if field != "location":
        return {field: number}
    return {field: {"state": "None"} if number is None else own(number)}


def _op(name: str, **parts: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({"op": st.just(name), "from": st.sampled_from(DAYS), **parts})


def changes(sender: str) -> st.SearchStrategy[dict[str, Any]]:
    """What a sender asks for: mostly of its own units, also of those of others."""
    owner = OWNER[sender]
    mine = st.sampled_from([owner.unit(stands) for stands in STANDS])
    units = st.one_of(mine, mine, mine, st.sampled_from([one.unit(s) for one in OWNER.values() for s in STANDS]))
    one = units.map(lambda unit: [unit])
    cvrs = st.fixed_dictionaries({"cvr": st.sampled_from([None, FREE["cvr"], *CVR.values()])})
    later = st.sampled_from(["leave", "carry", "withdraw"])
    return st.one_of(
        _op("edit", unit=units, set=values(sender)),
        _op("edit", unit=mine, set=values(sender), later=later),
        _op("edit", unit=st.just(owner.code), set=cvrs),
        _op("create", level=st.just("OU"), parent=st.just(owner.house), set=values(sender)),
        _op("move", unit=units, parent=units),
        _op("close", unit=units),
        _op("replace", unit=one, by=one),
        _op("merge", unit=units, absorb=one, carry=st.just(["location"])),
        _op("number", location_number=st.sampled_from(numbers["location"]), unit=units, set=st.just({"note": "x"})),
        st.fixed_dictionaries({"op": st.sampled_from(["withdraw", "undo"]), "entry": st.integers(4, 9)}),
    )


sets = st.lists(
    st.sampled_from(SENDERS).flatmap(
        lambda sender: st.tuples(st.just(sender), st.lists(changes(sender), min_size=1, max_size=2))
    ),
    min_size=1,
    max_size=6,
)
"""Who sends, and what."""


Shown = dict[tuple[str, str], dict[int, set[str]]]
"""By kind of number and number: the units that show it, by day."""


def shown(register: Register, units: list[str]) -> Shown:
    """Who shows which number."""
    found: Shown = {}
    for day in SEEN:
        for unit in register.at(AsOf(day, register.serial())).units(units)[0]:
            location = unit.get("location") or {}
            number = location.get("number") if location.get("state") == "Own" else None
            held = {"location": number} | {field: unit.get(field) for field in ("shak", "provider_identifier", "cvr")}
            for field, value in held.items():
                if value and unit["open"]:
                    found.setdefault((field, value), {}).setdefault(day, set()).add(unit["code"])
    return found


def belongs_to(field: str, held: dict[int, set[str]], day: int) -> set[str]:
    """Whose a number is on a day: the units that show it then or later, else that showed it last (not a CVR number)."""
    coming = set[str]().union(*(units for at, units in held.items() if at >= day))
    return coming or (held[max(held)] if held and field != "cvr" else set())


def taken(before: Shown, after: Shown, sender: str, owner_of: dict[str, str]) -> Iterator[str]:
    """What units of others show no longer, and what a unit shows from some day on that was another owner's then."""
    for one in {*before, *after}:
        was, will = before.get(one, {}), after.get(one, {})
        for day in SEEN:
            for unit in was.get(day, set()) - will.get(day, set()):
                if owner_of[unit] != sender:
                    yield f"{sender} takes {one} from {unit} on {day}"
            for unit in will.get(day, set()) - was.get(day, set()):
                for other in belongs_to(one[0], was, day) - {unit}:
                    if owner_of[other] != sender:
                        yield f"{sender} gives {one} of {other} to {unit} on {day}"


def live(register: Register, history: list[tuple[str, list[dict[str, Any]]]], *, rights: bool = True) -> Iterator[str]:
    """Let a register live through a history; what is taken from others on the way. rights: whether they are asked."""
    owner_of, actors = dict(OWNER_OF), Actors(register)
    before = shown(register, sorted(owner_of))
    for sender, asked in history:
        actor = actors.actor(sender)
        assert actor is not None
        how: dict[str, Any] = {"authorise": partial(refusal, actor)} if rights else {}
        document = {"reason": "en grund", "changes": asked}
        outcome = register.change(document, sender, "rest", judge=False, **how)
        owner_of |= dict.fromkeys(outcome.units.values(), sender)
        if outcome.serial is not None:
            after = shown(register, sorted(owner_of))
            yield from taken(before, after, sender, owner_of)
            before = after


@pytest.fixture(scope="module")
def copied(tmp_path_factory: pytest.TempPathFactory, empty_sqlite: Path) -> Iterator[Callable[[], Register]]:
    """Makes one more register of the owners and their numbers."""
    folder, numbers = tmp_path_factory.mktemp("numbers"), count()
    copy_register(empty_sqlite, folder / "made.db")
    made = Database(f"sqlite:///{folder}/made.db?synchronous=off")
    register = Register(made, StandingClock())
    register.init("master", demo=True)
    filled(register)
    made.close()
    opened: list[Database] = []

    def copy() -> Register:
        path = folder / f"{next(numbers)}.db"
        copy_register(folder / "made.db", path)
        opened.append(Database(f"sqlite:///{path}?synchronous=off"))
        return Register(opened[-1], StandingClock())

    yield copy
    for database in opened:
        database.close()


@pytest.mark.slow
@given(sets)
@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
def test_no_number_leaves_an_owner_over_which_the_sender_has_no_right(
    copied: Callable[[], Register], history: list[tuple[str, list[dict[str, Any]]]]
) -> None:
    assert list(live(copied(), history)) == []


def everything_at_once() -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """Each sender sets, on each of its units, each number there is."""
    for sender in SENDERS:
        for stands in ("desk", "open"):
            for field in ("location", "shak", "provider_identifier"):
                for number in numbers[field]:
                    value = own(number) if field == "location" else number
                    unit = OWNER[sender].unit(stands)
                    yield sender, [{"op": "edit", "unit": unit, "from": DAY, "set": {field: value}}]
        for cvr in (FREE["cvr"], *CVR.values()):
            yield sender, [{"op": "edit", "unit": OWNER[sender].code, "from": DAY, "set": {"cvr": cvr}}]


@pytest.mark.slow
def test_every_number_is_tried_by_everybody(copied: Callable[[], Register]) -> None:
    assert list(live(copied(), list(everything_at_once()))) == []


@pytest.mark.slow
def test_the_referee_sees_what_is_taken_where_no_rights_are_asked(copied: Callable[[], Register]) -> None:
    seen = "".join(live(copied(), list(everything_at_once()), rights=False))
    assert all(field in seen for field in (*FIELDS, "cvr"))
