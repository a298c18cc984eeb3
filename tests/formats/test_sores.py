"""SORES' table: which names a unit bears in each version, and that nothing empty is written."""

from sor.formats.sores import BY_NAME, brief, entity

UNIT = {
    "code": "1", "level": "HI", "name": "A", "valid_from": "2020-01-01", "valid_to": "2021-01-01",
    "first_from": "2020-01-01", "owner": "2", "organisational_level": "hospital",
    "organisational_level_name": "Hospital", "replaces": [], "specialities": [], "location": {"state": "None"},
    "postal_address": {"inherited": True, "source": "2", "street": "Gade", "postcode": "8000", "floor": None},
}  # fmt: skip


def test_what_holds_nothing_is_left_out_and_the_last_day_is_written() -> None:
    assert entity(UNIT, "v1") == {
        "SorIdentifier": "1", "SorType": "HI", "EntityName": "A",
        "SorStatus": {"FromDate": "2020-01-01", "ToDate": "2020-12-31", "FirstFromDate": "2020-01-01"},
        "PostalAddressInformation": {
            "AddressPostal": {"StreetName": "Gade", "PostCodeIdentifier": "8000"},
            "EntityInheritedIndicator": True, "InheritedFromSorIdentifier": "2",
        },
        "EanLocationCodeState": "None",
    }  # fmt: skip


def test_the_versions() -> None:
    assert brief(UNIT, "v1").keys() == {"SorIdentifier", "SorType", "EntityName"}
    assert brief(UNIT, "v2")["InstitutionOwnerSorIdentifier"] == "2"
    assert brief(UNIT, "v3")["OrganisationalLevelName"] == "Hospital"


def test_the_documented_commands() -> None:
    documented = {name for name, command in BY_NAME.items() if command.documented}
    assert documented >= {
        "GetSorEntity", "BRSGetSorEntity", "SearchAllChildren", "BRSSearchAllChildren", "BRSMapShakToSor",
        "entityNameLookup",
    }  # fmt: skip
