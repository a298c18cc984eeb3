"""What a file does not say stays: each column left out, and each renamed, on a small register."""

import re

import pytest

from sor.formats.tables.columns import REQUIRED
from sor.jobs.importing import Report
from tests.faults.written import FIRST, NEXT, TOLD, Written, cells_of, differences, members_of, table_of, zip_of
from tests.soaking import in_portions

NEEDED = {
    "sor-csv": {"SOR-kode", "SOR-type", "Enhedsnavn", "Gaeldende_fra_dato"},
    "sor2-daily": {"SorId", "EntityName", "FromDate"},
    "sor2-complete": {"SorId", "EntityName", "FromDate"},
    "shak-csv": {"RecArt", "SHAK_code", "DatoStart", "DatoEnd", "Codetext"},
}
"""Columns without which a file is refused, or is another table."""


def table_in(format: str, content: bytes) -> bytes:
    return members_of(content)["SOREntity.csv"] if format == "sor2-complete" else content


def put_back(format: str, content: bytes, table: bytes) -> bytes:
    return zip_of(members_of(content) | {"SOREntity.csv": table}) if format == "sor2-complete" else table


def without(table: bytes, name: str) -> bytes:
    rows = cells_of(table)
    place = rows[0].index(name)
    return table_of([row[:place] + row[place + 1 :] for row in rows])


def renamed(table: bytes, name: str, new: str) -> bytes:
    rows = cells_of(table)
    return table_of([[new if cell == name else cell for cell in rows[0]], *rows[1:]])


def columns_of(written: Written, format: str) -> list[str]:
    header = cells_of(table_in(format, written.bytes_of(format)))[0]
    return [name for name in header if name not in NEEDED[format]]


def loaded(written: Written, format: str, table: bytes) -> Report:
    content = put_back(format, written.bytes_of(format), table)
    return written.load(written.mirror(format), format, content, NEXT, dry_run=True)


FORMATS = tuple(NEEDED)
EVERY = 9
"""The sample takes every ninth column, and those of which something else hangs."""

ALWAYS = {
    "sor-csv": ("Parent-SOR-kode", "Nedarvningsstatus", "Hovedspeciale"),
    "sor2-daily": ("SorType", "ParentSorId", "EanLocationCodeState", "FirstFromDate"),
    "sor2-complete": ("SorType", "ParentSorId", "FirstFromDate"),
    "shak-csv": (),
}


def check(written: Written, format: str, name: str) -> None:
    table = table_in(format, written.bytes_of(format))
    for spoilt in (without(table, name), renamed(table, name, f"{name}X")):
        report = loaded(written, format, spoilt)
        assert differences(report) == {}, (name, report.notes)


@pytest.mark.slow
@pytest.mark.parametrize("format", FORMATS)
def test_some_columns_left_out_or_renamed_change_nothing(written: Written, format: str) -> None:
    for name in (*ALWAYS[format], *columns_of(written, format)[::EVERY]):
        check(written, format, name)


@pytest.mark.soak
@pytest.mark.parametrize("format", FORMATS)
def test_no_column_left_out_or_renamed_changes_anything(written: Written, format: str) -> None:
    for name in in_portions(f"columns-{format}", columns_of(written, format)):
        check(written, format, name)


SIDES = ("LocationsCodes.csv/", "LocationsCodes.csv/FromDate", "LocationsCodeEDITypeMap.csv/Direction")


def side_columns(written: Written) -> list[str]:
    """Every column of the tables beside the units, and each of these tables as a whole."""
    members = members_of(written.bytes_of("sor2-complete"))
    names = [name for name in members if name.endswith(".csv") and name != "SOREntity.csv"]
    return [f"{name}/{column}" for name in names for column in ("", *cells_of(members[name])[0])]


def check_side(written: Written, which: str) -> None:
    content = written.bytes_of("sor2-complete")
    members = members_of(content)
    name, _, column = which.partition("/")
    table = members.pop(name)
    spoilt = [without(table, column), renamed(table, column, f"{column}X")] if column else [None]
    for one in spoilt:
        changed = zip_of(members if one is None else members | {name: one})
        report = written.load(written.mirror("sor2-complete"), "sor2-complete", changed, NEXT, dry_run=True)
        assert differences(report) == {}, (which, report.notes)


