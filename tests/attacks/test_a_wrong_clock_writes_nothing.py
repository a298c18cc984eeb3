"""A computer's clock that is wrong: a real register does not believe it, says so, and goes on when it is put right."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from sor.core.coming_day import unlikely_day
from sor.register import BadTime, Refused, Register
from sor.store import facts
from sor.store.database import Database
from sor.store.unavailable import Stopped
from tests.conftest import StandingClock
from tests.store.units import INHERITED, NO_CODES, begin, change, create, own, says, submit

NEXT_YEAR = 365


@pytest.fixture
def real(new_database: Callable[[], Database], clock: StandingClock) -> Register:
    """A real register of 2026-11-01 that believes a clock 31 days ahead: Alfa, closing on 2027-05-01, with Beta below
    that shows Alfa's number, and Gamma that is about to open on 2026-11-02.
    """
    register = Register(new_database(), clock, most_days_ahead=31)
    register.init("master")
    alfa = change(
        "A", says("open", 20260101, True, until=20270501), says("name", 20260101, "Alfa"),
        says("location", 20260101, own("5790000000001")),
    )  # fmt: skip
    begin(register, alfa, create("B", name="Beta", parent="A", location=INHERITED), create("C", 20261102, name="Gamma"))
    return register


def rename(register: Register, name: str = "Andet") -> int:
    return submit(register, change("A", says("name", 20260201, name)))


def ways_to_write(register: Register) -> dict[str, Callable[[], Any]]:
    document = {"changes": [{"op": "edit", "unit": "A", "from": "2026-11-01", "set": {"name": "Ny"}}]}
    return {
        "a file": lambda: rename(register),
        "a change": lambda: register.change(document, "anna", "rest"),
        "a trial": lambda: register.change(document, "anna", "rest", dry_run=True),
        "the clock's job": register.turn_day,
    }


@pytest.mark.parametrize(
    ("reached", "today", "is_likely"),
    [
        (20261101, 20261101, True),
        (20261101, 20261202, True),
        (20261101, 20261203, False),
        (20261101, 20261031, False),
        (20261231, 20270131, True),
        (20261231, 20270201, False),
    ],
)
def test_a_day_follows_another_by_at_most_so_many_days(reached: int, today: int, is_likely: bool) -> None:
    assert (unlikely_day(reached, today, 31) == "") == is_likely


@pytest.mark.parametrize("days", [32, NEXT_YEAR, -1, -20_000])
def test_nothing_is_written_by_a_wrong_clock_in_whatever_way(real: Register, clock: StandingClock, days: int) -> None:
    before = real.head()
    clock.pass_days(days)
    for write in ways_to_write(real).values():
        with pytest.raises(Stopped, match="Nothing is written: by this computer's clock it is"):
            write()
    assert (real.head(), str(real.find_stopped())[:19]) == (before, "Nothing is written:")
    clock.pass_days(-days)
    assert real.find_stopped() is None
    assert rename(real) == before.serial + 1


def test_the_sentence_says_what_to_do(real: Register, clock: StandingClock) -> None:
    clock.pass_days(32)
    assert str(real.find_stopped()) == (
        "Nothing is written: by this computer's clock it is 2026-12-03, 32 days after the register's last day"
        " (2026-11-01); more than 31 are not believed unasked. If the clock is wrong, set it right. If it is right, say"
        " so: sor day --accept"
    )
    clock.pass_days(-33)
    assert str(real.find_stopped()) == (
        "Nothing is written: by this computer's clock it is 2026-10-31, but the register has reached 2026-11-01. If the"
        " clock is wrong, set it right. If the register's day ran ahead, set it back: sor day --set 2026-10-31 --reason"
        ' "..."'
    )


def test_somebodys_word_lets_a_later_day_be_true(real: Register, clock: StandingClock) -> None:
    clock.pass_days(32)
    entry = real.set_day(20261203, "anna", "cli")
    assert (entry.kind, entry.day, entry.actor, entry.channel) == ("day", 20261203, "anna", "cli")
    assert entry.reason == "2026-12-03 has come, as somebody says"
    assert entry.subjects == [["unit", "C"]]
    assert rename(real) == entry.serial + 1
    assert real.recorded_ahead_until() is None
    assert real.as_of(known="2026-12-03T13:30").known == entry.serial + 1, "its times are as clear as ever"


def test_files_loaded_as_dated_and_the_first_entry_are_free(
    new_database: Callable[[], Database], clock: StandingClock
) -> None:
    register = Register(new_database(), clock, most_days_ahead=31)
    register.init("master")
    submit(register, NO_CODES, create("A", name="Alfa"), day=20200101, known_at=datetime(2020, 1, 1, tzinfo=UTC))
    assert register.find_stopped() is None, "it was loaded today, whatever the day of its content"
    submit(register, change("A", says("name", 20210201, "B")), day=20210201, known_at=datetime(2021, 2, 1, tzinfo=UTC))
    clock.pass_days(31)
    assert rename(register, "C") == 5
    assert [entry.day for entry in register.since(0)] == [20200101, 20210201, 20210201, 20261202, 20261202]
    clock.pass_days(32)
    with pytest.raises(Stopped):
        rename(register, "D")


def test_after_dated_files_the_clock_is_held_against_the_day_they_were_loaded(
    new_database: Callable[[], Database], clock: StandingClock
) -> None:
    register = Register(new_database(), clock, most_days_ahead=31)
    register.init("master")
    submit(register, NO_CODES, create("A", name="Alfa"), day=20200101, known_at=datetime(2020, 1, 1, tzinfo=UTC))
    clock.pass_days(-1)
    with pytest.raises(Stopped):
        rename(register)
    clock.pass_days(33)
    with pytest.raises(Stopped):
        rename(register)


def test_a_demo_goes_by_its_own_clock(real: Register, clock: StandingClock) -> None:
    with real.database.writing() as connection:
        facts.put(connection, facts.DEMO_DAY, "20261101")
    real.forget()
    clock.pass_days(NEXT_YEAR)
    assert rename(real) == 3
    with pytest.raises(Refused, match="A demo's day goes with its clock"):
        real.set_day(20261101, "anna", "cli", "why not")


@pytest.mark.parametrize(
    ("day", "reason", "sentence"),
    [
        (20271102, "x", "2027-11-02 has not come by this computer's clock (2026-11-01)."),
        (20261102, "x", "2026-11-02 has not come by this computer's clock (2026-11-01)."),
        (20261101, " ", "The register's day is 2027-11-01: to set it back, give a reason."),
    ],
)
def test_a_day_that_may_not_be_set(real: Register, clock: StandingClock, day: int, reason: str, sentence: str) -> None:
    clock.pass_days(NEXT_YEAR)
    real.set_day(20271101, "anna", "cli")
    clock.pass_days(-NEXT_YEAR)
    before = real.head()
    with pytest.raises(Refused) as told:
        real.set_day(day, "anna", "cli", reason)
    assert (str(told.value), real.head()) == (sentence, before)


def test_the_day_it_is_already_and_an_empty_register(real: Register, new_database: Callable[[], Database]) -> None:
    with pytest.raises(Refused, match=r"2026-11-01 is the register's day already\."):
        real.set_day(20261101, "anna", "cli", "x")
    empty = Register(new_database(), StandingClock(), most_days_ahead=31)
    empty.init()
    assert empty.find_stopped() is None
    with pytest.raises(Refused, match="its first entry brings its day along"):
        empty.set_day(20261101, "anna", "cli", "x")


class TestAYearForwardAndBack:
    """The clock jumps a year ahead, somebody believes it, something is changed; then the mistake is found."""

    @pytest.fixture
    def jumped(self, real: Register, clock: StandingClock) -> Register:
        clock.pass_days(NEXT_YEAR)
        real.set_day(20271101, "anna", "cli")  # 2
        assert rename(real, "Af det forkerte år") == 3
        clock.pass_days(-NEXT_YEAR)
        clock.now = clock.now.replace(hour=14)
        entry = real.set_day(20261101, "anna", "cli", "Uret gik et år foran")
        assert (entry.serial, entry.day, entry.reason) == (4, 20261101, "Uret gik et år foran")
        return real

    def test_who_is_shown_as_before_is_told_by_the_entry(self, jumped: Register) -> None:
        ahead, back = jumped.entry(2), jumped.entry(4)
        assert ahead is not None
        assert back is not None
        assert ahead.subjects == back.subjects == [["unit", "A"], ["unit", "C"]]
        touched = set(jumped.list_touched(1, 2))
        assert ("unit", "B") in touched, "it shows the number of Alfa, which closes on the way"
        assert set(jumped.list_touched(3, 4)) == touched

    def test_today_is_the_day_named(self, jumped: Register) -> None:
        assert (jumped.head().day, jumped.as_of(known="@4").valid, jumped.as_of(known="@3").valid) == (
            20261101, 20261101, 20271101,
        )  # fmt: skip
        assert rename(jumped, "Igen") == 5
        assert [entry.day for entry in jumped.since(0)] == [20261101, 20271101, 20271101, 20261101, 20261101]

    def test_times_in_between_are_said_to_be_unclear(self, jumped: Register, clock: StandingClock) -> None:
        rename(jumped, "Igen")
        until = "2027-11-01T12:00:00.000001Z"
        assert jumped.entry(3).recorded_at == until  # type: ignore[union-attr]
        assert jumped.recorded_ahead_until() == "2027-11-01T12:00:00.000003Z"
        for known in ("2026-11-01", "2026-11-01T15:00", "2026-12-24", "2027-10-31"):
            with pytest.raises(BadTime, match="Ask by serial, such as @4") as told:
                jumped.as_of(known=known)
            assert "Spørg med serienummer, fx @4" in told.value.danish
        assert jumped.as_of(known="2026-11-01T14:30").known == 1, "13:30 UTC: before it was found"
        clock.pass_days(NEXT_YEAR + 2)
        assert jumped.as_of(known="2027-11-02").known == 5, "the clock has caught up"

    def test_it_goes_on_day_by_day_and_a_day_comes_twice(self, jumped: Register, clock: StandingClock) -> None:
        for _ in range(12):
            clock.pass_days(31)
            jumped.turn_day()
        assert jumped.recorded_ahead_until() is None
        days = [entry.day for entry in jumped.since(0)]
        assert (days[1], days[-1], jumped.find_stopped()) == (20271101, 20271108, None)
        assert jumped.verify(deep=True).fault is None

    def test_everything_derived_follows_from_the_log(self, jumped: Register) -> None:
        rename(jumped, "Igen")
        touched = [jumped.list_touched(n - 1, n) for n in range(1, 6)]
        assert jumped.verify(deep=True).fault is None
        jumped.rebuild()
        assert [jumped.list_touched(n - 1, n) for n in range(1, 6)] == touched
        assert jumped.verify(deep=True).fault is None
