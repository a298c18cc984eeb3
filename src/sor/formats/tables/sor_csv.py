"""``sor.csv`` 1.2.1.19, the old nightly list of the units that are not closed; one row per unit, Danish column names.

It cannot say whether an address is the unit's own or comes from above. For the location number Nedarvningsstatus does.
The table below is the format; facts and their sources in section 7.
"""

from collections import Counter
from collections.abc import Iterator
from typing import BinaryIO

from sor.core.claim import Claim, Piece
from sor.core.shapes import Fields, text_in
from sor.core.subject import STREET_ADDRESSES
from sor.formats.dates import period_end
from sor.formats.delivery import CLOSED, NOTHING, BadFile, Delivery
from sor.formats.lookups import Lookups
from sor.formats.tables.column_table import (
    Column,
    Layout,
    code,
    day,
    level,
    number_code,
    one_of,
    take_day,
    take_text,
    text,
    whole_number,
)
from sor.formats.tables.number_book import NumberBook, location_of
from sor.formats.tables.street_line import split_line
from sor.formats.tables.table_file import TableFile
from sor.formats.tables.unit_rows import (
    FROM,
    INHERITS,
    KEY,
    LAST,
    NUMBER,
    NUMBER_REGION,
    RESOLVED_IN_TABLES,
    SPECIALITY_NAMES,
    STATE,
    TYPE_NAME,
    UNTOLD,
    UPDATED,
    DuplicateKey,
    RowReader,
    UnitRow,
    address_columns,
    region_code,
    status_of,
    unit_values,
    untold_cells,
    untold_in,
    untold_paths,
)

FORMAT = "sor-csv"

NUMBER_ACTIVE = "number.active"
INHERITED, OWN, NO_NUMBER = "nedarvet", "egen", "ingen"
STATES = {INHERITED: INHERITED, "arvet": INHERITED, "inherited": INHERITED, OWN: OWN, "eget": OWN, "own": OWN,
          **dict.fromkeys(("ingen", "intet", "none"), NO_NUMBER)}  # fmt: skip
"""What Nedarvningsstatus may say: two words are known, the others are near at hand."""


def _address(prefix: str, line: str, field: str) -> tuple[Column, ...]:
    pairs = (
        (f"{prefix}_Postnummer", "postcode"), (f"{prefix}_By", "district"), (line, "street"),
        (f"{prefix}_KK", "municipality"), (f"{prefix}_Region", "region_name"), (f"{prefix}_VK", "street_code"),
        (f"{prefix}_X", "east"), (f"{prefix}_Y", "north"),
    )  # fmt: skip
    columns = address_columns(pairs, field)
    return tuple(c._replace(shows=f"{field}.line") if c.name == line else c for c in columns)


def _lower(cell: str) -> str | None:
    return cell.strip().casefold() or None


def _inheritance(state: str) -> str:
    return {"Inherited": INHERITED, "Own": OWN}.get(state, "")


def _activity(active: bool) -> str:
    return "aktiv" if active else "ikke-aktiv"


