"""What may be taken back, by whom, and what comes back with it."""

from functools import partial

import pytest

from sor.access.authority import Actor, Right, refusal
from sor.register import Register
from tests.changes.scene import Scene, faults


@pytest.fixture
def scene(register: Register) -> Scene:
    return Scene(register)


def test_the_code_lists_of_the_first_entry_are_not_taken_back_with_it(scene: Scene) -> None:
    before = list(scene.register.code_book(scene.serial).all_periods())
    scene.send({"op": "undo", "entry": scene.serial})
    assert list(scene.register.code_book(scene.register.serial()).all_periods()) == before
    assert faults(scene.send({"op": "withdraw", "entry": 1, "line": 1}))[0][0] == "X27"


def test_a_region_takes_back_neither_the_successions_nor_the_numbers_of_a_private_owner(scene: Scene) -> None:
    region = partial(refusal, Actor("region", "", [Right("region", scene["region"])]))
    note = scene.send({"op": "replace", "unit": ["@clinic"], "by": ["@feet"], "from": "2026-12-01"})
    refused = scene.send({"op": "withdraw", "entry": note.serial}, authorise=region)
    assert {rule for rule, _ in faults(refused)} == {"AUTH1"}
    closed = scene.send({"op": "close", "unit": "@owner", "branch": True, "from": "2026-12-15"})
    [line] = [line.n for line in scene.register.lines(closed.serial or 0) if line.kind == "location_number"]
    refused = scene.send({"op": "withdraw", "entry": closed.serial, "line": line}, authorise=region)
    assert {rule for rule, _ in faults(refused)} == {"AUTH1"}
