"""Published files that hold an erased value: they are withdrawn from the editions that are kept, with a line that says
why; the newest edition, made after the erasure, has them without the value.

An edition says up to which erasure it was looked through. Which of its files may hold a value follows from the log:
files of the whole log from the entry that stated it on, those of all days while a version with the value was known,
those of one day while it held then or later, and deltas ever since, as they tell what was before. What is in doubt is
withdrawn.
"""

import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import msgspec

from sor.core.canonical import decode
from sor.core.day import parse_day
from sor.core.erased import ERASED
from sor.formats.published.exports import FORMATS
from sor.formats.published.file_set import SET
from sor.jobs.editions import EDITIONS, MANIFEST, REHEARSALS, FileEntry, Manifest, read_manifest, twin_of
from sor.jobs.newest_delta import take_erased_away
from sor.jobs.whole_files import whole_file
from sor.register import Register
from sor.store import reads
from sor.store.erasures import asked_in, erasures, last_erasure, origin_of
from sor.store.projection import VersionRow

WITHDRAWN = "withdrawn: it held a value that was erased by entry {}"

OF_CODES = frozenset({"datatypes", "municipality"})
"""Formats that show code lists only."""

WHOLE_LOG = frozenset({"sqlite"})
OF_ALL_DAYS = frozenset(
    file.path
    for file in SET
    if any(part.history or (form := FORMATS.get(part.format)) is None or form.whole for part in file.parts)
)
"""The files whose selection is all history: because the set says so, or because their format holds nothing else."""
DELTAS = frozenset(file.path for file in SET if any(part.since_days for part in file.parts))


class Gone(NamedTuple):
    """What an erasure took: since which entry the log held it, and the versions that showed it."""

    serial: int
    since: int
    rows: Sequence[VersionRow]


def withdraw_from_all(register: Register, out: Path) -> int:
    """Withdraw what holds an erased value from every edition and rehearsal of a folder, and all newest deltas made
    before it; gives how many files of editions went.

    Whoever is killed on the way goes on the next time: an edition is marked when it is done.
    """
    last = last_erasure(register.database.reader())
    take_erased_away(out, last)
    folders = [
        path
        for kind in (EDITIONS, REHEARSALS)
        for path in sorted((out / kind).glob("*") if (out / kind).is_dir() else ())
        if not path.name.startswith(".")
    ]
    found = [(folder, manifest) for folder in folders if (manifest := read_manifest(folder)) is not None]
    behind = [(folder, manifest) for folder, manifest in found if manifest.erased < last]
    if not behind:
        return 0
    gone = list(find_gone(register, min(manifest.erased for _, manifest in behind)))
    return sum(_withdraw(folder, manifest, gone, last) for folder, manifest in behind)


def find_gone(register: Register, after: int) -> Iterator[Gone]:
    """What each erasure after a serial took."""
    connection = register.database.reader()
    for entry in erasures(connection, after):
        since = min((part.serial for part in origin_of(entry).parts), default=entry.serial)
        rows: list[VersionRow] = []
        for line in register.lines(entry.serial):
            asked = asked_in(line)
            since = min(since, *(place.serial for place in asked.values))
            rows += [
                row
                for row in reads.history_of(connection, line.kind, line.key)
                if decode(row.body).get(ERASED, {}).get(asked.field) == entry.serial
            ]
        yield Gone(entry.serial, since, rows)


def _withdraw(folder: Path, manifest: Manifest, gone: Sequence[Gone], last: int) -> int:
    """Withdraw from one edition. The manifest names no file that is gone, at no moment."""
    went = {
        file.name: one.serial
        for one in gone
        if one.serial > manifest.erased
        for file in manifest.files
        if may_hold(file, manifest, one)
    }
    files = [file for file in manifest.files if file.name not in went]
    missing = manifest.missing | {name: WITHDRAWN.format(serial) for name, serial in went.items()}
    left = msgspec.structs.replace(manifest, files=files, missing=missing)
    reports = [file.report for file in manifest.files if file.name in went and file.report]
    if went:
        _write(folder, left)
        for name in [*went, *reports]:
            for path in (folder / name, twin_of(folder / name)):
                if path.is_dir():
                    shutil.rmtree(path)
                path.unlink(missing_ok=True)
    _remove_what_no_manifest_names(folder, left)
    _write(folder, msgspec.structs.replace(left, erased=last))
    return len(went)


def _remove_what_no_manifest_names(folder: Path, manifest: Manifest) -> None:
    """A killed program may have left files that the manifest names no more."""
    for name in manifest.missing:
        for path in (folder / name, folder / f"{name}.left-out.csv"):
            for one in (path, twin_of(path)):
                one.unlink(missing_ok=True)


def _write(folder: Path, manifest: Manifest) -> None:
    twin_of(folder / MANIFEST).unlink(missing_ok=True)
    with whole_file(folder / MANIFEST) as out:
        out.write(msgspec.json.format(msgspec.json.encode(manifest), indent=2))


def may_hold(file: FileEntry, manifest: Manifest, gone: Gone) -> bool:
    """Whether a file of an edition may hold, or show by what stands around it, what an erasure took."""
    if manifest.serial < gone.since:
        return False
    if file.format in WHOLE_LOG or manifest.plans:  # what a plan says, no entry does
        return True
    if file.format in OF_CODES:
        return False
    if file.since is not None or file.name in DELTAS:
        return any(row.known_from <= manifest.serial for row in gone.rows)
    known = [row for row in gone.rows if row.known_from <= manifest.serial < row.known_to]
    if file.name in OF_ALL_DAYS:
        return bool(known)
    return any(row.valid_to > parse_day(manifest.day) for row in known)
