"""Programs that write XML, made from our own tables: the one place where text becomes code, and how texts are escaped.

A file has 30 lines for each of 100,000 units, an answer has two hundred elements: asking a table at every one of them
would cost more than all the rest. Nothing but constants of tables and names of this project stands in a program; values
come in as arguments.
"""

import re
from collections.abc import Callable
from typing import Any, TypeAlias

from sor.core.shapes import Value

CANNOT_HOLD = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""The characters that XML 1.0 has no way to write."""

_TO_LOOK_AT = re.compile("[&<>\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
"""Characters that XML reserves, or perhaps cannot hold: texts without them, nearly all, are written as they are."""

_NAME = "write_parts"

Made: TypeAlias = Callable[..., Any]
"""A function of a program, or one that it calls."""


class NotInXml(ValueError):
    """A text holds a character that XML cannot hold; the message says in which element and what to do."""


def escape_text(text: str, name: str) -> str:
    """A text as the content of the element ``name``. Raises NotInXml.

    ``>`` is escaped because of ``]]>``, a carriage return because readers would make a line feed of it.
    """
    if not _TO_LOOK_AT.search(text):
        return text
    if found := CANNOT_HOLD.search(text):
        raise NotInXml(
            f"{name} holds the character U+{ord(found[0]):04X}, which XML cannot hold."
            " Correct the value in the register."
        )
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\r", "&#13;")


def quote_text(text: str, name: str) -> str:
    """A text as the value of an attribute, between double quotes. Raises NotInXml."""
    inside = escape_text(text, name).replace('"', "&quot;").replace("\t", "&#9;").replace("\n", "&#10;")
    return f'"{inside}"'


class XmlProgram:
    """The text of a function, line by line, and the functions and printers that it refers to by name.

    known: those; a program may share them with others, and more may be added while it is written.
    """

    def __init__(self, arguments: str, known: dict[str, Value]) -> None:
        self._lines = [f"def {_NAME}({arguments}):"]
        self._known = known
        self._count = 0
        known.update(escaped=escape_text, quoted=quote_text, holds_more=_TO_LOOK_AT.search)

    def add_line(self, depth: int, text: str) -> None:
        """A statement, inside so many others."""
        self._lines.append(" " * depth + text)

    def escape_variable(self, name: str, element: str) -> str:
        """The expression of a variable's text as the content of an element; most are spared the call."""
        return f"({name} if {name}.isalnum() or not holds_more({name}) else escaped({name}, {element!r}))"

    def add_variable(self) -> str:
        """A name that nothing else in the program has."""
        self._count += 1
        return f"value{self._count}"

    def add_function(self, called: Made) -> str:
        """The name by which the program calls a function."""
        self._count += 1
        self._known[f"get{self._count}"] = called
        return f"get{self._count}"

    def compile_function(self) -> Made:
        """The function itself."""
        defined: dict[str, Made] = {}  # not among the known: others may be compiling with these
        exec("\n".join(self._lines), self._known, defined)  # noqa: S102 (only this project's own tables are in it)
        return defined[_NAME]
