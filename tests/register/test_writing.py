"""Entries: serials, the times an entry gets, days."""

import threading
from datetime import UTC, datetime, timedelta

import pytest

from sor.codes import bundle
from sor.register import LogHasGrown, Register, Submission
from tests.conftest import StandingClock
from tests.store.units import begin, change, create, says, submit


def test_serials_count_from_one_without_gaps(register: Register) -> None:
    begin(register, create("A", name="A"))
    for n in range(5):
        submit(register, change("A", says("name", 20260201, str(n))))
    assert [entry.serial for entry in register.since(0)] == [1, 2, 3, 4, 5, 6]
    assert [entry.serial for entry in register.since(4)] == [5, 6]


def test_a_refused_submission_uses_no_serial(register: Register) -> None:
    begin(register, create("A", name="A"))
    with pytest.raises(ValueError, match=r"unit A: one entry states a field twice from the same day."):
        submit(register, change("A", says("name", 20260201, "x"), says("name", 20260201, "y")))
    with pytest.raises(ValueError, match=r"unit A stands on two lines of one entry."):
        submit(register, change("A", says("name", 20260201, "x")), change("A", says("note", 20260201, "y")))
    assert submit(register, change("A", says("name", 20260201, "z"))) == 2
    assert register.verify(deep=True).fault is None


def test_each_entry_names_the_hash_of_the_one_before(register: Register) -> None:
    begin(register, create("A", name="A"))
    submit(register, change("A", says("name", 20260201, "B")))
    first, second = register.since(0)
    assert first.previous == "0" * 64
    assert second.previous == first.hash
    assert register.head().hash == second.hash


def test_recorded_at_never_decreases_when_the_clock_is_set_back(register: Register, clock: StandingClock) -> None:
    begin(register, create("A", name="A"))
    clock.now -= timedelta(days=3)
    submit(register, change("A", says("name", 20260201, "B")))
    submit(register, change("A", says("name", 20260201, "C")))
    assert [entry.recorded_at for entry in register.since(0)] == [
        "2026-11-01T12:00:00.000000Z", "2026-11-01T12:00:00.000001Z", "2026-11-01T12:00:00.000002Z",
    ]  # fmt: skip
    assert [entry.day for entry in register.since(0)] == [20261101] * 3


def test_entries_are_a_microsecond_apart_at_least_the_one_of_the_day_too(
    register: Register, clock: StandingClock
) -> None:
    begin(register, create("A", name="A"))
    clock.pass_days(1)
    submit(register, change("A", says("name", 20260201, "B")))
    times = [entry.recorded_at for entry in register.since(0)]
    assert len(times) == 3
    assert sorted(set(times)) == times


def test_known_at_is_the_same_instant(register: Register, clock: StandingClock) -> None:
    begin(register, create("A", name="A"))
    clock.pass_days(1)
    submit(register, change("A", says("name", 20260201, "B")))
    assert all(entry.known_at == entry.recorded_at for entry in register.since(0))


def test_a_submission_prepared_on_an_older_serial_is_to_be_prepared_again(register: Register) -> None:
    begin(register, create("A", name="A"))
    submit(register, change("A", says("name", 20260201, "B")))
    late = Submission([change("A", says("name", 20260201, "C"))], "anna", "rest")
    with pytest.raises(LogHasGrown) as moved:
        register.submit(late, expect=1)
    assert str(moved.value) == "The register is at serial 2; this was prepared at 1."
    assert register.submit(late, expect=2).serial == 3


def test_the_first_entry_brings_the_code_lists_along(register: Register) -> None:
    submit(register, create("A", name="A", type="22232009"))
    assert register.count_lines(1) == len(list(bundle.bundled_claims())) + 1
    assert register.at().unit("A")["type_name"] == "hospital"  # type: ignore[index]


