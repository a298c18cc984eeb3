"""The elements of SORUS: a unit in full, the requests and the results, in the documented order.

Names and order: facts, services §4.1–4.3 (SORUS guide, nspop 170362180 and 137039807; blocks as in SOR XML). Fields of
a unit that SORUS does not hold stay untouched by it: see ``LEFT_OUT``.
"""

from sor.core.subject import LOCAL_ATTRIBUTES
from sor.formats.soap.sorus_choices import CLOSE, CREATE, EDI, EDIT, MOVE, REPLACE
from sor.formats.soap.xml_elements import Element, ElementKind

LEFT_OUT = {
    "production_unit": "no documented element",
    "note": "no documented element of a unit",
    "operator": "no documented element; who runs a unit is told by REST and the export operators",
    "geographic_location": "output only; the register places units itself",
    "address.additional": "no documented element; an address that is sent anew has none",
    "UnitType": "the older name of EntityTypeIdentifier",
}
"""What SORUS does not hold, with the reason."""

SOR_STATUS = (
    Element("FromDate", "from", ElementKind.DAY, words="First day of the version that holds on the asked day."),
    Element("ToDate", "to", ElementKind.DAY, words="Its last valid day; left out when it is open."),
    Element("UpdatedAt", "updated", ElementKind.DAY),
    Element("FirstFromDate", "first_from", ElementKind.DAY, words="First day of the life."),
)

ADDRESS_POSTAL = (
    Element("MailDeliverySublocationIdentifier", "sublocation"),
    Element("StreetName", "street"),
    Element("StreetNameForAddressingName", "addressing_name"),
    Element("StreetBuildingIdentifier", "building"),
    Element("FloorIdentifier", "floor"),
    Element("SuiteIdentifier", "suite"),
    Element("DistrictSubdivisionIdentifier", "subdivision"),
    Element("PostOfficeBoxIdentifier", "po_box"),
    Element("PostCodeIdentifier", "postcode"),
    Element("DistrictName", "district"),
    Element("CountryIdentificationCode", "country", ElementKind.COUNTRY),
)

ADDRESS = (
    Element("Stairway", "stairway"),
    Element("AddressPostal", "", parts=ADDRESS_POSTAL, type="AddressPostalType"),
    Element("MunicipalityCode", "municipality"),
    Element("StreetCode", "street_code"),
    Element("RegionCode", "region", words="Follows from the municipality; need not be sent."),
    Element("CoordETRS89z32EMeasure", "east", ElementKind.METRE),
    Element("CoordETRS89z32NMeasure", "north", ElementKind.METRE),
)

VIRTUAL_ADDRESS = (
    Element("EmailAddressIdentifier", "email"),
    Element("Website", "website"),
    Element("TelephoneNumberIdentifier", "phone"),
    Element("FaxNumberIdentifier", "fax"),
)

NUMBER = (
    Element("EanLocationCode", "number"),
    Element("OnlyInternalIndicator", "internal", ElementKind.FLAG),
    Element("NonActiveIndicator", "not_active", ElementKind.FLAG),
    Element("SystemSupplier", "system_supplier"),
    Element("SystemTypeIdentifier", "system_type"),
    Element("CommunicationSupplier", "network"),
    Element("RegionCode", "region"),
    Element("EdiAdministrator", "administrator"),
    Element("SorNote", "note"),
    Element("SorStatus", "status", parts=SOR_STATUS, type="SorStatusType", output=True),
)

LOCAL = tuple(Element(f"LocalAttribute{n}", str(n)) for n in range(1, len(LOCAL_ATTRIBUTES) + 1))

SPECIALITY = (Element("SpecialityCode", "code"), Element("SpecialityType", "type"))

SPECIALITIES = (Element("ClinicalSpeciality", "", parts=SPECIALITY, type="ClinicalSpecialityType", several=True),)

GEOGRAPHICAL_PARENT = (
    Element("GeographicalParentRelation", "relation"),
    Element("GeographicalParentSorIdentifier", "parent", ElementKind.CODE),
)

CODES = (Element("SorIdentifier", "", ElementKind.CODE, several=True),)


def _address(name: str, field: str, words: str) -> Element:
    return Element(name, field, parts=ADDRESS, type="AddressInformationType", words=words)


