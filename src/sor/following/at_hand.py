"""What takes seconds to make and is kept at hand: made in a thread of its own, so that nobody who asks has to wait for
it. Who finds it behind the register is given what is kept, or, when nothing is, told that it is being made.
"""

import threading
from collections.abc import Callable, Hashable
from typing import Generic, NamedTuple, TypeVar

import structlog

from sor.register import Register
from sor.store.unavailable import Short

T = TypeVar("T")

MOMENT = 2.0
"""Seconds for which a reader waits for what was never made; small registers are ready long before."""

BLINK = 0.5
"""Seconds for which a reader waits for the newest when something older is kept."""

DIED = Short("There was no memory for what was to be made.")

logger = structlog.get_logger()


class NotYetMade(RuntimeError):
    """What was asked for is being made; come again."""


class Made(NamedTuple, Generic[T]):
    """What was made, and whether it shows the register as it was when it was asked for."""

    value: T
    is_newest: bool


class AtHand(Generic[T]):
    """One thing, made anew when its mark is another. mark: what it depends on; cheap to ask, by any thread."""

    def __init__(self, register: Register, name: str, mark: Callable[[], Hashable], make: Callable[[], T]) -> None:
        self._register = register
        self._name = name
        self._mark = mark
        self._make = make
        self._changed = threading.Condition()
        self._kept: tuple[Hashable, T] | None = None
        self._failed: Exception | None = None
        self._asked = self._answered = 0
        self._is_making = False

    def begin(self) -> int:
        """Make it anew beside whoever asks; gives the number of this question."""
        with self._changed:
            self._asked += 1
            if not self._is_making:
                threading.Thread(target=self._run, name=self._name, daemon=True).start()
                self._is_making = True
            return self._asked

    def now(self) -> T:
        """As it is now, however long that takes. Raises what making it raises."""
        return self._get(None, None).value

    def soon(self) -> Made[T]:
        """As it is now where that is quick, else as it was. Raises NotYetMade when there is nothing to show."""
        return self._get(MOMENT, BLINK)

    def _get(self, moment: float | None, blink: float | None) -> Made[T]:
        mark = self._mark()
        with self._changed:
            if self._kept is not None and self._kept[0] == mark:
                return Made(self._kept[1], is_newest=True)
        number = self.begin()
        with self._changed:
            self._changed.wait_for(lambda: self._answered >= number, blink if self._kept is not None else moment)
            is_newest = self._answered >= number
            if is_newest and self._failed is not None:
                raise self._failed
            if self._kept is None:
                raise NotYetMade(self._name)
            return Made(self._kept[1], is_newest)

    def _run(self) -> None:
        """Make it until nobody asks any more. What was asked for after a making began is answered by the next one."""
        try:
            while (number := self._take_question()) is not None:
                failed = self._try_making()
                with self._changed:
                    self._failed, self._answered = failed, number
                    self._changed.notify_all()
        except BaseException:  # noqa: BLE001 (no memory even to tell of it: who waits is told, who asks next begins anew)
            with self._changed:
                self._is_making, self._failed, self._answered = False, DIED, self._asked
                self._changed.notify_all()
        finally:
            self._register.database.close()  # this thread's own connection

    def _take_question(self) -> int | None:
        """The number of the newest question; None when it is answered, and this thread is done."""
        with self._changed:
            if self._asked == self._answered:
                self._is_making = False
                return None
            return self._asked

    def _try_making(self) -> Exception | None:
        """Make it, unless it is made already; gives why that failed."""
        try:
            mark = self._mark()
            if self._kept is None or self._kept[0] != mark:
                self._kept = (mark, self._make())
        except Exception as error:  # noqa: BLE001 (told to who waits; who asks later tries again)
            logger.warning("could not be made", what=self._name, reason=str(error) or type(error).__name__)
            return error
        return None
