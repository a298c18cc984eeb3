"""What every table of units shares: from the cells of a row to the fields of a unit, and which rows are no unit.

A row is rejected only when its code cannot be trusted or its days make no period; anything else that is odd is
loaded as it is, with a finding (``CORE`` §12).
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from sor.core.claim import ENDLESS
from sor.core.day import NotADay, begins_something, write_day
from sor.core.identifiers import sor_code_problem, sor_code_repair, tidy_row
from sor.core.leaves import SLOTS, untold_of
from sor.core.personal_numbers import mask_numbers
from sor.core.shapes import Fields, Value, parts_of, text_in
from sor.core.subject import STREET_ADDRESSES
from sor.core.text import Unfit
from sor.core.text import misfit as unfit_character
from sor.formats import findings
from sor.formats.delivery import Delivery, RejectedCell, Shown
from sor.formats.garbled import find_meaning
from sor.formats.lookups import Lookups
from sor.formats.tables.cell_damage import CellDamage, date_proposal
from sor.formats.tables.column_table import (
    Column,
    Layout,
    UnreadableCell,
    code,
    day,
    decimal,
    level,
    nest_paths,
    number_code,
    take_text,
    text,
    yes_or_no,
)
from sor.formats.tables.table_file import TableFile
from sor.formats.text_gate import row_through

RESOLVED_IN_TABLES = frozenset({*STREET_ADDRESSES, "virtual_address"})
"""Tables show what a unit uses and cannot say whether it is its own or comes from above."""

KEY, FROM, LAST, FIRST, UPDATED = "code", "valid_from", "last_day", "first_from", "updated"
"""The paths of what is no field of a unit: its code and its days."""

UNTOLD = "untold"
"""Where a row lists the paths of its cells that were rejected."""

PARENT = "parent"
OF_UNITS = frozenset({PARENT, "geographic_parent.parent"})
"""The paths of codes of other units."""

TWICE = "the same speciality as in a column before it"
EMPTIED = "empty, though a unit that is no owner stands below another"

NUMBER = "location.number"
SPECIALITY_NAMES = tuple(f"speciality.{n}.name" for n in range(1, 9))
SPECIALITY_CODES = tuple(f"speciality.{n}.code" for n in range(1, 9))
REGION_NAME = "region_name"
TYPE_NAME, LEVEL_NAME = "type_name", "organisational_level_name"
STATE, INHERITS = "location.state", "location.inherits"
NO_STATE = "location.none"
"""A row whose cells of state and number are both empty: data frames write the word None so."""
NUMBER_REGION = "number.region"


class UnitRow(NamedTuple):
    """A readable row: its key is a SOR code; the days are half-open, first_from and updated None when not given."""

    line: int
    key: str
    from_day: int
    to_day: int
    first_from: int | None
    updated: int | None
    flat: Fields


def address_columns(pairs: Iterable[tuple[str, str]], field: str) -> tuple[Column, ...]:
    """The columns of one address: (name in the file, part of the address) each."""
    return tuple(
        Column(
            name,
            f"{field}.{part}",
            decimal
            if part in ("east", "north")
            else number_code
            if part in _NUMBERS
            else code
            if part in _CODES
            else text,
        )
        for name, part in pairs
    )


_NUMBERS = frozenset({"municipality", "street_code", "region"})
_CODES = frozenset({"postcode", "country", "building", "floor", "suite"})


STREET_LINE = ("building", "floor", "suite")
"""What a column with the street on one line tells besides the street."""


def untold_in(layout: Layout, fields: Iterable[str], *, one_line: bool = False) -> frozenset[str]:
    """The parts of a unit's fields that the columns of a file do not tell, and whether they tell no end of life.

    one_line: the column of a street holds house number, floor and door too.
    """
    told = {"status.from"}
    for path in layout.paths:
        field, _, part = path.partition(".")
        if part == REGION_NAME:
            told.add(f"{field}.region")
        elif field == "speciality":
            told.add(f"specialities.{part.partition('.')[0]}")
        elif path == UPDATED:
            told.add("status.updated")
        else:
            told.add(path)
            if one_line and part == "street":
                told |= {f"{field}.{more}" for more in STREET_LINE}
    for field in STREET_ADDRESSES:
        if f"{field}.municipality" not in told:
            told.discard(f"{field}.region")  # it is stated only where it is not the municipality's
    ends = {LAST, "valid_to"} & layout.paths
    return untold_of(fields, told) | (frozenset() if ends else {ENDLESS})


class RowReader:
    """Reads rows of one file into its delivery: complaints and rejections end up there."""

    def __init__(self, layout: Layout, delivery: Delivery) -> None:
        self.layout = layout
        self.delivery = delivery
        self._beside: tuple[tuple[str, str], ...] = ()
        self._above = [(place, column.shows) for place, column in layout.places if column.shows in OF_THOSE_ABOVE]
        self._cells: Sequence[str] = ()
        delivery.called["unit", findings.EDITED] = layout.name_of(UPDATED)
        for path in layout.paths.intersection(SPECIALITY_CODES + SPECIALITY_NAMES):
            delivery.called["unit", path] = layout.name_of(path)
        self._name_of_level = {
            level: place for place, column in layout.places if (level := SHOWS_ITSELF.get(column.shows))
        }
        shaped = ((path, path.rpartition(".")[2]) for path in sorted(layout.paths - {KEY}))
        self._shapes = [(path, last, _SHAPES[last].fullmatch) for path, last in shaped if last in _SHAPES]

    def refuse_ragged(self, line: int, reason: str) -> None:
        """A row whose fields cannot be told apart; nor can its code."""
        self.delivery.count_row()
        self._beside = ()
        self.reject(line, reason)

    def misfit(self, cells: Sequence[str]) -> str | None:
        """Why the cells of a row with fewer of them than the header do not stand where they belong; None when they may.

        Such a row is believed only when each cell looks like its column: else one in its middle may be missing.
        """
        return misfit(self.layout, cells)

    def tell_filled(self, table: TableFile) -> None:
        """One finding for all rows that left out empty cells at their end."""
        if table.filled:
            self.delivery.findings.append(findings.cells_left_out(table.file, table.filled))

    def reject(
        self,
        line: int,
        reason: str,
        key: str | None = None,
        proposal: str | None = None,
        *,
        repeated: bool = False,
        misread: str | None = None,
    ) -> None:
        """Do not load the row whose cells were read last. Without a key the file can close nothing by absence."""
        self.delivery.reject(
            line, reason, key=key, proposal=proposal, beside=self._beside, repeated=repeated, misread=misread
        )

    def reject_repeated(self, line: int, reason: str, key: str, flat: Mapping[str, Value]) -> None:
        """Do not load a row of a unit of which another row of the same day was loaded."""
        self._beside = beside(flat)
        self.reject(line, reason, key, repeated=True)

    def cells(self, line: int, cells: Sequence[str]) -> tuple[str, Fields] | None:
        """The SOR code of a row and what its cells hold; None when the row is rejected: no right code, or a date
        that is none.
        """
        self.delivery.count_row()
        unread: list[tuple[Column, str, CellDamage | None]] = []
        flat = tidy_row(self.layout.read(cells, lambda *what: unread.append(what)))
        damaged = next(((cell, harm) for column, cell, harm in unread if column.field == KEY and harm), None)
        if damaged:
            cell, harm = damaged
            self._beside = beside(flat)
            self.reject(line, f"'{cell}' is not a SOR code: {harm.reason}", proposal=harm.proposal)
            return None
        key = text_in(flat, KEY)
        flat.pop(KEY, None)
        self._beside = beside(flat)
        problem = "the row has no SOR code" if key is None else sor_code_problem(key)
        if key is None or problem:
            unfit = None if key is None else unfit_character(key)
            reason = problem if key is None else f"'{key}' is not a SOR code: {unfit.english if unfit else problem}"
            self.reject(line, str(reason), proposal=sor_code_repair(key) if key else None, misread=key)
            return None
        for column, cell, _ in unread:
            if column.field in (FROM, LAST, "valid_to", FIRST):
                reason = f"{column.name} is '{cell}', which is not a date"
                self.reject(line, reason, key, date_proposal(cell))
                return None
        for path in (FROM, FIRST):
            day = flat.get(path)
            if isinstance(day, int) and not begins_something(day):
                self.reject(line, f"{self.layout.name_of(path)} is {write_day(day)}, on which nothing begins", key)
                return None
        misplaced = self._find_misplaced(flat, unread)
        if len(misplaced) >= SHIFTED and self._fits_when_moved(cells, misplaced):
            told = ", ".join(f"'{cell}' stands under {self.layout.name_of(path)}" for path, cell in misplaced.values())
            self.reject(line, f"{told}: cells may have shifted", key)
            return None
        try:
            flat = row_through("unit", key, flat, self.delivery)
        except Unfit as error:
            self.reject(
                line, f"{self.layout.name_of(error.where)}: {error.misfit.english}", key, find_meaning(error.text)
            )
            return None
        self._note_name(cells, key, flat)
        self._cells = cells
        unread += self._wrong_codes(line, key, flat, {column.field for column, _, _ in unread})
        if unread:
            rejected = [reject_cell(self.delivery, line, "unit", key, *what) for what in unread]
            flat[UNTOLD] = (*untold_paths(flat), *rejected)
        return key, flat

    def _wrong_codes(
        self, line: int, key: str, flat: Fields, unread: Collection[str]
    ) -> Iterator[tuple[Column, str, CellDamage | None]]:
        """Take the codes of other units out of a row that are none, or that of the unit above is its own. An empty cell
        for the unit above tells nothing of a unit that has to stand below another: the end of the file shows whether
        it was emptied.
        """
        for _, column in self.layout.places:
            path = column.field
            if path not in OF_UNITS or path in unread:
                continue
            code = text_in(flat, path)
            if code is not None:
                problem = "the unit's own code" if path == PARENT and code == key else sor_code_problem(code)
                self.delivery.with_parent += path == PARENT and not problem
                if problem:
                    del flat[path]
                    reason = problem if code == key else f"no SOR code: {problem}"
                    yield column, code, CellDamage(reason, sor_code_repair(code))
            elif path == PARENT and flat.get("level") != "IO":
                flat[UNTOLD] = (PARENT,)
                self.delivery.without_parent.append(RejectedCell(line, "unit", key, column.name, path, "", EMPTIED))

    def _note_name(self, cells: Sequence[str], key: str, flat: Mapping[str, Value]) -> None:
        """Count whether an owner's or institution's row has its name in the column for that of those below it too."""
        place = self._name_of_level.get(str(flat.get("level")))
        name = text_in(flat, "name")
        if place is None or name is None or not cells[place].strip():
            return
        if cells[place].casefold().split() == name.casefold().split():
            self.delivery.named_alike += 1
        else:
            self.delivery.named_otherwise.append(f"{key}: {name}, {cells[place].strip()}")

    def note_shown(self, line: int, key: str, flat: Fields) -> None:
        """Keep what the row whose cells were read last shows of those above its unit; what cannot be the CVR number of
        its owner is a rejected cell, though none is stored of the unit.
        """
        found = [(path, self._cells[place].strip()) for place, path in self._above]
        cvr, number = text_in(flat, "cvr"), text_in(flat, NUMBER)
        if flat.get("level") in ("HI", "OU") and cvr:
            if _SHAPES["cvr"].fullmatch(cvr):
                found.append(("owner.cvr", cvr))
            else:
                self.reject_read(line, key, "cvr", cvr, "no CVR number of an owner: it has eight digits", flat)
                del flat["cvr"]
        if flat.get(STATE, flat.get(INHERITS)) in INHERITED and number:
            found.append((NUMBER, number))
        filled = tuple((path, cell) for path, cell in found if cell)
        if filled:
            self.delivery.shown.append(Shown(line, key, filled))

    def first_day(self, line: int, key: str, from_day: int, flat: Fields) -> None:
        """Leave out the first day of a unit's life when the row's own days begin before it: one of the two is wrong."""
        first = flat.get(FIRST)
        if isinstance(first, int) and first > from_day:
            del flat[FIRST]
            reason = f"later than {self.layout.name_of(FROM)} {write_day(from_day)}, from which the row holds"
            self.reject_read(line, key, FIRST, write_day(first), reason, flat)

    def one_number(self, line: int, key: str, flat: Fields, path: str, own: str, none: str) -> None:
        """Leave out the state of a location number that the cell beside it contradicts; then the row says nothing of
        the unit's number. own, none: what the column says of an own number, and of none.
        """
        number = flat.get(NUMBER)
        if path not in flat or NUMBER not in self.layout.paths or NUMBER in untold_paths(flat):
            return
        if flat[path] == (own if number is None else none):
            state = str(flat.pop(path))
            own_or_none = (
                "a number of its own, and none stands" if number is None else f"no number, and {number} stands"
            )
            reason = f"the word for {own_or_none} beside it"
            self.reject_read(line, key, path, state, reason, flat)

    def reject_read(self, line: int, key: str, path: str, cell: str, reason: str, flat: Fields) -> None:
        """Leave out a cell that can be read and that another cell of its row contradicts."""
        column = next(column for _, column in self.layout.places if column.field == path)
        told = reject_cell(self.delivery, line, "unit", key, column, cell, CellDamage(reason))
        flat[UNTOLD] = (*untold_paths(flat), told)

    def _find_misplaced(
        self, flat: Mapping[str, Value], unread: Iterable[tuple[Column, str, CellDamage | None]]
    ) -> dict[str, tuple[str, str]]:
        """A cell of each sort that does not look like its column (postcode, telephone number, coordinate …): path and
        text.
        """
        found = {
            last: (path, str(flat[path]))
            for path, last, fits in self._shapes
            if path in flat and not fits(str(flat[path]))
        }
        plain = ((column, cell) for column, cell, harm in unread if harm is None)
        return found | {column.field.rpartition(".")[2]: (column.field, cell) for column, cell in plain}

    def _fits_when_moved(self, cells: Sequence[str], misplaced: Mapping[str, tuple[str, str]]) -> bool:
        """Whether the cells of a row look like their columns when those from some place on are moved to the left or
        right, as after one was lost or gained. Texts that are odd where they stand are odd in any other place too.
        """
        paths = {path for path, _ in misplaced.values()}
        first = min(place for place, column in self.layout.places if column.field in paths)
        right, odd = self._looks(cells)
        for place in range(max(0, first - FURTHEST_BACK), first + 1):
            for by in range(1, MOST_MOVED + 1):
                before, after, empty = [*cells[:place]], [*cells[place:]], [""] * by
                for moved in ([*before, *empty, *after][: len(cells)], [*before, *after[by:], *empty]):
                    now_right, now_odd = self._looks(moved)
                    if now_right > right and now_odd * 2 <= odd:
                        return True
        return False

    def _looks(self, cells: Sequence[str]) -> tuple[int, int]:
        """How many cells of a row look like their columns by their shapes, and how many sorts of them do not."""
        unread: list[tuple[Column, str, CellDamage | None]] = []
        flat = tidy_row(self.layout.read(cells, lambda *what: unread.append(what)))
        fitting = sum(path in flat and fits(str(flat[path])) is not None for path, _, fits in self._shapes)
        return fitting, len(self._find_misplaced(flat, unread))

    def period(self, line: int, key: str, from_day: int | None, to_day: int, names: tuple[str, str]) -> int | None:
        """The first day of a row's period; None when the row is rejected because there is none, or it ends before.

        names: what the file calls the two columns.
        """
        if from_day is None:
            self.reject(line, f"{names[0]} is empty", key)
        elif to_day <= from_day:
            self.reject(line, f"{names[1]} lies before {names[0]} {write_day(from_day)}", key)
        else:
            return from_day
        return None


OF_THOSE_ABOVE = frozenset({"owner.code", "owner.name", "institution.code", "institution.name"})
"""What columns show of a unit's owner and institution."""

