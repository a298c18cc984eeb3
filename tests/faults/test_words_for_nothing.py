"""A placeholder (`-`, `x`, `ukendt`, `0`, `?`) in whatever cell or element is never a value: it is told, and what is
known stays; in a first file too.
"""

import re

import pytest
from lxml import etree

from tests.faults.editing import lines
from tests.faults.full_table import full_table
from tests.faults.test_missing_elements import path_of
from tests.faults.written import FIRST, NEXT, Written, cells_of, differences, members_of, table_of, zip_of
from tests.quick_part import few

WORDS = ("-", "?", "x", "n/a", "ukendt", "tom", "0")

NOT_CELLS = frozenset({
    "SOR-kode", "Gaeldende_fra_dato", "Ophoert_dato", "Institutionsejer", "Sundhedsinstitution", "SorId", "FromDate",
    "ToDate", "FirstFromDate",
})  # fmt: skip
"""Columns of which one rejects its row, and those that only repeat."""

VALUES = {
    "0": {"ReportingLevelIndicator", "PatientsAdmittedIndicator", "AmbulantActivityIndicator", "Lokalkode", "LocalCode",
          *(f"{one}_{axis}" for one in "PBA" for axis in "XY"),
          *(f"{one}AddressCoordETRS89z32{axis}Measure" for one in ("Postal", "Visiting", "Activity") for axis in "EN"),
          *(f"{one}Address{part}Id" for one in ("Postal", "Visiting", "Activity") for part in ("Floor", "Suite"))},
    "x": {"Lokalkode", "LocalCode", *(f"{one}AddressFloorId" for one in ("Postal", "Visiting", "Activity")),
          "EDB-system", "Systemleverandoer", "Netoperatoer"},
}  # fmt: skip
VALUES["tom"] = VALUES["x"]
VALUES["ukendt"] = VALUES["n/a"] = {"EDB-system", "Systemleverandoer", "Netoperatoer"}
"""Where such a word may be a value."""

SAYS_NOTHING = {"Lokationsnummerstatus"}
"""Whose unknown words a note names."""


def each_in_a_row_of_its_own(rows: list[list[str]], word: str) -> tuple[list[list[str]], set[str]]:
    """The rows with the word in one filled cell of every column, and those columns."""
    header, free, done = rows[0], list(range(1, len(rows))), set()
    changed = [list(row) for row in rows]
    order = sorted(range(len(header)), key=lambda place: sum(bool(row[place]) for row in rows))
    for place in order:
        name = header[place]
        row = next((n for n in free if rows[n][place]), None)
        if name in NOT_CELLS | SAYS_NOTHING | VALUES.get(word, set()) or row is None:
            continue
        changed[row][place] = word
        free.remove(row)
        done.add(name)
    return changed, done


@pytest.mark.parametrize("word", few(WORDS, every=3))
def test_in_any_column_of_sor_csv_the_cell_is_rejected_and_what_is_known_stays(word: str, small: Written) -> None:
    table = full_table(small)
    mirror = small.empty()
    small.load(mirror, "sor-csv", table_of(table), FIRST)
    changed, columns = each_in_a_row_of_its_own(table, word)
    assert len(columns) > 35
    report = small.load(mirror, "sor-csv", table_of(changed), NEXT, dry_run=True)
    assert {cell["column"] for cell in report.cells} == columns
    assert report.rejected == []
    assert differences(report) == {}


@pytest.mark.parametrize("word", few(WORDS, every=4))
def test_in_a_first_file_it_is_no_value_either(word: str, small: Written) -> None:
    changed, columns = each_in_a_row_of_its_own(full_table(small), word)
    report = small.load(small.empty(), "sor-csv", table_of(changed), FIRST, dry_run=True)
    assert {cell["column"] for cell in report.cells} == columns


@pytest.mark.parametrize("word", few(WORDS, every=3))
def test_so_it_is_in_the_daily_file_of_sor2(word: str, small: Written) -> None:
    content = small.bytes_of("sor2-daily").decode("utf-8-sig")
    rows = cells_of(re.sub('="([^"]*)"', r"\1", content).encode("iso-8859-1"))
    changed, columns = each_in_a_row_of_its_own(rows, word)
    repeated = {name for name in columns if name.startswith(("HealthInstitution", "InstitutionOwner"))}
    columns -= (repeated - {"InstitutionOwnerCvrNumberId"}) | {"OrganisationalLevelName"}
    report = small.load(small.mirror("sor2-daily"), "sor2-daily", table_of(changed), NEXT, dry_run=True)
    assert {cell["column"] for cell in report.cells} >= columns
    assert differences(report) == {}


@pytest.mark.parametrize("format", ["xml1", "xml2", "xml3"])
def test_so_it_is_in_the_elements_of_xml(format: str, small: Written) -> None:
    names = {"EntityName", "StreetName", "DistrictName", "TelephoneNumberIdentifier", "EmailAddressIdentifier"}
    tree = etree.fromstring(small.bytes_of(format))
    found = {}
    for element in tree.iterdescendants():
        if (name := etree.QName(element).localname) in names and element.text and name not in found:
            element.text = "-"
            found[name] = path_of(element)
    content = etree.tostring(tree, xml_declaration=True, encoding="utf-8")
    report = small.load(small.mirror(format), format, content, NEXT, dry_run=True)
    assert len(report.cells) >= len(found) >= 3
    assert {cell["reason"] for cell in report.cells} == {"a placeholder, which says nothing"}
    assert differences(report) == {}


def test_so_it_is_in_the_records_of_shak(small: Written) -> None:
    good = small.bytes_of("shak")

    def emptied(given: list[bytes]) -> list[bytes]:
        return [given[0][:47] + b"-".ljust(120) + given[0][167:], *given[1:]]

    report = small.load(small.mirror("shak"), "shak", lines(emptied)(good), NEXT, dry_run=True)
    assert [(cell["path"], cell["value"]) for cell in report.cells] == [("name", "-")]
    assert differences(report) == {}


@pytest.mark.parametrize("column", ["Note", "SystemTypeId", "RegionCode", "CommunicationSupplierId"])
def test_so_it_is_in_the_tables_beside_the_units(column: str, small: Written) -> None:
    members = members_of(small.bytes_of("sor2-complete"))
    text = re.sub('="([^"]*)"', r"\1", members["LocationsCodes.csv"].decode("utf-8-sig"))
    rows = cells_of(text.encode("iso-8859-1"))
    rows[1][rows[0].index(column)] = "-"
    spoilt = zip_of(members | {"LocationsCodes.csv": table_of(rows)})
    report = small.load(small.mirror("sor2-complete"), "sor2-complete", spoilt, NEXT, dry_run=True)
    assert [(cell["column"], cell["value"]) for cell in report.cells] == [(column, "-")]
    assert differences(report) == {}


def test_what_the_register_holds_already_is_told_no_more(small: Written) -> None:
    """A register that was changed by hand may hold such a name; its own file of it is none that is damaged."""
    good = small.bytes_of("xml2")
    report = small.load(small.mirror("xml2"), "xml2", good + b"\n", NEXT, dry_run=True)
    assert report.cells == []


def test_a_number_that_is_none_is_not_stored_beside_its_unit(small: Written) -> None:
    spoilt = re.sub(rb"(EanLocationCode>)\d{13}<", rb"\g<1>-<", small.bytes_of("xml2"), count=1)
    report = small.load(small.mirror("xml2"), "xml2", spoilt, NEXT, dry_run=True)
    assert [(cell["path"], cell["value"]) for cell in report.cells] == [("location", "-")]
    assert differences(report) == {}
