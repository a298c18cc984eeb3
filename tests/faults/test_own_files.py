"""Our own files load again, into the register that they come from: what is odd there is no damage of the file."""

import re
from pathlib import Path

import pytest

from sor.jobs.exporting import ExportRequest, export
from sor.jobs.importing import ImportOptions, import_file
from sor.jobs.refusing import NotLoaded
from sor.register import Register
from tests.changes.scene import TODAY, Scene
from tests.conftest import StandingClock
from tests.faults.written import EXPORTED, FIRST, NEXT, Written, cells_of, differences, reader
from tests.new_databases import NewDatabases
from tests.quick_part import some

SHORT = re.compile(r"\d{5}")
TABLES = ("sor-csv", "sor2-daily", "sor2-complete")


def short_numbers(large: Written) -> dict[str, str]:
    """The ydernumre of five digits in the sample, by unit."""
    header, *rows = cells_of(large.bytes_of("sor-csv"))
    code, number = header.index("SOR-kode"), header.index("Ydernummer")
    return {row[code]: row[number] for row in rows if SHORT.fullmatch(row[number])}


@pytest.mark.parametrize("format", some(TABLES, tested=3))
def test_a_number_that_has_always_lacked_a_zero_is_no_rejected_cell(format: str, large: Written) -> None:
    assert short_numbers(large)
    content = large.bytes_of(format)
    report = large.load(large.mirror("xml2"), format, content, NEXT, dry_run=True, listing=True, force=True)
    assert [cell for cell in report.cells if cell["path"] != "parent"] == []  # SOR XML cannot show one below itself
    assert report.findings.get("X2", 0) == len(report.cells)


def test_a_number_that_loses_a_zero_in_the_file_is_one(large: Written) -> None:
    (unit, number), *_ = short_numbers(large).items()
    content = large.bytes_of("sor-csv").replace(f";{number};".encode(), f";{number[1:]};".encode())
    report = large.load(large.mirror("xml2"), "sor-csv", content, NEXT, dry_run=True, listing=True)
    assert [(cell["key"], cell["value"]) for cell in report.cells] == [(unit, number[1:])]
    assert report.findings["X2"] == 1


def test_a_register_that_does_not_know_it_is_told_of_it(large: Written) -> None:
    report = large.load(large.empty(), "sor-csv", large.bytes_of("sor-csv"), NEXT, dry_run=True)
    assert {(cell["key"], cell["value"]) for cell in report.cells} == {*short_numbers(large).items()}
    assert differences(report)


@pytest.mark.slow
@pytest.mark.parametrize("format", sorted(EXPORTED.keys() - {"xml1", "shak"}))
def test_what_rules_find_nothing_in_passes_strict(
    format: str, new_sqlite: NewDatabases, clock: StandingClock, tmp_path: Path
) -> None:
    """XML 1.0.0 leaves out numbers of which its schemas demand more than the register holds; SHAK has no units."""
    scene = Scene.copied(new_sqlite, clock)
    phones = {"virtual_address": {"phone": "46131728"}}
    edits = [{"op": "edit", "unit": f"@{unit}", "from": TODAY, "set": phones} for unit in ("region", "owner")]
    assert scene.send(*edits).accepted
    asked, name = EXPORTED[format]
    export(scene.register, ExportRequest(asked, file=name), tmp_path / name)
    mirror = Register(new_sqlite(), clock)
    mirror.init("mirror")
    opened = reader(mirror, format, FIRST)
    assert import_file(mirror, tmp_path / name, opened, ImportOptions(strict=True)).new == scene.register.at().count(
        "unit"
    )


def test_the_sample_does_not_because_of_the_faults_that_it_holds_on_purpose(large: Written) -> None:
    with pytest.raises(NotLoaded, match="--strict takes none"):
        large.load(large.empty(), "xml2", large.bytes_of("xml2"), FIRST, strict=True)
