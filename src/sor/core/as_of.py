"""A point on both axes of time, at which any question may be asked."""

from typing import NamedTuple


class AsOf(NamedTuple):
    """A point on both axes: the day something is true, and the serial up to which the register knew."""

    valid: int
    known: int
