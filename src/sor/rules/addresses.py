"""Which addresses a level holds, and what a virtual address must say: F3 to F6. Inheritance itself is A1 to A4."""

import re
from collections.abc import Iterator

from sor.core.shapes import VirtualAddress, text_in
from sor.core.text import is_fit
from sor.rules.field_levels import forbidden_on, mandatory_on
from sor.rules.lengths import UNIT
from sor.rules.rule import Facts, rule
from sor.rules.surroundings import Surroundings
from sor.rules.unit_facts import UnitFacts

SHORTEST, LONGEST = UNIT["virtual_address"]["phone"]
"""Characters of a telephone or fax number."""

LINK = UNIT["virtual_address"]["email"].most
"""The most characters of an e-mail address or a web site (N1)."""


_TELEPHONE = re.compile(r"\(?\+?[0-9][0-9 ()./-]*")
FORMS = {
    "phone": _TELEPHONE,
    "fax": _TELEPHONE,
    "email": re.compile(r"[^\s@<>\"(),:;\\\[\]]+@[\w-]+(\.[\w-]+)+"),
    # No scheme but http and https: a page that shows it as a link must not run it.
    "website": re.compile(r"(https?://)?[\w-]+(\.[\w-]+)+(:[0-9]{1,5})?([/?#][^\s<>\"'`\\]*)?", re.IGNORECASE),
}
"""What each part of a virtual address has to look like as a whole."""

LONGEST_MAILBOX, LONGEST_LOCAL_PART = 254, 64
"""The most characters of an address to which mail is sent, and of what stands before its @ (RFC 5321)."""


_NO_MAILBOX = re.compile(r"[.|=-].*|.*\.[.@].*|.*[.@]-.*|.*-\..*|.*[.@][0-9]+")
"""What looks like an address and is none, or one that a mail program takes for an option or a command: dots at the ends
of a name or beside each other, a host of digits.
"""


def is_mailbox(text: str) -> bool:
    """Whether a text is one address to which mail can be sent."""
    return (
        len(text) <= LONGEST_MAILBOX
        and text.find("@") <= LONGEST_LOCAL_PART
        and is_fit(text)
        and FORMS["email"].fullmatch(text) is not None
        and _NO_MAILBOX.fullmatch(text) is None
    )


def has_an_odd_virtual_address(unit: UnitFacts, around: Surroundings) -> bool:
    """Its telephone number is missing, that or the fax number is of no possible length, a part is of another form, or
    its parts are long; the doubt of N1 too.
    """
    address = unit.values["virtual_address"]
    return (
        not SHORTEST <= len(address.get("phone", "")) <= LONGEST
        or ("fax" in address and not SHORTEST <= len(address["fax"]) <= LONGEST)
        or len("".join(map(str, address.values()))) > LINK
        or not all(form.fullmatch(text) for text, form in _find_forms(address))
    )


def _find_forms(address: VirtualAddress) -> Iterator[tuple[str, re.Pattern[str]]]:
    return ((str(address.get(part)), form) for part, form in FORMS.items() if part in address)


@rule("F3", field="postal_address", lacks="postal_address", levels=mandatory_on("postal_address"))
def has_a_postal_address(unit: UnitFacts, around: Surroundings) -> Iterator[Facts]:
    """Institutionsejeren {key} har ingen postadresse; enhederne under den har ingen at arve.

    Institution owner {key} has no postal address; the units below it have none to inherit.

    Source (D): nspop 99449774 (SORUS test protocol, Sept 2019)
    """
    yield {}


@rule("F4", field="visiting_address", holds="visiting_address", levels=forbidden_on("visiting_address"))
def has_no_visiting_address_as_owner(unit: UnitFacts, around: Surroundings) -> Iterator[Facts]:
    """Enheden {key} er {level} og må ikke have en besøgsadresse.

    Unit {key} is {level} and must not have a visiting address.

    Source (D): nspop 99449774 (SORUS test protocol, Sept 2019)
    """
    yield {"level": unit.level}


