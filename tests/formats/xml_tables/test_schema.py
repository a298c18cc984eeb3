"""The lines of schemas: elements, what they mean, how often they stand, and what stands in them."""

from lxml import etree

from sor.formats.xml_tables.elements import Form
from sor.formats.xml_tables.schema import (
    UNBOUNDED,
    print_element,
    print_occurrence,
    print_sequence,
    print_words,
    type_of,
)

XS = 'xmlns:xs="http://www.w3.org/2001/XMLSchema"'


def test_what_is_narrower_than_a_text_has_its_type() -> None:
    assert [type_of(form) for form in (Form.TEXT, Form.LEVEL, Form.NOT_FLAG, Form.DAY, Form.METRE)] == [
        "xs:string", "xs:string", "xs:boolean", "xs:date", "xs:decimal",
    ]  # fmt: skip


def test_once_is_not_said() -> None:
    assert print_occurrence(required=True) == ""
    assert print_occurrence(required=False) == ' minOccurs="0"'
    assert print_occurrence(required=False, most=8) == ' minOccurs="0" maxOccurs="8"'
    assert print_occurrence(required=True, most=UNBOUNDED) == ' maxOccurs="unbounded"'


def test_words_stand_before_what_is_inside() -> None:
    words = [("da", "Navn & mere"), ("en", "name")]
    annotation = [
        "<xs:annotation>",
        '\t<xs:documentation xml:lang="da">Navn &amp; mere</xs:documentation>',
        '\t<xs:documentation xml:lang="en">name</xs:documentation>',
        "</xs:annotation>",
    ]
    assert print_words(words) == annotation
    assert print_sequence(print_element("A", type="xs:int"), "T", words) == [
        '<xs:complexType name="T">',
        *(f"\t{line}" for line in annotation),
        "\t<xs:sequence>",
        '\t\t<xs:element name="A" type="xs:int"/>',
        "\t</xs:sequence>",
        "</xs:complexType>",
    ]


def test_an_element_is_of_a_named_type_or_spells_its_own() -> None:
    assert print_element("A", print_words([]), "xs:int", ' minOccurs="0"') == [
        '<xs:element name="A" type="xs:int" minOccurs="0"/>'
    ]
    assert print_element("A", print_sequence([])) == [
        '<xs:element name="A">', "\t<xs:complexType>", "\t\t<xs:sequence>", "\t\t</xs:sequence>", "\t</xs:complexType>",
        "</xs:element>",
    ]  # fmt: skip


def test_the_lines_are_a_schema() -> None:
    parts = [*print_element("B", print_words([("en", "b")]), "xs:date", print_occurrence(required=False))]
    lines = print_element("A", print_sequence(parts, words=[("en", "a")]))
    schema = etree.XMLSchema(etree.fromstring("\n".join([f"<xs:schema {XS}>", *lines, "</xs:schema>"])))
    assert schema.validate(etree.fromstring("<A><B>2026-12-01</B></A>"))
    assert not schema.validate(etree.fromstring("<A><B>1</B></A>"))
