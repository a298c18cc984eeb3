"""Publishing: a new edition of all files, made beside the old one and swapped in by one rename.

In the folder, ``current`` points at the newest edition in ``editions/``; the names a reader uses (``manifest.json``,
``sor_produktion`` …) point through ``current``, so that a reader sees one edition or the other, whole, at every moment
and an open download goes on. Nothing is taken away before the new edition is complete; kept editions stay readable.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TextIO

import msgspec

from sor.core.day import DENMARK, write_day
from sor.core.instant import TICK, parse_instant
from sor.formats.published.file_set import SET, Published
from sor.formats.published.life_cycle import state_of
from sor.jobs.editions import (
    CURRENT,
    EDITIONS,
    MANIFEST,
    REHEARSALS,
    Manifest,
    PublishOptions,
    current_manifest,
    kept_manifests,
    list_rehearsed_days,
)
from sor.jobs.erased_files import withdraw_from_all
from sor.jobs.exporting import EXPORTS, Progress
from sor.jobs.making_edition import EditionMaking
from sor.jobs.taken_over import find_unchanged, shak_end_of
from sor.jobs.whole_files import NotWritten, reason
from sor.register import Register
from sor.store.database import Busy
from sor.store.log import Head

LOCK = ".publishing"
MAKING = ".making-"


class NotToCome(ValueError):
    """A rehearsal of a day that has come; the message says what to do."""


class Publication(msgspec.Struct):
    """What publishing did. edition: None when the newest edition showed the register already."""

    edition: str | None
    serial: int
    files: int = 0
    bytes: int = 0
    missing: dict[str, str] = {}


def publish(
    register: Register,
    out: Path,
    options: PublishOptions,
    tell: Progress = lambda *_: None,
    begun: Callable[[int], None] = lambda _: None,
) -> Publication:
    """Make an edition and let it be the current one, unless the current one shows the register already. begun: told the
    serial that it will hold.

    Raises Busy when another program publishes into the folder, or a value is erased while it is made; NotWritten,
    CannotWrite when it stops: then the edition before stays, and nothing of the new one is left. Editions that are kept
    lose what was erased.
    """
    register.turn_day()
    head = register.head()
    if not head.serial:
        head = msgspec.structs.replace(head, day=register.today())  # an empty register shows nothing, of today
    if options.rehearsal is not None:
        return _rehearse(register, head, out, options, tell)
    with _alone(out):
        before = current_manifest(out)
        files = _list_wanted(head.day, options)
        if before is not None and not options.force and _shows(before, head, register, files, options):
            withdraw_from_all(register, out)
            return Publication(None, head.serial, missing=before.missing)
        begun(head.serial)
        created = _choose_created(register, before)
        name = f"{head.serial:08d}-{created.astimezone(DENMARK):%Y%m%dT%H%M%S%f}"
        making = out / EDITIONS / f"{MAKING}{name}"
        try:
            making.mkdir(parents=True)
            edition = EditionMaking(register, head, created, making, options, tell)
            unchanged = {} if before is None or options.force else find_unchanged(register, before, head, options)
            kept = [manifest.serial for manifest in kept_manifests(out)]
            manifest = edition.make(name, files, kept, out / CURRENT, unchanged)
            _date(making, out / CURRENT)
            done = _swap(out, making, manifest, options)
            withdraw_from_all(register, out)
            return done
        except OSError as error:
            raise NotWritten(reason(out / EDITIONS / name, error)) from error
        finally:
            shutil.rmtree(making, ignore_errors=True)


def _rehearse(register: Register, head: Head, out: Path, options: PublishOptions, tell: Progress) -> Publication:
    """Make the edition of a day to come, of what is known now, and put it where rehearsals lie. Raises NotToCome."""
    day = options.rehearsal
    if day is None or day <= register.today():
        raise NotToCome(f"{write_day(day or head.day)} has come already. Publish without --rehearsal.")
    with _alone(out):
        name = write_day(day)
        target, making = out / REHEARSALS / name, out / EDITIONS / f"{MAKING}{name}"
        try:
            making.mkdir(parents=True)
            edition = EditionMaking(register, head, register.clock(), making, options, tell)
            manifest = edition.make(f"{REHEARSALS}/{name}", _list_wanted(day, options), [], target, {})
            _date(making, target)
            target.parent.mkdir(exist_ok=True)
            if target.exists():
                target.replace(out / EDITIONS / f"{MAKING}before-{name}")
            making.replace(target)
        except OSError as error:
            raise NotWritten(reason(target, error)) from error
        finally:
            for left in (out / EDITIONS).glob(f"{MAKING}*"):
                shutil.rmtree(left, ignore_errors=True)
    return _make_publication(manifest)


def _make_publication(manifest: Manifest) -> Publication:
    total = sum(entry.size for entry in manifest.files)
    return Publication(manifest.edition, manifest.serial, len(manifest.files), total, manifest.missing)


def _list_wanted(day: int, options: PublishOptions) -> list[Published]:
    """The files of the set whose format is there and has not ended."""
    return [
        file
        for file in SET
        if all(part.format in EXPORTS for part in file.parts)
        and state_of(file.parts[0].format, day, options.starts).is_written
    ]


def _shows(before: Manifest, head: Head, register: Register, files: list[Published], options: PublishOptions) -> bool:
    """Whether an edition shows the register as it is, in the formats of the day and in their states, and the last day
    of SHAK as it is set now.
    """
    states = {entry.name: entry.state for entry in before.files}
    wanted = {file.path: state_of(file.parts[0].format, head.day, options.starts).name for file in files}
    same = all(states.get(path, before.missing.get(path) and state) == state for path, state in wanted.items())
    ended = {file.path for file in SET} - wanted.keys()
    return (
        same
        and not ended & states.keys()
        and (before.serial, before.hash) == (head.serial, head.hash)
        and before.epoch == register.facts().get("epoch", "")
        and before.shak_end == shak_end_of(register, options)
    )


def _choose_created(register: Register, before: Manifest | None) -> datetime:
    """Now; a moment after the edition before when the clock was set back."""
    now = register.clock()
    return now if before is None else max(now, parse_instant(before.created) + TICK)


POINTING = ".new"
"""The ending of a name that is about to take another's place."""