ENTITY = (
    Element("SorIdentifier", "code", ElementKind.LONG, words="Given by the register, never chosen."),
    Element("SorType", "level", ElementKind.LEVEL, words="Mandatory."),
    Element("SorStatus", "status", parts=SOR_STATUS, type="SorStatusType", output=True, words="Given by the register."),
    Element("GeographicalLocalisationIdentifier", "place", ElementKind.LONG, output=True, words="Must not be sent."),
    Element("GeographicalLocalisationName", "place_name", output=True, words="Must not be sent."),
    Element(
        "HasGeographicalLocalisation", "has_place", ElementKind.FLAG, output=True, words="Always answered as false."
    ),
    Element(
        "ParentSorIdentifier", "parent", ElementKind.LONG, words="When created: HI and OU. When edited: empty; move."
    ),
    _address("ActivityAddressInformation", "activity_address", "OU; left out: the own visiting address."),
    _address("VisitingAddressInformation", "visiting_address", "HI, OU; left out: the own postal address."),
    _address("PostalAddressInformation", "postal_address", "Mandatory for IO; left out: the parent's."),
    Element("PharmacyIdentifier", "pharmacy_identifier", words="HI of type pharmacy."),
    Element("EntityName", "name", words="Mandatory."),
    Element("EntityTypeIdentifier", "type", ElementKind.LONG, words="Mandatory. SNOMED CT concept id."),
    Element(
        "VirtualAddressInformation", "virtual_address", parts=VIRTUAL_ADDRESS, type="VirtualAddressInformationType",
        words="Mandatory for IO; left out: the parent's.",
    ),
    Element("ReportingLevelIndicator", "reporting_level", ElementKind.FLAG, words="OU below hospitals."),
    Element("EanLocationCodeState", "location_state", ElementKind.STATE, words="Mandatory."),
    Element(
        "EanLocationCodeEntity", "number", parts=NUMBER, type="EanLocationCodeEntityType",
        words="With the state Own. The number alone leaves its data as they are; else what is missing is removed.",
    ),
    Element("ProviderIdentifier", "provider_identifier", words="Ydernummer; OU, not of hospitals."),
    Element("LocalCode", "local_code", words="OU of hospitals."),
    Element("PatientsAdmittedIndicator", "patients_admitted", ElementKind.FLAG, words="OU of hospitals."),
    Element("AmbulantActivityIndicator", "ambulant_activity", ElementKind.FLAG, words="OU of hospitals."),
    Element("LocalAttributeCollection", "local_attributes", parts=LOCAL, type="LocalAttributeCollectionType",
            words="OU."),
    Element("ClinicalSpecialityCollection", "specialities", parts=SPECIALITIES,
            type="ClinicalSpecialityCollectionType", words="OU; the main one marked, or first."),
    Element("CVRnumberIdentifier", "cvr", words="IO."),
    Element("OrganisationalLevelCode", "organisational_level", since=4),
    Element("OrganisationalLevelName", "organisational_level_name", since=4, output=True),
    Element("ShakIdentifier", "shak", words="HI, OU."),
    Element("GeographicalParent", "geographic_parent", parts=GEOGRAPHICAL_PARENT, type="GeographicalParentType"),
    Element("ReplacesEntityCollection", "replaces", parts=CODES, type="EntityCollectionType", output=True),
    Element("ReplacedByEntityCollection", "replaced_by", parts=CODES, type="EntityCollectionType", output=True),
)  # fmt: skip
"""A unit, ``SorEntityType``."""

MESSAGE_TYPE = (
    Element("Standard", "standard", required=True),
    Element("Version", "version", required=True),
    Element("Direction", "direction", required=True, words="receive or send"),
    Element("Format", "format"),
)
MESSAGE_TYPES = Element(
    "EdiTypeCollection", "messages",
    parts=(Element("EdiType", "", parts=MESSAGE_TYPE, type="EdiTypeType", several=True),), type="EdiTypeCollectionType",
    words="All message types that hold from then on. Left out: they stay as they are.",
)  # fmt: skip

FROM_DATE = Element("FromDate", "from", ElementKind.ASKED_DAY, required=True, words="The first day on which it holds.")
CODE = Element("SorIdentifier", "code", ElementKind.CODE, required=True)
WHOLE = Element("SorEntity", "entity", parts=ENTITY, type="SorEntityType", required=True)
SHOWN = WHOLE._replace(required=False)

REQUESTS: dict[str, tuple[Element, ...]] = {
    CREATE: (FROM_DATE, WHOLE),
    EDIT: (
        FROM_DATE,
        CODE._replace(required=False, words="May stand in SorEntity instead."),
        WHOLE,
    ),
    MOVE: (FROM_DATE, CODE, Element("ParentSorIdentifier", "parent", ElementKind.CODE, required=True)),
    REPLACE: (
        FROM_DATE,
        CODE,
        Element("ReplacedByEntityCollection", "by", parts=CODES, type="EntityCollectionType", required=True),
    ),
    CLOSE: (
        CODE,
        Element("ToDate", "to", ElementKind.ASKED_DAY, required=True, words="The last valid day."),
        Element("CloseBranchIndicator", "branch", ElementKind.FLAG, words="true: with all units below."),
    ),
    EDI: (
        FROM_DATE,
        CODE,
        Element(
            "EanLocationCodeEntity", "number", parts=NUMBER, type="EanLocationCodeEntityType",
            words="The data of the unit's own location number; left out: they stay as they are.",
        ),
        MESSAGE_TYPES,
    ),
}  # fmt: skip
"""What each operation's request holds."""

FINDING = (
    Element("Code", "code", ElementKind.INT, required=True),
    Element("Severity", "severity", required=True, words="Error, Warning or Note."),
    Element("Rule", "rule", required=True, words="Its code in the rule book."),
    Element("Field", "field", words="The element at fault."),
    Element("SorIdentifier", "unit", ElementKind.CODE),
    Element("FromDate", "from", ElementKind.DAY, words="From when it is so."),
    Element("Text", "text", required=True, words="In Danish."),
)
ERROR_CODE = Element("ErrorCode", "code", ElementKind.INT, required=True, words="0: done. Else the first error's code.")
ERROR_TEXT = Element("ErrorText", "text", required=True, words="The same in a Danish sentence.")
FINDINGS = Element(
    "FindingCollection", "findings",
    parts=(Element("Finding", "", parts=FINDING, type="FindingType", several=True),), type="FindingCollectionType",
    words="Everything that stands against it, or that its sender should know.",
)  # fmt: skip

RESULTS: dict[str, tuple[Element, ...]] = {
    operation: (ERROR_CODE, ERROR_TEXT, *given, FINDINGS)
    for operation, given in {
        CREATE: (SHOWN,),
        EDIT: (SHOWN,),
        MOVE: (),
        REPLACE: (SHOWN,),
        CLOSE: (SHOWN,),
        EDI: (SHOWN, MESSAGE_TYPES._replace(words="As they hold from then on.")),
    }.items()
}
"""What each operation's result holds."""
