"""Our CSV files as Excel in Danish saves them again: what it spoils is refused or left out, never a new value.

Excel's own rules as its maker documents them: semicolons, CRLF, Windows-1252 (or UTF-8 with a mark); a cell that looks
like a number is one (no zeros in front, at most 11 digits shown, else powers of ten; 15 digits kept), one that looks
like a day is shown as dd-mm-yyyy; a cell with a separator, quote or break is quoted; a column of text stays.
"""

import csv
import io
import re

import pytest

from sor.formats.delivery import BadFile
from sor.jobs.importing import Report
from tests.faults.written import NEXT, TEXT, Written, differences, members_of, zip_of

FORMATS = ("sor-csv", "sor2-daily", "sor2-complete", "columns", "shak-csv", "medcom-gln")


def shown(cell: str) -> str:
    """What a cell of General format shows after Excel has opened it."""
    cell = cell.removeprefix('="').removesuffix('"') if cell.startswith('="') else cell
    if found := re.fullmatch(r"(\d{4})-(\d\d)-(\d\d)", cell):
        return f"{found[3]}-{found[2]}-{found[1]}"
    if re.fullmatch(r"\d+(,\d+)?", cell):
        whole, _, rest = cell.partition(",")
        whole = whole.lstrip("0") or "0"
        if len(whole) > 11:
            return re.sub(r"\.?0*E", "E", f"{float(whole):.5E}").replace(".", ",")
        return f"{whole},{rest.rstrip('0')}".rstrip(",") if rest else whole
    return cell


def saved(content: bytes, *, as_text: bool, encoding: str) -> bytes:
    """A table that Excel saved again; as_text: every column was imported as text first."""
    text = content.decode("utf-8-sig" if content.startswith(b"\xef\xbb\xbf") else TEXT)
    header, *rows = csv.reader(io.StringIO(text, newline=""), delimiter=";")
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows([re.sub(r'^="(.*)"$', r"\1", cell) if as_text else shown(cell) for cell in row] for row in rows)
    return out.getvalue().encode(encoding)


def saved_file(format: str, content: bytes, *, as_text: bool, encoding: str) -> bytes:
    if format == "sor2-complete":
        members = members_of(content)
        return zip_of({name: saved(data, as_text=as_text, encoding=encoding) for name, data in members.items()})
    return saved(content, as_text=as_text, encoding=encoding)


def dry(written: Written, format: str, content: bytes, *, force: bool = False) -> Report:
    return written.load(written.mirror(format), format, content, NEXT, dry_run=True, force=force)


@pytest.mark.parametrize("encoding", ["cp1252", "utf-8-sig"])
@pytest.mark.parametrize("format", FORMATS)
def test_a_file_whose_columns_were_text_is_the_same(format: str, encoding: str, written: Written) -> None:
    report = dry(written, format, saved_file(format, written.bytes_of(format), as_text=True, encoding=encoding))
    assert (differences(report), report.rejected) == ({}, [])
    assert {cell["path"] for cell in report.cells} <= {"provider_identifier"}, "the sample itself has a short one"


@pytest.mark.parametrize("format", FORMATS)
def test_a_file_that_was_opened_and_saved_is_refused_and_forced_changes_nothing(format: str, written: Written) -> None:
    content = saved_file(format, written.bytes_of(format), as_text=False, encoding="cp1252")
    if format == "shak-csv":  # no number of it is long, and zeros in front are put back
        assert differences(dry(written, format, content)) == {}
        return
    with pytest.raises(BadFile):
        dry(written, format, content)
    try:
        forced = dry(written, format, content, force=True)
    except BadFile:
        return  # nothing of it can be read
    assert differences(forced) == {}


def test_excel_shows_numbers_and_days_in_its_own_way() -> None:
    cells = ["5790990001136", "0851", "559163,420", "2026-10-01", "90000001000016001", '="90000001000016001"', "1A"]
    assert [shown(cell) for cell in cells] == [
        "5,79099E+12", "851", "559163,42", "01-10-2026", "9E+16", "9E+16", "1A"
    ]  # fmt: skip
