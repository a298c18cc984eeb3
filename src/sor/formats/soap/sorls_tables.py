"""The elements of SORLS's answers: what stands in which, in order, and from where in a unit's answer it comes.

Names and order: facts, services §4 and §6; what is ours, see ``sorls_choices``. Left out: see ``LEFT_OUT``.
"""

from sor.core.day import last_day_before, parse_day, write_day
from sor.core.shapes import Value
from sor.core.subject import LEVELS, LOCAL_ATTRIBUTES
from sor.formats.numbers import measure, number
from sor.formats.soap.sorls_choices import RESPONSES
from sor.formats.xml_tables.elements import Block, ElementGroup, Form, Leaf, Part, Several
from sor.formats.xml_tables.writing import XmlLayout

LEFT_OUT = {
    "owner": "the topmost unit is reached by ParentSorIdentifier",
    "serial": "stands in the HTTP header SOR-Serial",
    "open": "only units open on the day are given",
    "assumed": "no element for it",
    "erased": "no element for it; what was erased is left out",
    "address.taken_from": "EntityInheritedIndicator says that it is another kind's",
    "address.additional": "no element for it",
    "number.status": "answers about units do not hold it",
}
"""What a unit's answer holds and SORLS does not show, with the reason."""


def _last_day(value: Value) -> str | None:
    """The last valid day for a first day that is no longer valid."""
    last = last_day_before(parse_day(value)) if isinstance(value, str) and value else None
    return None if last is None else write_day(last)


def _level(value: Value) -> str | None:
    """A unit's level, where it is one of the three."""
    return value if isinstance(value, str) and value in LEVELS else None


LAYOUT = XmlLayout({Form.NUMBER: number, Form.METRE: measure, Form.LAST_DAY: _last_day, Form.LEVEL: _level})

SOR_STATUS: tuple[Part, ...] = (
    Leaf("FromDate", "valid_from", Form.DAY),
    Leaf("ToDate", "valid_to", Form.LAST_DAY),
    Leaf("UpdatedAt", "updated", Form.DAY),
    Leaf("FirstFromDate", "first_from", Form.DAY),
)

INHERITANCE: tuple[Part, ...] = (
    Leaf("EntityInheritedIndicator", "inherited", Form.FLAG),
    Leaf("InheritedFromSorIdentifier", "inherited_from"),
)

ADDRESS_POSTAL: tuple[Part, ...] = (
    Leaf("MailDeliverySublocationIdentifier", "sublocation", Form.TEXT),
    Leaf("StreetName", "street", Form.TEXT),
    Leaf("StreetNameForAddressingName", "addressing_name", Form.TEXT),
    Leaf("StreetBuildingIdentifier", "building"),
    Leaf("FloorIdentifier", "floor"),
    Leaf("SuiteIdentifier", "suite"),
    Leaf("DistrictSubdivisionIdentifier", "subdivision", Form.TEXT),
    Leaf("PostOfficeBoxIdentifier", "po_box"),
    Leaf("PostCodeIdentifier", "postcode"),
    Leaf("DistrictName", "district", Form.TEXT),
    Leaf("CountryIdentificationCode", "country", Form.COUNTRY),
)

ADDRESS: tuple[Part, ...] = (
    Leaf("Stairway", "stairway", Form.TEXT),
    ElementGroup("AddressPostal", ADDRESS_POSTAL),
    Leaf("MunicipalityCode", "municipality"),
    Leaf("StreetCode", "street_code"),
    Leaf("RegionCode", "region", Form.NUMBER),
    Leaf("CoordETRS89z32NMeasure", "north", Form.METRE),
    Leaf("CoordETRS89z32EMeasure", "east", Form.METRE),
    *INHERITANCE,
)

VIRTUAL_ADDRESS: tuple[Part, ...] = (
    Leaf("EmailAddressIdentifier", "email", Form.TEXT),
    Leaf("Website", "website", Form.TEXT),
    Leaf("TelephoneNumberIdentifier", "phone", Form.TEXT),
    Leaf("FaxNumberIdentifier", "fax", Form.TEXT),
    *INHERITANCE,
)

LOCATION_NUMBER: tuple[Part, ...] = (
    Leaf("EanLocationCode", "number"),
    Leaf("OnlyInternalIndicator", "internal", Form.FLAG),
    Leaf("NonActiveIndicator", "active", Form.NOT_FLAG),
    Leaf("SystemSupplierIdentifier", "system_supplier"),
    Leaf("SystemTypeIdentifier", "system_type"),
    Leaf("CommunicationSupplierIdentifier", "network"),
    Leaf("RegionCode", "region", Form.NUMBER),
    Leaf("EdiAdministratorIdentifier", "administrator"),
    Leaf("SorNote", "note", Form.TEXT),
    Leaf("InheritedFromSorIdentifier", "inherited_from"),
)

UNIT_CODE = Leaf("SorIdentifier", "", Form.SOR_CODE)

SPECIALITY: tuple[Part, ...] = (
    Leaf("SpecialityCode", "code"),
    Leaf("SpecialityType", "type"),
)