INHERITED = frozenset({"Inherited", "nedarvet"})
"""What the columns for the state of a number say of one that comes from above."""

SHOWS_ITSELF = {"owner.name": "IO", "institution.name": "HI"}
"""The columns for the name of an owner or institution, by the level of the unit that is one itself."""

_SHAPES = {
    KEY: re.compile(r"\d{11,18}"),
    "parent": re.compile(r"\d{11,18}"),
    "number": re.compile(r"\d{13}"),
    "cvr": re.compile(r"\d{8}"),
    "production_unit": re.compile(r"\d{10}"),
    "provider_identifier": re.compile(r"\d{1,9}"),
    "municipality": re.compile(r"\d{4}"),
    "street_code": re.compile(r"\d{4}"),
    "postcode": re.compile(r"[A-Z -]{0,4}\d[\d ]{2,6}"),
    "shak": re.compile(r"\d{4}(\w{2,3})?"),
    "phone": re.compile(r"[+()\d -]{8,20}"),
    "fax": re.compile(r"[+()\d -]{8,20}"),
    "email": re.compile(r"[^@]+@[^@]+"),
}
SHIFTED = 3
"""Of so many sorts a row has cells that do not look like their columns, when it is the cells that moved: one or two odd
values are loaded as they are."""

MOST_MOVED = 3
"""By how many places the cells of a row are thought to have moved."""

