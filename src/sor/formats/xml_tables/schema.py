"""Types of XML Schema as lines of text, for the elements of tables."""

from collections.abc import Iterable, Mapping
from xml.sax.saxutils import escape, quoteattr

from sor.formats.xml_tables.elements import Form

TYPES: Mapping[Form, str] = {
    Form.LONG: "xs:long",
    Form.INT: "xs:int",
    Form.FLAG: "xs:boolean",
    Form.NOT_FLAG: "xs:boolean",
    Form.METRE: "xs:decimal",
    Form.DAY: "xs:date",
    Form.TIME: "xs:dateTime",
}
"""What is no text, where a schema has no narrower type for it."""

UNBOUNDED = "unbounded"


def type_of(form: Form) -> str:
    """The type of such texts."""
    return TYPES.get(form, "xs:string")


def print_occurrence(*, required: bool, most: int | str = 1) -> str:
    """How often an element stands, as attributes: none of them where it is once."""
    return ("" if required else ' minOccurs="0"') + (f' maxOccurs="{most}"' if most != 1 else "")


def print_words(words: Iterable[tuple[str, str]]) -> list[str]:
    """What something means; words: languages and texts."""
    told = [f'\t<xs:documentation xml:lang="{language}">{escape(text)}</xs:documentation>' for language, text in words]
    return ["<xs:annotation>", *told, "</xs:annotation>"] if told else []


def print_sequence(children: Iterable[str], name: str = "", words: Iterable[tuple[str, str]] = ()) -> list[str]:
    """The type of an element that holds others in this order. children: their lines. name: of a type that has one."""
    named = f" name={quoteattr(name)}" if name else ""
    inside = [*_inside(print_words(words)), "\t<xs:sequence>", *_inside(children, 2), "\t</xs:sequence>"]
    return [f"<xs:complexType{named}>", *inside, "</xs:complexType>"]


def print_element(name: str, body: Iterable[str] = (), type: str = "", attributes: str = "") -> list[str]:
    """An element of a named type, or of the one that its body spells out. body: lines of words and a type."""
    said = f"<xs:element name={quoteattr(name)}" + (f" type={quoteattr(type)}" if type else "") + attributes
    inside = _inside(body)
    return [f"{said}>", *inside, "</xs:element>"] if inside else [f"{said}/>"]


def _inside(lines: Iterable[str], depth: int = 1) -> list[str]:
    return ["\t" * depth + line for line in lines]
