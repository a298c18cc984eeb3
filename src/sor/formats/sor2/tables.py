"""The tables beside the units in ``SOR_complete.zip``: numbers, message types, places, code lists, successions.

None of their columns is public. All names below are made by this project, after the pattern of ``SOREntity.csv``;
replace them here when the real headers are known. Each table can be read on its own.
"""

from collections.abc import Callable, Iterator, Sequence
from pathlib import PurePath
from typing import BinaryIO, NamedTuple

from sor.core.claim import ENDLESS, FIRST_DAY, Claim, Piece
from sor.core.day import START, begins_something, write_day
from sor.core.identifiers import LOCATION_NUMBER_DIGITS, is_digits, is_number, sor_code_problem
from sor.core.shapes import Fields, text_in
from sor.core.subject import code_key, edi_key, succession_key
from sor.formats.dates import period_end
from sor.formats.delivery import NOTHING, Delivery
from sor.formats.findings import EDITED, cells_left_out
from sor.formats.tables.cell_damage import CellDamage
from sor.formats.tables.column_table import (
    Column,
    Layout,
    Read,
    code,
    day,
    decimal,
    nest_paths,
    number_code,
    one_of,
    spelling,
    take_day,
    text,
    whole_number,
    yes_or_no,
)
from sor.formats.tables.row_history import DatedRow, RowHistory, join_periods
from sor.formats.tables.table_file import TableFile
from sor.formats.tables.table_writer import write_flag
from sor.formats.tables.unit_rows import (
    FIRST,
    FROM,
    LAST,
    LEVEL_NAME,
    UNTOLD,
    UPDATED,
    misfit,
    reject_cell,
    status,
    untold_paths,
)

Flat = Fields

_DAYS = frozenset({FROM, LAST, UPDATED, FIRST})


def _not(cell: str) -> bool | None:
    found = yes_or_no(cell)
    return None if found is None else not found


def _columns(*entries: tuple[str, str, Read] | Column) -> tuple[Column, ...]:
    dates = (("FromDate", FROM, day), ("ToDate", LAST, day), ("UpdatedAtDate", UPDATED, day))
    return tuple(Column(*entry) for entry in (*entries, *dates))


class SideTable(NamedTuple):
    """One table. key: the subject a row is about, None when the row names none; needs: the columns that make it up;
    parts: paths that are no fields beside it; marks: further columns by which the table is recognised; always: fields
    that every row says are true; turns: columns without which a row would name another subject than it means;
    receives: a column that only the list of what numbers receive has, which needs no direction.
    An empty FromDate means since the first day there is.
    """

    name: str
    kind: str
    columns: tuple[Column, ...]
    key: Callable[[Flat], str | None]
    parts: frozenset[str]
    needs: tuple[str, ...]
    marks: tuple[str, ...] = ()
    always: tuple[str, ...] = ()
    turns: tuple[str, ...] = ()
    receives: str = ""

    def lacking(self, header: Sequence[str]) -> list[str]:
        """The columns that a table needs to name its subjects, and does not have."""
        missing = Layout(self.columns, header).missing
        turns = () if self.receives in header else self.turns
        return [name for name in (*self.needs, *turns) if name in missing]

    @property
    def format(self) -> str:
        """The format's name for messages and the log."""
        return f"sor2-{self.name.lower()}"

    def recognises_header(self, names: frozenset[str]) -> bool:
        """Whether a table is this one, by the spellings of its columns."""
        return all(spelling(name) in names for name in (*self.needs, *self.marks))


def _number(flat: Flat) -> str | None:
    """A location number; one that lost a digit is none. A wrong check digit is for the rules to tell."""
    found = text_in(flat, "number")
    return found if found and len(found) == LOCATION_NUMBER_DIGITS and is_digits(found) else None


def _edi(flat: Flat) -> str | None:
    number, standard, version = _number(flat), text_in(flat, "standard"), text_in(flat, "version")
    if not number or not standard or not version:
        return None
    return edi_key(number, standard, version, text_in(flat, "direction") or RECEIVE)


def _unit(flat: Flat) -> str | None:
    found = text_in(flat, "sor")
    return None if found is None or sor_code_problem(found) else found


def _succession(flat: Flat) -> str | None:
    old, new = text_in(flat, "old"), text_in(flat, "new")
    return succession_key(old, new) if old and new and old != new else None


def _message_type(flat: Flat) -> str | None:
    parts = [str(flat[part]) for part in ("standard", "version") if part in flat]
    return code_key("edi_message_type", "/".join(parts)) if len(parts) == 2 else None


