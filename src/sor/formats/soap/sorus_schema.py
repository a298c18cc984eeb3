"""The WSDL and the schemas of SORUS, made from the tables by which its requests are read and its answers written."""

from collections.abc import Iterator

from sor.formats.soap.sorus_choices import (
    OPERATIONS,
    REQUEST,
    SERVICE,
    VERSIONS,
    Operation,
    SorusVersion,
    response,
    result,
)
from sor.formats.soap.sorus_tables import ENTITY, REQUESTS, RESULTS
from sor.formats.xml_tables.elements import Form, Leaf, Part, Several, of_version, parts_inside
from sor.formats.xml_tables.schema import (
    UNBOUNDED,
    print_element,
    print_occurrence,
    print_sequence,
    print_words,
    type_of,
)

MADE = "Made by the open SOR project from its tables; not the official contract. See docs/decisions/sorus.md."

SIMPLE = """
\t<xs:simpleType name="SorIdentifierType">
\t\t<xs:restriction base="xs:long">
\t\t\t<xs:minInclusive value="1"/>
\t\t\t<xs:maxInclusive value="999999999999999999"/>
\t\t</xs:restriction>
\t</xs:simpleType>
\t<xs:simpleType name="SorTypeType">
\t\t<xs:annotation>
\t\t\t<xs:documentation xml:lang="en">IO institution owner, HI health institution, OU organisational unit; in Danish IE, SI, OE.</xs:documentation>
\t\t</xs:annotation>
\t\t<xs:restriction base="xs:string">
\t\t\t<xs:enumeration value="IO"/>
\t\t\t<xs:enumeration value="HI"/>
\t\t\t<xs:enumeration value="OU"/>
\t\t</xs:restriction>
\t</xs:simpleType>
\t<xs:simpleType name="EanLocationCodeStateType">
\t\t<xs:restriction base="xs:string">
\t\t\t<xs:enumeration value="Own"/>
\t\t\t<xs:enumeration value="None"/>
\t\t\t<xs:enumeration value="Inherited"/>
\t\t</xs:restriction>
\t</xs:simpleType>
\t<xs:simpleType name="DayType">
\t\t<xs:annotation>
\t\t\t<xs:documentation xml:lang="en">A Danish day. As a dateTime it is midnight in Denmark; a zone on a date is ignored.</xs:documentation>
\t\t</xs:annotation>
\t\t<xs:union memberTypes="xs:date xs:dateTime"/>
\t</xs:simpleType>
\t<xs:complexType name="CountryIdentificationCodeType">
\t\t<xs:simpleContent>
\t\t\t<xs:extension base="xs:string">
\t\t\t\t<xs:attribute name="scheme" type="xs:string"/>
\t\t\t</xs:extension>
\t\t</xs:simpleContent>
\t</xs:complexType>"""  # noqa: E501


def contract_files() -> dict[str, str]:
    """Every file of every version: name to text."""
    return {
        name: text
        for version in VERSIONS.values()
        for name, text in (
            (version.wsdl, wsdl(version)),
            (version.schema, schema_of_messages(version)),
            (version.schema_of_types, schema_of_types(version)),
        )
    }


def schema_of_types(version: SorusVersion) -> str:
    """The schema of the types: units, requests, results."""
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f"<!-- {MADE} -->",
        f'<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns="{version.types}"',
        f'\ttargetNamespace="{version.types}" elementFormDefault="qualified">',
        SIMPLE.removeprefix("\n"),
    ]
    for type_lines in _types(version).values():
        lines += [f"\t{line}" for line in type_lines]
    return "\n".join([*lines, "</xs:schema>", ""])


def schema_of_messages(version: SorusVersion) -> str:
    """The schema of the elements that ask and answer."""
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f"<!-- {MADE} -->",
        f'<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:t="{version.types}"',
        f'\ttargetNamespace="{version.operations}" elementFormDefault="qualified">',
        f'\t<xs:import namespace="{version.types}" schemaLocation="{version.schema_of_types}"/>',
    ]
    for one in OPERATIONS.values():
        lines += _message(one.name, REQUEST, one.request_type)
        lines += _message(response(one.name), result(one.name), one.result_type)
    return "\n".join([*lines, "</xs:schema>", ""])


def wsdl(version: SorusVersion) -> str:
    """The WSDL: SOAP 1.1, document/literal, wrapped."""
    return "\n".join(_wsdl(version))


OWN_TYPES = {
    Form.SOR_CODE: "SorIdentifierType",
    Form.LEVEL: "SorTypeType",
    Form.STATE: "EanLocationCodeStateType",
    Form.ASKED_DAY: "DayType",
    Form.COUNTRY: "CountryIdentificationCodeType",
}
"""The types in ``SIMPLE``."""


