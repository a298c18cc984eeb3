"""The units of SOR2 CSV: ``SorEntity_daily.csv`` (what is open or will be) and ``SOREntity.csv`` (the whole history).

One table serves both; a unit may stand on several rows, each a version of it. Facts and their sources in section 9.
"""

from collections.abc import Iterator
from typing import BinaryIO

from sor.core.claim import Claim, Piece
from sor.core.day import START
from sor.core.shapes import Fields, text_in
from sor.core.subject import LOCAL_ATTRIBUTES
from sor.formats.dates import check_meaning_of_end, period_end
from sor.formats.delivery import ANNULLED, CLOSED, NOTHING, BadFile, Delivery
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
    yes_or_no,
)
from sor.formats.tables.number_book import NumberBook, location_of
from sor.formats.tables.row_history import DatedRow, RowHistory, join_periods
from sor.formats.tables.table_file import TableFile
from sor.formats.tables.unit_rows import (
    FIRST,
    FROM,
    KEY,
    LAST,
    LEVEL_NAME,
    NO_STATE,
    NUMBER,
    NUMBER_REGION,
    RESOLVED_IN_TABLES,
    SPECIALITY_CODES,
    SPECIALITY_NAMES,
    STATE,
    TYPE_NAME,
    UNTOLD,
    UPDATED,
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

DAILY, COMPLETE = "sor2-daily", "sor2-complete"

_ADDRESSES = (
    ("PostalAddress", "postal_address"),
    ("VisitingAddress", "visiting_address"),
    ("ActivityAddress", "activity_address"),
)
_SEEN_PARTS = (
    ("StreetName", "street"), ("StreetBuildingId", "building"), ("FloorId", "floor"), ("SuiteId", "suite"),
    ("AdditionalAddressInfo", "additional"), ("PostCodeId", "postcode"), ("DistrictName", "district"),
    ("CoordETRS89z32EMeasure", "east"), ("CoordETRS89z32NMeasure", "north"),
)  # fmt: skip
_GUESSED_PARTS = (("RegionCode", "region"), ("MunicipalityCode", "municipality"), ("StreetCode", "street_code"))

STATES = {
    "own": "Own", "1": "Own", "egen": "Own", "eget": "Own", "none": "None", "2": "None", "ingen": "None",
    "intet": "None", "inherited": "Inherited", "3": "Inherited", "nedarvet": "Inherited",
}  # fmt: skip
"""What EanLocationCodeState may say."""

SEEN = (
    Column("SorId", KEY, whole_number),
    Column("EntityName", "name", text),
    Column("SorType", "level", level),
    Column("EntityTypeName", TYPE_NAME, text),
    Column("ShakId", "shak", code),
    Column("FromDate", FROM, day),
    Column("ToDate", LAST, day),
    Column("FirstFromDate", FIRST, day),
    *(Column(f"PrioritizedEntitySpeciality{n}Id", path, number_code) for n, path in enumerate(SPECIALITY_CODES, 1)),
    *(Column(f"PrioritizedEntitySpeciality{n}Name", path, text) for n, path in enumerate(SPECIALITY_NAMES, 1)),
    *(
        column
        for name, field in _ADDRESSES
        for column in address_columns(((f"{name}{part}", path) for part, path in _SEEN_PARTS), field)
    ),
    Column("PostalAddressRegionCode", "postal_address.region", number_code),
    Column("VirtualAddressTelephoneNumber", "virtual_address.phone", text),
    Column("VirtualAddressWebsite", "virtual_address.website", text),
    Column("VirtualAddressEmailAddress", "virtual_address.email", text),
    Column("EanLocationCodeRegionName", NUMBER_REGION, text),
    Column("OrganisationalLevelCode", "organisational_level", number_code),
)
"""Columns that programs reading the real files use, or that are documented."""

GUESSED = (
    Column("EntityTypeId", "type", number_code, also=("EntityTypeCode", "EntityTypeIdentifier")),
    Column("ParentSorId", "parent", whole_number, also=("ParentEntitySorId", "ParentSorIdentifier", "ParentId")),
    Column("UpdatedAtDate", UPDATED, day, also=("UpdatedAt", "LastUpdatedDate")),
    Column("ProviderId", "provider_identifier", code, also=("ProviderIdentifier",)),
    Column("PharmacyId", "pharmacy_identifier", code, also=("PharmacyIdentifier",)),
    Column("LocalCode", "local_code", text),
    *(Column(f"LocalAttribute{n}", field, text) for n, field in enumerate(LOCAL_ATTRIBUTES, 1)),
    Column(  # no guess: a reader of the real file takes it by this name; it stands where the guessed one stood
        "InstitutionOwnerCvrNumberId",
        "cvr",
        number_code,
        also=("CvrNumberId", "Cvr", "CvrNumber", "CvrNumberIdentifier", "CvrId"),
    ),
    Column("ProductionUnitId", "production_unit", number_code, also=("PNumber", "ProductionUnitIdentifier")),
    Column("EanLocationCode", NUMBER, number_code, also=("EanLocationCodeId", "LocationCode")),
    Column("EanLocationCodeState", STATE, one_of(STATES)),
    *(
        column
        for name, field in _ADDRESSES
        for column in address_columns(((f"{name}{part}", path) for part, path in _GUESSED_PARTS), field)
        if column.name != "PostalAddressRegionCode"
    ),
    Column("VirtualAddressFaxNumber", "virtual_address.fax", text),
    Column(
        "GeographicalLocalisationId", "geographic_location", number_code, also=("GeographicalLocalisationIdentifier",)
    ),
    Column("GeographicalParentRelation", "geographic_parent.relation", number_code),
    Column("GeographicalParentSorId", "geographic_parent.parent", whole_number),
    Column("ReportingLevelIndicator", "reporting_level", yes_or_no),
    Column("PatientsAdmittedIndicator", "patients_admitted", yes_or_no),
    Column("AmbulantActivityIndicator", "ambulant_activity", yes_or_no),
    Column("Note", "note", text, also=("SorNote",)),
)
"""Names made by this project after the pattern of the others: the official ones are not public. Replace them here
when the real header is known; until then nobody is told when one is missing, but for the unit above."""

REPEATED = (
    Column("HealthInstitutionSorId", "", whole_number, shows="institution.code"),
    Column("HealthInstitutionEntityName", "", text, shows="institution.name"),
    Column("HealthInstitutionEntityTypeName", "", text, shows="institution.type_name"),
    Column("InstitutionOwnerSorId", "", whole_number, shows="owner.code"),
    Column("InstitutionOwnerEntityName", "", text, shows="owner.name"),
    Column("InstitutionOwnerEntityTypeName", "", text, shows="owner.type_name"),
    Column("OrganisationalLevelName", "", text, shows=LEVEL_NAME),
)
"""Columns that repeat what other columns or rows say."""

COLUMNS = SEEN + GUESSED + REPEATED
NEEDED = ("SorId", "EntityName", "FromDate")
OPTIONAL = frozenset(column.field for column in GUESSED) - {"parent", "type"}

_NOT_FIELDS = frozenset({KEY, FROM, LAST, FIRST, UPDATED, TYPE_NAME, "number", "speciality", "location"})


def recognises_header(names: frozenset[str]) -> bool:
    """Whether a table holds SOR2 units, by the spellings of its columns."""
    return {"sorid", "entityname", "fromdate"} <= names


def read(
    stream: BinaryIO,
    file: str,
    *,
    lookups: Lookups,
    complete: bool,
    snapshot: int | None = None,
    part: bool = False,
) -> Delivery:
    """A table of units as a delivery; it speaks for each unit from its earliest row on.

    complete: the file lists closed units too, with their whole history. It carries no day of its own. Raises BadFile.
    """
    table = TableFile(stream, file)
    layout = Layout(COLUMNS, table.header)
    lacking = [name for name in NEEDED if name in layout.missing]
    if lacking:
        raise BadFile(f"{file} looks like SOR2 units but has no column {', '.join(lacking)}. Fetch the whole file.")
    resolved = set(RESOLVED_IN_TABLES & layout.fields)
    if NUMBER in layout.paths and STATE not in layout.paths:
        resolved.add("location")
    whole = frozenset({"unit", "location_number"} if NUMBER in layout.paths else {"unit"})
    delivery = Delivery(
        COMPLETE if complete else DAILY,
        file,
        (),
        snapshot=snapshot,
        kinds=whole,
        silence=NOTHING if part else ANNULLED if complete else CLOSED,
        resolved=frozenset(resolved),
        notes=layout.notes(OPTIONAL),
        day_orders=[layout.days],
    )
    delivery.claims = _claims(table, RowReader(layout, delivery), lookups)
    return delivery


def fields_told(layout: Layout, level: str | None) -> frozenset[str]:
    """The fields the file speaks of for a unit of a level: a CVR number only of an owner, whose it is (F2)."""
    told = (layout.fields - _NOT_FIELDS) | {"status"}
    if TYPE_NAME in layout.paths:
        told |= {"type"}
    if layout.paths & {*SPECIALITY_CODES, *SPECIALITY_NAMES}:
        told |= {"specialities"}
    if NUMBER in layout.paths:
        told |= {"location"}
    return told if level == "IO" else told - {"cvr"}


def _claims(table: TableFile, reader: RowReader, lookups: Lookups) -> Iterator[Claim]:
    delivery, layout = reader.delivery, reader.layout
    history = _history(table, reader)
    check_meaning_of_end(delivery.file, delivery.format, "ToDate", history.neighbours())
    told = {level: fields_told(layout, level) for level in ("IO", "HI", "OU", None)}
    untold = untold_in(layout, told["IO"])
    numbers = NumberBook(delivery, frozenset({"region"} if NUMBER_REGION in layout.paths else ()), untold=untold)
    for key, rows in history.subjects():
        versions = [_unit_row(key, dated) for dated in rows]
        fields = told[text_in(versions[-1].flat, "level")]
        pieces = []
        for row in versions:
            values = _values(row, layout, lookups, delivery, numbers)
            values = {field: value for field, value in values.items() if field in fields}
            pieces.append(Piece(row.from_day, row.to_day, values, untold_cells(row.flat, values)))
        life = join_periods(pieces)
        firsts = [row.first_from for row in versions if row.first_from is not None]
        life[0] = (min([life[0][0], *firsts]), life[0][1])
        is_told = FIRST in layout.paths and not any(FIRST in untold_paths(row.flat) for row in versions)
        silent = not firsts and (delivery.format == DAILY or not is_told)
        since = rows[0].from_day if silent else START
        yield Claim("unit", key, fields, pieces, life, line=rows[0].line, life_since=since, gathered="unit",
                    untold=untold)  # fmt: skip
    delivery.notes += history.notes()
    yield from numbers.claims(delivery.snapshot)


def _history(table: TableFile, reader: RowReader) -> RowHistory:
    history = RowHistory(reader.reject_repeated)
    for line, cells in table.rows(reader.refuse_ragged, reader.misfit):
        found = reader.cells(line, cells)
        if found is None:
            continue
        key, flat = found
        to_day = period_end(reader.delivery.format, "ToDate", take_day(flat, LAST))
        from_day = reader.period(line, key, take_day(flat, FROM), to_day, ("FromDate", "ToDate"))
        if from_day is not None:
            reader.first_day(line, key, from_day, flat)
            reader.one_number(line, key, flat, STATE, "Own", "None")
            if from_day <= (reader.delivery.snapshot or from_day) < to_day:
                reader.note_shown(line, key, flat)
            history.add(key, line, from_day, to_day, flat)
    reader.tell_filled(table)
    return history


def _unit_row(key: str, dated: DatedRow) -> UnitRow:
    flat = dated.values()
    first_from, updated = take_day(flat, FIRST), take_day(flat, UPDATED)
    return UnitRow(dated.line, key, dated.from_day, dated.to_day, first_from, updated, flat)


def _day_of(row: UnitRow, snapshot: int | None) -> int:
    """The day on which what a row shows of code lists is judged: the file's, as long as the row holds on it."""
    return snapshot if snapshot is not None and row.from_day <= snapshot < row.to_day else row.from_day


def _values(row: UnitRow, layout: Layout, lookups: Lookups, delivery: Delivery, numbers: NumberBook) -> Fields:
    """The fields of one version of a unit; what it tells of the location number it uses goes to the numbers."""
    flat = row.flat
    type_name = flat.pop(TYPE_NAME, None)
    if type_name is not None:
        flat.setdefault("type", type_name)
    number, state, region = text_in(flat, NUMBER), flat.pop(STATE, None), take_text(flat, NUMBER_REGION)
    inherited = state == "Inherited"
    if number is not None:
        data: Fields = {}
        if region is not None:
            data["region"] = region_code(region, "location_number", number, "region", row.from_day, lookups, delivery)
        numbers.add(number, row, data, owned=not inherited)
    values = unit_values(row, lookups, delivery, _day_of(row, delivery.snapshot))
    values["status"] = status_of(row)
    if NUMBER in layout.paths and (number is not None or state is not None or STATE not in layout.paths):
        values["location"] = location_of(number, inherited=inherited)
    elif NUMBER in layout.paths and STATE not in untold_paths(flat):
        flat[UNTOLD] = (*untold_paths(flat), NO_STATE)
    return values
