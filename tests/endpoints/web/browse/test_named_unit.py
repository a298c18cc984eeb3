"""Fields in which a unit is named: by name, by code, by a suggestion that was picked."""

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from tests.endpoints.web.small_register import REGION

Client = TestClient[Litestar]


@pytest.mark.parametrize("typed", ["Region Vestland", "region vestland", REGION, f"Region Vestland · {REGION}"])
def test_an_owner_is_chosen_by_name_code_or_suggestion(client: Client, typed: str) -> None:
    text = client.get("/", params={"owner": typed}).text
    assert "Viser 1–8 af 8 enheder" in text
    assert f'value="Region Vestland · {REGION}"' in text


def test_a_name_that_is_not_one_owner_offers_those_that_may_be_meant(client: Client) -> None:
    text = client.get("/", params={"owner": "lægehuset"}).text
    assert "1 enhed fundet" in text or "Ingen enheder fundet" in text or "Viser" in text
    unknown = client.get("/", params={"owner": "xyzzyxyzzy"}).text
    assert "Ejeren »xyzzyxyzzy« er ikke ét bestemt sted." in unknown


def test_suggestions_are_units_with_their_codes_of_the_asked_level(client: Client) -> None:
    text = client.get("/suggest", params={"owner": "region vest", "of": "IO"}).text
    assert f'<option value="Region Vestland · {REGION}">' in text
    assert "<html" not in text
    assert "<option" not in client.get("/suggest", params={"owner": "r"}).text
