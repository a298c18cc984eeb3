"""Any CSV of units, once told which column holds what: ``--columns code=sor_id,level=sor_type,name=name,...``.

Fields are named as everywhere (parts of one with a dot: ``postal_address.postcode``). Such a file seldom has dates;
without ``valid_from`` it speaks for its snapshot day and on.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import BinaryIO

from sor.core.claim import Claim, Piece
from sor.core.day import OPEN
from sor.core.shapes import Value, text_in
from sor.core.subject import LOCAL_ATTRIBUTES, STREET_ADDRESSES
from sor.core.tree import line_above
from sor.formats.dates import period_end
from sor.formats.delivery import CLOSED, NOTHING, BadFile, Delivery, Undated
from sor.formats.lookups import Lookups
from sor.formats.tables.column_table import (
    Column,
    Layout,
    Read,
    close_to,
    code,
    day,
    decimal,
    level,
    spelling,
    take_day,
    text,
    whole_number,
    yes_or_no,
)
from sor.formats.tables.number_book import NumberBook, location_of
from sor.formats.tables.table_file import TableFile
from sor.formats.tables.unit_rows import (
    FIRST,
    FROM,
    KEY,
    LAST,
    NUMBER,
    PARENT,
    RESOLVED_IN_TABLES,
    SPECIALITY_NAMES,
    UPDATED,
    DuplicateKey,
    RowReader,
    UnitRow,
    status_of,
    unit_values,
    untold_cells,
    untold_in,
    untold_paths,
)

FORMAT = "columns"

REQUIRED = (KEY, "level", "name", "parent")

FIELDS: dict[str, Read] = {
    KEY: whole_number,
    "level": level,
    "name": text,
    "parent": whole_number,
    "type": text,
    "cvr": code,
    "production_unit": code,
    "location_number": code,
    "gln": code,
    "shak": code,
    "provider_identifier": code,
    "pharmacy_identifier": code,
    "local_code": code,
    **dict.fromkeys(LOCAL_ATTRIBUTES, text),
    "speciality": text,
    "organisational_level": code,
    "geographic_location": code,
    "note": text,
    "reporting_level": yes_or_no,
    "patients_admitted": yes_or_no,
    "ambulant_activity": yes_or_no,
    FROM: day,
    "valid_to": day,
    LAST: day,
    FIRST: day,
    UPDATED: day,
    **{
        f"{kind}.{part}": decimal if part in ("east", "north") else text
        for kind in STREET_ADDRESSES
        for part in (
            "street", "building", "floor", "suite", "postcode", "district", "municipality", "street_code", "region",
            "country", "east", "north", "additional",
        )
    },
    **{f"virtual_address.{part}": text for part in ("phone", "email", "website", "fax")},
}  # fmt: skip
"""What a column may hold, and how its cells are read. ``gln`` is ``location_number``; ``type`` and ``speciality`` take
a code or a name; ``valid_to`` is the first day no longer valid, ``last_day`` the last valid one."""

PATHS = {"gln": NUMBER, "location_number": NUMBER, "speciality": SPECIALITY_NAMES[0]}

KNOWN_NAMES: dict[str, tuple[str, ...]] = {
    KEY: ("sorid", "sorkode", "sorcode", "sor", "codesor", "code", "sorunitid", "soridentifier"),
    "level": ("sortype", "level", "niveau", "codetype"),
    "name": ("name", "navn", "enhedsnavn", "entityname", "unitname"),
    "parent": ("parentsorid", "parentsorkode", "parent", "parentcode", "parentcodesor", "partof"),
    "type": ("unittypename", "type", "unittype", "enhedstype", "entitytypename", "unittypecode", "entitytypeid"),
    "location_number": ("gln", "locationnumber", "lokationsnummer", "ean", "eanlocationcode"),
    "shak": ("shak", "shakid", "shakcode", "sghafdkode"),
    "provider_identifier": ("provideridentifier", "ydernummer", "providerid"),
    "production_unit": ("productionunit", "pnummer"),
    FROM: ("validfrom", "fromdate", "gaeldendefradato", "start"),
    LAST: ("lastday", "todate", "ophoertdato"),
    UPDATED: ("updated", "updatedat", "sidstaendretdato"),
}
"""Column names met in files, by what they hold, the better first; every field's own name is known besides."""


