"""The elements of SORLS's answers: what stands in which, in order, and from where in a unit's answer it comes.

Names and order: facts, services §4 and §6; what is ours, see ``sorls_choices``. Left out: see ``LEFT_OUT``.
"""

import re
from typing import Any

from sor.core.day import last_day_before, parse_day, write_day
from sor.core.subject import LEVELS, LOCAL_ATTRIBUTES
from sor.formats.numbers import number, write_metre
from sor.formats.soap.sorls_choices import RESPONSES
from sor.formats.soap.xml_table import Block, Flag, Leaf, Part, Several, Source, whole
from sor.formats.sor_xml.tables import MAIN_SPECIALITY
from sor.formats.xml_tables.elements import COUNTRY_SCHEME

_DECIMAL = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?")

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


def digits(name: str) -> Source:
    """A code that the contract calls a number; left out where the register holds something else."""

    def get(values: Any) -> str | None:
        found: str | None = number(values.get(name))
        return found

    return get


def measure(name: str) -> Source:
    """Metres; left out where the register holds no number."""

    def get(values: Any) -> str | None:
        found = values.get(name)
        if isinstance(found, str):
            return found if _DECIMAL.fullmatch(found) else None
        return None if found is None else write_metre(found)

    return get


def last_day(name: str) -> Source:
    """The last valid day for a first day that is no longer valid."""

    def get(values: Any) -> str | None:
        end = values.get(name)
        last = last_day_before(parse_day(end)) if end else None
        return None if last is None else write_day(last)

    return get


def level(unit: Any) -> str | None:
    """A unit's level, where it is one of the three."""
    found: str | None = unit.get("level")
    return found if found in LEVELS else None


def unless(name: str, *levels: str) -> Source:
    """A value that units of some levels do not have."""
    return lambda unit: None if unit.get("level") in levels else unit.get(name)


def has_place(unit: Any) -> bool:
    """Whether a geographic location is stated."""
    return bool(unit.get("geographic_location"))


def read_filled(name: str) -> Source:
    """A list or dictionary; none when it is empty."""
    return lambda values: values.get(name) or None


SOR_STATUS: tuple[Part, ...] = (
    Leaf("FromDate", "valid_from"),
    Leaf("ToDate", last_day("valid_to")),
    Leaf("UpdatedAt", "updated"),
    Leaf("FirstFromDate", "first_from"),
)

INHERITANCE: tuple[Part, ...] = (
    Flag("EntityInheritedIndicator", "inherited"),
    Leaf("InheritedFromSorIdentifier", lambda found: found["source"] if found.get("inherited") else None),
)

ADDRESS_POSTAL: tuple[Part, ...] = (
    Leaf("MailDeliverySublocationIdentifier", "sublocation"),
    Leaf("StreetName", "street"),
    Leaf("StreetNameForAddressingName", "addressing_name"),
    Leaf("StreetBuildingIdentifier", "building"),
    Leaf("FloorIdentifier", "floor"),
    Leaf("SuiteIdentifier", "suite"),
    Leaf("DistrictSubdivisionIdentifier", "subdivision"),
    Leaf("PostOfficeBoxIdentifier", "po_box"),
    Leaf("PostCodeIdentifier", "postcode"),
    Leaf("DistrictName", "district"),
    Leaf(
        "CountryIdentificationCode",
        "country",
        ("scheme", lambda address: address.get("country_scheme", COUNTRY_SCHEME)),
    ),
)

ADDRESS: tuple[Part, ...] = (
    Leaf("Stairway", "stairway"),
    Block("AddressPostal", whole, ADDRESS_POSTAL),
    Leaf("MunicipalityCode", "municipality"),
    Leaf("StreetCode", "street_code"),
    Leaf("RegionCode", digits("region")),
    Leaf("CoordETRS89z32NMeasure", measure("north")),
    Leaf("CoordETRS89z32EMeasure", measure("east")),
    *INHERITANCE,
)

VIRTUAL_ADDRESS: tuple[Part, ...] = (
    Leaf("EmailAddressIdentifier", "email"),
    Leaf("Website", "website"),
    Leaf("TelephoneNumberIdentifier", "phone"),
    Leaf("FaxNumberIdentifier", "fax"),
    *INHERITANCE,
)

LOCATION_NUMBER: tuple[Part, ...] = (
    Leaf("EanLocationCode", "number"),
    Flag("OnlyInternalIndicator", "internal"),
    Flag("NonActiveIndicator", lambda found: None if found.get("active") is None else not found["active"]),
    Leaf("SystemSupplierIdentifier", "system_supplier"),
    Leaf("SystemTypeIdentifier", "system_type"),
    Leaf("CommunicationSupplierIdentifier", "network"),
    Leaf("RegionCode", digits("region")),
    Leaf("EdiAdministratorIdentifier", "administrator"),
    Leaf("SorNote", "note"),
    Leaf("InheritedFromSorIdentifier", lambda found: found["source"] if found.get("inherited") else None),
)

SPECIALITY: tuple[Part, ...] = (
    Leaf("SpecialityCode", "code"),
    Leaf("SpecialityType", lambda found: MAIN_SPECIALITY if found.get("main") else found.get("type")),
)

