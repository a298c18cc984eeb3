"""XML elements by table, three ways: what a request says is read by it, answers are written by it, its schema is made
from it. So none of the three can know an element that the others do not.

An element's value is a plain value under its ``field`` in the dictionary of the element around. Nothing there, an empty
element and ``xsi:nil`` are the same: no value.
"""

from collections.abc import Iterable, Iterator, Sequence
from enum import Enum
from typing import NamedTuple, TypeAlias
from xml.sax.saxutils import escape, quoteattr

from lxml.etree import _Element

from sor.core.shapes import Fields, Value
from sor.formats.soap.sorls_tables import measure, read_filled
from sor.formats.soap.xml_table import Block, Flag, Leaf, Several, whole
from sor.formats.soap.xml_table import Part as Written
from sor.formats.xml_tables.elements import COUNTRY_SCHEME

Parsed: TypeAlias = _Element
"""lxml has no public name for it."""


class ElementKind(Enum):
    """What a leaf holds, and its type in the schema."""

    TEXT = "xs:string"
    LONG = "xs:long"
    INT = "xs:int"
    FLAG = "xs:boolean"
    DAY = "xs:date"
    METRE = "xs:decimal"
    COUNTRY = "CountryIdentificationCodeType"
    CODE = "SorIdentifierType"
    LEVEL = "SorTypeType"
    STATE = "EanLocationCodeStateType"
    ASKED_DAY = "DayType"


NUMBERS = frozenset({ElementKind.LONG, ElementKind.CODE, ElementKind.INT})


class Element(NamedTuple):
    """One element.

    field: its key in the dictionary around; empty: its parts stand in that dictionary themselves, or it is one of a
    list. parts: what it holds, for one that holds others; type: the name of that type. output: the register alone says
    it. since: the first version that has it. required: a request without it is none. several: it is one of a list.
    """

    name: str
    field: str
    kind: ElementKind = ElementKind.TEXT
    parts: "tuple[Element, ...]" = ()
    type: str = ""
    words: str = ""
    output: bool = False
    since: int = 0
    required: bool = False
    several: bool = False


def of_version(parts: Iterable[Element], version: int) -> tuple[Element, ...]:
    """The elements that a version has, inner ones too."""
    return tuple(
        part._replace(parts=of_version(part.parts, version)) if part.parts else part
        for part in parts
        if part.since <= version
    )


def read(around: Parsed, parts: Sequence[Element]) -> Fields:
    """What an element says, by field; what is left out, empty or nil is missing. The schema has been asked before."""
    by_name = {part.name: part for part in parts}
    found: Fields = {}
    for child in around.iterchildren("{*}*"):
        part = by_name.get(child.tag[child.tag.index("}") + 1 :])
        if part is None:
            continue
        if not part.parts:
            _read_leaf(child, part, found)
        elif not part.field:
            found |= read(child, part.parts)
        elif part.parts[0].several:
            if several := _read_several(child, part.parts[0]):
                found[part.field] = several
        elif inside := read(child, part.parts):
            found[part.field] = inside
    return found


def convert_parts(parts: Iterable[Element]) -> tuple[Written, ...]:
    """The same elements as ``xml_table`` writes them."""
    return tuple(_convert_part(part) for part in parts)


def schema_type(name: str, parts: Iterable[Element], words: str = "") -> Iterator[str]:
    """The lines of the schema's type of an element that holds these."""
    yield f'<xs:complexType name="{name}">'
    yield from _print_words(words, 1)
    yield "\t<xs:sequence>"
    for part in parts:
        yield from _in_schema(part)
    yield "\t</xs:sequence>"
    yield "</xs:complexType>"


def types_inside(parts: Iterable[Element]) -> Iterator[tuple[str, tuple[Element, ...]]]:
    """The types of the elements that hold others, with what they hold; some come more than once."""
    for part in parts:
        if part.parts:
            yield part.type, part.parts
            yield from types_inside(part.parts)


def _read_leaf(child: Parsed, part: Element, into: Fields) -> None:
    text = (child.text or "").strip()
    if not text:
        return
    into[part.field] = _value(text, part.kind)
    scheme = child.get("scheme", COUNTRY_SCHEME)
    if part.kind is ElementKind.COUNTRY and scheme != COUNTRY_SCHEME:
        into["country_scheme"] = scheme


def _read_several(around: Parsed, one: Element) -> list[Value]:
    found: list[Value] = []
    for child in around.iterchildren(f"{{*}}{one.name}"):
        if one.parts:
            value: Value = read(child, one.parts)
        else:
            text = (child.text or "").strip()
            value = _value(text, one.kind) if text else None
        if value:
            found.append(value)
    return found


def _value(text: str, kind: ElementKind) -> Value:
    if kind in NUMBERS:
        return str(int(text))
    if kind is ElementKind.FLAG:
        return text in ("true", "1")
    return float(text) if kind is ElementKind.METRE else text


def _convert_part(part: Element) -> Written:
    if part.parts and part.parts[0].several:
        return Block(part.name, read_filled(part.field), (Several(whole, _one_of_several(part.parts[0])),))
    if part.parts:
        return Block(part.name, part.field or whole, convert_parts(part.parts))
    if part.kind is ElementKind.FLAG:
        return Flag(part.name, part.field)
    if part.kind is ElementKind.METRE:
        return Leaf(part.name, measure(part.field))
    if part.kind is ElementKind.COUNTRY:
        return Leaf(part.name, part.field, ("scheme", lambda values: values.get("country_scheme") or COUNTRY_SCHEME))
    return Leaf(part.name, part.field)


def _one_of_several(part: Element) -> Leaf | Block:
    return Block(part.name, whole, convert_parts(part.parts)) if part.parts else Leaf(part.name, whole)


def _in_schema(part: Element) -> Iterator[str]:
    least = "" if part.required else ' minOccurs="0"'
    most = ' maxOccurs="unbounded"' if part.several else ""
    nil = "" if part.required or part.several else ' nillable="true"'
    opening = f"<xs:element name={quoteattr(part.name)} type={quoteattr(part.type or part.kind.value)}"
    if not part.words:
        yield f"\t\t{opening}{least}{most}{nil}/>"
        return
    yield f"\t\t{opening}{least}{most}{nil}>"
    yield from _print_words(part.words, 3)
    yield "\t\t</xs:element>"


def _print_words(words: str, depth: int) -> Iterator[str]:
    if words:
        tabs = "\t" * depth
        yield f"{tabs}<xs:annotation>"
        yield f'{tabs}\t<xs:documentation xml:lang="en">{escape(words)}</xs:documentation>'
        yield f"{tabs}</xs:annotation>"
