"""Publishing: a new edition of all files, made beside the old one and swapped in by one rename.

In the folder, ``current`` points at the newest edition in ``editions/``; the names a reader uses (``manifest.json``,
``sor_produktion`` …) point through ``current``, so that a reader sees one edition or the other, whole, at every moment
and an open download goes on. Nothing is taken away before the new edition is complete; kept editions stay readable.
"""

import gzip
import os
import shutil
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import TextIO

import msgspec

from sor.core.as_of import AsOf
from sor.core.day import DENMARK, of_date, to_date, write_day
from sor.core.identifiers import SHAK_LAST_DAY
from sor.core.instant import TICK, parse_instant, write_instant
from sor.formats.packing import member
from sor.formats.published import notes
from sor.formats.published.export_format import FormatUnavailable
from sor.formats.published.file_set import DELTA, DELTA_FORMAT, SET, FilePart, Published
from sor.formats.published.life_cycle import state_of
from sor.formats.published.news import news, news_text
from sor.formats.published.omitted import Omitted
from sor.formats.sor_xml.schema import schema_files
from sor.formats.sor_xml.tables import VERSIONS
from sor.jobs import selection
from sor.jobs.checkpoints import take
from sor.jobs.editions import (
    CURRENT,
    EDITIONS,
    LEFT_OUT,
    MANIFEST,
    REHEARSALS,
    FileEntry,
    Manifest,
    current_manifest,
    kept_manifests,
    list_rehearsed_days,
    twin_of,
)
from sor.jobs.erased_files import withdraw_from_all
from sor.jobs.exporting import EXPORTS, Progress, report_of, write_to
from sor.jobs.selection import Selected
from sor.jobs.whole_files import NotWritten, digest_of, reason, whole_file
from sor.register import Register
from sor.store.collector import without_collector
from sor.store.database import Busy
from sor.store.erasures import last_erasure
from sor.store.issued_codes import COUNTER
from sor.store.log import Head

LOCK = ".publishing"
MAKING = ".making-"
KEPT = 7
CHECKPOINT = "checkpoint.json"
COMPRESSED = frozenset({".ndjson", ".csv", ".txt", ".xml", ".xsd", ".md", ".json"})
"""Endings of files that get a ready gzip twin, for readers who take it."""


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


class NotToCome(ValueError):
    """A rehearsal of a day that has come; the message says what to do."""


class ErasedMeanwhile(Busy):
    """What an edition was to show was taken out of the log meanwhile."""


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
            edition = _Edition(register, head, created, making, options, tell)
            manifest = edition.make(name, files, [m.serial for m in kept_manifests(out)])
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
            edition = _Edition(register, head, register.clock(), making, options, tell)
            manifest = edition.make(f"{REHEARSALS}/{name}", _list_wanted(day, options), [])
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
        and before.shak_end == _shak_end(register, options)
    )


def _shak_end(register: Register, options: PublishOptions) -> str | None:
    """The last day that the files give SHAK codes without an end of their own, as a manifest says it."""
    end = register.last_day_of_shak(options.shak_end)
    return None if end is None else write_day(end)


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


