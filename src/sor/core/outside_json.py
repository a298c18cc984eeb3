"""JSON that somebody else wrote: read, or refused in words, however it is nested."""

from typing import Any

import msgspec

DEEPEST = 100
"""Lists and objects inside each other; nothing that the register takes needs a tenth of it."""


class NotJson(ValueError):
    """What came is no JSON that can be read; the message says why, to follow "it is not JSON: "."""


def read_json(body: bytes | str) -> Any:
    """A document as plain values. Raises NotJson, also for one that is nested deeper than DEEPEST."""
    try:
        found = msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeError) as error:
        raise NotJson(str(error)) from None
    except RecursionError:
        raise NotJson(f"it is nested deeper than {DEEPEST} levels") from None
    level = [found]
    for _ in range(DEEPEST):
        level = [one for value in level for one in _inside(value)]
        if not level:
            return found
    raise NotJson(f"it is nested deeper than {DEEPEST} levels")


def _inside(value: Any) -> list[Any]:
    """The lists and objects that stand right in one."""
    inside = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [one for one in inside if isinstance(one, dict | list)]
