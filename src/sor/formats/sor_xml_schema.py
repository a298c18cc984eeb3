"""XML schemas of SOR XML, made from the very tables by which files are read and written.

Project-made: the official schemas of 2.0.0 and 3 are not public. They state structure, order and the types of what the
register guarantees (numbers, dates, yes and no); lengths that SOR documents are remarks, because real data break them
and a file must be able to show the data as they are.
"""

from collections.abc import Iterator
from xml.sax.saxutils import escape

from sor.core.identifiers import LONGEST_NUMBER
from sor.formats.sor_xml_tables import (
    CREATED,
    ENTITY_ELEMENTS,
    FIRST_NAMESPACE,
    NAMESPACES,
    SNAPSHOT,
    UNIT_ELEMENTS,
    Form,
    Leaf,
    Part,
    Several,
    Version,
)
from sor.formats.sor_xml_words import WORDS

ROOT = "SorTree"
DATES = frozenset({"FromDate", "ToDate", "UpdatedAt", "FirstFromDate"})
BELOW = {"IO": ("HI",), "HI": ("OU",), "OU": ("OU",)}

REMARKS = {
    "EntityName": "1-60 characters",
    "LocalCode": "1-20 characters",
    "PharmacyIdentifier": "1-20 characters",
    "ShakIdentifier": "4-7 characters",
    "ProviderIdentifier": "1-9 characters",
    "EanLocationCode": "13 digits",
    "SorNote": "at most 254 characters",
    "Stairway": "1-40 characters",
    "Website": "1-254 characters",
    "TelephoneNumberIdentifier": "8-20 characters",
    "FaxNumberIdentifier": "8-20 characters",
    "StreetName": "1-40 characters",
    "PostCodeIdentifier": "four digits",
    "DistrictName": "1-20 characters",
    "StreetCode": "four digits",
    "CVRnumberIdentifier": "eight digits",
    "ProductionUnitIdentifier": "ten digits",
    "EmailAddressIdentifier": "at most 191 characters",
}
"""Limits that SOR's documentation gives and this schema only remarks upon."""


def schema_files(version: Version) -> dict[str, str]:
    """The schemas of a version: file name to text, one file per namespace; ``SorTree.xsd`` is the one to start from."""
    namespaces = {prefix: uri for prefix, uri in NAMESPACES.items() if uri != version.namespace}
    defined: dict[str, dict[str, str]] = {"own": {}}
    _define_tree(version, defined)
    for placed in version.unit:
        _define(version, placed.part, defined)
    files = {f"{ROOT}.xsd": _schema(version.namespace, "own", defined, namespaces, version)}
    for prefix in sorted(defined.keys() - {"own"}):
        files[f"{prefix}.xsd"] = _schema(namespaces[prefix], prefix, defined, namespaces, version)
    return files


def _prefix(version: Version, name: str) -> str:
    """The prefix under which an element is defined: that of version 1 is its own namespace in version 1."""
    prefix = name.partition(":")[0]
    return "own" if prefix == "sor1" and version.namespace == FIRST_NAMESPACE else prefix


def _reference(version: Version, name: str) -> str:
    return f"{_prefix(version, name)}:{name.partition(':')[2]}"


def _define(version: Version, part: Part, defined: dict[str, dict[str, str]]) -> None:
    """Add the definition of a part, and of all parts inside it."""
    local = part.name.partition(":")[2]
    if isinstance(part, Leaf):
        body = _leaf(local, part.form)
    elif isinstance(part, Several):
        _define(version, part.each, defined)
        body = _sequence([_child(version, part.each.name, several=True)])
    else:
        for inner in part.parts:
            _define(version, inner, defined)
        required = {"EanLocationCode"} if local == "EanLocationCodeEntity" else set()
        body = _sequence([_child(version, inner.name, required=_local(inner) in required) for inner in part.parts])
    defined.setdefault(_prefix(version, part.name), {})[local] = _element(local, body)


