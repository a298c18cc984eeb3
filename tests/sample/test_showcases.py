"""What the guides and the tour show is there, on the sample's day, and at any other day too."""

import pytest

from sor.core.day import OPEN
from sor.sample import showcases
from sor.sample.days import SampleYears
from tests.sample.sample_units import claims, spoilt, units, value_on, values_of

TODAY, TOMORROW = 20261101, 20261102


def test_a_clinic_moves_on_the_first_friday() -> None:
    owner = units()[showcases.MOVING_CLINIC].parent
    assert owner is not None
    assert value_on(owner.key, "name", TODAY) == "Lægehuset Havneparken"
    assert value_on(owner.key, "postal_address", 20261105) != value_on(owner.key, "postal_address", 20261106)


def test_a_ward_has_another_name_next_month_and_so_has_its_shak_code() -> None:
    assert value_on(showcases.RENAMED_WARD, "name", 20261130) == "Kardiologisk Sengeafsnit 1"
    assert value_on(showcases.RENAMED_WARD, "name", 20261201) == "Hjertemedicinsk Sengeafsnit"
    code = str(value_on(showcases.RENAMED_WARD, "shak", TODAY))
    assert claims("shak")[code].pieces[-1].values["name"] == "Hjertemedicinsk Sengeafsnit"


def test_a_ward_has_another_telephone_next_month() -> None:
    numbers = values_of(showcases.NEW_TELEPHONE, "virtual_address")
    assert len(numbers) == 2
    assert numbers[0] != numbers[1]


def test_an_address_comes_from_the_hospital_over_three_levels() -> None:
    above, levels = units()[showcases.INHERITED_ADDRESS], 0
    while value_on(above.key, "postal_address", TODAY) is None:
        assert above.parent is not None
        above, levels = above.parent, levels + 1
    assert (above.key, levels) == (showcases.HOSPITAL, 4)


def test_two_clinics_have_merged_with_succession() -> None:
    assert f"{showcases.MERGED_AWAY}>{showcases.MERGED_INTO}" in claims("succession")
    assert claims()[showcases.MERGED_AWAY].life[0][1] == 20260101  # type: ignore[index]
    assert value_on(showcases.MERGED_INTO, "name", 20251231) == "Tandlægerne Kirketorvet"
    assert value_on(showcases.MERGED_INTO, "name", 20260101) == "Tandlægerne Kirketorvet og Fasandahl"


def test_a_municipal_tree_is_eight_levels_deep() -> None:
    unit = units()[showcases.DEEPEST]
    assert unit.depth == 8
    while unit.parent is not None:
        unit = unit.parent
    assert (unit.key, unit.changes[0].values["name"]) == (showcases.DEEPEST_OWNER, "Norddjurs Kommune")


def test_a_pharmacy_has_a_branch() -> None:
    assert units()[showcases.PHARMACY].type_name == "apotek"
    assert units()[showcases.PHARMACY_BRANCH].parent is units()[showcases.PHARMACY].parent


def test_a_clinic_closes_and_another_opens_next_month() -> None:
    assert claims()[showcases.CLOSING_CLINIC].life[0][1] == 20270101  # type: ignore[index]
    assert claims()[showcases.OPENING_CLINIC].life == [(20261201, OPEN)]


def test_the_busiest_clinic_has_ten_versions() -> None:
    assert len(claims()[showcases.BUSIEST].pieces) == 10


def test_of_one_clinic_the_register_believed_something_else_for_months() -> None:
    unit = units()[showcases.CORRECTED]
    believed, corrected = unit.claim(20260801), unit.claim(TODAY)
    assert believed is not None
    assert corrected is not None
    assert believed.pieces[1].from_day == 20260201
    assert corrected.pieces[1].from_day == 20260315


def test_showcases_have_no_flaws_and_neighbouring_codes() -> None:
    family = showcases.make(SampleYears.of(8, TODAY)).family
    assert not {unit.key for unit in family.units} & spoilt().keys()
    assert [unit.place for unit in family.units] == list(range(showcases.UNITS))


@pytest.mark.parametrize(("years", "day"), [(1, 20270105), (8, 20261231), (30, 20300228)])
def test_they_are_there_on_any_day(years: int, day: int) -> None:
    family = showcases.make(SampleYears.of(years, day)).family
    assert len(family.units) == showcases.UNITS
    assert all(unit.claim(day) is not None for unit in family.units)
