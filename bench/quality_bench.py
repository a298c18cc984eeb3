"""The quality of a whole register: judged from nothing, kept in step with one change at a time, and told.

Run by itself: `python -m bench.quality_bench [units]`. The bench runner calls `rows`.
"""

import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from statistics import median

from bench import generated
from bench.table import Row, show
from sor.core.canonical import encode
from sor.core.day import OPEN
from sor.core.shapes import Value
from sor.core.statement import Draft
from sor.desk.quality import Quality
from sor.following.quality_book import QualityBook
from sor.register import Register, Submission
from sor.store.append import LineDraft

CHANGES = 50
OF_MANY: dict[str, Value] = {
    "name": "Et andet navn", "virtual_address": {"phone": "86123456"},
    "location": {"state": "Own", "number": "5790000000005"},
}  # fmt: skip
"""What is changed of the institution with the most units below."""

FULL, ONE = 60.0, 50.0
"""Seconds for a whole register, milliseconds for one change."""


def rows(units: int) -> Iterator[Row]:
    """The table's rows."""
    with tempfile.TemporaryDirectory() as folder:
        register = Register(
            generated.copy(generated.database(units), Path(folder) / "quality.db"), lambda: datetime.now(UTC)
        )
        register.turn_day()
        book = QualityBook(register)
        started = time.perf_counter()
        with book.at_head() as state:
            count = len(state.entries)
        took = time.perf_counter() - started
        yield Row("quality", f"{count:,} units judged from nothing", f"{took:.1f} s", "",
                  f"{took / count * 1e6:.0f} µs a unit", f"≤ {FULL:.0f} s", took <= FULL)  # fmt: skip
        carried = sorted(_carried(register, book, sorted(state.entries)))
        yield Row("quality", f"one change of one unit taken in: median of {CHANGES}", f"{median(carried):.1f} ms",
                  compared=f"{carried[-1]:.1f} ms the slowest", aim=f"≤ {ONE:.0f} ms",
                  met=median(carried) <= ONE)  # fmt: skip
        with book.at_head() as state:
            below = {key: len(state.tree(key)) for key, entry in state.entries.items() if entry.level == "HI"}
        top = max(below, key=lambda key: below[key])
        for field, value in OF_MANY.items():
            took = _carry(register, book, top, field, value)
            yield Row("quality", f"one change ({field}) of an institution with {below[top] - 1:,} units below",
                      f"{took:.1f} ms", aim=f"≤ {ONE:.0f} ms", met=took <= ONE)  # fmt: skip
        quality = Quality(register, book)
        started = time.perf_counter()
        found = quality.page(limit=100)
        took = time.perf_counter() - started
        yield Row("quality", f"{found.total:,} findings gathered, 100 of them told", f"{took * 1000:.0f} ms")
        started = time.perf_counter()
        quality.overview()
        yield Row("quality", "the overview of all, as kept", f"{(time.perf_counter() - started) * 1000:.1f} ms")
        register.database.close()


def _carried(register: Register, book: QualityBook, units: list[str]) -> Iterator[float]:
    """Milliseconds for each of some changes: names, e-mail addresses, numbers and lives of units of every kind."""
    chance = Random(7)
    kinds = (
        ("name", "Et andet navn"), ("virtual_address", {"phone": "86123456", "email": "mail@gmial.com"}),
        ("location", {"state": "Inherited"}), ("provider_identifier", "1906"), ("open", False),
    )  # fmt: skip
    for n in range(CHANGES):
        field, value = kinds[n % len(kinds)]
        yield _carry(register, book, chance.choice(units), field, value)


def _carry(register: Register, book: QualityBook, unit: str, field: str, value: Value) -> float:
    """Milliseconds in which the book takes in one change of one unit from today on."""
    said = Draft(field, register.today(), OPEN, 0, encode(value))
    register.submit(Submission([LineDraft("unit", unit, [said])], "bench", "import"))
    started = time.perf_counter()
    with book.at_head():
        pass
    return (time.perf_counter() - started) * 1000


if __name__ == "__main__":
    show(rows(int(sys.argv[1]) if len(sys.argv) > 1 else generated.UNITS))
