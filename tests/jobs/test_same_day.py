"""The source corrects itself: a file of a day again, and the same bytes on a later day."""

from pathlib import Path
from typing import Any

import pytest

from sor.core.day import OPEN
from sor.formats.delivery import ANNULLED, NOTHING, BadFile, Untold
from sor.register import Register
from sor.store.timelines import timelines
from tests.jobs.files import CLINIC, MORE, OTHER, OWNER, SMALL, UNIT, File, clinic, counts, owner, unit, units


def shown(register: Register, key: str, day: str = "2026-12-01") -> Any:
    return register.at(register.as_of(day, None)).unit(key)


@pytest.mark.parametrize("format", ["sor-xml-1", "sor-xml-2", "sor-csv", "sor2-daily"])
def test_what_a_corrected_file_says_like_the_first_one_stays(mirror: Register, tmp_path: Path, format: str) -> None:
    """It says it as our own file of the day would, and what the first said is set aside."""

    def load(day: int, name: str, phone: str) -> None:
        called = clinic(name=name, virtual_address={"phone": phone})
        File(tmp_path, day, [owner(), called, unit()], format=format).load(mirror)

    load(20261101, "Clinic", "11111111")
    load(20261102, "First", "22222222")
    load(20261102, "Corrected", "22222222")
    assert shown(mirror, CLINIC)["name"] == "Corrected"
    assert shown(mirror, CLINIC)["virtual_address"]["phone"] == "22222222"


class Tabled(File):
    """A file whose bytes do not say which day they describe."""

    def __init__(self, folder: Path, rows: list[Any], **more: Any) -> None:
        super().__init__(folder, None, rows, format="sor-csv", **more)
        self.path = folder / f"{hash(repr(rows))}.csv"
        self.path.write_text(repr(rows))

    def on(self, day: int) -> "Tabled":
        self.day = day
        return self


class TestTheSameBytes:
    def test_after_another_file_they_take_its_fault_back(self, mirror: Register, tmp_path: Path) -> None:
        good = Tabled(tmp_path, SMALL)
        good.on(20261101).load(mirror)
        Tabled(tmp_path, [owner(name="Fault"), clinic(), unit()]).on(20261102).load(mirror)
        report = good.on(20261103).load(mirror)
        assert (counts(report), report.serial) == ((0, 1, 0, 2), 4)
        assert shown(mirror, OWNER)["name"] == "Owner"

    def test_on_the_day_of_the_fault_too(self, mirror: Register, tmp_path: Path) -> None:
        good = File(tmp_path, 20261101, SMALL)
        good.load(mirror)
        (tmp_path / "again").mkdir()
        File(tmp_path / "again", 20261101, [owner(name="Fault"), clinic(), unit()]).load(mirror)
        assert counts(good.load(mirror)) == (0, 1, 0, 2)
        assert shown(mirror, OWNER)["name"] == "Owner"

    def test_are_nothing_new_while_none_came_after_them(self, mirror: Register, tmp_path: Path) -> None:
        good = Tabled(tmp_path, SMALL)
        good.on(20261101).load(mirror)
        File(tmp_path, 20261102, SMALL, format="sor-xml-2").load(mirror)
        report = good.on(20261101).load(mirror)
        assert report.notes == ["These very bytes were loaded before, as entry 2: nothing to do."]
        assert mirror.serial() == 3

    def test_of_another_day_say_that_it_is_still_so(self, mirror: Register, tmp_path: Path) -> None:
        good = Tabled(tmp_path, SMALL)
        good.on(20261101).load(mirror)
        File(tmp_path, 20261102, [owner(), clinic(name="Elsewhere"), unit()], format="sor-xml-2").load(mirror)
        report = good.on(20261103).load(mirror)
        assert (counts(report), report.serial) == ((0, 1, 0, 2), 4)
        assert shown(mirror, CLINIC, "2026-11-03")["name"] == "Clinic"

    def test_read_as_something_else_are_another_file(self, mirror: Register, tmp_path: Path) -> None:
        """A part that is then said to be the whole closes what it leaves out; so does one that only filled gaps."""
        Tabled(tmp_path, [*SMALL, unit(OTHER)]).on(20261101).load(mirror)
        later = Tabled(tmp_path, SMALL).on(20261102)
        assert later.load(mirror, part=True).closed == 0
        assert later.load(mirror, part=True).notes == [
            "These very bytes were loaded before, as entry 3: nothing to do."
        ]
        assert later.load(mirror).closed == 1
        assert later.load(mirror).serial is None

    @pytest.mark.parametrize(
        ("first", "second"),
        [
            ({"format": "columns", "columns": {"code": "id"}}, {"format": "columns", "columns": {"code": "nr"}}),
            ({"format": "sor-csv"}, {"format": "columns", "columns": {"code": "id"}}),
            ({"format": "columns", "silence": "nothing"}, {"format": "columns"}),
        ],
    )
    def test_told_other_columns_are_another_file(
        self, mirror: Register, tmp_path: Path, first: Any, second: Any
    ) -> None:
        path = File(tmp_path, 20261101, SMALL).path
        for n, more in enumerate((first, first, second, second, first)):
            name = "Owner" if more is first else "Told"
            file = File(tmp_path, 20261101, [owner(name=name), clinic(), unit()], **more)
            file.path = path
            report = file.load(mirror, force=True)
            assert (report.serial is None) == (n in (1, 3)), n

    def test_of_a_day_that_is_past_are_nothing_new(self, mirror: Register, tmp_path: Path) -> None:
        first = File(tmp_path, 20261101, SMALL)
        first.load(mirror)
        File(tmp_path, 20261102, [owner(name="New"), clinic(), unit()]).load(mirror)
        assert first.load(mirror).notes == ["These very bytes were loaded before, as entry 2: nothing to do."]
        assert mirror.serial() == 3


