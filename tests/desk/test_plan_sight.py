"""Who may see which plan: whoever may agree to a part of it, told without reading what the plan says."""

from collections.abc import Iterable

import pytest

from sor.access.authority import Actor, Right
from sor.access.together import agrees
from sor.core.day import OPEN, START, parse_day
from sor.desk.actors import WantedRight
from sor.store import plans as rows
from sor.store.plans import PlanRow
from tests.changes.scene import Scene
from tests.conftest import StandingClock
from tests.desk.planning import HANDED_OVER, PlanTable, rename
from tests.new_databases import NewDatabases

WARD = rename("@ward", "Afsnit 1")
FIRM = rename("@feet", "Fodklinikken")
LATER = parse_day("2030-01-01")


@pytest.fixture
def at(new_database: NewDatabases, clock: StandingClock) -> PlanTable:
    return PlanTable(Scene.copied(new_database, clock))


def give(at: PlanTable, who: str, role: str, place: str | None, ops: str = "", since: int = START) -> None:
    at.actors.add(who, who.title(), "sds")
    wanted = WantedRight(role, at.scene[place] if place else None, frozenset(ops.split()) or None, since, OPEN)
    at.actors.grant(who, wanted, "sds")


def people(at: PlanTable) -> Iterable[Actor]:
    """Rights of every sort over the places of the plans, and beside them."""
    give(at, "moves", "region", "region", "move")
    give(at, "edits", "region", "region", "edit")
    give(at, "later", "region", "east", since=LATER)
    give(at, "ward", "region", "ward")
    give(at, "skin", "region", "skin")
    give(at, "vendor", "vendor", "region")
    give(at, "medcom", "medcom", None)
    give(at, "half", "authority", None, "edit")
    at.actors.add("lent", "Lent", "rikke")
    at.actors.grant("lent", WantedRight("region", at.scene["ward"], frozenset({"edit"}), START, OPEN), "rikke")
    yield Actor("private", rights=[Right("private", at.scene["region"])])
    yield from (at.actor(str(one)) for (one,) in at.register.database.reader().run("SELECT id FROM actor ORDER BY id"))


def drawn_up(at: PlanTable) -> list[PlanRow]:
    made = [
        at.new("rikke", HANDED_OVER),
        at.checked("rikke", WARD),
        at.checked("ella", HANDED_OVER),
        at.new("kim", FIRM),
    ]
    at.approve("rolf", made[2])
    return [at.again(row) for row in made]


def test_whoever_may_agree_to_a_part_sees_it_and_nobody_else(at: PlanTable) -> None:
    plans = drawn_up(at)
    seen: dict[str, list[int]] = {}
    for actor in people(at):
        wanted = [
            row.number
            for row in plans
            if row.author == actor.id
            or at.actors.is_authority(actor)
            or any(agrees(actor, part.op, part.place, part.day) for part in at.plans.records.read_asked(row).parts)
        ]
        seen[actor.id] = [row.number for row in at.plans.records.sight.filter_seen(actor, plans)]
        assert seen[actor.id] == wanted, actor.id
        assert [row.number for row in plans if at.plans.records.sight.may_see(actor, row)] == wanted, actor.id
    assert {tuple(one) for one in seen.values()} >= {(), (1, 2, 3), (1, 2, 3, 4), (4,), (2,), (1, 3)}


def test_lists_are_told_though_nothing_that_a_plan_says_can_be_read(at: PlanTable) -> None:
    plans = drawn_up(at)
    told = {who: at.plans.standings.list_plans(at.actor(who), None) for who in ("sds", "rolf", "erik", "kim", "nina")}
    of_state = at.plans.standings.list_plans(at.actor("rolf"), "checked")
    outlines = [at.plans.records.outline(row) for row in plans]
    with at.register.database.desk.writing() as connection:
        connection.run("UPDATE plan_version SET changes = '?', report = '?', touched = '?'")
    assert [one.lines for one in outlines] == [1, 1, 1, 1]
    assert [at.plans.records.outline(row) for row in plans] == outlines
    assert at.plans.standings.list_plans(at.actor("rolf"), "checked") == of_state
    assert [row.number for row in of_state] == [3, 2]
    with at.register.database.desk.writing() as connection:
        connection.run("UPDATE plan_version SET parts = '?'")
    assert {who: at.plans.standings.list_plans(at.actor(who), None) for who in told} == told


def test_a_new_version_is_seen_by_those_whom_it_concerns_and_by_no_others(at: PlanTable) -> None:
    erik, rolf, sight = at.actor("erik"), at.actor("rolf"), at.plans.records.sight
    row = at.new("rikke", WARD)
    assert (sight.filter_seen(erik, [row]), sight.filter_seen(rolf, [row])) == ([], [row])
    row = at.plans.rewrite(at.actor("rikke"), row, "Nyt", "2027-01-01", at.scene.named([HANDED_OVER]), "rest")
    row = at.check(row)
    assert (sight.filter_seen(erik, [row]), sight.filter_seen(rolf, [row])) == ([row], [row])
    with at.register.database.desk.writing() as connection:
        rows.forget_report(connection, row.number, row.version)
    assert sight.filter_seen(erik, [row]) == [row]
    row = at.plans.rewrite(at.actor("rikke"), row, "Nyt", "2027-01-01", at.scene.named([WARD]), "rest")
    assert (sight.filter_seen(erik, [row]), sight.filter_seen(rolf, [row])) == ([], [row])
