"""JSON that somebody else wrote: read, or refused in words, however it is nested."""

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any, TypeVar

import msgspec

from sor.core.shapes import Value

T = TypeVar("T")

DEEPEST = 100
"""Lists and objects inside each other; nothing that the register takes needs a tenth of it."""


MOST_VALUES = 2_000_000
"""Values in one document, counted by its commas: forty for each of as many changes as anybody may send."""

PIECE, LARGEST_OBJECT = 64_000, 1_000_000
"""Bytes that are parsed at once; bytes of an object without those of its members that are larger than a piece."""

AT_BYTE = re.compile(r"\(byte (\d+)\)")

BLANKS = b" \t\r\n"
"""What may stand around a document, however much of it."""

NO_TEXT, TOO_DEEP = "it holds bytes that are no UTF-8", f"it is nested deeper than {DEEPEST} levels"


class NotJson(ValueError):
    """What came is no JSON that can be read; the message says why, to follow "it is not JSON: "."""


class OddJson(NotJson):
    """JSON that one reader takes and another does not, or reads otherwise."""


def read_json(body: bytes | str) -> Any:
    """A document as plain values. Raises NotJson: OddJson for one that is nested deeper than DEEPEST, holds more than
    MOST_VALUES, whose text is no UTF-8, or that names something twice in one object: readers differ in which of the two
    they believe.
    """
    try:
        text = (body.encode() if isinstance(body, str) else body).strip(BLANKS)
    except UnicodeError:
        raise OddJson(NO_TEXT) from None
    if text.count(b",") >= MOST_VALUES:
        raise OddJson(f"it holds more than {MOST_VALUES:,} values")
    try:
        return _read(text, DEEPEST)
    except OddJson:
        raise
    except NotJson as error:
        raise NotJson(_with_place(str(error), body if isinstance(body, bytes) else body.encode())) from None


def _with_place(said: str, body: bytes) -> str:
    """What a parser said of a byte, with its line and column; of a large document it counts within a part of it."""
    found = AT_BYTE.search(said)
    begins = len(body) - len(body.lstrip(BLANKS))
    if found is None or len(body) - begins > PIECE:
        return said
    before = body[: begins + int(found[1])].decode("utf-8", "replace")
    line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
    return f"{said[: found.start()]}(line {line}, column {column})"


def _read(text: bytes, depth: int) -> Any:
    """A value, at most so many levels deep; what is large piece by piece, because a parser lets no other thread run
    until it is done.
    """
    opening = text[len(text) - len(text.lstrip()) :][:1] if len(text) > PIECE else b""
    if opening == b"{":
        members = _decode(text, dict[str, msgspec.Raw])
        _refuse_twice_in_large(text, members)
        return {name: _read(bytes(value), _below(depth)) for name, value in members.items()}
    if opening == b"[":
        return [one for part in _parts(_decode(text, list[msgspec.Raw])) for one in _read_part(part, depth)]
    return _read_whole(text, depth)


def _parts(values: list[msgspec.Raw]) -> Iterator[list[bytes]]:
    """The values of a list in parts of about a piece; a value that is larger is a part of its own."""
    part: list[bytes] = []
    size = 0
    for value in map(bytes, values):
        if part and size + len(value) > PIECE:
            yield part
            part, size = [], 0
        part.append(value)
        size += len(value) + 1
    if part:
        yield part


def _read_part(part: list[bytes], depth: int) -> list[Any]:
    if len(part) == 1:
        return [_read(part[0], _below(depth))]
    found: list[Any] = _read_whole(b"[%b]" % b",".join(part), depth)
    return found


def _read_whole(text: bytes, depth: int) -> Any:
    found = _decode(text, Any)
    level: list[Value] = [found] if isinstance(found, dict | list) else []
    for _ in range(depth):
        level = [one for value in level for one in _inside(value)]
    if level:
        raise OddJson(TOO_DEEP)
    json.loads(text, object_pairs_hook=_refuse_twice, parse_int=str, parse_float=str)
    return found


def _decode(text: bytes, type: Any) -> Any:
    try:
        return msgspec.json.decode(text, type=type)
    except UnicodeError:
        raise OddJson(NO_TEXT) from None
    except msgspec.DecodeError as error:
        raise NotJson(str(error)) from None
    except RecursionError:
        raise OddJson(TOO_DEEP) from None


def _below(depth: int) -> int:
    if depth == 0:
        raise OddJson(TOO_DEEP)
    return depth - 1


def _refuse_twice_in_large(text: bytes, members: dict[str, msgspec.Raw]) -> None:
    """Refuse an object that names something twice, by its text without its large values: they are looked at later."""
    if any(len(name) > PIECE for name in members):
        raise OddJson(f"an object has a name of more than {PIECE:,} characters")  # it might hold one of the values
    rest, at = [], 0
    for value in map(bytes, members.values()):
        if len(value) <= PIECE:
            continue
        found = text.find(value, at)
        if found < 0:  # of two of one name the last is given, where the first stood
            raise OddJson("an object names something twice; write it once")
        rest += [text[at:found], b"0"]
        at = found + len(value)
    short = b"".join([*rest, text[at:]])
    if len(short) > LARGEST_OBJECT:
        raise OddJson(f"an object has more than {LARGEST_OBJECT:,} bytes of names and short values")
    try:
        json.loads(short, object_pairs_hook=_refuse_twice, parse_int=str, parse_float=str)
    except json.JSONDecodeError:  # a name was taken for the value that it is spelt like
        raise OddJson("an object has a name that is as long as its largest values") from None


def read_as(body: bytes | str, type: type[T]) -> T:
    """A file of ours that may be damaged, as one of our structs. Raises NotJson, also for JSON of another shape."""
    try:
        return msgspec.json.decode(body, type=type)
    except (msgspec.DecodeError, UnicodeError, RecursionError) as error:
        raise NotJson(str(error)) from None


def _inside(value: Value) -> list[Value]:
    """The lists and objects that stand right in one."""
    inside = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [one for one in inside if isinstance(one, dict | list)]


def _refuse_twice(pairs: Iterable[tuple[str, Value]]) -> None:
    seen: set[str] = set()
    for name, _ in pairs:
        if name in seen:
            raise OddJson(f'an object names "{name}" twice; write it once')
        seen.add(name)