def corrected(mirror: Register, folder: Path, base: Any, first: Any, second: Any, **more: Any) -> Any:
    """A day, a file of the next day, and another one of that day."""
    File(folder, 20261101, base, **more).load(mirror)
    File(folder, 20261102, first, **more).load(mirror)
    return File(folder, 20261102, second, **more).load(mirror)


class TestACorrectedFileOfTheSameDay:
    """It counts as if the first had not been loaded for that day."""

    def test_a_unit_that_only_the_first_had_is_annulled(self, mirror: Register, tmp_path: Path) -> None:
        report = corrected(mirror, tmp_path, SMALL, [*SMALL, unit(OTHER)], SMALL)
        assert counts(report) == (0, 0, 1, 3)
        assert report.findings["X14"] == 1
        assert report.notes == ["It replaces what entry 3 said of 2026-11-02."]
        assert shown(mirror, OTHER) is None
        assert mirror.at(mirror.as_of("2026-12-01", "@3")).unit(OTHER)["open"] is True
        assert dict(mirror.entry(4).origin)["replaces"] == [3]  # type: ignore[union-attr, arg-type]

    def test_one_that_it_closed_by_absence_is_open_again(self, mirror: Register, tmp_path: Path) -> None:
        base = [*SMALL, unit(OTHER)]
        report = corrected(mirror, tmp_path, base, SMALL, base)
        assert counts(report) == (0, 1, 0, 3)
        again = shown(mirror, OTHER, "2026-11-02")
        assert (again["open"], again["valid_to"]) == (True, None)

    def test_one_that_both_leave_out_stays_closed_without_a_line(self, mirror: Register, tmp_path: Path) -> None:
        report = corrected(mirror, tmp_path, [*SMALL, unit(OTHER)], SMALL, [owner(name="New"), clinic(), unit()])
        assert counts(report) == (0, 1, 0, 2)
        assert shown(mirror, OTHER, "2026-11-02")["open"] is False
        assert mirror.count_lines(4) == 1

    def test_one_that_the_first_opened_again_is_closed_as_before(self, mirror: Register, tmp_path: Path) -> None:
        base = [*SMALL, unit(OTHER, end=20261001)]
        report = corrected(mirror, tmp_path, base, [*SMALL, unit(OTHER)], SMALL)
        assert counts(report) == (0, 0, 1, 3)
        assert shown(mirror, OTHER, "2026-09-30")["open"] is True
        assert shown(mirror, OTHER)["valid_to"] == "2026-10-01"

    def test_a_value_comes_back_that_only_the_first_took_away(self, mirror: Register, tmp_path: Path) -> None:
        """It comes back with the days for which it was known, not only from the file's day."""
        base = [owner(name="Then", since=20250101, first=20200101), clinic(), unit()]
        wrong = [owner(name="Fault", since=20240101, first=20200101), clinic(), unit()]
        File(tmp_path, 20261101, base).load(mirror)
        before = [shown(mirror, OWNER, day) for day in ("2020-06-01", "2024-06-01", "2026-12-01")]
        File(tmp_path, 20261102, wrong).load(mirror)
        File(tmp_path, 20261102, [*base[:2], unit(name="Other")]).load(mirror)
        after = [shown(mirror, OWNER, day) for day in ("2020-06-01", "2024-06-01", "2026-12-01")]
        assert [a | {"serial": 0} for a in after] == [b | {"serial": 0} for b in before]

    def test_a_corrected_end_is_the_end(self, mirror: Register, tmp_path: Path) -> None:
        ended = [owner(), clinic(), unit(end=20261215)]
        report = corrected(mirror, tmp_path, SMALL, ended, [*SMALL[:2], unit(end=20261220)])
        assert counts(report) == (0, 1, 0, 2)
        assert shown(mirror, UNIT)["valid_to"] == "2026-12-20"

    def test_equal_to_the_first_it_writes_no_line(self, mirror: Register, tmp_path: Path) -> None:
        changed = [owner(name="New"), clinic(), unit(), unit(OTHER)]
        report = corrected(mirror, tmp_path, SMALL, changed, [*reversed(changed)])
        assert counts(report) == (0, 0, 0, 4)
        assert mirror.count_lines(4) == 0
        assert mirror.verify(deep=True).fault is None

    def test_what_others_said_since_stays(self, mirror: Register, tmp_path: Path) -> None:
        narrow = frozenset({"name", "level", "type", "parent", "note"})
        File(tmp_path, 20261101, SMALL).load(mirror)
        File(tmp_path, 20261102, [owner(name="New"), clinic(), unit()]).load(mirror)
        noted = [owner(name="New"), clinic(), unit(note="kept")]
        File(tmp_path, 20261102, noted, narrow, format="sor-csv").load(mirror)
        File(tmp_path, 20261102, SMALL, frozenset({"name", "level", "type", "parent"})).load(mirror)
        assert shown(mirror, UNIT)["note"] == "kept"
        assert shown(mirror, OWNER)["name"] == "Owner"

    @pytest.mark.parametrize("silence", [NOTHING, ANNULLED])
    def test_whatever_being_absent_means(self, mirror: Register, tmp_path: Path, silence: str) -> None:
        report = corrected(mirror, tmp_path, SMALL, [*SMALL, unit(OTHER)], SMALL, silence=silence)
        assert counts(report) == (0, 0, 1, 3)
        assert shown(mirror, OTHER) is None

    def test_the_first_file_of_all_may_be_corrected(self, mirror: Register, tmp_path: Path) -> None:
        File(tmp_path, 20261101, [owner(name="Fault"), clinic(), unit(OTHER)]).load(mirror)
        report = File(tmp_path, 20261101, SMALL).load(mirror)
        assert counts(report) == (1, 1, 1, 1)
        assert {key: (shown(mirror, key) or {}).get("name") for key in (OWNER, CLINIC, UNIT, OTHER)} == {
            OWNER: "Owner", CLINIC: "Clinic", UNIT: "Unit", OTHER: None,
        }  # fmt: skip
        assert mirror.verify(deep=True).fault is None

    def test_the_last_of_three_is_the_one_that_counts(self, mirror: Register, tmp_path: Path) -> None:
        corrected(mirror, tmp_path, SMALL, [*SMALL, unit(OTHER)], SMALL)
        File(tmp_path, 20261102, [*SMALL, unit(OTHER, name="Third"), unit(MORE)]).load(mirror)
        assert shown(mirror, OTHER)["name"] == "Third"
        File(tmp_path, 20261103, [*SMALL, unit(OTHER, name="Fourth")]).load(mirror)
        assert shown(mirror, OTHER)["name"] == "Fourth"
        assert mirror.verify(deep=True).fault is None

    def test_a_part_of_the_day_adds_to_it(self, mirror: Register, tmp_path: Path) -> None:
        File(tmp_path, 20261101, SMALL).load(mirror)
        File(tmp_path, 20261102, [*SMALL, unit(OTHER)]).load(mirror)
        assert counts(File(tmp_path, 20261102, [unit(MORE)]).load(mirror, part=True)) == (1, 0, 0, 0)
        assert shown(mirror, OTHER)["open"] is True

    def test_what_its_rejected_rows_spoke_of_stays_as_the_first_said(self, mirror: Register, tmp_path: Path) -> None:
        File(tmp_path, 20261101, SMALL).load(mirror)
        File(tmp_path, 20261102, [*SMALL, unit(OTHER)]).load(mirror)
        held = File(tmp_path, 20261102, SMALL, untold=[Untold("unit", OTHER)], rejected=[])
        assert counts(held.load(mirror)) == (0, 0, 0, 3)
        assert shown(mirror, OTHER)["open"] is True
        lost = File(tmp_path, 20261102, SMALL, uncertain=True, unclear={"unit"})
        report = lost.load(mirror)
        assert (report.closed, report.absent) == (0, [OTHER])

    def test_an_older_day_is_refused_as_ever(self, mirror: Register, tmp_path: Path) -> None:
        File(tmp_path, 20261102, SMALL).load(mirror)
        with pytest.raises(BadFile, match="describes 2026-11-01, which is before 2026-11-02"):
            File(tmp_path, 20261101, SMALL).load(mirror)

    def test_units_annulled_by_it_count_as_closings(self, mirror: Register, tmp_path: Path) -> None:
        File(tmp_path, 20261101, SMALL).load(mirror)
        File(tmp_path, 20261102, [*SMALL, *units(11)]).load(mirror)
        with pytest.raises(BadFile, match=r"leaves out 11 of 3 open units, more than 10"):
            File(tmp_path, 20261102, SMALL).load(mirror)
        assert File(tmp_path, 20261102, SMALL).load(mirror, max_closed=11).closed == 11


def test_an_own_address_is_told_from_an_inherited_one_without_what_is_replaced(
    mirror: Register, tmp_path: Path
) -> None:
    """An own address that is equal to the one above stays own, though the file between had another."""
    home, away = {"street": "Havnegade", "postcode": "8000"}, {"street": "Torvet", "postcode": "6000"}
    own = [owner(postal_address=home), clinic(postal_address=home), unit(postal_address=home)]
    File(tmp_path, 20261101, own).load(mirror)
    wrong = [*own[:2], unit(postal_address=away)]
    table = {"format": "sor-csv", "resolved": frozenset({"postal_address"})}
    File(tmp_path, 20261102, wrong, **table).load(mirror)
    File(tmp_path, 20261102, own, **table).load(mirror)
    address = shown(mirror, UNIT)["postal_address"]
    assert (address["street"], address["inherited"]) == ("Havnegade", False)
    whole = timelines(mirror.database.reader(), "unit", [UNIT])[UNIT]
    assert whole["name"][0].to_day == OPEN
