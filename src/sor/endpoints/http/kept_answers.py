"""Answers that were made already and still hold: kept per process until the log or the day moves (``CORE`` §20).

Whoever answers reads the head of the log first, every time, and asks here with what it read; so nobody is given an
answer older than the head of their request. Safe in threads.
"""

from collections.abc import Hashable
from threading import Lock
from typing import Generic, NamedTuple, TypeVar

Given = TypeVar("Given")


class Stamp(NamedTuple):
    """Where the register stood when an answer was made. day: 0 where each question names the day it is about."""

    serial: int
    day: int


class AnswersAt(Generic[Given]):
    """The answers of one stamp, by their questions. A question names all else that its answer depends on."""

    def __init__(self, stamp: Stamp, most: int, lock: Lock) -> None:
        self.stamp = stamp
        self._most = most
        self._lock = lock
        self._answers: dict[Hashable, Given] = {}

    def __len__(self) -> int:
        return len(self._answers)

    def get(self, question: Hashable) -> Given | None:
        """The answer, when it is kept."""
        return self._answers.get(question)

    def keep(self, question: Hashable, answer: Given) -> None:
        """Keep an answer; the oldest goes when there are too many."""
        with self._lock:
            if len(self._answers) >= self._most and question not in self._answers:
                del self._answers[next(iter(self._answers))]
            self._answers[question] = answer


class KeptAnswers(Generic[Given]):
    """The answers of the newest stamp that anybody has asked at. most: so many are kept."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._lock = Lock()
        self._newest: AnswersAt[Given] = self._none_at(Stamp(0, 0))

    def at(self, serial: int, day: int = 0) -> AnswersAt[Given]:
        """What is kept at a stamp, and where an answer made at it is to be kept. What is known at an older serial than
        the newest is kept for nobody: its reader is a straggler.
        """
        newest = self._newest
        stamp = Stamp(serial, day)
        if newest.stamp == stamp:
            return newest
        with self._lock:
            if self._newest.stamp == stamp:
                return self._newest
            fresh = self._none_at(stamp)
            if serial >= self._newest.stamp.serial:
                self._newest = fresh
            return fresh

    def forget(self) -> None:
        """Drop all that is kept, and what is being made just now as well."""
        with self._lock:
            self._newest = self._none_at(Stamp(0, 0))

    def _none_at(self, stamp: Stamp) -> AnswersAt[Given]:
        return AnswersAt(stamp, self._most, self._lock)
