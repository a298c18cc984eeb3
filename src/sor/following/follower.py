"""What is kept in step with the log: built once, carried over what later entries touched, built anew when that is more.

One algorithm for every follower (``CORE`` §20). What is kept is always tagged with the serial it has reached; a log
that ends before that serial, or is of another epoch, is another log, and everything is built anew.
"""

import threading
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Generic, NamedTuple, TypeVar

from sor.register import Register
from sor.store import facts, log, reads
from sor.store.database import Connection

FEW = 5000
"""Up to so many touched subjects are carried over one by one; beyond that building anew is quicker."""

Subject = tuple[str, str]
State = TypeVar("State")


class Kept(NamedTuple, Generic[State]):
    """What a follower holds, and the serial that it has reached, in the log of which epoch."""

    state: State
    serial: int
    epoch: str


class Follower(ABC, Generic[State]):
    """A state in step with the log. One thread at a time brings it there or asks it.

    kinds: the kinds of subject that the state depends on.
    """

    kinds: tuple[str, ...]

    def __init__(self, register: Register, few: int = FEW) -> None:
        self.register = register
        self.lock = threading.Lock()
        self._few = few
        self._kept: Kept[State] | None = None

    @abstractmethod
    def build(self, source: Connection, serial: int) -> State:
        """The state at a serial, from nothing."""

    @abstractmethod
    def carry(self, source: Connection, state: State, touched: list[Subject], serial: int) -> State:
        """The state at a later serial; only these subjects may answer otherwise than before."""

    @property
    def serial(self) -> int:
        """The serial that has been reached; 0 before anything was built."""
        return self._kept.serial if self._kept else 0

    @property
    def is_built(self) -> bool:
        """Whether there is a state, however far it has come."""
        return self._kept is not None

    def is_near(self) -> bool:
        """Whether the head of the log is reached in a moment: there is a state of this log, and little to carry over.
        Takes no lock, so that it can be asked while a state is being built.
        """
        source, kept = self.register.database.reader(), self._kept
        head = log.head_serial(source)
        if kept is None or kept.serial > head or kept.epoch != (facts.get(source, "epoch") or ""):
            return False
        if kept.serial == head:
            return True
        touched = sum(subject[0] in self.kinds for subject in reads.find_touched_since(source, kept.serial, head))
        return touched <= self._few

    @contextmanager
    def at_head(self) -> Iterator[State]:
        """The state at the head of the log, for as long as nobody else changes it."""
        with self.lock:
            yield self.bring_state(self.register.database.reader())

    def bring_state(self, source: Connection, *, anew: bool = False) -> State:
        """Bring the state to the head of the log as this connection sees it; the lock is held by who calls."""
        head, epoch = log.head_serial(source), facts.get(source, "epoch") or ""
        kept = None if anew or (self._kept is not None and self._kept.epoch != epoch) else self._kept
        if kept is not None and kept.serial == head:
            return kept.state
        state = self._next(source, kept, head)
        self._kept = Kept(state, head, epoch)
        return state

    def _next(self, source: Connection, kept: Kept[State] | None, head: int) -> State:
        if kept is None or head < kept.serial:
            return self.build(source, head)
        touched = [
            subject for subject in reads.find_touched_since(source, kept.serial, head) if subject[0] in self.kinds
        ]
        if len(touched) > self._few:
            return self.build(source, head)
        return self.carry(source, kept.state, touched, head)
