"""The worklist of a tree says what its units say when they are read one by one, and reads what became otherwise."""

from collections.abc import Iterator
from typing import Any

import pytest

from sor.core.entity_types import HOSPITAL
from sor.core.unit import UnitAnswer
from sor.following.quality_book import QualityBook
from sor.following.shak_worklists import ShakWorklists
from sor.reading.snapshot import Snapshot
from sor.store.database import Rows
from tests.conftest import StandingClock
from tests.endpoints.web.edit.conftest import REGION, Site, place_of, site, ward

__all__ = ["site", "ward"]

pytestmark = pytest.mark.slow

Left = tuple[list[str], set[tuple[str, str, str]]]


def path_of(snapshot: Snapshot, unit: UnitAnswer) -> list[UnitAnswer]:
    """The units above one, nearest first."""
    found = []
    while (above := snapshot.unit(unit.get("parent", ""))) is not None:
        found.append(above)
        unit = above
    return found


def read(snapshot: Snapshot, top: str) -> Left:
    """What is left in a tree, read unit by unit."""
    without: list[str] = []
    disagreements: set[tuple[str, str, str]] = set()
    units = snapshot.branch(top)
    inside = {one["code"] for one in units}
    for unit in units:
        above = path_of(snapshot, unit)
        if unit.get("level") != "OU" or not any(one.get("type") == HOSPITAL for one in above):
            continue
        if not unit.get("organisational_level"):
            without.append(unit["code"])
        wards = [one for one in above if one.get("level") == "OU" and one["code"] in inside]
        for field in ("patients_admitted", "ambulant_activity"):
            says = next((one for one in wards if {**one}.get(field) is not None), None)
            if says is not None and {**unit}.get(field) is True and {**says}.get(field) is False:
                disagreements.add((unit["code"], field, says["code"]))
        is_last = not any(one.get("parent") == unit["code"] for one in units)
        if is_last and all(one.get("reporting_level") is False for one in (unit, *wards)):
            disagreements.add((unit["code"], "reporting_level", ""))
    return without, disagreements


def told(worklists: ShakWorklists, top: str) -> Left:
    left = worklists.of_tree(top)
    found = {(one.unit.code, one.field, one.above.code if one.above else "") for one in left.disagreements}
    return [one.code for one in left.without_level], found


def turns(site: Site, ward: str) -> Iterator[str]:
    """What happens below a hospital, one after the other."""
    clock, units = site.register.clock, site.register.at().branch(ward)
    assert isinstance(clock, StandingClock)
    below = next(one["code"] for one in units if one.get("parent") == ward)

    def change(*changes: dict[str, object]) -> None:
        outcome = site.register.change({"changes": [*changes]}, "sds", "test")
        assert outcome.accepted, outcome.findings

    yield "nothing"
    edit = {"op": "edit", "unit": ward, "from": "2026-11-01"}
    change(edit | {"set": {"patients_admitted": False, "organisational_level": None}})
    yield "the ward has no level and admits nobody"
    change({"op": "edit", "unit": below, "from": "2026-11-01", "set": {"patients_admitted": True}})
    yield "one below admits patients"
    change({"op": "edit", "unit": below, "from": "2026-11-20", "set": {"organisational_level": None}})
    yield "one below has no level some day"
    clock.pass_days(30)
    site.register.turn_day()
    yield "the day has come"
    flags = {"reporting_level": False}
    change(*({"op": "edit", "unit": one["code"], "from": "2026-12-01", "set": flags} for one in units))
    yield "nobody reports"
    change({"op": "undo", "entry": site.register.serial()})
    yield "it is taken back"
    change({"op": "close", "unit": below, "from": "2026-12-01", "branch": True})
    yield "one below closes"


def test_it_says_what_units_say_one_by_one_whatever_happens(site: Site, ward: str) -> None:
    worklists = ShakWorklists(QualityBook(site.register))
    hospital = str(site.register.at().unit(ward)["parent"])  # type: ignore[index]
    seen = set()
    for what in turns(site, ward):
        for top in (ward, hospital):
            found = told(worklists, top)
            assert found == read(site.register.at(), top), (what, top)
            assert told(ShakWorklists(QualityBook(site.register)), top) == found, (what, top)
            seen.add(repr(found))
    assert len(seen) >= 5
    assert "reporting_level" in repr(seen)
    assert told(worklists, "1") == ([], set())


def test_what_it_reads_does_not_grow_with_the_tree(site: Site, ward: str, monkeypatch: pytest.MonkeyPatch) -> None:
    worklists, top = ShakWorklists(QualityBook(site.register)), place_of(site, REGION)
    units = site.register.at().branch(top)
    parents = {one.get("parent") for one in units}
    last = next(one["code"] for one in units if one.get("level") == "OU" and one["code"] not in parents)
    connection = site.register.database.reader()
    run, rows = connection.run, [0]

    def counted(statement: str, **values: Any) -> Rows:
        found = run(statement, **values)
        if "FROM version" in statement and values.get("kind") != "shak":
            rows[0] += len(run(statement, **values).fetchall())
        return found

    worklists.of_tree(top)
    monkeypatch.setattr(connection, "run", counted)
    worklists.of_tree(top)
    assert rows == [0]
    edit = {"op": "edit", "unit": last, "from": "2026-11-01", "set": {"organisational_level": None}}
    monkeypatch.setattr(connection, "run", run)
    assert site.register.change({"changes": [edit]}, "sds", "test").accepted
    monkeypatch.setattr(connection, "run", counted)
    assert last in [one.code for one in worklists.of_tree(top).without_level]
    assert 0 < rows[0] < len(units) / 2
