"""The writer of a unit's element, as Python compiled from the tables: one function per version, level and depth.

A file has 40 lines per unit and 100,000 units; asking the table at every line would take three times as long.
"""

import re
from collections.abc import Callable, Mapping
from itertools import count
from typing import Any, TypeAlias

from sor.formats.sor_xml_elements import write_metre
from sor.formats.sor_xml_tables import COUNTRY_SCHEME, Block, Form, Leaf, Part, Several, Version, written_name

LINE = "\r\n"

Lines: TypeAlias = list[str]
Print: TypeAlias = Callable[[Mapping[str, Any], Lines], None]

_TO_LOOK_AT = re.compile("[&<>\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
"""Characters that XML reserves, or perhaps cannot hold: texts without them, nearly all, are written as they are."""

_CANNOT_HOLD = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class Unwritable(ValueError):
    """A text that XML cannot hold."""


def compiled(version: Version, unit: Block, indent: str) -> Print:
    """The function that writes a part of the table from the dictionary that holds its key."""
    source = _Source(version)
    source.part(unit, indent, "values.get", "    ")
    text = "\n".join(["def print_part(values, lines):", "    add = lines.append", *source.lines])
    given: dict[str, Any] = {
        "look": _TO_LOOK_AT.search, "escaped": escaped, "write_metre": write_metre, "scheme_of": _scheme_of,
    }  # fmt: skip
    exec(compile(text, f"<SOR XML {version.number}>", "exec"), given)  # noqa: S102 (made of our own tables)
    found: Print = given["print_part"]
    return found


def escaped(value: str, name: str) -> str:
    """A text with what XML reserves escaped. Raises Unwritable for characters that no escape can carry."""
    if found := _CANNOT_HOLD.search(value):
        raise Unwritable(f"{name} holds the character U+{ord(found[0]):04X}, which XML cannot hold. Correct the value.")
    return value.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\r", "&#13;")


class _Source:
    """The statements of one function in the making."""

    def __init__(self, version: Version) -> None:
        self.version = version
        self.lines: list[str] = []
        self._numbers = count()

    def part(self, part: Part, indent: str, get: str, pad: str) -> None:
        """Write the statements for a part. get: the name of what looks a key up; pad: the blanks before a statement."""
        name = written_name(self.version, part.name)
        if isinstance(part, Leaf):
            self._leaf(part, f"{indent}<{name}", f"</{name}>{LINE}", get, pad)
            return
        n = next(self._numbers)
        before, after = f"{indent}<{name}>{LINE}", f"{indent}</{name}>{LINE}"
        if isinstance(part, Several):
            self._say(pad, f"found{n} = {get}({part.key!r})", f"if found{n}:", f"    add({before!r})")
            self._say(pad, f"    for one{n} in found{n}:", f"        get{n} = {{{part.each.key!r}: one{n}}}.get")
            self.part(part.each, indent + "\t", f"get{n}", pad + " " * 8)
            self._say(pad, f"    add({after!r})")
            return
        when_empty = "lines.pop()"
        if isinstance(part, Block):
            when_empty = f"lines[-1] = {f'{indent}<{name} />{LINE}'!r}"
            self._say(pad, f"found{n} = {get}({part.key!r})", f"if found{n} is not None:")
            pad += "    "
            get = f"get{n}"
            self._say(pad, f"{get} = found{n}.get")
        self._say(pad, f"add({before!r})", f"start{n} = len(lines)")
        for inner in part.parts:
            self.part(inner, indent + "\t", get, pad)
        self._say(pad, f"if len(lines) == start{n}:", f"    {when_empty}", "else:", f"    add({after!r})")

    def _leaf(self, part: Leaf, before: str, after: str, get: str, pad: str) -> None:
        local = part.name.partition(":")[2]
        self._say(pad, f"value = {get}({part.key!r})")
        if part.form in (Form.FLAG, Form.NOT_FLAG):
            yes = part.form is Form.FLAG
            texts = [f"{before}>{'true' if value is yes else 'false'}{after}" for value in (True, False)]
            self._say(pad, "if value is not None:", f"    add({texts[0]!r} if value is True else {texts[1]!r})")
            return
        text = f"(escaped(value, {local!r}) if look(value) else value)"
        if part.form is Form.METRE:
            self._say(pad, "if value is not None:", "    value = write_metre(value)")
        else:
            self._say(pad, "if value:")
        if part.form is Form.COUNTRY:
            self._say(pad, f"    scheme = scheme_of({get}('country_scheme'))")
            opening = f'{before} scheme="'
            self._say(pad, f"    add({opening!r} + scheme + '\">' + {text} + {after!r})")
        else:
            self._say(pad, f"    add({f'{before}>'!r} + {text} + {after!r})")

    def _say(self, pad: str, *statements: str) -> None:
        self.lines += [pad + statement for statement in statements]


def _scheme_of(scheme: str | None) -> str:
    return COUNTRY_SCHEME if scheme is None else escaped(scheme, "scheme").replace('"', "&quot;")
