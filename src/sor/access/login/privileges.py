"""The privileges of a login as OIO-BPP writes them (facts on login, section 11.2): groups, each of one organisation.

Privileges count for the organisation that their group names and nobody else. A group narrowed by something that this
register cannot judge gives nothing: what is narrowed must never be read as if it were not.
"""

import base64
import binascii
import re
from collections.abc import Mapping, Sequence

import msgspec
from lxml import etree

from sor.access.authority import OWNER_ROLES, Right
from sor.access.login.providers import Granted

NAMESPACES = ("http://digst.dk/oiosaml/basic_privilege_profile", "http://itst.dk/oiosaml/basic_privilege_profile")
CVR_SCOPE = "urn:dk:gov:saml:cvrNumberIdentifier:"
UNIT = "sorIdentifier"
"""The last part of the constraint that names a unit; KOMBIT and NemLog-in put different addresses before it."""

DECLARATION = re.compile(r"\A\ufeff?\s*<\?xml\s[^?]*\?>")
LONGEST = 100_000


class BadPrivileges(ValueError):
    """A list of privileges that cannot be read."""


class Group(msgspec.Struct, frozen=True):
    """Privileges for one organisation. units: SOR codes below which alone they count; none: all of the organisation."""

    cvr: str
    privileges: tuple[str, ...]
    units: tuple[str, ...] = ()


def read_privileges(text: str) -> Sequence[Group]:
    """The groups of a list, in Base64 or as XML, that are of a CVR number and narrowed at most to units.

    Raises BadPrivileges for what is no such list, has entities, or holds what the profile does not know.
    """
    if len(text) > LONGEST:
        raise BadPrivileges("the list of privileges is too long")
    root = _root(text.strip())
    if _name_element(root) != "PrivilegeList":
        raise BadPrivileges("the list of privileges is no PrivilegeList")
    _refuse_unknown(root, {*root.attrib}, {"PrivilegeGroup"})
    return [group for element in _children(root, "PrivilegeGroup") if (group := _group(element)) is not None]


def rights_given(
    groups: Sequence[Group], cvr: str | None, roles: Mapping[str, Granted], owners: Sequence[str]
) -> Sequence[Right]:
    """The rights that privileges give.

    cvr: whose login it is; groups of others give nothing. roles: what a privilege of the provider gives, by its name.
    owners: the SOR codes of the owners that bear that CVR number now.
    """
    rights: list[Right] = []
    for group in groups:
        if group.cvr != cvr:
            continue
        for name in group.privileges:
            granted = roles.get(name)
            if granted is None or granted.cvr not in (None, cvr):
                continue
            if granted.role not in OWNER_ROLES:
                rights += [] if group.units else [Right(granted.role)]
            elif group.units:
                rights += [Right(granted.role, unit, within=(owner,)) for owner in owners for unit in group.units]
            else:
                rights += [Right(granted.role, owner) for owner in owners]
    return rights


def _root(text: str) -> etree._Element:
    try:
        content = (
            text if text.startswith("<") else base64.b64decode("".join(text.split()), validate=True).decode("utf-8")
        )
        content = DECLARATION.sub("", content, count=1)
        if "<!" in content or "<?" in content:
            raise BadPrivileges("the list of privileges has a document type, comments, instructions or CDATA")
        return etree.fromstring(
            content.encode(), etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
        )
    except BadPrivileges:
        raise
    except (binascii.Error, etree.XMLSyntaxError, ValueError) as error:
        raise BadPrivileges(f"the list of privileges cannot be read: {error}") from None


def _group(element: etree._Element) -> Group | None:
    """What a group gives; None when it is of no CVR number, or narrowed by what cannot be judged."""
    _refuse_unknown(element, {"Scope"}, {"Privilege", "Constraint"})
    privileges, constraints = ([_leaf(one) for one in _children(element, name)] for name in ("Privilege", "Constraint"))
    scope = element.get("Scope", "")
    if not scope.startswith(CVR_SCOPE):
        return None
    units: tuple[str, ...] = ()
    if constraints:
        (name, value), *more = constraints
        units = tuple(value.replace(",", " ").split())
        if more or not units or (name.rsplit(":", 1)[-1] != UNIT and f"/{UNIT}/" not in name):
            return None  # several narrow each other, and which unit stands below which is not known here
    return Group(scope.removeprefix(CVR_SCOPE), tuple(value for _, value in privileges if value), units)


def _leaf(element: etree._Element) -> tuple[str, str]:
    """The name that an element bears, and its text."""
    _refuse_unknown(element, {"Name"} if _name_element(element) == "Constraint" else set(), set())
    return element.get("Name", ""), (element.text or "").strip()


def _refuse_unknown(element: etree._Element, attributes: set[str], below: set[str]) -> None:
    """Raises BadPrivileges for what the profile does not know: it might narrow what it stands in."""
    odd = [
        *(set(map(str, element.attrib)) - attributes),
        *(str(one.tag) for one in element if _name_element(one) not in below),
    ]
    if odd:
        raise BadPrivileges(f"the list of privileges holds something unknown: {odd[0][:100]}")


def _name_element(element: etree._Element) -> str:
    """The name of an element of the profile, which stands in its namespace or in none; empty of any other."""
    name = etree.QName(element)
    return name.localname if name.namespace in (*NAMESPACES, None) else ""


def _children(element: etree._Element, name: str) -> list[etree._Element]:
    return [child for child in element if _name_element(child) == name]
