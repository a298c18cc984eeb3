"""Code lists on a day, through REST."""

from typing import Any

from litestar.testing import TestClient

Client = TestClient[Any]


def test_every_list_says_what_it_is_and_how_many_codes_hold(client: Client) -> None:
    lists = {found["list"]: found for found in client.get("/api/v1/codes").json()["lists"]}
    assert (lists["region"]["title_da"], lists["region"]["official"], lists["region"]["codes"]) == ("Regioner", True, 5)


def test_a_list_shows_its_codes_as_they_are_on_the_day(client: Client) -> None:
    then = client.get("/api/v1/codes/region?valid=2027-01-01").json()
    now = client.get("/api/v1/codes/region").json()
    assert [code["code"] for code in now["codes"]] != [code["code"] for code in then["codes"]]
    assert now["codes"][0]["name_da"] == "Region Nordjylland"


def test_a_long_list_comes_in_pages(client: Client) -> None:
    page = client.get("/api/v1/codes/country?limit=10&offset=245").json()
    assert (len(page["codes"]), page["total"], page["more"]) == (4, 249, False)
