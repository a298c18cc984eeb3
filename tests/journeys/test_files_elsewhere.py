"""Our files in other people's programs: pandas, DuckDB, and a strict reading after the format notes alone."""

import csv
import io
import re
import zipfile
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from sor.jobs.generating import Size, fill
from sor.register import Register
from sor.store import setup
from sor.store.database import Database
from tests.conftest import StandingClock
from tests.journeys.round_trips import answers, exported

pytestmark = pytest.mark.slow

TODAY = 20261101
ISO_DAY = re.compile(r"(19|20)\d\d-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])")
GUARDED = re.compile(r'="(\d{11,18})"')


@pytest.fixture(scope="module")
def register(tmp_path_factory: pytest.TempPathFactory):
    database = Database(f"sqlite:///{tmp_path_factory.mktemp('files')}/sor.db")
    setup.upgrade(database)
    made = Register(database, StandingClock())
    made.init("master", demo=True)
    fill(made, Size(units=300, years=4, seed=5, day=TODAY))
    yield made
    database.close()


@pytest.fixture(scope="module")
def files(register: Register, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("published")
    for asked, name in (
        ("csv", "sor.csv"), ("csv2", "SorEntity_daily.csv"), ("csv2", "SOR_complete.zip"), ("edityper", "edityper.csv"),
        ("shak", "SHAKCOMPLETE.TXT"), ("shakregion", "SHAKregion.txt"), ("municipality", "Kommuner.csv"),
        ("xlsx", "SOR.xlsx"),
    ):  # fmt: skip
        exported(register, folder / name, asked)
    with zipfile.ZipFile(folder / "SOR_complete.zip") as archive:
        archive.extractall(folder)
    return folder


def lines_of(data: bytes, encoding: str) -> list[list[str]]:
    """Fields as the notes say: semicolons, quotes doubled inside quotes, every line ended by CR LF."""
    assert data.endswith(b"\r\n")
    text = data.decode(encoding)
    assert "\n" not in text.replace("\r\n", "")
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=";", strict=True))


def test_sor_csv_read_strictly_after_the_notes(register: Register, files: Path) -> None:
    header, *rows = lines_of((files / "sor.csv").read_bytes(), "iso-8859-1")
    known = answers(register, TODAY)
    assert len(rows) > 200
    for cells in rows:
        row = dict(zip(header, cells, strict=True))
        unit = known[row["SOR-kode"]]
        assert (row["Enhedsnavn"], row["Ydernummer"]) == (unit["name"], unit.get("provider_identifier", ""))
        assert row["SOR-type"] == {"IO": "IE", "HI": "SI", "OU": "OE"}[unit["level"]]
        assert row["Lokationsnummer"] == unit.get("location.number", "")
        state = unit.get("location.state")
        assert row["Nedarvningsstatus"] == {"Own": "egen", "Inherited": "nedarvet"}.get(state, "")
        assert ISO_DAY.fullmatch(row["Gaeldende_fra_dato"])
        assert row["P_Postnummer"] == unit.get("postal_address.postcode", "")
        for column, part in (("P_X", "east"), ("P_Y", "north")):
            east = unit.get(f"postal_address.{part}")
            assert (float(row[column].replace(",", ".")) if row[column] else None) == east


def test_sor2_read_strictly_after_the_notes(register: Register, files: Path) -> None:
    data = (files / "SorEntity_daily.csv").read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    header, *rows = lines_of(data[3:], "utf-8")
    known = answers(register, TODAY)
    for cells in rows:
        row = dict(zip(header, cells, strict=True))
        code = GUARDED.fullmatch(row["SorId"])
        assert code is not None
        unit = known.get(code[1])
        if unit is None:
            assert row["FromDate"] > "2026-11-01", "not open yet: a unit to come"
        else:
            assert (row["EntityName"], row["FirstFromDate"]) == (unit["name"], unit["first_from"])


def test_pandas_reads_the_files(files: Path) -> None:
    classic = pd.read_csv(
        files / "sor.csv", sep=";", encoding="iso-8859-1", dtype=str, keep_default_na=False, on_bad_lines="error"
    )
    assert classic["SOR-kode"].is_unique
    modern = pd.read_csv(
        files / "SOREntity.csv", sep=";", decimal=",", parse_dates=["FromDate", "ToDate"],
        dtype={"SorId": str, "ShakId": str, "ProviderId": str}, on_bad_lines="error", encoding="utf-8-sig",
    )  # fmt: skip
    assert modern["PostalAddressCoordETRS89z32EMeasure"].dtype == float
    assert str(modern["FromDate"].dtype).startswith("datetime64")
    closed = modern["ToDate"].notna()
    assert (modern["ToDate"][closed] >= modern["FromDate"][closed]).all()
    today = pd.Timestamp("2026-11-01")
    on = modern[(modern["FromDate"] <= today) & (modern["ToDate"].isna() | (modern["ToDate"] >= today))]
    assert on["SorId"].is_unique
    assert set(classic["SOR-kode"]) <= set(on["SorId"].str.strip('="'))
    regions = pd.read_csv(files / "SHAKregion.txt", sep="\t", encoding="iso-8859-1", header=None, dtype=str)
    assert regions.shape[1] == 8
    book = pd.read_excel(files / "SOR.xlsx", sheet_name="SorEntity", dtype={"SorId": str})
    assert set(classic["SOR-kode"]) <= set(book["SorId"])


def test_duckdb_reads_every_member_of_the_zip_strictly(files: Path) -> None:
    with zipfile.ZipFile(files / "SOR_complete.zip") as archive:
        names = archive.namelist()
    for name in names:
        rows = duckdb.sql(
            f"SELECT * FROM read_csv('{files / name}', delim=';', header=true, all_varchar=true, strict_mode=true)"
        )
        _, *expected = lines_of((files / name).read_bytes()[3:], "utf-8")
        assert len(rows.fetchall()) == len(expected), name


def test_duckdb_joins_units_with_their_numbers(files: Path) -> None:
    found = duckdb.sql(
        f"""
        SELECT count(*) FROM read_csv('{files / "SOREntity.csv"}', delim=';', header=true, all_varchar=true) AS unit
        JOIN read_csv('{files / "LocationsCodes.csv"}', delim=';', header=true, all_varchar=true) AS number
        USING (EanLocationCode)
        """
    ).fetchall()
    assert len(found) == 1
    assert found[0][0] > 100


def test_shakcomplete_read_after_the_table_of_its_fields(files: Path) -> None:
    lines = (files / "SHAKCOMPLETE.TXT").read_bytes().split(b"\n")
    assert lines.pop() == b""
    assert {len(line) for line in lines} == {214}
    for line in lines:
        assert line[:3] in (b"sgh", b"afd")
        assert re.fullmatch(rb"\d{4}([0-9A-Z]{2}[0-9A-Z]?)? *", line[3:23])
        assert re.fullmatch(rb"(\d{8}){3}", line[23:47])
        assert line[23:31] <= line[39:47] <= b"25000101"


def test_the_daily_file_and_the_municipalities_name_the_same_numbers(files: Path) -> None:
    daily = pd.read_csv(files / "SorEntity_daily.csv", sep=";", dtype=str, encoding="utf-8-sig", keep_default_na=False)
    municipal = pd.read_csv(files / "Kommuner.csv", sep=";", dtype=str, encoding="utf-8-sig", keep_default_na=False)
    both = municipal.merge(daily, on="SorId", suffixes=("", "_daily"))
    assert len(both) == len(municipal) > 0
    assert (both["EanLocationCode"] == both["EanLocationCode_daily"]).all()
