"""Addresses as they are written."""

from sor.endpoints.web.kit.postal import address_lines, on_the_map, one_line, street_line
from tests.endpoints.web.small_register import NEW_STREET, OLD_STREET


def test_house_floor_and_door() -> None:
    assert street_line(OLD_STREET) == "Østergade 70"
    assert street_line(NEW_STREET | {"suite": "tv"}) == "Nygade 12, 1. tv"
    assert street_line({"street": "Havnen", "floor": "kl"}) == "Havnen, kl"


def test_lines_of_an_envelope_and_one_line() -> None:
    assert address_lines(OLD_STREET) == ["Østergade 70", "9700 Brønderslev"]
    assert one_line({"po_box": "12", "postcode": "8000", "district": "Aarhus C"}) == "Postboks 12, 8000 Aarhus C"
    assert address_lines({}) == []


def test_a_place_on_the_map_needs_coordinates_in_denmark() -> None:
    found = on_the_map(OLD_STREET)
    assert found is not None
    assert (round(found.latitude, 2), round(found.longitude, 2)) == (57.26, 9.95)
    assert on_the_map({"street": "Havnen"}) is None
    assert on_the_map({"east": 0.0, "north": 0.0}) is None
