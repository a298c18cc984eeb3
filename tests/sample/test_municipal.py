"""Municipalities: institutions below the municipality, homes and nurses in trees that reach level eight."""

import pytest

from sor.sample import municipal, places
from sor.sample.days import SampleYears
from sor.sample.family import Family

SPAN = SampleYears.of(8, 20261101)


@pytest.fixture(scope="module")
def large() -> Family:
    return municipal.make(5, SPAN, 1000, 400, places.municipalities()[0])


def test_a_municipality_owns_its_institutions(large: Family) -> None:
    owner = large.units[0]
    assert (owner.level, owner.type_name, owner.changes[0].values["name"]) == ("IO", "kommune", "Københavns Kommune")
    institutions = [unit.type_name for unit in large.units if unit.level == "HI"]
    assert institutions == ["sundhedsforvaltning", "administrativ enhed", "tandplejeklinik"]


def test_a_large_one_is_eight_levels_deep(large: Family) -> None:
    assert max(unit.depth for unit in large.units) == 8


def test_it_has_exactly_the_units_asked_for_down_to_three() -> None:
    for size in (3, 4, 9, 30):
        found = municipal.make(5, SPAN, 1000, size, places.municipalities()[50])
        assert len(found.units) == size
        assert {unit.level for unit in found.units} == {"IO", "HI", "OU"}


def test_its_addresses_lie_in_the_municipality(large: Family) -> None:
    for unit in large.units:
        for change in unit.changes:
            address = change.values.get("visiting_address")
            assert address is None or address["municipality"] == "0101"
