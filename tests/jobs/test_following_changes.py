"""Publishing by itself: soon after a change, once for many, again after a failure, and until it is told to stop."""

import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from sor.jobs import following_changes
from sor.jobs.editions import Failure, PublishOptions, current_manifest, read_failure
from sor.jobs.erasing import ask, confirm
from sor.jobs.following_changes import publish_on_change
from sor.jobs.publishing import Publication
from sor.jobs.whole_files import NotWritten
from sor.register import Register
from sor.store.database import Database
from sor.store.standing import WantedErasure
from tests.clinic import Clinic
from tests.conftest import StandingClock
from tests.jobs.published import load, loaded_mirror
from tests.jobs.test_erasing import CLINIC, REASON, TODAY, let_in, marked, secret
from tests.new_databases import NewDatabases
from tests.store.units import begin, change, create, says, submit


@pytest.fixture
def mirror(new_sqlite: Callable[[], Database], clock: StandingClock, tmp_path: Path) -> Register:
    return loaded_mirror(new_sqlite(), clock, tmp_path)


def until(condition: Callable[[], bool]) -> None:
    for _ in range(600):
        if condition():
            return
        time.sleep(0.05)
    raise AssertionError("it did not come about")


@pytest.mark.slow
def test_a_change_and_a_new_day_are_published_and_stop_stops(mirror, clock, tmp_path) -> None:
    stop, told = threading.Event(), list[Publication]()
    out = tmp_path / "files"

    def follow() -> None:
        publish_on_change(mirror, out, PublishOptions(), stop, told.append, pause=0.02)
        mirror.database.close()

    thread = threading.Thread(target=follow)
    thread.start()
    try:
        until(lambda: len(told) == 1)
        load(mirror, tmp_path, 20261102, Clinic(name="Ny", since=20261102))
        until(lambda: len(told) == 2)
        clock.pass_days(1)
        until(lambda: len(told) == 3)
    finally:
        stop.set()
        thread.join(60)
    assert not thread.is_alive()
    manifest = current_manifest(out)
    assert manifest is not None
    assert (manifest.serial, manifest.day) == (3, "2026-11-02")


@pytest.mark.slow
@pytest.mark.parametrize(
    "failure", [NotWritten("the disk is full"), OSError("the disk is full"), KeyError("the disk is full")]
)
def test_whatever_fails_is_tried_again_and_told_meanwhile(mirror, tmp_path, monkeypatch, failure) -> None:
    stop, told, tried = threading.Event(), list[Publication](), list[int]()
    right, out = following_changes.publish, tmp_path / "files"
    noted = list[Failure | None]()

    def first_fails(*given: object, **named: object) -> Publication:
        tried.append(1)
        noted.append(read_failure(out, mirror.database))
        if len(tried) < 3:
            raise failure
        return right(*given, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(following_changes, "publish", first_fails)

    def done(publication: Publication) -> None:
        told.append(publication)
        stop.set()

    publish_on_change(mirror, out, PublishOptions(), stop, done, pause=0.01)
    assert (len(tried), len(told)) == (3, 1)
    assert noted[0] is None
    assert [note.tries for note in noted[1:] if note] == [1, 2]
    assert all(note and "the disk is full" in note.reason and note.since <= note.last for note in noted[1:])
    assert read_failure(out, mirror.database) is None, "an edition was made"


@pytest.mark.slow
def test_a_folder_that_takes_no_file_has_its_reason_told_by_the_register(mirror, tmp_path) -> None:
    notes = list[Failure | None]()
    blocked = tmp_path / "blocked"
    blocked.write_text("a file where a folder should be")

    class Glances(threading.Event):
        """Looks at the note whenever the publisher waits; mends the folder after the second failure."""

        def wait(self, timeout: float | None = None) -> bool:
            notes.append(read_failure(blocked / "files", mirror.database))
            if len(notes) == 2:
                blocked.unlink()
            return super().wait(timeout)

    stop = Glances()
    publish_on_change(mirror, blocked / "files", PublishOptions(), stop, lambda _: stop.set(), pause=0.01)
    assert [note.tries for note in notes[:2] if note] == [1, 2]
    assert all("blocked" in note.reason for note in notes[:2] if note)
    assert read_failure(blocked / "files", mirror.database) is None, "an edition was made"


@pytest.mark.slow
def test_a_register_that_is_away_does_not_end_the_publisher(mirror, tmp_path, monkeypatch) -> None:
    stop, asked = threading.Event(), list[int]()
    right = mirror.serial

    def away_at_first() -> int:
        asked.append(1)
        if len(asked) == 1:
            raise ConnectionError("the database is away")
        return right()

    monkeypatch.setattr(mirror, "serial", away_at_first)
    publish_on_change(mirror, tmp_path / "files", PublishOptions(), stop, lambda _: stop.set(), pause=0.01)
    assert current_manifest(tmp_path / "files") is not None


@pytest.mark.slow
def test_what_another_program_erases_is_withdrawn_while_the_next_edition_is_made(
    new_sqlite: NewDatabases, clock: StandingClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    register, out = Register(new_sqlite(), clock), tmp_path / "files"
    register.init("master")
    begin(register, create(CLINIC, name="Klinik"))
    let_in(register)
    entry = submit(register, change(CLINIC, says("note", 20260201, secret("note"))))
    right, go_on, stop, told = following_changes.publish, threading.Event(), threading.Event(), list[Publication]()

    def waits_after_the_first(*given: object, **named: object) -> Publication:
        if told:
            go_on.wait(300)
        return right(*given, **named)  # type: ignore[arg-type]

    def follow() -> None:
        publish_on_change(register, out, PublishOptions(), stop, told.append, pause=0.02)
        register.database.close()

    monkeypatch.setattr(following_changes, "publish", waits_after_the_first)
    thread = threading.Thread(target=follow)
    thread.start()
    try:
        until(lambda: len(told) == 1)
        assert marked(out)
        submit(register, change(CLINIC, says("note", TODAY, "x")))
        made, _ = ask(register, WantedErasure(entry, "unit", CLINIC, "note"), REASON, "anna", "cli")
        assert confirm(register, made.number, "bodil", "cli", None).left is None
        until(lambda: (now := current_manifest(out)) is not None and now.erased == register.serial())
        assert marked(out) == []
        assert len(told) == 1
    finally:
        go_on.set()
        stop.set()
        thread.join(60)
    assert not thread.is_alive()
