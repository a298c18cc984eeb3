"""Elements written by their table: a program with one statement for each, compiled once and for all."""

from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple, TypeAlias

from sor.core.shapes import Value
from sor.formats.xml_tables.elements import (
    COUNTRY_SCHEME,
    FLAGS,
    SCHEME_KEY,
    Block,
    ElementGroup,
    Form,
    Leaf,
    Part,
    Several,
    local,
)
from sor.formats.xml_tables.program import XmlProgram

Write: TypeAlias = Callable[[Mapping[str, Value], list[str]], None]

ToText: TypeAlias = Callable[[Value], str | None]
"""What makes the text of a value that is not None; None: no element."""

_DIGITS = frozenset({Form.NUMBER, Form.LONG, Form.METRE})
"""Texts that are made of a value of these hold nothing that is to be escaped."""


class XmlLayout(NamedTuple):
    """How what is written looks.

    texts: for some forms, what makes the text of a value; of others it is the value itself. line, tab: what ends a
    line, and indents what stands in another element. name_of: the name as it is written. leaves_empty_out: an empty
    text is no element, nor is a group in which nothing stands, and any other element in which nothing stands is
    written as one tag; without it all of these stand there as they are.
    """

    texts: Mapping[Form, ToText] = {}
    line: str = ""
    tab: str = ""
    name_of: Callable[[str], str] = str
    leaves_empty_out: bool = False


def compile_writer(parts: Iterable[Part], layout: XmlLayout, indent: str = "") -> Write:
    """The function that appends the elements of a dictionary to a list of texts; of None there is none. It raises
    NotInXml, and what the layout's ``texts`` raise.
    """
    program = _WriterProgram(layout)
    for part in parts:
        program.add_part(part, "values", 1, indent)
    return program.compile_function()


class _WriterProgram(XmlProgram):
    """The statements, each inside so many others, for elements behind an indentation."""

    def __init__(self, layout: XmlLayout) -> None:
        super().__init__("values, pieces", {})
        self._layout = layout
        self._to_text = {form: self.add_function(made) for form, made in layout.texts.items()}
        self.add_line(1, "put = pieces.append")

    def add_part(self, part: Part, around: str, depth: int, indent: str) -> None:
        """What writes an element. around: the variable that holds the dictionary around it."""
        if isinstance(part, ElementGroup):
            self._add_tags(part, around, depth, indent)
            return
        value = self.add_variable()
        self.add_line(depth, f"{value} = {around}.get({part.key!r})")
        self._add_value(part, value, around, depth, indent)

    def _add_value(self, part: Leaf | Block | Several, value: str, around: str, depth: int, indent: str) -> None:
        """What writes an element whose value a variable holds."""
        if isinstance(part, Leaf):
            self._add_leaf(part, value, around, depth, indent)
        else:
            self.add_line(depth, f"if {value}:" if isinstance(part, Several) else f"if {value} is not None:")
            self._add_tags(part, value, depth + 1, indent)

    def _add_tags(self, part: ElementGroup | Block | Several, value: str, depth: int, indent: str) -> None:
        """An element with those inside it; value: the variable that holds what they say."""
        layout, name = self._layout, self._layout.name_of(part.name)
        before, after = f"{indent}<{name}", f"</{name}>{layout.line}"
        self.add_line(depth, f"put({f'{before}>{layout.line}'!r})")
        if isinstance(part, Several):
            one = self.add_variable()
            self.add_line(depth, f"for {one} in {value}:")
            self._add_value(part.each, one, one, depth + 1, indent + layout.tab)
            self.add_line(depth, f"put({indent + after!r})")
            return
        count = self.add_variable()
        if layout.leaves_empty_out:
            self.add_line(depth, f"{count} = len(pieces)")
        for inner in part.parts:
            self.add_part(inner, value, depth, indent + layout.tab)
        otherwise = ""
        if layout.leaves_empty_out:
            alone = repr(f"{before} />{layout.line}")
            instead = "del pieces[-1]" if isinstance(part, ElementGroup) else f"pieces[-1] = {alone}"
            self.add_line(depth, f"if len(pieces) == {count}: {instead}")
            otherwise = "else: "
        self.add_line(depth, f"{otherwise}put({indent + after!r})")

    def _add_leaf(self, part: Leaf, value: str, around: str, depth: int, indent: str) -> None:
        name = self._layout.name_of(part.name)
        before, after = f"{indent}<{name}", f"</{name}>{self._layout.line}"
        made = self._to_text.get(part.form)
        if part.form in FLAGS and made is None:
            yes, no = (f"{before}>{word}{after}" for word in ("true", "false"))
            if part.form is Form.NOT_FLAG:
                yes, no = no, yes
            self.add_line(depth, f"if {value} is not None: put({yes!r} if {value} else {no!r})")
            return
        there = value if self._layout.leaves_empty_out and made is None else f"{value} is not None"
        if made is not None:
            there += f" and ({value} := {made}({value})) is not None"
        text = value
        if made is None or part.form not in _DIGITS:
            text = self.escape_variable(value, local(part.name))
        opening = repr(f"{before}>")
        if part.form is Form.COUNTRY:
            scheme = self.add_variable()
            self.add_line(depth, f"{scheme} = {around}.get({SCHEME_KEY!r})")
            usual = f'"{COUNTRY_SCHEME}"'
            said = f"({usual!r} if {scheme} is None else quoted({scheme}, 'scheme'))"
            opening = f"{f'{before} scheme='!r}, {said}, '>'"
        self.add_line(depth, f"if {there}: pieces += ({opening}, {text}, {after!r})")
