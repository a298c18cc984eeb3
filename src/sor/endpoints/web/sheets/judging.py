"""From a sheet that came back to a document of changes: what it changed against what was given out, and the cells that
cannot be taken. The register judges the rest.
"""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from sor.core.finding import Finding
from sor.core.identifiers import is_digits
from sor.core.shapes import Fields
from sor.core.unit import UnitAnswer
from sor.endpoints.web.edit.forms import BLOCKS, OWN, fields_changed
from sor.endpoints.web.sheets.damaged_cells import DIGITS_KEPT, CellFault, fault_of, lost_digits, read_words, tell_fault
from sor.endpoints.web.sheets.given_out import CODE, COLUMNS, LEVEL, LOCATION, PARENT, GivenOut
from sor.formats.tables.cell_damage import damage
from sor.formats.tables.sheet_reading import (
    FORMULA,
    MOST_TOLD,
    NUMBER,
    Cell,
    ReadSheet,
    Remark,
    SheetRow,
    cell_name,
)
from sor.formats.tables.tree_sheet import cell_of, value_of
from sor.register import Register

STATED = (*((block, tuple(f"{block}.{part}" for part in parts)) for block, parts in BLOCKS.items()),
          (LOCATION[0], LOCATION[1:]))  # fmt: skip
"""What is a unit's own or inherited as a whole, with its parts."""


class ChangedRow(NamedTuple):
    """A row that changes a unit. changed: the columns, counted from nought, by name."""

    number: int
    code: str
    changed: Mapping[str, int]
    values: Mapping[str, str]


class JudgedSheet(NamedTuple):
    """What a sheet says. faults: cells that cannot be taken; with one there is no document. remarks: what is told and
    stands against nothing. rows: those that change something, by unit.
    """

    given: GivenOut
    document: Fields
    faults: list[Remark]
    remarks: list[Remark]
    rows: Mapping[str, ChangedRow]

    def cell_of(self, finding: Finding) -> tuple[int, int] | None:
        """The cell that a finding of the register is about, row and column counted from nought; None when it is about
        none of the sheet's.
        """
        row = self.rows.get(finding.key) if finding.kind == "unit" else None
        if row is None:
            return None
        field = finding.field or str(finding.facts.get("name", ""))
        names = (field, f"location.{field}", *(one for one in row.changed if one.partition(".")[0] == field))
        column = next((row.changed[name] for name in names if name in row.changed), None)
        if column is None:
            column = next(iter(row.changed.values()))
        return row.number - 1, column


class _SheetReading:
    """A sheet that is being judged."""

    def __init__(self, register: Register, sheet: ReadSheet, given: GivenOut) -> None:
        self._register = register
        self._sheet = sheet
        self._given = given
        self.faults: list[Remark] = []
        self.own_now: list[str] = []
        self.columns = self._number_columns()
        self.seen: dict[str, int] = {}

    def _number_columns(self) -> dict[str, int]:
        """The columns by name."""
        found: dict[str, int] = {}
        for n, cell in enumerate(self._sheet.header):
            name = cell.text.strip()
            if name in found:
                self.fault(1, n, CellFault(f"Kolonnen {name} står to gange.", f"The column {name} stands twice."))
            elif name in COLUMNS:
                found[name] = n
            elif name:
                self.fault(1, n, CellFault(
                    f"Der er ingen kolonne »{name[:40]}«. Slet den, eller skriv navnet, som det stod.",
                    f'There is no column "{name[:40]}". Delete it, or write its name as it was.',
                ))  # fmt: skip
        if CODE not in found:
            self.fault(1, 0, CellFault(
                "Kolonnen code mangler; den siger, hvilken enhed en række er om.",
                "The column code is missing, which says what unit a row is about.",
            ))  # fmt: skip
        return found

    def fault(self, row: int, column: int, fault: CellFault) -> None:
        """A cell that cannot be taken."""
        self.faults.append(Remark(cell_name(row, column), fault.da, fault.en))

    def rows(self) -> Iterator[ChangedRow]:
        """The rows that change something and can be taken."""
        if CODE not in self.columns:
            return
        named = set(self.columns.values())
        for row in self._sheet.rows:
            for n, cell in enumerate(row.cells):
                if n not in named and cell.text.strip():
                    self.fault(row.number, n, CellFault(
                        "Kolonnen har intet navn i første række.", "The column has no name in the first row.",
                    ))  # fmt: skip
            code = self._code(row)
            if code is not None and (found := self._read_changed(row, code)) is not None:
                yield found

    def _cell(self, row: SheetRow, column: int) -> Cell:
        return row.cells[column] if column < len(row.cells) else Cell("")

    def _code(self, row: SheetRow) -> str | None:
        """The unit of a row; None when it is none of this sheet's, which is told."""
        column = self.columns[CODE]
        cell = self._cell(row, column)
        code = value_of(cell.text).strip()
        if code in self._given.units and cell.kind != FORMULA:
            before = self.seen.setdefault(code, row.number)
            if before == row.number:
                return code
            fault = CellFault(
                f"Enheden {code} står også i række {before}. Slet en af de to rækker.",
                f"The unit {code} stands in row {before} too. Delete one of the two rows.",
            )
        else:
            fault = self._wrong_code(cell, code)
        self.fault(row.number, column, fault)
        return None

    def _wrong_code(self, cell: Cell, code: str) -> CellFault:
        if not code:
            return CellFault(
                "Rækken har ingen SOR-kode. Nye enheder oprettes i deres egen formular, ikke i et regneark.",
                "The row has no SOR code. New units are made in their own form, not in a spreadsheet.",
            )
        if cell.kind == FORMULA:
            return fault_of(CODE, cell, "") or tell_fault("a formula, not what it gives", None)
        if is_digits(code) and len(code) > DIGITS_KEPT and (cell.kind == NUMBER or code.endswith("0")):
            alike = [one for one in self._given.units if one[:DIGITS_KEPT] == code[:DIGITS_KEPT]]
            if cell.kind == NUMBER or alike:
                return lost_digits(code, alike)
        found = damage(CODE, code)
        if found is not None:
            return tell_fault(found.reason, found.proposal)
        if self._register.at().is_known("unit", code):
            return CellFault(
                f"Enheden {code} hører ikke til det træ, regnearket er lavet af. Slet rækken.",
                f"The unit {code} does not belong to the tree that the sheet was made of. Delete the row.",
            )
        return CellFault(
            f"»{code[:40]}« er ingen enheds SOR-kode. Skriv koden, som den stod, eller slet rækken.",
            f'"{code[:40]}" is no unit\'s SOR code. Write the code as it was, or delete the row.',
        )

    def _read_changed(self, row: SheetRow, code: str) -> ChangedRow | None:
        """What a row changes, but for its faulty cells: so the rules tell of the others at once. None for nothing."""
        had, changed, values = self._given.values[code], dict[str, int](), dict[str, str]()
        for name, column in self.columns.items():
            cell = self._cell(row, column)
            text = read_words(name, value_of(cell.text).strip())
            is_as_given = cell.text == cell_of(had[name]) or text == had[name].strip()
            if name == CODE or (cell.kind != FORMULA and is_as_given):
                continue
            is_guarded = value_of(cell.text) != cell.text
            fault = None if is_guarded else fault_of(name, cell, had[name])
            if fault is None and name == LEVEL:
                fault = CellFault(
                    f"En enheds niveau ændres ikke. Det er {had[LEVEL]}.",
                    f"The level of a unit is not changed. It is {had[LEVEL]}.",
                )
            if fault is None and name == PARENT and not text:
                fault = CellFault("En enhed kan ikke miste sin overenhed.", "A unit cannot lose the unit above it.")
            if fault is not None:
                self.fault(row.number, column, fault)
                continue
            changed[name], values[name] = column, text
        if not changed:
            return None
        return self._with_states(row, ChangedRow(row.number, code, changed, values), had)

    def _with_states(self, row: SheetRow, found: ChangedRow, had: Mapping[str, str]) -> ChangedRow | None:
        """The row with what becomes a unit's own because a part of it was written; None when it says both."""
        values = dict(found.values)
        for field, parts in STATED:
            written = [name for name in parts if name in found.changed]
            if not written:
                continue
            if values.get(field, had[field]) == OWN:
                continue
            if field in values:
                self.fault(row.number, found.changed[written[0]], CellFault(
                    f"Rækken siger »{values[field]}« i {field} og skriver samtidig i {written[0]}. Vælg det ene.",
                    f'The row says "{values[field]}" in {field} and writes in {written[0]} as well. Choose one.',
                ))  # fmt: skip
                return None
            values[field] = OWN
            self.own_now.append(cell_name(row.number, found.changed[written[0]]))
        return found._replace(values=values)


