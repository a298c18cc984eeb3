"""XML schemas of SOR XML, made from the very tables by which files are read and written.

Project-made. That of 1.0.0 demands what the public one does: order, number, type, length and pattern, from the table
that the writer asks too (``limits``). The official ones of 2.0.0 and 3 are not public: theirs state structure,
order and the types of what the register guarantees (numbers, dates, yes and no); lengths are remarks there, because
real data break them and a file must be able to show the data as they are.
"""

from xml.sax.saxutils import quoteattr

from sor.core.identifiers import LONGEST_NUMBER
from sor.formats.sor_xml.limits import LIMITS, MOST, REQUIRED, SCHEMES, Limit
from sor.formats.sor_xml.tables import (
    CREATED,
    ENTITY_ELEMENTS,
    FIRST,
    FIRST_NAMESPACE,
    NAMESPACES,
    SNAPSHOT,
    UNIT_ELEMENTS,
    XmlVersion,
)
from sor.formats.sor_xml.words import WORDS
from sor.formats.xml_tables.elements import FLAGS, Form, Leaf, Part, Several, local
from sor.formats.xml_tables.schema import (
    UNBOUNDED,
    print_element,
    print_occurrence,
    print_sequence,
    print_words,
    type_of,
)

ROOT = "SorTree"
BELOW = {"IO": ("HI",), "HI": ("OU",), "OU": ("OU",)}
REQUIRED_LATER = {
    **dict.fromkeys(map(local, UNIT_ELEMENTS.values()), frozenset({"SorIdentifier"})),
    "EanLocationCodeEntity": frozenset({"EanLocationCode"}),
}
"""What must stand in an element after 1.0.0: what it is about."""

COUNTRY, COUNTRY_TYPE = "CountryIdentificationCode", "CountryIdentificationCodeType"

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
"""Limits that SOR's documentation gives; the schemas after 1.0.0 only remark upon them."""


def schema_files(version: XmlVersion) -> dict[str, str]:
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


def _prefix(version: XmlVersion, name: str) -> str:
    """The prefix under which an element is defined: that of version 1 is its own namespace in version 1."""
    prefix = name.partition(":")[0]
    return "own" if prefix == "sor1" and version.namespace == FIRST_NAMESPACE else prefix


def _reference(version: XmlVersion, name: str) -> str:
    return f"{_prefix(version, name)}:{local(name)}"


def _define(version: XmlVersion, part: Part, defined: dict[str, dict[str, str]]) -> None:
    """Add the definition of a part, and of all parts inside it."""
    name = local(part.name)
    here = defined.setdefault(_prefix(version, part.name), {})
    if isinstance(part, Leaf):
        body = _leaf(version, part)
        if version is FIRST and name == COUNTRY:
            here[COUNTRY_TYPE] = "\n".join(_restrict_text(LIMITS[COUNTRY], f' name="{COUNTRY_TYPE}"'))
    elif isinstance(part, Several):
        _define(version, part.each, defined)
        most = MOST.get(local(part.each.name), UNBOUNDED) if version is FIRST else UNBOUNDED
        body = print_sequence([_child(version, part.each.name, most=most)])
    else:
        for inner in part.parts:
            _define(version, inner, defined)
        body = _content(version, name, part.parts)
    here[name] = _element(name, body)


def _content(version: XmlVersion, name: str, parts: tuple[Part, ...]) -> list[str]:
    """The type of an element that holds others, in their order."""
    required = (REQUIRED if version is FIRST else REQUIRED_LATER).get(name, frozenset())
    children = [_child(version, part.name, required=local(part.name) in required) for part in parts]
    if version is FIRST and name == "OptionalEanLocationCode":
        children = ["<xs:choice>", *(f"\t{child}" for child in children), "</xs:choice>"]
    return print_sequence(children)


