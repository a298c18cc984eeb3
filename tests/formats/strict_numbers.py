"""A strict reader of numbers in our files, built from the formats' tables: whatever a table calls a number has to be
one, in every row of every file. Of the files' own readers it uses nothing.
"""

import csv
import io
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from pathlib import Path

import openpyxl
from lxml import etree

from sor.formats import edityper_export, municipality_export, shak_region, sor2_csv, sor2_tables, sor_csv
from sor.formats.column_table import Column, decimal, number_code, whole_number
from sor.formats.sor_xml_tables import VERSIONS, Block, Form, Group, Leaf, Part, Several, tag_of

TABLES: dict[str, tuple[Column, ...]] = {
    "sor.csv": sor_csv.COLUMNS,
    "SorEntity_daily.csv": sor2_csv.COLUMNS,
    "SOREntity.csv": sor2_csv.COLUMNS,
    "units.xlsx": sor2_csv.COLUMNS,
    "edityper.csv": edityper_export.COLUMNS,
    "municipalities.csv": municipality_export.COLUMNS,
    "SHAKregion.txt": shak_region.COLUMNS,
    **{f"{side.name}.csv": side.columns for side in sor2_tables.SIDES},
}
READ: dict[object, Callable[[str], object]] = {
    number_code: int,
    whole_number: int,
    decimal: lambda cell: Decimal(cell.replace(",", ".")),
}
DIGITS = re.compile(r"[0-9]{1,18}")


def numbers_in(path: Path) -> Iterator[tuple[str, str]]:
    """(column or element, text) of every number in a published file, each read as one. Raises ValueError for a word."""
    if path.suffix == ".zip":
        with zipfile.ZipFile(path) as archive:
            for name in archive.namelist():
                yield from _numbers(name, archive.read(name))
    else:
        yield from _numbers(path.name, path.read_bytes())


def _numbers(name: str, content: bytes) -> Iterator[tuple[str, str]]:
    if name == "units.xlsx":
        sheet = openpyxl.load_workbook(io.BytesIO(content))["SorEntity"]
        header, *rows = sheet.iter_rows(values_only=True)
        yield from _of_table(TABLES[name], header, ([_text(cell) for cell in row] for row in rows))
    elif name in TABLES:
        encoding = "utf-8-sig" if content.startswith(b"\xef\xbb\xbf") else "iso-8859-1"
        tabs = name.endswith(".txt")
        lines = list(csv.reader(io.StringIO(content.decode(encoding), newline=""), delimiter="\t" if tabs else ";"))
        header = [column.name for column in TABLES[name]] if tabs else lines.pop(0)
        yield from _of_table(TABLES[name], header, lines)
    elif name == "SHAKregion.xml":
        for element in etree.fromstring(content).iter("Regionskode"):
            yield _checked("Regionskode", element.text or "", int)
    elif name == "Sor.xml":
        yield from _of_xml(etree.fromstring(content))


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
    elif isinstance(part, Several):
        yield from leaves_of(part.each)
    elif isinstance(part, Group | Block):
        for inner in part.parts:
            yield from leaves_of(inner)


def _checked(name: str, text: str, read: Callable[[str], object]) -> tuple[str, str]:
    if read is int and not DIGITS.fullmatch(text):
        raise ValueError(f"{name} holds '{text}', which is no number")
    read(text)
    return name, text
