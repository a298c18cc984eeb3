"""A unit as every door shows it: the shape is a contract with programs."""

from typing import Any

from sor.core.code_book import CodeBook
from sor.core.unit import shown_date, unit_answer

CODES = CodeBook([
    ("entity_type/394761003", 10101, 99991231, '{"name_da":"lægepraksis"}'),
    ("municipality/0810", 10101, 99991231, '{"region":"1081"}'),
])  # fmt: skip

STREET = {"street": "Østergade", "building": "70", "postcode": "9700", "municipality": "0810", "east": 557481.68}
OWNER = {
    "level": "IO", "name": "Lægerne I/S", "cvr": "13585628", "postal_address": STREET,
    "location": {"state": "Own", "number": "5790002401473"}, "virtual_address": {"phone": "98820000"},
}  # fmt: skip
CLINIC = {
    "level": "HI", "name": "Lægerne", "type": "394761003", "parent": "O", "location": {"state": "Inherited"},
    "status": {"from": "2026-01-01", "updated": "2025-12-24"},
}  # fmt: skip
NUMBER = {"system_type": "225", "region": "1081", "active": True, "internal": False, "status": {"from": "x"}}


def answer(*chain: tuple[str, dict[str, Any]], **more: Any) -> dict[str, Any]:
    given = {
        "period": (20260101, 99991231), "first_from": 20200101, "open_on_day": True, "day": 20260601, "serial": 17,
        "number": None, "replaces": [], "replaced_by": [], "codes": CODES, "owner": None, "registered": 20251224,
    } | more  # fmt: skip
    return unit_answer(chain[0][0], chain, **given)


def test_a_unit_in_full() -> None:
    assert answer(("C", CLINIC), ("O", OWNER), number=NUMBER, owner="O", replaces=["X"]) == {
        "code": "C", "level": "HI", "name": "Lægerne", "type": "394761003", "type_name": "lægepraksis", "parent": "O",
        "owner": "O", "valid_from": "2026-01-01", "valid_to": None, "first_from": "2020-01-01",
        "updated": "2025-12-24", "open": True, "cvr": "13585628",
        "location": {
            "state": "Inherited", "number": "5790002401473", "inherited": True, "source": "O", "system_type": "225",
            "region": "1081", "active": True, "internal": False,
        },
        "postal_address": ADDRESS, "visiting_address": FALLEN_BACK, "activity_address": FALLEN_BACK,
        "virtual_address": {
            "inherited": True, "source": "O", "phone": "98820000", "email": None, "website": None, "fax": None,
        },
        "organisational_level": None, "geographic_location": None, "geographic_parent": None,
        "replaces": ["X"], "replaced_by": [], "serial": 17,
    }  # fmt: skip


ADDRESS = {
    "inherited": True, "source": "O", "street": "Østergade", "building": "70", "floor": None, "suite": None,
    "postcode": "9700", "district": None, "municipality": "0810", "street_code": None, "region": "1081",
    "country": None, "east": 557481.68, "north": None,
}  # fmt: skip
FALLEN_BACK = ADDRESS | {"taken_from": "postal_address"}


def test_absent_fields_are_left_out_but_an_open_end_is_null() -> None:
    bare = answer(("U", {"name": "x"}), registered=None)
    assert bare == {
        "code": "U", "name": "x", "valid_from": "2026-01-01", "valid_to": None, "first_from": "2020-01-01",
        "open": True, "organisational_level": None, "geographic_location": None, "geographic_parent": None,
        "replaces": [], "replaced_by": [], "serial": 17,
    }  # fmt: skip


def test_an_end_is_the_first_day_no_longer_valid() -> None:
    assert answer(("U", {}), period=(20260101, 20260701))["valid_to"] == "2026-07-01"
    assert shown_date(None) is None


def test_an_own_address_is_not_inherited_and_one_fallen_back_to_says_from_where() -> None:
    own = answer(("U", {"postal_address": STREET}))
    assert own["postal_address"]["inherited"] is False
    assert own["postal_address"]["source"] == "U"
    assert own["visiting_address"]["inherited"] is True
    assert own["visiting_address"]["taken_from"] == "postal_address"


def test_a_stored_region_wins_over_the_municipalitys() -> None:
    assert answer(("U", {"postal_address": STREET | {"region": "1085"}}))["postal_address"]["region"] == "1085"


def test_rare_parts_of_an_address_are_shown_only_where_they_stand() -> None:
    with_box = answer(("U", {"postal_address": STREET | {"po_box": "12"}}))
    assert with_box["postal_address"]["po_box"] == "12"
    assert "po_box" not in answer(("U", {"postal_address": STREET}))["postal_address"]


def test_a_number_without_known_facts_and_no_number_at_all() -> None:
    own = answer(("U", {"location": {"state": "Own", "number": "5790000000005"}}))
    assert own["location"] == {"state": "Own", "number": "5790000000005", "inherited": False, "source": "U"}
    assert answer(("U", {"location": {"state": "None"}}))["location"] == {"state": "None"}
    assert answer(("U", {"location": {"state": "Inherited"}}))["location"] == {"state": "Inherited"}


def test_indicators_that_are_false_are_shown() -> None:
    assert answer(("U", {"ambulant_activity": False}))["ambulant_activity"] is False


def test_local_attributes_are_numbered() -> None:
    assert answer(("U", {"local_attribute_1": "x", "local_attribute_5": "y"}))["local_attributes"] == {
        "1": "x", "5": "y"
    }  # fmt: skip


def test_what_no_source_stated_for_the_day_is_marked() -> None:
    assert answer(("U", {"name": "x", "assumed": True}))["assumed"] is True
    assert "assumed" not in answer(("U", {"name": "x"}))
