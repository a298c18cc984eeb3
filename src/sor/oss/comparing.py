"""What of a linked unit differs between FK-ORG and SOR: name, addresses, how it is reached.

Compared is what SOR shows, inherited or not; where FK-ORG says what would be inherited anyhow, SOR's own value is left
empty. What FK-ORG does not say stays as it is.
"""

import re
from collections.abc import Callable, Mapping
from typing import NamedTuple, TypeAlias

from sor.core.shapes import Address, Fields, VirtualAddress
from sor.oss import org_unit
from sor.oss.evidence import phone_key
from sor.oss.names import street_words
from sor.oss.org_tree import LONGEST_NAME
from sor.oss.org_unit import OrgUnit
from sor.oss.sor_side import SorUnit
from sor.oss.street_text import read_address

INHERIT = "inherit"
PARTS = ("building", "floor", "suite", "postcode")
MAILBOX = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")

MunicipalityOf: TypeAlias = Callable[[str], str]
"""Gives the municipality of an address's postcode."""


class UnitDifference(NamedTuple):
    """What is otherwise: by field what SOR shows, and what it is to be (``inherit``: its own is left empty)."""

    before: Fields
    after: Fields


def short_name(name: str) -> str:
    """A name as SOR takes it: cut after a word where it is too long."""
    if len(name) <= LONGEST_NAME:
        return name
    head = name[: LONGEST_NAME + 1].rpartition(" ")[0].rstrip(" ,-–(/")
    return head or name[:LONGEST_NAME]


def compare_names(org: OrgUnit, unit: SorUnit) -> UnitDifference | None:
    """Another name; a unit without one changes nothing."""
    name = short_name(org.name)
    if name == unit.name or not any(letter.isalpha() for letter in name):
        return None
    return UnitDifference({"name": unit.name}, {"name": name})


def compare_addresses(org: OrgUnit, unit: SorUnit, municipality_of: MunicipalityOf) -> UnitDifference | None:
    """Another address for post or visitors."""
    post, visit = _read(org, org_unit.POST), _read(org, org_unit.CONTACT, org_unit.PLACE)
    before: Fields = {}
    after: Fields = {}
    postal = unit.postal
    if post is not None and not is_same_place(post, unit.postal):
        before["postal_address"] = unit.postal
        inherits = is_same_place(post, _would_be(unit, "postal_address"))
        after["postal_address"] = INHERIT if inherits else _whole(post, municipality_of)
        postal = post
    shown = unit.visiting if "visiting_address" in unit.own else postal
    if visit is not None and not is_same_place(visit, shown):
        before["visiting_address"] = unit.visiting
        after["visiting_address"] = INHERIT if is_same_place(visit, postal) else _whole(visit, municipality_of)
    return UnitDifference(before, after) if after else None


def compare_contacts(org: OrgUnit, unit: SorUnit) -> UnitDifference | None:
    """Another telephone number, e-mail address or web site."""
    wanted = contacts_of(org)
    changed = {part: value for part, value in wanted.items() if not _is_same(part, value, unit.virtual)}
    if not changed:
        return None
    inherited = _would_be(unit, "virtual_address")
    inherits = "virtual_address" in unit.own and all(_is_same(part, value, inherited) for part, value in wanted.items())
    after = INHERIT if inherits else {**unit.virtual, **wanted}
    return UnitDifference({"virtual_address": unit.virtual}, {"virtual_address": after})


def contacts_of(org: OrgUnit) -> VirtualAddress:
    """How FK-ORG says a unit is reached; what is no number or address is left out."""
    found: VirtualAddress = {}
    if phone := phone_key(org.text(org_unit.PHONE, org_unit.LANDLINE)):
        found["phone"] = phone
    mail = org.text(org_unit.EMAIL)
    if MAILBOX.fullmatch(mail):
        found["email"] = mail
    site = org.text(org_unit.WEBSITE)
    if site.startswith(("http://", "https://")) and " " not in site:
        found["website"] = site
    return found


def new_addresses(org: OrgUnit, above: SorUnit | None, municipality_of: MunicipalityOf) -> Fields:
    """The addresses of a new unit; those that it would inherit from the unit above are left out."""
    found: Fields = {}
    post, visit = _read(org, org_unit.POST), _read(org, org_unit.CONTACT, org_unit.PLACE)
    inherited = above.postal if above is not None else {}
    if post is not None and not is_same_place(post, inherited):
        found["postal_address"] = _whole(post, municipality_of)
        inherited = post
    if visit is not None and not is_same_place(visit, inherited):
        found["visiting_address"] = _whole(visit, municipality_of)
    wanted = contacts_of(org)
    virtual = above.virtual if above is not None else {}
    if wanted and not all(_is_same(part, value, virtual) for part, value in wanted.items()):
        found["virtual_address"] = {**wanted}
    return found


def is_same_place(one: Mapping[str, object], other: Mapping[str, object]) -> bool:
    """Whether two addresses are one, in the parts by which mail arrives."""
    streets = [street_words(str(address.get("street") or "")) for address in (one, other)]
    return streets[0] == streets[1] and all(_plain(one.get(part)) == _plain(other.get(part)) for part in PARTS)


def _plain(value: object) -> str:
    return str(value or "").strip(" .").casefold().replace(" ", "").lstrip("0")


def _is_same(part: str, value: object, shown: Mapping[str, object]) -> bool:
    there = str(shown.get(part) or "")
    if part == "phone":
        return phone_key(there) == phone_key(str(value))
    return there.casefold().rstrip("/") == str(value).casefold().rstrip("/")


def _read(org: OrgUnit, *roles: str) -> Address | None:
    return next((found for role in roles for text in org.texts(role) if (found := read_address(text))), None)


def _would_be(unit: SorUnit, kind: str) -> Mapping[str, object]:
    return unit.would_be.get(kind, {})


def _whole(address: Address, municipality_of: MunicipalityOf) -> Fields:
    found: Fields = {**address, "country": "DK"}
    if municipality := municipality_of(address.get("postcode", "")):
        found["municipality"] = municipality
    return found
