"""Zips as a reader sees them that walks from local header to local header and believes what stands there."""

import struct
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from sor.formats.packing import member
from tests.formats.walking import walk

WHEN = (2026, 11, 1, 1, 2, 4)


def break_off(archive: ZipFile) -> None:
    with member(archive, "a", WHEN) as content:
        content.write(b"half")
        raise OSError("the disk is full")


def packed(**members: bytes) -> bytes:
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        for name, text in members.items():
            with member(archive, name, WHEN) as content:
                content.write(text)
    return out.getvalue()


def test_a_reader_that_walks_the_local_headers_gets_every_member_whole() -> None:
    given = {"a": b"abc" * 1000, "b": b"", "c": bytes(range(256)) * 500}
    assert walk(packed(**given)) == given


def test_a_member_may_be_read_by_everybody_and_bears_its_day() -> None:
    (info,) = ZipFile(BytesIO(packed(a=b"abc"))).infolist()
    assert info.external_attr >> 16 == 0o100644
    assert info.date_time == WHEN


def test_what_breaks_off_leaves_no_half_member_and_no_file_behind(tmp_path: Path) -> None:
    with ZipFile(tmp_path / "a.zip", "w") as archive:
        with pytest.raises(OSError, match="the disk is full"):
            break_off(archive)
        assert archive.namelist() == []
    assert [path.name for path in tmp_path.iterdir()] == ["a.zip"]


def test_a_member_that_needs_zip64_has_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("zipfile.ZIP64_LIMIT", 1000)
    whole = packed(small=b"a" * 900, large=b"a" * 1100)
    versions = [struct.unpack_from("<H", whole, at + 4)[0] for at in places(whole)]
    assert versions == [20, 45]
    with ZipFile(BytesIO(whole)) as archive:
        assert len(archive.read("large")) == 1100


def places(whole: bytes) -> list[int]:
    return [info.header_offset for info in ZipFile(BytesIO(whole)).infolist()]
