"""Strings kept in sorted order while more come: the rank of each, and those that begin with something."""

from bisect import bisect_left
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

_FEW = 50


class Order:
    """Numbers the strings it is given 0, 1, 2 … and knows the place of each in sorted order."""

    def __init__(self) -> None:
        self._sorted: list[tuple[str, int]] = []
        self._waiting: list[tuple[str, int]] = []
        self._numbers = np.zeros(0, np.int64)
        self._ranks = np.zeros(0, np.int64)

    def add(self, text: str) -> int:
        """Take in a string; answers its number."""
        number = len(self._sorted) + len(self._waiting)
        self._waiting.append((text, number))
        return number

    def ranks(self) -> npt.NDArray[np.int64]:
        """The rank (0 = first) of each string, by its number."""
        if self._waiting:
            self._take_in()
            self._ranks = np.empty(len(self._sorted), np.int64)
            self._ranks[self._numbers] = np.arange(len(self._sorted))
        return self._ranks

    def beginning(self, start: str) -> Sequence[int]:
        """The numbers of the strings that begin with `start`, in sorted order."""
        self.ranks()
        first = bisect_left(self._sorted, (start, -1))
        last = bisect_left(self._sorted, (start + "\U0010ffff", -1))
        return [number for _, number in self._sorted[first:last]]

    def _take_in(self) -> None:
        if len(self._waiting) > _FEW:
            self._sorted = sorted(self._sorted + self._waiting)
            self._numbers = np.array([number for _, number in self._sorted], np.int64)
        else:
            for entry in self._waiting:
                place = bisect_left(self._sorted, entry)
                self._sorted.insert(place, entry)
                self._numbers = np.insert(self._numbers, place, entry[1])
        self._waiting = []
