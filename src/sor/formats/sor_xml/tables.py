"""The elements of SOR XML 1.0.0, 2.0.0 and 3: one table per version, for reading and for writing.

Names are written ``prefix:Name`` with the prefixes of a 2.0.0 file; ``own:`` is the version's own namespace. Order is
the order of writing; reading goes by namespace and name alone. Sources: facts, sections 3 to 6.
"""

from typing import NamedTuple

from sor.core.leaves import untold_of
from sor.core.subject import LEVELS, LOCAL_ATTRIBUTES, STREET_ADDRESSES
from sor.formats.xml_tables.elements import Block, ElementGroup, Form, Leaf, Part, Several, key_parts, keys_of

FIRST_NAMESPACE = "urn:oio:sundhedsstyrelsen:organisation:1.0.0"
SECOND_NAMESPACE = "urn:oio:nsi:2.0.0"

THIRD_NAMESPACE = "urn:oio:nsi:3.0.0"
"""Made by this project: the official namespace of version 3 is not public. Replace it here when it is known; until
then a SorTree of any unknown namespace is read as version 3."""

NAMESPACES = {
    "sor1": FIRST_NAMESPACE,
    "osak": "http://rep.oio.dk/osak.dk/xml/schemas/2006/04/25/",
    "cpr": "http://rep.oio.dk/cpr.dk/xml/schemas/core/2005/03/18/",
    "cvr": "http://rep.oio.dk/cvr.dk/xml/schemas/2005/03/22/",
    "xkom": "http://rep.oio.dk/xkom.dk/xml/schemas/2006/01/06/",
    "xkom1": "http://rep.oio.dk/xkom.dk/xml/schemas/2005/03/15/",
    "dkcc": "http://rep.oio.dk/ebxml/xml/schemas/dkcc/2003/02/13/",
    "dkcc2005": "http://rep.oio.dk/ebxml/xml/schemas/dkcc/2005/03/15/",
    "dkcc2005-2": "http://rep.oio.dk/ebxml/xml/schemas/dkcc/2005/05/13/",
    "kms": "http://rep.oio.dk/kms.dk/xml/schemas/2007/05/23/",
}

MAIN_SPECIALITY = "51000095001"
"""The SpecialityType of a main speciality; the code of the others is not public."""


class Placed(NamedTuple):
    """A part of a unit, the levels that have it, and the unit's fields that it tells.

    probable: nobody has seen the element in a real file of this version, so a file without it says nothing.
    """

    part: Part
    fields: tuple[str, ...]
    levels: tuple[str, ...] = LEVELS
    probable: bool = False


class XmlVersion(NamedTuple):
    """One version of SOR XML. declared: prefix and namespace, in the order in which the root declares them."""

    number: str
    format: str
    namespace: str
    declared: tuple[tuple[str, str], ...]
    unit: tuple[Placed, ...]
    left_out: dict[str, str]


ENTITY_ELEMENTS = {
    "IO": "own:InstitutionOwnerEntity",
    "HI": "own:HealthInstitutionEntity",
    "OU": "own:OrganizationalUnitEntity",
}
UNIT_ELEMENTS = {"IO": "own:InstitutionOwner", "HI": "own:HealthInstitution", "OU": "own:OrganizationalUnit"}
CREATED, SNAPSHOT = "sor1:CreatedAtTime", "sor1:SnapshotDate"

IO, HI, OU = (("IO",), ("HI",), ("OU",))
HI_OU = ("HI", "OU")

STATUS = Block(
    "sor1:SorStatus",
    "status",
    (
        Leaf("sor1:FromDate", "from", Form.DAY),
        Leaf("sor1:ToDate", "to", Form.DAY),
        Leaf("sor1:UpdatedAt", "updated", Form.DAY, also=("sor1:UpdatedAtDate",)),
        Leaf("sor1:FirstFromDate", "first", Form.DAY),
    ),
)

ADDRESS_POSTAL = ElementGroup(
    "xkom:AddressPostal",
    (
        Leaf("dkcc:MailDeliverySublocationIdentifier", "sublocation", Form.TEXT),
        Leaf("dkcc2005:StreetName", "street", Form.TEXT),
        Leaf("cpr:StreetNameForAddressingName", "addressing_name", Form.TEXT),
        Leaf("dkcc:StreetBuildingIdentifier", "building"),
        Leaf("dkcc:FloorIdentifier", "floor"),
        Leaf("dkcc:SuiteIdentifier", "suite"),
        Leaf("dkcc2005:DistrictSubdivisionIdentifier", "subdivision", Form.TEXT),
        Leaf("dkcc2005-2:PostOfficeBoxIdentifier", "po_box", Form.NUMBER),
        Leaf("dkcc2005:PostCodeIdentifier", "postcode"),
        Leaf("dkcc2005:DistrictName", "district", Form.TEXT),
        Leaf("dkcc:CountryIdentificationCode", "country", Form.COUNTRY),
    ),
)
STAIRWAY = Leaf("sor1:Stairway", "stairway", Form.TEXT)

