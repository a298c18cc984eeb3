"""The Range header as RFC 9110 has it."""

import pytest

from sor.endpoints.files.byte_range import ByteRange, NoSuchPart, part_of


@pytest.mark.parametrize(
    ("header", "part"),
    [
        ("bytes=0-99", ByteRange(0, 100)),
        ("bytes=100-", ByteRange(100, 1000)),
        ("bytes=-100", ByteRange(900, 1000)),
        ("bytes=-5000", ByteRange(0, 1000)),
        ("bytes=900-5000", ByteRange(900, 1000)),
        ("bytes = 5 - 5", ByteRange(5, 6)),
    ],
)
def test_a_part_is_understood(header: str, part: ByteRange) -> None:
    assert part_of(header, 1000) == part


@pytest.mark.parametrize("header", ["bytes=0-1,5-6", "lines=1-2", "bytes=9-5", "bytes=-", "bytes=a-b", ""])
def test_what_is_not_understood_gives_the_whole_file(header: str) -> None:
    assert part_of(header, 1000) is None


@pytest.mark.parametrize("header", ["bytes=1000-", "bytes=5000-6000", "bytes=-0"])
def test_a_part_beyond_the_end_is_none(header: str) -> None:
    with pytest.raises(NoSuchPart):
        part_of(header, 1000)
