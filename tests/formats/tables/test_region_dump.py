"""The region dump, judged by a strict reader of its rules: no row makes it refuse a file."""

import io
import zipfile
from pathlib import Path
from typing import Any

import pytest

from sor.core.entity_types import REGION
from sor.core.identifiers import sor_code
from sor.formats.published.omitted import Omitted
from sor.formats.published.selected import SelectedUnit
from sor.formats.tables.region_dump import REGIONDUMP
from sor.jobs.exporting import ExportRequest, WrongUse, export
from sor.jobs.generating import Size, fill
from sor.register import Register
from tests.formats.selections import CLINIC_VALUES, DOCTOR_VALUES, OWNER_VALUES, Given, selected
from tests.formats.tables.strict_region_dump import FILE, Refused, read
from tests.formats.walking import walk

OWN = OWNER_VALUES | {"type": REGION, "name": "Region Midgård"}
CODES = [sor_code(number) for number in range(9_000_001, 9_000_020)]


def line(depth: int, **values: Any) -> list[SelectedUnit]:
    """A region with units right below one another, so many on all. values: the third one's that are others."""
    chain: list[tuple[str, dict[str, Any]]] = []
    rows = []
    for n, code in enumerate(CODES[:depth]):
        own = OWN if n == 0 else {**(CLINIC_VALUES if n == 1 else DOCTOR_VALUES), "name": f"Enhed {n}"}
        own = {**own, **(values if n == 2 else {})}
        own = {field: value for field, value in own.items() if value is not None}
        if n:
            own["parent"] = CODES[n - 1]
        chain = [(code, own), *chain]
        rows.append(selected(code, own, *chain[1:]))
    return rows


def written(units: list[SelectedUnit]) -> tuple[dict[str, bytes], list[Omitted]]:
    out = io.BytesIO()
    assert REGIONDUMP.write is not None
    selection = Given(units)
    omitted = REGIONDUMP.write(selection, out)
    with zipfile.ZipFile(out) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    assert dict(selection.rows) == {name: content.count(b"\r\n") - 1 for name, content in files.items()}
    return files, omitted


def test_two_rows_as_typed_by_hand() -> None:
    files, omitted = written(line(2))
    assert list(files) == [f"{CODES[0]}/SOR_Region_011126.csv"]
    assert files[f"{CODES[0]}/SOR_Region_011126.csv"].decode("utf-8-sig").split("\r\n")[1:] == [
        f"{CODES[0]};;20180725 00:00:00 ;99991231 23:59:00 ;Region Midgård;region;1;SOR;;;;;;;",
        f"{CODES[1]};{CODES[0]};20180725 00:00:00 ;99991231 23:59:00 ;Enhed 1;almen lægepraksis;2;SOR;Enhed 1;;;;;;",
        "",
    ]
    assert omitted == []


def test_what_is_deeper_than_eight_is_cut_and_stays_in_the_file() -> None:
    files, omitted = written(line(12))
    (rows,) = map(read, files.values())
    assert [row["Level"] for row in rows] == [str(n) for n in range(1, 13)]
    assert rows[-1]["Niv8"] == "Enhed 7"
    assert omitted == []


@pytest.mark.parametrize("values", [{"name": None}, {"name": "\u00a0"}, {"name": " \t"}, {"type": None}], ids=str)
def test_a_unit_without_name_or_type_is_left_out_with_all_below(values: dict[str, Any]) -> None:
    files, omitted = written(line(5, **values))
    (rows,) = map(read, files.values())
    assert [row["CodeSOR"] for row in rows] == CODES[:2]
    assert [(told.code, told.field) for told in omitted] == [(code, "") for code in CODES[2:5]]


@pytest.mark.parametrize("name", ['Klinik "A"; B', "Æ\nØ", "'=1+1", "x" * 400, "a\u2028b"])
def test_odd_names_are_read_back(name: str) -> None:
    (rows,) = map(read, written(line(3, name=name))[0].values())
    assert rows[2]["Name"] == name.replace("\n", " ").replace("\u2028", " ")


