"""The collector of waste, for those who make much that is no waste, or whom others wait for."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def without_collector() -> Iterator[None]:
    """Meanwhile nobody looks for cycles among what was made: of millions of small values that are kept, that takes a
    third of the time, and a look through all that a process holds stops it for a third of a second.
    """
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()
