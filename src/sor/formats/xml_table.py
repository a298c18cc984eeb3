"""Writing XML by table: what stands in which element, in order, compiled into one quick function.

The names are those of one namespace, declared around. Nothing is written for a value of None.
"""

import re
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple, TypeAlias

CANNOT_HOLD = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""The characters that XML 1.0 has no way to write."""


class CannotWrite(ValueError):
    """A text holds a character that XML cannot hold; the message says in which element and what to do."""


Source: TypeAlias = str | Callable[[Any], Any]
"""Where an element's value comes from: a key of the dictionary around, or a function of it. None: no element."""

Write: TypeAlias = Callable[[Any, list[str]], None]


class Leaf(NamedTuple):
    """An element with a text. attribute: its name, and the source of its text."""

    name: str
    source: Source
    attribute: tuple[str, Source] | None = None


class Flag(NamedTuple):
    """An element that says true or false."""

    name: str
    source: Source


class Block(NamedTuple):
    """An element around others, which are made from its value."""

    name: str
    source: Source
    parts: "tuple[Part, ...]"


class Several(NamedTuple):
    """The same element once for each of a list, with no element around."""

    source: Source
    each: "Leaf | Block"


Part: TypeAlias = Leaf | Flag | Block | Several


def whole(value: Any) -> Any:
    """The value itself."""
    return value


def value_of(source: Source, values: Any) -> Any:
    """What a source gives."""
    return values.get(source) if isinstance(source, str) else source(values)


def write(parts: Iterable[Part]) -> Write:
    """The function that appends the pieces of a value's elements to a list. It raises CannotWrite."""
    writes = tuple(_write(part) for part in parts)

    def write_parts(value: Any, pieces: list[str]) -> None:
        for each in writes:
            each(value, pieces)

    return write_parts


def escaped(text: str, name: str) -> str:
    """A text as the content of the element ``name``. Raises CannotWrite.

    ``>`` is escaped because of ``]]>``, a carriage return because readers would make a line feed of it.
    """
    if "&" in text or "<" in text or ">" in text:
        text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    if text.isprintable():
        return text
    if found := CANNOT_HOLD.search(text):
        raise CannotWrite(
            f"{name} holds the character U+{ord(found[0]):04X}, which XML cannot hold."
            " Correct the value in the register."
        )
    return text.replace("\r", "&#13;")


def quoted(text: str, name: str) -> str:
    """A text as the value of an attribute, between double quotes. Raises CannotWrite."""
    inside = escaped(text, name).replace('"', "&quot;").replace("\t", "&#9;").replace("\n", "&#10;")
    return f'"{inside}"'


def _write(part: Part) -> Write:
    if isinstance(part, Several):
        return _write_several(part.source, _write(part.each._replace(source=whole)))
    if isinstance(part, Block):
        return _write_block(f"<{part.name}>", f"</{part.name}>", part.source, write(part.parts))
    if isinstance(part, Flag):
        return _write_flag(f"<{part.name}>", f"</{part.name}>", part.source)
    if part.attribute is not None:
        return _write_with_attribute(part, *part.attribute)
    if isinstance(part.source, str):
        return _write_leaf_of_key(part.name, part.source)
    return _write_leaf(part.name, part.source)


def _write_leaf_of_key(name: str, key: str) -> Write:
    """The commonest case, spared a call."""
    before, after = f"<{name}>", f"</{name}>"

    def write_leaf(values: Any, pieces: list[str]) -> None:
        text = values.get(key)
        if text is not None:
            pieces.append(f"{before}{text if text.isalnum() else escaped(text, name)}{after}")

    return write_leaf


def _write_leaf(name: str, get: Callable[[Any], Any]) -> Write:
    before, after = f"<{name}>", f"</{name}>"

    def write_leaf(values: Any, pieces: list[str]) -> None:
        text = get(values)
        if text is not None:
            pieces.append(f"{before}{text if text.isalnum() else escaped(text, name)}{after}")

    return write_leaf


def _write_flag(before: str, after: str, source: Source) -> Write:
    def write_flag(values: Any, pieces: list[str]) -> None:
        flag = value_of(source, values)
        if flag is not None:
            pieces.append(f"{before}true{after}" if flag else f"{before}false{after}")

    return write_flag


def _write_with_attribute(part: Leaf, attribute: str, source: Source) -> Write:
    def write_leaf(values: Any, pieces: list[str]) -> None:
        text = value_of(part.source, values)
        if text is not None:
            given = quoted(value_of(source, values), attribute)
            pieces.append(f"<{part.name} {attribute}={given}>{escaped(text, part.name)}</{part.name}>")

    return write_leaf


def _write_block(before: str, after: str, source: Source, inside: Write) -> Write:
    def write_block(values: Any, pieces: list[str]) -> None:
        found = value_of(source, values)
        if found is not None:
            pieces.append(before)
            inside(found, pieces)
            pieces.append(after)

    return write_block


def _write_several(source: Source, each: Write) -> Write:
    def write_several(values: Any, pieces: list[str]) -> None:
        for one in value_of(source, values):
            each(one, pieces)

    return write_several