ENTITY: tuple[Part, ...] = (
    Leaf("SorIdentifier", "code", Form.SOR_CODE),
    Leaf("SorType", "level", Form.LEVEL),
    ElementGroup("SorStatus", SOR_STATUS),
    Leaf("GeographicalLocalisationIdentifier", "geographic_location", Form.NUMBER),
    Leaf("GeographicalLocalisationName", "place_name", Form.TEXT),
    Leaf("HasGeographicalLocalisation", "has_place", Form.FLAG),
    Leaf("ParentSorIdentifier", "parent", Form.NUMBER),
    Block("ActivityAddressInformation", "activity_address", ADDRESS),
    Block("VisitingAddressInformation", "visiting_address", ADDRESS),
    Block("PostalAddressInformation", "postal_address", ADDRESS),
    Leaf("PharmacyIdentifier", "pharmacy_identifier"),
    Leaf("EntityName", "name", Form.TEXT),
    Leaf("EntityTypeIdentifier", "type", Form.NUMBER),
    Leaf("EntityTypeName", "type_name", Form.TEXT),
    Block("VirtualAddressInformation", "virtual_address", VIRTUAL_ADDRESS),
    Leaf("ReportingLevelIndicator", "reporting_level", Form.FLAG),
    Leaf("EanLocationCodeState", "location_state", Form.STATE),
    Block("EanLocationCodeEntity", "number_used", LOCATION_NUMBER),
    Leaf("ProviderIdentifier", "provider_identifier"),
    Leaf("LocalCode", "local_code", Form.TEXT),
    Leaf("PatientsAdmittedIndicator", "patients_admitted", Form.FLAG),
    Leaf("AmbulantActivityIndicator", "ambulant_activity", Form.FLAG),
    Block(
        "LocalAttributeCollection",
        "local_attributes",
        tuple(Leaf(f"LocalAttribute{n}", str(n), Form.TEXT) for n in range(1, len(LOCAL_ATTRIBUTES) + 1)),
    ),
    Several("ClinicalSpecialityCollection", "specialities", Block("ClinicalSpeciality", "", SPECIALITY)),
    Leaf("CVRnumberIdentifier", "cvr"),
    Leaf("ProductionUnitIdentifier", "production_unit"),
    Leaf("OrganisationalLevelCode", "organisational_level"),
    Leaf("OrganisationalLevelName", "organisational_level_name", Form.TEXT),
    Leaf("ShakIdentifier", "shak"),
    Block(
        "GeographicalParent",
        "geographic_parent",
        (
            Leaf("GeographicalParentRelation", "relation"),
            Leaf("GeographicalParentSorIdentifier", "parent", Form.NUMBER),
        ),
    ),
    Several("ReplacesEntityCollection", "replaces", UNIT_CODE),
    Several("ReplacedByEntityCollection", "replaced_by", UNIT_CODE),
    Leaf("SorNote", "note", Form.TEXT),
)


SHAK_STATUS: tuple[Part, ...] = (
    Leaf("FromDate", "valid_from", Form.DAY),
    Leaf("ToDate", "valid_to", Form.LAST_DAY),
    Leaf("UpdatedAt", "updated", Form.DAY),
)

MAP: tuple[Part, ...] = (
    Leaf("FromDate", "carried_from", Form.DAY),
    Leaf("ToDate", "carried_to", Form.LAST_DAY),
    Leaf("SorIdentifier", "code", Form.SOR_CODE),
    Leaf("SorType", "level", Form.LEVEL),
    ElementGroup("SorStatus", SOR_STATUS),
    Leaf("ParentSorIdentifier", "parent", Form.NUMBER),
    Leaf("EntityName", "name", Form.TEXT),
    Leaf("EntityTypeIdentifier", "type", Form.NUMBER),
    Leaf("EntityTypeName", "type_name", Form.TEXT),
    Leaf("ProviderIdentifier", "provider_identifier"),
    Leaf("OrganisationalLevelCode", "organisational_level"),
    Leaf("OrganisationalLevelName", "organisational_level_name", Form.TEXT),
    Leaf("ShakIdentifier", "shak"),
    Leaf("ShakName", "shak_name", Form.TEXT),
    Block("ShakStatus", "shak_facts", SHAK_STATUS),
    Leaf("ShakInstitutionKind", "shak_institution_kind"),
    Leaf("ShakOwnership", "shak_ownership"),
    Several("ShakSpecialityCollection", "shak_specialities", Leaf("SpecialityCode", "")),
)
"""``ShakSorMapType``, from what ``sorls.mapped`` gives."""

STATUS = Block("Status", "status", (Leaf("Code", "code"), Leaf("Text", "text", Form.TEXT)))
ONE_ENTITY, ONE_MAP = Block("SorEntity", "found", ENTITY), Block("ShakSorMap", "found", MAP)
ENTITY_LIST = Several("SorEntityList", "found", Block("SorEntity", "", ENTITY))
MAP_LIST = Several("ShakSorMapList", "found", Block("ShakSorMap", "", MAP))

_PARTS: dict[str, tuple[Part, ...]] = {
    "GetSorEntity": (ONE_ENTITY, STATUS),
    "GetSorEntityByProvider": (ENTITY_LIST, STATUS),
    "SorShakMap": (ONE_MAP, STATUS),
    "ShakSorMap": (MAP_LIST, STATUS),
    "Search": (ENTITY_LIST, Leaf("TotalCount", "total"), STATUS),
}
ANSWERS = {operation: ElementGroup(RESPONSES[operation], parts) for operation, parts in _PARTS.items()}
"""Each operation's answer, from ``found``, ``total`` and ``status``."""
