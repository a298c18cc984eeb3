"""What takes seconds to make is made beside those who ask: nobody waits for it longer than a moment."""

import threading
from collections.abc import Iterator

import pytest

from sor.following import at_hand
from sor.following.at_hand import AtHand, Made, NotYetMade
from sor.register import Register
from sor.store.unavailable import Short


class Slow:
    """Something that is made only when it is allowed, of what its mark says then."""

    def __init__(self, register: Register) -> None:
        self.mark, self.made = 1, 0
        self.may_go_on = threading.Event()
        self.may_go_on.set()
        self.fails: BaseException | None = None
        self.kept = AtHand(register, "slow", lambda: self.mark, self._make)

    def _make(self) -> int:
        mark = self.mark
        assert self.may_go_on.wait(60)
        if self.fails is not None:
            raise self.fails
        self.made += 1
        return mark


@pytest.fixture
def slow(register: Register, monkeypatch: pytest.MonkeyPatch) -> Iterator[Slow]:
    monkeypatch.setattr(at_hand, "MOMENT", 0.05)
    monkeypatch.setattr(at_hand, "BLINK", 0.05)
    found = Slow(register)
    yield found
    found.may_go_on.set()


def test_it_is_made_once_for_everybody_and_anew_when_its_mark_is_another(slow: Slow) -> None:
    assert [slow.kept.now() for _ in range(3)] == [1, 1, 1]
    assert slow.kept.soon() == Made(1, is_newest=True)
    slow.mark = 2
    assert slow.kept.now() == 2
    assert slow.made == 2


def test_who_asks_too_early_is_told_and_later_shown_what_is_kept(slow: Slow) -> None:
    slow.may_go_on.clear()
    with pytest.raises(NotYetMade):
        slow.kept.soon()
    slow.may_go_on.set()
    assert slow.kept.now() == 1
    slow.may_go_on.clear()
    slow.mark = 2
    assert slow.kept.soon() == Made(1, is_newest=False)
    slow.may_go_on.set()
    assert slow.kept.now() == 2


def test_what_was_asked_for_after_a_making_began_is_not_answered_by_it(slow: Slow) -> None:
    slow.may_go_on.clear()
    slow.kept.begin()
    slow.mark = 2
    number = slow.kept.begin()
    slow.may_go_on.set()
    assert (number, slow.kept.now()) == (2, 2)


def test_a_making_that_fails_is_told_and_tried_again_by_who_asks_next(slow: Slow) -> None:
    slow.fails = OSError("the database is away")
    with pytest.raises(OSError, match="away"):
        slow.kept.now()
    slow.fails = None
    assert slow.kept.now() == 1


def test_a_thread_that_ends_is_told_and_another_begins_for_who_asks_next(slow: Slow) -> None:
    slow.fails = SystemExit()
    with pytest.raises(Short):
        slow.kept.now()
    slow.fails = None
    assert slow.kept.now() == 1
