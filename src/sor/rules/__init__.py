"""The rule book: every rule there is, listed file by file, in the order of the book."""

from collections.abc import Iterable
from types import ModuleType

from sor.rules import (
    absence,
    addresses,
    authority,
    changing,
    dates,
    dates_ahead,
    duplicates,
    entity_types,
    files,
    hierarchy,
    hospital_fields,
    identifiers,
    issuing,
    life,
    listed_codes,
    location_numbers,
    names,
    operating,
    organisational_units,
    owners,
    pharmacies,
    placement,
    places,
    providers,
    quality,
    replacing,
    responsible,
    shak,
    succession,
    treatment_sites,
)
from sor.rules.rule import BadRule, Rule

FILES = (
    hierarchy,
    entity_types,
    placement,
    names,
    owners,
    addresses,
    organisational_units,
    hospital_fields,
    places,
    operating,
    pharmacies,
    providers,
    shak,
    location_numbers,
    issuing,
    dates,
    dates_ahead,
    life,
    succession,
    identifiers,
    files,
    absence,
    changing,
    replacing,
    listed_codes,
    duplicates,
    responsible,
    quality,
    treatment_sites,
    authority,
)


def collect_rules(modules: Iterable[ModuleType]) -> dict[tuple[str, str], Rule]:
    """The rules of files by code and case. Raises BadRule when two claim the same."""
    found: dict[tuple[str, str], Rule] = {}
    for module in modules:
        for entry in vars(module).values():
            if not isinstance(entry, Rule):
                continue
            if (entry.code, entry.case) in found:
                raise BadRule(
                    f"There are two rules {entry.code} {entry.case}".strip() + ". Give one a case of its own."
                )
            found[entry.code, entry.case] = entry
    return found


BOOK = collect_rules(FILES)
"""Every rule by code and case."""