def suggest(header: Sequence[str]) -> dict[str, str]:
    """A guess which column holds what, as ``--columns`` takes it: field to column."""
    by_spelling = {spelling(name): name for name in reversed(header)}
    found: dict[str, str] = {}
    for field in FIELDS:
        names = (*KNOWN_NAMES.get(field, ()), spelling(field))
        column = next((by_spelling[name] for name in names if name in by_spelling), None)
        if column is not None and column not in found.values():
            found[field] = column
    return found


def ask_for_columns(file: str, header: Sequence[str]) -> BadFile:
    """The refusal of a table that is none of the known ones, with a proposal."""
    if len(header) < len(REQUIRED):
        return BadFile(f"{file} is none of the files that can be read here, and no table of units either.")
    guess = suggest(header)
    proposal = ",".join(f"{field}={guess.get(field, '?')}" for field in dict.fromkeys((*REQUIRED, *guess)))
    return BadFile(
        f"{file} is a table of none of the known formats. Say which columns hold what, for example:"
        f" --columns '{proposal}'. Its columns are: {', '.join(header)}."
    )


def read(
    stream: BinaryIO,
    file: str,
    *,
    columns: Mapping[str, str] | None,
    lookups: Lookups,
    snapshot: int | None = None,
    part: bool = False,
) -> Delivery:
    """A CSV of units as a delivery.

    columns: field to column, as in ``FIELDS``. snapshot: the day it describes; needed when no column holds
    ``valid_from``. part: the file is not the whole register. Raises BadFile, also when columns are not told.
    """
    table = TableFile(stream, file)
    if not columns:
        raise ask_for_columns(file, table.header)
    layout = Layout(_table(file, columns, table.header), table.header, as_written=True)
    if FROM not in layout.paths and snapshot is None:
        raise Undated(file)
    delivery = Delivery(
        FORMAT,
        file,
        (),
        snapshot=snapshot,
        kinds=frozenset({"unit", "location_number"} if NUMBER in layout.paths else {"unit"}),
        silence=NOTHING if part else CLOSED,
        resolved=(RESOLVED_IN_TABLES | {"location", "cvr"}) & layout.fields,
        notes=layout.notes(),
        day_orders=[layout.days],
        columns=columns,
    )
    delivery.claims = _claims(table, RowReader(layout, delivery), lookups)
    return delivery


def _table(file: str, columns: Mapping[str, str], header: Sequence[str]) -> list[Column]:
    for field, column in columns.items():
        if field not in FIELDS:
            guess = _guess(field, list(FIELDS))
            raise BadFile(f"--columns: there is no field '{field}'{guess}. The fields are: {', '.join(FIELDS)}.")
        if column not in header:
            guess = _guess(column, header)
            raise BadFile(f"{file} has no column '{column}'{guess}. Its columns are: {', '.join(header)}.")
    _refuse_twice(columns)
    missing = [field for field in REQUIRED if field not in columns]
    if missing:
        raise BadFile(f"--columns must also say which column holds: {', '.join(missing)}.")
    return [Column(column, PATHS.get(field, field), FIELDS[field]) for field, column in columns.items()]


def _guess(name: str, names: Sequence[str]) -> str:
    spelt = {spelling(one): one for one in names}
    meant = close_to(spelling(name), list(spelt))
    return "" if meant is None else f" (was {spelt[meant]} meant?)"


def _refuse_twice(columns: Mapping[str, str]) -> None:
    """A column is what one field holds, and a field what one column holds, whichever of its names it is given by."""
    for field, column in columns.items():
        fields = [one for one, named in columns.items() if named == column]
        if len(fields) > 1:
            raise BadFile(
                f"--columns: {column} is named twice: for {' and '.join(fields)}. Name it for the one it holds."
            )
        same = [one for one in columns if PATHS.get(one, one) == PATHS.get(field, field)]
        if len(same) > 1:
            raise BadFile(f"--columns: {' and '.join(same)} are one field. Name the one column that holds it.")