FURTHEST_BACK = 8
"""So many places before the first cell that looks odd the lost or gained one is looked for."""

_WORDS = re.compile(r"(?!\d+$).*", re.DOTALL)
"""What the cells of a column look like, by the last part of its path, where only that tells whether they shifted."""


def misfit(layout: Layout, cells: Sequence[str], needs: str = KEY) -> str | None:
    """The first cell that does not look like its column, in a clause; so does one that lacks the cell it ``needs``."""
    for place, column in layout.places:
        cell = cells[place].strip()
        if not cell:
            if column.field == needs:
                return f"{column.name} is empty: cells may have shifted"
            continue
        last = column.field.rpartition(".")[2]
        shape = _SHAPES.get(last, _WORDS if last in ("name", "district", "street") else None)
        try:
            fits = (shape is None or shape.fullmatch(cell)) and (not column.field or column.read(cell) is not None)
        except (UnreadableCell, NotADay):
            fits = False
        if not fits:
            return f"'{cell}' stands under {column.name}: cells may have shifted"
    return None


def beside(flat: Mapping[str, Value]) -> tuple[tuple[str, str], ...]:
    """The subjects that the cells of a unit's row name beside the unit: its location number."""
    number = text_in(flat, NUMBER)
    return () if number is None else (("location_number", number),)


