"""The ``Range`` header: which part of a file a reader asks for (RFC 9110, section 14). Pure."""

import re
from typing import NamedTuple


class ByteRange(NamedTuple):
    """The bytes [start, end) of a file."""

    start: int
    end: int


class NoSuchPart(ValueError):
    """A range that begins after the file's end."""


_RANGE = re.compile(r"bytes=([0-9]*)-([0-9]*)")


def part_of(header: str, size: int) -> ByteRange | None:
    """The asked part of a file of a size; None when the whole file is to be sent: no range, several, or none that can
    be understood. Raises NoSuchPart.
    """
    found = _RANGE.fullmatch(header.replace(" ", ""))
    if found is None or found.groups() == ("", ""):
        return None
    first, last = found.groups()
    if not first:
        if int(last) == 0:
            raise NoSuchPart
        return ByteRange(max(0, size - int(last)), size)
    if int(first) >= size:
        raise NoSuchPart
    if not last:
        return ByteRange(int(first), size)
    return ByteRange(int(first), min(int(last) + 1, size)) if int(last) >= int(first) else None
