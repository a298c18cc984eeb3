"""Files in a few words: what a daily file lists, as the readers of real formats deliver it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from sor.core.canonical import encode
from sor.core.claim import Claim, Piece
from sor.core.day import OPEN
from sor.core.identifiers import sor_code
from sor.core.subject import UNIT_FIELDS
from sor.formats.delivery import Delivery
from sor.jobs.importing import ImportOptions, Report, import_file
from sor.register import Register

ALL = UNIT_FIELDS - {"open"}

OWNER, CLINIC, UNIT, OTHER, MORE = (sor_code(n) for n in (101, 102, 103, 104, 105))
REPAIR = sor_code(106)


class Row(msgspec.Struct):
    """One unit as a file lists it."""

    key: str
    values: dict[str, Any]
    since: int = 20260101
    first: int = 20260101
    end: int = OPEN


def row(key: str, since: int = 20260101, first: int | None = None, end: int = OPEN, **values: Any) -> Row:
    """A unit listed with its FromDate, its FirstFromDate and its ToDate."""
    return Row(key, values, since, first or since, end)


def owner(key: str = OWNER, **values: Any) -> Row:
    return row(key, **({"level": "IO", "name": "Owner", "type": "550891000005100"} | values))


def clinic(key: str = CLINIC, parent: str = OWNER, **values: Any) -> Row:
    return row(key, **({"level": "HI", "name": "Clinic", "type": "394761003", "parent": parent} | values))


def unit(key: str = UNIT, parent: str = CLINIC, **values: Any) -> Row:
    return row(key, **({"level": "OU", "name": "Unit", "type": "255203001", "parent": parent} | values))


def units(count: int, parent: str = CLINIC) -> list[Row]:
    """Many units below one clinic."""
    return [unit(sor_code(1000 + n), parent, name=f"Unit {n}") for n in range(count)]


SMALL = [owner(), clinic(), unit()]


class File:
    """A file of a day. More is what its ``Delivery`` shall say besides."""

    def __init__(
        self, folder: Path, day: int | None, rows: list[Row], fields: frozenset[str] = ALL, **more: Any
    ) -> None:
        self.rows, self.fields, self.day = rows, fields, day
        self.more = {"format": "sor-xml-2", "rows": len(rows)} | more
        name = f"{self.more['format']}-{day}.xml"
        self.path = folder / name
        self.path.write_bytes(encode([day, rows, sorted(fields), repr(more)]))
        self.opened = 0

    def claims(self) -> Iterator[Claim]:
        for r in self.rows:
            piece = Piece(r.since, OPEN, dict(r.values))
            life = [(r.first, r.end)]
            yield Claim("unit", r.key, self.fields, [piece], life, self.day, life_since=r.first)

    def open(self, path: Path) -> Delivery:
        self.opened += 1
        return Delivery(file=path.name, claims=self.claims(), snapshot=self.day, **self.more)

    def load(self, register: Register, **options: Any) -> Report:
        """What importing it says."""
        return import_file(register, self.path, self.open, ImportOptions(**options))


def counts(report: Report) -> tuple[int, int, int, int]:
    """New, changed, closed, unchanged."""
    return report.new, report.changed, report.closed, report.unchanged