ENTITY: tuple[Part, ...] = (
    Leaf("SorIdentifier", "code"),
    Leaf("SorType", level),
    Block("SorStatus", whole, SOR_STATUS),
    Leaf("GeographicalLocalisationIdentifier", digits("geographic_location")),
    Leaf("GeographicalLocalisationName", "place_name"),
    Flag("HasGeographicalLocalisation", lambda unit: None if unit.get("level") == "IO" else has_place(unit)),
    Leaf("ParentSorIdentifier", digits("parent")),
    Block("ActivityAddressInformation", unless("activity_address", "IO", "HI"), ADDRESS),
    Block("VisitingAddressInformation", unless("visiting_address", "IO"), ADDRESS),
    Block("PostalAddressInformation", "postal_address", ADDRESS),
    Leaf("PharmacyIdentifier", "pharmacy_identifier"),
    Leaf("EntityName", lambda unit: unit.get("name") or ""),
    Leaf("EntityTypeIdentifier", digits("type")),
    Leaf("EntityTypeName", "type_name"),
    Block("VirtualAddressInformation", "virtual_address", VIRTUAL_ADDRESS),
    Flag("ReportingLevelIndicator", "reporting_level"),
    Leaf("EanLocationCodeState", lambda unit: (unit.get("location") or {}).get("state")),
    Block(
        "EanLocationCodeEntity",
        lambda unit: location if (location := unit.get("location") or {}).get("number") else None,
        LOCATION_NUMBER,
    ),
    Leaf("ProviderIdentifier", "provider_identifier"),
    Leaf("LocalCode", "local_code"),
    Flag("PatientsAdmittedIndicator", "patients_admitted"),
    Flag("AmbulantActivityIndicator", "ambulant_activity"),
    Block(
        "LocalAttributeCollection",
        read_filled("local_attributes"),
        tuple(Leaf(f"LocalAttribute{n}", str(n)) for n in range(1, len(LOCAL_ATTRIBUTES) + 1)),
    ),
    Block(
        "ClinicalSpecialityCollection",
        read_filled("specialities"),
        (Several(whole, Block("ClinicalSpeciality", whole, SPECIALITY)),),
    ),
    Leaf("CVRnumberIdentifier", "cvr"),
    Leaf("ProductionUnitIdentifier", "production_unit"),
    Leaf("OrganisationalLevelCode", "organisational_level"),
    Leaf("OrganisationalLevelName", "organisational_level_name"),
    Leaf("ShakIdentifier", "shak"),
    Block(
        "GeographicalParent",
        "geographic_parent",
        (
            Leaf("GeographicalParentRelation", "relation"),
            Leaf("GeographicalParentSorIdentifier", digits("parent")),
        ),
    ),
    Block("ReplacesEntityCollection", read_filled("replaces"), (Several(whole, Leaf("SorIdentifier", whole)),)),
    Block("ReplacedByEntityCollection", read_filled("replaced_by"), (Several(whole, Leaf("SorIdentifier", whole)),)),
    Leaf("SorNote", "note"),
)


SHAK_STATUS: tuple[Part, ...] = (
    Leaf("FromDate", "valid_from"),
    Leaf("ToDate", last_day("valid_to")),
    Leaf("UpdatedAt", "updated"),
)

MAP: tuple[Part, ...] = (
    Leaf("FromDate", "carried_from"),
    Leaf("ToDate", last_day("carried_to")),
    Leaf("SorIdentifier", "code"),
    Leaf("SorType", level),
    Block("SorStatus", whole, SOR_STATUS),
    Leaf("ParentSorIdentifier", digits("parent")),
    Leaf("EntityName", lambda unit: unit.get("name") or ""),
    Leaf("EntityTypeIdentifier", digits("type")),
    Leaf("EntityTypeName", "type_name"),
    Leaf("ProviderIdentifier", "provider_identifier"),
    Leaf("OrganisationalLevelCode", "organisational_level"),
    Leaf("OrganisationalLevelName", "organisational_level_name"),
    Leaf("ShakIdentifier", "shak"),
    Leaf("ShakName", lambda unit: unit["shak_facts"].get("name")),
    Block("ShakStatus", read_filled("shak_facts"), SHAK_STATUS),
    Leaf("ShakInstitutionKind", lambda unit: unit["shak_facts"].get("institution_kind")),
    Leaf("ShakOwnership", lambda unit: unit["shak_facts"].get("ownership")),
    Block(
        "ShakSpecialityCollection",
        lambda unit: unit["shak_facts"].get("specialities") or None,
        (Several(whole, Leaf("SpecialityCode", whole)),),
    ),
)
"""``ShakSorMapType``, from a unit's answer with what ``sorls.mapped`` adds."""

STATUS = Block("Status", "status", (Leaf("Code", "code"), Leaf("Text", "text")))
ONE_ENTITY, ONE_MAP = Block("SorEntity", "found", ENTITY), Block("ShakSorMap", "found", MAP)
ENTITY_LIST = Block("SorEntityList", "found", (Several(whole, ONE_ENTITY),))
MAP_LIST = Block("ShakSorMapList", "found", (Several(whole, ONE_MAP),))

ANSWERS: dict[str, Block] = {
    operation: Block(RESPONSES[operation], whole, parts)
    for operation, parts in {
        "GetSorEntity": (ONE_ENTITY, STATUS),
        "GetSorEntityByProvider": (ENTITY_LIST, STATUS),
        "SorShakMap": (ONE_MAP, STATUS),
        "ShakSorMap": (MAP_LIST, STATUS),
        "Search": (ENTITY_LIST, Leaf("TotalCount", "total"), STATUS),
    }.items()
}
"""Each operation's answer, from ``found``, ``total`` and ``status``."""