def _find_code_key(flat: Flat) -> str | None:
    name, code = LISTS.get(spelling(text_in(flat, "list") or "")), flat.get("code")
    return code_key(name, code) if name and is_number(code) else None


RECEIVE = "receive"
DIRECTIONS = {"receive": RECEIVE, "modtag": RECEIVE, "modtage": RECEIVE, "ind": RECEIVE, "in": RECEIVE,
              "send": "send", "sende": "send", "ud": "send", "out": "send"}  # fmt: skip
"""A row without a direction is a type that the number accepts."""

LISTS = {
    "entitytype": "entity_type", "institutionownertype": "entity_type", "healthinstitutiontype": "entity_type",
    "organizationalunittype": "entity_type", "clinicalspeciality": "speciality", "speciality": "speciality",
    "organisationallevel": "organisational_level", "organisationallevelgroup": "organisational_level",
    "sororganisationallevel": "organisational_level", "specialitytype": "speciality_type",
    "systemtype": "system_type_v2", "systemsupplier": "system_supplier_v2", "communicationsupplier": "network",
    "ediadministrator": "edi_administrator_v2", "region": "region",
}  # fmt: skip
"""What the column ``Classification`` may say, and which of our lists it is."""

LOCATION_NUMBERS = SideTable(
    "LocationsCodes",
    "location_number",
    _columns(
        ("EanLocationCode", "number", number_code),
        ("SystemTypeId", "system_type", number_code),
        ("SystemTypeName", "system_type_name", text),
        ("SystemSupplierId", "system_supplier", number_code),
        ("SystemSupplierName", "system_supplier_name", text),
        ("CommunicationSupplierId", "network", number_code),
        ("CommunicationSupplierName", "network_name", text),
        ("RegionCode", "region", number_code),
        ("EdiAdministratorId", "administrator", number_code),
        ("OnlyInternalIndicator", "internal", yes_or_no),
        Column("NonActiveIndicator", "active", _not, write=lambda active: write_flag(not active)),
        ("Note", "note", text),
        ("FirstFromDate", FIRST, day),
    ),
    _number,
    frozenset({"number"}),
    ("EanLocationCode",),
    ("SystemTypeId",),
)

MESSAGE_TYPES_OF_NUMBERS = SideTable(
    "LocationsCodeEDITypeMap",
    "edi",
    _columns(
        ("EanLocationCode", "number", number_code),
        ("EDITypeCode", "standard", code),
        ("EDITypeVersion", "version", code),
        ("Direction", "direction", one_of(DIRECTIONS)),
        ("Format", "format", text),
    ),
    _edi,
    frozenset({"number", "standard", "version", "direction"}),
    ("EanLocationCode", "EDITypeCode", "EDITypeVersion"),
    turns=("Direction",),
    receives="EDITypeName",
)

MESSAGE_TYPES = SideTable(
    "EDITypes",
    "code",
    _columns(
        ("EDITypeCode", "standard", code),
        ("EDITypeVersion", "version", code),
        ("Format", "format", text),
        ("EDITypeName", "name_da", text),
    ),
    _message_type,
    frozenset(),
    ("EDITypeCode", "EDITypeVersion"),
    ("EDITypeName",),
)

PLACES = SideTable(
    "Geolocations",
    "place",
    _columns(
        ("GeographicalLocalisationId", "key", number_code),
        ("GeographicalLocalisationName", "name", text),
        ("StreetName", "street", text),
        ("PostCodeId", "postcode", code),
        ("DistrictName", "district", text),
        ("MunicipalityCode", "municipality", number_code),
        ("RegionCode", "region", number_code),
        ("CoordETRS89z32EMeasure", "east", decimal),
        ("CoordETRS89z32NMeasure", "north", decimal),
    ),
    lambda flat: text_in(flat, "key"),
    frozenset({"key"}),
    ("GeographicalLocalisationId",),
    ("GeographicalLocalisationName",),
)

CLASSIFICATIONS = SideTable(
    "SORClassifications",
    "code",
    _columns(("Classification", "list", text), ("Code", "code", number_code), ("Name", "name_da", text)),
    _find_code_key,
    frozenset({"list", "code"}),
    ("Classification", "Code"),
    ("Name",),
)

SUCCESSIONS = SideTable(
    "SORReplacedEntities",
    "succession",
    _columns(("SorId", "old", whole_number), ("ReplacedBySorId", "new", whole_number)),
    _succession,
    frozenset({"old", "new"}),
    ("SorId", "ReplacedBySorId"),
    always=("replaces", "replaced_by"),
)

