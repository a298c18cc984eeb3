"""Ydernumre: who may have one, how it is written, and who is the sender when several share it."""

import pytest

from sor.rules.surroundings import Surroundings
from tests.rules.cases import SINCE_2018, ask, faults
from tests.rules.registers import OTHER, TODAY, TYPE_LEVELS, UNIT, owner, said, unit

NOWHERE = Surroundings({}, TYPE_LEVELS, TODAY)
OWN = {"state": "Own", "number": "5790000141227"}
NONE = {"state": "None"}


@pytest.mark.parametrize("number", ["019062", "123456"])
def test_I4_a_ydernummer_has_six_digits(number: str) -> None:
    assert said("I4", unit(provider_identifier=number)) == []


@pytest.mark.parametrize(("number", "count"), [("19062", 5), ("99019062", 8), ("1", 1), ("123456789", 9)])
def test_I4_fewer_or_more_digits_are_found(number: str, count: int) -> None:
    assert said("I4", unit(provider_identifier=number)) == [(UNIT, {"case": "length", "value": number, "count": count})]


@pytest.mark.parametrize("number", ["01906A", "019 062", "1234567890", "-"])
def test_I4_what_is_no_number_is_found(number: str) -> None:
    assert said("I4", unit(provider_identifier=number)) == [(UNIT, {"value": number})]


def test_I4_a_unit_without_a_ydernummer_is_not_at_fault() -> None:
    assert said("I4", owner(provider_identifier=None)) == []


def new(number: object) -> list[str]:
    return [found.rule for found in faults(ask("edit", given={"provider_identifier": number}, **SINCE_2018), NOWHERE)]


@pytest.mark.parametrize("number", ["019062", None, ""])
def test_I4_a_new_ydernummer_has_six_digits_or_is_taken_away(number: str | None) -> None:
    assert new(number) == []


@pytest.mark.parametrize("number", ["19062", "0190622", "01906A", "٠١٩٠٦٢", 19062])
def test_I4_any_other_new_ydernummer_is_refused(number: object) -> None:
    assert new(number) == ["I4"]


@pytest.mark.parametrize(
    ("first", "second", "found"), [(OWN, {}, 0), (OWN, OWN, 2), ({}, {}, 0), (NONE, NONE, 2), (NONE, {}, 0)]
)
def test_L12_just_one_of_those_who_share_a_ydernummer_is_the_sender(
    first: dict[str, str], second: dict[str, str], found: int
) -> None:
    pair = unit(provider_identifier="019062", **first), unit(OTHER, provider_identifier="19062", **second)
    assert len(said("L12", *pair)) == found


def test_L12_a_ydernummer_that_passes_from_one_unit_to_the_next_is_not_shared() -> None:
    leaving = unit(provider_identifier="019062", closed_to=20261201, **NONE)
    assert said("L12", leaving, unit(OTHER, provider_identifier="019062", first_from=20261201, **NONE)) == []
    assert len(said("L12", leaving, unit(OTHER, provider_identifier="019062", first_from=20261130, **NONE))) == 2


def test_L12_practitioners_who_inherit_the_number_of_their_clinic_share_its_ydernummer_in_peace() -> None:
    assert said("L12", unit(provider_identifier="019062"), unit(OTHER, provider_identifier="019062")) == []


def test_L12_is_silent_where_the_file_does_not_tell_of_numbers() -> None:
    silent = {"provider_identifier": "019062", "state": None, "told": frozenset({"provider_identifier"})}
    assert said("L12", unit(**silent), unit(OTHER, **silent)) == []
