"""Counting again what is in a published file: by readers that are not the project's."""

import csv
import io
import json
import sqlite3
import zipfile
from pathlib import Path

import openpyxl
import pyarrow.parquet as pq
from lxml import etree

UNITS = {"InstitutionOwner", "HealthInstitution", "OrganizationalUnit"}
CODED = {"SHAKregion", "DataTypeCode"}


def rows_of(path: Path) -> int | dict[str, int]:
    """How many rows a file has, headings aside; of a zip, each of its files."""
    if path.suffix == ".zip":
        with zipfile.ZipFile(path) as archive:
            return {name: _rows(name, archive.read(name)) for name in archive.namelist()}
    if path.suffix == ".sqlite":
        with sqlite3.connect(path) as database:
            return int(database.execute("SELECT count(*) FROM units").fetchone()[0])
    return _rows(path.name, path.read_bytes())


def _rows(name: str, content: bytes) -> int:
    match Path(name).suffix:
        case ".csv":
            try:
                text = content.decode("utf-8-sig")
            except UnicodeDecodeError:
                text = content.decode("iso-8859-1")
            return len(list(csv.reader(io.StringIO(text, newline=""), delimiter=";", strict=True))) - 1
        case ".ndjson":
            return len([json.loads(line) for line in content.splitlines()])
        case ".txt":
            return content.count(b"\n")
        case ".xml":
            names = [etree.QName(element).localname for element in etree.fromstring(content).iter(etree.Element)]
            return sum(name in UNITS | CODED for name in names)
        case ".parquet":
            return int(pq.ParquetFile(io.BytesIO(content)).metadata.num_rows)
        case ".xlsx":
            sheet = openpyxl.load_workbook(io.BytesIO(content))["SorEntity"]
            return sum(any(cell.value is not None for cell in row) for row in sheet.iter_rows(min_row=2))
    raise ValueError(f"Nobody has said how to count the rows of {name}.")
