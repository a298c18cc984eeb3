"""What the columns of the tables mean, in Danish and English, by the path that stands in a column.

The words of a unit's own members are those of its JSON (``unit_words``); here are only the tables' further ones.
"""

from collections.abc import Container, Iterable, Iterator

from sor.core.subject import STREET_ADDRESSES
from sor.formats.published.export_format import ShownColumn
from sor.formats.tables.column_table import Column
from sor.formats.tables.unit_rows import (
    FIRST,
    FROM,
    KEY,
    LAST,
    LEVEL_NAME,
    NUMBER,
    NUMBER_REGION,
    SPECIALITY_CODES,
    SPECIALITY_NAMES,
    STATE,
    TYPE_NAME,
    UPDATED,
)
from sor.formats.tables.unit_words import unit_columns

_UNIT = {shown.name: (shown.da, shown.en) for shown in unit_columns()}
_WHICH = (
    ("main speciality", "hovedspecialet", SPECIALITY_CODES[0], SPECIALITY_NAMES[0]),
    *(
        (f"speciality {n}", f"speciale {n}", code, name)
        for n, (code, name) in enumerate(zip(SPECIALITY_CODES[1:], SPECIALITY_NAMES[1:], strict=True), 2)
    ),
)

WORDS: dict[str, tuple[str, str]] = {
    **_UNIT,
    KEY: ("SOR-kode", "SOR code"),
    FROM: ("Første dag, som rækken gælder", "first day on which the row holds"),
    LAST: ("Sidste dag, som den gælder; tom = ingen kendt", "last valid day; empty = none known"),
    FIRST: ("Første dag i levetiden", "first day of the life"),
    UPDATED: ("Registreringsdag", "day of registration"),
    TYPE_NAME: ("Enhedstypens navn", "name of the type"),
    LEVEL_NAME: ("Det klinisk-administrative niveaus navn", "name of the clinical-administrative level"),
    NUMBER: ("Lokationsnummer, eget eller nedarvet", "location number, own or inherited"),
    STATE: ("Lokationsnummeret er eget, nedarvet eller intet", "whether the number is its own, inherited, or none"),
    NUMBER_REGION: ("Lokationsnummerets region", "region of the location number"),
    "number.system_type_name": ("EDB-system", "type of the system"),
    "number.system_supplier_name": ("Systemleverandør", "supplier of the system"),
    "number.network_name": ("Netoperatør", "network supplier"),
    "number.active": ("Om lokationsnummeret er i brug", "whether the location number is in use"),
    "institution.code": ("Sundhedsinstitutionens SOR-kode", "SOR code of the health institution it belongs to"),
    "institution.name": ("Sundhedsinstitutionens navn", "name of the health institution it belongs to"),
    "institution.type_name": ("Sundhedsinstitutionens type", "type of the health institution it belongs to"),
    "owner.code": ("Institutionsejerens SOR-kode", "SOR code of the institution owner on top"),
    "owner.name": ("Institutionsejerens navn", "name of the institution owner on top"),
    "owner.type_name": ("Institutionsejerens type", "type of the institution owner on top"),
    "geographic_parent.relation": ("Den geografiske tilknytnings art", "kind of the geographical relation"),
    "geographic_parent.parent": ("Den geografiske overenhed", "the geographical parent"),
    **{f"local_attribute_{n}": (f"Lokal attribut {n}", f"local attribute {n}") for n in range(1, 6)},
    **{f"{kind}.region_name": ("Regionens navn", "name of the region") for kind in STREET_ADDRESSES},
    **{
        f"{kind}.line": ("Vej, husnummer, etage og dør", "street, house number, floor, door")
        for kind in STREET_ADDRESSES
    },
    **{code: (f"SNOMED CT-kode for {da}", f"SNOMED CT code of the {en}") for en, da, code, _ in _WHICH},
    **{name: (f"Navn på {da}", f"name of the {en}") for en, da, _, name in _WHICH},
    "number": ("Lokationsnummer (GLN)", "location number (GLN)"),
    "standard": ("Meddelelsestype", "message type"),
    "version": ("Meddelelsestypens version", "version of the message type"),
    "direction": ("receive = modtager, send = sender", "receive or send"),
    "format": ("EDIFACT, OIOXML eller FHIR", "EDIFACT, OIOXML or FHIR"),
    "name_da": ("Navn", "name, in Danish"),
    "key": ("Nøgle", "key"),
    "list": ("Kodeliste", "code list"),
    "old": ("Den erstattede enhed", "the unit that was replaced"),
    "new": ("Enheden, der erstatter den", "the unit that replaces it"),
    "sor": ("SOR-kode", "SOR code"),
    "active": ("Ikke i brug", "true when not in use"),
    "system_type": ("EDB-system, kode", "type of the system, code"),
    "system_type_name": ("EDB-system, navn", "type of the system, name"),
    "system_supplier": ("Systemleverandør, kode", "supplier of the system, code"),
    "system_supplier_name": ("Systemleverandør, navn", "supplier of the system, name"),
    "network": ("Netoperatør, kode", "network supplier, code"),
    "network_name": ("Netoperatør, navn", "network supplier, name"),
    "administrator": ("Administrator, kode", "administrator of the number, code"),
    "internal": ("Kun til internt brug", "for internal use only"),
    "region": ("Region", "region"),
    "street": ("Vejnavn", "street"),
    "postcode": ("Postnummer", "postcode"),
    "district": ("Postdistrikt", "postal district"),
    "municipality": ("Kommunekode", "municipality, four digits"),
    "east": ("Østlig koordinat (ETRS89, zone 32), meter", "easting (ETRS89 / UTM 32), metres"),
    "north": ("Nordlig koordinat (ETRS89, zone 32), meter", "northing (ETRS89 / UTM 32), metres"),
}


MADE_HERE = (" (kolonnens navn er projektets eget)", " (the column's name is made by this project)")


def words_of(columns: Iterable[Column], file: str = "", made_here: Container[Column] = ()) -> list[ShownColumn]:
    """The columns of a table with what they mean. file: the table's name, when a format has several. made_here: those
    of which no official name is public; they say so.
    """
    return list(_words(columns, f"{file}: " if file else "", made_here))


def _words(columns: Iterable[Column], before: str, made_here: Container[Column]) -> Iterator[ShownColumn]:
    for column in columns:
        da, en = WORDS[column.path]
        if column in made_here:
            da, en = da + MADE_HERE[0], en + MADE_HERE[1]
        yield ShownColumn(f"{before}{column.name}", da, en)
