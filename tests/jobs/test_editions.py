"""Editions in their folder."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from sor.jobs.editions import (
    EDITIONS,
    FAILURE,
    MANIFEST,
    Manifest,
    current_manifest,
    forget_failure,
    kept_manifests,
    note_failure,
    read_failure,
    read_manifest,
    twin_of,
)
from sor.store.database import Database


def put(folder: Path, name: str, serial: int) -> None:
    (folder / EDITIONS / name).mkdir(parents=True)
    manifest = Manifest(name, serial, "h", "e", "2026-11-01", "2026-11-01T12:00:00.000000Z", {}, [])
    (folder / EDITIONS / name / MANIFEST).write_bytes(msgspec.json.encode(manifest))


def test_whole_editions_are_listed_in_order_and_halves_are_not(tmp_path: Path) -> None:
    put(tmp_path, "00000002-b", 2)
    put(tmp_path, "00000001-a", 1)
    put(tmp_path, ".making-00000003-c", 3)
    (tmp_path / EDITIONS / "00000004-d").mkdir()
    assert [manifest.serial for manifest in kept_manifests(tmp_path)] == [1, 2]


def test_before_the_first_edition_there_is_none(tmp_path: Path) -> None:
    assert current_manifest(tmp_path) is None
    assert kept_manifests(tmp_path) == []


def test_a_manifest_that_cannot_be_read_is_none(tmp_path: Path) -> None:
    for content in (b"{half", b'{"serial": "\xff"}', b"[" * 50_000):
        (tmp_path / MANIFEST).write_bytes(content)
        assert read_manifest(tmp_path) is None


def test_a_twin_is_hidden_beside_its_file() -> None:
    assert twin_of(Path("open/units.ndjson")) == Path("open/.units.ndjson.gz")


def test_a_reason_needs_no_more_room_than_the_last_edition_left_for_it(
    tmp_path: Path, new_sqlite: Callable[[], Database]
) -> None:
    database = new_sqlite()
    forget_failure(tmp_path, database)
    room = (tmp_path / FAILURE).stat()
    for n, reason in enumerate(("\x00\U0001f3e5" * 5000, "short"), 1):
        note_failure(tmp_path, database, reason, datetime(2026, 11, n, tzinfo=UTC))
        told = (tmp_path / FAILURE).stat()
        assert (told.st_ino, told.st_size) == (room.st_ino, room.st_size)
        note = read_failure(tmp_path, database)
        assert note is not None
        assert reason.startswith(note.reason)
        assert note.tries == n
