"""Benchmark of KRS: the whole of ``sorentity`` page by page, beside the same rows written in one go by the same writer;
and the time of a page at the beginning and at the end of a million rows. Processor time, the two in turns.

Run by itself: `python -m bench.krs_bench [units [rows]]`. The bench runner calls `rows`.
"""

import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from itertools import cycle, islice
from pathlib import Path
from statistics import median

from bench import generated
from bench.table import Row, show
from sor.following.copy_register import CopyRegister
from sor.following.shown_rows import NO_SUCCESSIONS, ShownRows
from sor.formats.fitting import Fitting
from sor.formats.soap import krs
from sor.formats.soap.krs import ToldRow
from sor.formats.soap.krs_tables import BY_NAME, CellsOfUnits, unit_pieces
from sor.reading.histories import Histories
from sor.register import Register, make_registered_days
from sor.store import krs_rows, selecting
from sor.store.schema import krs_row

UNITS = 5_000
MANY = 1_000_000
ROUNDS = 3
AT_ONCE = 400
VIEW = BY_NAME["sor/v2/sorentity/v1"]
MOST = 100_000_000
"""Rows of one feed: all."""


def rows(_: int) -> Iterator[Row]:
    """The table's rows, on a generated register of ``UNITS``; how many units there are does not matter to a page."""
    return measure(UNITS, MANY)


def measure(units: int, many: int) -> Iterator[Row]:
    """The table's rows. many: rows of the data type whose first and last page are compared."""
    with tempfile.TemporaryDirectory() as folder:
        register = Register(
            generated.copy(generated.database(units), Path(folder) / "sor.db"), lambda: datetime.now(UTC)
        )
        copies = CopyRegister(register, waits=3600)
        made = _seconds(copies.bring)
        count = sum(total for total, _ in krs_rows.counts(register.database.reader()).values())
        yield Row("KRS", f"{units:,} units: making the rows of all data types", f"{count / made:,.0f} rows/s")
        ours, bare = [], []
        for _round in range(ROUNDS):
            ours.append(_seconds(lambda: replicate(copies, register)))
            bare.append(_seconds(lambda: dump(register)))
        ratio = median(bare) / median(ours)
        yield Row("KRS", "sorentity page by page", f"{median(ours):.2f} s", f"{median(bare):.2f} s in one go",
                  f"{ratio:.2f}", "≥ 0.50", ratio >= 0.5)  # fmt: skip
        first, last = _pages(register, copies, many)
        yield Row("KRS", f"the last page of {many:,} rows", f"{last * 1000:.0f} ms", f"{first * 1000:.0f} ms the first",
                  f"{last / first:.2f}", "≤ 1.25", last <= 1.25 * first)  # fmt: skip
        register.database.close()


def replicate(copies: CopyRegister, register: Register) -> int:
    """Every page from the beginning; gives the rows."""
    offset, found = krs.BEGINNING, 0
    while shown := copies.page(VIEW, offset, krs.MOST_RECORDS).rows:
        krs.feed(VIEW, shown, register.clock())
        offset = shown[-1].revision
        found += len(shown)
    return found


def dump(register: Register) -> int:
    """The same rows without an order, offsets or pages, by the same reader and the same writer."""
    connection, serial, now = register.database.reader(), register.serial(), register.clock()
    histories = Histories(connection, serial, register.code_book(serial), Fitting())
    shown = ShownRows(histories, make_registered_days(register.database), NO_SUCCESSIONS)
    cells_of = CellsOfUnits(register.code_book(serial))
    found = 0
    for page in selecting.pages_of_keys(connection, "unit", serial):
        for start in range(0, len(page), AT_ONCE):
            some = page[start : start + AT_ONCE]
            histories.load_units(some)
            told = [
                ToldRow("0" * krs.DIGITS, now, key, piece, now, None)
                for key in some
                for piece in unit_pieces(VIEW, ((unit, cells_of(unit)) for unit in shown.units(key)))
            ]
            krs.feed(VIEW, told, now)
            found += len(told)
    return found


def _pages(register: Register, copies: CopyRegister, many: int) -> tuple[float, float]:
    """Seconds of the first page and of the last, when the view has so many rows: its own, again and again."""
    connection = register.database.reader()
    own = krs_rows.page(connection, VIEW.name, krs.BEGINNING, MOST)
    last = own[-1].revision
    with register.database.writing() as writer:
        again = (
            row._replace(revision=f"{last[: krs.SECONDS]}{int(last[krs.SECONDS :]) + n:010d}")
            for n, row in enumerate(islice(cycle(own), many - len(own)), 1)
        )
        writer.insert(krs_row, again)
    ends = krs_rows.last_revision(connection, VIEW.name)
    before = f"{ends[: krs.SECONDS]}{int(ends[krs.SECONDS :]) - krs.MOST_RECORDS:010d}"
    first, final = [], []
    for _round in range(2 * ROUNDS):
        first.append(_seconds(lambda: copies.page(VIEW, f"{last[: krs.SECONDS]}{0:010d}", krs.MOST_RECORDS)))
        final.append(_seconds(lambda: copies.page(VIEW, before, krs.MOST_RECORDS)))
    return median(first), median(final)


def _seconds(work: Callable[[], object]) -> float:
    """Processor seconds."""
    started = time.process_time()
    work()
    return time.process_time() - started


if __name__ == "__main__":
    asked = [int(word) for word in sys.argv[1:3]]
    show(measure(*asked, *(UNITS, MANY)[len(asked) :]))