def reject_cell(
    delivery: Delivery, line: int, kind: str, key: str, column: Column, cell: str, harm: CellDamage | None,
    table: str | None = None,
) -> str:  # fmt: skip
    """Leave one cell of a row unread, and tell so; gives its path. table: of an archive, one beside the units."""
    cell = mask_numbers(cell)
    reason, proposal = harm or (f"not what the column holds ({_HELD.get(column.read, 'another value')})", None)
    delivery.cells.append(
        RejectedCell(line, kind, key, column.name, column.field, cell, reason, proposal, table or delivery.table)
    )
    field = column.field.partition(".")[0]
    delivery.findings.append(findings.unreadable(kind, key, field, column.name, cell))
    return column.field


_HELD = {decimal: "a number", day: "a date", yes_or_no: "yes or no", level: "a level: IO, HI, OU"}


def untold_paths(flat: Mapping[str, Value]) -> tuple[str, ...]:
    """The paths of the cells of a row that hold something which could not be read."""
    found = flat.get(UNTOLD)
    return tuple(map(str, found)) if isinstance(found, list | tuple) else ()


def untold_cells(flat: Mapping[str, Value], values: Mapping[str, Value]) -> frozenset[str]:
    """The fields, and the parts of fields, of which a row says nothing because their cells were rejected."""
    found = set()
    for path in untold_paths(flat):
        field = path.partition(".")[0]
        if path == NO_STATE:
            found.add(NO_STATE)
        elif field in ("location", "speciality"):
            found.add({"speciality": "specialities"}.get(field, field))
        elif field == "type_name" or path == "type":
            found |= set() if "type" in values else {"type"}
        elif path == UPDATED:
            found.add("status.updated")
        elif field != "number" and path != FIRST:
            found.add(path)
    return frozenset(found)


