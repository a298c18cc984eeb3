"""Editions of the published files in their folder: what a manifest says, which editions are kept, where a file lies.

Publishing writes them, ``/files`` serves them, restore believes the head that a manifest names.
"""

import contextlib
from datetime import datetime
from pathlib import Path

import msgspec

from sor.core.identifiers import SHAK_LAST_DAY
from sor.core.instant import write_instant
from sor.core.outside_json import NotJson, read_as
from sor.store import facts
from sor.store.database import Database

MANIFEST, CURRENT, EDITIONS = "manifest.json", "current", "editions"
REHEARSALS = "rehearsals"
"""Where editions of days to come lie, each in a folder named by its day: never current, never kept as an edition."""
NEWEST = "newest"
"""Where the delta from the newest edition to the register's head lies, with a manifest of its own."""
FAILURE = ".not-published.json"
"""Where the folder says why there is no newer edition; blank as soon as there is one, and kept, so that a full disk has
room for the next reason.
"""
ROOM = 8192
"""Bytes of that file."""
MOST_TOLD = 1000
"""Characters of a reason, so that it fits however they are written."""
UNTOLD = "not_published"
"""The fact in which the register keeps the reason when the folder takes no file."""
LEFT_OUT = ".left-out.csv"
"""What is added to a file's name for the report of what it does not show."""


KEPT = 7
"""Editions that stay when nothing else is said."""


class PublishOptions(msgspec.Struct, frozen=True):
    """keep: editions kept, the newest included. starts: start days of formats that the operator named. force: publish
    although nothing changed. shak_end: SHAK's last valid day. checkpoint_key: the private key with which each edition's
    head is signed, into ``checkpoint.json``. rehearsal: write the edition of this day, which has not come, beside the
    others; nothing else changes. plans: the numbers of the plans that were laid over the register that is shown.
    """

    keep: int = KEPT
    starts: dict[str, int] = {}
    force: bool = False
    shak_end: int = SHAK_LAST_DAY
    checkpoint_key: Path | None = None
    rehearsal: int | None = None
    plans: tuple[str, ...] = ()


class FileEntry(msgspec.Struct, omit_defaults=True):
    """A file of an edition, as the manifest lists it.

    state_until: the first day on which a format in transition is no longer written. rows: of the file, without
    headings: lines of a table, records, units of an XML, codes of a list; members: of each file in a zip. left_out: how
    many subjects or fields it does not show; report: the file that names each. since: of a delta. Editions of before
    rows were counted name none.
    """

    name: str
    format: str
    version: str
    state: str
    sha256: str
    size: int
    rows: int | None = None
    members: dict[str, int] = {}
    state_until: str | None = None
    left_out: int = 0
    report: str | None = None
    since: int | None = None
    basis: str | None = None


class Manifest(msgspec.Struct):
    """What an edition holds and which register it shows: the head by which a copy can be proven (``CORE`` §8).

    rehearsal: it shows what was known beforehand of a day that had not come. erased: the last erasure that none of its
    files tells anything of; files that did are withdrawn, and stand among those that are missing. shak_end: the last
    day of SHAK in the files of a master; none in a mirror. plans: of a rehearsal, those that were laid over it.
    """

    edition: str
    serial: int
    hash: str
    epoch: str
    day: str
    created: str
    counts: dict[str, int]
    files: list[FileEntry]
    missing: dict[str, str] = {}
    counter: int | None = None
    rehearsal: bool = False
    erased: int = 0
    shak_end: str | None = None
    plans: list[str] | None = None


class NextEdition(msgspec.Struct, frozen=True):
    """The next whole set. serial: that it will hold, or more while it is not begun. at: about when it is there, by the
    seconds that the one before took.
    """

    serial: int
    at: str
    is_begun: bool = False
    took: float = 0.0


class NewestManifest(msgspec.Struct):
    """What has come since an edition. since: the edition's serial; serial, hash, day: up to where the file brings who
    has the edition. files: that delta; none when nothing came, or so much that the next edition tells it. erased: the
    last erasure that the file tells nothing of.
    """

    edition: str
    since: int
    serial: int
    hash: str
    epoch: str
    day: str
    created: str
    files: list[FileEntry]
    next: NextEdition | None = None
    erased: int = 0


class Failure(msgspec.Struct):
    """Why the newest try to publish failed. since: when the tries began to fail; last: the newest one."""

    reason: str
    since: str
    last: str
    tries: int = 1


def read_failure(out: Path, database: Database) -> Failure | None:
    """Why there is no newer edition; none when the newest try succeeded. Where folder and register say different
    things, the later one.
    """
    told = []
    with contextlib.suppress(OSError, NotJson):
        told.append(read_as((out / FAILURE).read_bytes(), Failure))
    with contextlib.suppress(NotJson):
        told.append(read_as(facts.get(database.reader(), UNTOLD) or "", Failure))
    return max(told, key=lambda failure: failure.last, default=None)


def note_failure(out: Path, database: Database, reason: str, now: datetime) -> None:
    """Say that publishing failed: in the folder, or in the register when the folder takes no file. Raises what the
    database raises when neither takes it.
    """
    before, told = read_failure(out, database), write_instant(now)
    found = Failure(reason[:MOST_TOLD], before.since if before else told, told, before.tries + 1 if before else 1)
    written = msgspec.json.encode(found)
    try:
        out.mkdir(parents=True, exist_ok=True)
        _write_in_place(out / FAILURE, written)
    except OSError:
        with database.writing() as connection:
            facts.put(connection, UNTOLD, written.decode())


def forget_failure(out: Path, database: Database) -> None:
    """An edition was made."""
    with contextlib.suppress(OSError):
        _write_in_place(out / FAILURE, b"")
    if facts.get(database.reader(), UNTOLD):
        with database.writing() as connection:
            facts.put(connection, UNTOLD, "")


def _write_in_place(path: Path, content: bytes) -> None:
    """Fill a file of fixed size anew; once it is there it needs no more room."""
    with path.open("r+b" if path.exists() else "wb") as file:
        file.write(content.ljust(ROOM))


def current_manifest(out: Path) -> Manifest | None:
    """The manifest of the newest edition; none before the first."""
    return read_manifest(out / CURRENT)


def read_manifest(edition: Path) -> Manifest | None:
    """The manifest of an edition in its folder; none when there is no whole one."""
    try:
        return read_as((edition / MANIFEST).read_bytes(), Manifest)
    except (OSError, NotJson):
        return None


def newest_manifest(out: Path) -> NewestManifest | None:
    """What has come since the newest edition; none when nobody publishes by himself into the folder."""
    try:
        return read_as((out / NEWEST / MANIFEST).read_bytes(), NewestManifest)
    except (OSError, NotJson):
        return None


def kept_manifests(out: Path) -> list[Manifest]:
    """The manifests of all kept editions, the oldest first."""
    folder = out / EDITIONS
    names = sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []
    found = (read_manifest(folder / name) for name in names if not name.startswith("."))
    return [manifest for manifest in found if manifest is not None]


def list_rehearsed_days(out: Path) -> list[str]:
    """The days of which a rehearsal lies in the folder, the earliest first."""
    folder = out / REHEARSALS
    names = sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []
    return [name for name in names if not name.startswith(".") and (folder / name / MANIFEST).is_file()]


def twin_of(path: Path) -> Path:
    """Where the gzip twin of a published file lies, when it has one."""
    return path.with_name(f".{path.name}.gz")
