"""A preview tells exactly what a submission brings about: the difference of all resolved answers before and after."""

import shutil
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from sor.changes.outcome import Outcome
from sor.core.as_of import AsOf
from sor.core.story import FIELDS
from sor.register import Register
from sor.store.database import Database
from tests.changes.random_changes import sets
from tests.changes.scene import DEPARTMENT, Scene, rename_type
from tests.conftest import StandingClock

FAR = "9999-12-31"
TYPE_RENAMED = 20261215
Difference = tuple[str, str, str, str, Any, Any]


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str]]:
    """A database file with the scene, to be copied, and its codes."""
    path = tmp_path_factory.mktemp("scene") / "scene.db"
    register = Register(Database(f"sqlite:///{path}?synchronous=off"), StandingClock())
    register.init("master", demo=True)
    scene = Scene(register)
    rename_type(register, DEPARTMENT, TYPE_RENAMED, "hospitalsafdeling")
    register.database.close()
    return path, dict(scene.codes)


@pytest.mark.slow
@settings(max_examples=30, suppress_health_check=list(HealthCheck))
@given(history=sets)
def test_a_preview_is_the_difference_of_all_answers(
    played: tuple[Path, dict[str, str]], tmp_path_factory: pytest.TempPathFactory, history: Any
) -> None:
    path, codes = played
    copy = tmp_path_factory.mktemp("copy") / "scene.db"
    shutil.copy(path, copy)
    clock = StandingClock()
    register = Register(Database(f"sqlite:///{copy}?synchronous=off"), clock)
    compare(Scene.played(register, codes), clock, history)


@pytest.mark.slow
@pytest.mark.postgres
@settings(max_examples=8, suppress_health_check=list(HealthCheck))
@given(history=sets)
def test_it_is_so_on_postgresql(new_postgresql: Callable[[], Database], history: Any) -> None:
    clock = StandingClock()
    register = Register(new_postgresql(), clock)
    register.init("master", demo=True)
    scene = Scene(register)
    rename_type(register, DEPARTMENT, TYPE_RENAMED, "hospitalsafdeling")
    compare(scene, clock, history)


def compare(scene: Scene, clock: StandingClock, history: Any) -> None:
    """Each set is tried, then sent; what was told is what then differs, and a refusal changes nothing."""
    register = scene.register
    for passing, changes in history:
        clock.pass_days(passing)
        register.turn_day()
        before = everything(register)
        tried = scene.preview(*changes)
        sent = scene.send(*changes)
        after = everything(register)
        assert tried.accepted == sent.accepted
        if not sent.accepted:
            assert before == after
            continue
        assert told(tried, sent.units) == sorted(differences(before, after), key=repr)
        touched = {key for kind, key in register.touched(sent.serial - 1, sent.serial)} if sent.serial else set()
        assert {one[0] for one in differences(before, after)} <= touched
    assert register.verify(deep=True).fault is None
    register.database.close()


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