COLUMNS = (
    Column("Enhedsnavn", "name", text),
    Column("Enhedstype", "type", text, shows=TYPE_NAME, write=str.lower),  # real files: names in lower case
    Column("SOR-type", "level", level),
    Column("Gaeldende_fra_dato", FROM, day),
    Column("Ophoert_dato", LAST, day),
    Column("Sidst_aendret_dato", UPDATED, day),
    Column("SghAfd-kode", "shak", code),
    Column("SOR-kode", KEY, whole_number),
    Column("Parent-SOR-kode", "parent", whole_number),
    Column("Institutionsejer", "", text, shows="owner.name"),
    Column("Sundhedsinstitution", "", text, shows="institution.name"),
    Column("Ydernummer", "provider_identifier", code),
    Column("Lokalkode", "local_code", text),
    Column("Telefon", "virtual_address.phone", text),
    Column("Fax", "virtual_address.fax", text),
    Column("E-mail", "virtual_address.email", text),
    Column("Hjemmeside", "virtual_address.website", text),
    Column("Lokationsnummer", NUMBER, number_code),
    Column("Region", NUMBER_REGION, text),
    Column("EDB-system", "number.system_type_name", text),
    Column("Systemleverandoer", "number.system_supplier_name", text),
    Column("Netoperatoer", "number.network_name", text),
    Column("Nedarvningsstatus", INHERITS, one_of(STATES), shows=STATE, write=_inheritance),
    Column("Lokationsnummerstatus", NUMBER_ACTIVE, _lower, write=_activity),
    *_address("P", "Postadresse", "postal_address"),
    *_address("B", "Besoegsadresse", "visiting_address"),
    *_address("A", "Aktivitetsadresse", "activity_address"),
    Column("Apoteksnummer", "pharmacy_identifier", code),
    Column("Geografisk_lokalisation", "geographic_location", text),
    Column("Hovedspeciale", SPECIALITY_NAMES[0], text, also=("Speciale1",)),
    *(Column(f"Speciale{n}", path, text) for n, path in enumerate(SPECIALITY_NAMES[1:], 2)),
    Column("CVR", "cvr", number_code),
    Column("P-nummer", "production_unit", number_code),
)
"""All columns of which the name is known. Institutionsejer and Sundhedsinstitution repeat what Parent-SOR-kode says.
The speciality columns from the second on are inferred from a database made from this file."""

NEEDED = ("SOR-kode", "SOR-type", "Enhedsnavn", "Gaeldende_fra_dato")

OPTIONAL = frozenset(SPECIALITY_NAMES[1:])
"""Paths of columns that are only inferred: nobody is told when they are missing."""

ACTIVE = {"aktiv": True, "aktivt": True, "ikke-aktiv": False, "ikke-aktivt": False, "inaktiv": False, "inaktivt": False}
"""What Lokationsnummerstatus may say [I]; anything else says nothing."""

SHOWN = 3
"""Words that a note quotes."""

_NOT_FIELDS = frozenset({KEY, FROM, LAST, UPDATED, "number", "speciality"})


def recognises_header(names: frozenset[str]) -> bool:
    """Whether a table is ``sor.csv``, by the spellings of its columns."""
    return {"sorkode", "enhedsnavn", "gaeldendefradato"} <= names


def read(stream: BinaryIO, file: str, *, lookups: Lookups, snapshot: int | None = None, part: bool = False) -> Delivery:
    """The file as a delivery. It carries no day: snapshot is the one given, or None. Raises BadFile."""
    table = TableFile(stream, file)
    layout = Layout(COLUMNS, table.header)
    lacking = [name for name in NEEDED if name in layout.missing]
    if lacking:
        raise BadFile(f"{file} looks like sor.csv but has no column {', '.join(lacking)}. Fetch the whole file.")
    resolved = set(RESOLVED_IN_TABLES & layout.fields)
    if INHERITS not in layout.paths and NUMBER in layout.paths:
        resolved.add("location")
    delivery = Delivery(
        FORMAT,
        file,
        (),
        snapshot=snapshot,
        kinds=frozenset({"unit", "location_number"} if NUMBER in layout.paths else {"unit"}),
        silence=NOTHING if part else CLOSED,
        resolved=frozenset(resolved),
        notes=layout.notes(OPTIONAL),
        day_orders=[layout.days],
    )
    delivery.claims = _claims(table, RowReader(layout, delivery), lookups)
    return delivery


def fields_told(layout: Layout, level: str | None) -> frozenset[str]:
    """The fields the file speaks of for a unit of a level: a CVR number only of an owner, whose it is (F2)."""
    told = (layout.fields - _NOT_FIELDS) | {"status"}
    if layout.paths & set(SPECIALITY_NAMES):
        told |= {"specialities"}
    if NUMBER not in layout.paths:
        told -= {"location"}  # the state alone does not say which number
    return told if level == "IO" else told - {"cvr"}


