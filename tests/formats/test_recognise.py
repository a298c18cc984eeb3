"""Every file is known by its content, whatever it is called."""

import io
import zipfile
from pathlib import Path

import pytest

from sor.core.identifiers import sor_code
from sor.formats.delivery import BadFile, Delivery
from sor.formats.recognise import read, read_file, recognise
from sor.formats.tables import sor_csv
from tests.formats.no_lookups import NoLookups

UNIT = sor_code(9_000_001)
SHAK = f"sgh{'9101':20}197604012025052720260630{'Sygehus':167}\n".encode()
SOR_CSV = f"Enhedsnavn;SOR-type;SOR-kode;Gaeldende_fra_dato\nÅen;IE;{UNIT};2020-01-01\n".encode("iso-8859-1")
SOR2 = f'SorId;EntityName;SorType;FromDate\n="{UNIT}";Åen;IE;2020-01-01\n'.encode()
XML = b'<SorTree xmlns="urn:oio:nsi:2.0.0">'
OTHER = f"kode;niveau;navn;over\n{UNIT};IE;A;\n".encode()


def zipped(**files: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name.replace("__", "."), (2025, 9, 5, 3, 0, 0)), content)
    return packed.getvalue()


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (XML, "sor-xml"),
        (SHAK, "shak"),
        (b"RecArt;SHAK_code;DatoStart;DatoChange;DatoEnd;Codetext\n", "shak-csv"),
        (SOR_CSV, "sor-csv"),
        (b"\xef\xbb\xbf" + SOR2, "sor2-units"),
        (b"Gaeldende_fra_dato;SOR-kode;Ukendt;Enhedsnavn\n", "sor-csv"),
        (b"EanLocationCode;EDITypeCode;EDITypeVersion\n", "sor2-locationscodeeditypemap"),
        (b"EanLocationCode;SystemTypeId\n", "sor2-locationscodes"),
        (b"SorId;ReplacedBySorId\n", "sor2-sorreplacedentities"),
        (b"gln;sor_id;label;start;status\n", "medcom-gln"),
        (zipped(x=b""), "zip"),
        (OTHER, None),
    ],
)
def test_a_file_is_known_by_its_content(data: bytes, expected: str | None) -> None:
    assert recognise(data, "whatever.dat") == expected


def deliver(data: bytes, name: str = "fil.dat", **asked: object) -> Delivery:
    delivery = read(io.BytesIO(data), name, lookups=NoLookups(), **asked)  # type: ignore[arg-type]
    delivery.claims = list(delivery.claims)
    return delivery


def test_each_is_read_by_its_reader() -> None:
    assert deliver(SHAK).format == "shak"
    assert deliver(SOR_CSV).format == "sor-csv"
    assert deliver(SOR2).format == "sor2-daily"
    assert deliver(SOR2, "SOREntity.csv").format == "sor2-complete"
    assert deliver(SOR2, "SorEntity_daily.csv").format == "sor2-daily"


def test_a_table_told_its_columns_is_read_by_them() -> None:
    told = {"code": "kode", "level": "niveau", "name": "navn", "parent": "over"}
    delivery = deliver(OTHER, columns=told, snapshot=20250905)
    assert (delivery.format, len(list(delivery.claims))) == ("columns", 1)


def test_a_file_in_a_zip_describes_the_day_it_bears_there() -> None:
    assert deliver(zipped(sor__csv=SOR_CSV, laesmig__txt=b"x\n")).snapshot == 20250905
    assert deliver(zipped(sor__csv=SOR_CSV), snapshot=20250101).snapshot == 20250101
    assert deliver(zipped(SOREntity__csv=SOR2)).format == "sor2-complete"


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (zipped(a__csv=SOR_CSV, b__csv=SOR2),
         "fil.dat: more than one file that could be meant (a.csv, b.csv). Give the one to load by itself."),
        (zipped(a__txt=b"x\n"), "fil.dat: no known file; it holds a.txt. Give the one to load by itself."),
        (b"<html></html>",
         "fil.dat is a web page and no file of SOR. See what its address shows in a browser."),
        (b"<!DOCTYPE html><title>\n <b>Fejl&nbsp;504</b>\x07: vent </title><h1>x</h1>",
         'fil.dat is a web page, "Fejl 504 : vent", and no file of SOR. See what its address shows in a browser.'),
        (b"\xef\xbb\xbf<?xml version='1.0'?>\n<!-- x --><HTML><body><h1>Log ind</h1></body></HTML>",
         'fil.dat is a web page, "Log ind", and no file of SOR. See what its address shows in a browser.'),
        (b"<x><html></html></x>",
         "fil.dat is XML, but no SOR XML: its root is no SorTree. Give the file that SOR publishes."),
        (b"{\n", "fil.dat is none of the files that can be read here, and no table of units either."),
        (b"GIF89a\0\n", "fil.dat, line 1 holds a NUL byte, which no text has. Fetch the file again."),
        (b"", "fil.dat is empty. A table begins with a row of column names."),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_refused(data: bytes, message: str) -> None:
    with pytest.raises(BadFile) as refused:
        deliver(data)
    assert str(refused.value) == message


@pytest.mark.parametrize("title", [b"Udtr\xe6k;;;;\n\n", b"a\n" * 19, b"a\r\n\r\n"])
@pytest.mark.parametrize("table", [SOR_CSV, SOR2])
def test_a_table_with_titles_above_its_header_is_told_the_line_of_it(title: bytes, table: bytes) -> None:
    line = title.count(b"\n") + 1
    with pytest.raises(BadFile, match=rf"^fil.dat: the header of the table \(sor.*\) stands on line {line}\."):
        deliver(title + table)


def test_a_header_far_down_is_not_looked_for_nor_where_columns_are_told() -> None:
    with pytest.raises(BadFile, match="none of the files that can be read"):
        deliver(b"a\n" * 20 + SOR_CSV)
    told = {"code": "kode", "level": "niveau", "name": "navn", "parent": "over"}
    delivery = deliver(OTHER + SOR_CSV, columns=told, snapshot=20250905)
    assert delivery.format == "columns"


def test_a_file_on_disk_is_closed_when_it_was_read_or_refused(tmp_path: Path) -> None:
    path = tmp_path / "sor.csv"
    path.write_bytes(SOR_CSV)
    with read_file(path, lookups=NoLookups(), snapshot=20250905) as delivery:
        assert [claim.key for claim in delivery.claims] == [UNIT]
    assert delivery.source.closed
    path.write_bytes(b"")
    with pytest.raises(BadFile, match=r"sor\.csv is empty"):
        read_file(path, lookups=NoLookups())


def test_every_column_of_sor_csv_may_stand_anywhere() -> None:
    names = [column.name for column in sor_csv.COLUMNS]
    assert recognise(";".join(reversed(names)).encode() + b"\n", "x") == "sor-csv"
