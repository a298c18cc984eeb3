"""Writing XML by table: what stands in which element, in order, compiled into one quick function.

The names are those of one namespace, declared around. Nothing is written for a value of None.
"""

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple, TypeAlias

from sor.formats.xml_tables.program import XmlProgram

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
    """The function that appends the pieces of a value's elements to a list: a program of one statement per element. It
    raises NotInXml.
    """
    program = XmlProgram("values, pieces", {})
    program.add_line(1, "put = pieces.append")
    for part in parts:
        _add(program, part, "values", 1)
    return program.compile_function()


def _add(program: XmlProgram, part: Part, around: str, depth: int) -> None:
    """What writes a part. around: the variable that its source reads."""
    if isinstance(part, Several):
        one = program.add_variable()
        program.add_line(depth, f"for {one} in {_read(program, part.source, around)}:")
        _add(program, part.each._replace(source=whole), one, depth + 1)
        return
    value = program.add_variable()
    program.add_line(depth, f"{value} = {_read(program, part.source, around)}")
    program.add_line(depth, f"if {value} is not None:")
    if isinstance(part, Block):
        program.add_line(depth + 1, f"put({f'<{part.name}>'!r})")
        for inner in part.parts:
            _add(program, inner, value, depth + 1)
        program.add_line(depth + 1, f"put({f'</{part.name}>'!r})")
    elif isinstance(part, Flag):
        yes, no = (f"<{part.name}>{word}</{part.name}>" for word in ("true", "false"))
        program.add_line(depth + 1, f"put({yes!r} if {value} else {no!r})")
    else:
        _add_text(program, part, value, around, depth + 1)


def _add_text(program: XmlProgram, part: Leaf, value: str, around: str, depth: int) -> None:
    opening = repr(f"<{part.name}>")
    if part.attribute is not None:
        name, source = part.attribute
        attribute = f"quoted({_read(program, source, around)}, {name!r})"
        opening = f"{f'<{part.name} {name}='!r} + {attribute} + '>'"
    text = f"({value} if {value}.isalnum() else escaped({value}, {part.name!r}))"
    program.add_line(depth, f"put({opening} + {text} + {f'</{part.name}>'!r})")


def _read(program: XmlProgram, source: Source, around: str) -> str:
    """The expression that gives a source's value."""
    if source is whole:
        return around
    if isinstance(source, str):
        return f"{around}.get({source!r})"
    return f"{program.add_function(source)}({around})"
