"""What a question about a time means."""

from datetime import UTC, datetime

import pytest

from sor.core.as_of import AsOf
from sor.register import BadTime, Register
from tests.conftest import StandingClock
from tests.store.units import begin, change, create, says, submit


def names(register: Register, key: str = "A", **point: str) -> str | None:
    found = register.at(register.as_of(**point)).unit(key)
    return found["name"] if found else None


class TestKnown:
    """``known=`` is a serial, a time or a date."""

    @pytest.fixture
    def told(self, register: Register, clock: StandingClock) -> Register:
        begin(register, create("A", name="First"))
        clock.now = datetime(2026, 11, 1, 12, 0, 5, tzinfo=UTC)
        submit(register, change("A", says("name", 20260101, "Second")))
        clock.now = datetime(2026, 11, 1, 23, 30, tzinfo=UTC)  # half past midnight in Denmark
        submit(register, change("A", says("name", 20260101, "Third")))
        return register

    @pytest.mark.parametrize(
        ("known", "name"),
        [
            ("1", "First"), ("@1", "First"), ("@2", "Second"), ("@4", "Third"),
            ("2026-11-01T12:00:00Z", "First"), ("2026-11-01T12:00:04.999999Z", "First"),
            ("2026-11-01T12:00:05Z", "Second"), ("2026-11-01T13:00:04", "First"), ("2026-11-01T13:00:05", "Second"),
            ("2026-11-01", "Second"), ("2026-11-02", "Third"), ("2099-01-01", "Third"),
        ],
    )  # fmt: skip
    def test_what_was_known(self, told: Register, known: str, name: str) -> None:
        assert names(told, known=known) == name

    @pytest.mark.parametrize("known", ["2026-11-01T11:59:59Z", "2026-10-31", "0500-01-01", "0001-01-01"])
    def test_before_the_first_entry_the_register_knew_nothing(self, told: Register, known: str) -> None:
        with pytest.raises(BadTime) as refusal:
            told.as_of(known=known)
        assert str(refusal.value) == "This register knows nothing before 2026-11-01T12:00:00.000000Z."
        assert refusal.value.danish == "Dette register ved intet før 2026-11-01T12:00:00.000000Z."

    @pytest.mark.parametrize(
        ("known", "message"),
        [
            ("@5", "There is no serial 5 yet; the last one is 4."),
            ("0", "The first serial is 1."),
            ("now", "'now' is no time, date or serial. Write 2026-07-01, 2026-07-01T12:00 or @17."),
            ("@²", "'@²' is no time, date or serial. Write 2026-07-01, 2026-07-01T12:00 or @17."),
            ("", "'' is no time, date or serial. Write 2026-07-01, 2026-07-01T12:00 or @17."),
            ("0001-01-01T00:00:00+05:00",
             "'0001-01-01T00:00:00+05:00' is no time, date or serial. Write 2026-07-01, 2026-07-01T12:00 or @17."),
        ],
    )  # fmt: skip
    def test_what_cannot_be_understood(self, told: Register, known: str, message: str) -> None:
        with pytest.raises(BadTime) as refusal:
            told.as_of(known=known)
        assert str(refusal.value) == message

    def test_a_serial_without_a_day_means_the_day_the_register_had_reached(self, told: Register) -> None:
        assert told.as_of(known="@2") == AsOf(20261101, 2)
        assert told.as_of(known="@4") == AsOf(20261102, 4)
        assert told.as_of("2026-05-01", "@2") == AsOf(20260501, 2)

    def test_a_day_that_cannot_be_asked_for(self, told: Register) -> None:
        with pytest.raises(BadTime, match=r"'July' is not a date. Write it as year-month-day, for example 2026-07-01."):
            told.as_of("July")
        with pytest.raises(BadTime, match=r"9999-12-31 stands for 'no end' and is no day to ask about."):
            told.as_of("9999-12-31")


def test_an_empty_register_knows_nothing(register: Register) -> None:
    with pytest.raises(BadTime, match=r"This register knows nothing: it is empty."):
        register.as_of(known="2026-11-01")
