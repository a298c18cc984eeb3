"""The whole register's quality as a file for spreadsheets: its lines are made once, beside whoever asks, and kept."""

from collections.abc import Sequence
from typing import NamedTuple

from sor.desk.quality import Quality, ToldFinding
from sor.following.at_hand import AtHand
from sor.formats.tables.spreadsheet_csv import spreadsheet_csv, spreadsheet_lines
from sor.register import Register

COLUMNS = ("unit", "owner", "rule", "severity", "field", "from", "to", "da", "en", "fix")


class MadeFile(NamedTuple):
    """A file, and the entry whose register it shows."""

    body: bytes
    serial: int


class KeptLines(NamedTuple):
    """The line of each finding with its rule, in order of the units, as of an entry."""

    lines: Sequence[tuple[str, bytes]]
    serial: int


class QualityFile:
    """The files of one register. One for a process."""

    def __init__(self, register: Register, quality: Quality) -> None:
        self._quality = quality
        self._kept = AtHand(register, "file of quality", quality.mark, self._make)

    def of(self, owner: str = "", unit: str = "", rule: str = "") -> MadeFile:
        """What is found in one tree, in one unit, or in the whole register, by one rule or all. Raises NotYetMade; the
        whole register is told as it was, when it cannot be had at once.
        """
        if owner or unit:
            found = self._quality.page(owner, unit, rule, waits=False)
            return MadeFile(spreadsheet_csv(COLUMNS, map(_cells, found.findings)), found.serial)
        self._quality.refuse_unmade()
        kept = self._kept.soon().value
        lines = (line for of, line in kept.lines if not rule or of == rule)
        return MadeFile(spreadsheet_csv(COLUMNS, ()) + b"".join(lines), kept.serial)

    def _make(self) -> KeptLines:
        found = self._quality.page()
        rules = [one["rule"] for one in found.findings]
        lines = spreadsheet_lines(map(_cells, found.findings))
        return KeptLines([*zip(rules, lines, strict=True)], found.serial)


def _cells(one: ToldFinding) -> tuple[str, ...]:
    return (
        one["unit"], one["owner"] or "", one["rule"], one["severity"], one["field"], one["from"] or "", one["to"] or "",
        one["da"], one["en"], one["fix"],
    )  # fmt: skip