def _types(version: SorusVersion) -> dict[str, list[str]]:
    """Name of a type to its lines."""
    tables: dict[str, tuple[tuple[Part, ...], str]] = {
        "SorEntityType": (ENTITY, "A unit. In answers inherited values are filled in.")
    }
    for one in OPERATIONS.values():
        tables[one.request_type] = (REQUESTS[one.name], one.words)
        tables[one.result_type] = (RESULTS[one.name], "")
    found: dict[str, list[str]] = {}
    held: list[Part] = []
    for name, (table, words) in tables.items():
        parts = of_version(table, version.number)
        found[name] = _type(name, parts, words)
        held += parts_inside(parts)
    for part in held:
        if part.inside and part.type not in found:
            found[part.type] = _type(part.type, part.inside, most=UNBOUNDED if isinstance(part, Several) else 1)
    return found


def _type(name: str, parts: tuple[Part, ...], words: str = "", *, most: int | str = 1) -> list[str]:
    children = [line for part in parts for line in _child(part, most)]
    return print_sequence(children, name, _words(words))


def _child(part: Part, most: int | str) -> list[str]:
    """An element in the type of what is around it. most: how often it may stand there."""
    occurs = print_occurrence(required=part.required, most=most)
    nil = ' nillable="true"' if most == 1 and not part.required else ""
    own = OWN_TYPES.get(part.form) or type_of(part.form) if isinstance(part, Leaf) else part.type
    return print_element(part.name, print_words(_words(part.words)), own, f"{occurs}{nil}")


def _words(words: str) -> list[tuple[str, str]]:
    return [("en", words)] if words else []


def _message(name: str, inner: str, type: str) -> list[str]:
    return [
        f'\t<xs:element name="{name}">',
        "\t\t<xs:complexType>",
        f'\t\t\t<xs:sequence><xs:element name="{inner}" type="t:{type}"/></xs:sequence>',
        "\t\t</xs:complexType>",
        "\t</xs:element>",
    ]


def _wsdl(version: SorusVersion) -> Iterator[str]:
    yield '<?xml version="1.0" encoding="UTF-8"?>'
    yield f"<!-- {MADE} -->"
    yield '<wsdl:definitions xmlns:wsdl="http://schemas.xmlsoap.org/wsdl/"'
    yield '\txmlns:soap="http://schemas.xmlsoap.org/wsdl/soap/" xmlns:xs="http://www.w3.org/2001/XMLSchema"'
    yield f'\txmlns:tns="{version.operations}" targetNamespace="{version.operations}" name="{SERVICE}">'
    yield "\t<wsdl:types>"
    yield "\t\t<xs:schema>"
    yield f'\t\t\t<xs:import namespace="{version.operations}" schemaLocation="{version.schema}"/>'
    yield "\t\t</xs:schema>"
    yield "\t</wsdl:types>"
    for name in OPERATIONS:
        for element in (name, response(name)):
            yield f'\t<wsdl:message name="{element}">'
            yield f'\t\t<wsdl:part name="parameters" element="tns:{element}"/>'
            yield "\t</wsdl:message>"
    yield f'\t<wsdl:portType name="{SERVICE}">'
    for one in OPERATIONS.values():
        yield from _operation(one)
    yield "\t</wsdl:portType>"
    yield f'\t<wsdl:binding name="{SERVICE}Soap" type="tns:{SERVICE}">'
    yield '\t\t<soap:binding style="document" transport="http://schemas.xmlsoap.org/soap/http"/>'
    for name in OPERATIONS:
        yield f'\t\t<wsdl:operation name="{name}">'
        yield f'\t\t\t<soap:operation soapAction="{version.operations}{name}" style="document"/>'
        yield '\t\t\t<wsdl:input><soap:body use="literal"/></wsdl:input>'
        yield '\t\t\t<wsdl:output><soap:body use="literal"/></wsdl:output>'
        yield "\t\t</wsdl:operation>"
    yield "\t</wsdl:binding>"
    yield f'\t<wsdl:service name="{SERVICE}">'
    yield f'\t\t<wsdl:port name="{SERVICE}Port" binding="tns:{SERVICE}Soap">'
    yield f'\t\t\t<soap:address location="http://127.0.0.1:8080{version.path}"/>'
    yield "\t\t</wsdl:port>"
    yield "\t</wsdl:service>"
    yield "</wsdl:definitions>"
    yield ""


def _operation(one: Operation) -> Iterator[str]:
    yield f'\t\t<wsdl:operation name="{one.name}">'
    yield f'\t\t\t<wsdl:documentation xml:lang="en">{one.words}</wsdl:documentation>'
    yield f'\t\t\t<wsdl:input message="tns:{one.name}"/>'
    yield f'\t\t\t<wsdl:output message="tns:{response(one.name)}"/>'
    yield "\t\t</wsdl:operation>"
