"""What has come since the newest edition: there seconds after an entry, whole, all that a reader lacks."""

import json
import os
import threading
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from sor.core.as_of import AsOf
from sor.jobs import following_changes, newest_delta, selection
from sor.jobs.editions import NewestManifest, NextEdition, PublishOptions, current_manifest, newest_manifest
from sor.jobs.exporting import EXPORTS, write_to
from sor.jobs.following_changes import publish_on_change
from sor.jobs.newest_delta import NewestDelta
from sor.jobs.publishing import publish
from sor.jobs.whole_files import digest_of
from sor.register import Register
from sor.store.database import Database
from tests.clinic import Clinic
from tests.conftest import StandingClock
from tests.jobs.published import load, loaded_mirror
from tests.jobs.test_following_changes import until

pytestmark = pytest.mark.slow

TOMORROW = NextEdition(9, "2026-11-02T00:00:00.000000Z")


@pytest.fixture
def mirror(new_sqlite: Callable[[], Database], clock: StandingClock, tmp_path: Path) -> Register:
    return loaded_mirror(new_sqlite(), clock, tmp_path)


@pytest.fixture
def out(mirror: Register, tmp_path: Path) -> Path:
    publish(mirror, tmp_path / "files", PublishOptions())
    return tmp_path / "files"


def told(out: Path) -> NewestManifest:
    found = newest_manifest(out)
    assert found is not None
    return found


def units(path: Path) -> dict[str, str]:
    return {json.loads(line)["code"]: line for line in path.read_text(encoding="utf-8").splitlines()}


def laid_over(edition: Path, delta: Path) -> set[str]:
    """The units of an edition with a delta laid over them, as the guide does it."""
    held = units(edition / "open/units.ndjson")
    for line in delta.read_text(encoding="utf-8").splitlines():
        change = json.loads(line)
        if change.get("removed"):
            del held[change["key"]]
        else:
            held[change["code"]] = line
    return set(held.values())


def test_the_delta_brings_who_has_the_edition_to_the_head_after_each_entry(mirror, out, tmp_path) -> None:
    newest = NewestDelta(mirror, out)
    newest.bring()
    assert (told(out).since, told(out).serial, told(out).files) == (1, 1, [])
    for day, name in ((20261102, "Ny"), (20261103, "Nyere")):
        load(mirror, tmp_path, day, Clinic(name=name, since=day))
        newest.bring()
        found, head = told(out), mirror.head()
        (file,) = found.files
        assert (found.edition, found.since) == (current_manifest(out).edition, 1)
        assert (found.serial, found.hash, found.epoch) == (head.serial, head.hash, mirror.facts()["epoch"])
        assert file.name == f"newest/1-{head.serial}.ndjson"
        assert digest_of(out / file.name) == file.sha256
        assert (out / file.name).stat().st_size == file.size
        full = tmp_path / "full.ndjson"
        at = AsOf(head.day, head.serial)
        write_to(mirror, selection.full(mirror, at, mirror.clock()), EXPORTS["ndjson"], full)
        assert laid_over(out / "current", out / file.name) == set(full.read_text(encoding="utf-8").splitlines())
    assert (out / "newest/1-2.ndjson").is_file(), "who has read the manifest before can still fetch it"


def test_a_new_edition_is_the_new_beginning(mirror, out, tmp_path) -> None:
    newest = NewestDelta(mirror, out)
    load(mirror, tmp_path, 20261102, Clinic(name="Ny", since=20261102))
    newest.bring()
    publish(mirror, out, PublishOptions())
    newest.bring()
    assert (told(out).edition, told(out).since, told(out).files) == (current_manifest(out).edition, 2, [])


