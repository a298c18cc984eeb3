"""JSON of others: read as it is, refused in words, and never a fault of ours, however deep it goes."""

import msgspec
import pytest

from sor.core.outside_json import DEEPEST, NotJson, read_as, read_json


class One(msgspec.Struct):
    """What a file of ours holds."""

    n: int


@pytest.mark.parametrize("body", [b"{}", b"[1, 2.5, null, true]", '{"æ": ["ø"]}', b"1"])
def test_what_is_json_is_read(body: bytes | str) -> None:
    read_json(body)


def nested(depth: int, opening: bytes, closing: bytes, core: bytes = b"1") -> bytes:
    return opening * depth + core + closing * depth


@pytest.mark.parametrize(("opening", "closing"), [(b"[", b"]"), (b'{"a":', b"}"), (b'[1,{"a":', b"}]")])
def test_it_is_read_down_to_the_deepest_level_and_no_further(opening: bytes, closing: bytes) -> None:
    levels = opening.count(b"[") + opening.count(b"{")
    read_json(nested(DEEPEST // levels, opening, closing))
    for depth in (DEEPEST // levels + 1, 900, 1100, 50_000, 1_000_000):
        with pytest.raises(NotJson, match=f"it is nested deeper than {DEEPEST} levels"):
            read_json(nested(depth, opening, closing))


@pytest.mark.parametrize(
    "body", [b"", b"{", b"\xff", b'"\xff"', b"nan", b"[1,]", "\ud800", b"\x00", b"{}{}", b"[" * 50_000]
)
def test_what_is_no_json_is_told(body: bytes | str) -> None:
    with pytest.raises(NotJson):
        read_json(body)


@pytest.mark.parametrize("around", ["%s", "[1, %s]", '{"b": [{"c": %s}]}', '{"a": %s, "b": 1}'])
@pytest.mark.parametrize("twice", ['{"a": 1, "a": 2}', '{"a": 1, "b": {}, "a": 1}', '{"a": null, "\\u0061": []}'])
def test_what_names_something_twice_is_told(around: str, twice: str) -> None:
    once = '{"a": 1, "A": 2, "b": {"a": "a"}, "n": 1%s}' % ("0" * 30)
    assert read_json((around % once).encode())
    with pytest.raises(NotJson, match='an object names "a" twice; write it once'):
        read_json((around % twice).encode())


@pytest.mark.parametrize("body", [b"", b"\xff", b'{"n": "\xff"}', b"[]", b'{"n": "1"}', b'{"n": 1' + b"[" * 50_000])
def test_a_damaged_file_of_ours_is_told(body: bytes) -> None:
    assert read_as(b'{"n": 1, "other": []}', One).n == 1
    with pytest.raises(NotJson):
        read_as(body, One)
