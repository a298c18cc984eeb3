"""Units as the callers of the test protocol send them: what is mandatory, everything, what is inherited left out."""

from typing import Any

from sor.sample.showcases import HOSPITAL

DAY, LATER, LAST = "2026-12-24", "2027-02-01", "2027-06-30"

POSTAL = {
    "AddressPostal": {
        "StreetName": "Skovbrynet", "StreetBuildingIdentifier": "12", "PostCodeIdentifier": "8600",
        "DistrictName": "Silkeborg", "CountryIdentificationCode": {"_value_1": "DK", "scheme": "iso3166-alpha2"},
    },
    "MunicipalityCode": "0740",
}  # fmt: skip
VISITING = {"AddressPostal": {"StreetName": "Bagvejen", "StreetBuildingIdentifier": "3", "PostCodeIdentifier": "8600",
                              "DistrictName": "Silkeborg"}}  # fmt: skip
ACTIVITY = {"AddressPostal": {"StreetName": "Søtorvet", "StreetBuildingIdentifier": "1", "PostCodeIdentifier": "8600",
                              "DistrictName": "Silkeborg"}}  # fmt: skip
VIRTUAL = {
    "EmailAddressIdentifier": "afsnit@example.org", "Website": "https://example.org",
    "TelephoneNumberIdentifier": "86123456", "FaxNumberIdentifier": "86123457",
}  # fmt: skip


def number(code: str, **more: Any) -> dict[str, Any]:
    """A location number with its data."""
    return {
        "EanLocationCode": code, "OnlyInternalIndicator": False, "NonActiveIndicator": False,
        "SystemSupplier": "162", "SystemTypeIdentifier": "225", "CommunicationSupplier": "41000035001",
        "RegionCode": "1082", "EdiAdministrator": "1", "SorNote": "Postkasse",
    } | more  # fmt: skip


def mandatory(name: str, **more: Any) -> dict[str, Any]:
    """What must be sent of an organisational unit of a hospital."""
    return {
        "SorType": "OU", "EntityName": name, "EntityTypeIdentifier": 309904001, "EanLocationCodeState": "None",
        "ReportingLevelIndicator": False, "PatientsAdmittedIndicator": False, "AmbulantActivityIndicator": True,
    } | more  # fmt: skip


def everything(name: str, own_number: str, **more: Any) -> dict[str, Any]:
    """All that may be sent."""
    return mandatory(name) | {
        "PostalAddressInformation": POSTAL, "VisitingAddressInformation": VISITING,
        "ActivityAddressInformation": ACTIVITY, "VirtualAddressInformation": VIRTUAL,
        "EanLocationCodeState": "Own", "EanLocationCodeEntity": number(own_number), "LocalCode": "A1",
        "LocalAttributeCollection": {"LocalAttribute1": "x", "LocalAttribute5": "y"},
        "ClinicalSpecialityCollection": {"ClinicalSpeciality": [{"SpecialityCode": "394594003"}]},
    } | more  # fmt: skip


def inheriting(name: str) -> dict[str, Any]:
    """What must be sent; address and number come from above."""
    return mandatory(name, EanLocationCodeState="Inherited")


def below_hospital(entity: dict[str, Any], parent: str = HOSPITAL) -> dict[str, Any]:
    """As it is sent to be created."""
    return entity | {"ParentSorIdentifier": int(parent)}
