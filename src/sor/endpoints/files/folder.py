"""From an address to a published file: only what editions hold, never anything else on the disk."""

from pathlib import Path
from typing import NamedTuple

from sor.editions import CURRENT, EDITIONS, MANIFEST, Manifest, read_manifest, twin_of


class FoundFile(NamedTuple):
    """A file of an edition. etag: its digest where the manifest knows it, else made from the edition and its size."""

    path: Path
    etag: str
    twin: Path | None


class PublishedFolder:
    """The folder that ``sor publish`` fills."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._manifests: dict[str, tuple[Manifest, dict[str, str]]] = {}

    def manifest(self) -> Manifest | None:
        """The newest edition's manifest; none before the first."""
        edition = self._edition()
        return self._read(edition)[0] if edition else None

    def find(self, name: str) -> FoundFile | None:
        """The file of a name in the newest edition, or below ``editions/`` in a kept one; none when there is none.

        The newest edition is looked up once, so that path and digest belong together whatever is published meanwhile.
        """
        parts = name.split("/")
        if any(not part or part.startswith(".") for part in parts):
            return None
        edition: Path | None
        if parts[0] == EDITIONS and len(parts) > 2:
            edition, parts = self._folder / EDITIONS / parts[1], parts[2:]
        else:
            edition = self._edition()
        if edition is None or not edition.is_dir():
            return None
        path = edition.joinpath(*parts)
        if not path.is_file() or not path.resolve().is_relative_to(edition.resolve()):
            return None
        known = self._read(edition)[1].get("/".join(parts))
        twin = twin_of(path)
        return FoundFile(path, known or f"{edition.name}-{path.stat().st_size:x}", twin if twin.is_file() else None)

    def editions(self) -> list[str]:
        """The names of the kept editions, the newest first."""
        folder = self._folder / EDITIONS
        names = [path.name for path in folder.iterdir()] if folder.is_dir() else []
        return sorted((name for name in names if (folder / name / MANIFEST).is_file()), reverse=True)

    def _edition(self) -> Path | None:
        try:
            return self._folder / (self._folder / CURRENT).readlink()
        except OSError:
            return None

    def _read(self, edition: Path) -> tuple[Manifest, dict[str, str]]:
        """An edition's manifest and its files' digests; editions never change, so they are read once."""
        kept = self._manifests.get(edition.name)
        if kept is None:
            manifest = read_manifest(edition)
            if manifest is None:
                return Manifest(edition.name, 0, "", "", "", "", {}, []), {}
            kept = manifest, {entry.name: entry.sha256 for entry in manifest.files}
            if len(self._manifests) > 50:
                self._manifests.clear()
            self._manifests[edition.name] = kept
        return kept
