"""What those below a unit see of it, and that a change is judged where it is seen and nowhere else."""

from collections.abc import Iterable
from typing import Any

import pytest

from sor.core.day import OPEN
from sor.following import quality_state
from sor.following.quality_book import QualityBook
from sor.following.seen_from_below import see_from_below
from sor.store.projection import VersionRow
from tests.changes.scene import CLINIC, Scene
from tests.following.test_quality_book import TODAY, Told

PHONE = {"phone": "86123456"}


class Judged:
    """A book, and the units that it judged since it was last asked."""

    def __init__(self, scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
        self.scene, self.units = scene, set[str]()
        self.told = Told(scene)
        self.book = QualityBook(scene.register)
        judge = quality_state.QualityState.judge

        def noted(state: quality_state.QualityState, units: Iterable[tuple[str, list[VersionRow]]]) -> None:
            whole = [*units]
            self.units |= {key for key, _ in whole}
            judge(state, whole)

        with self.book.at_head():
            monkeypatch.setattr(quality_state.QualityState, "judge", noted)

    def by(self, name: str, field: str, value: Any, start: int = TODAY) -> set[str]:
        """The units of the scene that are judged for what a file says of one."""
        self.told.load(name, field, value, start)
        self.units.clear()
        with self.book.at_head():
            pass
        names = {code: name for name, code in self.scene.codes.items()}
        return {names[key] for key in self.units}


@pytest.fixture
def judged(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> Judged:
    return Judged(scene, monkeypatch)


@pytest.mark.parametrize(("field", "value"), [("name", "Ny"), ("virtual_address", PHONE), ("cvr", "10150817")])
def test_what_no_rule_reads_above_is_judged_of_the_unit_alone(judged: Judged, field: str, value: Any) -> None:
    assert judged.by("hospital", field, value) == {"hospital", "region"}


def test_another_type_is_judged_of_all_below_and_of_the_owner_above(judged: Judged) -> None:
    assert judged.by("hospital", "type", CLINIC) == {"region", "hospital", "heart", "lungs", "ward"}


def test_a_location_number_is_judged_down_to_whoever_has_one(judged: Judged) -> None:
    assert judged.by("hospital", "location", {"state": "None"}) >= {"hospital", "heart", "lungs"}
    assert "feet" not in judged.by("hospital", "location", {"state": "Inherited"})


def test_pieces_of_time_on_which_the_same_is_seen_are_one(judged: Judged) -> None:
    key = judged.scene["hospital"]
    judged.by("hospital", "name", "Ny", 20261110)
    judged.by("hospital", "type", CLINIC, 20261120)
    with judged.book.at_head() as state:
        seen = see_from_below(state.world, key, TODAY)
    assert [start for start, *_ in seen.lines] == [TODAY, 20261120]
    assert [start for start, *_ in seen.numbers] == [TODAY]
    assert [version.to_day for version in seen.versions] == [20261110, 20261120, OPEN]