class DuplicateKey:
    """Rows that stand twice for the same unit (and day): word for word they count once, else the later is rejected."""

    def __init__(self, reader: RowReader) -> None:
        self._reader = reader
        self._first: dict[Value, tuple[int, int]] = {}
        self._equal = 0

    def __call__(self, row: UnitRow, *, by_day: bool) -> bool:
        """Whether the row was there before."""
        same = (row.key, row.from_day) if by_day else row.key
        content = hash((row.from_day, row.to_day, row.first_from, row.updated, *row.flat.items()))
        line, before = self._first.setdefault(same, (row.line, content))
        if line == row.line:
            return False
        if before == content:
            self._equal += 1
        else:
            day = f" with FromDate {write_day(row.from_day)}" if by_day else ""
            self._reader.reject(
                row.line,
                f"{row.key}{day} stands on line {line} already, with other content",
                row.key,
                repeated=True,
            )
        return True

    def note(self) -> None:
        """Say how many rows were plain repetitions."""
        if self._equal:
            self._reader.delivery.notes.append(f"{self._equal} rows stand twice, word for word; each was read once.")


def status_of(row: UnitRow) -> dict[str, str]:
    """The source's own dates of a version: the field ``status``."""
    return status(row.from_day, row.updated)


def status(from_day: int, updated: int | None) -> dict[str, str]:
    """The field ``status`` from a FromDate and an UpdatedAt."""
    found = {"from": write_day(from_day)}
    return found if updated is None else found | {"updated": write_day(updated)}


