"""What stands where the code of the unit above belongs, and is none: never stored, told; what is known stays."""

import re
from collections.abc import Callable

import pytest

from sor.core.as_of import AsOf
from sor.core.canonical import decode
from sor.formats.delivery import BadFile
from sor.register import Register
from sor.store import reads
from tests.faults.editing import Edit, cell, column, member
from tests.faults.written import FIRST, NEXT, TOLD, Written, differences

HOSPITAL, WARD = "90000051000016000", "90000061000016002"
COLUMNS = {"sor-csv": "Parent-SOR-kode", "columns": "Parent-SOR-kode", "sor2-daily": "ParentSorId",
           "sor2-complete": "ParentSorId"}  # fmt: skip

NO_PARENTS: list[tuple[str, str, str | None]] = [
    ("Fjordby Hospital", "no SOR code: a SOR code has digits only", None),
    (f"{HOSPITAL[:-1]}7", "no SOR code: its check digit is wrong", HOSPITAL),
    (f"{HOSPITAL[:-1]}", "no SOR code: a SOR code is a running number", None),
    (WARD, "the unit's own code", None),
    ("", "empty, though a unit that is no owner stands below another", None),
]
"""What stands in the cell, why it is none, and what is proposed."""


def spoilt(name: str, value: str) -> Edit:
    edit = cell(WARD, COLUMNS[name], value)
    return member("SOREntity.csv", edit) if name == "sor2-complete" else edit


def parent(register: Register, day: int) -> str | None:
    row = reads.version_at(register.database.reader(), "unit", WARD, AsOf(day, register.serial()))
    assert row is not None
    found: str | None = decode(row.body).get("parent")
    return found


@pytest.mark.slow
@pytest.mark.parametrize(("value", "reason", "proposal"), NO_PARENTS, ids=["text", "digit", "short", "own", "empty"])
@pytest.mark.parametrize("name", COLUMNS)
def test_it_is_a_rejected_cell_and_what_is_known_stays(
    name: str, value: str, reason: str, proposal: str | None, small: Written
) -> None:
    spoil = spoilt(name, value)
    report = small.load(small.mirror(name), name, spoil(small.bytes_of(name)), NEXT, dry_run=True)
    assert differences(report) == {}
    [told] = report.cells
    assert (told["key"], told["path"], told["value"], told.get("proposal")) == (WARD, "parent", value, proposal)
    assert told["reason"].startswith(reason)
    assert report.findings["X2"] == 1


@pytest.mark.slow
@pytest.mark.parametrize("value", ["Fjordby Hospital", WARD, ""])
def test_a_new_unit_is_without_one_and_told(value: str, small: Written) -> None:
    mirror = small.empty()
    report = small.load(mirror, "sor-csv", spoilt("sor-csv", value)(small.bytes_of("sor-csv")), FIRST)
    assert [(told["key"], told["value"]) for told in report.cells] == [(WARD, value)]
    assert parent(mirror, FIRST) is None
    again = small.load(mirror, "sor-csv", spoilt("sor-csv", value)(small.bytes_of("sor-csv")) + b"\r\n", NEXT)
    assert differences(again) == {}
    assert (again.cells == []) == (value == ""), "nothing is emptied where none is known"


@pytest.mark.parametrize("becomes", ["", "Fjordby Hospital", lambda code: code and f"{code[:-1]}{9 - int(code[-1])}"])
def test_a_whole_column_of_them_is_refused(becomes: str | Callable[[str], str], small: Written) -> None:
    data = column("Parent-SOR-kode", becomes)(small.bytes_of("sor-csv"))
    with pytest.raises(BadFile, match=r"The file is damaged\. Parent-SOR-kode: \d+ of 90 cells"):
        small.load(small.mirror("sor-csv"), "sor-csv", data, NEXT, dry_run=True)


def test_a_first_file_that_names_no_units_above_is_loaded_and_each_is_told_by_its_rule(small: Written) -> None:
    told = {field: name for field, name in TOLD.items() if field != "location_number"}
    data = column("Parent-SOR-kode", "")(small.bytes_of("columns"))
    report = small.load(small.empty(), "columns", data, FIRST, dry_run=True, told=told)
    assert (report.new, report.cells) == (90, [])
    assert report.findings["H2"] == 70


@pytest.mark.slow
@pytest.mark.parametrize("name", ["xml1", "xml2", "xml3"])
def test_a_unit_that_left_the_element_of_the_one_above_stays_where_it_was_and_is_told(
    name: str, small: Written
) -> None:
    good = small.bytes_of(name)
    opened, closed = b"<OrganizationalUnitEntity>", b"</OrganizationalUnitEntity>"
    innermost = re.search(rb"%s((?!%s).)*?%s" % (opened, opened, closed), good, re.DOTALL)
    assert innermost is not None
    root = good.rindex(b"</")
    data = good[: innermost.start()] + good[innermost.end() : root] + innermost[0] + good[root:]
    report = small.load(small.mirror(name), name, data, NEXT, dry_run=True)
    assert differences(report) == {}
    assert [(told["path"], told["column"]) for told in report.cells] == [("parent", "the element around")]
