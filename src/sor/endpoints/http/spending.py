"""What callers cost lately: the seconds for which they had threads, which count half as much every ten seconds."""

import time
from collections.abc import Callable

HALF = 10.0
"""Seconds after which what somebody cost counts half as much."""

LITTLE = 0.25
"""Seconds that are as good as none: who cost no more takes turns with everybody else."""

MOST = 1_000
"""Callers that are kept in mind before those are forgotten who cost little."""


class Spending:
    """What each caller cost. Used by one thread at a time. now: seconds that only grow."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self.now = now
        self._spent: dict[str, tuple[float, float]] = {}

    def add(self, caller: str, seconds: float) -> None:
        """Somebody had a thread for some seconds, up to now."""
        if len(self._spent) >= MOST:
            self._spent = {one: kept for one, kept in self._spent.items() if self.lately(one)}
        self._spent[caller] = (self._count_left(caller) + seconds, self.now())

    def lately(self, caller: str) -> float:
        """The seconds that a caller cost, as they count now; 0 for a little."""
        left = self._count_left(caller)
        return left if left > LITTLE else 0.0

    def _count_left(self, caller: str) -> float:
        spent, at = self._spent.get(caller, (0.0, 0.0))
        return spent * 0.5 ** ((self.now() - at) / HALF) if spent else 0.0
