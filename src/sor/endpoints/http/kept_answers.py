"""Answers that were written already and still hold: kept per process until the log grows (``CORE`` §20)."""

from collections.abc import Hashable
from threading import Lock

MOST = 10_000
"""Answers kept; with four thousand characters each, some forty megabytes. The oldest goes first."""


class Prepared:
    """Written answers by their question, all known at one serial; the question names all else that they depend on."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._lock = Lock()
        self._serial = 0
        self._kept: dict[Hashable, bytes] = {}

    def get(self, serial: int, question: Hashable) -> bytes | None:
        """The answer as known at a serial, when it is kept."""
        kept = self._kept
        return kept.get((serial, question))

    def keep(self, serial: int, question: Hashable, answer: bytes) -> None:
        """Keep an answer; those known at an earlier serial are dropped."""
        with self._lock:
            if serial < self._serial:
                return
            if serial > self._serial:
                self._kept = {}
                self._serial = serial
            elif len(self._kept) >= self._most:
                self._kept.pop(next(iter(self._kept)))
            self._kept[serial, question] = answer
