"""Files spoilt by somebody who had not read the readers, each with what has to be so: none is loaded silently wrong."""

import re
from collections.abc import Callable

import pytest

from sor.formats.delivery import BadFile
from sor.register import Refused
from sor.store.database import Database
from tests.faults.strange_files import CELL, REFUSED, ROW, SAME, STRANGE, Strange
from tests.faults.strange_values import VALUES
from tests.faults.written import NEXT, Written, differences
from tests.quick_part import few


@pytest.mark.parametrize("file", few([*STRANGE, *VALUES], every=14, tested=6), ids=lambda file: file.what)
def test_no_file_is_loaded_silently_wrong(file: Strange, small: Written, new_sqlite: Callable[[], Database]) -> None:
    good = small.bytes_of(file.format)
    bad = file.spoil(good)
    assert bad != good
    mirror = small.mirror(file.format)
    must, _, told = file.must.partition(": ")
    if must == REFUSED:
        with pytest.raises((BadFile, Refused), match=told or None):
            small.load(mirror, file.format, bad, NEXT, dry_run=True, listing=True)
        return
    report = small.load(mirror, file.format, bad, NEXT, dry_run=True, listing=True)
    assert bool(report.rejected) == (must == ROW)
    assert bool(report.cells) == (must == CELL)
    if must in (SAME, ROW, CELL):
        assert differences(report) == {}
    assert re.search(told, f"{report.rejected}{report.cells}{report.notes}{report.found}{differences(report)}")


@pytest.mark.parametrize("format", ["sor-csv", "xml2", "shak"])
def test_a_file_of_a_far_day_is_refused_unless_forced(format: str, small: Written) -> None:
    """With it every right file of the days between would come too late."""
    mirror = small.mirror(format)
    for day in (20271102, 20621102):
        with pytest.raises(BadFile, match=r"days after today\. If the day is right, load it with --force"):
            small.load(mirror, format, small.bytes_of(format) + b"\n", day, dry_run=True)
        report = small.load(mirror, format, small.bytes_of(format) + b"\n", day, dry_run=True, force=True)
        assert any("--force overrode" in note and "days after today" in note for note in report.notes)


def test_of_two_days_that_a_file_gives_none_is_its_day(small: Written) -> None:
    twice = re.sub(
        rb"(<sor1:SnapshotDate>)[0-9-]+(</sor1:SnapshotDate>)", rb"\g<0>\g<1>2026-12-01\2", small.bytes_of("xml2")
    )
    with pytest.raises(BadFile, match="SnapshotDate stands twice, with different content"):
        small.load(small.mirror("xml2"), "xml2", twice, NEXT, dry_run=True)