def _define_tree(version: Version, defined: dict[str, dict[str, str]]) -> None:
    for level, name in UNIT_ELEMENTS.items():
        parts = [placed.part for placed in version.unit if level in placed.levels]
        children = [_child(version, part.name, required=_local(part) == "SorIdentifier") for part in parts]
        defined["own"][name.partition(":")[2]] = _element(name.partition(":")[2], _sequence(children))
    for level, name in ENTITY_ELEMENTS.items():
        children = [_child(version, UNIT_ELEMENTS[level], required=True)]
        children += [_child(version, ENTITY_ELEMENTS[below], several=True) for below in BELOW[level]]
        defined["own"][name.partition(":")[2]] = _element(name.partition(":")[2], _sequence(children))
    dates = defined.setdefault(_prefix(version, CREATED), {})
    dates["CreatedAtTime"] = _element("CreatedAtTime", None, "xs:dateTime")
    dates["SnapshotDate"] = _element("SnapshotDate", None, "xs:date")
    root = [_child(version, name, required=True) for name in (CREATED, SNAPSHOT)]
    root.append(_child(version, ENTITY_ELEMENTS["IO"], several=True))
    defined["own"][ROOT] = _element(ROOT, _sequence(root))


def _local(part: Part) -> str:
    return part.name.partition(":")[2]


def _leaf(local: str, form: Form) -> list[str] | str:
    if form in (Form.FLAG, Form.NOT_FLAG):
        return "xs:boolean"
    if form is Form.COUNTRY:
        return [
            "<xs:complexType>",
            '\t<xs:simpleContent><xs:extension base="xs:string">',
            '\t\t<xs:attribute name="scheme" type="xs:string" use="required"/>',
            "\t</xs:extension></xs:simpleContent>",
            "</xs:complexType>",
        ]
    if local in DATES:
        return "xs:date"
    if form is Form.METRE:
        return "xs:decimal"
    if form is Form.NUMBER or local == "SorIdentifier":
        digits = f'<xs:restriction base="xs:string"><xs:pattern value="[0-9]{{1,{LONGEST_NUMBER}}}"/></xs:restriction>'
        return [f"<xs:simpleType>{digits}</xs:simpleType>"]
    return "xs:string"


def _child(version: Version, name: str, *, required: bool = False, several: bool = False) -> str:
    least = "" if required else ' minOccurs="0"'
    most = ' maxOccurs="unbounded"' if several else ""
    return f'<xs:element ref="{_reference(version, name)}"{least}{most}/>'


def _sequence(children: list[str]) -> list[str]:
    inside = [f"\t\t{child}" for child in children]
    return ["<xs:complexType>", "\t<xs:sequence>", *inside, "\t</xs:sequence>", "</xs:complexType>"]


def _element(name: str, body: list[str] | str | None, type_name: str = "") -> str:
    """The definition of a global element: a named type, or the lines of its own."""
    named = body if isinstance(body, str) else type_name
    type_attribute = f' type="{named}"' if named else ""
    lines = [f'<xs:element name="{name}"{type_attribute}>', *_said(name)]
    lines += [f"\t{line}" for line in body] if isinstance(body, list) else []
    return "\n".join([*lines, "</xs:element>"])


def _said(name: str) -> Iterator[str]:
    if name in WORDS:
        da, en = WORDS[name]
        remark = f" ({REMARKS[name]})" if name in REMARKS else ""
        yield "\t<xs:annotation>"
        yield f'\t\t<xs:documentation xml:lang="da">{escape(da)}</xs:documentation>'
        yield f'\t\t<xs:documentation xml:lang="en">{escape(en + remark)}</xs:documentation>'
        yield "\t</xs:annotation>"


def _schema(
    namespace: str, own: str, defined: dict[str, dict[str, str]], namespaces: dict[str, str], version: Version
) -> str:
    text = "\n".join(line for element in defined[own].values() for line in element.split("\n"))
    used = [prefix for prefix in sorted(defined) if prefix not in (own, "own") and f'"{prefix}:' in text]
    uses_own = own != "own" and '"own:' in text
    declared = [f'xmlns:{prefix}="{namespaces[prefix]}"' for prefix in used]
    declared += [f'xmlns:{own}="{namespace}"'] + ([f'xmlns:own="{version.namespace}"'] if uses_own else [])
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>',
        f"<!-- SOR XML {version.number}: made by the open SOR project from its tables; not the official schema. -->",
        f'<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" {" ".join(declared)}',
        f'\ttargetNamespace="{namespace}" elementFormDefault="qualified">',
        *(f'\t<xs:import namespace="{namespaces[prefix]}" schemaLocation="{prefix}.xsd"/>' for prefix in used),
        *(f"\t{line}" for line in text.split("\n")),
        "</xs:schema>",
        "",
    ]
    return "\n".join(lines)
