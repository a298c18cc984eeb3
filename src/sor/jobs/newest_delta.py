"""The newest delta: what has come since the newest edition, in one file, seconds after each entry, while the next
edition is waited for or made. Beside it stands which serial that one will hold, and when.
"""

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import structlog
from msgspec import json
from msgspec.structs import replace

from sor.core.day import write_day
from sor.core.instant import write_instant
from sor.formats.published.file_set import DELTA_FORMAT
from sor.formats.published.life_cycle import IN_FORCE
from sor.jobs import selection
from sor.jobs.editions import (
    MANIFEST,
    NEWEST,
    FileEntry,
    Manifest,
    NewestManifest,
    NextEdition,
    current_manifest,
    newest_manifest,
)
from sor.jobs.exporting import EXPORTS, write_to
from sor.jobs.whole_files import digest_of, whole_path
from sor.register import Register
from sor.store.erasures import last_erasure
from sor.store.log import Head

MOST = 20_000
"""Subjects touched since the edition; of more no delta is made, which would take as long as the next edition."""

READ_FOR = 600
"""Seconds for which a delta stays that a newer one has followed: who has read its name can fetch it."""

LOCK = ".lock"

log = structlog.get_logger()


class NewestDelta:
    """The newest delta of one folder. Whoever publishes says what comes next; ``bring`` writes what is new. withdraw:
    lets the editions of the folder lose what was erased, by whomever; done without waiting for the next edition.
    """

    def __init__(self, register: Register, out: Path, withdraw: Callable[[], object] = lambda: None) -> None:
        self._register, self._out, self._withdraw = register, out, withdraw
        self._next: NextEdition | None = None
        self._shown: object = None

    def expect(self, coming: NextEdition) -> None:
        """Say which edition comes next."""
        self._next = coming

    def keep(self, stop: threading.Event, pause: float) -> None:
        """Bring it again and again, until ``stop`` is set. What fails is tried again; the file before stays."""
        while not stop.wait(pause):
            try:
                self.bring()
            except Exception as error:  # noqa: BLE001 (a full disk, a database that is away; its serial says how old it is)
                log.warning("no newer delta", reason=str(error))

    def bring(self) -> None:
        """Write what has come since the newest edition, when there is anything new to be told."""
        edition, head, coming = current_manifest(self._out), self._register.head(), self._next
        erased = last_erasure(self._register.database.reader())
        if edition is not None and edition.erased < erased:
            self._withdraw()
        state = (edition and edition.edition, head.serial, head.hash, erased, coming)
        if edition is None or state == self._shown:
            return
        (self._out / NEWEST).mkdir(exist_ok=True)
        with _holding(self._out):
            _let_go_of_erased(self._out, erased)
            before = newest_manifest(self._out)
            if before is not None and _stands(before, edition, head):
                told = replace(before, next=coming)
            else:
                told = self._describe(edition, head, erased, coming)
            if last_erasure(self._register.database.reader()) == erased:
                _write_manifest(self._out, told)
                self._shown = state
            else:  # what was written may hold what was erased meanwhile; it is made anew
                _let_go_of_all(self._out)
            _let_go_of_old(self._out)

    def _describe(self, edition: Manifest, head: Head, erased: int, coming: NextEdition | None) -> NewestManifest:
        register = self._register
        follows = edition.epoch == register.facts().get("epoch", "") and head.serial > edition.serial
        is_short = follows and len(register.list_touched(edition.serial, head.serial)) <= MOST
        return NewestManifest(
            edition=edition.edition,
            since=edition.serial,
            serial=head.serial if is_short else edition.serial,
            hash=head.hash if is_short else edition.hash,
            epoch=edition.epoch,
            day=write_day(head.day) if is_short else edition.day,
            created=write_instant(register.clock()),
            files=[self._write(edition.serial, head)] if is_short else [],
            next=coming,
            erased=erased,
        )

    def _write(self, since: int, head: Head) -> FileEntry:
        name = f"{since}-{head.serial}.ndjson"
        path, form = self._out / NEWEST / name, EXPORTS[DELTA_FORMAT]
        selected = selection.delta(self._register, since, head.serial, self._register.clock())
        omitted = write_to(self._register, selected, form, path)
        return FileEntry(
            name=f"{NEWEST}/{name}",
            format=DELTA_FORMAT,
            version=form.version,
            state=IN_FORCE,
            sha256=digest_of(path),
            size=path.stat().st_size,
            rows=sum(selected.rows.values()),
            left_out=len(omitted),
            since=since,
            basis=form.basis,
        )


def take_erased_away(out: Path, last: int) -> None:
    """Let go of every delta from before the last erasure."""
    if (out / NEWEST).is_dir():
        with _holding(out):
            _let_go_of_erased(out, last)


@contextmanager
def _holding(out: Path) -> Iterator[None]:
    """Nobody else writes a delta, or takes one away."""
    import fcntl  # noqa: PLC0415 (publishing is for systems that have it; everything else runs without)

    with (out / NEWEST / LOCK).open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _stands(before: NewestManifest, edition: Manifest, head: Head) -> bool:
    """Whether the file that is there tells all there is."""
    return (before.edition, before.serial, before.hash) == (edition.edition, head.serial, head.hash)


def _write_manifest(out: Path, told: NewestManifest) -> None:
    """Let it take its place, at least a second after the one before: who asks for what was modified since then (HTTP
    counts in seconds) must not be told that nothing was.
    """
    path = out / NEWEST / MANIFEST
    before = int(path.stat().st_mtime) if path.is_file() else 0
    with whole_path(path) as partial:
        partial.write_bytes(json.format(json.encode(told), indent=2))
        at = max(int(partial.stat().st_mtime), before + 1)
        os.utime(partial, (at, at))


def _let_go_of_old(out: Path) -> None:
    found = newest_manifest(out)
    named = {file.name for file in found.files} if found is not None else set()
    for path in (out / NEWEST).glob("*.ndjson"):
        age = (out / NEWEST / LOCK).stat().st_mtime - path.stat().st_mtime
        if f"{NEWEST}/{path.name}" not in named and age > READ_FOR:
            path.unlink()


def _let_go_of_erased(out: Path, last: int) -> None:
    found = newest_manifest(out)
    if found is None or found.erased < last:
        _let_go_of_all(out)


def _let_go_of_all(out: Path) -> None:
    """The manifest goes first: it names no file that is gone, at no moment."""
    (out / NEWEST / MANIFEST).unlink(missing_ok=True)
    for path in (out / NEWEST).glob("*.ndjson"):
        path.unlink()
