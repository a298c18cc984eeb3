"""Every table with one of its columns under the name of another, which is lost: whether a file of it is loaded so."""

import re

from sor.formats.delivery import BadFile
from sor.jobs.exporting import ExportRequest, export
from sor.jobs.importing import Report
from sor.register import Register
from tests.faults.full_table import Rows, full_table, under, without
from tests.faults.written import EXPORTED, FIRST, NEXT, Written, cells_of, members_of, table_of, zip_of

MISSING = "Columns that are missing"


class Table:
    """One table of a format, by itself or within its archive: the member's name.

    Tables of open units are those of a register in which every column holds enough; an archive, and SHAK, are those of
    the small sample.
    """

    def __init__(self, small: Written, format: str, member: str = "") -> None:
        self._small, self.format, self.member = small, format, member
        self._around = dict[str, bytes]()
        content = small.bytes_of(format) if member else _full(small, format)
        if member:
            self._around = members_of(content)
            content = self._around[member]
        self.rows: Rows = cells_of(content)
        self._later: dict[str, Register] = {}

    def in_first(self, target: str, source: str) -> bool:
        """Whether a first file is loaded silently with the values of one column as those of another."""
        wrong = under(self.rows, target, source, same_rows=False)
        bare = without(self.rows, target, source)
        return self._is_silent(self._small.empty(), target, wrong, bare, FIRST)

    def in_later(self, target: str, source: str) -> bool:
        """Whether a later file is, that is the first to have the column."""
        if target not in self._later:
            self._later[target] = self._small.empty()
            self._load(self._later[target], without(self.rows, target), FIRST, dry_run=False)
        wrong, bare = under(self.rows, target, source, same_rows=True), without(self.rows, target, source)
        return self._is_silent(self._later[target], target, wrong, bare, NEXT)

    def _is_silent(self, register: Register, target: str, wrong: Rows, bare: Rows, day: int) -> bool:
        try:
            report = self._load(register, wrong, day)
        except BadFile:
            return False
        if sum(cell["column"] == target for cell in report.cells) * 2 >= len(wrong):
            return False
        right = self._load(register, bare, day)
        return not _notes(report) - _notes(right) and (day == FIRST or report.changes != right.changes)

    def _load(self, register: Register, rows: Rows, day: int, *, dry_run: bool = True) -> Report:
        return self._small.load(register, self.format, self._file(rows), day, dry_run=dry_run, listing=True)

    def _file(self, rows: Rows) -> bytes:
        table = table_of(rows)
        return zip_of(self._around | {self.member: table}) if self.member else table


def _notes(report: Report) -> set[str]:
    """What is told, but for what is missing and figures that go with it."""
    return {re.sub(r"\d+", "9", note) for note in report.notes if not note.startswith(MISSING)}


def _full(small: Written, format: str) -> bytes:
    if format in ("sor-csv", "columns"):
        return table_of(full_table(small))
    if not format.startswith("sor2"):
        return small.bytes_of(format)
    register = small.empty()
    small.load(register, "sor-csv", table_of(full_table(small)), FIRST)
    asked, name = EXPORTED[format]
    export(register, ExportRequest(asked, file=name), small.folder / f"full-{name}")
    return (small.folder / f"full-{name}").read_bytes()
