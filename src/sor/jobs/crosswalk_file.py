"""The crosswalk as a file: `sor export crosswalk`."""

import csv
import io
from pathlib import Path

from sor.core.day import write_day
from sor.jobs.whole_files import whole_file
from sor.reading.crosswalk import CrosswalkRow, crosswalk
from sor.register import Register

COLUMNS = ("old", "new", "kind", "from", "old_owner", "new_owner")


def write_crosswalk(register: Register, from_day: int, to_day: int, path: Path) -> int:
    """Write the map between two days as CSV (UTF-8, semicolons); gives how many rows. Raises NotWritten."""
    rows = crosswalk(register.database.reader(), from_day, to_day, register.serial())
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(COLUMNS)
    writer.writerows(_cells(row) for row in rows)
    with whole_file(path) as out:
        out.write(text.getvalue().encode("utf-8-sig"))
    return len(rows)


def _cells(row: CrosswalkRow) -> list[str]:
    return [row.old, row.new, row.kind, write_day(row.from_day), row.old_owner or "", row.new_owner or ""]
