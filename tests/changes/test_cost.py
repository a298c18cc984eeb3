"""What a document costs grows with its changes and not with their square. Steps are counted, not seconds."""

import sys
from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from types import FrameType
from typing import Any, TypeAlias

import pytest

from sor.changes.outcome import Outcome
from sor.register import Register
from sor.store.database import Database
from tests.changes.scene import DEPARTMENT, Scene, create, play
from tests.conftest import StandingClock
from tests.new_databases import NewDatabases
from tests.quick_part import few

UNITS = 120


Change: TypeAlias = Callable[[Scene, int], dict[str, Any]]


@pytest.fixture
def scene(new_sqlite: NewDatabases, clock: StandingClock) -> Scene:
    database, codes = new_sqlite.filled(many_units)
    return Scene.played(Register(database, clock), codes)


def many_units(database: Database) -> dict[str, str]:
    """The scene with UNITS more; gives the codes."""
    made = Scene.played(Register(database, StandingClock()), play(database))
    units = [create(f"#u{n}", "OU", "@heart", name=f"U {n}", type=DEPARTMENT, location="inherit") for n in range(UNITS)]
    sent = made.send(*units)
    assert sent.accepted
    return made.codes | {f"u{n}": sent.units[f"#u{n}"] for n in range(UNITS)}


def day(n: int) -> str:
    return (date(2026, 12, 1) + timedelta(days=n)).isoformat()


def of_one_unit(scene: Scene, n: int) -> dict[str, Any]:
    return {"op": "edit", "unit": scene["u0"], "from": day(n), "set": {"name": f"A {n}"}}


def of_one_unit_for_a_time(scene: Scene, n: int) -> dict[str, Any]:
    return {"op": "edit", "unit": scene["u0"], "from": day(2 * n), "to": day(2 * n + 5), "set": {"name": f"A {n}"}}


def corrected(scene: Scene, n: int) -> dict[str, Any]:
    return {"op": "correct", "unit": scene["u0"], "from": day(2 * n), "to": day(2 * n + 1), "set": {"name": f"{n}"}}


def moved(scene: Scene, n: int) -> dict[str, Any]:
    return {"op": "move", "unit": scene["u0"], "from": day(n), "parent": scene[["lungs", "heart"][n % 2]]}


def of_many_units(scene: Scene, n: int) -> dict[str, Any]:
    return {"op": "edit", "unit": scene[f"u{n}"], "from": day(0), "set": {"name": f"A {n}"}}


def of_many_units_and_days(scene: Scene, n: int) -> dict[str, Any]:
    return {"op": "edit", "unit": scene[f"u{n}"], "from": day(n), "set": {"name": f"A {n}"}}


def backwards(change: Change) -> Change:
    """The same in descending order of days."""

    def descending(scene: Scene, n: int) -> dict[str, Any]:
        return change(scene, UNITS - 1 - n)

    descending.__name__ = f"{change.__name__} in descending order"
    return descending


def corrected_and_said_again(scene: Scene, n: int) -> dict[str, Any]:
    return of_one_unit(scene, n) if n % 2 else corrected(scene, n)


def of_many_units_withdrawn(scene: Scene, n: int) -> dict[str, Any]:
    return {"op": "withdraw", "entry": scheduled(scene) + n}


def line_by_line(scene: Scene, n: int) -> dict[str, Any]:
    return {"op": "withdraw", "entry": scheduled(scene) + UNITS, "line": n + 1}


def scheduled(scene: Scene) -> int:
    """The first of some entries that schedule a change of one unit each; then there is one of them all."""
    if "scheduled" not in scene.codes:
        at_once = [
            {"op": "edit", "unit": scene[f"u{n}"], "from": day(n), "set": {"note": f"{n}"}} for n in range(UNITS)
        ]
        serials = [scene.send(of_many_units_and_days(scene, n), judge=False).serial for n in range(UNITS)]
        assert scene.send(*at_once, judge=False).accepted
        scene.codes["scheduled"] = str(serials[0])
    return int(scene.codes["scheduled"])


