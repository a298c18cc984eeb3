"""What a written file does not show, and what stops it: nothing vanishes without a line."""

from typing import NamedTuple


class Omitted(NamedTuple):
    """What a file does not show: a whole subject (field empty), or a field that it has no place for.

    code: the subject's key. reason: English, without a full stop.
    """

    code: str
    field: str
    reason: str


class CannotWrite(ValueError):
    """A subject that a format cannot express; the message names its code and what to correct. The whole run stops: a
    file with a hole in it would be taken for the truth.
    """
