"""A rejected row takes nothing along: a file that repeats what is known changes nothing by the rows it cannot say."""

import pytest

from sor.formats.delivery import BadFile
from tests.faults.spoiling import SIDE_TABLES, cases, rows_of, spoilt, spoilt_side
from tests.faults.written import NEXT, Written, cells_of, differences, members_of, table_of
from tests.quick_part import few_of_several
from tests.soaking import in_portions


def some_of(rows: int, shift: int = 0) -> list[int]:
    """Eight rows, from all over a file."""
    return sorted({1 + (shift + n * rows // 8) % (rows - 1) for n in range(8)})


@pytest.mark.slow
@pytest.mark.parametrize(("format", "reason"), few_of_several(cases(), every=100, tested=3))
def test_nothing_that_hangs_on_a_rejected_row_changes(written: Written, format: str, reason: str) -> None:
    content = written.bytes_of(format)
    bad = spoilt(format, content, reason, some_of(rows_of(format, content), len(reason)))
    assert bad is not None
    report = written.load(written.mirror(format), format, bad, NEXT, dry_run=True)
    assert report.rejected
    assert differences(report) == {}


@pytest.mark.slow
@pytest.mark.parametrize("reason", ["no code", "start no date", "end before start", "ragged"])
@pytest.mark.parametrize("table", SIDE_TABLES)
def test_nor_does_what_hangs_on_a_rejected_row_beside_the_units(written: Written, table: str, reason: str) -> None:
    content = written.bytes_of("sor2-complete")
    header, *rows = cells_of(members_of(content)[table])
    if reason in ("start no date", "end before start") and not {"FromDate", "ToDate"} <= {*header}:
        pytest.skip("the table has no dates")
    if reason == "end before start" and not rows[0][header.index("FromDate")]:
        pytest.skip("its rows hold since ever")
    bad = spoilt_side(content, table, reason, some_of(len(rows)))
    report = written.load(written.mirror("sor2-complete"), "sor2-complete", bad, NEXT, dry_run=True)
    assert report.rejected
    assert differences(report) == {}


def test_nobody_else_speaks_for_what_a_rejected_row_spoke_of(written: Written) -> None:
    """The data of a location number are those of the row that owns it; a row that inherits it says other ones."""
    header, *rows = cells_of(written.bytes_of("sor-csv"))
    number, state, system, since = (
        header.index(n) for n in ("Lokationsnummer", "Nedarvningsstatus", "EDB-system", "Gaeldende_fra_dato")
    )
    owned = {row[number] for row in rows if row[number] and row[state] == "egen"}
    inherited = {row[number] for row in rows if row[number] and row[state] == "nedarvet"}
    chosen = min(owned & inherited)
    for row in rows:
        if row[number] == chosen and row[state] == "egen":
            row[since] = "tirsdag"
        elif row[number] == chosen:
            row[system] = "Et andet system"
    report = written.load(written.mirror("sor-csv"), "sor-csv", table_of([header, *rows]), NEXT, dry_run=True)
    assert len(report.rejected) == 1
    assert differences(report) == {}


@pytest.mark.parametrize("spoil", ["code", "start", "twice"])
def test_nor_in_a_list_of_location_numbers(written: Written, spoil: str) -> None:
    header, *rows = cells_of(written.bytes_of("medcom-gln"))
    for row in [row for n, row in enumerate(rows) if n in some_of(len(rows))]:
        if spoil == "code":
            row[0] = row[0][:-1] + str((int(row[0][-1]) + 1) % 10)
        elif spoil == "start":
            row[3] = "før"
        else:
            rows.append([row[0], row[1], "x", "2001-01-01", "suspended"])
    bad = table_of([header, *rows])
    report = written.load(written.mirror("medcom-gln"), "medcom-gln", bad, NEXT, dry_run=True)
    assert report.rejected
    assert differences(report) == {}


@pytest.mark.soak
@pytest.mark.parametrize(("format", "reason"), [*cases()])
def test_every_row_of_a_file_rejected_once_changes_nothing(small: Written, format: str, reason: str) -> None:
    """Eight at a time, as far from each other as the file is long, so that none hangs on the next."""
    content = small.bytes_of(format)
    rows = rows_of(format, content)
    step = -(-rows // 8)
    for first in in_portions(f"rejected-{format}-{reason}".replace(" ", "-"), range(step)):
        bad = spoilt(format, content, reason, [*range(first, rows, step)])
        assert bad is not None
        if bad == content:
            continue
        report = small.load(small.mirror(format), format, bad, NEXT, dry_run=True)
        assert differences(report) == {}, first


class TestMostlyRejected:
    """A tenth of the rows, and at least ten of them."""

    @pytest.mark.parametrize("format", ["sor-csv", "sor2-complete", "xml2", "shak"])
    def test_a_file_of_which_more_than_a_tenth_is_rejected_is_refused_unless_forced(
        self, written: Written, format: str
    ) -> None:
        content = written.bytes_of(format)
        rows = rows_of(format, content)
        tenth = max(9, rows // 10)
        reason = "end before start" if format == "xml2" else "start no date"
        few, many = (spoilt(format, content, reason, [*range(1, n + 1)]) for n in (tenth, tenth + 1))
        assert few is not None
        assert many is not None
        mirror = written.mirror(format)
        report = written.load(mirror, format, few, NEXT, dry_run=True)
        assert (len(report.rejected), differences(report)) == (tenth, {})
        with pytest.raises(BadFile, match=rf"{tenth + 1} of {rows} rows cannot be loaded.*--force"):
            written.load(mirror, format, many, NEXT, dry_run=True)
        assert differences(written.load(mirror, format, many, NEXT, dry_run=True, force=True)) == {}

    @pytest.mark.parametrize("format", ["sor-csv", "sor2-daily", "shak-csv"])
    def test_a_file_without_one_readable_row_is_refused(self, written: Written, format: str) -> None:
        header = written.bytes_of(format).splitlines(keepends=True)[0]
        with pytest.raises(BadFile, match="holds no row that can be loaded"):
            written.load(written.mirror(format), format, header, NEXT, dry_run=True)

    def test_a_few_rows_that_are_all_rejected_are_refused(self, written: Written) -> None:
        content = b"".join(written.bytes_of("sor-csv").splitlines(keepends=True)[:4])
        bad = spoilt("sor-csv", content, "start no date", [0, 1, 2])
        assert bad is not None
        with pytest.raises(BadFile, match=r"holds no row that can be loaded\. The first: line 2: Gaeldende_fra_dato"):
            written.load(written.mirror("sor-csv"), "sor-csv", bad, NEXT, dry_run=True)
