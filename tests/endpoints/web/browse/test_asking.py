"""A question asked: from where the nearest come first, and what is told of a place that nobody knows."""

from litestar import Litestar
from litestar.testing import TestClient

from tests.endpoints.web.small_register import PRACTICE

Client = TestClient[Litestar]


def test_the_nearest_come_first_from_a_place_a_unit_or_degrees(client: Client) -> None:
    for near in ("9700", "brønderslev", PRACTICE, "57.270, 9.941"):
        text = client.get("/", params={"q": "lægehuset", "near": near}).text
        assert "km" in text, near
        assert "Stedet" not in text


def test_a_place_that_is_not_known_is_told(client: Client) -> None:
    text = client.get("/", params={"q": "lægehuset", "near": "xyzzyxyzzy"}).text
    assert "Stedet »xyzzyxyzzy« kendes ikke" in text
