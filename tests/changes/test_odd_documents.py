"""Documents that nobody means: they are refused with a reason, never with a crash, and change nothing."""

from typing import Any

import pytest

from sor.changes.document import BadDocument
from sor.register import Register
from tests.changes.scene import ADDRESS, TODAY, Scene


@pytest.fixture
def scene(register: Register) -> Scene:
    return Scene(register)


@pytest.mark.parametrize(
    "change",
    [
        {"op": "edit", "unit": "@ward", "from": TODAY, "set": {"name": "halvt tegn \ud800"}},
        {"op": "edit", "unit": "NUL\0", "from": TODAY, "set": {"name": "A"}},
        {"op": "edit", "unit": "@ward", "from": TODAY, "set": {"postal_address": ADDRESS | {"east": 10**400}}},
        {"op": "edit", "unit": "@ward", "from": TODAY, "set": {"postal_address": ADDRESS | {"east": float("inf")}}},
        {"op": "withdraw", "entry": 2**63},
        {"op": "withdraw", "entry": 1, "line": 2**70},
    ],
)
def test_what_no_database_can_keep_is_refused(scene: Scene, change: dict[str, Any]) -> None:
    with pytest.raises(BadDocument, match="The document cannot be read"):
        scene.send(change)
    assert scene.register.serial() == scene.serial