def _claims(table: TableFile, reader: RowReader, lookups: Lookups) -> Iterator[Claim]:
    delivery = reader.delivery
    rows = list(_rows(table, reader))
    by_key = {row.key: row for row in rows}
    owners = _owners(rows, by_key)
    of_owners = {row.flat["cvr"] for row in rows if row.flat.get("level") == "IO" and "cvr" in row.flat}
    days = {KEY, FROM, "valid_to", LAST, FIRST, UPDATED}
    fields = {"specialities" if field == "speciality" else field for field in reader.layout.fields - days}
    if FROM in reader.layout.paths:
        fields.add("status")  # without dates of its own a file cannot say which version of the source this is
    untold = untold_in(reader.layout, fields)
    numbers = NumberBook(delivery, frozenset(), untold=untold)
    for row in rows:
        owner = owners.get(row.key)
        if owner is not None and row.flat.get("cvr") == owner.flat.get("cvr"):
            row.flat.pop("cvr", None)
        elif owner is None and row.flat.get("cvr") in of_owners and _is_unplaced(row, by_key):
            del row.flat["cvr"]  # below which owner it stands is not told; the number is that of one
        values = unit_values(row, lookups, delivery, delivery.snapshot or row.from_day)
        if FROM in reader.layout.paths:
            values["status"] = status_of(row)
        if NUMBER in reader.layout.paths:
            number = text_in(row.flat, NUMBER)
            values["location"] = location_of(number)
            if number is not None:
                numbers.add(number, row, {}, owned=False)
        yield Claim(
            "unit",
            row.key,
            frozenset(fields),
            [Piece(row.from_day, row.to_day, values, untold_cells(row.flat, values))],
            life=[(row.first_from or row.from_day, row.to_day)],
            snapshot=delivery.snapshot or row.from_day,
            line=row.line,
            life_since=row.first_from or row.from_day,
            untold=untold,
        )
    yield from numbers.claims(delivery.snapshot)


def _rows(table: TableFile, reader: RowReader) -> Iterator[UnitRow]:
    twice = DuplicateKey(reader)
    for line, cells in table.rows(reader.refuse_ragged, reader.misfit):
        found = reader.cells(line, cells)
        if found is None:
            continue
        key, flat = found
        to_day = OPEN
        for end in ("valid_to", LAST):
            to_day = min(to_day, period_end(FORMAT, end, take_day(flat, end)))
        stated = take_day(flat, FROM) if FROM in reader.layout.paths else reader.delivery.snapshot
        from_day = reader.period(line, key, stated, to_day, (FROM, LAST))
        if from_day is None:
            continue
        reader.first_day(line, key, from_day, flat)
        row = UnitRow(line, key, from_day, to_day, take_day(flat, FIRST), take_day(flat, UPDATED), flat)
        if not twice(row, by_day=False):
            yield row
    twice.note()
    reader.tell_filled(table)


def _owners(rows: Sequence[UnitRow], by_key: Mapping[str, UnitRow]) -> dict[str, UnitRow]:
    """Each unit's institution owner, as far as the file shows it; an owner has none above it."""
    found: dict[str, UnitRow] = {}
    for row in rows:
        line = line_above(_parent(row), by_key.get, _parent) if row.flat.get("level") != "IO" else ()
        owner = next((above for _, above in line if above.flat.get("level") == "IO"), None)
        if owner is not None:
            found[row.key] = owner
    return found


def _is_unplaced(row: UnitRow, by_key: Mapping[str, UnitRow]) -> bool:
    """Whether a cell for the unit above was rejected in its row, or in one above it."""
    line = [row, *(above for _, above in line_above(_parent(row), by_key.get, _parent))]
    return row.flat.get("level") != "IO" and any(PARENT in untold_paths(one.flat) for one in line)


def _parent(row: UnitRow) -> str:
    parent: Value = row.flat.get("parent")
    return str(parent)
