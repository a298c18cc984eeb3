"""Which address and which location number a unit shows, and whose they are (A1, A2, A4, L1, L3)."""

from typing import Any

from sor.core.inheritance import Resolved, address, location_number, nearest

OWN_STREET, OWNER_STREET, CLINIC_STREET = {"street": "Nygade"}, {"street": "Østergade"}, {"street": "Klitvej"}


def chain(unit: dict[str, Any], clinic: dict[str, Any] | None = None, owner: dict[str, Any] | None = None) -> Any:
    return [("unit", unit), ("clinic", clinic or {}), ("owner", owner or {})]


def test_a1_an_own_address_is_shown() -> None:
    above = chain({"visiting_address": OWN_STREET}, {"visiting_address": CLINIC_STREET})
    assert address(above, "visiting_address") == Resolved(OWN_STREET, "unit", "visiting_address")


def test_a1_an_empty_visiting_address_is_the_own_postal_one() -> None:
    above = chain({"postal_address": OWN_STREET}, {"visiting_address": CLINIC_STREET})
    assert address(above, "visiting_address") == Resolved(OWN_STREET, "unit", "postal_address")


def test_a1_an_empty_activity_address_is_the_own_visiting_one_then_the_own_postal_one() -> None:
    both = chain({"visiting_address": OWN_STREET, "postal_address": CLINIC_STREET})
    assert address(both, "activity_address") == Resolved(OWN_STREET, "unit", "visiting_address")
    only_postal = chain({"postal_address": OWN_STREET})
    assert address(only_postal, "activity_address") == Resolved(OWN_STREET, "unit", "postal_address")


def test_a1_all_three_are_at_last_the_postal_address_of_the_nearest_unit_above() -> None:
    above = chain({}, {"visiting_address": CLINIC_STREET}, {"postal_address": OWNER_STREET})
    for kind in ("activity_address", "visiting_address", "postal_address"):
        assert address(above, kind) == Resolved(OWNER_STREET, "owner", "postal_address")


def test_a1_the_nearest_unit_above_wins() -> None:
    above = chain({}, {"postal_address": CLINIC_STREET}, {"postal_address": OWNER_STREET})
    assert address(above, "postal_address") == Resolved(CLINIC_STREET, "clinic", "postal_address")


def test_a2_an_empty_virtual_address_is_that_of_the_unit_above() -> None:
    above = chain({}, {}, {"virtual_address": {"phone": "1"}})
    assert address(above, "virtual_address") == Resolved({"phone": "1"}, "owner", "virtual_address")


def test_a4_an_address_is_taken_whole_never_field_by_field() -> None:
    above = chain({"virtual_address": {"phone": "1"}}, {"virtual_address": {"phone": "2", "email": "a@b.example"}})
    assert address(above, "virtual_address") == Resolved({"phone": "1"}, "unit", "virtual_address")


def test_no_address_anywhere_is_none() -> None:
    assert address(chain({}), "postal_address") is None


def test_l1_own_is_the_units_number() -> None:
    above = chain({"location": {"state": "Own", "number": "1"}}, {"location": {"state": "Own", "number": "2"}})
    assert location_number(above) == Resolved("1", "unit", "location")


def test_l1_none_is_no_number_whatever_is_above() -> None:
    assert (
        location_number(chain({"location": {"state": "None"}}, {"location": {"state": "Own", "number": "2"}})) is None
    )


def test_l1_nothing_stated_is_no_number() -> None:
    assert location_number(chain({}, {"location": {"state": "Own", "number": "2"}})) is None


def test_l1_inherited_is_the_number_of_the_nearest_unit_above_that_has_one() -> None:
    inherited, none = {"location": {"state": "Inherited"}}, {"location": {"state": "None"}}
    owner = {"location": {"state": "Own", "number": "3"}}
    for clinic in (inherited, none, {}):
        assert location_number(chain(inherited, clinic, owner)) == Resolved("3", "owner", "location")


def test_l3_inherited_where_nothing_is_above_is_no_number() -> None:
    assert location_number(chain({"location": {"state": "Inherited"}}, {"location": {"state": "None"}})) is None


def test_a_cvr_number_is_that_of_the_nearest_unit_that_has_one() -> None:
    assert nearest(chain({}, {}, {"cvr": "13585628"}), "cvr") == "13585628"
    assert nearest(chain({}), "cvr") is None