class _Edition:
    """One edition in the making."""

    def __init__(
        self, register: Register, head: Head, created: datetime, folder: Path, options: PublishOptions, tell: Progress
    ) -> None:
        self.register = register
        self.head = head
        self.day = head.day if options.rehearsal is None else options.rehearsal
        self.created = created
        self.folder = folder
        self.options = options
        self.tell = tell
        self.entries: list[FileEntry] = []
        self.missing: dict[str, str] = {}

    def make(self, name: str, files: list[Published], kept: list[int]) -> Manifest:
        for file in files:
            try:
                self._write(file)
            except FormatUnavailable as error:
                self.missing[file.path] = str(error)
        for serial in sorted({serial for serial in kept if serial < self.head.serial}):
            self._write_delta(serial)
        self._write_notes()
        snapshot = self.register.at(AsOf(self.day, self.head.serial))
        facts = self.register.facts()
        manifest = Manifest(
            edition=name,
            serial=self.head.serial,
            hash=self.head.hash,
            epoch=facts.get("epoch", ""),
            day=write_day(self.day),
            created=write_instant(self.created),
            counts={kind: snapshot.count(kind) for kind in ("unit", "location_number", "edi", "shak")},
            files=self.entries,
            missing=self.missing,
            counter=int(facts[COUNTER]) if COUNTER in facts else None,
            rehearsal=self.options.rehearsal is not None,
            plans=list(self.options.plans) or None,
            erased=last_erasure(self.register.database.reader(), self.head.serial),
            shak_end=_shak_end(self.register, self.options),
        )
        if last_erasure(self.register.database.reader()) != manifest.erased:
            raise ErasedMeanwhile("A value was erased while the edition was being made.")
        with whole_file(self.folder / MANIFEST) as out:
            out.write(msgspec.json.format(msgspec.json.encode(manifest), indent=2))
        if self.options.checkpoint_key is not None and manifest.serial and not manifest.rehearsal:
            take(self.register, self.folder / CHECKPOINT, self.options.checkpoint_key, self.head, self.created)
        self._compress()
        return manifest

    def _write(self, file: Published) -> None:
        path = self.folder / file.path
        path.parent.mkdir(parents=True, exist_ok=True)
        self.tell("files", 1)
        omitted, rows = self._write_zip(path, file) if file.is_zip else self._write_part(path, file.parts[0])
        self._enter(file.path, file.parts[0].format, omitted, rows)

    def _write_part(self, path: Path, part: FilePart) -> tuple[list[Omitted], Mapping[str, int]]:
        selected = self._select_part(part)
        omitted = write_to(self.register, selected, EXPORTS[part.format].for_file(path.name), path)
        return omitted, selected.rows

    def _write_zip(self, path: Path, file: Published) -> tuple[list[Omitted], Mapping[str, int]]:
        omitted: list[Omitted] = []
        rows: dict[str, int] = {}
        local = self.created.astimezone(DENMARK)
        with (
            without_collector(),
            whole_file(path) as out,
            zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive,
        ):
            for part in file.parts:
                selected = self._select_part(part)
                write = EXPORTS[part.format].write
                if write is None:
                    raise ValueError(f"{part.format} is no stream of bytes and cannot be a member of a zip.")
                with member(archive, part.member, local.timetuple()[:6]) as content:
                    omitted += write(selected, content)  # type: ignore[arg-type] # writable, as every writer needs
                omitted += selected.read.omitted()
                rows[part.member] = selected.rows[""]
        return omitted, rows

    def _write_delta(self, since: int) -> None:
        path = self.folder / DELTA / f"{since}.ndjson"
        path.parent.mkdir(parents=True, exist_ok=True)
        selected = selection.delta(self.register, since, self.head.serial, self.created)
        omitted = write_to(self.register, selected, EXPORTS[DELTA_FORMAT], path)
        self._enter(f"{DELTA}/{since}.ndjson", DELTA_FORMAT, omitted, selected.rows, since)

    def _select_part(self, part: FilePart) -> Selected:
        form = EXPORTS[part.format]
        if part.since_days:
            since = selection.serial_on(self.register, _days_before(self.day, part.since_days))
            found = selection.delta(self.register, since, self.head.serial, self.created)
        elif part.history or form.whole:
            found = selection.history(self.register, self.head.serial, self.created)
        else:
            found = selection.full(self.register, AsOf(self.day, self.head.serial), self.created)
        found.shak_end = self.register.last_day_of_shak(self.options.shak_end)
        return found

    def _enter(
        self, name: str, format: str, omitted: list[Omitted], rows: Mapping[str, int], since: int | None = None
    ) -> None:
        """Put a written file into the manifest, with the report of what it lacks beside it."""
        path = self.folder / name
        form = EXPORTS[format]
        state = state_of(format, self.day, self.options.starts)
        report = name + LEFT_OUT if omitted else None
        if report:
            with whole_file(self.folder / report) as out:
                out.write(report_of(omitted))
        self.entries.append(
            FileEntry(
                name=name,
                format=format,
                version=form.version,
                state=state.name,
                state_until=write_day(state.until) if state.until else None,
                sha256=digest_of(path),
                size=path.stat().st_size,
                rows=sum(rows.values()),
                members={name: number for name, number in rows.items() if name},
                left_out=len(omitted),
                report=report,
                since=since,
                basis=form.basis,
            )
        )

    def _write_notes(self) -> None:
        """Schemas, the columns of each format, change notes and the roadmap."""
        texts = {
            "docs/roadmap.md": notes.roadmap_text(EXPORTS, self.options.starts),
            "docs/news.md": news_text(news(EXPORTS, self.options.starts)),
            "docs/changes.md": notes.changes_text(notes.CHANGE_NOTES),
        }
        for name, form in EXPORTS.items():
            state = state_of(name, self.day, self.options.starts)
            texts[f"docs/formats/{name}.md"] = notes.format_note(form, state)
        if self.options.rehearsal is not None:
            texts["REHEARSAL.md"] = notes.rehearsal_text(self.day, self.created, self.head.serial)
        for number, version in VERSIONS.items():
            folder = "v_" + (number if "." in number else f"{number}.0.0").replace(".", "_")
            texts |= {f"xsd/{folder}/{name}": text for name, text in schema_files(version).items()}
        for name, text in texts.items():
            (self.folder / name).parent.mkdir(parents=True, exist_ok=True)
            with whole_file(self.folder / name) as out:
                out.write(text.encode())

    def _compress(self) -> None:
        """A gzip twin beside each text file of some size, made once instead of at every download."""
        for path in [p for p in self.folder.rglob("*") if p.suffix in COMPRESSED and p.is_file()]:
            if path.stat().st_size < 1024:
                continue
            twin = twin_of(path)
            with path.open("rb") as plain, whole_file(twin) as out, gzip.GzipFile("", "wb", 5, out, mtime=0) as packed:
                shutil.copyfileobj(plain, packed, 1 << 20)


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


def _days_before(day: int, days: int) -> int:
    return of_date(to_date(day) - timedelta(days=days))


def _point(link: Path, target: Path) -> None:
    """Let a name stand for a path, from one moment to the next."""
    new = link.with_name(f".{link.name}{POINTING}")
    new.unlink(missing_ok=True)
    new.symlink_to(target)
    new.replace(link)
