"""Loading files: the first is a first load, the next exactly the differences; what is refused changes nothing."""

import threading
from pathlib import Path
from typing import Any

import pytest

from sor.core.claim import Claim, Piece
from sor.core.day import OPEN
from sor.core.finding import WARNING, Finding
from sor.core.identifiers import sor_code
from sor.formats.delivery import ANNULLED, NOTHING, BadFile, Rejected, Untold
from sor.jobs.importing import OWN_REGISTER
from sor.register import Refused, Register, Submission
from sor.store.database import Database
from tests.demos import take_mark_away
from tests.jobs.files import (
    CLINIC,
    MORE,
    OTHER,
    OWNER,
    SMALL,
    UNIT,
    File,
    clinic,
    counts,
    owner,
    unit,
    units,
)
from tests.store.units import change, says, submit


def shown(register: Register, key: str, day: str = "2026-11-01", known: str | None = None) -> dict[str, Any]:
    found = register.at(register.as_of(day, known)).unit(key)
    assert found is not None
    return found


class TestTwoDays:
    """Day 1 and day 2."""

    def test_the_first_file_is_a_first_load(self, mirror: Register, tmp_path: Path) -> None:
        report = File(tmp_path, 20261101, SMALL).load(mirror)
        assert counts(report) == (3, 0, 0, 0)
        assert (report.serial, report.read, report.snapshot, report.format) == (2, 3, "2026-11-01", "sor-xml-2")

    def test_the_second_file_is_exactly_the_differences(self, mirror: Register, tmp_path: Path) -> None:
        File(tmp_path, 20261101, SMALL).load(mirror)
        changed = [owner(), clinic(name="New name", since=20261102, first=20260101), unit(), unit(OTHER, name="Opened")]
        report = File(tmp_path, 20261102, changed).load(mirror)
        assert counts(report) == (1, 1, 0, 2)
        assert [(line.kind, line.key) for line in mirror.lines(3)] == [("unit", CLINIC), ("unit", OTHER)]
        assert shown(mirror, CLINIC, "2026-11-02")["name"] == "New name"
        assert shown(mirror, CLINIC, "2026-11-01")["name"] == "Clinic"

    def test_known_before_the_second_import_still_gives_the_first_days_answer(
        self, mirror: Register, tmp_path: Path
    ) -> None:
        File(tmp_path, 20261101, SMALL).load(mirror)
        File(tmp_path, 20261102, [owner(), clinic(name="Corrected"), unit()]).load(mirror)
        assert shown(mirror, CLINIC)["name"] == "Corrected"
        assert shown(mirror, CLINIC, known="2")["name"] == "Clinic"

    def test_the_entry_tells_where_it_comes_from(self, mirror: Register, tmp_path: Path) -> None:
        File(tmp_path, 20261101, SMALL, created="2026-11-01T02:00:00Z").load(mirror, actor="anna")
        entry = mirror.entry(2)
        assert entry is not None
        assert (entry.actor, entry.channel, entry.reason) == ("anna", "import", "sor-xml-2-20261101.xml")
        origin = dict(entry.origin)
        assert len(origin.pop("digest")) == 64
        assert origin == {
            "file": "sor-xml-2-20261101.xml", "format": "sor-xml-2", "family": "sor-xml", "snapshot": 20261101,
            "created": "2026-11-01T02:00:00Z", "silence": "closed", "backfill": False, "rejected": 0,
        }  # fmt: skip
        assert mirror.deliveries() == [("sor-xml", 20261101, 2)]

    def test_a_newer_file_without_any_difference_states_nothing_but_its_day(
        self, mirror: Register, tmp_path: Path
    ) -> None:
        File(tmp_path, 20261101, SMALL).load(mirror)
        report = File(tmp_path, 20261102, SMALL).load(mirror)
        assert counts(report) == (0, 0, 0, 3)
        assert mirror.count_lines(3) == 0
        assert mirror.deliveries() == [("sor-xml", 20261102, 3)]
        assert mirror.verify(deep=True).fault is None

    def test_the_same_bytes_again_make_no_entry(self, mirror: Register, tmp_path: Path) -> None:
        file = File(tmp_path, 20261101, SMALL)
        file.load(mirror)
        report = file.load(mirror)
        assert report.notes == ["These very bytes were loaded before, as entry 2: nothing to do."]
        assert (report.serial, mirror.serial()) == (None, 2)

    def test_what_the_next_format_cannot_hold_stays(self, mirror: Register, tmp_path: Path) -> None:
        File(tmp_path, 20261101, [owner(cvr="13585628"), clinic(), unit(note="kept")]).load(mirror)
        narrow = frozenset({"name", "level", "type", "parent"})
        assert counts(File(tmp_path, 20261102, SMALL, narrow, format="sor-csv").load(mirror)) == (0, 0, 0, 3)
        assert shown(mirror, UNIT)["note"] == "kept"
        assert shown(mirror, UNIT)["cvr"] == "13585628"

    def test_a_scheduled_change_of_a_master_stays(self, register: Register, tmp_path: Path) -> None:
        File(tmp_path, 20261101, SMALL).load(register)
        submit(register, change(CLINIC, says("name", 20261201, "Scheduled")))
        assert shown(register, CLINIC, "2026-12-01")["name"] == "Scheduled"

    def test_first_load_assumes_the_days_before_from_date_and_says_so(self, mirror: Register, tmp_path: Path) -> None:
        File(tmp_path, 20261101, [owner(since=20261001, first=20200101), clinic(), unit()]).load(mirror)
        assert shown(mirror, OWNER, "2025-01-01")["assumed"] is True
        assert "assumed" not in shown(mirror, OWNER, "2026-10-01")
        assert shown(mirror, OWNER)["first_from"] == "2020-01-01"


