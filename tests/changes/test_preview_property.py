"""A preview tells exactly what a submission brings about: the difference of all resolved answers before and after."""

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis.strategies import booleans

from sor.changes import deciding
from sor.changes.document import Undo
from sor.changes.operations import OPERATIONS
from sor.changes.outcome import Outcome
from sor.changes.shapes import fields_to_set
from sor.changes.world import VersionsByDay, world_of
from sor.core.as_of import AsOf
from sor.core.story import FIELDS
from sor.register import Register
from sor.store import neighbourhood, reads
from sor.store.database import Connection, Database
from tests.changes.random_changes import DRAWN, sets, values
from tests.changes.scene import DEPARTMENT, Scene, play, rename_type
from tests.conftest import StandingClock
from tests.new_databases import NewDatabases

FAR = "9999-12-31"
TYPE_RENAMED = 20261215
Difference = tuple[str, str, str, str, Any, Any]


def renamed(database: Database) -> dict[str, str]:
    """The scene, in which a type gets another name to come; gives the codes."""
    codes = play(database)
    rename_type(Register(database, StandingClock()), DEPARTMENT, TYPE_RENAMED, "hospitalsafdeling")
    return codes


@pytest.mark.slow
@settings(max_examples=30, suppress_health_check=list(HealthCheck))
@given(history=sets, judge=booleans())
def test_a_preview_is_the_difference_of_all_answers(new_sqlite: NewDatabases, history: Any, judge: bool) -> None:
    play_and_compare(new_sqlite, history, judge=judge)


@pytest.mark.slow
@pytest.mark.postgres
@settings(max_examples=4, suppress_health_check=list(HealthCheck))
@given(history=sets)
def test_it_is_so_on_postgresql(new_postgresql: NewDatabases, history: Any) -> None:
    play_and_compare(new_postgresql, history)


def test_random_sets_use_every_field_and_every_operation() -> None:
    assert values.keys() == fields_to_set("unit")
    assert {cls.__name__.lower() for cls in (*OPERATIONS, Undo)} == DRAWN


@pytest.mark.parametrize("new_database", ["sqlite"], indirect=True)
def test_a_set_about_an_owner_and_about_a_number_tells_who_is_below_the_one_and_who_has_the_other(scene: Scene) -> None:
    kept = scene.unit("owner", 20261101)["location"]["number"]
    told = scene.preview(
        {"op": "edit", "unit": "@region", "from": "2026-11-01", "set": {"cvr": "29190623"}},
        {"op": "number", "location_number": kept, "from": "2026-11-01", "set": {"region": "1084"}},
    )
    assert told.consequences is not None
    names = ("region", "hospital", "heart", "ward", "lungs", "owner", "clinic", "feet")
    assert {scene[name] for name in names} <= {one.key for one in told.consequences.touched}


def play_and_compare(new: NewDatabases, history: Any, *, judge: bool = True) -> None:
    """judge: whether the rule book refuses what is against it; without, a preview tells of what it would refuse too."""
    clock = StandingClock()
    database, codes = new.filled(renamed)
    compare(Scene.played(Register(database, clock), codes), clock, history, judge=judge)


def compare(scene: Scene, clock: StandingClock, history: Any, *, judge: bool) -> None:
    """Each set is tried, then sent; what was told is what then differs, and a refusal changes nothing."""
    register = scene.register
    for passing, changes in history:
        clock.pass_days(passing)
        register.turn_day()
        before = everything(register)
        tried = scene.preview(*changes, judge=judge)
        with seeing_all():
            assert scene.preview(*changes, judge=judge) == tried
        sent = scene.send(*changes, judge=judge)
        after = everything(register)
        assert tried.accepted == sent.accepted
        if not sent.accepted:
            assert before == after
            continue
        assert told(tried, sent.units) == sorted(differences(before, after), key=repr)
        touched = {key for kind, key in register.list_touched(sent.serial - 1, sent.serial)} if sent.serial else set()
        assert {one[0] for one in differences(before, after)} <= touched
    assert register.verify(deep=True).fault is None
    register.database.close()


@contextmanager
def seeing_all() -> Iterator[None]:
    """Decide with the whole register in place of what a set is thought to touch, name and hang on to."""

    def fetch_all(connection: Connection, *_: Any) -> VersionsByDay:
        kinds = ("unit", "location_number", "shak", "edi", "succession")
        keys = {kind: sorted({row.key for row in reads.all_versions(connection, kind)}) for kind in kinds}
        return world_of([row for kind in kinds for row in neighbourhood.versions_now(connection, kind, keys[kind])])

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(deciding, "fetch", fetch_all)
        patch.setattr(deciding, "fetch_named", lambda *_: None)
        yield


def everything(register: Register) -> dict[str, list[dict[str, Any]]]:
    """The resolved history of every unit as known now."""
    snapshot = register.at(AsOf(20261101, register.serial()))
    keys = [row[0] for row in register.database.reader().run("SELECT DISTINCT key FROM version WHERE kind = 'unit'")]
    return {key: snapshot.history(key, resolved=True) for key in sorted(keys)}


def differences(before: dict[str, Any], after: dict[str, Any]) -> Iterator[Difference]:
    """(unit, field, from, to, before, after), neighbouring days with the same difference joined."""
    for key in sorted(before.keys() | after.keys()):
        rows, later = before.get(key, []), after.get(key, [])
        ends = {row[end] or FAR for row in (*rows, *later) for end in ("valid_from", "valid_to")}
        for field in ("open", *FIELDS):
            found: list[list[Any]] = []
            for start, end in pairwise(sorted(ends)):
                had, has = shown(rows, field, start), shown(later, field, start)
                if had == has:
                    continue
                if found and found[-1][1] == start and found[-1][2:] == [had, has]:
                    found[-1][1] = end
                else:
                    found.append([start, end, had, has])
            for start, end, had, has in found:
                yield key, field, start, end, had, has


def shown(rows: list[dict[str, Any]], field: str, day: str) -> Any:
    """What a field shows on a day; None where the unit is not open or the field holds nothing."""
    for row in rows:
        if row["valid_from"] <= day < (row["valid_to"] or FAR):
            value = row.get(field)
            return None if value == [] else value
    return None


def told(tried: Outcome, made: dict[str, str]) -> list[Difference]:
    """What the preview told of units, in the same form; codes in place of the names of the set."""

    def coded(value: Any) -> Any:
        if isinstance(value, str):
            return made.get(value, value)
        if isinstance(value, list):
            return [coded(one) for one in value]
        if isinstance(value, dict):
            return {part: coded(one) for part, one in value.items()}
        return value

    assert tried.consequences is not None
    return sorted(
        (
            (coded(one.key), change.field, change.from_day, change.to_day or FAR, coded(change.before),
             coded(change.after))
            for one in tried.consequences.touched
            if one.kind == "unit"
            for change in one.changes
        ),
        key=repr,
    )  # fmt: skip