@contextmanager
def _alone(out: Path) -> Iterator[None]:
    """Nobody else publishes into the folder; what killed runs left behind is taken away."""
    try:
        (out / EDITIONS).mkdir(parents=True, exist_ok=True)
        lock = (out / LOCK).open("w")
    except OSError as error:
        raise NotWritten(reason(out, error)) from error
    with lock:
        if not _take_lock(lock):
            raise Busy(f"Another program is publishing into {out}. Let it finish.")
        for left in (out / EDITIONS).glob(f"{MAKING}*"):
            shutil.rmtree(left, ignore_errors=True)
        for left in out.glob(f".*{POINTING}"):
            left.unlink()
        yield


def _take_lock(lock: TextIO) -> bool:
    """Whether this process now holds the lock; the system gives it back when the process ends, however it ends."""
    import fcntl  # noqa: PLC0415 (publishing is for systems that have it; everything else runs without)

    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _date(making: Path, before: Path) -> None:
    """Let all files of an edition bear one time, at least a second after the edition before: who asks for what was
    modified since then (HTTP counts in seconds) must not be told that nothing was.
    """
    at = int((making / MANIFEST).stat().st_mtime)
    if (before / MANIFEST).is_file():
        at = max(at, int((before / MANIFEST).stat().st_mtime) + 1)
    for path in making.rglob("*"):
        os.utime(path, (at, at))


def _swap(out: Path, making: Path, manifest: Manifest, options: PublishOptions) -> Publication:
    """Let a complete edition be the current one, then let go of editions that are kept no longer."""
    edition = out / EDITIONS / manifest.edition
    making.replace(edition)
    _point(out / CURRENT, Path(EDITIONS) / manifest.edition)
    names = {path.name for path in edition.iterdir()}
    for name in names:
        if not name.startswith(".") and not (out / name).is_symlink():
            _point(out / name, Path(CURRENT) / name)
    for link in [path for path in out.iterdir() if path.is_symlink() and not path.exists()]:
        link.unlink()
    for old in kept_manifests(out)[: -options.keep]:
        if old.edition != manifest.edition:
            shutil.rmtree(out / EDITIONS / old.edition, ignore_errors=True)
    for day in list_rehearsed_days(out):
        if day <= manifest.day:
            shutil.rmtree(out / REHEARSALS / day, ignore_errors=True)
    return _make_publication(manifest)


def _point(link: Path, target: Path) -> None:
    """Let a name stand for a path, from one moment to the next."""
    new = link.with_name(f".{link.name}{POINTING}")
    new.unlink(missing_ok=True)
    new.symlink_to(target)
    new.replace(link)
