"""Units that a new one may be: the same number, or the same name at the same address."""

from collections.abc import Iterator, Mapping

from sor.core.finding import Finding
from sor.core.identifiers import provider_key, tidy_identifier
from sor.core.shapes import Value, text_in
from sor.core.subject import STREET_ADDRESSES
from sor.core.unit import UnitAnswer
from sor.following.phone_book import PhoneBook
from sor.reading.snapshot import Snapshot
from sor.rules.duplicates import SAME_CVR, SAME_NAME, SAME_NUMBER, SAME_PROVIDER
from sor.rules.rule import Rule
from sor.search.text import sort_key

NUMBERS = {
    "cvr": ("cvr", SAME_CVR),
    "provider_identifier": ("provider_key", SAME_PROVIDER),
    "location": ("location_number", SAME_NUMBER),
}
"""By field: the system in which the number is found, and what is said."""

LOOKED_AT = 20
"""Units of nearly that name whose address is compared."""

MOST_TOLD = 5


def alike(
    key: str, given: Mapping[str, Value], parent: UnitAnswer | None, snapshot: Snapshot, search: PhoneBook
) -> list[Finding]:
    """What may be the unit that is to be made. given: what a change document sets of it; parent: whose address it
    inherits where it has none of its own.
    """
    found: dict[str, Rule] = {}
    for field, (system, rule) in NUMBERS.items():
        value = text_in(given.get(field), "number") if field == "location" else text_in(given, field)
        if value:
            number = tidy_identifier(system, value)
            for code in snapshot.holders(system, provider_key(number) if system == "provider_key" else number):
                found.setdefault(code, rule)
    for code in _of_that_name(given, parent, snapshot, search):
        found.setdefault(code, SAME_NAME)
    named = snapshot.summaries([*found][:MOST_TOLD])
    return [
        found[code].finding("unit", key, {"other": code, "name": unit.get("name") or code})
        for code, unit in named.items()
    ]


def _of_that_name(
    given: Mapping[str, Value], parent: UnitAnswer | None, snapshot: Snapshot, search: PhoneBook
) -> Iterator[str]:
    """Open units of the same name at the same street, house and postcode."""
    name, at = text_in(given, "name"), _place(given) or (None if parent is None else _place(parent))
    if not name or at is None:
        return
    hits = search.search(name, snapshot.at, limit=LOOKED_AT)
    units, _ = snapshot.units([hit.key for hit in hits.page])
    for unit in units:
        if sort_key(unit.get("name", "")) == sort_key(name) and _place(unit) == at:
            yield unit["code"]


def _place(fields: Mapping[str, Value]) -> tuple[str, ...] | None:
    """Where something lies, for comparing; None when it tells no street."""
    for kind in STREET_ADDRESSES:
        if street := text_in(fields.get(kind), "street"):
            rest = [text_in(fields.get(kind), part) or "" for part in ("building", "floor", "suite", "postcode")]
            return tuple(sort_key(part) for part in (street, *rest))
    return None
