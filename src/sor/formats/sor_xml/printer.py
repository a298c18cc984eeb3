"""The writer of an element, as templates compiled from the tables: one for each set of keys that a dictionary holds.

Most units of a file hold one of some hundred sets of fields.
"""

from collections.abc import Callable, Iterable, Iterator
from itertools import groupby
from typing import Any, TypeAlias

from sor.core.identifiers import is_number
from sor.core.shapes import Value
from sor.formats.numbers import is_decimal
from sor.formats.sor_xml.elements import Raw, write_metre
from sor.formats.sor_xml.tables import COUNTRY_SCHEME, Block, Form, Leaf, Part, Several, XmlVersion, written_name
from sor.formats.xml_program import XmlProgram

LINE = "\r\n"

Template: TypeAlias = Callable[[Raw], str]

MOST = 5000
"""Templates kept per element: with more sets of fields than that, the oldest are compiled again."""

_EMPTY: tuple[Value, ...] = (None, "", [], ())

ATTRIBUTES = frozenset({"country_scheme"})
"""What is written as an attribute: an empty one is none that is missing."""


class NotPlain(Exception):
    """An empty value, or a word for a number, that a printer that is not careful has met: write the whole with a
    careful one.
    """


def _empty() -> str:
    raise NotPlain


def _plain_number(value: Value) -> str:
    if not is_number(value):
        raise NotPlain
    return str(value)


def _plain_metre(value: Any) -> str:
    if not value or not is_decimal(value):
        raise NotPlain
    return write_metre(value)


class Printer(dict[tuple[str, ...], Template]):
    """Writes one part of a table at one indentation: its templates by the keys of the dictionary that is written.

    careful: texts are escaped and empty values left out; without it the texts must be plain, see
    ``core.canonical.is_plain``, and a number must be one. What is none is taken out before, see ``numbers``.
    """

    def __init__(self, version: XmlVersion, part: Part, indent: str, *, careful: bool) -> None:
        super().__init__()
        self._version = version
        self._part = part
        self._indent = indent
        self._careful = careful
        self._names: dict[str, Value] = {
            "plain_number": _plain_number, "plain_metre": _plain_metre, "write_metre": write_metre, "empty": _empty,
        }  # fmt: skip

    def text(self, values: Raw) -> str:
        """The element with these values. Raises NotInXml for a text that XML cannot hold; NotPlain for an empty
        value, or a word where a number has to stand, unless it is careful.
        """
        if self._careful:
            values = {key: value for key, value in values.items() if value not in _EMPTY or key in ATTRIBUTES}
        return self[(*values,)](values)

    def __missing__(self, keys: tuple[str, ...]) -> Template:
        if len(self) >= MOST:
            self.clear()
        pieces = self._pieces(self._part, self._indent, frozenset(keys), is_outermost=True)
        program = XmlProgram("values", self._names)
        program.add_line(1, f"return ''.join(({''.join(_together(pieces))}))")
        made: Template = program.compile_function()
        self[keys] = made
        return made

    def _pieces(self, part: Part, indent: str, keys: frozenset[str], *, is_outermost: bool = False) -> list[str]:
        """The texts and expressions that make up a part; none when there is nothing to write."""
        name = written_name(self._version, part.name)
        if isinstance(part, Leaf):
            return self._leaf(part, f"{indent}<{name}", f"</{name}>{LINE}", keys) if part.key in keys else []
        if isinstance(part, Block) and not is_outermost:
            return [self._call(part, indent, f"values[{part.key!r}]")] if part.key in keys else []
        if isinstance(part, Several):
            inner = self._several(part, indent + "\t") if part.key in keys else []
        else:
            inner = [piece for some in part.parts for piece in self._pieces(some, indent + "\t", keys)]
        if inner:
            return [FixedText(f"{indent}<{name}>{LINE}"), *inner, FixedText(f"{indent}</{name}>{LINE}")]
        return [FixedText(f"{indent}<{name} />{LINE}")] if isinstance(part, Block) else []

    def _several(self, part: Several, indent: str) -> list[str]:
        one = "one" if isinstance(part.each, Block) else f"{{{part.each.key!r}: one}}"
        values = f"values[{part.key!r}]" if self._careful else f"(values[{part.key!r}] or empty())"
        return [f"''.join([{self._call(part.each, indent, one)} for one in {values}])"]

    def _leaf(self, part: Leaf, before: str, after: str, keys: frozenset[str]) -> list[str]:
        value = f"values[{part.key!r}]"
        if part.form in (Form.FLAG, Form.NOT_FLAG):
            yes, no = ("true", "false") if part.form is Form.FLAG else ("false", "true")
            otherwise = repr(no) if self._careful else f"{no!r} if {value} is False else empty()"
            return [FixedText(f"{before}>"), f"({yes!r} if {value} is True else {otherwise})", FixedText(after)]
        if not self._careful:
            value = f"plain_number({value})" if part.form is Form.NUMBER else f"({value} or empty())"
        if part.form is Form.METRE:
            value = f"write_metre({value})" if self._careful else f"plain_metre({value})"
        if self._careful:
            value = f"escaped({value}, {part.name.partition(':')[2]!r})"
        if part.form is not Form.COUNTRY:
            return [FixedText(f"{before}>"), value, FixedText(after)]
        said = "quoted(values['country_scheme'], 'scheme')"
        scheme = said if "country_scheme" in keys else FixedText(f'"{COUNTRY_SCHEME}"')
        return [FixedText(f"{before} scheme="), scheme, FixedText(">"), value, FixedText(after)]

    def _call(self, part: Part, indent: str, value: str) -> str:
        """The expression that writes a part inside this one."""
        name = self._printer(part, indent)
        return f"{name}.text({value})" if self._careful else f"{name}[(*({value} or empty()),)]({value})"

    def _printer(self, part: Part, indent: str) -> str:
        """The name by which templates call the printer of a part inside this one."""
        name = f"print_{len(indent)}_{part.name.partition(':')[2]}"
        if name not in self._names:
            self._names[name] = Printer(self._version, part, indent, careful=self._careful)
        return name


class FixedText(str):
    """A piece of a template that stands there as it is; every other is an expression."""

    __slots__ = ()


def _together(pieces: Iterable[str]) -> Iterator[str]:
    """The pieces as source, texts that stand side by side as one."""
    for is_text, neighbours in groupby(pieces, key=lambda piece: isinstance(piece, FixedText)):
        some = list(neighbours)
        yield f"{''.join(some)!r}, " if is_text else "".join(f"{piece}, " for piece in some)
