"""A file is there whole or not at all."""

import errno
from hashlib import sha256
from pathlib import Path

import pytest

from sor.jobs.whole_files import NotWritten, digest_of, whole_file, whole_path


def test_a_file_takes_its_name_when_it_is_whole(tmp_path: Path) -> None:
    with whole_file(tmp_path / "a.txt") as file:
        file.write(b"half")
        assert not (tmp_path / "a.txt").exists()
        file.write(b" and half")
    assert (tmp_path / "a.txt").read_bytes() == b"half and half"
    assert digest_of(tmp_path / "a.txt") == sha256(b"half and half").hexdigest()


def test_when_writing_fails_the_old_file_stays_and_no_trace_is_left(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("before")

    def fail() -> None:
        with whole_file(tmp_path / "a.txt") as file:
            file.write(b"half")
            raise KeyError("a mistake")

    with pytest.raises(KeyError):
        fail()
    assert [path.name for path in tmp_path.iterdir()] == ["a.txt"]
    assert (tmp_path / "a.txt").read_text() == "before"


@pytest.mark.parametrize(
    ("error", "message"),
    [
        (errno.ENOSPC, "the disk is full. Make room and try again; nothing half-written was left."),
        (errno.EACCES, "Permission denied. Nothing half-written was left."),
    ],
)
def test_what_the_system_refuses_is_told_with_the_name_of_the_file(tmp_path: Path, error: int, message: str) -> None:
    def fail() -> None:
        with whole_path(tmp_path / "a.txt"):
            raise OSError(error, "Permission denied")

    with pytest.raises(NotWritten) as told:
        fail()
    assert str(told.value) == f"{tmp_path / 'a.txt'} was not written: {message}"