class TestOlderFiles:
    """A file not newer than the last of its kind."""

    @pytest.mark.parametrize("day", [20261031, 20251101])
    def test_it_is_refused(self, mirror: Register, tmp_path: Path, day: int) -> None:
        File(tmp_path, 20261101, SMALL).load(mirror)
        with pytest.raises(BadFile) as refusal:
            File(tmp_path, day, SMALL[:2], format="sor-xml-1").load(mirror)
        assert str(refusal.value) == (
            f"sor-xml-1-{day}.xml describes {day // 10000}-{day // 100 % 100}-{day % 100:02d}, which is before"
            " 2026-11-01, the day of the last file of its kind. Load it with --backfill to fill only what is not known."
        )
        assert mirror.serial() == 2

    def test_a_file_of_another_kind_has_its_own_order(self, mirror: Register, tmp_path: Path) -> None:
        File(tmp_path, 20261101, SMALL).load(mirror)
        assert File(tmp_path, 20261031, SMALL, format="sor-csv").load(mirror).serial == 3

    def test_backfill_fills_only_what_was_assumed(self, mirror: Register, tmp_path: Path) -> None:
        File(tmp_path, 20261101, [owner(name="Now", since=20261001, first=20200101), clinic(), unit()]).load(mirror)
        older = [owner(name="Then", since=20250101, first=20200101), clinic(name="Overruled"), unit()]
        report = File(tmp_path, 20260701, older).load(mirror, backfill=True)
        assert report.serial == 3
        days = ("2024-12-31", "2025-01-01", "2026-07-01", "2026-10-01")
        assert [shown(mirror, OWNER, day)["name"] for day in days] == ["Now", "Then", "Then", "Now"]
        assert shown(mirror, CLINIC)["name"] == "Clinic"
        assert shown(mirror, OWNER, "2025-01-01", known="2")["name"] == "Now"

    def test_backfill_closes_nothing_by_absence(self, mirror: Register, tmp_path: Path) -> None:
        File(tmp_path, 20261101, SMALL).load(mirror)
        assert counts(File(tmp_path, 20260701, [owner()]).load(mirror, backfill=True)) == (0, 0, 0, 1)

    def test_a_unit_of_the_older_file_alone_ends_where_the_newer_file_no_longer_lists_it(
        self, mirror: Register, tmp_path: Path
    ) -> None:
        File(tmp_path, 20261101, SMALL).load(mirror)
        File(tmp_path, 20260701, [*SMALL, unit(OTHER, name="Gone since")]).load(mirror, backfill=True)
        assert shown(mirror, OTHER, "2026-10-31")["name"] == "Gone since"
        assert shown(mirror, OTHER, "2026-10-31")["open"] is True
        assert shown(mirror, OTHER, "2026-11-01")["open"] is False

    def test_the_newer_file_says_nothing_of_it_when_it_was_only_a_part(self, mirror: Register, tmp_path: Path) -> None:
        File(tmp_path, 20261101, SMALL).load(mirror, part=True)
        File(tmp_path, 20260701, [*SMALL, unit(OTHER, name="Elsewhere")]).load(mirror, backfill=True)
        assert shown(mirror, OTHER, "2026-11-01")["open"] is True

    def test_a_file_without_a_day_is_refused(self, mirror: Register, tmp_path: Path) -> None:
        with pytest.raises(BadFile) as refusal:
            File(tmp_path, None, SMALL, format="sor-csv").load(mirror)
        assert str(refusal.value) == (
            "sor-csv-None.xml does not say which day it describes. Name the day: --snapshot 2026-07-01"
        )


