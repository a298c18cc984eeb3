"""Where what was found lies."""

from sor.core.utm import Position, point
from sor.endpoints.web.browse.hits_map import HEIGHT, WIDTH, dots
from sor.search.facets import FoundPlace


def test_the_hits_of_the_page_lie_above_the_others_with_their_numbers() -> None:
    here, there = point(Position(56.16, 10.2)), point(Position(55.4, 10.39))
    places = [
        FoundPlace("1", round(here.east), round(here.north)),
        FoundPlace("2", round(there.east), round(there.north)),
    ]
    found = dots(places, [("1", "Klinikken")], 21)
    assert [(dot.code, dot.number, dot.name) for dot in found] == [("2", 0, ""), ("1", 21, "Klinikken")]
    assert all(0 < dot.x < WIDTH and 0 < dot.y < HEIGHT for dot in found)


def test_a_place_outside_the_picture_is_left_out() -> None:
    assert dots([FoundPlace("1", 1, 1)], [], 1) == []
