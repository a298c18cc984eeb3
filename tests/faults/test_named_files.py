"""Files of the kinds that registers really meet, each named as in the list of damages; cut from one small register."""

import pytest

from sor.formats.delivery import BadFile
from tests.faults.spoiling import spoilt
from tests.faults.test_untold import renamed, without
from tests.faults.written import NEXT, Written, cells_of, differences, table_of

FORMAT = "sor-csv"
TODAY = NEXT + 1


def one_cell(content: bytes, row: int, column: str, cell: str) -> bytes:
    rows = cells_of(content)
    rows[row][rows[0].index(column)] = cell
    return table_of(rows)


def names_of(written: Written, content: bytes, row: int) -> tuple[str | None, dict[str, int]]:
    """The name that a unit has after a file was loaded, and the findings of the file."""
    mirror = written.fresh(FORMAT)
    report = written.load(mirror, FORMAT, content, NEXT)
    header, *rows = cells_of(written.bytes_of(FORMAT))
    unit = mirror.at(mirror.as_of("2026-11-02", None)).unit(rows[row - 1][header.index("SOR-kode")])
    return (unit or {}).get("name"), report.findings


def test_r02_a_break_inside_a_quoted_name_is_a_blank(written: Written) -> None:
    content = one_cell(written.bytes_of(FORMAT), 4, "Enhedsnavn", '"Klinik A\nAfdeling B"')
    name, findings = names_of(written, content, 4)
    assert name == "Klinik A Afdeling B"
    assert findings["X16"] == 1


def test_r03_telephone_numbers_stay_without_their_column(written: Written) -> None:
    report = written.load(
        written.mirror(FORMAT), FORMAT, without(written.bytes_of(FORMAT), "Telefon"), NEXT, dry_run=True
    )
    assert differences(report) == {}
    assert any("missing" in note and "Telefon" in note for note in report.notes)


def test_r03c_location_numbers_stay_when_their_column_has_another_name(written: Written) -> None:
    content = renamed(written.bytes_of(FORMAT), "Lokationsnummer", "Lokationsnr")
    report = written.load(written.mirror(FORMAT), FORMAT, content, NEXT, dry_run=True)
    assert differences(report) == {}
    assert any("Lokationsnr (was Lokationsnummer meant?)" in note for note in report.notes)


def test_r06_the_same_bytes_after_a_faulty_file_take_the_fault_back(written: Written) -> None:
    good = written.bytes_of(FORMAT)
    mirror = written.fresh(FORMAT)
    assert differences(written.load(mirror, FORMAT, one_cell(good, 4, "Enhedsnavn", "Fejl"), NEXT))["main"] == {
        "changed": 1
    }
    assert differences(written.load(mirror, FORMAT, good, TODAY))["main"] == {"changed": 1}
    assert differences(written.load(mirror, FORMAT, good, TODAY + 1)) == {}


def test_r08_a_quoted_separator_belongs_to_the_name_though_the_last_cell_is_left_out(written: Written) -> None:
    lines = one_cell(written.bytes_of(FORMAT), 4, "Enhedsnavn", '"Klinik A; B"').decode("iso-8859-1").splitlines()
    lines[4] = lines[4].removesuffix(";")
    name, _ = names_of(written, "".join(line + "\r\n" for line in lines).encode("iso-8859-1"), 4)
    assert name == "Klinik A; B"


def test_r10_a_row_whose_end_cannot_be_read_leaves_its_location_number_alone(written: Written) -> None:
    content = written.bytes_of(FORMAT)
    rows = cells_of(content)
    number = rows[0].index("Lokationsnummer")
    row = next(n for n, cells in enumerate(rows[1:]) if cells[number])
    bad = spoilt(FORMAT, content, "end no date", [row])
    assert bad is not None
    report = written.load(written.mirror(FORMAT), FORMAT, bad, NEXT, dry_run=True)
    assert (len(report.rejected), differences(report)) == (1, {})


def test_r10b_a_file_none_of_whose_dates_can_be_read_is_refused(written: Written) -> None:
    header, *rows = cells_of(written.bytes_of(FORMAT))
    place = header.index("Gaeldende_fra_dato")
    for cells in rows:
        cells[place] = cells[place].replace("-", "/") + "/x"
    with pytest.raises(BadFile, match=r"rows cannot be loaded.* Mend it or fetch it again\.$"):
        written.load(written.mirror(FORMAT), FORMAT, table_of([header, *rows]), NEXT, dry_run=True)
