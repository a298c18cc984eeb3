"""What a file states for the first time, in the tables beside ``sor.csv``: SOR2 and what stands beside its units, SHAK,
and a table that is told its columns. A column under another's name is told in a first file and in a field's first.
"""

import pytest

from tests.faults.column_for_column import Table
from tests.faults.written import Written

NUMBERS, MESSAGES, UNITS = "LocationsCodes.csv", "LocationsCodeEDITypeMap.csv", "SOREntity.csv"

PAIRS = [
    ("columns", "", "CVR", "Telefon"),
    ("columns", "", "P_Postnummer", "Lokationsnummer"),
    ("sor2-daily", "", "ProductionUnitId", "VirtualAddressTelephoneNumber"),
    ("sor2-daily", "", "ProviderId", "PostalAddressPostCodeId"),
    ("sor2-daily", "", "VisitingAddressStreetName", "EanLocationCode"),
    ("sor2-complete", UNITS, "VirtualAddressEmailAddress", "VirtualAddressWebsite"),
    ("sor2-complete", NUMBERS, "SystemTypeId", "EanLocationCode"),
    ("sor2-complete", MESSAGES, "EDITypeVersion", "EanLocationCode"),
    ("shak-csv", "", "Codetext", "SHAK_code"),
]  # fmt: skip
"""Format, member of its archive, the column whose name is kept, and the one whose values stand in it."""

LATER = [pair for pair in PAIRS if pair[0] == "sor2-daily" or pair[1] in (NUMBERS, MESSAGES)]
"""Those of tables that may lack the column, and that say nothing else of its subjects' history."""


@pytest.fixture(scope="module")
def tables(small: Written) -> dict[tuple[str, str], Table]:
    return {place: Table(small, *place) for place in {pair[:2] for pair in PAIRS}}


@pytest.mark.slow
@pytest.mark.parametrize(("format", "member", "target", "source"), PAIRS)
def test_a_column_under_another_name_is_not_loaded_silently_by_a_first_file(
    format: str, member: str, target: str, source: str, tables: dict[tuple[str, str], Table]
) -> None:
    assert not tables[format, member].in_first(target, source)


@pytest.mark.slow
@pytest.mark.parametrize(("format", "member", "target", "source"), LATER)
def test_nor_by_a_later_one_that_is_the_first_to_have_the_column(
    format: str, member: str, target: str, source: str, tables: dict[tuple[str, str], Table]
) -> None:
    assert not tables[format, member].in_later(target, source)
