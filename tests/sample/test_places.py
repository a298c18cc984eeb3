"""Postcode, town, municipality, region and coordinates of an invented address belong together."""

from math import hypot
from random import Random

from sor.codes.bundle import bundled_claims
from sor.codes.names import CodeNames, periods_of
from sor.sample import places

PERIODS = list(periods_of(bundled_claims()))


def test_there_are_ninety_eight_municipalities_in_their_regions() -> None:
    known = CodeNames(PERIODS)
    assert len(places.municipalities()) == 98
    for municipality in places.municipalities():
        assert known.region_of_municipality(municipality.code, 20261101) == municipality.region
        assert municipality.towns


def test_every_postcode_lies_in_its_municipality_and_has_its_name() -> None:
    listed = {period.code: period.body for period in PERIODS if period.code_list == "postal_code"}
    for town in places.towns():
        assert town.municipality in listed[town.postcode]["municipalities"]
        assert town.district == listed[town.postcode]["name_da"]


def test_an_address_lies_in_the_circle_of_its_town() -> None:
    rng, town = Random(1), places.town("8600")
    for _ in range(200):
        address = places.address(rng, town)
        assert (address["postcode"], address["district"], address["municipality"]) == ("8600", "Silkeborg", "0740")
        assert hypot(address["east"] - town.east, address["north"] - town.north) <= town.radius
        assert len(address["street_code"]) == 4


def test_a_street_has_one_code_in_a_municipality() -> None:
    rng = Random(2)
    codes: dict[tuple[str, str], set[str]] = {}
    for _ in range(3000):
        address = places.address(rng, places.town("5000"))
        codes.setdefault((address["municipality"], address["street"]), set()).add(address["street_code"])
    assert {len(found) for found in codes.values()} == {1}


def test_a_virtual_address_has_always_a_telephone() -> None:
    found = places.virtual_address(Random(4), "Lægehuset Egely")
    assert found["email"].endswith("@laegehuset-egely.example")
    assert places.virtual_address(Random(4), "Lægehuset Egely", full=False).keys() == {"phone"}


def test_a_house_has_no_floor_and_no_door_and_costs_the_same_luck_as_an_address() -> None:
    town, seeds = places.town("8600"), range(40)
    flats = [places.address(Random(seed), town) for seed in seeds]
    houses = [places.house_address(Random(seed), town) for seed in seeds]
    assert any("floor" in flat for flat in flats)
    assert houses == [{part: value for part, value in flat.items() if part not in ("floor", "suite")} for flat in flats]
