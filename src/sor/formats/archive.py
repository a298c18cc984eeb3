"""Files inside a zip, read as they stand and never unpacked to disk. A hostile or broken zip ends here as BadFile.

What is unpacked is counted while it is read; the sizes that a zip states of itself are not believed.
"""

import io
import struct
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import PurePosixPath
from typing import IO, TYPE_CHECKING, BinaryIO, NamedTuple

from sor.core.day import of_date
from sor.formats.delivery import BadFile

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

MAX_UNPACKED = 4 * 1024**3
"""Bytes unpacked of one archive, all members together; a complete register is 100-300 MB as XML."""

MAX_RATIO = 200
"""Unpacked to packed size; SOR XML packs about 1 to 30."""

RATIO_COUNTS_FROM = 50 * 1024**2
"""Members below this size may pack as well as they like."""

MAX_MEMBERS = 1000
HEAD = 1 << 16

BROKEN = (
    zipfile.BadZipFile, zlib.error, EOFError, struct.error, IndexError, ValueError, NotImplementedError, RuntimeError,
)  # fmt: skip
"""What the zip library raises for archives with wrong bytes in them, found by changing bytes."""

MAGIC = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")


class Member(NamedTuple):
    """One file in an archive. size: unpacked, as the archive states it. date: its day in the archive, if it has one."""

    name: str
    size: int
    date: int | None
    open: Callable[[], BinaryIO]


def is_archive(head: bytes) -> bool:
    """Whether a file that begins with these bytes is a zip."""
    return head.startswith(MAGIC)


def members(stream: BinaryIO, file: str) -> list[Member]:
    """The files of a zip, folders left out; each can be opened, one at a time. The stream must be seekable.

    Raises BadFile, here or while a member is read: broken, encrypted, names that lead out of the archive, more than
    MAX_UNPACKED bytes or MAX_RATIO unpacked. file: the archive's name, for messages.
    """
    try:
        archive = zipfile.ZipFile(stream)
        entries = [entry for entry in archive.infolist() if not entry.is_dir()]
    except BROKEN as problem:
        raise _broken(file, problem) from None
    _check(entries, stream, file)
    budget = _Budget(file)
    return [
        Member(entry.filename, entry.file_size, _day(entry), partial(_open, archive, entry, budget, file))
        for entry in entries
    ]


def _check(entries: list[zipfile.ZipInfo], stream: BinaryIO, file: str) -> None:
    if len(entries) > MAX_MEMBERS:
        raise BadFile(f"{file}: {len(entries):,} files in one zip; at most {MAX_MEMBERS:,} are opened.")
    for entry in entries:
        if entry.flag_bits & 0x1:
            raise BadFile(f"{file}: {entry.filename} is encrypted. Unpack it and load the file itself.")
        if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise BadFile(f"{file}: {entry.filename} is packed in an unusual way. Unpack it and load the file itself.")
        path = PurePosixPath(entry.filename.replace("\\", "/"))
        if path.is_absolute() or ".." in path.parts or ":" in entry.filename:
            raise BadFile(f"{file}: the name {entry.filename!r} leads out of the archive. Nothing of it is loaded.")
    names = Counter(entry.filename.casefold() for entry in entries)
    for entry in entries:
        if names[entry.filename.casefold()] > 1:
            raise BadFile(f"{file}: it holds two files named {entry.filename}; which one is meant nobody knows.")
    size = stream.seek(0, io.SEEK_END)
    if sum(entry.compress_size for entry in entries) > size:
        raise BadFile(f"{file}: its files overlap inside the zip, as in a zip bomb. Nothing of it is loaded.")


def _day(entry: zipfile.ZipInfo) -> int | None:
    """The day of a member; 1980-01-01 is what a zip writes when it knows none."""
    try:
        day = date(*entry.date_time[:3])
    except ValueError:
        return None
    return None if day == date(1980, 1, 1) else of_date(day)


def _open(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, budget: "_Budget", file: str) -> BinaryIO:
    try:
        content = archive.open(entry)
    except BROKEN as problem:
        raise _broken(file, problem) from None
    return io.BufferedReader(_Counted(content, entry, budget), HEAD)


def _broken(file: str, problem: Exception) -> BadFile:
    return BadFile(f"{file}: the zip is broken ({problem}). Nothing is loaded; fetch the file again.")


class _Budget:
    """How much of one archive has been unpacked."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.unpacked = 0


class _Counted(io.RawIOBase):
    """A member's bytes, counted as they come out."""

    def __init__(self, content: IO[bytes], entry: zipfile.ZipInfo, budget: _Budget) -> None:
        self._content, self._entry, self._budget = content, entry, budget
        self._read = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "WriteableBuffer") -> int:
        into = memoryview(buffer)
        try:
            found = self._content.read(len(into))
        except BROKEN as problem:
            raise _broken(self._budget.file, problem) from None
        self._count(len(found))
        into[: len(found)] = found
        return len(found)

    def _count(self, more: int) -> None:
        self._read += more
        self._budget.unpacked += more
        file, name = self._budget.file, self._entry.filename
        if self._budget.unpacked > MAX_UNPACKED:
            raise BadFile(f"{file}: more than {MAX_UNPACKED:,} bytes unpacked, as in a zip bomb. Nothing is loaded.")
        if self._read > RATIO_COUNTS_FROM and self._read > MAX_RATIO * max(1, self._entry.compress_size):
            raise BadFile(
                f"{file}: {name} unpacks to more than {MAX_RATIO} times its size, as in a zip bomb. Nothing is loaded."
            )

    def close(self) -> None:
        self._content.close()
        super().close()
