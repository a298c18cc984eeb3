"""The register at a glance, below the search of the front page."""

from litestar import Litestar
from litestar.testing import TestClient
from lxml import etree

Client = TestClient[Litestar]


def test_the_front_page_counts_by_place_type_and_owner_and_each_count_is_a_search(client: Client) -> None:
    text = client.get("/").text
    assert "Registret i dag" in text
    for shown in ("Hvor enhederne ligger", "Hvad de er", "De største ejere"):
        assert shown in text
    assert '<a href="/?region=1081">Region Nordjylland</a>' in text
    assert "The register today" in client.get("/?lang=en").text


def test_the_growth_is_told_by_year(client: Client) -> None:
    assert "Hvor mange der har været" in client.get("/").text


def test_a_search_does_not_bring_the_overview(client: Client) -> None:
    assert "Registret i dag" not in client.get("/?q=bakkegården").text


def test_the_map_is_a_picture_of_all_municipalities(client: Client) -> None:
    answer = client.get("/map.svg")
    assert answer.headers["content-type"].startswith("image/svg+xml")
    picture = etree.fromstring(answer.content)
    fills = [path.get("fill") for path in picture.iter("{http://www.w3.org/2000/svg}path")]
    assert len(fills) == 99
    assert len(set(fills)) > 1
