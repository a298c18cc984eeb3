"""From any identifier to the units that carry it, and to those that took their place."""

from pathlib import Path

import pytest

from sor.core.as_of import AsOf
from sor.reading.mapping import mapping
from sor.register import Register
from sor.store.database import Database
from tests.endpoints.rest.clinics import CLINIC, CVR, GLN, NEW, OLD, OWNER, PROVIDER, SHAK, UNKNOWN, clinics


@pytest.fixture(scope="module")
def register(tmp_path_factory: pytest.TempPathFactory) -> Register:
    folder: Path = tmp_path_factory.mktemp("mapping")
    return clinics(Database(f"sqlite:///{folder}/sor.db"))


@pytest.mark.parametrize(
    ("asked", "system", "code"),
    [
        (CLINIC, "sor", CLINIC),
        (PROVIDER, "provider_identifier", CLINIC),
        ("19062", "provider_identifier", CLINIC),
        (GLN, "location_number", OWNER),
        ("57 90 00 01 21 52 6", "location_number", OWNER),
        (CVR, "cvr", OWNER),
        ("1301021", "shak", NEW),
    ],
)
def test_any_identifier_finds_its_unit(register: Register, asked: str, system: str, code: str) -> None:
    found = mapping(register.at(), asked)
    assert (found["found_as"], [unit["code"] for unit in found["units"]]) == ([system], [code])


def test_a_unit_comes_with_its_own_and_inherited_identifiers(register: Register) -> None:
    unit = mapping(register.at(), PROVIDER)["units"][0]
    assert (unit["cvr"], unit["location_number"], unit["location_number_inherited"]) == (CVR, GLN, True)


def test_a_code_that_nobody_carries_today_leads_over_its_last_unit_to_the_successor(register: Register) -> None:
    unit = mapping(register.at(), SHAK)["units"][0]
    assert (unit["code"], unit["open"], unit["carried_to"]) == (OLD, False, "2022-01-01")
    assert [(s["code"], s["shak"], s["via"]) for s in unit["successors"]] == [(NEW, "1301021", [])]


def test_on_a_day_when_it_was_carried_nothing_is_said_of_successors(register: Register) -> None:
    unit = mapping(register.at(AsOf(20200101, 2)), SHAK)["units"][0]
    assert (unit["open"], "successors" in unit, "carried_to" in unit) == (True, False, False)


def test_what_is_known_nowhere_is_answered_with_nothing(register: Register) -> None:
    assert mapping(register.at(), UNKNOWN) == {"asked": UNKNOWN, "found_as": [], "units": []}
