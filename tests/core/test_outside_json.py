"""JSON of others: read as it is, refused in words, and never a fault of ours, however deep it goes."""

import json
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sor.core import outside_json
from sor.core.outside_json import DEEPEST, MOST_VALUES, NotJson, read_as, read_json


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


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9**20) | st.text(max_size=100),
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.text(max_size=3), inner, max_size=5),
    max_leaves=30,
)


@pytest.mark.slow
@given(VALUES, st.integers(40, 90), st.sampled_from([None, 1]), st.booleans())
def test_a_large_document_is_read_in_pieces_as_a_small_one_is_whole(
    value: Any, piece: int, indent: int | None, is_ascii: bool
) -> None:
    body = json.dumps(value, indent=indent, ensure_ascii=is_ascii).encode()
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(outside_json, "PIECE", piece)
        assert read_json(body) == value
        for spoilt in (body[:-1], body + b"]", b"[" + body, body.replace(b'"', b"\xff", 1)):
            if (whole := told(spoilt, 10**6)) != told(spoilt, piece):
                assert "malformed" in whole, "only where it is torn may be told otherwise"


def told(body: bytes, piece: int) -> str:
    """What is told of a document that is read in pieces of so many bytes; empty when it is read."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(outside_json, "PIECE", piece)
        try:
            read_json(body)
        except NotJson as error:
            return str(error)
    return ""


LONG = "x" * 50


@pytest.mark.parametrize("around", ["%s", "[1, %s]", '{"b": [{"c": %s}], "d": "' + LONG + '"}', '{"a": %s, "b": 1}'])
@pytest.mark.parametrize("twice", [
    '{"a": 1, "a": "%s"}', '{"a": "%s", "a": 1}', '{"a": "%s", "b": "%s", "a": "%s"}', '{"a": ["%s"], "b": 1, "a": []}',
    '{"c": "%s", "a": 1, "b": {}, "a": 2}', '{"c": "%s", "d": {"a": 1, "a": 2}}',
])  # fmt: skip
@pytest.mark.parametrize("piece", [6, 20, 60])
def test_what_names_something_twice_is_told_however_large_it_is(twice: str, around: str, piece: int) -> None:
    body = (around % twice.replace("%s", LONG)).encode()
    assert "twice; write it once" in told(body, piece)
    assert told(body.replace(b'"a":', b'"z":', 1) if around != '{"a": %s, "b": 1}' else b"{}", piece) == ""


@pytest.mark.parametrize(("opening", "closing"), [(b"[", b"]"), (b'{"a":', b"}"), (b'[1,{"a":', b"}]")])
@pytest.mark.parametrize("piece", [6, 50, 300])
def test_a_large_document_is_as_deep_as_a_small_one_may_be(opening: bytes, closing: bytes, piece: int) -> None:
    levels = opening.count(b"[") + opening.count(b"{")
    assert told(nested(DEEPEST // levels, opening, closing), piece) == ""
    assert "deeper than 100" in told(nested(DEEPEST // levels + 1, opening, closing), piece)


def test_no_parser_is_given_more_than_a_piece_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever else waits for the interpreter waits no longer than for one piece, and for finding where pieces end."""
    change = b'{"op": "edit", "unit": "90000071000016007", "set": {"name": "Afsnit", "note": "x"}}'
    body = b'{"reason": "x", "changes": [%b]}' % b",".join([change] * 20_000)
    lengths: list[int] = []
    whole = outside_json._read_whole

    def note(text: bytes, depth: int) -> Any:
        lengths.append(len(text))
        return whole(text, depth)

    monkeypatch.setattr(outside_json, "_read_whole", note)
    assert read_json(body) == msgspec.json.decode(body)
    assert max(lengths) <= outside_json.PIECE + 2
    assert sum(lengths) < 1.01 * len(body)


def test_blanks_around_a_document_count_for_nothing() -> None:
    blanks = b" \t\r\n" * 400_000
    assert read_json(blanks + b'{"a": [1]}' + blanks) == {"a": [1]}


def test_more_values_than_any_document_holds_are_refused_unread() -> None:
    assert told(b"[%b]" % b",".join([b"1"] * (MOST_VALUES + 1)), 64_000) == "it holds more than 2,000,000 values"
