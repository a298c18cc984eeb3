"""What spreadsheets and data frames do to cells, and what they do not."""

import pytest

from sor.formats.tables.cell_damage import damage, date_proposal


@pytest.mark.parametrize(
    ("path", "cell", "proposal"),
    [
        ("location.number", "5,79099E+12", "13 digits: 579099…"),
        ("location.number", "5.790990007862e+12", "5790990007862"),
        ("code", "9.0000001000016E+016", "17 digits: 90000001000016…"),
        ("type", " 5,50881E+14 ", "15 digits: 550881…"),
        ("name", "5,79099E+12", "13 digits: 579099…"),
        ("cvr", "90000004.0", "90000004"),
        ("provider_identifier", "19062.0", "019062"),
        ("provider_identifier", "19062,0", "019062"),
        ("parent", "90003371000016004,0", "90003371000016004"),
        ("postal_address.floor", "1,00", "1"),
        ("postal_address.building", "46114", "2-4"),
        ("pharmacy_identifier", "362.0", "362"),
        ("provider_identifier", "19062", "019062"),
        ("shak", "130", None),
        ("postal_address.street_code", "718", None),
        ("postal_address.municipality", "851", "0851"),
        ("postal_address.municipality", "085", None),
        ("postal_address.postcode", "800", "0800"),
        ("postal_address.postcode", "860", None),
        ("production_unit", "123456789", None),
        ("cvr", "1234567", None),
        ("cvr", "9000000", None),
        ("virtual_address.phone", "8612340", None),
        ("name", "#NAVN?", None),
        ("name", "#N/A", None),
        ("virtual_address.website", "#VÆRDI!", None),
        ("postal_address.street", "########", None),
        ("note", "Err:502", None),
        ("shak", "nan", "an empty cell"),
        ("postal_address.building", "02-apr", "2-4"),
        ("postal_address.building", "2026-04-02 00:00:00", "2-4"),
        ("postal_address.suite", "1. okt. 2026", "1-10"),
        ("local_code", "jan-26", "1-26"),
        ("shak", "01-02-2026", "1-2"),
    ],
)
def test_damage_is_told_by_its_looks(path: str, cell: str, proposal: str | None) -> None:
    found = damage(path, cell)
    assert found is not None
    assert found.proposal == proposal


@pytest.mark.parametrize(
    ("axis", "cell", "proposal"),
    [
        ("east", "557481680", "557481.680"), ("east", "55748168", "557481.68"), ("east", "633521393", "633521.393"),
        ("north", "6347032450", "6347032.450"), ("north", "633521393", "6335213.93"),
        ("north", "63352139", "6335213.9"),
        ("north", "557481680", None), ("east", "6347032450", None), ("east", "12345678", None),
        ("north", "709999999", None), ("north", "600999999", None), ("east", "930000001", None),
        ("north", "6.347.032,45", "6347032.45"), ("east", "557.481,68", "557481.68"),
        ("north", "6.347.032", "6347032.000"), ("north", "6,34703E+06", "7 digits: 634703…"),
        ("north", "633.521.393", "6335213.93"), ("east", "557.481.680", "557481.680"), ("north", "557.481.680", None),
    ],
)  # fmt: skip
def test_metres_that_lost_their_point_or_gained_others_are_damage(axis: str, cell: str, proposal: str | None) -> None:
    found = damage(f"visiting_address.{axis}", cell)
    assert found is not None
    assert found.proposal == proposal


@pytest.mark.parametrize(
    ("path", "cell"),
    [
        ("name", "None of us"), ("name", "#1 Klinikken"), ("name", "E+"), ("name", "2-4"), ("local_code", "1E5"),
        ("location.state", "None"), ("location.inherits", "none"), ("version", "3.0"), ("pharmacy_identifier", "362,1"),
        ("pharmacy_identifier", "362,0"), ("postal_address.building", "999Z"), ("local_code", "46114"),
        ("provider_identifier", "019062"), ("provider_identifier", "99019062"), ("postal_address.building", "1A"),
        ("postal_address.postcode", "0800"), ("postal_address.east", "559163.0"), ("location.number", "579000"),
        ("virtual_address.phone", "112"), ("virtual_address.phone", "+4512345678"), ("speciality.1.code", "394594003"),
        ("postal_address.east", "559163,420"), ("postal_address.north", "6320165.4"), ("postal_address.east", "12.568"),
        ("postal_address.east", "557.481"), ("note", "557481680"), ("note", "01-02-2026"), ("valid_from", "2026-02-01"),
    ],
)  # fmt: skip
def test_what_may_be_a_value_is_no_damage(path: str, cell: str) -> None:
    assert damage(path, cell) is None


@pytest.mark.parametrize(
    ("cell", "proposal"),
    [
        ("1/7/2026", "2026-07-01"),
        ("13.05.2022", "2022-05-13"),
        ("46204", "2026-07-01"),
        ("31/31/2026", None),
        ("x", None),
    ],
)
def test_a_date_that_is_not_read_has_a_proposal(cell: str, proposal: str | None) -> None:
    assert date_proposal(cell) == proposal