def test_it_says_which_edition_comes_next_and_writes_nothing_when_nothing_is_new(mirror, out) -> None:
    newest = NewestDelta(mirror, out)
    newest.expect(TOMORROW)
    newest.bring()
    assert told(out).next == TOMORROW
    before = (out / "newest/manifest.json").stat()
    newest.bring()
    assert (out / "newest/manifest.json").stat() == before
    newest.expect(NextEdition(2, TOMORROW.at, is_begun=True))
    newest.bring()
    after = (out / "newest/manifest.json").stat()
    assert told(out).next == NextEdition(2, TOMORROW.at, is_begun=True)
    assert int(after.st_mtime) > int(before.st_mtime), "who asks what was modified since then is told"


def test_of_very_much_the_next_edition_tells(mirror, out, tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(newest_delta, "MOST", 1)
    load(mirror, tmp_path, 20261102, Clinic(name="Ny", since=20261102))
    NewestDelta(mirror, out).bring()
    edition = current_manifest(out)
    assert (told(out).serial, told(out).hash, told(out).files) == (1, edition.hash, [])


def test_files_that_newer_ones_have_followed_go_after_a_while(mirror, out, tmp_path) -> None:
    newest = NewestDelta(mirror, out)
    for day, name in ((20261102, "Ny"), (20261103, "Nyere")):
        load(mirror, tmp_path, day, Clinic(name=name, since=day))
        newest.bring()
    old = out / "newest/1-2.ndjson"
    os.utime(old, (0, 0))
    newest.expect(TOMORROW)
    newest.bring()
    assert not old.exists()
    assert (out / told(out).files[0].name).exists()


def test_a_folder_without_an_edition_gets_none(mirror, tmp_path) -> None:
    (tmp_path / "empty").mkdir()
    NewestDelta(mirror, tmp_path / "empty").bring()
    assert list((tmp_path / "empty").iterdir()) == []


def test_a_failure_is_told_and_tried_again(mirror, out, tmp_path, monkeypatch) -> None:
    right, tries, stop = newest_delta.write_to, list[int](), threading.Event()

    def full_at_first(*given: object) -> object:
        tries.append(1)
        if len(tries) == 1:
            raise OSError(28, "No space left on device")
        stop.set()
        return right(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(newest_delta, "write_to", full_at_first)
    load(mirror, tmp_path, 20261102, Clinic(name="Ny", since=20261102))
    NewestDelta(mirror, out).keep(stop, 0.01)
    assert (len(tries), told(out).serial) == (2, 2)


def test_while_an_edition_is_made_the_delta_is_there_and_names_the_next(
    mirror, out, clock, tmp_path, monkeypatch
) -> None:
    """The publisher is held within its next edition; the entry after it is in the delta all the same."""
    stop, held, goes_on = threading.Event(), threading.Event(), threading.Event()

    def held_back(register, out, options, begun):
        def told_and_held(serial: int) -> None:
            begun(serial)
            held.set()
            goes_on.wait(60)

        return publish(register, out, options, begun=told_and_held)

    monkeypatch.setattr(following_changes, "publish", held_back)
    thread = threading.Thread(
        target=publish_on_change, args=(mirror, out, PublishOptions(), stop), kwargs={"pause": 0.02}
    )
    load(mirror, tmp_path, 20261102, Clinic(name="Ny", since=20261102))
    thread.start()
    try:
        assert held.wait(60)
        load(mirror, tmp_path, 20261103, Clinic(name="Nyere", since=20261103))
        until(lambda: (found := newest_manifest(out)) is not None and found.serial == 3)
        assert (told(out).since, told(out).next.serial, told(out).next.is_begun) == (1, 2, True)
        goes_on.set()
        until(lambda: told(out).since == 3 and not told(out).next.is_begun)
        midnight = clock().replace(hour=23, minute=0, second=0, microsecond=0)
        assert told(out).next.serial == 4
        assert told(out).next.took > 0, "from which whoever starts anew knows how long an edition takes"
        assert midnight <= clock().fromisoformat(told(out).next.at) < midnight + timedelta(minutes=5)
    finally:
        goes_on.set()
        stop.set()
        thread.join(60)
    assert not thread.is_alive()