class TestAbsent:
    """What it means that a unit is not in the file any more."""

    def test_it_is_closed_from_the_files_day_and_marked_as_assumed(self, mirror: Register, tmp_path: Path) -> None:
        File(tmp_path, 20261101, [*SMALL, unit(OTHER)]).load(mirror)
        report = File(tmp_path, 20261105, SMALL).load(mirror)
        assert counts(report) == (0, 0, 1, 3)
        assert report.findings["X11"] == 1
        gone = shown(mirror, OTHER, "2026-11-05")
        assert (gone["open"], gone["valid_to"]) == (False, "2026-11-05")

    def test_it_stays_as_it_is_when_its_end_was_known(self, mirror: Register, tmp_path: Path) -> None:
        File(tmp_path, 20261101, [*SMALL, unit(OTHER, end=20261103)]).load(mirror)
        assert counts(File(tmp_path, 20261105, SMALL).load(mirror)) == (0, 0, 0, 3)
        assert shown(mirror, OTHER)["valid_to"] == "2026-11-03"

    def test_it_is_annulled_when_the_file_lists_closed_units_too(self, mirror: Register, tmp_path: Path) -> None:
        File(tmp_path, 20261101, [*SMALL, unit(OTHER)]).load(mirror)
        report = File(tmp_path, 20261105, SMALL, silence=ANNULLED).load(mirror)
        assert (report.closed, report.findings["X12"]) == (1, 1)
        assert mirror.at().unit(OTHER) is None
        assert shown(mirror, OTHER, known="2")["open"] is True

    def test_it_stays_when_the_file_is_only_a_part(self, mirror: Register, tmp_path: Path) -> None:
        File(tmp_path, 20261101, SMALL).load(mirror)
        assert counts(File(tmp_path, 20261102, [owner(name="New")]).load(mirror, part=True)) == (0, 1, 0, 0)
        assert counts(File(tmp_path, 20261103, [owner()], silence=NOTHING).load(mirror)) == (0, 1, 0, 0)

    def test_a_unit_that_comes_back_is_opened_again(self, mirror: Register, tmp_path: Path) -> None:
        File(tmp_path, 20261101, [*SMALL, unit(OTHER)]).load(mirror)
        File(tmp_path, 20261105, SMALL).load(mirror)
        assert counts(File(tmp_path, 20261107, [*SMALL, unit(OTHER)]).load(mirror)) == (0, 1, 0, 3)
        again = shown(mirror, OTHER, "2026-11-06")
        assert (again["open"], again["valid_to"]) == (True, None)

    def test_an_owner_and_institution_without_a_third_level_are_only_unlisted(
        self, mirror: Register, tmp_path: Path
    ) -> None:
        File(tmp_path, 20261101, [*SMALL, owner(OTHER)]).load(mirror)
        report = File(tmp_path, 20261105, [owner(OTHER)]).load(mirror)
        assert (report.closed, report.unlisted, report.findings["X13"]) == (1, 2, 2)
        assert shown(mirror, OWNER, "2026-11-06")["open"] is True
        assert shown(mirror, CLINIC, "2026-11-06")["open"] is True
        assert shown(mirror, UNIT, "2026-11-06")["open"] is False

    def test_an_owner_missing_above_its_listed_units_is_a_lost_row_and_no_closing(
        self, mirror: Register, tmp_path: Path
    ) -> None:
        File(tmp_path, 20261101, [*SMALL, owner(OTHER)]).load(mirror)
        report = File(tmp_path, 20261105, [clinic(), unit(), owner(OTHER)]).load(mirror)
        assert (report.closed, report.unlisted) == (0, 0)
        assert [note for note in report.notes if "units below them are in it" in note]

    def test_a_rejected_row_with_a_sure_code_is_not_absent(self, mirror: Register, tmp_path: Path) -> None:
        File(tmp_path, 20261101, [*SMALL, unit(OTHER)]).load(mirror)
        bad = [Rejected(5, "FromDate is no date", OTHER)]
        report = File(tmp_path, 20261102, SMALL, rejected=bad, untold=[Untold("unit", OTHER)]).load(mirror)
        assert counts(report) == (0, 0, 0, 3)
        assert report.rejected == [
            {"file": "sor-xml-2-20261102.xml", "line": 5, "reason": "FromDate is no date", "key": OTHER}
        ]

    def test_when_a_rejected_code_cannot_be_read_the_file_closes_nothing(
        self, mirror: Register, tmp_path: Path
    ) -> None:
        File(tmp_path, 20261101, [*SMALL, unit(OTHER), unit(MORE)]).load(mirror)
        lost = [Rejected(5, "a SOR code lost its last digit", None, "perhaps 1041000016004")]
        report = File(tmp_path, 20261102, SMALL, rejected=lost, uncertain=True).load(mirror)
        assert report.closed == 0
        assert report.absent == sorted([OTHER, MORE])
        [note] = report.notes
        assert note == (
            "unit: 2 absent from the file and not closed, because the code of a rejected row cannot be read with"
            " certainty and may be one of them."
        )


