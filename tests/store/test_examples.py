"""Identifiers to show as examples."""

from pathlib import Path

from sor.core.as_of import AsOf
from tests.endpoints.web.small_register import small_register


def test_an_example_is_carried_by_some_unit_on_the_day(tmp_path: Path) -> None:
    register = small_register(f"sqlite:///{tmp_path}/sor.db")
    today = register.at()
    assert today.example("provider_identifier") == "990062"
    assert today.holders("shak", today.example("shak") or "")
    assert today.example("pharmacy_identifier") is None
    assert today.example("location_number") == "5799000000015"
    assert register.at(AsOf(20100101, register.serial())).example("provider_identifier") is None
