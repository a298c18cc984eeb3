"""Count what the rule book finds in data: `tools/rule_hits.csv`, from which RULES.md tells the hits of each rule.

`SOR_REAL_DATA=FOLDER python tools/rule_hits.py` loads the real files of that folder through
the program, each into a register of its own, and writes the counts. The real files are not in the project.
"""

import csv
import json
import os
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from sor.codes.bundle import bundled_claims
from sor.codes.names import CodeNames, periods_of
from sor.core.canonical import decode
from sor.formats.delivery import Delivery
from sor.formats.recognise import read_file
from sor.jobs.importing import ImportOptions, import_file
from sor.register import Register
from sor.store.database import Database

COUNTS = Path(__file__).with_suffix(".csv")
COLUMNS = ("file", "units", "rule", "case", "severity", "hit")

MEDCOM = {
    "code": "sor_id", "level": "sor_type", "name": "name", "parent": "parent_sor_id", "type": "unit_type_name",
    "cvr": "cvr", "gln": "gln",
}  # fmt: skip
WITH_SHAK = {
    "code": "sor_id", "level": "level", "name": "name", "parent": "parent", "type": "type", "shak": "shak",
    "provider_identifier": "provider",
}  # fmt: skip


class Source(NamedTuple):
    """A file to load; columns and day where it does not tell them itself."""

    file: Path
    columns: dict[str, str] | None = None
    day: int | None = None


class Hit(NamedTuple):
    """So many of the units (or other subjects) of a file break a rule in one way; without a rule, the file is told."""

    file: str
    units: int
    rule: str
    case: str
    severity: str
    hit: int


def real_files(real: Path, folder: Path) -> Iterator[Source]:
    """The real files; the extract of units with SHAK codes becomes a table, its parents told by SHAK prefix."""
    for name in ("sor-xml-v1/ONE_APOTEK.xml", "sor-xml-v1/ONE_PRAKSIS.xml", "sor-xml-v2/Sor_small.xml"):
        yield Source(real / name)
    yield Source(real / "sor-units/2025-11-21-medcom-orgs.csv", MEDCOM, 20251121)
    yield Source(real / "sor-units/2025-12-03-medcom-hierarchy.csv", MEDCOM, 20251203)
    yield Source(_table(real / "sor-units/2025-09-05-units-with-shak.geojson", folder), WITH_SHAK, 20250905)


def _table(extract: Path, folder: Path) -> Path:
    units = [feature["properties"] for feature in json.loads(extract.read_text("utf-8"))["features"]]
    first: dict[str, int] = {}
    for unit in units:
        first.setdefault(unit["SHAK_code"], unit["SOR_code"])
    table = folder / extract.with_suffix(".csv").name
    with table.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, delimiter=";")
        writer.writerow(WITH_SHAK.values())
        for unit in units:
            shak = unit["SHAK_code"]
            above = (first[shak[:length]] for length in (6, 4) if length < len(shak) and shak[:length] in first)
            level = "SI" if len(shak) == 4 else "OE"
            writer.writerow(
                [unit["SOR_code"], level, unit["Unit_name"], next(above, ""), unit["Unit_type"], shak,
                 unit["Ydernummer"] or ""]
            )  # fmt: skip
    return table


def hits(source: Source, folder: Path) -> list[Hit]:
    """Load a file into a new register and count its findings."""
    lists = CodeNames(periods_of(bundled_claims()))

    def reader(path: Path) -> Delivery:
        return read_file(path, lookups=lists, snapshot=source.day, columns=source.columns)

    register = Register(
        Database(f"sqlite:///{folder}/{source.file.name}.db"), lambda: datetime(2026, 11, 21, tzinfo=UTC)
    )
    register.init()
    import_file(register, source.file, reader, ImportOptions(force=True))
    connection = register.database.reader()
    [(units,)] = connection.run("SELECT count(DISTINCT key) FROM version WHERE kind = 'unit'")
    broken: dict[tuple[str, str, str], set[str]] = defaultdict(set)
    for key, body in connection.run("SELECT key, body FROM finding"):
        found = decode(body)
        broken[found["rule"], found.get("facts", {}).get("case", ""), found["severity"]].add(key)
    register.database.close()
    return [Hit(source.file.name, units, "", "", "", 0)] + [
        Hit(source.file.name, units, *name, len(keys)) for name, keys in sorted(broken.items())
    ]


def counted(real: Path) -> list[Hit]:
    """The hits in all real files."""
    with tempfile.TemporaryDirectory() as folder:
        return [hit for source in real_files(real, Path(folder)) for hit in hits(source, Path(folder))]


def written() -> list[Hit]:
    """The hits as they stand in the project."""
    with COUNTS.open(encoding="utf-8", newline="") as table:
        return [Hit(r["file"], int(r["units"]), r["rule"], r["case"], r["severity"], int(r["hit"]))
                for r in csv.DictReader(table)]  # fmt: skip


def main() -> int:
    """Write the counts anew."""
    if "SOR_REAL_DATA" not in os.environ:
        print("Name the folder of the real files: SOR_REAL_DATA=FOLDER", file=sys.stderr)
        return 1
    with COUNTS.open("w", encoding="utf-8", newline="") as table:
        writer = csv.writer(table, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows(counted(Path(os.environ["SOR_REAL_DATA"])))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
