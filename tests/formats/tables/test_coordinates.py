"""Coordinates of a file: degrees become metres, in either order; what is no place in Denmark is told and kept."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sor.core.claim import Piece
from sor.core.day import OPEN
from sor.core.utm import Position, in_denmark, position
from sor.formats.tables.coordinates import with_metres

METRES = {"east": 724333.648, "north": 6175791.93}


def _piece(**address: Any) -> Piece:
    return Piece(20200101, OPEN, {"name": "A", "visiting_address": {"street": "Vej", **address}})


def _through(piece: Piece) -> tuple[dict[str, Any], frozenset[str], list[tuple[str, Any]]]:
    found, told = with_metres("unit", "1", piece)
    told_as = [(finding.rule, finding.facts.get("case")) for finding in told]
    return found.values["visiting_address"], found.untold, told_as


@pytest.mark.parametrize(
    ("east", "north"),
    [(12.568, 55.676), (55.676, 12.568), ("12,568", "55.676"), ("55.676", "12,568"), (12.568, "55.6760")],
)
def test_degrees_in_either_order_become_metres_and_the_rest_of_the_address_stays(east: Any, north: Any) -> None:
    piece = _piece(east=east, north=north)
    assert _through(piece) == ({"street": "Vej", **METRES}, frozenset(), [("X6", None)])
    assert piece.values["visiting_address"]["east"] == east, "what the reader gave is left alone"


@given(st.floats(54.5, 57.8), st.floats(8.0, 15.3), st.booleans())
def test_degrees_become_the_metres_of_the_same_place(latitude: float, longitude: float, swapped: bool) -> None:
    east, north = (latitude, longitude) if swapped else (longitude, latitude)
    address, _, _ = _through(_piece(east=east, north=north))
    found = position(address["east"], address["north"])
    assert found == pytest.approx(Position(latitude, longitude), abs=1e-6)
    assert not in_denmark(Position(address["north"], address["east"]))


@pytest.mark.parametrize(
    ("address", "case"),
    [
        ({"east": 6175791.93, "north": 724333.648}, "swapped"),
        ({"east": 0.0, "north": 0.0}, None),
        ({"east": -51.72, "north": 64.18, "country": "GL"}, None),
        ({"east": 674032.0, "north": 6580822.0}, None),
        ({"east": "øst", "north": 6175791.93}, None),
        ({"east": 1e308, "north": "-1e308"}, None),
        ({"north": 724333.648}, None),
        ({"east": "her"}, None),
    ],
)
def test_what_is_no_place_in_denmark_is_told_and_kept(address: dict[str, Any], case: str | None) -> None:
    assert _through(_piece(**address)) == ({"street": "Vej", **address}, frozenset(), [("X7", case)])


@pytest.mark.parametrize(
    "address",
    [METRES, {"east": 865399.0, "north": 6108000.0}, {"east": "557481,6", "north": "6347032.4"}, {"north": 6175791.93},
     {"east": 724333.648}, {"postcode": "2100"}, {"east": 674032.0, "north": 6580822.0, "country": "SE"}],
)  # fmt: skip
def test_places_in_denmark_and_those_of_an_address_abroad_are_not_told(address: dict[str, Any]) -> None:
    assert _through(_piece(**address)) == ({"street": "Vej", **address}, frozenset(), [])


@pytest.mark.parametrize(("axis", "degrees"), [("east", 12.568), ("north", 55.676), ("north", "12,568")])
def test_one_coordinate_in_degrees_says_nothing(axis: str, degrees: Any) -> None:
    wanted = ({"street": "Vej"}, frozenset({f"visiting_address.{axis}"}), [("X7", "half")])
    assert _through(_piece(**{axis: degrees})) == wanted


def test_a_place_has_coordinates_of_its_own() -> None:
    swapped, told = with_metres("place", "800005", Piece(20200101, OPEN, {"east": 6175791.93, "north": 724333.648}))
    assert (swapped.values["east"], [(f.kind, f.key, f.rule, f.facts["case"]) for f in told]) == (
        6175791.93,
        [("place", "800005", "X7", "swapped")],
    )
    degrees, told = with_metres(
        "place", "800005", Piece(20200101, OPEN, {"name": "A", "east": 12.568, "north": 55.676})
    )
    assert (degrees.values, [f.rule for f in told]) == ({"name": "A", **METRES}, ["X6"])
    half, told = with_metres("place", "800005", Piece(20200101, OPEN, {"north": 55.676}))
    assert (half.values, half.untold, [f.facts["case"] for f in told]) == ({}, {"north"}, ["half"])
