"""The rows of a file as columns of numbers, in the file's order, to be held against each other."""

from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

import numpy as np
from numpy.typing import NDArray

from sor.core.claim import Claim
from sor.core.day import OPEN, write_day
from sor.core.shapes import Value
from sor.jobs.stated_leaves import place_specialities

Codes = NDArray[np.int64]
"""What stands in the rows of a column, each text under a number of its own; 0 = nothing."""

SAMPLE = 2_000
"""So many rows are looked at for what shows in many of them."""

KEY = "key"
"""The path of what a row is about."""

EDI_PARTS = ("number", "standard", "version", "direction")

JOINED: Mapping[str, tuple[str, ...]] = {
    "location_number": ("status.from", "open.from", "postal_address.municipality", "type", "parent"),
    "edi": ("status.from", "open.from", "region", "network"),
}
"""By kind what its rows are held against of the unit, or the number, that they are about."""


class TableStated:
    """The rows of one kind of subject, by column."""

    def __init__(self) -> None:
        self.keys: list[str] = []
        self._rows: dict[str, array[int]] = defaultdict(lambda: array("i"))
        self._codes: dict[str, array[int]] = defaultdict(lambda: array("i"))
        self._known: dict[str, int] = {}
        self.texts = [""]

    def add(self, key: str, cells: Mapping[str, str]) -> None:
        row = len(self.keys)
        self.keys.append(key)
        for path, text in cells.items():
            self._rows[path].append(row)
            self._codes[path].append(self.code_of(text))

    def code_of(self, text: str) -> int:
        code = self._known.setdefault(text, len(self.texts))
        if code == len(self.texts):
            self.texts.append(text)
        return code

    def put(self, path: str, row: int, text: str) -> None:
        self._rows[path].append(row)
        self._codes[path].append(self.code_of(text))

    def paths(self, least: int) -> list[str]:
        """The columns that are filled in so many rows."""
        return [path for path, rows in self._rows.items() if len(rows) >= least]

    def column(self, path: str) -> Codes:
        found = np.zeros(len(self.keys), np.int64)
        if path in self._rows:
            found[np.array(self._rows[path], np.int64)] = np.array(self._codes[path], np.int64)
        return found

    def read_column(self, path: str) -> list[str]:
        """The texts of a column."""
        return [self.texts[code] for code in self.column(path)]


class RowsStated:
    """The rows of a file, in its order, taken in as they stand."""

    def __init__(self, *, is_asked: bool = True) -> None:
        """is_asked: nothing is known to compare the file with; else its rows are not taken in."""
        self._is_asked = is_asked
        self._tables: dict[str, TableStated] = defaultdict(TableStated)
        self._joined = False

    def note_claims(self, claims: Iterable[Claim]) -> Iterator[Claim]:
        """Claims, their rows taken in as they pass."""
        for claim in claims:
            if self._is_asked:
                self.take(claim)
            yield claim

    def take(self, claim: Claim) -> None:
        """Take in the rows about a subject."""
        parts = dict(zip(EDI_PARTS, claim.key.split("/"), strict=False)) if claim.kind == "edi" else {}
        for piece in claim.pieces:
            cells = {**parts, **dict(_cells(piece.values)), "status.from": write_day(piece.from_day)}
            if piece.to_day < OPEN:
                cells["open.to"] = write_day(piece.to_day)
            if claim.life:
                cells["open.from"] = write_day(claim.life[0][0])
            self.add(claim.kind, claim.key, cells)

    def add(self, kind: str, key: str, cells: Mapping[str, str]) -> None:
        """Take in a row, by path what stands in it."""
        self._tables[kind].add(key, cells)

    def tables(self) -> Iterator[tuple[str, TableStated]]:
        """By kind its rows; beside them, under ``unit type`` and the like, what stands of the units or numbers that
        they are about.
        """
        if not self._joined:
            for kind, table in self._tables.items():
                self._join(kind, table)
            self._joined = True
        yield from self._tables.items()

    def _join(self, kind: str, table: TableStated) -> None:
        """Put beside the rows of a table what stands of the units or numbers that they are about."""
        of, beside = ("number", "location_number") if kind == "edi" else (KEY, "unit")
        if kind not in JOINED or beside not in self._tables:
            return
        other = self._tables[beside]
        keys = other.read_column("location.number") if beside == "unit" else other.keys
        row_of = {key: row for row, key in reversed([*enumerate(keys)])}
        about = table.keys if of == KEY else table.read_column(of)
        for path in JOINED[kind]:
            held = other.read_column(path)
            for row, key in enumerate(about):
                if key in row_of and held[row_of[key]]:
                    table.put(f"{beside} {path}", row, held[row_of[key]])


def sample(rows: int) -> Codes:
    """Which of so many rows are looked at for what shows in many: of a long table those of four places, neighbours
    together.
    """
    if rows <= SAMPLE:
        return np.arange(rows)
    part = SAMPLE // 4
    return np.concatenate([np.arange(start, start + part) for start in np.linspace(0, rows - part, 4).astype(int)])


def _cells(values: Mapping[str, Value]) -> Iterator[tuple[str, str]]:
    for field, value in values.items():
        if isinstance(value, dict):
            yield from ((f"{field}.{part}", str(one)) for part, one in value.items() if one not in (None, ""))
        elif isinstance(value, list):
            of_objects = bool(value) and isinstance(value[0], dict)
            placed = place_specialities(value) if of_objects else enumerate(value, 1)
            yield from ((f"{field}.{n}", str(one["code"] if isinstance(one, dict) else one)) for n, one in placed)
        elif value is not None:
            yield field, str(value)
