"""What the report says of damaged cells is what can be known of them."""

import pytest

from sor.formats.delivery import BadFile
from tests.faults.editing import cell, member, rows
from tests.faults.strange_files import DOCTOR, START, WARD, XRAY
from tests.faults.written import NEXT, Written

NUMBERS = "LocationsCodes.csv"


@pytest.mark.slow
def test_some_days_written_month_first_refuse_the_file(small: Written) -> None:
    """Where one can only be month first, the others would be read as other days than they say."""
    good = small.bytes_of("sor-csv")
    first = cell(XRAY, START, "10-22-2021")
    with pytest.raises(BadFile, match=r"1 days are written month first \(Gaeldende_fra_dato '10-22-2021'\); 1 may be"):
        small.load(small.mirror("sor-csv"), "sor-csv", cell(WARD, START, "03-04-2021")(first(good)), NEXT, dry_run=True)
    report = small.load(small.mirror("sor-csv"), "sor-csv", first(good), NEXT, dry_run=True)
    assert len(report.rejected) == 1


@pytest.mark.parametrize(
    ("column", "value", "proposal"),
    [("CVR", "9000001", None), ("P-nummer", "100000000", None), ("P_KK", "851", "0851")],
)
def test_a_number_with_a_digit_too_few_has_a_proposal_only_where_zeros_stand_in_front(
    column: str, value: str, proposal: str | None, small: Written
) -> None:
    bad = cell(DOCTOR, column, value)(small.bytes_of("sor-csv"))
    report = small.load(small.mirror("sor-csv"), "sor-csv", bad, NEXT, dry_run=True)
    told = next(one for one in report.cells if one["column"] == column)
    assert told.get("proposal") == proposal


def test_a_cell_of_an_archive_is_told_with_its_table_and_lines(small: Written) -> None:
    good = small.bytes_of("sor2-complete")
    bad = member(NUMBERS, rows(lambda given: _with_note(given, "-")))(good)
    bad = member("SOREntity.csv", cell(XRAY, "VirtualAddressTelephoneNumber", "(tom)"))(bad)
    report = small.load(small.mirror("sor2-complete"), "sor2-complete", bad, NEXT, dry_run=True)
    assert {(one["table"], one["column"]) for one in report.cells} >= {
        (NUMBERS, "Note"), ("SOREntity.csv", "VirtualAddressTelephoneNumber")
    }  # fmt: skip


def _with_note(given: list[list[str]], note: str) -> list[list[str]]:
    place = given[0].index("Note")
    return [given[0], [*given[1][:place], note, *given[1][place + 1 :]], *given[2:]]