# Version 1 cannot say where an address lies: what is known of that stays (``untold_parts_of``).
FIRST_ADDRESS: tuple[Part, ...] = (ADDRESS_POSTAL, STAIRWAY)
SECOND_ADDRESS: tuple[Part, ...] = (
    ADDRESS_POSTAL,
    STAIRWAY,
    Leaf("cpr:MunicipalityCode", "municipality", Form.NUMBER),
    Leaf("cpr:StreetCode", "street_code", Form.NUMBER),
    Leaf("kms:RegionCode", "region", Form.NUMBER),
    Leaf("osak:CoordETRS89z32NMeasure", "north", Form.METRE),
    Leaf("osak:CoordETRS89z32EMeasure", "east", Form.METRE),
)

VIRTUAL_ADDRESS = Block(
    "sor1:VirtualAddressInformation",
    "virtual_address",
    (
        Leaf("xkom1:EmailAddressIdentifier", "email", Form.TEXT),
        Leaf("sor1:Website", "website", Form.TEXT),
        Leaf("sor1:TelephoneNumberIdentifier", "phone", Form.TEXT),
        Leaf("sor1:FaxNumberIdentifier", "fax", Form.TEXT),
    ),
)

NUMBER_HEAD: tuple[Part, ...] = (
    Leaf("sor1:EanLocationCode", "number", Form.NUMBER),
    Leaf("sor1:OnlyInternalIndicator", "internal", Form.FLAG),
    Leaf("sor1:NonActiveIndicator", "active", Form.NOT_FLAG),
)
NUMBER_TAIL: tuple[Part, ...] = (Leaf("sor1:SorNote", "note", Form.TEXT), STATUS)
FIRST_NUMBER = Block(
    "own:EanLocationCodeEntity",
    "number",
    (
        *NUMBER_HEAD,
        Leaf("sor1:SystemSupplier", "system_supplier", Form.NUMBER),
        Leaf("sor1:SystemType", "system_type", Form.NUMBER),
        Leaf("sor1:CommunicationSupplier", "network", Form.NUMBER),
        Leaf("sor1:RegionCode", "region", Form.NUMBER),
        Leaf("sor1:EdiAdministrator", "administrator", Form.NUMBER),
        *NUMBER_TAIL,
    ),
)
SECOND_NUMBER = Block(
    "own:EanLocationCodeEntity",
    "number",
    (
        *NUMBER_HEAD,
        Leaf("own:SystemSupplierIdentifier", "system_supplier", Form.NUMBER, also=("sor1:SystemSupplier",)),
        Leaf("own:SystemTypeIdentifier", "system_type", Form.NUMBER, also=("sor1:SystemType",)),
        Leaf("own:CommunicationSupplierIdentifier", "network", Form.NUMBER, also=("sor1:CommunicationSupplier",)),
        Leaf("kms:RegionCode", "region", Form.NUMBER, also=("sor1:RegionCode",)),
        Leaf("own:EdiAdministratorIdentifier", "administrator", Form.NUMBER, also=("sor1:EdiAdministrator",)),
        *NUMBER_TAIL,
    ),
)
FIRST_OPTION = Block(
    "own:OptionalEanLocationCode",
    "location",
    (Leaf("own:EntityInheritedIndicator", "inherited", Form.FLAG), FIRST_NUMBER),
)
SECOND_OPTION = Block(
    "own:EanLocationCodeOption",
    "location",
    (
        Leaf("own:EntityInheritanceIndicator", "inherited", Form.FLAG, also=("own:EntityInheritedIndicator",)),
        SECOND_NUMBER,
    ),
    also=("own:OptionalEanLocationCode",),
)

GEOGRAPHIC_PARENT = Block(
    "sor1:GeographicalParent",
    "geographic_parent",
    (
        Leaf("sor1:GeographicalParentRelation", "relation", Form.NUMBER),
        Leaf("sor1:GeographicalParentSorIdentifier", "parent", Form.NUMBER),
    ),
)

SPECIALITIES = Several(
    "sor1:ClinicalSpecialityCollection",
    "specialities",
    Block(
        "sor1:ClinicalSpeciality",
        "",
        (Leaf("sor1:SpecialityCode", "code", Form.NUMBER), Leaf("sor1:SpecialityType", "type", Form.NUMBER)),
    ),
)

UNIT_CODE = Leaf("sor1:SorIdentifier", "", Form.SOR_CODE)

