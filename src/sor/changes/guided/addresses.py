"""A street address as it was typed, and as it is to be: its number parted from the street, its town and municipality by
the postcode.
"""

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from sor.changes.guided.answers import StepHint, StepMistake
from sor.core.code_book import CodeBook
from sor.core.shapes import Value

NAMING = ("street", "building", "postcode")
"""By what two units are said to have the same address."""

STREET_WITH_NUMBER = re.compile(r"(.*[^\W\d])\s+(\d+\s?[A-Za-zÆØÅæøå]?)")


class TypedAddress(NamedTuple):
    """An address of a page. had, typed: its parts before and as they were typed; empty for none. day: the first."""

    block: str
    had: Mapping[str, str]
    typed: Mapping[str, str]
    day: int

    def has_changed(self, part: str) -> bool:
        """Whether a part was typed that is otherwise."""
        return self.typed[part] != self.had[part]


def split_number(address: TypedAddress) -> tuple[TypedAddress, list[StepHint]]:
    """The number parted from a street that was typed with it; it is told."""
    typed = address.typed
    found = STREET_WITH_NUMBER.fullmatch(typed["street"])
    if found is None or not address.has_changed("street") or typed["building"] not in ("", address.had["building"]):
        return address, []
    facts = {"street": found[1], "building": found[2].replace(" ", "").upper()}
    said = StepHint("address", f"{address.block}.street", "changed.split", facts)
    return address._replace(typed={**typed, **facts}), [said]


def settle_place(address: TypedAddress, codes: CodeBook) -> tuple[TypedAddress, list[StepMistake]]:
    """Town and municipality of another postcode, from the list of postcodes; of several municipalities one must be
    chosen.
    """
    had, typed = address.had, address.typed
    listed = codes.get("postal_code", typed["postcode"], address.day)
    if not address.has_changed("postcode") or listed is None:
        return address, []
    town, around = str(listed.get("name_da") or ""), _texts_in(listed.get("municipalities"))
    settled = dict(typed)
    if town and typed["district"] in ("", had["district"]):
        settled["district"] = town
    if around and typed["municipality"] not in around:
        if len(around) == 1:
            settled["municipality"] = around[0]
        elif typed["municipality"] in ("", had["municipality"]):
            names = ", ".join(codes.name("municipality", one, address.day) or one for one in around)
            facts = {"postcode": typed["postcode"], "names": names}
            return address, [StepMistake("address", f"{address.block}.municipality", "changed.municipality", facts)]
    return address._replace(typed=settled), []


def look_at_region(address: TypedAddress, providers: list[str], codes: CodeBook) -> Iterator[StepHint]:
    """A ydernummer belongs to the region with which its holder has an agreement. providers: those of the place."""
    before, after = (
        codes.region_of_municipality(one["municipality"], address.day) for one in (address.had, address.typed)
    )
    if before and after and before != after and providers:
        facts = {
            "numbers": ", ".join(providers),
            "before": codes.name("region", before, address.day) or before,
            "after": codes.name("region", after, address.day) or after,
        }
        yield StepHint("address", f"{address.block}.postcode", "changed.region", facts, warns=True)


def is_same_place(own: Mapping[str, Value], had: Mapping[str, str]) -> bool:
    """Whether what a unit states is the address that another one had."""
    return all(str(own.get(part) or "") == had[part] for part in NAMING)


def _texts_in(value: Value) -> list[str]:
    return [str(one) for one in value] if isinstance(value, list) else []
