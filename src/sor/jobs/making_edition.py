"""The files of one edition, written into a folder in the making: each of the set, deltas, notes, manifest, twins."""

import gzip
import shutil
import zipfile
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path

import msgspec

from sor.core.as_of import AsOf
from sor.core.day import DENMARK, of_date, to_date, write_day
from sor.core.instant import write_instant
from sor.formats.packing import member
from sor.formats.published import notes
from sor.formats.published.export_format import FormatUnavailable
from sor.formats.published.file_set import DELTA, DELTA_FORMAT, FilePart, Published
from sor.formats.published.life_cycle import state_of
from sor.formats.published.news import news, news_text
from sor.formats.published.omitted import Omitted
from sor.formats.sor_xml.schema import schema_files
from sor.formats.sor_xml.tables import VERSIONS
from sor.jobs import selection
from sor.jobs.checkpoints import take
from sor.jobs.editions import LEFT_OUT, MANIFEST, FileEntry, Manifest, PublishOptions, twin_of
from sor.jobs.exporting import EXPORTS, Progress, report_of, write_to
from sor.jobs.selection import Selected
from sor.jobs.taken_over import shak_end_of, take_over
from sor.jobs.whole_files import digest_of, whole_file
from sor.register import Register
from sor.store.collector import without_collector
from sor.store.database import Busy
from sor.store.erasures import last_erasure
from sor.store.issued_codes import COUNTER
from sor.store.log import Head

CHECKPOINT = "checkpoint.json"
COMPRESSED = frozenset({".ndjson", ".csv", ".txt", ".xml", ".xsd", ".md", ".json"})
"""Endings of files that get a ready gzip twin, for readers who take it."""


class ErasedMeanwhile(Busy):
    """What an edition was to show was taken out of the log meanwhile."""


class EditionMaking:
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

    def make(
        self,
        name: str,
        files: Sequence[Published],
        kept: Sequence[int],
        before: Path,
        unchanged: Mapping[str, FileEntry],
    ) -> Manifest:
        """Write all files but those that are as they were in the edition before, in its folder. kept: the serials of
        the editions from which deltas lead here. Raises ErasedMeanwhile, NotWritten, CannotWrite.
        """
        for file in files:
            self.tell("files", 1)
            same = unchanged.get(file.path)
            if same is not None and take_over(same, before, self.folder):
                self.entries.append(same)
                continue
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
            shak_end=shak_end_of(self.register, self.options),
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
                omitted += selected.read.list_omitted()
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
            twin = twin_of(path)
            if path.stat().st_size < 1024 or twin.exists():
                continue
            with path.open("rb") as plain, whole_file(twin) as out, gzip.GzipFile("", "wb", 5, out, mtime=0) as packed:
                shutil.copyfileobj(plain, packed, 1 << 20)


def _days_before(day: int, days: int) -> int:
    return of_date(to_date(day) - timedelta(days=days))
