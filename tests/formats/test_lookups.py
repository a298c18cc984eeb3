"""Readers ask for codes through a small interface; lists that know nothing are one of its forms."""

from sor.codes.bundle import bundled_claims
from sor.codes.names import CodeNames, periods_of
from sor.formats.lookups import Lookups
from tests.formats.no_lookups import NoLookups


def test_lists_without_entries_know_no_name() -> None:
    nothing: Lookups = NoLookups()
    assert nothing.type_of("hospital", "HI") is None
    assert nothing.region_of_name("Region Sjælland") is None
    assert nothing.speciality_of_name("almen medicin") is None
    assert nothing.region_of_municipality("0810", 20250101) is None


def test_the_projects_own_lists_serve_as_lookups() -> None:
    lists: Lookups = CodeNames(periods_of(bundled_claims()))
    assert lists.type_of("HOSPITAL", "HI") == "22232009"
    assert lists.region_of_municipality("0810", 20250101) == "1081"
