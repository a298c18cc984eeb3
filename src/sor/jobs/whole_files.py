"""Files that are there whole or not at all: written in a folder of their own beside their place, then moved there."""

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO

from sor.store.own_folder import own_folder

BEGUN = "sor-begun"
"""The kind of the folders in which they are begun; what a killed program left is taken away by the next one."""


class NotWritten(RuntimeError):
    """A file that could not be written; the message names it, and says that nothing was left behind."""


@contextmanager
def whole_file(path: Path) -> Iterator[BinaryIO]:
    """A file to write to, which takes its name when the block ends; when it raises, no trace is left and a file of
    that name stays as it was. Raises NotWritten when the disk is full or the folder cannot be written to.
    """
    with whole_path(path) as partial, partial.open("wb") as file:
        yield file
        file.flush()
        os.fsync(file.fileno())


@contextmanager
def whole_path(path: Path) -> Iterator[Path]:
    """The same for a writer that opens the file itself: the temporary path."""
    try:
        with own_folder(path.parent, BEGUN) as folder:
            partial = folder / path.name
            yield partial
            partial.replace(path)
    except OSError as error:
        raise NotWritten(reason(path, error)) from error


def reason(path: Path, error: OSError) -> str:
    """Why a file could not be written, and what to do."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return f"{path} was not written: the disk is full. Make room and try again; nothing half-written was left."
    return f"{path} was not written: {error.strerror or error}. Nothing half-written was left."


def digest_of(path: Path) -> str:
    """SHA-256 of a file's bytes."""
    digest = sha256()
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()
