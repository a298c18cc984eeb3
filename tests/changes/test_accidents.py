"""What may go wrong around a submission: two at once, and no room on the disk."""

import threading

import pytest

from sor.changes.outcome import Outcome
from sor.register import Register
from sor.store.database import DiskFull
from tests.changes.scene import DEPARTMENT, TODAY, Scene, create
from tests.conftest import StandingClock
from tests.new_databases import NewDatabases
from tests.store.test_database import SmallDisk


def test_moves_below_each_other_at_the_same_time_never_make_a_circle(scene: Scene) -> None:
    register = scene.register
    moves = [
        {"op": "move", "unit": "@heart", "parent": "@lungs", "from": "2026-12-01"},
        {"op": "move", "unit": "@lungs", "parent": "@heart", "from": "2026-11-15"},
    ]
    found: list[Outcome] = []

    def send(change: dict[str, str]) -> None:
        found.append(scene.send(change))
        register.database.close()

    threads = [threading.Thread(target=send, args=(move,)) for move in moves]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcome.accepted for outcome in found) == [False, True]
    assert register.verify(deep=True).fault is None


def test_two_who_read_the_same_change_one_field_and_one_of_them_is_told(scene: Scene) -> None:
    register = scene.register
    base = register.serial()
    found: list[Outcome] = []

    def send(name: str) -> None:
        found.append(scene.send({"op": "edit", "unit": "@ward", "from": TODAY, "set": {"name": name}}, base=base))
        register.database.close()

    threads = [threading.Thread(target=send, args=(name,)) for name in ("Anna", "Bo")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    [winner] = [outcome for outcome in found if outcome.accepted]
    [loser] = [outcome for outcome in found if not outcome.accepted]
    assert [f.rule for f in loser.findings if f.severity == "error"] == ["X32"]
    assert loser.findings[0].facts["entry"] == winner.serial


@pytest.mark.slow
def test_a_full_disk_takes_nothing_and_the_register_goes_on(new_sqlite: NewDatabases, clock: StandingClock) -> None:
    scene = Scene.copied(new_sqlite, clock)
    register = scene.register
    serial = register.serial()
    small = Scene.played(Register(SmallDisk(register.database.url.render_as_string()), clock), scene.codes)
    large = [
        create(f"#{n}", "OU", "@heart", name="N" * 50, type=DEPARTMENT, location="inherit", note="x" * 200)
        for n in range(400)
    ]
    with pytest.raises(DiskFull):
        small.send(*large)
    assert register.serial() == serial
    assert register.verify(deep=True).fault is None
    assert scene.send({"op": "edit", "unit": "@ward", "from": TODAY, "set": {"name": "Stadig"}}).accepted