@rule("F5", field="activity_address", holds="activity_address", levels=forbidden_on("activity_address"))
def has_an_activity_address_as_organisational_unit_only(unit: UnitFacts, around: Surroundings) -> Iterator[Facts]:
    """Enheden {key} er {level} og må ikke have en aktivitetsadresse; det må kun organisatoriske enheder (OE).

    Unit {key} is {level} and must not have an activity address; only organisational units (OU) may.

    Source (D): nspop 99449774 (SORUS test protocol, Sept 2019)
    """
    yield {"level": unit.level}


@rule("F6", field="virtual_address", lacks="virtual_address", levels=mandatory_on("virtual_address"))
def has_a_virtual_address(unit: UnitFacts, around: Surroundings) -> Iterator[Facts]:
    """Institutionsejeren {key} har ingen virtuel adresse; enhederne under den har ingen at arve.

    Institution owner {key} has no virtual address; the units below it have none to inherit.

    Source (D): nspop 99449774 (SORUS test protocol, Sept 2019)
    """
    yield {}


@rule("F6", case="no phone", field="virtual_address", holds="virtual_address", doubt=has_an_odd_virtual_address)
def has_a_phone_in_its_virtual_address(unit: UnitFacts, around: Surroundings) -> Iterator[Facts]:
    """Den virtuelle adresse på {key} har intet telefonnummer.

    The virtual address of {key} has no telephone number.

    A virtual address is inherited or stated as a whole, so one without a telephone leaves the unit without.

    Source (D): documentation of SOR XML 1.0.0
    """
    if not unit.values["virtual_address"].get("phone"):
        yield {}


@rule("F6", case="phone", field="virtual_address", holds="virtual_address", doubt=has_an_odd_virtual_address)
def has_a_phone_of_a_possible_length(unit: UnitFacts, around: Surroundings) -> Iterator[Facts]:
    """Telefonnummeret »{value}« på {key} har {count} tegn; det skal have {least} til {most}.

    The telephone number "{value}" of {key} has {count} characters; it must have {least} to {most}.

    Source (D): documentation of SOR XML 1.0.0
    """
    phone = unit.values["virtual_address"].get("phone")
    if phone and not SHORTEST <= len(phone) <= LONGEST:
        yield {"value": phone, "count": len(phone), "least": SHORTEST, "most": LONGEST}


@rule("F6", case="fax", field="virtual_address", holds="virtual_address", doubt=has_an_odd_virtual_address)
def has_a_fax_number_of_a_possible_length(unit: UnitFacts, around: Surroundings) -> Iterator[Facts]:
    """Faxnummeret »{value}« på {key} har {count} tegn; det skal have {least} til {most}.

    The fax number "{value}" of {key} has {count} characters; it must have {least} to {most}.

    Source (D): documentation of SOR XML 1.0.0
    """
    fax = unit.values["virtual_address"].get("fax")
    if fax and not SHORTEST <= len(fax) <= LONGEST:
        yield {"value": fax, "count": len(fax), "least": SHORTEST, "most": LONGEST}


@rule("F6", case="form", field="virtual_address", holds="virtual_address", doubt=has_an_odd_virtual_address)
def has_a_virtual_address_whose_parts_look_like_what_they_are(unit: UnitFacts, around: Surroundings) -> Iterator[Facts]:
    """{part} på {key} kan ikke være »{value}«. Et telefonnummer er cifre, blanktegn og + ( ) . / -; en e-mailadresse er
    som navn@sted.dk; en hjemmeside er som www.sted.dk eller begynder med https:// eller http://.

    The {part} of {key} cannot be "{value}". A telephone number is digits, blanks and + ( ) . / -; an e-mail address is
    like name@place.dk; a web site is like www.place.dk or begins with https:// or http://.

    Pages and programs make links of them: a web address of another scheme could run something.

    Source (U): decided here, for the safety of those who read what is stored
    """
    address = unit.values["virtual_address"]
    for part, form in FORMS.items():
        text = text_in(address, part)
        if text and not form.fullmatch(text):
            yield {"part": part, "value": text}