def judge(register: Register, sheet: ReadSheet, given: GivenOut, day: str, reason: str) -> JudgedSheet:
    """What a sheet changes from a day on, against what was given out."""
    reading = _SheetReading(register, sheet, given)
    for one in sheet.merged[:MOST_TOLD]:
        first = one.partition(":")[0]
        reading.faults.append(Remark(
            first, f"Cellerne {one} er flettet sammen, så ingen ved, hvilken række de hører til. Ophæv fletningen.",
            f"The cells {one} are merged, so nobody knows which row they belong to. Unmerge them.",
        ))  # fmt: skip
    rows = list(reading.rows())
    changes = [change for row in rows for change in _changes(row, given.units[row.code], given.values[row.code], day)]
    document: Fields = {"reason": reason, "base": given.facts.serial, "changes": changes}
    return JudgedSheet(
        given, document, reading.faults, list(_remarks(sheet, reading, given)), {row.code: row for row in rows}
    )


def _changes(row: ChangedRow, unit: UnitAnswer, had: Mapping[str, str], day: str) -> Iterator[Fields]:
    """The changes of a row."""
    if PARENT in row.values:
        yield {"op": "move", "unit": row.code, "parent": row.values[PARENT], "from": day}
    fields = fields_changed({**had, **row.values}, unit)
    if fields:
        yield {"op": "edit", "unit": row.code, "from": day, "set": fields}


def _remarks(sheet: ReadSheet, reading: _SheetReading, given: GivenOut) -> Iterator[Remark]:
    if sheet.hidden:
        rows = _some([str(n) for n in sheet.hidden])
        yield Remark(
            "", f"Rækker, der er skjult, tæller med: {rows}.", f"Rows that are hidden count all the same: {rows}.",
        )  # fmt: skip
    if reading.own_now:
        cells = _some(reading.own_now)
        yield Remark(
            "", f"Hvad der blev arvet, bliver enhedens eget, fordi der er skrevet i det: {cells}.",
            f"What was inherited becomes the unit's own, because something was written in it: {cells}.",
        )  # fmt: skip
    left_out = len(given.units) - len(reading.seen)
    if left_out and not reading.faults:
        yield Remark(
            "", f"{left_out} af træets enheder står ikke i arket. Der sker intet med dem.",
            f"{left_out} of the tree's units are not in the sheet. Nothing happens to them.",
        )  # fmt: skip


def _some(names: list[str]) -> str:
    more = len(names) - MOST_TOLD
    return ", ".join(names[:MOST_TOLD]) + (f" … (+{more})" if more > 0 else "")
