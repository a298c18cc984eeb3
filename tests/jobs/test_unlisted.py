"""Codes on no list, and postcodes in another municipality: what is told, and what is not."""

from typing import Any

import pytest

from sor.codes.bundle import bundled_claims
from sor.codes.names import CodeNames, periods_of
from sor.core.claim import Claim, Piece
from sor.core.day import OPEN, START
from sor.jobs.unlisted import Unlisted

DAY = 20261102
NAMES = CodeNames(periods_of(bundled_claims()))


def says(kind: str, **values: Any) -> Claim:
    return Claim(kind, "1", frozenset(values), [Piece(START, OPEN, values)])


def told(*claims: Claim) -> list[tuple[str, str, str]]:
    unlisted = Unlisted(NAMES, DAY)
    unlisted.look(claims)
    return [(f.rule, f.field, f.facts["value"]) for f in unlisted.findings()]


@pytest.mark.parametrize(
    ("address", "found"),
    [
        ({"postcode": "8600", "municipality": "0740"}, []),
        ({"postcode": "8600", "municipality": "0101"}, [("X10", "8600")]),
        ({"postcode": "8600", "municipality": "0999"}, [("X9", "0999")]),
        ({"postcode": "860", "municipality": "0740"}, [("X9", "860")]),
        ({"postcode": "8600"}, []),
        ({"postcode": "SW1A 1AA", "municipality": "9999", "country": "GB"}, []),
        ({"postcode": "8600", "municipality": "0740", "country": "XX"}, [("X9", "XX")]),
        ({"region": "1099"}, [("X9", "1099")]),
        ({"municipality": "0740", "region": "1084"}, [("X4", "1084")]),
        ({"municipality": "0740", "region": "1082"}, []),
        ({"municipality": "0740", "region": "1099"}, [("X9", "1099")]),
        ({"municipality": "0740", "region": "1084", "country": "SE"}, []),
        ({"postcode": "8600", "district": "Silkeborg"}, []),
        ({"postcode": "8600", "district": "Kolding"}, [("X10", "8600")]),
        ({"postcode": "8600", "district": "Silkeborg Midtby"}, []),
        ({"postcode": "8600", "municipality": "0740", "country": "SE"}, [("X10", "8600")]),
        ({"postcode": "8600", "municipality": "0101", "country": "SE"}, []),
    ],
)
def test_an_address(address: dict[str, str], found: list[tuple[str, str]]) -> None:
    assert told(says("unit", postal_address=address)) == [(rule, "postal_address", value) for rule, value in found]


def test_a_name_in_the_place_of_a_speciality_is_told_by_its_reader() -> None:
    specialities = [{"code": code, "main": False} for code in ("394579002", "394579999", "trolddom")]
    assert told(says("unit", specialities=specialities)) == [("X9", "specialities", "394579999")]


def test_a_code_that_the_file_brings_itself_is_listed() -> None:
    given = says("location_number", region="1099")
    assert told(given) == [("X9", "region", "1099")]
    assert told(given, Claim("code", "region/1099", frozenset(), [])) == []


@pytest.mark.parametrize(
    ("place", "known", "brought", "is_told"),
    [
        ("800000", [], [], False),
        ("1", [], [], True),
        ("1", [], ["1"], True),
        ("Silkeborg", [], [], True),
        ("800000", ["800000"], ["800001"], False),
        ("800000", [], ["800000"], False),
        ("800000", [], ["800001"], True),
        ("800000", ["800001"], [], True),
    ],
)
def test_a_place_is_one_that_is_known_or_looks_like_one(
    place: str, known: list[str], brought: list[str], is_told: bool
) -> None:
    unlisted = Unlisted(NAMES, DAY, lambda: known)
    unlisted.look([says("unit", geographic_location=place)])
    unlisted.look([Claim("place", key, frozenset(), []) for key in brought])
    assert [(f.rule, f.facts) for f in unlisted.findings()] == [("X9", {"case": "place", "value": place})] * is_told


def ended(kind: str, **values: Any) -> Claim:
    return Claim(kind, "1", frozenset(values), [Piece(START, 20200101, values)])


def test_what_holds_on_the_files_day_is_judged_and_of_shak_what_held_last() -> None:
    assert told(ended("location_number", region="1099")) == []
    assert told(ended("shak", ownership="77")) == [("X9", "ownership", "77")]
    assert told(says("shak", ownership="77")) == [("X9", "ownership", "77")]
