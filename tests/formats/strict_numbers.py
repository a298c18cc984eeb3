"""A strict reader of numbers in our files, built from the formats' tables: whatever a table calls a number has to be
one, in every row of every file; a file that it does not know is an error. Of the files' own readers it uses nothing.
"""

import csv
import io
import json
import re
import sqlite3
import zipfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
from lxml import etree

from sor.formats.shak import region as shak_region
from sor.formats.shak.complete import FIELDS, WIDTH
from sor.formats.sor2 import tables as sor2_tables
from sor.formats.sor2 import units as sor2_units
from sor.formats.sor_xml.tables import VERSIONS, tag_of
from sor.formats.tables import edityper_export, municipality_export, operators_export, region_dump, sor_csv
from sor.formats.tables.column_table import Column, decimal, number_code, whole_number
from sor.formats.tables.unit_words import DAYS, FLAGS, METRES, SERIAL
from sor.formats.xml_tables.elements import Form, Leaf, Part

TABLES: dict[str, tuple[Column, ...]] = {
    "sor.csv": sor_csv.COLUMNS,
    "SorEntity_daily.csv": sor2_units.COLUMNS,
    "SOREntity.csv": sor2_units.COLUMNS,
    "units.xlsx": sor2_units.COLUMNS,
    "edityper.csv": edityper_export.COLUMNS,
    "municipalities.csv": municipality_export.COLUMNS,
    municipality_export.MUNICIPALITY.file: municipality_export.COLUMNS,
    "operators.csv": operators_export.COLUMNS,
    operators_export.OPERATORS.file: operators_export.COLUMNS,
    "SOR_Region.csv": region_dump.COLUMNS,
    "SHAKregion.txt": shak_region.COLUMNS,
    **{f"{side.name}.csv": side.columns for side in sor2_tables.SIDES},
}
READ: dict[object, Callable[[str], object]] = {
    number_code: int,
    whole_number: int,
    decimal: lambda cell: Decimal(cell.replace(",", ".")),
}
DATED = re.compile(r"[0-9]+/SOR_Region_[0-9]{6}(?=\.csv)")
DIGITS = re.compile(r"[0-9]{1,18}")


SHAK_DAYS = ("DatoFra", "DatoÆndring", "DatoTil")
SHAK_NUMBERS = (*SHAK_DAYS, "DVal")


def numbers_in(path: Path) -> Iterator[tuple[str, str]]:
    """(column or element, text) of every number in a published file, each read as one. Raises ValueError for a word,
    LookupError for a file that nobody here can read.
    """
    if path.suffix == ".zip":
        with zipfile.ZipFile(path) as archive:
            for name in archive.namelist():
                yield from _numbers(DATED.sub("SOR_Region", name), archive.read(name))
    elif path.suffix == ".sqlite":
        with closing(sqlite3.connect(path)) as ready:
            yield from _of_database(ready)
    else:
        yield from _numbers(path.name, path.read_bytes())


def _numbers(name: str, content: bytes) -> Iterator[tuple[str, str]]:  # noqa: C901 (a branch for each kind of file)
    if name.endswith(".xlsx"):
        sheet = openpyxl.load_workbook(io.BytesIO(content))["SorEntity"]
        header, *rows = sheet.iter_rows(values_only=True)
        yield from _of_table(TABLES["units.xlsx"], header, ([_text(cell) for cell in row] for row in rows))
    elif name in TABLES:
        encoding = "utf-8-sig" if content.startswith(b"\xef\xbb\xbf") else "iso-8859-1"
        tabs = name.endswith(".txt")
        lines = list(csv.reader(io.StringIO(content.decode(encoding), newline=""), delimiter="\t" if tabs else ";"))
        header = [column.name for column in TABLES[name]] if tabs else lines.pop(0)
        yield from _of_table(TABLES[name], header, lines)
    elif name.startswith("SOR_Region") and name.endswith(".csv"):
        for row in csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";", strict=True):
            for column in ("CodeSOR", "Level", *(("ParentCodeSOR",) if row["ParentCodeSOR"] else ())):
                yield _checked(column, row[column], int)
            for column in ("FromDate", "ToDate"):
                yield column, str(date.fromisoformat(row[column][:8]))
    elif name == "SHAKregion.xml":
        for element in etree.fromstring(content).iter("Regionskode"):
            yield _checked("Regionskode", element.text or "", int)
    elif name == "Sor.xml":
        yield from _of_xml(etree.fromstring(content))
    elif name == "SorDataTypes.xml":
        for element in etree.fromstring(content).iter("{*}SnapshotDate", "{*}FromDate", "{*}ToDate"):
            yield _checked(etree.QName(element).localname, element.text or "", date.fromisoformat)
    elif name.casefold().startswith("shak") and name.casefold().endswith(".txt"):
        yield from _of_shak(content)
    elif name.endswith(".ndjson"):
        for line in content.splitlines():
            yield from _of_answer(json.loads(line))
    elif name.endswith(".parquet"):
        yield from _of_parquet(content)
    else:
        raise LookupError(f"{name} is read by no strict reader of numbers: say here which of its fields are numbers.")


