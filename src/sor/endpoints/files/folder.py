"""From an address to a published file or folder: only what editions hold, never anything else on the disk."""

import re
from pathlib import Path
from typing import NamedTuple

from sor.endpoints.http.named_files import is_file, is_folder
from sor.formats.published.exports import FORMATS
from sor.jobs.editions import (
    CURRENT,
    EDITIONS,
    LEFT_OUT,
    MANIFEST,
    NEWEST,
    REHEARSALS,
    Failure,
    FileEntry,
    Manifest,
    NewestManifest,
    list_rehearsed_days,
    newest_manifest,
    read_failure,
    read_manifest,
    twin_of,
)
from sor.store.database import Database

DELTA_NAME = re.compile(r"[0-9]{1,18}-[0-9]{1,18}\.ndjson")


class FoundFile(NamedTuple):
    """A file of an edition. etag: its digest where the manifest knows it, else made from the edition and its size.
    encoding: of its text; what the manifest does not list (notes, schemas, reports) is UTF-8. serial: up to which it
    holds the register; 0 for what holds no data of it, and for a rehearsal.
    """

    path: Path
    etag: str
    twin: Path | None
    encoding: str = "utf-8"
    serial: int = 0


class PublishedFolder:
    """The folder that ``sor publish`` fills, and the database of the register that it shows."""

    def __init__(self, folder: Path, database: Database) -> None:
        self._folder = folder
        self._database = database
        self._manifests: dict[str, tuple[Manifest, dict[str, FileEntry]]] = {}

    def manifest(self) -> Manifest | None:
        """The newest edition's manifest; none before the first, and where it is damaged."""
        edition = self._edition()
        found = self._read(edition)[0] if edition else None
        return found if found is not None and found.created else None

    def find(self, name: str) -> FoundFile | None:
        """The file of a name in the newest edition, or below ``editions/`` in a kept one; none when there is none.

        The newest edition is looked up once, so that path and digest belong together whatever is published meanwhile.
        """
        if name.startswith(f"{NEWEST}/"):
            return self._find_newest(name)
        found = self._find_placed(name)
        if found is None:
            return None
        edition, path = found
        if not is_file(path):
            return None
        manifest, entries = self._read(edition)
        entry = entries.get(path.relative_to(edition).as_posix())
        serial = manifest.serial if entry is not None and edition.parent.name != REHEARSALS else 0
        etag = entry.sha256 if entry else f"{edition.name}-{path.stat().st_size:x}"
        made = FORMATS.get(entry.format) if entry else None
        encoding = made.for_file(path.name).encoding if made else None
        twin = twin_of(path)
        return FoundFile(path, etag, twin if is_file(twin) else None, encoding or "utf-8", serial)

    def _find_newest(self, name: str) -> FoundFile | None:
        """The delta to the head, one of those before it, or its manifest. They never change but for the manifest."""
        path = self._folder / NEWEST / name.partition("/")[2]
        is_delta = DELTA_NAME.fullmatch(path.name) is not None
        if path.parent.name != NEWEST or not (is_delta or path.name == MANIFEST) or not is_file(path):
            return None
        at = path.stat()
        serial = int(path.stem.partition("-")[2]) if is_delta else 0
        return FoundFile(path, f"{at.st_mtime_ns:x}-{at.st_size:x}", None, serial=serial)

    def newest(self) -> NewestManifest | None:
        """What has come since the newest edition; none while that of the edition before stands."""
        found, manifest = newest_manifest(self._folder), self.manifest()
        return found if found is not None and manifest is not None and found.edition == manifest.edition else None

    def list_files(self, name: str) -> list[str] | None:
        """The published files in and below a folder of an edition, as paths from that folder; none without such a
        folder. So of the folder of all kept editions, and of the rehearsals. What lies beside them is not published by
        itself: gzip twins, and the reports of what files lack.
        """
        if name in (EDITIONS, REHEARSALS):
            kept = self.editions() if name == EDITIONS else self.rehearsals()
            return [f"{one}/{file}" for one in sorted(kept) for file in self.list_files(f"{name}/{one}") or ()] or None
        if name == NEWEST:
            newest = newest_manifest(self._folder)
            return None if newest is None else [*(Path(file.name).name for file in newest.files), MANIFEST]
        found = self._find_placed(name)
        if found is None or not is_folder(found[1]):
            return None
        folder = found[1]
        paths = sorted(path.relative_to(folder) for path in folder.rglob("*") if path.is_file())
        names = [path.as_posix() for path in paths if not any(part.startswith(".") for part in path.parts)]
        return [name for name in names if not name.endswith(LEFT_OUT)] or None

    def _find_placed(self, name: str) -> tuple[Path, Path] | None:
        """The edition that a name belongs to, and the path it means there, which need not exist."""
        parts = name.split("/")
        if any(not part or part.startswith(".") for part in parts):
            return None
        edition: Path | None
        if parts[0] in (EDITIONS, REHEARSALS) and len(parts) > 1:
            edition, parts = self._folder / parts[0] / parts[1], parts[2:]
        else:
            edition = self._edition()
        if edition is None or not is_folder(edition):
            return None
        path = edition.joinpath(*parts)
        return (edition, path) if path.resolve().is_relative_to(edition.resolve()) else None

    def editions(self) -> list[str]:
        """The names of the kept editions, the newest first."""
        folder = self._folder / EDITIONS
        names = [path.name for path in folder.iterdir()] if folder.is_dir() else []
        return sorted((name for name in names if (folder / name / MANIFEST).is_file()), reverse=True)

    def failure(self) -> Failure | None:
        """Why there is no newer edition; none when the newest try succeeded."""
        return read_failure(self._folder, self._database)

    def rehearsals(self) -> list[str]:
        """The days of which there is a rehearsal, the earliest first."""
        return list_rehearsed_days(self._folder)

    def _edition(self) -> Path | None:
        try:
            return self._folder / (self._folder / CURRENT).readlink()
        except OSError:
            return None

    def _read(self, edition: Path) -> tuple[Manifest, dict[str, FileEntry]]:
        """An edition's manifest and its entries by name; read once, as editions never change and a rehearsal that is
        made anew bears another time.
        """
        name = f"{edition.name} {_read_made(edition)}"
        kept = self._manifests.get(name)
        if kept is None:
            manifest = read_manifest(edition)
            if manifest is None:
                return Manifest(edition.name, 0, "", "", "", "", {}, []), {}
            kept = manifest, {entry.name: entry for entry in manifest.files}
            if len(self._manifests) > 50:
                self._manifests.clear()
            self._manifests[name] = kept
        return kept


def _read_made(edition: Path) -> int:
    try:
        return (edition / MANIFEST).stat().st_mtime_ns
    except OSError:
        return 0
