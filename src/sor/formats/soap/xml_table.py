"""Writing XML by table: what stands in which element, in order, compiled into one quick function.

The names are those of one namespace, declared around. Nothing is written for a value of None.
"""

import re
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple, TypeAlias

CANNOT_HOLD = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""The characters that XML 1.0 has no way to write."""


class NotInXml(ValueError):
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
    """The function that appends the pieces of a value's elements to a list. It raises CannotWrite.

    It is made as a program of one statement per element: an answer has two hundred, and a call for each of them would
    cost more than all the rest.
    """
    made = _Program()
    for part in parts:
        made.add(part, "values", 1)
    return made.function()


def escaped(text: str, name: str) -> str:
    """A text as the content of the element ``name``. Raises CannotWrite.

    ``>`` is escaped because of ``]]>``, a carriage return because readers would make a line feed of it.
    """
    if "&" in text or "<" in text or ">" in text:
        text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    if text.isprintable():
        return text
    if found := CANNOT_HOLD.search(text):
        raise NotInXml(
            f"{name} holds the character U+{ord(found[0]):04X}, which XML cannot hold."
            " Correct the value in the register."
        )
    return text.replace("\r", "&#13;")


def quoted(text: str, name: str) -> str:
    """A text as the value of an attribute, between double quotes. Raises CannotWrite."""
    inside = escaped(text, name).replace('"', "&quot;").replace("\t", "&#9;").replace("\n", "&#10;")
    return f'"{inside}"'


class _Program:
    """The text of a function, line by line, and the functions and names that it refers to."""

    def __init__(self) -> None:
        self._lines = ["def write_parts(values, pieces):", " put = pieces.append"]
        self._known: dict[str, Any] = {"escaped": escaped, "quoted": quoted}
        self._count = 0

    def function(self) -> Write:
        """The function itself."""
        exec("\n".join(self._lines), self._known)  # noqa: S102 (nothing but this project's own tables is in it)
        made: Write = self._known["write_parts"]
        return made

    def add(self, part: Part, around: str, depth: int) -> None:
        """What writes a part. around: the variable that its source reads."""
        if isinstance(part, Several):
            one = self._variable()
            self._line(depth, f"for {one} in {self._read(part.source, around)}:")
            self.add(part.each._replace(source=whole), one, depth + 1)
            return
        value = self._variable()
        self._line(depth, f"{value} = {self._read(part.source, around)}")
        self._line(depth, f"if {value} is not None:")
        if isinstance(part, Block):
            self._line(depth + 1, f"put({f'<{part.name}>'!r})")
            for inner in part.parts:
                self.add(inner, value, depth + 1)
            self._line(depth + 1, f"put({f'</{part.name}>'!r})")
        elif isinstance(part, Flag):
            yes, no = (f"<{part.name}>{word}</{part.name}>" for word in ("true", "false"))
            self._line(depth + 1, f"put({yes!r} if {value} else {no!r})")
        else:
            self._add_text(part, value, around, depth + 1)

    def _add_text(self, part: Leaf, value: str, around: str, depth: int) -> None:
        opening = repr(f"<{part.name}>")
        if part.attribute is not None:
            name, source = part.attribute
            attribute = f"quoted({self._read(source, around)}, {name!r})"
            opening = f"{f'<{part.name} {name}='!r} + {attribute} + '>'"
        text = f"({value} if {value}.isalnum() else escaped({value}, {part.name!r}))"
        self._line(depth, f"put({opening} + {text} + {f'</{part.name}>'!r})")

    def _read(self, source: Source, around: str) -> str:
        """The expression that gives a source's value."""
        if source is whole:
            return around
        if isinstance(source, str):
            return f"{around}.get({source!r})"
        self._count += 1
        self._known[f"get{self._count}"] = source
        return f"get{self._count}({around})"

    def _variable(self) -> str:
        self._count += 1
        return f"value{self._count}"

    def _line(self, depth: int, text: str) -> None:
        self._lines.append(" " * depth + text)
