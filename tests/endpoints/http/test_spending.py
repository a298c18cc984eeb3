"""What callers cost: it adds up, is forgotten with time, and a little is as good as none."""

import pytest

from sor.endpoints.http import spending
from sor.endpoints.http.spending import HALF, LITTLE, Spending


class Time:
    """Seconds that pass when they are told to."""

    def __init__(self) -> None:
        self.passed = 1000.0

    def __call__(self) -> float:
        return self.passed


@pytest.fixture
def time() -> Time:
    return Time()


def test_what_somebody_cost_adds_up_and_counts_half_as_much_after_a_while(time: Time) -> None:
    cost = Spending(time)
    cost.add("a", 4.0)
    cost.add("a", 4.0)
    cost.add("b", 1.0)
    assert (cost.lately("a"), cost.lately("b"), cost.lately("c")) == (8.0, 1.0, 0.0)
    time.passed += HALF
    assert (cost.lately("a"), cost.lately("b")) == (4.0, 0.5)
    cost.add("a", 1.0)
    assert cost.lately("a") == 5.0


def test_a_little_is_as_good_as_none_but_many_littles_are_not(time: Time) -> None:
    cost = Spending(time)
    cost.add("a", LITTLE)
    assert cost.lately("a") == 0.0
    cost.add("a", LITTLE)
    assert cost.lately("a") == 2 * LITTLE


def test_of_very_many_callers_those_are_forgotten_who_cost_little(time: Time, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spending, "MOST", 10)
    cost = Spending(time)
    cost.add("heavy", 100.0)
    for n in range(100):
        cost.add(f"light {n}", LITTLE)
        assert len(cost._spent) <= 10
    assert cost.lately("heavy") == 100.0
