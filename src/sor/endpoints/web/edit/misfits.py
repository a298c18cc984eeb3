"""What does not fit together in what was typed: a hint beside its field while the form is filled in. Pure; the register
judges what it takes, this stops nothing.
"""

from collections.abc import Collection, Iterator, Mapping
from typing import NamedTuple

from sor.core.code_book import CodeBook
from sor.core.subject import STREET_ADDRESSES
from sor.endpoints.web.edit.forms import OWN
from sor.search.text import sort_key

OF_ONE_LENGTH = ("provider_identifier", "production_unit", "location.number", "pharmacy_identifier")
"""Numbers of which none has the eight digits of a telephone number."""

PHONE_DIGITS = 8
DENMARK = "45"


class Hint(NamedTuple):
    """Something that does not fit. field: where it stands. text: the key of its sentence, with facts."""

    field: str
    text: str
    facts: Mapping[str, str]


def misfits(form: Mapping[str, str], changed: Collection[str], codes: CodeBook, day: int) -> Iterator[Hint]:
    """What does not fit in the fields of a form that differ from what there is. codes: the lists as of a day."""
    typed = {name: value.strip() for name, value in form.items()}
    for name in OF_ONE_LENGTH:
        value = typed.get(name, "")
        if name.partition(".")[0] in changed and len(_digits(value)) == PHONE_DIGITS:
            yield Hint(name, "misfit.phone", {"value": value})
    phone = _digits(typed.get("virtual_address.phone", ""))
    if "cvr" in changed and typed.get("cvr") and _digits(typed["cvr"]) == phone:
        yield Hint("cvr", "misfit.phone", {"value": typed["cvr"]})
    for block in STREET_ADDRESSES:
        if block in changed and typed.get(block) == OWN:
            yield from _of_an_address(block, typed, codes, day)


def _of_an_address(block: str, typed: Mapping[str, str], codes: CodeBook, day: int) -> Iterator[Hint]:
    postcode, town, lies_in = (typed.get(f"{block}.{part}", "") for part in ("postcode", "district", "municipality"))
    listed = codes.get("postal_code", postcode, day)
    if not postcode:
        return
    if listed is None:
        yield Hint(f"{block}.postcode", "misfit.postcode", {"postcode": postcode})
        return
    name, around = str(listed.get("name_da") or ""), listed.get("municipalities")
    if town and name and sort_key(town) != sort_key(name):
        yield Hint(f"{block}.district", "misfit.town", {"postcode": postcode, "name": name})
    if lies_in and isinstance(around, list) and around and lies_in not in around:
        names = ", ".join(codes.name("municipality", str(one), day) or str(one) for one in around)
        yield Hint(f"{block}.municipality", "misfit.municipality", {"postcode": postcode, "names": names})


def _digits(value: str) -> str:
    """The digits of a number, without the one of the country; empty for what is no number."""
    plain = value.replace(" ", "").removeprefix("+").removeprefix("00")
    if not plain.isdecimal():
        return ""
    return plain.removeprefix(DENMARK) if len(plain) == PHONE_DIGITS + len(DENMARK) else plain
