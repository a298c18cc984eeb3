"""What the columns of a first file hold, in figures, for somebody who knows the source: of what a file alone cannot
tell (firms that took each other's place, telephone numbers of others) the figures show most.
"""

import re
from collections.abc import Iterator

import msgspec
import numpy as np

from sor.jobs.path_names import name_path
from sor.jobs.rows_stated import RowsStated, TableStated

_DAY = re.compile(r"\d{4}-\d\d-\d\d")
FEW = 8
"""Of so many different values each is told."""

LONGEST = 40
"""So many characters of a value are shown to people."""


class ColumnFigures(msgspec.Struct, frozen=True):
    """The figures of one column.

    filled, of: in how many rows it holds something, of how many. different: how many values. most, most_in: the
    commonest, and in how many rows. first, last: the least and the greatest; numbers by their size, days by time, texts
    by their letters. values: of few different ones each, with its rows, the commonest first.
    """

    kind: str
    path: str
    filled: int
    of: int
    different: int
    most: str
    most_in: int
    first: str
    last: str
    values: dict[str, int] = {}

    def __str__(self) -> str:
        filled = f"{self.filled:,} of {self.of:,}"
        if self.values:
            shown = ", ".join(f"{_short(text)} {count:,}" for text, count in self.values.items())
            return f"{name_path(self.kind, self.path)}: {filled}, {shown}"
        often = f", most often {_short(self.most)} ({self.most_in:,})" if self.most_in > 1 else ""
        span = f", {_short(self.first)} … {_short(self.last)}" if self.different > 1 else ""
        return f"{name_path(self.kind, self.path)}: {filled}, {self.different:,} different{span}{often}"


def column_figures(rows: RowsStated) -> list[ColumnFigures]:
    """The figures of every column of a file, in the order of its fields."""
    return [one for kind, table in rows.tables() for one in _of_table(kind, table)]


def _of_table(kind: str, table: TableStated) -> Iterator[ColumnFigures]:
    for path in sorted(table.paths(1)):
        if " " in path:  # what stands of the unit beside it
            continue
        held = table.column(path)
        codes, counts = np.unique(held[held > 0], return_counts=True)
        texts = [table.texts[code] for code in codes]
        most = int(counts.argmax())
        ordered = sorted(texts, key=_order)
        yield ColumnFigures(
            kind, path, int(counts.sum()), len(table.keys), len(texts), texts[most], int(counts[most]),
            ordered[0], ordered[-1], _each(dict(zip(texts, counts.tolist(), strict=True))),
        )  # fmt: skip


def _each(counts: dict[str, int]) -> dict[str, int]:
    """How often each value stands, of a column of few."""
    if len(counts) > FEW:
        return {}
    return dict(sorted(counts.items(), key=lambda one: (-one[1], one[0])))


def _order(text: str) -> tuple[int, float, str]:
    """Numbers by their size, before texts."""
    if not _DAY.fullmatch(text):
        try:
            return 0, float(text), text
        except ValueError:
            pass
    return 1, 0, text


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"