class TestDays:
    """The passing of days stands in the log, so that a serial means one state."""

    @pytest.fixture
    def register(self, register: Register) -> Register:
        begin(
            register,
            create("owner", level="IO", name="Owner", postal_address={"street": "Old"}),
            create("clinic", level="HI", name="Clinic", parent="owner"),
            create("other", level="IO", name="Other"),
        )
        submit(
            register,
            change("owner", says("postal_address", 20261103, {"street": "New"})),
            change("other", says("open", 20261104, False)),
        )
        return register

    def day_entries(self, register: Register) -> list[tuple[int, list[list[str]]]]:
        return [(entry.day, entry.subjects) for entry in register.since(0) if entry.kind == "day"]

    def test_no_day_stands_before_the_first_entry(self, register: Register) -> None:
        assert [entry.kind for entry in register.since(0)] == ["submission", "submission"]

    def test_an_empty_register_does_not_turn_days(self, new_sqlite, clock: StandingClock) -> None:  # type: ignore[no-untyped-def]
        empty = Register(new_sqlite(), clock)
        empty.init("mirror")
        assert empty.turn_day() is None

    def test_a_day_is_written_before_the_first_entry_of_it_and_once(
        self, register: Register, clock: StandingClock
    ) -> None:
        clock.pass_days(1)
        submit(register, change("clinic", says("note", 20261102, "x")))
        submit(register, change("clinic", says("note", 20261102, "y")))
        assert [(entry.kind, entry.day) for entry in register.since(2)] == [
            ("day", 20261102), ("submission", 20261102), ("submission", 20261102),
        ]  # fmt: skip
        assert register.turn_day() is None

    def test_the_clocks_job_writes_it_when_nothing_is_sent(self, register: Register, clock: StandingClock) -> None:
        clock.pass_days(1)
        written = register.turn_day()
        assert written is not None
        assert (written.serial, written.kind, written.day, written.actor, written.reason) == (
            3, "day", 20261102, "register", "2026-11-02 has come",
        )  # fmt: skip

    def test_it_lists_what_begins_and_ends_and_touches_those_who_inherit(
        self, register: Register, clock: StandingClock
    ) -> None:
        clock.pass_days(2)
        register.turn_day()
        assert self.day_entries(register) == [(20261103, [["unit", "owner"]])]
        assert register.list_touched(2, 3) == [("unit", "clinic"), ("unit", "owner")]

    def test_days_missed_while_the_program_stood_still_are_covered_by_one(
        self, register: Register, clock: StandingClock
    ) -> None:
        clock.pass_days(20)
        register.turn_day()
        assert self.day_entries(register) == [(20261121, [["unit", "other"], ["unit", "owner"]])]

    def test_a_day_on_which_nothing_begins_or_ends_touches_nobody(
        self, register: Register, clock: StandingClock
    ) -> None:
        clock.pass_days(1)
        register.turn_day()
        assert self.day_entries(register) == [(20261102, [])]
        assert register.list_touched(2, 3) == []

    def test_each_serial_is_one_state(self, register: Register, clock: StandingClock) -> None:
        clock.pass_days(2)
        register.turn_day()
        streets = [
            register.at(register.as_of(known=f"@{n}")).unit("clinic")["postal_address"]["street"] for n in (2, 3)
        ]  # type: ignore[index]
        assert streets == ["Old", "New"]


def test_a_municipality_that_changes_region_touches_every_unit_that_shows_it(
    register: Register, clock: StandingClock
) -> None:
    here, elsewhere = {"street": "x", "municipality": "0101"}, {"street": "y", "municipality": "0751"}
    submit(
        register,
        create("east", level="IO", name="E", postal_address=here), create("below", level="HI", name="B", parent="east"),
        create("west", level="IO", name="W", postal_address=elsewhere),
    )  # fmt: skip
    clock.now = datetime(2026, 12, 31, 12, tzinfo=UTC)
    register.turn_day()
    before = register.serial()
    regions = [register.at().unit("below")["postal_address"]["region"]]  # type: ignore[index]
    clock.pass_days(1)
    register.turn_day()
    regions.append(register.at().unit("below")["postal_address"]["region"])  # type: ignore[index]
    assert regions == ["1084", "oestdanmark"]
    touched = register.list_touched(before, register.serial())
    assert [key for kind, key in touched if kind == "unit"] == ["below", "east"]


def test_two_threads_that_submit_at_once_get_serials_in_order_without_gap(register: Register) -> None:
    begin(register, create("A", name="A"))
    got: list[int] = []

    def work(key: str) -> None:
        for _ in range(5):
            got.append(submit(register, create(f"{key}{len(got)}-{threading.get_ident()}", name=key)))

    threads = [threading.Thread(target=work, args=(key,)) for key in "XYZ"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(got) == list(range(2, 17))
    assert [entry.serial for entry in register.since(0)] == list(range(1, 17))
    assert register.verify(deep=True).fault is None
