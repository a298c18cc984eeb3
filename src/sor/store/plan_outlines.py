"""What lists of plans tell and ask, without reading a plan whole: a version's outline, and at which places it asks for
something.
"""

from collections import Counter
from collections.abc import Collection
from itertools import islice
from typing import NamedTuple

from sor.store import schema
from sor.store.database import Connection


class PlanOutline(NamedTuple):
    """What a list tells of a version, and what says how far it is agreed to; see ``schema.plan_version``."""

    plan: int
    version: int
    title: str
    day: int
    digest: str
    written_at: str
    mark: str
    lines: int
    accepted: int


OUTLINE = ", ".join(PlanOutline._fields)


class AskedAt(NamedTuple):
    """A place at which a plan asks for something, below an owner of a kind; see ``schema.plan_place``."""

    place: str
    owner_kind: str


def outline(connection: Connection, plan: int, version: int) -> PlanOutline | None:
    """One version of a plan, without what may be long."""
    row = connection.run(
        f"SELECT {OUTLINE} FROM plan_version WHERE plan = :plan AND version = :version", plan=plan, version=version
    ).fetchone()
    return PlanOutline(*row) if row else None


def parts(connection: Connection, plan: int, version: int) -> str:
    """What a version asks for (JSON); empty when there is none."""
    row = connection.run(
        "SELECT parts FROM plan_version WHERE plan = :plan AND version = :version", plan=plan, version=version
    ).fetchone()
    return str(row[0]) if row else ""


def put_parts(connection: Connection, plan: int, version: int, parts: str, places: Collection[AskedAt]) -> None:
    """Write what the version of a plan that counts asks for (JSON), and where."""
    connection.run(
        "UPDATE plan_version SET parts = :parts WHERE plan = :plan AND version = :version",
        parts=parts, plan=plan, version=version,
    )  # fmt: skip
    connection.run("DELETE FROM plan_place WHERE plan = :plan", plan=plan)
    connection.insert(schema.plan_place, [(plan, *one) for one in sorted(places)])


def asking_at(connection: Connection, places: Collection[str]) -> dict[int, set[AskedAt]]:
    """The plans that ask for something at some of these places: at which."""
    found: dict[int, set[AskedAt]] = {}
    rows = connection.run_for(
        sorted(places), "SELECT plan, place, owner_kind FROM plan_place WHERE place IN (:keys)"
    )  # fmt: skip
    for plan, place, kind in rows:
        found.setdefault(int(plan), set()).add(AskedAt(str(place), str(kind)))
    return found


def delegated_to(connection: Connection, actor: str) -> set[int]:
    """The plans that somebody approves for others."""
    return {int(plan) for (plan,) in connection.run("SELECT plan FROM plan_delegate WHERE actor = :id", id=actor)}


def put_units(connection: Connection, plan: int, units: Collection[str]) -> None:
    """Write which units the version of a plan that counts names."""
    connection.run("DELETE FROM plan_unit WHERE plan = :plan", plan=plan)
    connection.insert(schema.plan_unit, [(plan, unit) for unit in sorted(units)])


def count_naming(connection: Connection, units: Collection[str], states: Collection[str]) -> dict[int, int]:
    """The plans in some states that name some of these units: how many of them."""
    found: Counter[int] = Counter()
    named = ", ".join(f"'{state}'" for state in sorted(states))
    rows = connection.run_for(
        sorted(units),
        "SELECT u.plan, count(*) FROM plan_unit u JOIN plan p ON p.number = u.plan"
        f" WHERE u.unit IN (:keys) AND p.state IN ({named}) GROUP BY u.plan",
    )
    for plan, count in rows:
        found[int(plan)] += int(count)
    return dict(found)


def list_named(connection: Connection, plan: int, units: Collection[str], most: int) -> list[str]:
    """The first of some units that a plan names."""
    rows = connection.run("SELECT unit FROM plan_unit WHERE plan = :plan ORDER BY unit", plan=plan)
    return list(islice((unit for (unit,) in rows if unit in units), most))