def _of_shak(content: bytes) -> Iterator[tuple[str, str]]:
    """Records of a fixed width: the days are days, the operation code is a digit where there is one."""
    for line in content.decode("iso-8859-1").splitlines():
        if len(line) != WIDTH:
            raise ValueError(f"A record has {len(line)} characters instead of {WIDTH}.")
        for field in FIELDS:
            text = line[field.start - 1 : field.start - 1 + field.length].strip()
            if field.name in SHAK_NUMBERS and (text or field.name in SHAK_DAYS):
                yield _checked(field.name, text, int)
            if field.name in SHAK_DAYS:
                date.fromisoformat(text)


def _of_answer(answer: dict[str, Any], where: str = "") -> Iterator[tuple[str, str]]:
    """The members of a unit's JSON by their types; its code is digits."""
    for name, value in answer.items():
        if isinstance(value, dict):
            yield from _of_answer(value, f"{where}{name}.")
        elif value is None:
            continue
        elif name in METRES or name == SERIAL:
            if type(value) not in ((int, float) if name in METRES else (int,)):
                raise ValueError(f"{where}{name} holds {value!r}, which is no number")
            yield f"{where}{name}", str(value)
        elif name in FLAGS and type(value) is not bool:
            raise ValueError(f"{where}{name} holds {value!r}, which is neither true nor false")
        elif name in DAYS:
            date.fromisoformat(value)
        elif where + name in ("code", "key"):
            yield _checked(name, value, int)


def _of_parquet(content: bytes) -> Iterator[tuple[str, str]]:
    """The types that any reader of Parquet is told, and the codes."""
    from pyarrow import parquet

    file = parquet.ParquetFile(io.BytesIO(content))
    wanted = dict.fromkeys(METRES, "DOUBLE") | dict.fromkeys(FLAGS, "BOOLEAN") | {SERIAL: "INT64"}
    for n in range(len(file.schema)):
        column = file.schema.column(n)
        if (expected := wanted.get(column.name)) and column.physical_type != expected:
            raise ValueError(f"{column.path} is {column.physical_type}, not {expected}")
    for row in file.read(columns=["code", SERIAL]).to_pylist():
        yield _checked("code", row["code"], int)
        yield SERIAL, str(row[SERIAL])


def _of_database(ready: sqlite3.Connection) -> Iterator[tuple[str, str]]:
    """What SQLite itself takes each cell of a number column for."""
    columns = {name: declared for _, name, declared, *_ in ready.execute("PRAGMA table_info(units)")}
    for name, declared in columns.items():
        last = next((part for part in (*METRES, *FLAGS, SERIAL) if name == part or name.endswith(f"_{part}")), None)
        wanted = None if last is None else "REAL" if last in METRES else "INTEGER"
        if wanted and declared != wanted:
            raise ValueError(f"units.{name} is declared {declared}, not {wanted}")
        if wanted:
            for value, kind in ready.execute(f'SELECT "{name}", typeof("{name}") FROM units'):
                if kind not in ("null", wanted.casefold()):
                    raise ValueError(f"units.{name} holds {value!r}, which SQLite takes for {kind}")
                if value is not None:
                    yield name, str(value)
    for (code,) in ready.execute("SELECT code FROM units"):
        yield _checked("code", code, int)


def _text(cell: object) -> str:
    return "" if cell is None else str(cell)


def _of_table(
    columns: Iterable[Column], header: Iterable[object], rows: Iterable[list[str]]
) -> Iterator[tuple[str, str]]:
    wanted = {column.name: READ[column.read] for column in columns if column.read in READ}
    places = [(n, str(name), wanted[str(name)]) for n, name in enumerate(header) if name in wanted]
    assert len(places) == len(wanted)
    for row in rows:
        for n, name, read in places:
            cell = row[n].removeprefix('="').removesuffix('"')
            if cell:
                yield _checked(name, cell, read)


def _of_xml(root: etree._Element) -> Iterator[tuple[str, str]]:
    namespace = etree.QName(root).namespace
    version = next(one for one in VERSIONS.values() if one.namespace == namespace)
    forms = {tag_of(version, leaf.name): leaf.form for placed in version.unit for leaf in leaves_of(placed.part)}
    for element in root.iter(etree.Element):
        form = forms.get(str(element.tag))
        if form in (Form.NUMBER, Form.METRE):
            name = etree.QName(element).localname
            yield _checked(name, element.text or "", int if form is Form.NUMBER else Decimal)


def leaves_of(part: Part) -> Iterator[Leaf]:
    """Every element of a part that holds a text."""
    if isinstance(part, Leaf):
        yield part
    for inner in part.inside:
        yield from leaves_of(inner)


def _checked(name: str, text: str, read: Callable[[str], object]) -> tuple[str, str]:
    if read is int and not DIGITS.fullmatch(text):
        raise ValueError(f"{name} holds '{text}', which is no number")
    read(text)
    return name, text
