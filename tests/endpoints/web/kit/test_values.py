"""Values of all fields as text."""

from sor.endpoints.web.kit.values import Values
from sor.register import Register
from tests.endpoints.web.conftest import values_of
from tests.endpoints.web.small_register import OLD_STREET, REGION


def test_values_in_danish(values: Values) -> None:
    assert values.of("name", "Lægehuset") == "Lægehuset"
    assert values.of("ambulant_activity", False) == "Nej"
    assert values.of("level", "OU") == "Organisatorisk enhed (OE)"
    assert values.of("type", "22232009") == "Hospital"
    assert values.of("specialities", [{"code": "408443003", "main": True}]) == "Almen medicin"
    assert values.of("organisational_level", "afsnit") == "Afsnit"
    assert values.of("postal_address", OLD_STREET) == "Østergade 70, 9700 Brønderslev"
    assert values.of("location", {"state": "Own", "number": "5799000000015"}) == "5799000000015 (eget)"
    assert values.of("location", {"state": "None"}) == "Intet"
    assert values.of("virtual_address", {"phone": "98820000", "email": None}) == "98820000"
    assert values.of("local_attributes", {"1": "x", "3": "y"}) == "1: x, 3: y"
    assert values.of("note", None) == ""


def test_values_in_english(register: Register) -> None:
    english = values_of(register, "en")
    assert english.of("ambulant_activity", True) == "Yes"
    assert english.of("level", "OU") == "Organizational unit (OU)"


def test_units_are_named_and_a_stranger_shown_by_code(register: Register) -> None:
    knowing = values_of(register, names={REGION: "Region Vestland"})
    assert knowing.of("parent", REGION) == "Region Vestland"
    assert knowing.of("replaces", [REGION, "123"]) == "Region Vestland, 123"


def test_parts_of_values(values: Values) -> None:
    assert values.part("postal_address", "municipality", "0810") == "Brønderslev"
    assert values.part("postal_address", "east", 557481.68) == "557481.68"
    assert values.part("location", "region", "1081") == "Region Nordjylland"
    assert values.part("location", "active", True) == "Ja"
    assert values.part("location", "network", None) == ""