@pytest.mark.slow
def test_some_columns_of_the_tables_beside_the_units_left_out_or_renamed_change_nothing(written: Written) -> None:
    for which in (*SIDES, *side_columns(written)[:: EVERY * 3]):
        check_side(written, which)


@pytest.mark.soak
def test_no_column_of_the_tables_beside_the_units_left_out_or_renamed_changes_anything(written: Written) -> None:
    for which in in_portions("columns-sides", side_columns(written)):
        check_side(written, which)


@pytest.mark.parametrize("field", [field for field in TOLD if field not in REQUIRED])
def test_a_column_that_is_not_named_with_columns_changes_nothing(written: Written, field: str) -> None:
    told = {name: column for name, column in TOLD.items() if name != field}
    content = written.bytes_of("columns")
    report = written.load(written.mirror("columns"), "columns", content, NEXT, dry_run=True, told=told)
    assert differences(report) == {}


def test_an_unknown_column_is_named_with_the_one_that_was_probably_meant(written: Written) -> None:
    table = written.bytes_of("sor-csv")
    for given in ("Lokationsnumre", "GLN-Lokationsnummer", "Lokationsnr"):
        report = loaded(written, "sor-csv", renamed(table, "Lokationsnummer", given))
        assert any(f"{given} (was Lokationsnummer meant?)" in note for note in report.notes), report.notes
        assert differences(report) == {}
    report = loaded(written, "sor-csv", renamed(table, "Lokationsnummer", "Zxy"))
    assert any(re.search(r"were not read: Zxy\.", note) for note in report.notes), report.notes


def test_what_an_older_file_does_not_tell_stays_as_it_is_assumed(written: Written) -> None:
    """The newer file tells since when its versions are; for the days before it is assumed that all was the same."""
    content = written.bytes_of("xml2")
    mirror = written.empty()
    newer = re.sub(rb"(<sor1:FromDate>)20[012]\d-\d\d-\d\d", rb"\g<1>2026-11-01", content)
    written.load(mirror, "xml2", newer, FIRST)
    was = mirror.at(mirror.as_of("2026-10-01", None))
    phones = {unit: (was.unit(unit) or {}).get("virtual_address", {}).get("phone") for unit in owners_of(written)}
    older = re.sub(rb"<(sor1:)?TelephoneNumberIdentifier>[^<]*</(sor1:)?TelephoneNumberIdentifier>", b"", content)
    older = re.sub(rb"(EmailAddressIdentifier>)[^<@]+@", rb"\g<1>old@", older)
    report = written.load(mirror, "xml2", older, 20261015, backfill=True)
    assert report.changed > 10
    now = mirror.at(mirror.as_of("2026-10-01", None))
    told = {unit: (now.unit(unit) or {}).get("virtual_address", {}) for unit in phones}
    assert {unit: address.get("phone") for unit, address in told.items()} == phones
    assert any((address.get("email") or "").startswith("old@") for address in told.values())


@pytest.mark.parametrize("format", ["sor2-daily", "sor2-complete"])
def test_levels_that_a_file_does_not_tell_are_those_that_are_known(written: Written, format: str) -> None:
    table = table_in(format, written.bytes_of(format))
    for spoilt in (without(table, "SorType"), renamed(table, "SorType", "SorTyp")):
        report = loaded(written, format, spoilt)
        assert differences(report) == {}
        assert "H1" not in report.findings, "no unit lacks its level"
    assert any("SorTyp (was SorType meant?)" in note for note in report.notes)


def test_xml_of_version_1_leaves_where_an_address_lies_as_it_is_known(written: Written) -> None:
    mirror = written.fresh("xml2")

    def lie() -> list[tuple[str | None, float | None]]:
        units = [mirror.at(mirror.as_of("2026-11-02", None)).unit(key) or {} for key in owners_of(written)]
        addresses = [unit.get("postal_address") or {} for unit in units]
        return [(found.get("municipality"), found.get("east")) for found in addresses]

    before = lie()
    assert any(municipality for municipality, _ in before)
    written.load(mirror, "xml1", written.bytes_of("xml1"), NEXT)
    assert lie() == before


def owners_of(written: Written) -> list[str]:
    rows = cells_of(written.bytes_of("sor-csv"))
    code, level = rows[0].index("SOR-kode"), rows[0].index("SOR-type")
    return [row[code] for row in rows[1:] if row[level] == "IE"]
