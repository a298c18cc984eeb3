"""Folders for what is only made on the way: gone when they were used, or else at the next run, however that one ended.

Each is locked by the program that made it, and the system gives the lock back when the program ends. A system without
such locks keeps what killed programs left.
"""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path


class OwnFolder:
    """A new folder of this program's own, beside others; folders of the same kind that nobody holds any more are taken
    away. kind: the beginning of its name. Raises OSError.
    """

    def __init__(self, beside: Path, kind: str) -> None:
        if _has_locks():
            for left in beside.glob(f".{kind}-*"):
                with suppress(OSError):
                    held = _hold(left)
                    shutil.rmtree(left, ignore_errors=True)
                    os.close(held)
        self._held: int | None = None
        self.path = Path(tempfile.mkdtemp(prefix=f".{kind}-", dir=beside))
        while _has_locks() and self._held is None:
            with suppress(OSError):  # another program took it for one that was left, before it was held
                self._held = _hold(self.path)
            if self._held is None or not self.path.exists():
                self.path = Path(tempfile.mkdtemp(prefix=f".{kind}-", dir=beside))
                self._held = None

    def close(self) -> None:
        """Take it away, with what is in it."""
        shutil.rmtree(self.path, ignore_errors=True)
        if self._held is not None:
            os.close(self._held)
            self._held = None


@contextmanager
def own_folder(beside: Path, kind: str) -> Iterator[Path]:
    """Such a folder, for the length of a block."""
    folder = OwnFolder(beside, kind)
    try:
        yield folder.path
    finally:
        folder.close()


def _has_locks() -> bool:
    return os.name == "posix"


def _hold(folder: Path) -> int:
    """Lock a folder until the file that is given back is closed. Raises OSError when another program holds it."""
    import fcntl  # noqa: PLC0415 (not every system has it)

    held = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(held)
        raise
    return held
