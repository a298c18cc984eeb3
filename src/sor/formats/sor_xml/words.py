"""What each element of SOR XML means, in Danish and English: for the page that explains the files.

Danish labels after the description files of version 1.0.0 (facts, section 3.4); the rest in our own words.
"""

from collections.abc import Iterator

from sor.formats.published.export_format import ShownColumn
from sor.formats.sor_xml.tables import XmlVersion
from sor.formats.xml_tables.elements import Part, local, path_below

WORDS: dict[str, tuple[str, str]] = {
    "SorIdentifier": ("SOR-kode", "SOR code, given by the register"),
    "EntityName": ("Enhedens navn", "name"),
    "OwnerType": ("Institutionsejerens type", "owner's type, a SNOMED CT code"),
    "InstitutionType": ("Sundhedsinstitutionens type", "institution's type, a SNOMED CT code"),
    "UnitType": ("Den organisatoriske enheds type", "organisational unit's type, a SNOMED CT code"),
    "EntityTypeIdentifier": ("Enhedens type", "type, a SNOMED CT code"),
    "OrganisationalLevel": ("Klinisk-administrativt niveau", "clinical-administrative level"),
    "LocalCode": ("Lokal kode", "the owner's own code"),
    "PharmacyIdentifier": ("Apoteksnummer", "pharmacy number and branch, with a comma"),
    "ShakIdentifier": ("Sygehus- og afdelingskode (SHAK)", "SHAK code; one code may stand on several units"),
    "ProviderIdentifier": ("Ydernummer", "provider number; leading zeros count"),
    "EanLocationCodeEntity": ("Eget lokationsnummer", "its own location number"),
    "OptionalEanLocationCode": ("Lokationsnummer: eget, nedarvet eller intet", "location number: own, inherited, none"),
    "EanLocationCodeOption": ("Lokationsnummer: eget, nedarvet eller intet", "location number: own, inherited, none"),
    "EntityInheritedIndicator": ("Nedarvet fra enheden over", "taken from the unit above: true; none at all: false"),
    "EntityInheritanceIndicator": ("Nedarvet fra enheden over", "taken from the unit above: true; none at all: false"),
    "EanLocationCode": ("Lokationsnummer", "location number (GLN, 13 digits)"),
    "OnlyInternalIndicator": ("Kun til internt brug", "for internal use only"),
    "NonActiveIndicator": ("Ikke aktivt", "not in use"),
    "SystemSupplier": ("Systemleverandør", "supplier of the system"),
    "SystemSupplierIdentifier": ("Systemleverandør", "supplier of the system"),
    "SystemType": ("EDB-system", "type of the system"),
    "SystemTypeIdentifier": ("EDB-system", "type of the system"),
    "CommunicationSupplier": ("Netoperatør", "network supplier"),
    "CommunicationSupplierIdentifier": ("Netoperatør", "network supplier"),
    "RegionCode": ("Region", "region"),
    "EdiAdministrator": ("Administrator", "administrator of the number"),
    "EdiAdministratorIdentifier": ("Administrator", "administrator of the number"),
    "SorNote": ("Bemærkning", "remark"),
    "SorStatus": ("Datoer", "dates"),
    "FromDate": ("Gældende fra dato for sidste ændring", "from when the latest change holds"),
    "ToDate": ("Lukkedato: sidste gyldige dag", "last valid day; absent while open"),
    "UpdatedAt": ("Sidst ændret dato", "day on which it was last edited"),
    "FirstFromDate": ("Gældende fra dato", "from when the unit exists"),
    "GeographicalParent": ("Enhedens geografiske tilknytning", "on whose premises it lies"),
    "GeographicalParentRelation": ("Tilknytningens art", "kind of the geographical relation"),
    "GeographicalParentSorIdentifier": ("Den geografiske overenhed", "the geographical parent"),
    "HasGeographicalLocalisation": ("Har geografisk lokalisation", "whether it has a geographical location"),
    "GeographicalLocalisationIdentifier": ("Geografisk lokalisation", "geographical location"),
    "GeographicalLocalisationName": ("Lokalisationens navn", "name of the location"),
    "PostalAddressInformation": ("Postadresse; fraværende = nedarvet", "postal address; absent = inherited"),
    "VisitingAddressInformation": (
        "Besøgsadresse; fraværende = postadressen", "visiting address; absent = the postal address",
    ),
    "ActivityAddressInformation": (
        "Aktivitetsadresse; fraværende = besøgsadressen", "activity address; absent = the visiting address",
    ),
    "AddressPostal": ("Adresse", "address"),
    "MailDeliverySublocationIdentifier": ("Bygningsnavn, lokalitet", "place within the address"),
    "StreetName": ("Vejnavn", "street"),
    "StreetNameForAddressingName": ("Vejadresseringsnavn", "street name as written on letters"),
    "StreetBuildingIdentifier": ("Husnummer", "house number"),
    "FloorIdentifier": ("Etage", "floor"),
    "SuiteIdentifier": ("Dør", "door"),
    "DistrictSubdivisionIdentifier": ("Bynavn", "village"),
    "PostOfficeBoxIdentifier": ("Postboks", "post office box"),
    "PostCodeIdentifier": ("Postnummer", "postcode"),
    "DistrictName": ("Postdistrikt", "postal district"),
    "CountryIdentificationCode": ("Land", "country"),
    "Stairway": ("Opgang", "staircase"),
    "MunicipalityCode": ("Kommunekode", "municipality, four digits"),
    "StreetCode": ("Vejkode", "street code"),
    "CoordETRS89z32NMeasure": ("Nordlig koordinat (ETRS89, zone 32), meter", "northing (ETRS89 / UTM 32), metres"),
    "CoordETRS89z32EMeasure": ("Østlig koordinat (ETRS89, zone 32), meter", "easting (ETRS89 / UTM 32), metres"),
    "VirtualAddressInformation": ("Telefon m.v.; fraværende = nedarvet", "phone and so on; absent = inherited"),
    "EmailAddressIdentifier": ("E-mail", "e-mail"),
    "Website": ("Hjemmeside", "web site"),
    "TelephoneNumberIdentifier": ("Telefonnummer", "phone number"),
    "FaxNumberIdentifier": ("Faxnummer", "fax number"),
    "ClinicalSpecialityCollection": ("Specialer", "clinical specialities"),
    "ClinicalSpeciality": ("Speciale", "clinical speciality"),
    "SpecialityCode": ("Specialekode", "speciality, a SNOMED CT code"),
    "SpecialityType": ("Specialetype", "main speciality or further one"),
    "ReplacesEntityCollection": ("Erstatter", "the units that it replaces"),
    "ReplacedByEntityCollection": ("Erstattet af", "the units that replace it"),
    "OrganizationalUnitInformation": ("Oplysninger om sygehusenheder", "facts of hospital units"),
    "AmbulantActivityIndicator": ("Ambulante kontakter", "out-patients"),
    "PatientsAdmittedIndicator": ("Sengeafsnit", "in-patients"),
    "ReportingLevelIndicator": ("Indberetningsniveau", "reports to the patient register"),
    "LocalAttributeCollection": ("Lokale attributter", "local attributes"),
    "CVRnumberIdentifier": ("CVR-nummer", "CVR number"),
    "ProductionUnitIdentifier": ("P-nummer", "production unit number"),
    **{f"LocalAttribute{n}": (f"Lokal attribut {n}", f"local attribute {n}") for n in range(1, 6)},
}  # fmt: skip


def columns_of(version: XmlVersion) -> list[ShownColumn]:
    """Every element of a unit in this version, as a path, with its meaning."""
    found: dict[str, ShownColumn] = {}
    for placed in version.unit:
        for path, name in _paths(placed.part, ""):
            da, en = WORDS[name]
            found[path] = ShownColumn(path, da, en)
    return list(found.values())


def _paths(part: Part, above: str) -> Iterator[tuple[str, str]]:
    path = path_below(above, part)
    yield path, local(part.name)
    for inner in part.inside:
        yield from _paths(inner, path)
