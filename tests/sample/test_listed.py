"""The sample as a daily file lists it: every unit after its parent, with its number, dates and what it replaces."""

from collections.abc import Iterable

import pytest

from sor.formats.sor_xml.listed_unit import ListedUnit
from sor.sample import showcases
from sor.sample.listed import listed_units
from sor.sample.register import standing
from tests.sample import sample_units

pytestmark = pytest.mark.slow


def listed() -> dict[str, ListedUnit]:
    return {unit.code: unit for unit in listed_units(*sample_units.SIZE)}


def without_place(units: Iterable[ListedUnit]) -> list[ListedUnit]:
    """The units whose parent is not among those that are still open around them."""
    found, around = [], list[str]()
    for unit in units:
        if unit.level == "IO":
            around = [unit.code]
        elif unit.parent in around:
            around = [*around[: around.index(unit.parent) + 1], unit.code]
        else:
            found.append(unit)
    return found


def test_every_open_unit_is_listed_once() -> None:
    codes = [unit.code for unit in listed_units(*sample_units.SIZE)]
    assert len(codes) == len(set(codes))
    assert set(codes) == {found.key for found in standing(*sample_units.SIZE) if found.kind == "unit"}


def test_only_flawed_units_have_no_place_in_the_tree() -> None:
    unplaced = without_place(listed_units(*sample_units.SIZE))
    flaws = {sample_units.spoilt().get(unit.code) for unit in unplaced}
    assert flaws <= {"orphan", "own parent"}
    assert len(unplaced) < 25


def test_a_listed_unit_bears_its_number_its_dates_and_no_scheduled_value() -> None:
    found = listed()
    owner = found[showcases.MOVING_CLINIC].parent
    assert owner is not None
    number = found[owner].number
    assert number is not None
    assert number.number == found[owner].values["location"]["number"]
    assert number.values["network"]
    assert "status" not in number.values
    assert found[showcases.RENAMED_WARD].values["name"] == "Kardiologisk Sengeafsnit 1"
    assert found[showcases.RENAMED_WARD].place_name == "Fjordby Hospital"
    assert found[showcases.CLOSING_CLINIC].status.to_day == 20270101
    assert showcases.OPENING_CLINIC not in found


def test_a_merged_clinic_names_the_one_it_replaces() -> None:
    assert listed()[showcases.MERGED_INTO].replaces == (showcases.MERGED_AWAY,)
