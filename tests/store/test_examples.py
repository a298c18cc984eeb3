"""Identifiers to show as examples."""

from sor.core.as_of import AsOf
from tests.endpoints.web.small_register import copied
from tests.new_databases import NewDatabases


def test_an_example_is_carried_by_some_unit_on_the_day(new_sqlite: NewDatabases) -> None:
    register = copied(new_sqlite)
    today = register.at()
    assert today.example("provider_identifier") == "990062"
    assert today.holders("shak", today.example("shak") or "")
    assert today.example("pharmacy_identifier") is None
    assert today.example("location_number") == "5799000000015"
    assert register.at(AsOf(20100101, register.serial())).example("provider_identifier") is None
