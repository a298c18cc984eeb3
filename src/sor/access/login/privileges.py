"""The privileges of a login as OIO-BPP writes them (facts on login, section 11.2): groups, each of one organisation.

Privileges count for the organisation that their group names and nobody else. A group narrowed by something that this
register cannot judge gives nothing: what is narrowed must never be read as if it were not.
"""

import base64
import binascii
from collections.abc import Mapping, Sequence

import msgspec
from lxml import etree

from sor.access.authority import OWNER_ROLES, Right
from sor.access.login.providers import Granted

NAMESPACES = ("http://digst.dk/oiosaml/basic_privilege_profile", "http://itst.dk/oiosaml/basic_privilege_profile")
CVR_SCOPE = "urn:dk:gov:saml:cvrNumberIdentifier:"
UNIT = "sorIdentifier"
"""The last part of the constraint that names a unit; KOMBIT and NemLog-in put different addresses before it."""

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

    Raises BadPrivileges for what is no such list, or has entities.
    """
    if len(text) > LONGEST:
        raise BadPrivileges("the list of privileges is too long")
    root = _root(text.strip())
    if etree.QName(root).localname != "PrivilegeList" or etree.QName(root).namespace not in (*NAMESPACES, None):
        raise BadPrivileges("the list of privileges is no PrivilegeList")
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
        content = text.encode() if text.startswith("<") else base64.b64decode("".join(text.split()), validate=True)
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_pis=True)
        root = etree.fromstring(content, parser)
    except (binascii.Error, etree.XMLSyntaxError, ValueError) as error:
        raise BadPrivileges(f"the list of privileges cannot be read: {error}") from None
    if b"<!" in content:
        raise BadPrivileges("the list of privileges has a document type, comments or CDATA")
    return root


def _group(element: etree._Element) -> Group | None:
    scope = element.get("Scope", "")
    if not scope.startswith(CVR_SCOPE):
        return None
    units: list[str] = []
    for constraint in _children(element, "Constraint"):
        name = constraint.get("Name", "")
        if name.rsplit(":", 1)[-1] != UNIT and f"/{UNIT}/" not in name:
            return None
        units += (constraint.text or "").replace(",", " ").split()
        if not units:
            return None
    privileges = tuple((one.text or "").strip() for one in _children(element, "Privilege"))
    return Group(scope.removeprefix(CVR_SCOPE), tuple(filter(None, privileges)), tuple(units))


def _children(element: etree._Element, name: str) -> list[etree._Element]:
    """The children of that name, with a namespace of the profile or without."""
    return [
        child
        for child in element
        if etree.QName(child).localname == name and etree.QName(child).namespace in (*NAMESPACES, None)
    ]
