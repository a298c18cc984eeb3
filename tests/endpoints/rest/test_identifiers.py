"""SHAK codes, location numbers and the map between all identifiers, through REST."""

from typing import Any

from litestar.testing import TestClient

from tests.endpoints.rest.clinics import GLN, NEW, OLD, OWNER, SHAK, UNKNOWN

Client = TestClient[Any]


def test_several_identifiers_are_mapped_in_the_order_asked(client: Client) -> None:
    codes = client.get(f"/api/v1/map?code={SHAK}&code={UNKNOWN}&code={GLN}").json()["codes"]
    assert [(c["asked"], c["found_as"]) for c in codes] == [
        (SHAK, ["shak"]),
        (UNKNOWN, []),
        (GLN, ["location_number"]),
    ]
    assert codes[0]["units"][0]["successors"][0]["code"] == NEW


def test_a_shak_code_comes_with_the_units_that_carry_it_on_the_day(client: Client) -> None:
    found = client.get(f"/api/v1/shak/{SHAK}?valid=2020-01-01").json()
    assert (found["name"], [unit["code"] for unit in found["units"]]) == ("Ågården", [OLD])
    assert client.get(f"/api/v1/shak/{SHAK}").json()["units"] == []


def test_a_location_number_comes_with_its_message_types_and_its_owner(client: Client) -> None:
    found = client.get(f"/api/v1/location-numbers/{GLN}").json()
    assert (found["system_type"], [unit["code"] for unit in found["units"]]) == ("225", [OWNER])
    assert [(e["standard"], e["version"], e["direction"]) for e in found["edi"]] == [("MedRpt", "1.0", "receive")]
