"""The files of one edition: written, or those of the edition before, each as its manifest says."""

from pathlib import Path

import pytest

from sor.formats.published.export_format import FormatUnavailable
from sor.formats.published.file_set import SET
from sor.jobs import making_edition
from sor.jobs.editions import MANIFEST, Manifest, PublishOptions, read_manifest
from sor.jobs.making_edition import EditionMaking, ErasedMeanwhile
from sor.jobs.whole_files import digest_of
from sor.register import Register
from sor.store import erasures
from tests.conftest import StandingClock
from tests.new_databases import NewDatabases
from tests.store.units import begin, create

CLINIC = "1000016000001"
SOME = [file for file in SET if file.path in {"open/units.ndjson", "open/municipalities.csv", "open/units.parquet"}]


@pytest.fixture
def register(new_sqlite: NewDatabases, clock: StandingClock) -> Register:
    made = Register(new_sqlite(), clock)
    made.init("master")
    begin(made, create(CLINIC, name="Klinik"))
    return made


def make(register: Register, folder: Path, before: Path, known: Manifest | None = None) -> Manifest:
    """An edition of some files; all of one that is known stay as they are."""
    folder.mkdir()
    making = EditionMaking(register, register.head(), register.clock(), folder, PublishOptions(), lambda *_: None)
    return making.make(folder.name, SOME, [], before, {file.name: file for file in known.files} if known else {})


def test_every_file_is_there_as_its_manifest_says(register: Register, tmp_path: Path) -> None:
    manifest = make(register, tmp_path / "a", tmp_path / "none")
    assert read_manifest(tmp_path / "a") == manifest
    assert [file.name for file in manifest.files] == [file.path for file in SOME]
    for file in manifest.files:
        path = tmp_path / "a" / file.name
        assert (digest_of(path), path.stat().st_size) == (file.sha256, file.size)
    assert (tmp_path / "a" / "docs/changes.md").is_file()


def test_what_is_unchanged_is_that_of_the_edition_before(
    register: Register, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = make(register, tmp_path / "a", tmp_path / "none")
    monkeypatch.setattr(EditionMaking, "_write", None)
    second = make(register, tmp_path / "b", tmp_path / "a", first)
    assert second.files == first.files
    assert (tmp_path / "b" / SOME[0].path).read_bytes() == (tmp_path / "a" / SOME[0].path).read_bytes()


def test_a_format_that_cannot_be_written_here_is_told_and_the_others_are_there(
    register: Register, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = EditionMaking._write

    def some(self: EditionMaking, file: making_edition.Published) -> None:
        if file.path.endswith(".parquet"):
            raise FormatUnavailable("install pyarrow")
        write(self, file)

    monkeypatch.setattr(EditionMaking, "_write", some)
    manifest = make(register, tmp_path / "a", tmp_path / "none")
    assert manifest.missing == {"open/units.parquet": "install pyarrow"}
    assert [file.name for file in manifest.files] == ["open/units.ndjson", "open/municipalities.csv"]


def test_what_was_made_while_a_value_was_erased_gets_no_manifest(
    register: Register, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = iter([0, 7])
    monkeypatch.setattr(making_edition, "last_erasure", lambda *_: next(found))
    with pytest.raises(ErasedMeanwhile):
        make(register, tmp_path / "a", tmp_path / "none")
    assert not (tmp_path / "a" / MANIFEST).exists()
    assert erasures.last_erasure(register.database.reader()) == 0
