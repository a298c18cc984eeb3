"""A strict reader of SOR XML 1.0.0, typed from the facts (data-formats, sections 3.1 to 3.4 and 4.2): which elements,
in which order, how often, and what their texts may be. Of the writer and its tables it uses nothing.
"""

import re
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from lxml import etree

ADDRESS = "AddressPostal Stairway?"
CHILDREN = {
    "SorTree": "CreatedAtTime SnapshotDate InstitutionOwnerEntity+",
    "InstitutionOwnerEntity": "InstitutionOwner HealthInstitutionEntity*",
    "HealthInstitutionEntity": "HealthInstitution OrganizationalUnitEntity*",
    "OrganizationalUnitEntity": "OrganizationalUnit OrganizationalUnitEntity*",
    "InstitutionOwner": "SorIdentifier EntityName OwnerType EanLocationCodeEntity? PostalAddressInformation"
    " VirtualAddressInformation SorStatus",
    "HealthInstitution": "SorIdentifier EntityName InstitutionType PharmacyIdentifier? ShakIdentifier?"
    " OptionalEanLocationCode GeographicalParent? PostalAddressInformation? VisitingAddressInformation?"
    " VirtualAddressInformation? SorStatus ReplacesEntityCollection? ReplacedByEntityCollection?",
    "OrganizationalUnit": "SorIdentifier EntityName UnitType? LocalCode? PharmacyIdentifier? ShakIdentifier?"
    " ProviderIdentifier? OptionalEanLocationCode GeographicalParent PostalAddressInformation?"
    " VisitingAddressInformation? ActivityAddressInformation? VirtualAddressInformation? ClinicalSpecialityCollection?"
    " SorStatus ReplacesEntityCollection? ReplacedByEntityCollection? OrganizationalUnitInformation?"
    " LocalAttributeCollection?",
    "EanLocationCodeEntity": "EanLocationCode OnlyInternalIndicator NonActiveIndicator SystemSupplier SystemType"
    " CommunicationSupplier RegionCode EdiAdministrator SorNote? SorStatus?",
    "OptionalEanLocationCode": "(EntityInheritedIndicator|EanLocationCodeEntity)?",
    "GeographicalParent": "GeographicalParentRelation GeographicalParentSorIdentifier?",
    **dict.fromkeys(("PostalAddressInformation", "VisitingAddressInformation", "ActivityAddressInformation"), ADDRESS),
    "VirtualAddressInformation": "EmailAddressIdentifier? Website? TelephoneNumberIdentifier FaxNumberIdentifier?",
    "SorStatus": "FromDate ToDate? UpdatedAt? FirstFromDate",
    "ClinicalSpecialityCollection": "ClinicalSpeciality{0,8}",
    "ClinicalSpeciality": "SpecialityCode SpecialityType",
    **dict.fromkeys(("ReplacesEntityCollection", "ReplacedByEntityCollection"), "SorIdentifier*"),
    "OrganizationalUnitInformation": "AmbulantActivityIndicator PatientsAdmittedIndicator ReportingLevelIndicator",
    "LocalAttributeCollection": " ".join(f"LocalAttribute{n}?" for n in range(1, 6)),
    "AddressPostal": "MailDeliverySublocationIdentifier? StreetName StreetNameForAddressingName?"
    " StreetBuildingIdentifier FloorIdentifier? SuiteIdentifier? DistrictSubdivisionIdentifier?"
    " PostOfficeBoxIdentifier? PostCodeIdentifier DistrictName CountryIdentificationCode?",
}
LONGS = {
    "SorIdentifier", "OwnerType", "InstitutionType", "UnitType", "EanLocationCode", "SystemSupplier", "SystemType",
    "CommunicationSupplier", "RegionCode", "EdiAdministrator", "GeographicalParentRelation",
    "GeographicalParentSorIdentifier", "SpecialityCode", "SpecialityType",
}  # fmt: skip
FLAGS = {
    "OnlyInternalIndicator", "NonActiveIndicator", "EntityInheritedIndicator", "AmbulantActivityIndicator",
    "PatientsAdmittedIndicator", "ReportingLevelIndicator",
}  # fmt: skip
DATES = ["SnapshotDate", "FromDate", "ToDate", "UpdatedAt", "FirstFromDate"]
LENGTHS = {
    "EntityName": (1, 60), "LocalCode": (1, 20), "PharmacyIdentifier": (1, 20), "ShakIdentifier": (4, 7),
    "ProviderIdentifier": (1, 9), "SorNote": (0, 254), "Stairway": (1, 40), "Website": (1, 254),
    "TelephoneNumberIdentifier": (8, 20), "FaxNumberIdentifier": (8, 20), "StreetName": (1, 40),
    "MailDeliverySublocationIdentifier": (1, 34), "StreetNameForAddressingName": (1, 20), "SuiteIdentifier": (1, 4),
    "DistrictSubdivisionIdentifier": (1, 34), "DistrictName": (1, 20),
    **{f"LocalAttribute{n}": (1, 20) for n in range(1, 6)},
}  # fmt: skip
UNKNOWN = (1, 0)  # no text is as long as that
PATTERNS = {
    "StreetBuildingIdentifier": r"[1-9][0-9]{0,2}[A-Z]?",
    "FloorIdentifier": r"[1-9][0-9]?|kl|KL|st|ST|[kK][2-9]",
    "PostOfficeBoxIdentifier": r"[1-9][0-9]{0,3}",
    "PostCodeIdentifier": r"[0-9]{4}",
    "EmailAddressIdentifier": r"[^@\s]{0,191}@[^@\s]{1,64}",
}
SCHEMES = {
    "iso3166-alpha2": "[A-Za-z]{2}", "iso3166-alpha3": "[A-Za-z]{3}", "un-numeric3": "[0-9]{3}", "imk": "[0-9]{4}",
}  # fmt: skip


def faults(content: bytes) -> list[str]:
    """What of a file is not as SOR XML 1.0.0 demands; nothing of a valid file."""
    return [fault for element in etree.fromstring(content).iter("*") for fault in _faults(element)]


def _faults(element: etree._Element) -> list[str]:
    name, text = etree.QName(element).localname, element.text or ""
    if name in CHILDREN:
        inside = " ".join(etree.QName(child).localname for child in element)
        allowed = "".join(_one(part) for part in CHILDREN[name].split())
        return [] if re.fullmatch(allowed, f" {inside}" if inside else "") else [f"{name} holds: {inside}"]
    return [] if not len(element) and _fits(name, text, element) else [f"{name} is {text!r}"]


def _one(part: str) -> str:
    return re.sub(r"[A-Za-z]\w*", lambda found: f"(?: {found[0]})", part)


def _fits(name: str, text: str, element: etree._Element) -> bool:
    if name in LONGS:
        return re.fullmatch("-?[0-9]+", text) is not None and abs(int(text)) < 1 << 63
    if name in FLAGS:
        return text in ("true", "false")
    if name in DATES:
        return re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", text) is not None and _is_read_by(date.fromisoformat, text)
    if name == "CreatedAtTime":
        return "T" in text and _is_read_by(datetime.fromisoformat, text)
    if name == "CountryIdentificationCode":
        return re.fullmatch(SCHEMES[element.attrib["scheme"]], text) is not None
    if name in PATTERNS:
        return re.fullmatch(PATTERNS[name], text) is not None
    least, most = LENGTHS.get(name, UNKNOWN)
    return least <= len(text) <= most


def _is_read_by(read: Callable[[str], Any], text: str) -> bool:
    try:
        read(text)
    except ValueError:
        return False
    return True