SHAK_OF_UNITS = SideTable(
    "SHAKSORMap",
    "unit",
    _columns(
        ("ShakId", "shak", code),
        ("SorId", "sor", whole_number),
        Column("OrganisationalLevelCode", "", number_code, shows="organisational_level"),
        Column("OrganisationalLevelName", "", text, shows=LEVEL_NAME),
    ),
    _unit,
    frozenset({"sor"}),
    ("ShakId", "SorId"),
)
UNITS_OF_SHAK = SHAK_OF_UNITS._replace(
    name="SORSHAKMap", columns=(SHAK_OF_UNITS.columns[1], SHAK_OF_UNITS.columns[0], *SHAK_OF_UNITS.columns[2:])
)
"""The same map from the other side, sorted by SOR code."""

SIDES = (
    SUCCESSIONS, MESSAGE_TYPES_OF_NUMBERS, LOCATION_NUMBERS, MESSAGE_TYPES, PLACES, CLASSIFICATIONS, SHAK_OF_UNITS,
    UNITS_OF_SHAK,
)  # fmt: skip
"""All of them, in the order in which they are recognised. The maps of SHAK codes say again what ``ShakId`` says on the
rows of the units, and may name two codes for one unit on one day; they are read when the units' table has no ShakId."""


def by_name(file: str) -> SideTable | None:
    """The table that a file of this name holds; the last s is not sure (``LocationsCode.csv`` is written too)."""
    stem = spelling(PurePath(file).stem).removesuffix("s")
    return next((side for side in SIDES if spelling(side.name).removesuffix("s") == stem), None)


def read(stream: BinaryIO, file: str, side: SideTable, *, snapshot: int | None = None) -> Delivery:
    """One of the tables as a delivery. Being absent from it means nothing. Raises BadFile."""
    delivery = Delivery(side.format, file, (), snapshot=snapshot, kinds=frozenset({side.kind}), silence=NOTHING)
    delivery.claims = claims(stream, file, side, delivery)
    return delivery


NO_ROWS = "has a header and no rows; what it would say stays as it is."


def not_read(file: str, lacking: Sequence[str], header: Sequence[str]) -> str:
    """The note about a table without the columns that name its subjects."""
    return f"{file} was not read: it has no column {', '.join(lacking)}. Its columns are: {', '.join(header)}."


def claims(stream: BinaryIO, file: str, side: SideTable, delivery: Delivery) -> Iterator[Claim]:
    """The claims of one of the tables, complaints and rejections into a delivery; one claim per subject.

    Without a column FromDate the table speaks for the delivery's snapshot day and on.
    """
    table = TableFile(stream, file)
    repeating = (Column(side.receives, "", text),) if side.receives else ()
    layout = Layout((*side.columns, *repeating), table.header)
    lacking = side.lacking(table.header)
    if lacking:
        delivery.notes.append(not_read(file, lacking, table.header))
        return
    delivery.day_orders.append(layout.days)
    delivery.notes += [f"{file}: {note}" for note in layout.notes({UPDATED, LAST, FROM, FIRST})]
    delivery.called[side.kind, EDITED] = f"{layout.name_of(UPDATED)} of {side.name}"

    def reject(line: int, reason: str, key: str | None = None) -> None:
        delivery.reject(line, f"{file}: {reason}", kind=side.kind, key=key)

    def refuse_ragged(line: int, reason: str) -> None:
        delivery.count_row(side.kind)
        reject(line, reason)

    def refuse_repeated(line: int, reason: str, key: str, _: Flat) -> None:
        delivery.reject(line, f"{file}: {reason}", kind=side.kind, key=key, repeated=True)

    starts = next((place for place, column in layout.places if column.field == FROM), 0)
    undated = delivery.snapshot if FROM not in layout.paths else None
    history = RowHistory(refuse_repeated)
    rows_before = delivery.rows
    for line, cells in table.rows(refuse_ragged, lambda cells: _misfit(side, layout, cells)):
        delivery.count_row(side.kind)
        flat, key = _read(side, layout, line, cells, delivery)
        if key is None:
            reject(line, f"the row names no {side.kind} ({', '.join(side.needs)})")
            continue
        stated = take_day(flat, FROM)
        if FROM in layout.paths and cells[starts] and not begins_something(START if stated is None else stated):
            why = "on which nothing begins" if stated is not None else "which is not a date"
            reject(line, f"FromDate is '{cells[starts]}', {why}", key)
            continue
        from_day = (undated or START) if stated is None else stated
        to_day = period_end("sor2-complete", "ToDate", take_day(flat, LAST))
        if to_day <= from_day:
            reject(line, "ToDate lies before FromDate", key)
            continue
        first = flat.get(FIRST)
        if isinstance(first, int) and first > from_day:
            _reject_first(side, layout, line, key, from_day, flat, delivery)
        history.add(key, line, from_day, to_day, flat)
    _tell_of_rows(delivery, table, side.kind, delivery.rows - rows_before)
    dated = FROM in layout.paths and side.kind == "location_number"
    fields = (layout.fields - side.parts - _DAYS) | set(side.always) | ({"status"} if dated else set())
    starts_late = side.kind == LOCATION_NUMBERS.kind and FIRST not in layout.paths
    untold = _untold(layout)
    for key, rows in history.subjects():
        pieces = [
            Piece(row.from_day, row.to_day, _values(side, row, dated=dated), frozenset(untold_paths(row.values())))
            for row in rows
        ]
        life, since = None if side.kind == "unit" else _life(rows, pieces), START
        if undated is not None and life is not None:
            since, life = undated, [(START, life[-1][1])]
        is_unread = any(FIRST in untold_paths(row.values()) for row in rows)
        since = rows[0].from_day if (starts_late or is_unread) and undated is None else since
        yield Claim(side.kind, key, frozenset(fields), pieces, life, undated, rows[0].line, since, side.kind, untold)
    delivery.notes += [f"{file}: {note}" for note in history.notes()]


