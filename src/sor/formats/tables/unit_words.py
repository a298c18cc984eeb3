"""What each member of a unit's JSON means, in Danish and English: the documented schema of NDJSON, Parquet and SQLite.

A test holds the list against the answers themselves, so that none is forgotten.
"""

from sor.formats.published.export_format import ShownColumn

STREET = (
    ("street", "Vejnavn", "street"),
    ("building", "Husnummer", "house number"),
    ("floor", "Etage", "floor"),
    ("suite", "Dør", "door"),
    ("postcode", "Postnummer", "postcode"),
    ("district", "Postdistrikt", "postal district"),
    ("municipality", "Kommunekode", "municipality, four digits"),
    ("street_code", "Vejkode", "street code"),
    ("region", "Region", "region of the municipality on the day"),
    ("country", "Land", "country"),
    ("east", "Østlig koordinat (ETRS89, zone 32), meter", "easting (ETRS89 / UTM 32), metres"),
    ("north", "Nordlig koordinat (ETRS89, zone 32), meter", "northing (ETRS89 / UTM 32), metres"),
    ("sublocation", "Bygningsnavn, lokalitet", "place within the address"),
    ("addressing_name", "Vejadresseringsnavn", "street name as written on letters"),
    ("subdivision", "Bynavn", "village"),
    ("po_box", "Postboks", "post office box"),
    ("stairway", "Opgang", "staircase"),
    ("additional", "Adressetillæg", "further line of the address"),
    ("country_scheme", "Landekodens liste", "list of the country code, when not ISO 3166"),
)
VIRTUAL = (
    ("phone", "Telefon", "phone"),
    ("email", "E-mail", "e-mail"),
    ("website", "Hjemmeside", "web site"),
    ("fax", "Fax", "fax"),
)
WHOSE = (
    ("inherited", "Nedarvet eller fra en anden adresse", "not its own address of this kind"),
    ("source", "Den enhed, værdien kommer fra", "the unit that the value comes from"),
)
TAKEN_FROM = ("taken_from", "Den adresse, der træder i stedet", "the kind of address that stands in for an empty one")
LOCATION = (
    ("state", "Own, Inherited eller None", "Own, Inherited or None"),
    ("number", "Lokationsnummer (GLN)", "location number (GLN)"),
    *WHOSE,
    ("system_type", "EDB-system", "type of the system"),
    ("system_supplier", "Systemleverandør", "supplier of the system"),
    ("network", "Netoperatør", "network supplier"),
    ("system_type_name", "EDB-systemets navn hos kilden", "the source's own name of the system"),
    ("system_supplier_name", "Systemleverandørens navn hos kilden", "the source's own name of the supplier"),
    ("network_name", "Netoperatørens navn hos kilden", "the source's own name of the network supplier"),
    ("region", "Lokationsnummerets region", "region of the number"),
    ("administrator", "Administrator", "administrator of the number"),
    ("active", "Aktivt", "in use"),
    ("internal", "Kun til internt brug", "for internal use only"),
    ("note", "Bemærkning", "remark"),
)
PLAIN = (
    ("code", "SOR-kode", "SOR code"),
    ("level", "Niveau: IO, HI, OU (dansk IE, SI, OE)", "level: owner, institution, unit"),
    ("name", "Navn", "name"),
    ("type", "Enhedstype, SNOMED CT-kode", "entity type, a SNOMED CT code"),
    ("type_name", "Enhedstypens navn på dagen", "name of the type on the day"),
    ("parent", "Enheden over", "the unit above"),
    ("owner", "Institutionsejeren øverst", "the institution owner on top"),
    ("valid_from", "Første dag, som linjen gælder", "first day of the version"),
    (
        "valid_to",
        "Første dag, som den ikke gælder; tom = ingen kendt",
        "first day it no longer holds; null = none known",
    ),
    ("first_from", "Første dag i enhedens levetid", "first day of the unit's life"),
    (
        "updated",
        "Registreringsdag: kildens, eller dagen for en ændring her",
        "day of registration: the source's, or that of a change made here",
    ),
    ("open", "Åben på dagen", "open on the day"),
    ("cvr", "CVR-nummer, eget eller ejerens", "CVR number, its own or the owner's"),
    ("production_unit", "P-nummer", "production unit number"),
    ("shak", "SHAK-kode", "SHAK code"),
    ("provider_identifier", "Ydernummer", "provider number"),
    ("pharmacy_identifier", "Apoteksnummer", "pharmacy number"),
    ("local_code", "Lokal kode", "the owner's own code"),
    ("note", "Bemærkning", "remark"),
    ("local_attributes", "Lokale attributter 1-5", "local attributes 1-5"),
    ("specialities", "Specialer, hovedspecialet først", "specialities, the main one first"),
    ("reporting_level", "Indberetningsniveau", "reports to the patient register"),
    ("patients_admitted", "Sengeafsnit", "in-patients"),
    ("ambulant_activity", "Ambulante kontakter", "out-patients"),
)
OPERATOR = (
    ("unit", "Den ejer, der driver enheden for en anden", "the owner that runs the unit for another"),
    ("agreement", "Efter hvilken aftale", "by which agreement"),
)
ENDING = (
    ("assumed", "Ingen kilde har sagt, hvad der gjaldt disse dage", "no source has stated the values of these days"),
    ("erased", "Felter, hvis værdi for disse dage er slettet", "fields whose value for these days was erased"),
    ("organisational_level", "Klinisk-administrativt niveau", "clinical-administrative level"),
    ("geographic_location", "Geografisk lokalisation", "geographical location"),
    ("geographic_parent", "Geografisk tilknytning", "on whose premises it lies"),
    ("replaces", "Enheder, den erstatter", "units that it replaces"),
    ("replaced_by", "Enheder, der erstatter den", "units that replace it"),
    ("serial", "Det serienummer, hvorfra rækken er kendt", "the entry from which the row is known"),
)
BLOCKS = (
    ("location", LOCATION),
    ("postal_address", (*WHOSE, *STREET)),
    ("visiting_address", (*WHOSE, TAKEN_FROM, *STREET)),
    ("activity_address", (*WHOSE, TAKEN_FROM, *STREET)),
    ("virtual_address", (*WHOSE, *VIRTUAL)),
    ("operator", OPERATOR),
)

DAYS = frozenset({"valid_from", "valid_to", "first_from", "updated"})
FLAGS = frozenset(
    {"open", "inherited", "active", "internal", "assumed", "reporting_level", "patients_admitted", "ambulant_activity"}
)
METRES = frozenset({"east", "north"})
SERIAL = "serial"
"""The members that are no text, by the last part of their name: dates, yes or no, metres, and the serial."""


def unit_columns() -> list[ShownColumn]:
    """Every member of a unit's JSON, parts of a member with a dot."""
    blocks = [ShownColumn(f"{block}.{name}", da, en) for block, parts in BLOCKS for name, da, en in parts]
    return [*(ShownColumn(*word) for word in PLAIN), *blocks, *(ShownColumn(*word) for word in ENDING)]