def _define_tree(version: XmlVersion, defined: dict[str, dict[str, str]]) -> None:
    for level, name in UNIT_ELEMENTS.items():
        parts = tuple(placed.part for placed in version.unit if level in placed.levels)
        defined["own"][local(name)] = _element(local(name), _content(version, local(name), parts))
    for level, name in ENTITY_ELEMENTS.items():
        children = [_child(version, UNIT_ELEMENTS[level], required=True)]
        children += [_child(version, ENTITY_ELEMENTS[below], most=UNBOUNDED) for below in BELOW[level]]
        defined["own"][local(name)] = _element(local(name), print_sequence(children))
    dates = defined.setdefault(_prefix(version, CREATED), {})
    for name, type_name in (("CreatedAtTime", "xs:dateTime"), ("SnapshotDate", "xs:date")):
        dates[name] = f'<xs:element name="{name}" type="{type_name}">\n</xs:element>'
    root = [_child(version, name, required=True) for name in (CREATED, SNAPSHOT)]
    root.append(_child(version, ENTITY_ELEMENTS["IO"], required=version is FIRST, most=UNBOUNDED))
    defined["own"][ROOT] = _element(ROOT, print_sequence(root))


def _leaf(version: XmlVersion, part: Leaf) -> list[str] | str:
    """The type of an element that holds a text."""
    if part.form in FLAGS or part.form is Form.DAY:
        return type_of(part.form)
    if part.form is Form.COUNTRY:
        return _country(version, part)
    if version is FIRST:
        return _restrict_text(LIMITS[local(part.name)])
    if part.form in (Form.NUMBER, Form.SOR_CODE):
        return _restrict_text(Limit(pattern=f"[0-9]{{1,{LONGEST_NUMBER}}}"))
    return type_of(part.form)


def _country(version: XmlVersion, part: Leaf) -> list[str]:
    base, scheme = "xs:string", '<xs:attribute name="scheme" type="xs:string" use="required"/>'
    if version is FIRST:
        base = f"{_prefix(version, part.name)}:{COUNTRY_TYPE}"
        kinds = "".join(f'<xs:enumeration value="{name}"/>' for name in SCHEMES)
        inside = f'<xs:simpleType><xs:restriction base="xs:string">{kinds}</xs:restriction></xs:simpleType>'
        scheme = f'<xs:attribute name="scheme" use="required">{inside}</xs:attribute>'
    return [
        "<xs:complexType>",
        f'\t<xs:simpleContent><xs:extension base="{base}">',
        f"\t\t{scheme}",
        "\t</xs:extension></xs:simpleContent>",
        "</xs:complexType>",
    ]


def _restrict_text(limit: Limit, name: str = "") -> list[str]:
    """A simple type with the limits of a text."""
    facets = f'<xs:minLength value="{limit.least}"/>' if limit.least else ""
    facets += f'<xs:maxLength value="{limit.most}"/>' if limit.most is not None else ""
    facets += f"<xs:pattern value={quoteattr(limit.pattern)}/>" if limit.pattern else ""
    return [f'<xs:simpleType{name}><xs:restriction base="{limit.type}">{facets}</xs:restriction></xs:simpleType>']


def _child(version: XmlVersion, name: str, *, required: bool = False, most: int | str = 1) -> str:
    return f'<xs:element ref="{_reference(version, name)}"{print_occurrence(required=required, most=most)}/>'


def _element(name: str, body: list[str] | str) -> str:
    """The definition of a global element: of a named type, or with the lines of its own."""
    named, own = (body, []) if isinstance(body, str) else ("", body)
    return "\n".join(print_element(name, [*print_words(_words(name)), *own], named))


def _words(name: str) -> list[tuple[str, str]]:
    if name not in WORDS:
        return []
    da, en = WORDS[name]
    return [("da", da), ("en", f"{en} ({REMARKS[name]})" if name in REMARKS else en)]


def _schema(
    namespace: str, own: str, defined: dict[str, dict[str, str]], namespaces: dict[str, str], version: XmlVersion
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
