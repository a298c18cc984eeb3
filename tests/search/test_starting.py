"""Where a search for what lies nearest begins."""

from sor.core.utm import Point
from sor.search.index import NameIndex
from sor.search.table import Label
from tests.search.builders import HEAD, OPEN_DAY, TODAY, unit

INDEX = NameIndex(
    [
        unit("1", level="IO", town="Skive", postcode="7800", municipality="0779", east=500_000, north=6_270_000),
        unit("2", level="IO", town="Skive", postcode="7800", municipality="0779", east=502_000, north=6_272_000),
        unit("3", level="IO", town="Skive", postcode="7800", municipality="0779", east=720_000, north=6_170_000),
        unit("4", level="IO", town="Odense C", postcode="5000"),
    ],
    [Label("municipality", "0779", 10101, OPEN_DAY, "Skive Kommune")],
)


def where(place: str) -> Point | None:
    return INDEX.where(place, valid=TODAY, known=HEAD)


def test_a_place_is_the_median_of_its_units_which_one_that_stands_wrong_does_not_move() -> None:
    for place in ("skive", "7800", "7800 Skive", "skive kommune"):
        assert where(place) == Point(502_000.0, 6_270_000.0), place


def test_a_unit_is_where_it_lies() -> None:
    assert where("1") == Point(500_000.0, 6_270_000.0)


def test_nobody_knows_where_a_place_without_coordinates_is_or_one_that_is_none() -> None:
    assert [where(place) for place in ("5000", "xyzzy", "", "999")] == [None] * 4
