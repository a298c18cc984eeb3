"""SHAK codes: how they are written, and the end of SHAK."""

import pytest

from sor.rules.surroundings import Surroundings
from tests.rules.cases import SINCE_2018, ask, faults
from tests.rules.registers import TODAY, TYPE_LEVELS, UNIT, said, unit, ward

NOWHERE = Surroundings({}, TYPE_LEVELS, TODAY)


@pytest.mark.parametrize("code", ["1301", "130101", "1301011", "1301AB", "1301ABÆ", None])
def test_I5_a_shak_code_has_four_six_or_seven_characters(code: str | None) -> None:
    assert said("I5", unit(shak=code)) == []


@pytest.mark.parametrize("code", ["130", "13010", "13010111", "A301", "1301ab"])
def test_I5_any_other_code_is_found(code: str) -> None:
    assert said("I5", unit(shak=code)) == [(UNIT, {"value": code})]


def stated(code: str, day: int, **more: object) -> list[str]:
    """The rules that a region's change of a ward's SHAK code breaks."""
    asked = ask("edit", day, given={"shak": code}, **SINCE_2018 | {"options": {"shak_end": 20260630}} | more)
    return [found.rule for found in faults(asked, NOWHERE) if found.rule == "SHAK"]


@pytest.mark.parametrize("code", ["665001", "6650011", "665001A"])
def test_until_the_last_day_of_shak_regions_state_codes_and_after_it_the_same_change_is_refused(code: str) -> None:
    assert stated(code, 20260629) == stated(code, 20260630) == []
    assert stated(code, 20260701) == stated(code, 20270101) == ["SHAK"]


def test_the_last_day_is_a_setting() -> None:
    assert stated("665001", 20270630, options={"shak_end": 20270630}) == []
    assert stated("665001", 20270701, options={"shak_end": 20270630}) == ["SHAK"]
    assert stated("665001", 20260701, options={}) == stated("665001", 20260701, options={"shak_end": None}) == ["SHAK"]


def test_a_code_that_stands_already_may_stay() -> None:
    assert stated("665001", 20270101, before=ward(shak="665001")) == []
    assert stated("665001", 20270101, before=ward(shak="665002")) == ["SHAK"]
