"""Slows down whoever tries secrets: after some failures within a minute the next try must wait."""

import threading
import time
from collections import OrderedDict, deque
from collections.abc import Callable

WINDOW = 60.0
"""Seconds for which a failure counts."""

PER_CALLER, PER_ADDRESS = 5, 60
"""Failures within the window, of one program from one address, and of all from one address."""

MOST_KEPT = 10_000


class FailedTries:
    """The failures of the last minute, in this process."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._failures: OrderedDict[tuple[str, ...], deque[float]] = OrderedDict()
        self._lock = threading.Lock()

    def wait(self, client: str, address: str) -> int:
        """Seconds until this caller may try again; 0 = now."""
        now = self._clock()
        with self._lock:
            waits = [
                found[-limit] + WINDOW - now
                for key, limit in _keys(client, address)
                if len(found := self._recent(key, now)) >= limit
            ]
        return max(0, *(int(wait) + 1 for wait in waits), 0)

    def failed(self, client: str, address: str) -> None:
        """Count one failure."""
        now = self._clock()
        with self._lock:
            for key, limit in _keys(client, address):
                found = self._recent(key, now)
                found.append(now)
                while len(found) > limit:
                    found.popleft()
                self._failures[key] = found
                self._failures.move_to_end(key)
            while len(self._failures) > MOST_KEPT:
                self._failures.popitem(last=False)

    def _recent(self, key: tuple[str, ...], now: float) -> deque[float]:
        found = self._failures.get(key, deque())
        while found and found[0] <= now - WINDOW:
            found.popleft()
        return found


def _keys(client: str, address: str) -> list[tuple[tuple[str, ...], int]]:
    return [(("caller", client, address), PER_CALLER), (("address", address), PER_ADDRESS)]