WITHDRAWN = [of_many_units_withdrawn, line_by_line]
CHANGES = [of_one_unit, of_one_unit_for_a_time, corrected, moved, of_many_units, of_many_units_and_days]


@pytest.mark.slow
@pytest.mark.parametrize(
    "change",
    few([*CHANGES, *map(backwards, CHANGES), corrected_and_said_again, *WITHDRAWN], every=10),
    ids=lambda one: one.__name__,
)
def test_twice_as_many_changes_take_about_twice_the_steps(scene: Scene, change: Change) -> None:
    def send(count: int) -> Outcome:
        document = {"reason": "r", "changes": [change(scene, n) for n in range(count)]}
        outcome = scene.register.change(document, "authority", "rest", dry_run=True)
        assert outcome.accepted, outcome.findings
        return outcome

    send(2)
    one, some, twice = (_steps(partial(send, count)) for count in (1, UNITS // 2, UNITS))
    assert (twice - one) / (some - one) < 2.5


@pytest.mark.slow
def test_taking_back_costs_no_more_the_more_was_said_of_a_unit(scene: Scene) -> None:
    """Of three units, each with as many entries as are taken back."""

    def taken_back(unit: int, count: int) -> int:
        edits = [
            {"op": "edit", "unit": scene[f"u{unit}"], "from": day(n), "set": {"name": f"{n}"}} for n in range(count)
        ]
        entries = [scene.send(edit, judge=False).serial for edit in edits]
        changes = [{"op": "withdraw", "entry": entry} for entry in entries]
        return _steps(lambda: scene.register.change({"changes": changes}, "authority", "rest", dry_run=True))

    taken_back(0, 1)
    one, some, twice = (taken_back(n + 1, count) for n, count in enumerate((1, UNITS // 2, UNITS)))
    assert (twice - one) / (some - one) < 2.1


def undone_on_one_day(n: int) -> dict[str, Any]:
    return {"from": "2026-11-01", "set": {"name": f"B {n}"}}


def undone_on_days_of_their_own(n: int) -> dict[str, Any]:
    return {"from": day(n), "set": {"name": f"B {n}"}}


def undone_with_what_they_took_back(n: int) -> dict[str, Any]:
    return {"from": day(UNITS - n), "set": {"name": f"B {n}"}, "later": "withdraw"}


@pytest.mark.slow
@pytest.mark.parametrize(
    "edit",
    few([undone_on_days_of_their_own, undone_on_one_day, undone_with_what_they_took_back], every=3),
    ids=lambda one: one.__name__,
)
def test_entries_of_one_unit_undone_one_by_one_are_one_undoing(
    scene: Scene, edit: Callable[[int], dict[str, Any]]
) -> None:
    """Of three units, each with as many entries as are undone, named from the last on or from the first on."""

    def names(unit: int) -> list[str]:
        return [scene.unit(f"u{unit}", on)["name"] for on in (20261101, 20261201, 20261203, 20270301, 20300101)]

    def undone(unit: int, count: int, way: int = -1) -> int:
        edits = [{"op": "edit", "unit": scene[f"u{unit}"], **edit(n)} for n in range(count)]
        before = names(unit)
        changes = [{"op": "undo", "entry": scene.send(one, judge=False).serial} for one in edits][::way]
        steps = _steps(lambda: scene.register.change({"changes": changes}, "authority", "rest", dry_run=True))
        assert scene.send(*changes).accepted
        assert names(unit) == before
        return steps

    undone(0, 5, way=1)
    one, some, twice = (undone(n + 1, count) for n, count in enumerate((1, UNITS // 2, UNITS)))
    assert (twice - one) / (some - one) < 2.5


@pytest.mark.slow
@pytest.mark.parametrize("later", few(["leave", "carry", "withdraw"], every=3))
def test_what_is_scheduled_later_is_dealt_with_once_however_many_changes_come_before_it(
    scene: Scene, later: str
) -> None:
    def sent(unit: int, count: int) -> int:
        scheduled = [
            {"op": "edit", "unit": scene[f"u{unit}"], "from": day(UNITS + n), "set": {"name": f"S {n}"}}
            for n in range(count)
        ]
        assert scene.send(*scheduled, judge=False).accepted
        before = [
            {"op": "edit", "unit": scene[f"u{unit}"], "from": day(n), "set": {"name": f"B {n}"}, "later": later}
            for n in range(count)
        ]
        outcomes = []
        steps = _steps(
            lambda: outcomes.append(scene.register.change({"changes": before}, "authority", "rest", dry_run=True))
        )
        told = [finding for finding in outcomes[0].findings if finding.rule == "X30"]
        assert [finding.facts["day"] for finding in told] == [day(count - 1)] * (count if later == "leave" else 0)
        return steps

    sent(0, 2)
    one, some, twice = (sent(n + 1, count) for n, count in enumerate((1, UNITS // 2, UNITS)))
    assert (twice - one) / (some - one) < 2.5


@pytest.mark.slow
@pytest.mark.parametrize("order", few([1, -1], every=2))
def test_what_others_stated_since_one_read_is_told_once_for_each_statement(scene: Scene, order: int) -> None:
    """As many changes upon as many of others, all of one field of one unit: a clinic of 300 had a server write 90,000
    findings, for minutes in which nobody read.
    """

    def sent(unit: int, count: int) -> int:
        base = scene.register.serial()
        theirs, mine = (
            [{"op": "edit", "unit": scene[f"u{unit}"], "from": day(n), "set": {"name": f"{who} {n}" + "x" * 500}}
             for n in range(count)][::order]
            for who in ("theirs", "mine")
        )  # fmt: skip
        assert scene.send(*theirs, judge=False).accepted
        outcomes = []
        document = {"changes": mine, "base": base}
        steps = _steps(lambda: outcomes.append(scene.register.change(document, "authority", "rest", dry_run=True)))
        told = [finding for finding in outcomes[0].findings if finding.rule == "X32"]
        assert sorted(finding.facts["day"] for finding in told) == [day(n) for n in range(count)]
        assert {(len(shown), shown[500:]) for finding in told if (shown := str(finding.facts["theirs"]))} == {
            (501, "…")
        }
        return steps

    sent(0, 2)
    one, some, twice = (sent(n + 1, count) for n, count in enumerate((1, UNITS // 2, UNITS)))
    assert (twice - one) / (some - one) < 2.5


@pytest.mark.slow
def test_what_was_wrong_before_entries_that_are_undone_is_looked_at_unit_by_unit(scene: Scene) -> None:
    """As many units as entries, each of which mended what the undoing brings back: nothing of it is new."""

    def undone(first: int, count: int) -> int:
        units = [scene[f"u{n}"] for n in range(first, first + count)]
        wrong = [{"op": "edit", "unit": unit, "from": "2026-11-01", "set": {"type": "999999999999"}} for unit in units]
        assert scene.send(*wrong, judge=False).accepted
        mended = [{**edit, "set": {"type": DEPARTMENT}} for edit in wrong]
        undo = [{"op": "undo", "entry": scene.send(edit, judge=False).serial} for edit in mended]
        outcomes = []
        document = {"changes": undo}
        steps = _steps(lambda: outcomes.append(scene.register.change(document, "authority", "rest", dry_run=True)))
        assert outcomes[0].accepted
        assert [finding.rule for finding in outcomes[0].findings] == []
        return steps

    undone(0, 2)
    one, some, twice = undone(2, 1), undone(3, UNITS // 4), undone(3 + UNITS // 4, UNITS // 2)
    assert (twice - one) / (some - one) < 2.5


def _steps(do: Callable[[], Any]) -> int:
    """How many lines of the program are run, each pass of a loop counted."""
    steps = 0

    def trace(frame: FrameType, event: str, _: Any) -> Any:
        nonlocal steps
        steps += event == "line"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        do()
    finally:
        sys.settrace(before)
    return steps
