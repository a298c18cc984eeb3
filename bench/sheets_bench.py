"""Benchmark of spreadsheets: a sheet of 2,000 changed rows, read and judged as the page does it, at 100,000 units.

Run by itself: `python -m bench.sheets_bench sqlite:///FILE`. The bench runner calls `rows`.
"""

import sys
import tempfile
import time
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import openpyxl

from bench import generated
from bench.table import Row
from sor.core.as_of import AsOf
from sor.core.day import write_day
from sor.desk.actors import Actors
from sor.desk.sending import send
from sor.endpoints.web.sheets.given_out import give_out, given_out_before
from sor.endpoints.web.sheets.judging import judge
from sor.formats.tables.sheet_reading import read_sheet
from sor.jobs.demo_actors import AUTHORITY, add_demo_actors
from sor.register import MASTER, Register
from sor.settings import read_settings
from sor.store import facts
from sor.store.database import Database

ROWS, AIM = 2_000, 10.0


def rows(units: int) -> Iterator[Row]:
    """The table's rows, on the generated register of so many units."""
    yield from measured(generated.database(units))


def measured(database: str) -> Iterator[Row]:
    """A row for giving a sheet out, and one for taking it back."""
    with tempfile.TemporaryDirectory() as folder:
        register = _master(generated.copy(database, Path(folder) / "master.db"))
        tree = _tree(register)
        began = time.perf_counter()
        given = give_out(register, tree)
        assert given is not None
        content = given.workbook()
        out = time.perf_counter() - began
        yield Row("sheets", f"a tree of {len(given.units)} written", f"{out:.1f} s")
        changed = _changed(content)
        began = time.perf_counter()
        sheet = read_sheet(changed)
        day = write_day(register.today())
        judged = judge(register, sheet, given_out_before(register, sheet.facts), day, "bench")
        read = time.perf_counter() - began
        actor = Actors(register).actor(AUTHORITY)
        assert actor is not None
        send(register, read_settings({}, demo=True), actor, judged.document, "web", dry_run=True)
        whole = time.perf_counter() - began
        what = f"a sheet of {len(judged.rows)} changed rows read and judged"
        plain = f"{read:.1f} s without the register's judgement"
        yield Row("sheets", what, f"{whole:.1f} s", plain, f"{whole / read:.1f}", f"< {AIM:.0f} s", whole < AIM)


def _tree(register: Register) -> str:
    """The smallest owner's tree with so many units as the sheet is to have."""
    snapshot = register.at(AsOf(register.today(), register.serial()))
    tops = register.database.reader().run(
        "SELECT key FROM version WHERE kind = 'unit' AND level = 'IO' AND valid_from <= :day AND valid_to > :day",
        day=register.today(),
    )
    sizes = sorted((len(snapshot.branch(key)), key) for (key,) in list(tops)[:500])
    return next((key for size, key in sizes if size >= ROWS), sizes[-1][1])


def _changed(content: bytes) -> bytes:
    """The sheet with another note in its first rows, and only these."""
    book = openpyxl.load_workbook(BytesIO(content))
    units = book.worksheets[0]
    column = next(cell.column for cell in units[1] if cell.value == "note")
    units.delete_rows(ROWS + 2, units.max_row)
    for n in range(2, units.max_row + 1):
        units.cell(n, column).value = f"Rettet i et regneark {n}"
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _master(database: Database) -> Register:
    """The register as a master and a demo, with its users."""
    register = Register(database, generated.now)
    register.init()
    with database.writing() as connection:
        facts.put(connection, "role", MASTER)
        facts.put(connection, facts.DEMO_DAY, str(register.today()))
    register.forget()
    add_demo_actors(register)
    return register


if __name__ == "__main__":
    from bench.table import show

    show(measured(sys.argv[1]))