def unit_values(row: UnitRow, lookups: Lookups, delivery: Delivery, day: int) -> Fields:
    """The fields of a unit that a row holds, names turned into codes where the lists have them.

    day: on which a municipality's region is looked up. A region of an address is kept only when it differs from that.
    """
    flat = dict(row.flat)
    flat.pop(UNTOLD, None)
    specialities = _specialities(row, flat, lookups, delivery)
    values = nest_paths(flat.items())
    values.pop("location", None)
    if specialities:
        values["specialities"] = specialities
    if "type" in values:
        values["type"] = _type(values, lookups)
    for field in STREET_ADDRESSES:
        if field in values:
            values[field] = _address(row, field, parts_of(values[field]), lookups, delivery, day)
    return {field: value for field, value in values.items() if value != {}}


def _type(values: Mapping[str, Value], lookups: Lookups) -> str:
    """The code of a type; a name that is on no list stays in its place, and rule T1 tells."""
    written = str(values["type"]).strip()
    return written if written.isdigit() else lookups.type_of(written, text_in(values, "level")) or written


def _specialities(row: UnitRow, flat: Fields, lookups: Lookups, delivery: Delivery) -> list[Fields]:
    """The specialities, the main one first; a code in the file is better than a name. A cell that repeats another is
    rejected: what is known in its place stays.
    """
    found: list[Fields] = []
    for place, by_code, by_name in zip(SLOTS, SPECIALITY_CODES, SPECIALITY_NAMES, strict=True):
        written, name = take_text(flat, by_code), take_text(flat, by_name)
        path, cell = (by_name, name) if written is None else (by_code, written)
        if written is None and name is not None:
            written = lookups.speciality_of_name(name)
            if written is None:
                written = name
                finding = findings.unknown_name("unit", row.key, "specialities", name, row.from_day)
                delivery.findings.append(finding)
        if cell is not None and any(one["code"] == written for one in found):
            column = Column(delivery.called.get(("unit", path), path), path, code)
            reject_cell(delivery, row.line, "unit", row.key, column, cell, CellDamage(TWICE))
            row.flat[UNTOLD] = (*untold_paths(row.flat), f"specialities.{place}")
        elif written is not None:
            found.append({"code": written, "main": by_code == SPECIALITY_CODES[0]})
    return found


def _address(row: UnitRow, field: str, address: Fields, lookups: Lookups, delivery: Delivery, day: int) -> Fields:
    name = take_text(address, REGION_NAME)
    if name is not None and "region" not in address:
        address["region"] = region_code(name, "unit", row.key, field, row.from_day, lookups, delivery)
    municipality = text_in(address, "municipality")
    if municipality and lookups.region_of_municipality(municipality, day) == address.get("region"):
        address.pop("region", None)
    return address


def region_code(name: str, kind: str, key: str, field: str, from_day: int, lookups: Lookups, delivery: Delivery) -> str:
    """The code of a region given by its name, or by its code; a name in no list is kept, with a finding."""
    if name.isdigit():
        return name
    found = lookups.region_of_name(name)
    if found is None:
        delivery.findings.append(findings.unknown_name(kind, key, field, name, from_day))
    return found or name
