"""The state's prisons, each with a number of its own."""

from sor.sample.days import SampleYears
from sor.sample.state import PRISON, make


def test_prisons_stand_below_the_state_and_none_is_without_a_unit() -> None:
    for size in (3, 4, 5, 12):
        family = make(5, SampleYears.of(8, 20261101), 1000, size)
        assert len(family.units) == size
        assert family.units[0].type_name == "stat"
        for unit in family.units[1:]:
            if unit.level == "HI":
                assert unit.type_name == PRISON
                assert unit.number is not None
                assert unit.children
