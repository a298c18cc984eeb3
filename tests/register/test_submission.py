"""What an entry may not hold or claim."""

from datetime import UTC, datetime

import pytest

from sor.register import Refused, Register
from tests.store.units import begin, change, create, says, submit


class TestDatedFiles:
    """Only files loaded as dated bring a known time and a day of their own."""

    def test_known_is_the_files_time_recorded_is_ours(self, register: Register) -> None:
        begin(register)
        # a log that begins today cannot know anything from before
        with pytest.raises(Refused) as refusal:
            submit(register, create("A", name="A"), known_at=datetime(2026, 3, 1, tzinfo=UTC), day=20260301)
        assert str(refusal.value) == (
            "It would be known at 2026-03-01T00:00:00.000000Z, before the last entry (2026-11-01T12:00:00.000000Z)."
        )

    def test_each_entry_carries_its_files_day(self, register: Register) -> None:
        for month in (1, 2):
            submit(
                register, create(f"A{month}", name="A"), day=20260001 + 100 * month,
                known_at=datetime(2026, month, 1, tzinfo=UTC),
            )  # fmt: skip
        assert [(e.kind, e.day, e.known_at[:10], e.recorded_at[:10]) for e in register.since(0)] == [
            ("submission", 20260101, "2026-01-01", "2026-11-01"),
            ("day", 20260201, "2026-02-01", "2026-11-01"),
            ("submission", 20260201, "2026-02-01", "2026-11-01"),
        ]

    @pytest.mark.parametrize("more", [
        {"known_at": datetime(2027, 1, 1, tzinfo=UTC)},
        {"known_at": datetime(2026, 1, 1, tzinfo=UTC), "day": 20261201},
    ])  # fmt: skip
    def test_a_time_that_has_not_come_is_refused(self, register: Register, more) -> None:  # type: ignore[no-untyped-def]
        with pytest.raises(Refused, match=r"has not come yet by this computer's clock"):
            submit(register, create("A", name="A"), **more)
        assert register.serial() == 0


@pytest.mark.parametrize(
    ("name", "says_what"),
    [
        ("A\u200b", "character 2 is U[+]200B"),
        ("A\u030a", "not composed"),
        ("A\n", "character 2 is U[+]000A"),
    ],
)
def test_no_door_gets_a_text_into_the_log_that_has_not_passed_the_gate(
    register: Register, name: str, says_what: str
) -> None:
    serial = begin(register, create("A", name="A"))
    with pytest.raises(Refused, match=f"unit A: name.*{says_what}"):
        submit(register, change("A", says("name", 20260201, name)))
    with pytest.raises(Refused, match=f"the reason.*{says_what}"):
        submit(register, change("A", says("name", 20260201, "B")), reason=name)
    assert register.serial() == serial
