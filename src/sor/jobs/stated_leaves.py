"""What a value states, leaf by leaf: every part of a field under a path of its own, so that each can be watched.

A list is parted by places, since columns tell its places one by one: a unit's main speciality is ``specialities.1``.
"""

from collections.abc import Iterator

from sor.core.canonical import NULL, decode
from sor.core.leaves import SLOTS
from sor.core.shapes import Value, list_items, text_in

INHERITED = "inherited"
"""The part of a field that stands for what is shown of a unit above."""


def leaves_of(field: str, value: Value) -> Iterator[tuple[str, str]]:
    """The paths of a value that hold something, each with it in words."""
    if value is None:
        return
    if field == "location":
        state, number = text_in(value, "state"), text_in(value, "number")
        if state == "Inherited":
            yield f"{field}.{INHERITED}", INHERITED
        elif state == "Own" and number:
            yield field, number
    elif isinstance(value, dict):
        for part, one in value.items():
            yield from leaves_of(f"{field}.{part}", one)
    elif isinstance(value, list) and value and isinstance(value[0], dict):
        for place, one in place_specialities(value):
            yield f"{field}.{place}", str(one["code"])
            if "type" in one:
                yield f"{field}.type", str(one["type"])
    elif isinstance(value, list):
        yield from ((f"{field}.{place}", str(one)) for place, one in enumerate(value, start=1))
    else:
        yield field, str(value)


def read_stored_leaves(field: str, value: bytes) -> dict[str, str]:
    """The same of a value as it is stored."""
    return {} if value == NULL else dict(leaves_of(field, decode(value)))


def place_specialities(value: Value) -> Iterator[tuple[str, dict[str, Value]]]:
    """The specialities (code, main) with their places: the first is the main one's, and stays empty without one."""
    given = list_items(value)
    main = next((one for one in given if one.get("main")), None)
    if main is not None:
        yield SLOTS[0], main
    yield from ((str(n), one) for n, one in enumerate((one for one in given if one is not main), start=2))