class TestManyAbsent:
    """A file that leaves out suspiciously many is more likely cut short."""

    def two_days(self, mirror: Register, folder: Path, before: int, closing: int, **options: Any) -> Any:
        many = units(before - 2)
        File(folder, 20261101, [owner(), clinic(), *many]).load(mirror)
        return File(folder, 20261102, [owner(), clinic(), *many[closing:]]).load(mirror, **options)

    def test_ten_are_always_allowed(self, mirror: Register, tmp_path: Path) -> None:
        assert self.two_days(mirror, tmp_path, 30, 10).closed == 10

    def test_eleven_of_thirty_are_not(self, mirror: Register, tmp_path: Path) -> None:
        with pytest.raises(BadFile) as refusal:
            self.two_days(mirror, tmp_path, 30, 11)
        assert str(refusal.value) == (
            "The file leaves out 11 of 30 open units, more than 10: it may be cut short. If it is right, load it with"
            " --max-closed 11 or --force; if it is only a part, with --part."
        )
        assert mirror.serial() == 2

    @pytest.mark.parametrize("options", [{"max_closed": 11}, {"force": True}, {"part": True}])
    def test_it_loads_when_told(self, mirror: Register, tmp_path: Path, options: dict[str, Any]) -> None:
        assert self.two_days(mirror, tmp_path, 30, 11, **options).serial == 3

    def test_a_limit_of_ones_own_may_be_lower(self, mirror: Register, tmp_path: Path) -> None:
        with pytest.raises(BadFile, match=r"leaves out 1 of 30 open units, more than 0"):
            self.two_days(mirror, tmp_path, 30, 1, max_closed=0)


