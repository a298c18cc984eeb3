"""Publishing by itself: soon after a change, once for many, again after a failure, and until it is told to stop."""

import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from sor.editions import current_manifest
from sor.jobs import following_changes
from sor.jobs.following_changes import publish_on_change
from sor.jobs.publishing import Options, Publication
from sor.jobs.whole_files import NotWritten
from sor.register import Register
from sor.store.database import Database
from tests.clinic import Clinic
from tests.conftest import StandingClock
from tests.jobs.published import load


@pytest.fixture
def mirror(new_sqlite: Callable[[], Database], clock: StandingClock, tmp_path: Path) -> Register:
    made = Register(new_sqlite(), clock)
    made.init("mirror")
    load(made, tmp_path, 20261101)
    return made


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
        publish_on_change(mirror, out, Options(), stop, told.append, pause=0.02)
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
        thread.join(20)
    assert not thread.is_alive()
    manifest = current_manifest(out)
    assert manifest is not None
    assert (manifest.serial, manifest.day) == (3, "2026-11-02")


@pytest.mark.slow
def test_a_failure_is_tried_again(mirror, tmp_path, monkeypatch) -> None:
    stop, told, tried = threading.Event(), list[Publication](), list[int]()
    right = following_changes.publish

    def first_fails(*given: object) -> Publication:
        tried.append(1)
        if len(tried) == 1:
            raise NotWritten("the disk is full")
        return right(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(following_changes, "publish", first_fails)

    def done(publication: Publication) -> None:
        told.append(publication)
        stop.set()

    publish_on_change(mirror, tmp_path / "files", Options(), stop, done, pause=0.01)
    assert (len(tried), len(told)) == (2, 1)
