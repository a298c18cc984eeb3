"""What becomes of a file of the second day that is spoilt as a whole: refused, told, no difference – or silent."""

import re
from collections import Counter
from collections.abc import Iterator
from itertools import combinations
from typing import NamedTuple

from sor.formats.delivery import BadFile
from sor.jobs.importing import Report
from sor.register import Register
from tests.faults.editing import Edit, member
from tests.faults.written import NEXT, Written, cells_of, differences, members_of

LEAST = 3
"""In so few rows columns may be exchanged by somebody who mends them one by one."""


class Outcome(NamedTuple):
    """refused: why. told: what is said of it that is not said of the right file, besides what it changes. differs:
    whether anything changes. most: of how many subjects the path that changes most.
    """

    refused: str
    told: list[str]
    differs: bool
    most: int = 0

    @property
    def is_silent(self) -> bool:
        return self.differs and not self.told


class SecondDay:
    """A register that holds the file of a format, and spoilt copies of it that are tried on the next day."""

    def __init__(self, written: Written, format: str, content: bytes | None = None) -> None:
        """content: the file of the first day, when it is not that of the register itself."""
        self.written, self.format = written, format
        self.content = written.bytes_of(format) if content is None else content
        self.register: Register = written.mirror(format) if content is None else written.empty()
        if content is not None:
            written.load(self.register, format, content, NEXT - 1)
        self._right = _words(self._tried(self.content, NEXT))

    def _tried(self, content: bytes, day: int) -> Report:
        return self.written.load(self.register, self.format, content, day, dry_run=True, listing=True)

    def outcome(self, spoil: Edit, day: int = NEXT) -> Outcome:
        """What a spoilt copy would do."""
        try:
            report = self._tried(spoil(self.content), day)
        except BadFile as refusal:
            return Outcome(str(refusal), [], differs=False)
        assert bool(report.changes) == bool(differences(report)), "whatever changes is told"
        paths = Counter[str]()
        for count in report.changes:
            paths[f"{count.group} {count.path}"] += count.subjects
        most = max(paths.values(), default=0)
        return Outcome("", sorted(_words(report) - self._right), bool(differences(report)), most)

    def tables(self) -> dict[str, bytes]:
        """The tables of the file by the name of its member; a file that is one table under no name."""
        if self.format != "sor2-complete":
            return {"": self.content}
        return {name: table for name, table in members_of(self.content).items() if name.endswith(".csv")}

    def columns(self) -> Iterator[tuple[str, str, list[str]]]:
        """Every column of every table with enough in it: the table's member, the column's name, and its cells."""
        for name, table in self.tables().items():
            header, *rows = cells_of(table)
            for place, column in enumerate(header):
                cells = [row[place] if place < len(row) else "" for row in rows]
                if sum(map(bool, cells)) >= LEAST:
                    yield name, column, cells

    def pairs(self) -> Iterator[tuple[str, str, str]]:
        """Every two columns of a table whose values look alike, and that differ at more than a few subjects."""
        subjects = {name: [tuple(row[:2]) for row in cells_of(table)[1:]] for name, table in self.tables().items()}
        for one, other in combinations(self.columns(), 2):
            if one[0] == other[0] and _looks(one[2]) & _looks(other[2]):
                rows = zip(subjects[one[0]], one[2], other[2], strict=True)
                if len({subject for subject, a, b in rows if a != b}) >= LEAST:
                    yield one[0], one[1], other[1]


def _looks(cells: list[str]) -> set[str]:
    """What the cells of a column look like: digits, letters, and what stands between them."""
    return {re.sub(r"[^\W\d_]+", "a", re.sub(r"\d+", "9", cell))[:12] for cell in cells if cell}


def in_member(name: str, edit: Edit) -> Edit:
    """An edit of one table of a file."""
    return member(name, edit) if name else edit


def _words(report: Report) -> set[str]:
    """What a report says besides figures."""
    rows = {f"rejected: {row['reason']}" for row in report.rejected}
    cells = {f"{cell['column']}: {cell['value']} {cell['reason']}" for cell in report.cells}
    return rows | cells | set(report.notes) | {f"{found['rule']}: {found['text']}" for found in report.found}