class TestRefusals:
    """What is refused whole changes nothing."""

    def test_a_file_that_breaks_off_is_not_half_loaded(self, mirror: Register, tmp_path: Path) -> None:
        file = File(tmp_path, 20261101, SMALL)
        whole = file.claims

        def cut() -> Any:
            yield next(whole())
            raise BadFile("sor.xml: the file breaks off in line 12")

        file.claims = cut  # type: ignore[method-assign]
        with pytest.raises(BadFile, match=r"the file breaks off in line 12"):
            file.load(mirror)
        assert mirror.serial() == 1
        assert mirror.at().unit(OWNER) is None

    def test_strict_takes_no_finding_and_no_rejected_row(self, mirror: Register, tmp_path: Path) -> None:
        bad = File(tmp_path, 20261101, [owner(), clinic(), unit(parent="nowhere")], rejected=[Rejected(9, "x")])
        with pytest.raises(BadFile) as refusal:
            bad.load(mirror, strict=True)
        assert str(refusal.value).endswith(
            " findings, 1 rejected rows and 0 rejected cells; --strict takes none."
            " Run without --strict to load the rest."
        )
        assert mirror.serial() == 1

    def test_a_dry_run_tells_everything_and_stores_nothing(self, mirror: Register, tmp_path: Path) -> None:
        File(tmp_path, 20261101, [*SMALL, unit(OTHER)]).load(mirror)
        second = File(tmp_path, 20261102, [owner(name="New"), clinic(), unit(), unit(MORE)])
        tried = second.load(mirror, dry_run=True)
        assert (counts(tried), tried.serial, mirror.serial()) == ((1, 1, 1, 2), None, 2)
        assert counts(second.load(mirror)) == counts(tried)

    def test_a_master_takes_each_kind_once(self, register: Register, tmp_path: Path) -> None:
        File(tmp_path, 20261101, SMALL).load(register)
        told = "This register is a master that holds units already; it is changed through its doors, not by files."
        with pytest.raises(Refused) as refusal:
            File(tmp_path, 20261102, SMALL).load(register)
        assert str(refusal.value) == f"{told} {OWN_REGISTER}"
        take_mark_away(register)
        with pytest.raises(Refused) as refusal:
            File(tmp_path, 20261102, SMALL).load(register)
        assert str(refusal.value) == told

    def test_a_list_of_numbers_follows_the_units_once(self, register: Register, tmp_path: Path) -> None:
        File(tmp_path, 20261101, SMALL, kinds=frozenset({"unit", "location_number"})).load(register)
        numbers = {"format": "medcom-gln", "kinds": frozenset({"location_number"}), "silence": NOTHING}
        assert File(tmp_path, 20261101, [], **numbers).load(register).serial == 2
        with pytest.raises(Refused, match=r"This register is a master that holds location_numbers already"):
            File(tmp_path, 20261102, [], **numbers).load(register)

    def test_a_code_of_the_registers_own_range_that_it_never_issued_is_refused(
        self, register: Register, tmp_path: Path
    ) -> None:
        mine = sor_code(9_000_001)
        with pytest.raises(Refused) as refusal:
            File(tmp_path, 20261101, [*SMALL, unit(mine)]).load(register)
        assert str(refusal.value) == (
            f"sor-xml-2-20261101.xml holds {mine}, a code of this register's own range (9000000-9999999) that it never"
            " issued."
        )

    def test_a_mirror_has_no_range_and_takes_them(self, mirror: Register, tmp_path: Path) -> None:
        assert File(tmp_path, 20261101, [*SMALL, unit(sor_code(9_000_001))]).load(mirror).serial == 2


