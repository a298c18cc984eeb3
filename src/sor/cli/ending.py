"""How a command that goes on until it is asked to end is ended: by an exception wherever it is, which undoes what it
was writing.
"""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

ASKED_AGAIN = 1
"""Seconds after which a command that was asked to end, and goes on, is asked again."""


class Ended(BaseException):
    """The program was asked to end; what it was writing is undone."""


@contextmanager
def ending_when_asked() -> Iterator[None]:
    """A block that SIGTERM and SIGINT end, silently. They ask again until it has ended: what is raised while Python
    clears something away (``__del__``) is dropped, and the command would go on.
    """
    before = {name: signal.signal(name, _end) for name in (signal.SIGTERM, signal.SIGINT, signal.SIGALRM)}
    try:
        yield
    except Ended:
        pass
    finally:
        signal.alarm(0)
        for name, handler in before.items():
            signal.signal(name, handler)


def _end(_: int, __: FrameType | None) -> None:
    signal.alarm(ASKED_AGAIN)
    raise Ended
