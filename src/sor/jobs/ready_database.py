"""The register as one SQLite file: its whole log, so that a copy can prove and follow it (``CORE`` §23), and beside it
tables ready to be asked: ``units`` (resolved, one row a unit), ``column_meaning`` and ``about``.

Any program that reads SQLite can use the tables; ``sor --database sqlite:///FILE`` opens the same file as a mirror.
"""

from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec

from sor.clock import AHEAD
from sor.core.day import write_day
from sor.core.instant import write_instant
from sor.core.shapes import Value, parts_of
from sor.formats.published.omitted import Omitted
from sor.formats.published.selected import answer_of
from sor.formats.tables.measures import Measures
from sor.formats.tables.ready_database import SQLITE
from sor.formats.tables.unit_words import FLAGS, METRES, SERIAL, unit_columns
from sor.jobs.selection import Selected
from sor.register import MIRROR, Register
from sor.store.facts import DEMO_DAY, TAKEN
from sor.store.ready_file import ReadyFile

INDICES = ("code", "name", "parent", "owner", "shak", "provider_identifier", "location_number")


def write_sqlite(register: Register, selection: Selected, path: Path, tell: Callable[[int], None]) -> list[Omitted]:
    """Write the file; gives back what its table of units does not show. The path must be free."""
    measures = Measures()
    file = ReadyFile(path)
    try:
        head = register.entry(selection.known)
        facts = register.facts()
        told = {"role": MIRROR, "epoch": facts.get("epoch", ""), TAKEN: str(selection.known)}
        told |= {name: facts[name] for name in (DEMO_DAY, AHEAD) if name in facts}  # a demo's copy is a demo
        file.take_register(register.database.reader(), selection.known, told, tell)
        names = [(column.name.replace(".", "_"), _type(column.name)) for column in unit_columns()]
        file.add_table("units", names, _rows(selection, measures), INDICES)
        meanings = ((name, column.da, column.en) for (name, _), column in zip(names, unit_columns(), strict=True))
        file.add_table("column_meaning", [("name", "TEXT"), ("da", "TEXT"), ("en", "TEXT")], meanings)
        about = {
            "format": f"sqlite {SQLITE.version}",
            "day": write_day(selection.valid),
            "serial": str(selection.known),
            "hash": head.hash if head else "",
            "created": write_instant(selection.created),
        }
        file.add_table("about", [("name", "TEXT"), ("value", "TEXT")], about.items())
        file.finish()
    finally:
        file.close()
    return measures.list_omitted()


def _type(name: str) -> str:
    last = name.rpartition(".")[2]
    return "REAL" if last in METRES else "INTEGER" if last in FLAGS or last == SERIAL else "TEXT"


def _rows(selection: Selected, measures: Measures) -> Iterator[list[Value]]:
    columns = [column.name.partition(".") for column in unit_columns()]
    for row in selection.units():
        answer = measures(answer_of(row, selection.codes))
        selection.rows[""] += 1
        yield [
            _cell(parts_of(answer.get(block)).get(part) if part else answer.get(block)) for block, _, part in columns
        ]


def _cell(value: Value) -> Value:
    """Text, number or nothing as they are; true and false as 1 and 0; lists and objects as JSON text."""
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, dict | list):
        return msgspec.json.encode(value).decode() if value else None
    return value