class TestFindings:
    """What rules and readers find is stored with the entry, and never stops a file."""

    def test_findings_of_what_changed_are_stored_with_the_entry(self, mirror: Register, tmp_path: Path) -> None:
        noticed = Finding("X1", WARNING, "unit", UNIT, "name", {"value": "?"})
        report = File(tmp_path, 20261101, [owner(), clinic(), unit(parent="nowhere")], findings=[noticed]).load(mirror)
        assert report.findings["X1"] == 1
        assert (2, noticed) in mirror.findings("unit", UNIT)
        entry = mirror.entry(2)
        assert entry is not None
        assert {found["rule"] for found in entry.findings} == report.findings.keys()

    def test_what_did_not_change_is_told_but_not_stored_again(self, mirror: Register, tmp_path: Path) -> None:
        rows = [owner(), clinic(), unit(parent="nowhere")]
        first = File(tmp_path, 20261101, rows).load(mirror)
        second = File(tmp_path, 20261102, [owner(name="New"), *rows[1:]]).load(mirror)
        assert second.findings == first.findings
        assert {serial for serial, _ in mirror.findings("unit", UNIT)} == {2}


def test_other_kinds_are_counted_beside(mirror: Register, tmp_path: Path) -> None:
    file = File(tmp_path, 20261101, SMALL)
    listed = file.claims
    region = Piece(20260101, OPEN, {"region": "1081"})
    number = Claim("location_number", "5790000000005", frozenset({"region"}), [region], [(20260101, OPEN)], 20261101)
    file.claims = lambda: iter([*listed(), number])  # type: ignore[method-assign]
    report = file.load(mirror)
    assert counts(report) == (3, 0, 0, 0)
    assert report.others == {"location_number": {"new": 1}}


def test_when_another_change_comes_between_the_file_is_compared_again(mirror: Register, tmp_path: Path) -> None:
    File(tmp_path, 20261101, SMALL).load(mirror)
    second = File(tmp_path, 20261102, [owner(name="New"), clinic(), unit()])
    listed = second.claims

    def claims() -> Any:
        if second.opened == 1:
            mirror.submit(Submission([change(CLINIC, says("name", 20260101, "Meanwhile"))], "x", "follow"))
        yield from listed()

    second.claims = claims  # type: ignore[method-assign]
    report = second.load(mirror)
    assert second.opened == 2
    assert (report.changed, report.serial) == (2, 4)
    assert shown(mirror, CLINIC)["name"] == "Clinic"


def test_two_files_loaded_at_once_are_loaded_one_after_the_other(mirror: Register, tmp_path: Path) -> None:
    """Whichever comes first: afterwards all is as if they had been loaded in turn, or the older one was refused."""
    File(tmp_path, 20261101, SMALL).load(mirror)
    files = [
        File(tmp_path, 20261102, [owner(name="Two"), clinic(), unit()]),
        File(tmp_path, 20261103, [owner(name="Three"), clinic(name="Three"), unit()]),
    ]
    told: list[object] = []

    def load(file: File) -> None:
        other = Register(Database(mirror.database.url.render_as_string(hide_password=False)), mirror.clock)
        try:
            told.append(file.load(other))
        except BadFile as refusal:
            told.append(refusal)
        finally:
            other.database.close()

    threads = [threading.Thread(target=load, args=(file,)) for file in files]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(told) == 2
    refused = [t for t in told if isinstance(t, BadFile)]
    assert mirror.serial() == 4 - len(refused)
    assert shown(mirror, OWNER)["name"] == "Three"
    assert shown(mirror, CLINIC)["name"] == "Three"
    assert mirror.verify(deep=True).fault is None


def test_whatever_the_reader_a_text_that_cannot_be_kept_rejects_its_subject_and_a_break_is_a_blank(
    mirror: Register, tmp_path: Path
) -> None:
    File(tmp_path, 20261101, SMALL).load(mirror)
    spoilt = [owner(name="Ow\nner"), clinic(name="Clinic\u200b", since=20261102), unit(name="A\u030a")]
    report = File(tmp_path, 20261102, spoilt).load(mirror)
    assert [row["key"] for row in report.rejected] == [CLINIC]
    assert "name: character 7 is U+200B ZERO WIDTH SPACE" in report.rejected[0]["reason"]
    assert report.findings["X16"] == 1
    assert [shown(mirror, key, "2026-11-02")["name"] for key in (OWNER, CLINIC, UNIT)] == ["Ow ner", "Clinic", "\u00c5"]
    assert counts(report)[2] == 0, "what is rejected is not absent"