IDENTITY = (
    Placed(Leaf("sor1:SorIdentifier", "code", Form.SOR_CODE), ()),
    Placed(Leaf("sor1:EntityName", "name", Form.TEXT), ("name",)),
)
IDENTIFIERS = (
    Placed(Leaf("sor1:LocalCode", "local_code", Form.TEXT), ("local_code",), OU),
    Placed(Leaf("sor1:PharmacyIdentifier", "pharmacy_identifier"), ("pharmacy_identifier",), HI_OU),
    Placed(Leaf("sor1:ShakIdentifier", "shak"), ("shak",), HI_OU),
    Placed(Leaf("sor1:ProviderIdentifier", "provider_identifier"), ("provider_identifier",), OU),
)
ENDING = (
    Placed(VIRTUAL_ADDRESS, ("virtual_address",)),
    Placed(SPECIALITIES, ("specialities",), OU),
    Placed(STATUS, ("status",)),
    Placed(Several("sor1:ReplacesEntityCollection", "replaces", UNIT_CODE), (), HI_OU),
    Placed(Several("sor1:ReplacedByEntityCollection", "replaced_by", UNIT_CODE), (), HI_OU),
    Placed(
        ElementGroup(
            "sor1:OrganizationalUnitInformation",
            (
                Leaf("sor1:AmbulantActivityIndicator", "ambulant_activity", Form.FLAG),
                Leaf("sor1:PatientsAdmittedIndicator", "patients_admitted", Form.FLAG),
                Leaf("sor1:ReportingLevelIndicator", "reporting_level", Form.FLAG),
            ),
        ),
        ("ambulant_activity", "patients_admitted", "reporting_level"),
        OU,
    ),
    Placed(
        ElementGroup(
            "sor1:LocalAttributeCollection",
            tuple(Leaf(f"sor1:LocalAttribute{n}", key, Form.TEXT) for n, key in enumerate(LOCAL_ATTRIBUTES, start=1)),
        ),
        LOCAL_ATTRIBUTES,
        OU,
    ),
)


def addresses(parts: tuple[Part, ...]) -> tuple[Placed, ...]:
    """The three address elements, in order, each with these parts."""
    return (
        Placed(Block("own:PostalAddressInformation", "postal_address", parts), ("postal_address",)),
        Placed(Block("own:VisitingAddressInformation", "visiting_address", parts), ("visiting_address",), HI_OU),
        Placed(Block("own:ActivityAddressInformation", "activity_address", parts), ("activity_address",), OU),
    )


FIRST_UNIT = (
    *IDENTITY,
    Placed(Leaf("own:OwnerType", "type", Form.NUMBER), ("type",), IO),
    Placed(Leaf("own:InstitutionType", "type", Form.NUMBER), ("type",), HI),
    Placed(Leaf("own:UnitType", "type", Form.NUMBER), ("type",), OU, probable=True),  # stands below hospitals only
    *IDENTIFIERS,
    Placed(FIRST_NUMBER, ("location",), IO),
    Placed(FIRST_OPTION, ("location",), HI_OU),
    Placed(GEOGRAPHIC_PARENT, ("geographic_parent",), HI_OU),
    *addresses(FIRST_ADDRESS),
    *ENDING,
)

ENTITY_TYPE = Placed(Leaf("own:EntityTypeIdentifier", "type", Form.NUMBER), ("type",))
SECOND_MIDDLE = (
    *IDENTIFIERS,
    Placed(SECOND_NUMBER, ("location",), IO),
    Placed(SECOND_OPTION, ("location",), HI_OU),
    Placed(GEOGRAPHIC_PARENT, ("geographic_parent",), HI_OU, probable=True),
    # Named as in SORUS, whose types are the public ones of version 2.
    Placed(Leaf("own:HasGeographicalLocalisation", "has_place", Form.FLAG), (), (), probable=True),
    Placed(
        Leaf("own:GeographicalLocalisationIdentifier", "geographic_location", Form.NUMBER),
        ("geographic_location",),
        HI_OU,
        probable=True,
    ),
    Placed(Leaf("own:GeographicalLocalisationName", "place_name", Form.TEXT), (), HI_OU, probable=True),
    *addresses(SECOND_ADDRESS),
    *ENDING,
    Placed(Leaf("cvr:CVRnumberIdentifier", "cvr", Form.NUMBER), ("cvr",), IO),
    Placed(
        Leaf("cvr:ProductionUnitIdentifier", "production_unit", Form.NUMBER),
        ("production_unit",),
        HI_OU,
        probable=True,
    ),
)
SECOND_UNIT = (*IDENTITY, ENTITY_TYPE, *SECOND_MIDDLE)

