"""Files that are there whole or not at all: written under a temporary name in the same folder, then renamed."""

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO

PART = ".part"


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
    partial = path.with_name(f".{path.name}{PART}")
    try:
        yield partial
        partial.replace(path)
    except OSError as error:
        raise NotWritten(reason(path, error)) from error
    finally:
        partial.unlink(missing_ok=True)


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