def _tell_of_rows(delivery: Delivery, table: TableFile, kind: str, rows: int) -> None:
    """Tell of rows that were filled up, and of a table that has none: those are more likely lost than taken away, so
    nothing counts as absent from it.
    """
    if table.filled:
        delivery.findings.append(cells_left_out(table.file, table.filled))
    if not rows:
        delivery.notes.append(f"{table.file} {NO_ROWS}")
        delivery.kinds -= {kind}


def _untold(layout: Layout) -> frozenset[str]:
    """What a table without some columns of days does not tell."""
    days = ((FROM, FIRST_DAY), (LAST, ENDLESS), (UPDATED, "status.updated"))
    return frozenset(what for path, what in days if path not in layout.paths)


def _life(rows: Sequence[DatedRow], pieces: Sequence[Piece]) -> list[tuple[int, int]]:
    """The periods of a subject's rows; the first begins where they say that it first did."""
    life = join_periods(pieces)
    firsts = [first for row in rows if (first := take_day(row.values(), FIRST)) is not None]
    if firsts:
        life[0] = (min(life[0][0], *firsts), life[0][1])
    return life


def _ignore_cell(column: Column, cell: str, harm: CellDamage | None) -> None:
    """A row that may have shifted is told as a whole."""


def _misfit(side: SideTable, layout: Layout, cells: Sequence[str]) -> str | None:
    """See ``unit_rows.misfit``; a row that names no subject is none either."""
    found = misfit(layout, cells, needs="")
    named = side.key(layout.read(cells, _ignore_cell)) is not None
    return found or (None if named else f"the row names no {side.kind}")


def _read(
    side: SideTable, layout: Layout, line: int, cells: Sequence[str], delivery: Delivery
) -> tuple[Flat, str | None]:
    unread: list[tuple[Column, str, CellDamage | None]] = []
    flat = layout.read(cells, lambda *what: unread.append(what))
    key = side.key(flat)
    if any(column.field in side.parts for column, _, _ in unread):
        key = None  # a part of the name cannot be read, so another subject may be meant
    if key is not None and unread:
        found = [
            reject_cell(delivery, line, side.kind, key, *what, f"{side.name}.csv")
            for what in unread
            if what[0].field != FROM
        ]
        flat |= {UNTOLD: found} if found else {}
    return flat, key


def _reject_first(
    side: SideTable, layout: Layout, line: int, key: str, from_day: int, flat: Fields, delivery: Delivery
) -> None:
    """Leave out the first day of a life when the row's own days begin before it: one of the two is wrong."""
    column = next(column for _, column in layout.places if column.field == FIRST)
    cell = write_day(take_day(flat, FIRST) or START)
    harm = CellDamage(f"later than FromDate {write_day(from_day)}, from which the row holds")
    flat[UNTOLD] = [
        *untold_paths(flat),
        reject_cell(delivery, line, side.kind, key, column, cell, harm, f"{side.name}.csv"),
    ]


def _values(side: SideTable, row: DatedRow, *, dated: bool) -> Fields:
    flat = row.values()
    updated = take_day(flat, UPDATED)
    flat.pop(FIRST, None)
    flat.pop(UNTOLD, None)
    values = nest_paths((path, value) for path, value in flat.items() if path not in side.parts)
    if dated:
        values["status"] = status(row.from_day, updated)
    return values | dict.fromkeys(side.always, True)
