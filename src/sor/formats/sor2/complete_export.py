"""``SOR_complete.zip`` as an export: the units with their whole history, and every table beside them.

The headers of the tables beside the units are made by this project (``tables``). The same selection gives the
same bytes.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import IO, BinaryIO, NamedTuple
from zipfile import ZIP_DEFLATED, ZipFile

from sor.core.code_book import CodeBook
from sor.core.day import OPEN, START, last_day_before
from sor.core.identifiers import is_number
from sor.core.shapes import Fields, text_in
from sor.formats.packing import member
from sor.formats.published.export_format import HISTORY, KNOWN, OBSERVED, PROJECT, VALID, Format, ShownColumn
from sor.formats.published.left_out import SOR2_COMPLETE, SOR2_DAILY
from sor.formats.published.omitted import Omitted
from sor.formats.published.selected import SelectedSubject, SelectedUnit, Selection
from sor.formats.sor2.complete import UNITS
from sor.formats.sor2.export import ALL_ASSUMED, history_rows, write_units
from sor.formats.sor2.tables import (
    CLASSIFICATIONS,
    LOCATION_NUMBERS,
    MESSAGE_TYPES,
    MESSAGE_TYPES_OF_NUMBERS,
    PLACES,
    SHAK_OF_UNITS,
    SUCCESSIONS,
    UNITS_OF_SHAK,
    SideTable,
)
from sor.formats.sor2.units import COLUMNS, GUESSED
from sor.formats.tables.column_table import Column
from sor.formats.tables.column_words import words_of
from sor.formats.tables.table_writer import NUMBERS, SOR2, TableWriter
from sor.formats.tables.unit_cells import days_of_version
from sor.formats.tables.unit_rows import FIRST, FROM, LAST, LEVEL_NAME, UPDATED

EARLIEST = 19800101
"""No zip can bear an earlier day."""

CLASSIFICATION_NAMES = {
    "entity_type": "EntityType", "speciality": "ClinicalSpeciality", "organisational_level": "OrganisationalLevelGroup",
    "speciality_type": "SpecialityType", "system_type_v2": "SystemType", "system_supplier_v2": "SystemSupplier",
    "network": "CommunicationSupplier", "edi_administrator_v2": "EdiAdministrator", "region": "Region",
}  # fmt: skip
"""What the column Classification says for each list: one of the spellings that ``LISTS`` reads."""

BESIDE = (SUCCESSIONS, LOCATION_NUMBERS, MESSAGE_TYPES_OF_NUMBERS, MESSAGE_TYPES, PLACES, CLASSIFICATIONS)
"""The tables that are not made from the rows of the units."""

Row = tuple[str, Fields]


class ShakBearing(NamedTuple):
    """A unit bears a SHAK code on the days [from_day, to_day)."""

    shak: str
    sor: str
    from_day: int
    to_day: int
    level: str | None
    level_name: str | None


def write_complete(selection: Selection, out: BinaryIO) -> list[Omitted]:
    """A history as ``SOR_complete.zip``."""
    omitted: list[Omitted] = []
    mapped: list[ShakBearing] = []
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        _add(archive, selection, UNITS, COLUMNS, _unit_rows(selection, omitted, mapped), omitted)
        for side in (SHAK_OF_UNITS, UNITS_OF_SHAK, *BESIDE):
            rows = _keep_named(side, _rows_of(side, selection, mapped, omitted), omitted)
            _add(archive, selection, f"{side.name}.csv", side.columns, rows, omitted)
    return omitted


def write_side(selection: Selection, out: BinaryIO, side: SideTable) -> list[Omitted]:
    """One of the tables beside the units that is not made from them, of a history."""
    omitted: list[Omitted] = []
    rows = _keep_named(side, _rows_of(side, selection, (), omitted), omitted)
    selection.rows[""] = _write(out, side.columns, rows, omitted)
    return omitted


def _rows_of(
    side: SideTable, selection: Selection, mapped: Sequence[ShakBearing], omitted: list[Omitted]
) -> Iterable[Row]:
    if side is SHAK_OF_UNITS:
        return map_rows(sorted(mapped, key=lambda found: found[:3]))
    if side is UNITS_OF_SHAK:
        return map_rows(mapped)
    if side is SUCCESSIONS:
        return succession_rows(selection.subjects("succession"))
    if side is LOCATION_NUMBERS:
        return number_rows(selection.subjects("location_number"), omitted)
    if side is MESSAGE_TYPES_OF_NUMBERS:
        return edi_rows(selection.subjects("edi"))
    if side is PLACES:
        return place_rows(selection.subjects("place"))
    return (message_type_rows if side is MESSAGE_TYPES else classification_rows)(selection.codes)


def _write(out: IO[bytes], columns: Sequence[Column], rows: Iterable[Row], omitted: list[Omitted]) -> int:
    table = TableWriter(out, columns, SOR2, omitted)
    for key, cells in rows:
        table.row(key, cells)
    table.flush()
    return table.rows


def _keep_named(side: SideTable, rows: Iterable[Row], omitted: list[Omitted]) -> Iterator[Row]:
    """The rows that say what they are about: where that is a number, a key that is none (one of our own, until the
    official one is public) leaves its whole row out.
    """
    numbers = [column for column in side.columns if column.name in side.needs and column.read in NUMBERS]
    for key, cells in rows:
        odd = next((column for column in numbers if not is_number(cells.get(column.path))), None)
        if odd is None:
            yield key, cells
        else:
            told = f"{side.name}.csv: {odd.name} is a number, which the key {cells.get(odd.path)} is not"
            omitted.append(Omitted(key, "", told))


def _add(
    archive: ZipFile,
    selection: Selection,
    name: str,
    columns: Sequence[Column],
    rows: Iterable[Row],
    omitted: list[Omitted],
) -> None:
    day = max(selection.valid, EARLIEST)
    with member(archive, name, (day // 10000, day // 100 % 100, day % 100, 0, 0, 0)) as content:
        selection.rows[name] = _write(content, columns, rows, omitted)


def _unit_rows(selection: Selection, omitted: list[Omitted], mapped: list[ShakBearing]) -> Iterator[Row]:
    """The rows of the units; on the way their SHAK codes are noted."""
    for row, cells in history_rows(selection, omitted):
        _note_shak(row, cells, mapped)
        yield row.code, cells | days_of_version(row)


def _note_shak(row: SelectedUnit, cells: Fields, mapped: list[ShakBearing]) -> None:
    """Note that a unit bears a code; a row that goes on from the one before, alike, makes that one longer."""
    if "shak" not in cells:
        return
    level, level_name = text_in(cells, "organisational_level"), text_in(cells, LEVEL_NAME)
    new = ShakBearing(str(cells["shak"]), row.code, row.from_day, row.to_day, level, level_name)
    last = mapped[-1] if mapped else None
    if (
        last is not None
        and last.to_day == new.from_day
        and last._replace(from_day=0, to_day=0) == new._replace(from_day=0, to_day=0)
    ):
        mapped[-1] = last._replace(to_day=new.to_day)
    else:
        mapped.append(new)


def map_rows(mapped: Iterable[ShakBearing]) -> Iterator[Row]:
    """The map between SHAK and SOR codes, with its whole history, in the given order."""
    for found in mapped:
        cells = {
            "shak": found.shak,
            "sor": found.sor,
            "organisational_level": found.level,
            LEVEL_NAME: found.level_name,
        }
        yield found.sor, cells | _period(found.from_day, found.to_day)


def succession_rows(subjects: Iterable[SelectedSubject]) -> Iterator[Row]:
    """Which unit was replaced by which."""
    for subject in subjects:
        old, _, new = subject.key.partition(">")
        yield old, {"old": old, "new": new} | _period(subject.from_day, subject.to_day)


def number_rows(subjects: Iterable[SelectedSubject], omitted: list[Omitted]) -> Iterator[Row]:
    """The location numbers, closed ones too; days for which no source vouches are left out."""
    for number, versions in groupby(subjects, key=lambda subject: subject.key):
        vouched = [subject for subject in versions if not subject.values.get("assumed")]
        if not vouched:
            omitted.append(Omitted(number, "", ALL_ASSUMED))
        yield from map(_number_row, vouched)


def _number_row(subject: SelectedSubject) -> Row:
    cells = {field: value for field, value in subject.values.items() if field != "status"}
    cells |= {"number": subject.key, UPDATED: subject.registered, FIRST: subject.first_from}
    return subject.key, cells | _period(subject.from_day, subject.to_day)


def edi_rows(subjects: Iterable[SelectedSubject]) -> Iterator[Row]:
    """The message types of the location numbers, in both directions."""
    for subject in subjects:
        number, standard, version, direction = subject.key.split("/")
        cells: Fields = {"number": number, "standard": standard, "version": version, "direction": direction}
        if "format" in subject.values:
            cells["format"] = subject.values["format"]
        yield number, cells | _period(subject.from_day, subject.to_day)


def message_type_rows(codes: CodeBook) -> Iterator[Row]:
    """All message types with the days on which each is in use."""
    for code_list, code, start, end, values in codes.all_periods():
        if code_list == "edi_message_type":
            standard, _, version = code.partition("/")
            yield code, {"standard": standard, "version": version} | values | _period(start, end)


def place_rows(subjects: Iterable[SelectedSubject]) -> Iterator[Row]:
    """The geographic locations."""
    for subject in subjects:
        yield subject.key, subject.values | {"key": subject.key} | _period(subject.from_day, subject.to_day)


def classification_rows(codes: CodeBook) -> Iterator[Row]:
    """The code lists that a row of units may name."""
    for code_list, code, start, end, values in codes.all_periods():
        name = CLASSIFICATION_NAMES.get(code_list)
        if name is not None:
            cells = {"list": name, "code": code, "name_da": values.get("name_da")}
            yield code, cells | _period(start, end)


def _period(start: int, end: int) -> Fields:
    """The days of a row: none for what always was, none for what has no end."""
    found: Fields = {}
    if start > START:
        found[FROM] = start
    if end < OPEN:
        found[LAST] = last_day_before(end)
    return found


def _columns() -> list[ShownColumn]:
    sides = (SHAK_OF_UNITS, UNITS_OF_SHAK, SUCCESSIONS, LOCATION_NUMBERS, MESSAGE_TYPES_OF_NUMBERS, MESSAGE_TYPES,
             PLACES, CLASSIFICATIONS)  # fmt: skip
    beside = [shown for side in sides for shown in words_of(side.columns, f"{side.name}.csv", side.columns)]
    return [*words_of(COLUMNS, UNITS, GUESSED), *beside]


_COMPLETE = Format(
    name="csv2",
    version="2",
    title_da="SOR2 med fuld historik: enheder, lokationsnumre, SHAK, afløsninger og kodelister",
    title_en="SOR2 with its whole history: units, location numbers, SHAK, successions and code lists",
    takes=frozenset({KNOWN, HISTORY}),
    write=write_complete,
    file="SOR_complete.zip",
    basis=PROJECT,
    columns=_columns,
    loses=lambda: dict(SOR2_COMPLETE),
    whole=True,
)
CSV2 = Format(
    name="csv2",
    version="2",
    title_da="SOR2: åbne og kommende enheder",
    title_en="SOR2: units that are open or will be",
    takes=frozenset({VALID, KNOWN, HISTORY}),
    write=write_units,
    file="SorEntity_daily.csv",
    basis=OBSERVED,
    columns=lambda: words_of(COLUMNS, made_here=GUESSED),
    loses=lambda: dict(SOR2_DAILY),
    also=(_COMPLETE,),
    encoding=SOR2.encoding,
)