def _claims(table: TableFile, reader: RowReader, lookups: Lookups) -> Iterator[Claim]:
    delivery, layout = reader.delivery, reader.layout
    told = {level: fields_told(layout, level) for level in ("IO", "HI", "OU", None)}
    untold = untold_in(layout, told["IO"], one_line=True)
    number_fields = frozenset(path[7:] for path in layout.paths if path.startswith("number."))
    numbers = NumberBook(delivery, number_fields, untold_when_empty=frozenset({"active"}), untold=untold)
    unknown: Counter[str] = Counter()
    for row in _rows(table, reader):
        number, inherited = text_in(row.flat, NUMBER), row.flat.pop(INHERITS, None) == INHERITED
        data = _number_data(row, number, lookups, delivery, unknown)
        if number is not None:
            numbers.add(number, row, data, owned=not inherited)
        values = unit_values(row, lookups, delivery, delivery.snapshot or row.from_day)
        values["status"] = status_of(row)
        if NUMBER in layout.paths:
            values["location"] = location_of(number, inherited=inherited)
        fields = told[text_in(values, "level")]
        told_values = {field: values[field] for field in values if field in fields}
        yield Claim(
            "unit",
            row.key,
            fields,
            [Piece(row.from_day, row.to_day, told_values, untold_cells(row.flat, values))],
            life=[(row.from_day, row.to_day)],
            snapshot=delivery.snapshot,
            line=row.line,
            life_since=row.from_day,
            untold=untold,
        )
    if unknown:
        words = ", ".join(f"'{word}' ({count:,} rows)" for word, count in unknown.most_common(SHOWN))
        delivery.notes.append(f"{layout.name_of(NUMBER_ACTIVE)} says nothing by words that are not known: {words}.")
    yield from numbers.claims(delivery.snapshot)


def _rows(table: TableFile, reader: RowReader) -> Iterator[UnitRow]:
    twice = DuplicateKey(reader)
    for line, cells in table.rows(reader.refuse_ragged, reader.misfit):
        found = reader.cells(line, cells)
        if found is None:
            continue
        key, flat = found
        to_day = period_end(FORMAT, "Ophoert_dato", take_day(flat, LAST))
        stated = take_day(flat, FROM)
        from_day = reader.period(line, key, stated, to_day, ("Gaeldende_fra_dato", "Ophoert_dato"))
        if from_day is None:
            continue
        for field in STREET_ADDRESSES:
            written = take_text(flat, f"{field}.street")
            if written is not None:
                flat |= {f"{field}.{part}": value for part, value in split_line(written).items()}
            elif f"{field}.street" in (unread := untold_paths(flat)):
                flat[UNTOLD] = (*unread, *(f"{field}.{part}" for part in ("building", "floor", "suite")))
        row = UnitRow(line, key, from_day, to_day, None, take_day(flat, UPDATED), flat)
        if not twice(row, by_day=False):
            reader.one_number(line, key, flat, INHERITS, OWN, NO_NUMBER)
            reader.note_shown(line, key, flat)
            yield row
    twice.note()
    reader.tell_filled(table)


def _number_data(
    row: UnitRow, number: str | None, lookups: Lookups, delivery: Delivery, unknown: Counter[str]
) -> Fields:
    """Takes what the row says of the location number out of the unit's cells. Names of systems, suppliers and networks
    are fields beside their codes: no public list pairs them, and a name must not replace a code that an XML brought.
    unknown: counts the words for active and inactive that are none.
    """
    data = {path[7:]: row.flat.pop(path) for path in list(row.flat) if path.startswith("number.")}
    if "active" in data:
        active = str(data["active"])
        unknown.update({active} - ACTIVE.keys())
        data["active"] = ACTIVE.get(active)
    if "region" in data and number is not None:
        data["region"] = region_code(
            str(data["region"]), "location_number", number, "region", row.from_day, lookups, delivery
        )
    return {field: value for field, value in data.items() if value is not None}
