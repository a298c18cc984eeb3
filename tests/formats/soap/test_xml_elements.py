"""Tables of elements: read, written and made into a schema from the same rows."""

from lxml import etree

from sor.formats.soap.xml_elements import (
    Element,
    ElementKind,
    convert_parts,
    of_version,
    read,
    schema_type,
    types_inside,
)
from sor.formats.soap.xml_table import write

STREET = Element("Street", "street")
POSTAL = Element("Postal", "", parts=(STREET, Element("Country", "country", ElementKind.COUNTRY)), type="PostalType")
TABLE = (
    Element("Code", "code", ElementKind.LONG, required=True, words="Given & kept."),
    Element("Address", "address", parts=(POSTAL, Element("East", "east", ElementKind.METRE)), type="AddressType"),
    Element("List", "list", parts=(Element("One", "", ElementKind.CODE, several=True),), type="ListType"),
    Element("Level", "level", since=4),
    Element("Open", "open", ElementKind.FLAG),
)  # fmt: skip
VALUES = {"code": "7", "address": {"street": "A & B", "country": "DK", "east": 1.5}, "list": ["1", "2"], "open": False}


def text_of(values: dict[str, object]) -> str:
    pieces: list[str] = []
    write(convert_parts(TABLE))(values, pieces)
    return "".join(pieces)


def test_values_are_written_in_the_tables_order() -> None:
    assert text_of(VALUES) == (
        "<Code>7</Code><Address><Postal><Street>A &amp; B</Street>"
        '<Country scheme="iso3166-alpha2">DK</Country></Postal><East>1.500</East></Address>'
        "<List><One>1</One><One>2</One></List><Open>false</Open>"
    )
    assert text_of({"code": "7", "list": []}) == "<Code>7</Code>"


def test_they_are_read_again() -> None:
    assert read(etree.fromstring(f"<x xmlns='urn:x'>{text_of(VALUES)}</x>"), TABLE) == VALUES


def test_another_scheme_of_countries_is_kept_beside_the_country() -> None:
    found = read(etree.fromstring("<x xmlns='urn:x'><Country scheme='imk'>5100</Country></x>"), POSTAL.parts)
    assert found == {"country": "5100", "country_scheme": "imk"}


def test_numbers_lose_their_ornaments() -> None:
    assert read(etree.fromstring("<x xmlns='urn:x'><Code> +007 </Code></x>"), TABLE) == {"code": "7"}


def test_an_older_version_lacks_what_came_later() -> None:
    assert [one.name for one in of_version(TABLE, 3)] == ["Code", "Address", "List", "Open"]
    assert [one.name for one in of_version(TABLE, 4)] == ["Code", "Address", "List", "Level", "Open"]


def test_the_schema_is_made_from_the_same_rows() -> None:
    assert list(schema_type("T", TABLE[:3:2], "Words.")) == [
        '<xs:complexType name="T">',
        "\t<xs:annotation>",
        '\t\t<xs:documentation xml:lang="en">Words.</xs:documentation>',
        "\t</xs:annotation>",
        "\t<xs:sequence>",
        '\t\t<xs:element name="Code" type="xs:long">',
        "\t\t\t<xs:annotation>",
        '\t\t\t\t<xs:documentation xml:lang="en">Given &amp; kept.</xs:documentation>',
        "\t\t\t</xs:annotation>",
        "\t\t</xs:element>",
        '\t\t<xs:element name="List" type="ListType" minOccurs="0" nillable="true"/>',
        "\t</xs:sequence>",
        "</xs:complexType>",
    ]
    assert [name for name, _ in types_inside(TABLE)] == ["AddressType", "PostalType", "ListType"]
