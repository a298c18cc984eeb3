"""JSON that somebody else wrote: read, or refused in words, however it is nested."""

import json
from collections.abc import Iterable
from typing import Any, TypeVar

import msgspec

from sor.core.shapes import Value

T = TypeVar("T")

DEEPEST = 100
"""Lists and objects inside each other; nothing that the register takes needs a tenth of it."""


class NotJson(ValueError):
    """What came is no JSON that can be read; the message says why, to follow "it is not JSON: "."""


class OddJson(NotJson):
    """JSON that one reader takes and another does not, or reads otherwise."""


def read_json(body: bytes | str) -> Any:
    """A document as plain values. Raises NotJson: OddJson for one that is nested deeper than DEEPEST, whose text is no
    UTF-8, or that names something twice in one object: readers differ in which of the two they believe.
    """
    try:
        found = msgspec.json.decode(body)
    except UnicodeError:
        raise OddJson("it holds bytes that are no UTF-8") from None
    except msgspec.DecodeError as error:
        raise NotJson(str(error)) from None
    except RecursionError:
        raise OddJson(f"it is nested deeper than {DEEPEST} levels") from None
    level = [found]
    for _ in range(DEEPEST):
        level = [one for value in level for one in _inside(value)]
        if not level:
            json.loads(body, object_pairs_hook=_refuse_twice, parse_int=str, parse_float=str)
            return found
    raise OddJson(f"it is nested deeper than {DEEPEST} levels")


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