ORGANISATIONAL_LEVEL = Placed(
    Leaf("own:OrganisationalLevel", "organisational_level", Form.NUMBER, also=("own:OrganisationalLevelCode",)),
    ("organisational_level",),
    OU,
    probable=True,
)
"""What version 3 adds. Its name on a unit is a guess after the schema file ``OrganisationalLevel.xsd``."""

THIRD_UNIT = (*IDENTITY, ENTITY_TYPE, ORGANISATIONAL_LEVEL, *SECOND_MIDDLE)

EVERYWHERE_LEFT_OUT = {
    "open": "the life of a unit is written as its SorStatus",
    "level": "the level is the element's name",
    "parent": "the unit above is the element around",
    "note": "the schema has a remark on location numbers only",
    "operator": "no element for it: the export operators lists who runs a unit for another",
    "address.additional": "no element for it",
}
NOT_YET = "came with a later version"

FIRST = XmlVersion(
    "1.0.0",
    "sor-xml-1",
    FIRST_NAMESPACE,
    (
        ("itst", "http://rep.oio.dk/itst.dk/xml/schemas/2005/01/10/"),
        ("xkom-1", NAMESPACES["xkom"]),
        ("dkcc", NAMESPACES["dkcc"]),
        ("dkcc2005-2", NAMESPACES["dkcc2005-2"]),
        ("dkcc2005", NAMESPACES["dkcc2005"]),
        ("cpr", NAMESPACES["cpr"]),
        ("xkom", NAMESPACES["xkom1"]),
        ("", FIRST_NAMESPACE),
    ),
    FIRST_UNIT,
    EVERYWHERE_LEFT_OUT
    | dict.fromkeys(("cvr", "production_unit", "geographic_location", "organisational_level"), NOT_YET)
    | dict.fromkeys(("address.municipality", "address.street_code", "address.region"), NOT_YET)
    | dict.fromkeys(("address.north", "address.east"), NOT_YET),
)

SECOND_DECLARED = tuple(
    (prefix, NAMESPACES[prefix])
    for prefix in ("osak", "cpr", "cvr", "xkom", "sor1", "dkcc", "dkcc2005", "kms", "xkom1", "dkcc2005-2")
)
SECOND = XmlVersion(
    "2.0.0",
    "sor-xml-2",
    SECOND_NAMESPACE,
    (*SECOND_DECLARED, ("", SECOND_NAMESPACE)),
    SECOND_UNIT,
    EVERYWHERE_LEFT_OUT | {"organisational_level": NOT_YET},
)
THIRD = XmlVersion(
    "3",
    "sor-xml-3",
    THIRD_NAMESPACE,
    (*SECOND_DECLARED, ("", THIRD_NAMESPACE)),
    THIRD_UNIT,
    EVERYWHERE_LEFT_OUT,
)

VERSIONS = {version.number: version for version in (FIRST, SECOND, THIRD)}

LOCATION_NUMBER_FIELDS = frozenset(
    {"status", "internal", "active", "system_supplier", "system_type", "network", "region", "administrator", "note"}
)
"""What every version tells of a location number."""


def version_of(namespace: str) -> XmlVersion:
    """The version whose SorTree has this namespace; an unknown namespace is read as version 3 under that name."""
    for version in VERSIONS.values():
        if version.namespace == namespace:
            return version
    return THIRD._replace(namespace=namespace)


def tag_of(version: XmlVersion, name: str) -> str:
    """``prefix:Name`` as lxml writes it: ``{namespace}Name``."""
    prefix, _, local = name.partition(":")
    return f"{{{version.namespace if prefix == 'own' else NAMESPACES[prefix]}}}{local}"


def written_name(version: XmlVersion, name: str) -> str:
    """``prefix:Name`` with the prefix that the version's root declares."""
    namespace, _, local = tag_of(version, name)[1:].partition("}")
    prefix = next(prefix for prefix, declared in version.declared if declared == namespace)
    return f"{prefix}:{local}" if prefix else local


def untold_parts_of(version: XmlVersion) -> frozenset[str]:
    """The parts of addresses for which this version has no element: a file says nothing of them."""
    blocks = [
        placed.part for placed in version.unit if isinstance(placed.part, Block) and placed.part.key in STREET_ADDRESSES
    ]
    told = {f"{block.key}.{key}" for block in blocks for part in key_parts(block.parts) for key in keys_of(part)}
    return untold_of((block.key for block in blocks), told)


def fields_told(version: XmlVersion, level: str) -> frozenset[str]:
    """The fields of which a file of this version always tells whether a unit of this level holds them."""
    told = {
        field for placed in version.unit if level in placed.levels and not placed.probable for field in placed.fields
    }
    return frozenset(told | {"level", "parent"})
