"""The elements of SORUS: a unit in full, the requests and the results, in the documented order.

Names and order: facts, services §4.1–4.3 (SORUS guide, nspop 170362180 and 137039807; blocks as in SOR XML). Fields of
a unit that SORUS does not hold stay untouched by it: see ``LEFT_OUT``.
"""

from dataclasses import replace

from sor.core.subject import LOCAL_ATTRIBUTES
from sor.formats.soap.sorls_tables import ADDRESS_POSTAL
from sor.formats.soap.sorus_choices import CLOSE, CREATE, EDI, EDIT, MOVE, REPLACE
from sor.formats.xml_tables.elements import Block, ElementGroup, Form, Leaf, Part, Several

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
    Leaf("FromDate", "from", Form.DAY, words="First day of the version that holds on the asked day."),
    Leaf("ToDate", "to", Form.DAY, words="Its last valid day; left out when it is open."),
    Leaf("UpdatedAt", "updated", Form.DAY),
    Leaf("FirstFromDate", "first_from", Form.DAY, words="First day of the life."),
)

ADDRESS = (
    Leaf("Stairway", "stairway", Form.TEXT),
    ElementGroup("AddressPostal", ADDRESS_POSTAL, type="AddressPostalType"),
    Leaf("MunicipalityCode", "municipality"),
    Leaf("StreetCode", "street_code"),
    Leaf("RegionCode", "region", words="Follows from the municipality; need not be sent."),
    Leaf("CoordETRS89z32EMeasure", "east", Form.METRE),
    Leaf("CoordETRS89z32NMeasure", "north", Form.METRE),
)

VIRTUAL_ADDRESS = (
    Leaf("EmailAddressIdentifier", "email", Form.TEXT),
    Leaf("Website", "website", Form.TEXT),
    Leaf("TelephoneNumberIdentifier", "phone", Form.TEXT),
    Leaf("FaxNumberIdentifier", "fax", Form.TEXT),
)

NUMBER = (
    Leaf("EanLocationCode", "number"),
    Leaf("OnlyInternalIndicator", "internal", Form.FLAG),
    Leaf("NonActiveIndicator", "not_active", Form.FLAG),
    Leaf("SystemSupplier", "system_supplier"),
    Leaf("SystemTypeIdentifier", "system_type"),
    Leaf("CommunicationSupplier", "network"),
    Leaf("RegionCode", "region"),
    Leaf("EdiAdministrator", "administrator"),
    Leaf("SorNote", "note", Form.TEXT),
    Block("SorStatus", "status", SOR_STATUS, type="SorStatusType", is_output=True),
)

LOCAL = tuple(Leaf(f"LocalAttribute{n}", str(n), Form.TEXT) for n in range(1, len(LOCAL_ATTRIBUTES) + 1))

SPECIALITY = (Leaf("SpecialityCode", "code"), Leaf("SpecialityType", "type"))

ONE_SPECIALITY = Block("ClinicalSpeciality", "", SPECIALITY, type="ClinicalSpecialityType")

GEOGRAPHICAL_PARENT = (
    Leaf("GeographicalParentRelation", "relation"),
    Leaf("GeographicalParentSorIdentifier", "parent", Form.SOR_CODE),
)

UNIT_CODE = Leaf("SorIdentifier", "", Form.SOR_CODE)


def _address(name: str, key: str, words: str) -> Block:
    return Block(name, key, ADDRESS, type="AddressInformationType", words=words)


ENTITY = (
    Leaf("SorIdentifier", "code", Form.LONG, words="Given by the register, never chosen."),
    Leaf("SorType", "level", Form.LEVEL, words="Mandatory."),
    Block("SorStatus", "status", SOR_STATUS, type="SorStatusType", is_output=True, words="Given by the register."),
    Leaf("GeographicalLocalisationIdentifier", "place", Form.LONG, is_output=True, words="Must not be sent."),
    Leaf("GeographicalLocalisationName", "place_name", Form.TEXT, is_output=True, words="Must not be sent."),
    Leaf(
        "HasGeographicalLocalisation", "has_place", Form.FLAG, is_output=True, words="Always answered as false."
    ),
    Leaf(
        "ParentSorIdentifier", "parent", Form.LONG, words="When created: HI and OU. When edited: empty; move."
    ),
    _address("ActivityAddressInformation", "activity_address", "OU; left out: the own visiting address."),
    _address("VisitingAddressInformation", "visiting_address", "HI, OU; left out: the own postal address."),
    _address("PostalAddressInformation", "postal_address", "Mandatory for IO; left out: the parent's."),
    Leaf("PharmacyIdentifier", "pharmacy_identifier", words="HI of type pharmacy."),
    Leaf("EntityName", "name", Form.TEXT, words="Mandatory."),
    Leaf("EntityTypeIdentifier", "type", Form.LONG, words="Mandatory. SNOMED CT concept id."),
    Block(
        "VirtualAddressInformation", "virtual_address", VIRTUAL_ADDRESS, type="VirtualAddressInformationType",
        words="Mandatory for IO; left out: the parent's.",
    ),
    Leaf("ReportingLevelIndicator", "reporting_level", Form.FLAG, words="OU below hospitals."),
    Leaf("EanLocationCodeState", "location_state", Form.STATE, words="Mandatory."),
    Block(
        "EanLocationCodeEntity", "number", NUMBER, type="EanLocationCodeEntityType",
        words="With the state Own. The number alone leaves its data as they are; else what is missing is removed.",
    ),
    Leaf("ProviderIdentifier", "provider_identifier", words="Ydernummer; OU, not of hospitals."),
    Leaf("LocalCode", "local_code", Form.TEXT, words="OU of hospitals."),
    Leaf("PatientsAdmittedIndicator", "patients_admitted", Form.FLAG, words="OU of hospitals."),
    Leaf("AmbulantActivityIndicator", "ambulant_activity", Form.FLAG, words="OU of hospitals."),
    Block("LocalAttributeCollection", "local_attributes", LOCAL, type="LocalAttributeCollectionType",
            words="OU."),
    Several("ClinicalSpecialityCollection", "specialities", ONE_SPECIALITY,
            type="ClinicalSpecialityCollectionType", words="OU; the main one marked, or first."),
    Leaf("CVRnumberIdentifier", "cvr", words="IO."),
    Leaf("OrganisationalLevelCode", "organisational_level", since=4),
    Leaf("OrganisationalLevelName", "organisational_level_name", Form.TEXT, since=4, is_output=True),
    Leaf("ShakIdentifier", "shak", words="HI, OU."),
    Block("GeographicalParent", "geographic_parent", GEOGRAPHICAL_PARENT, type="GeographicalParentType"),
    Several("ReplacesEntityCollection", "replaces", UNIT_CODE, type="EntityCollectionType", is_output=True),
    Several("ReplacedByEntityCollection", "replaced_by", UNIT_CODE, type="EntityCollectionType", is_output=True),
)  # fmt: skip
"""A unit, ``SorEntityType``."""