def test_a_type_that_no_list_names_stands_as_it_is_with_a_line() -> None:
    files, omitted = written(line(4, type="12345"))
    (rows,) = map(read, files.values())
    assert rows[2]["Type"] == "12345"
    assert [(told.code, told.field) for told in omitted] == [(CODES[2], "type")]


def test_only_what_stands_below_a_region_is_written_and_orphans_are_told() -> None:
    orphan = selected(CODES[9], {**DOCTOR_VALUES, "parent": CODES[8]})
    other = selected(CODES[7], OWNER_VALUES)
    twin = [selected(CODES[6], OWN)]
    files, omitted = written([*line(3), other, *twin, orphan])
    assert list(files) == [f"{code}/SOR_Region_011126.csv" for code in (CODES[0], CODES[6])]
    assert [len(read(content)) for content in files.values()] == [3, 1]
    assert [told.code for told in omitted] == [CODES[9]]


@pytest.mark.parametrize("code", ["90000011000016005", "123", "100001600", "09000001100001600"])
def test_a_code_that_the_importer_refuses_is_left_out(code: str) -> None:
    rows = line(2)
    odd = selected(code, {**DOCTOR_VALUES, "parent": CODES[1]}, *rows[1].chain)
    files, omitted = written([*rows, odd])
    assert [len(read(content)) for content in files.values()] == [2]
    assert [told.code for told in omitted] == [code]


DAMAGE = {
    "mark": ("\ufeff", ""), "line ends": ("\r\n", "\n"), "columns": ("CodeSOR;Par", "SORCode;Par"),
    "type": ("almen lægepraksis", ""), "name": (";Enhed 1;", ";\u00a0;"), "level": (";2;SOR", ";3;SOR"),
    "blank": ("00:00:00 ;", "00:00:00;"), "top": (";1;SOR", ";1;sor"), "parent": (f";{CODES[0]};", f";{CODES[5]};"),
    "two regions": (f"{CODES[1]};{CODES[0]};", f"{CODES[1]};;"), "twice": (CODES[1], CODES[0]),
}  # fmt: skip


@pytest.mark.parametrize("damage", DAMAGE)
def test_the_strict_reader_refuses(damage: str) -> None:
    (content,) = written(line(3))[0].values()
    right, wrong = DAMAGE[damage]
    damaged = content.decode().replace(right, wrong, 1 if damage in ("columns", "name", "mark") else -1)
    assert damaged.encode() != content
    with pytest.raises(Refused):
        read(damaged.encode())


@pytest.fixture
def sample(database, clock) -> Register:
    made = Register(database, clock)
    made.init("master", demo=True)
    fill(made, Size(units=300, years=2, seed=5, day=20261101))
    return made


@pytest.mark.slow
def test_the_sample_is_a_folder_of_files_one_a_region(sample: Register, tmp_path: Path) -> None:
    report = export(sample, ExportRequest("regiondump", file="regions"), tmp_path / "regions")
    files = {str(path.relative_to(tmp_path / "regions")): path for path in (tmp_path / "regions").rglob("*.csv")}
    assert len(files) >= 4
    assert all(FILE.fullmatch(name) for name in files)
    assert report.bytes == sum(path.stat().st_size for path in files.values())
    for name, path in files.items():
        assert read(path.read_bytes())[0]["CodeSOR"] == name.split("/")[0]
    export(sample, ExportRequest("regiondump", file="r.zip"), tmp_path / "r.zip")
    assert walk((tmp_path / "r.zip").read_bytes()) == {name: path.read_bytes() for name, path in files.items()}
    assert not [path.name for path in tmp_path.iterdir() if path.name.startswith(".")], "what was made on the way"
    with pytest.raises(WrongUse, match="is a folder"):
        export(sample, ExportRequest("csv", file="regions"), tmp_path / "regions")
