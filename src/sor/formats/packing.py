"""Members of the zips that are written, as readers that walk the local headers can read them (facts, additions 18).

Sizes stand in the local header, with no data descriptor behind the bytes; zip64 only where a member is too large for
a zip without it; everybody may read what is unpacked.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import copyfileobj
from stat import S_IFREG
from tempfile import TemporaryFile
from typing import IO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

When = tuple[int, int, int, int, int, int]
MODE = S_IFREG | 0o644
BLOCK = 1 << 20


@contextmanager
def member(archive: ZipFile, name: str, when: When) -> Iterator[IO[bytes]]:
    """A file to write to, which becomes a member when the block ends. when: year to second, Danish time.

    What is written waits beside the archive: its size decides whether zip64 is needed, and is known only then.
    """
    with TemporaryFile(dir=_beside(archive)) as content:
        yield content
        info = ZipInfo(name, when)
        info.file_size = content.tell()
        info.compress_type = ZIP_DEFLATED
        info.external_attr = MODE << 16
        content.seek(0)
        with archive.open(info, "w") as packed:
            copyfileobj(content, packed, BLOCK)


def let_all_read(file: IO[bytes]) -> None:
    """Let everybody read the members of a zip that another library packed: its directory alone is written anew."""
    with ZipFile(file, "a") as archive:
        for info in archive.infolist():
            info.external_attr = MODE << 16
        archive.comment = archive.comment  # an archive that is said to have changed writes its directory


def _beside(archive: ZipFile) -> Path | None:
    """The folder in which the archive is written; None when it is in memory."""
    return Path(archive.filename).parent if archive.filename else None