MESSAGE_TYPE = (
    Leaf("Standard", "standard", required=True),
    Leaf("Version", "version", required=True),
    Leaf("Direction", "direction", required=True, words="receive or send"),
    Leaf("Format", "format"),
)
MESSAGE_TYPES = Several(
    "EdiTypeCollection", "messages", Block("EdiType", "", MESSAGE_TYPE, type="EdiTypeType"),
    type="EdiTypeCollectionType",
    words="All message types that hold from then on. Left out: they stay as they are.",
)  # fmt: skip

FROM_DATE = Leaf("FromDate", "from", Form.ASKED_DAY, required=True, words="The first day on which it holds.")
CODE = Leaf("SorIdentifier", "code", Form.SOR_CODE, required=True)
WHOLE = Block("SorEntity", "entity", ENTITY, type="SorEntityType", required=True)
SHOWN = replace(WHOLE, required=False)

REQUESTS: dict[str, tuple[Part, ...]] = {
    CREATE: (FROM_DATE, WHOLE),
    EDIT: (
        FROM_DATE,
        replace(CODE, required=False, words="May stand in SorEntity instead."),
        WHOLE,
    ),
    MOVE: (FROM_DATE, CODE, Leaf("ParentSorIdentifier", "parent", Form.SOR_CODE, required=True)),
    REPLACE: (
        FROM_DATE,
        CODE,
        Several("ReplacedByEntityCollection", "by", UNIT_CODE, type="EntityCollectionType", required=True),
    ),
    CLOSE: (
        CODE,
        Leaf("ToDate", "to", Form.ASKED_DAY, required=True, words="The last valid day."),
        Leaf("CloseBranchIndicator", "branch", Form.FLAG, words="true: with all units below."),
    ),
    EDI: (
        FROM_DATE,
        CODE,
        Block(
            "EanLocationCodeEntity", "number", NUMBER, type="EanLocationCodeEntityType",
            words="The data of the unit's own location number; left out: they stay as they are.",
        ),
        MESSAGE_TYPES,
    ),
}  # fmt: skip
"""What each operation's request holds."""

FINDING = (
    Leaf("Code", "code", Form.INT, required=True),
    Leaf("Severity", "severity", required=True, words="Error, Warning or Note."),
    Leaf("Rule", "rule", required=True, words="Its code in the rule book."),
    Leaf("Field", "field", words="The element at fault."),
    Leaf("SorIdentifier", "unit", Form.SOR_CODE),
    Leaf("FromDate", "from", Form.DAY, words="From when it is so."),
    Leaf("Text", "text", Form.TEXT, required=True, words="In Danish."),
)
ERROR_CODE = Leaf("ErrorCode", "code", Form.INT, required=True, words="0: done. Else the first error's code.")
ERROR_TEXT = Leaf("ErrorText", "text", Form.TEXT, required=True, words="The same in a Danish sentence.")
FINDINGS = Several(
    "FindingCollection", "findings", Block("Finding", "", FINDING, type="FindingType"), type="FindingCollectionType",
    words="Everything that stands against it, or that its sender should know.",
)  # fmt: skip

RESULTS: dict[str, tuple[Part, ...]] = {
    operation: (ERROR_CODE, ERROR_TEXT, *given, FINDINGS)
    for operation, given in {
        CREATE: (SHOWN,),
        EDIT: (SHOWN,),
        MOVE: (),
        REPLACE: (SHOWN,),
        CLOSE: (SHOWN,),
        EDI: (SHOWN, replace(MESSAGE_TYPES, words="As they hold from then on.")),
    }.items()
}
"""What each operation's result holds."""
