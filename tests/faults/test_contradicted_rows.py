"""Cells that another cell of their row contradicts: none of the two is taken, and nothing that is known changes."""

from collections.abc import Callable

import pytest

from tests.faults.editing import cell, member, pattern, unit
from tests.faults.strange_files import CLINIC, WARD
from tests.faults.written import NEXT, Written, differences

EAN_STATE, STATE = "EanLocationCodeState", "Nedarvningsstatus"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("format", "spoil", "column"),
    [
        ("sor2-daily", cell(WARD, "EanLocationCode", ""), EAN_STATE),
        ("sor2-daily", cell(WARD, EAN_STATE, "None"), EAN_STATE),
        ("sor2-complete", member("SOREntity.csv", cell(WARD, EAN_STATE, "None")), EAN_STATE),
        ("sor-csv", cell(WARD, "Lokationsnummer", ""), STATE),
        ("sor-csv", cell(WARD, STATE, "ingen"), STATE),
        ("sor2-daily", cell(WARD, "FirstFromDate", "2026-10-31"), "FirstFromDate"),
        ("sor2-complete", member("SOREntity.csv", cell(WARD, "FirstFromDate", "2026-10-31")), "FirstFromDate"),
        ("sor2-daily", cell(WARD, "UpdatedAtDate", "2030-01-01"), "UpdatedAtDate"),
        ("sor2-complete", member("SOREntity.csv", cell(WARD, "UpdatedAtDate", "2030-01-01")), "UpdatedAtDate"),
        ("sor-csv", cell(WARD, "Sidst_aendret_dato", "2030-01-01"), "Sidst_aendret_dato"),
        ("xml2", unit(WARD, pattern("(?<=UpdatedAt>)20..", "2030")), "UpdatedAt"),
    ],
)  # fmt: skip
def test_a_contradicted_cell_changes_nothing_that_is_known(
    format: str, spoil: Callable[[bytes], bytes], column: str, small: Written
) -> None:
    report = small.load(small.mirror(format), format, spoil(small.bytes_of(format)), NEXT, dry_run=True, listing=True)
    assert {cell["column"] for cell in report.cells} == {column}
    assert (differences(report), report.rejected) == ({}, [])
    assert any(f["rule"] == "X2" and f["key"] == WARD and f["line"] for f in report.found)


@pytest.mark.slow
def test_a_unit_that_is_new_takes_neither_of_two_that_contradict(small: Written) -> None:
    register = small.empty()
    small.load(register, "sor2-daily", cell(CLINIC, EAN_STATE, "None")(small.bytes_of("sor2-daily")), NEXT)
    found = register.at(register.as_of("2026-11-02", None)).unit(CLINIC)
    assert found is not None
    assert "location" not in found or "number" not in found["location"]
