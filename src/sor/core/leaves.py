"""Parts of fields: what a source that tells only some of them leaves as it is known (``CORE`` §4)."""

from collections.abc import Collection, Iterable, Mapping
from functools import lru_cache

from sor.core.shapes import Address, Fields, GeographicParent, OperatedBy, Speciality, Status, Value, VirtualAddress
from sor.core.subject import ADDRESS_KINDS, STREET_ADDRESSES

ADDRESS_PARTS = frozenset(Address.__annotations__)
VIRTUAL_PARTS = frozenset(VirtualAddress.__annotations__)
SLOTS = tuple(str(n) for n in range(1, 9))
"""The places of specialities that tables have; those beyond are one part, ``more``."""
SPECIALITY_PARTS = frozenset({*SLOTS, "more", "type"})

PARTS: dict[str, frozenset[str]] = {
    **dict.fromkeys(STREET_ADDRESSES, ADDRESS_PARTS),
    "virtual_address": VIRTUAL_PARTS,
    "geographic_parent": frozenset(GeographicParent.__annotations__),
    "operator": frozenset(OperatedBy.__annotations__),
    "status": frozenset(Status.__annotations__),
    "specialities": SPECIALITY_PARTS,
}
"""The fields that have parts of which a source may tell some and not others."""

WITHOUT_FLAG = "location.inherited"
"""A source that does not say whether a unit without a number of its own inherits one or has none."""


WHOLE = ""
"""Stands for a field that is not told at all, where its untold parts are listed."""

NO_PARTS: frozenset[str] = frozenset()


def untold_of(fields: Iterable[str], told: Collection[str]) -> frozenset[str]:
    """The parts of some fields that are not among those told (``postal_address.street``)."""
    return frozenset(
        f"{field}.{part}" for field in fields for part in PARTS.get(field, ()) if f"{field}.{part}" not in told
    )


@lru_cache(maxsize=1024)
def untold_parts(untold: frozenset[str]) -> dict[str, frozenset[str]]:
    """Untold paths by their field: its parts, and ``WHOLE`` when it is not told at all."""
    found: dict[str, set[str]] = {}
    for path in untold:
        field, _, part = path.partition(".")
        found.setdefault(field, set()).add(part)
    return {field: frozenset(parts) for field, parts in found.items()}


def merge_leaves(field: str, given: Value, known: Value, untold: frozenset[str]) -> Value:
    """What a field holds when a source tells some parts of it and the others stay as they are known."""
    if isinstance(known, list) and known:
        return _specialities(given if isinstance(given, list) else [], known, untold) or None
    if not isinstance(known, dict) or not known:
        return given
    if field == "location":
        return known if given is None and known.get("state") != "Own" else given
    if given is None and field in ADDRESS_KINDS:
        return None  # it has none of its own: who cannot tell own from inherited settled it
    parts = given if isinstance(given, dict) else {}
    if field == "status" and "from" not in untold and parts.get("from") != known.get("from"):
        return given  # another version of the source: when that was registered is not known
    kept = {part: value for part, value in known.items() if part in untold}
    told = {part: value for part, value in parts.items() if part not in untold}
    if field in STREET_ADDRESSES:
        _settle_region(parts, told, kept, known, untold)
    return (kept | told) or None


def _settle_region(given: Fields, told: Fields, kept: Fields, known: Fields, untold: Collection[str]) -> None:
    """The region is stated only where it is not the municipality's: with an untold municipality it stays as known,
    without a told one it goes when the municipality changes.
    """
    if "municipality" in untold and known.get("municipality"):
        told.pop("region", None)
        if "region" in known:
            kept["region"] = known["region"]
    elif "region" in untold and given.get("municipality") != known.get("municipality"):
        kept.pop("region", None)


def _specialities(given: list[Speciality], known: list[Speciality], untold: frozenset[str]) -> list[Speciality]:
    """Specialities place by place: the told places as given, the others as known; the first is the main one's. When
    which one is the main one is not told, it stays so as long as it is given.
    """
    types = {one["code"]: one["type"] for one in known if "type" in one} if "type" in untold else {}
    main = [one for one in known if one.get("main")][:1]
    if "main" in untold:
        head = {one["code"] for one in main}
        told: Iterable[Speciality] = ({**one, "main": one["code"] in head} for one in given)
        given = sorted(told, key=lambda one: not one["main"])
    places = [main[0] if main else None, *(one for one in known if one not in main)]
    kept = {n: one for n, one in enumerate(places) if one and (SLOTS[n] if n < len(SLOTS) else "more") in untold}
    codes = {one["code"] for one in given}
    found = [_of_type(one, types) for one in given]
    for n, one in kept.items():
        if one["code"] not in codes:
            found.insert(min(n if main or n == 0 else n - 1, len(found)), one)
    return found


def _of_type(one: Speciality, types: Mapping[str, str]) -> Speciality:
    return {**one, "type": types[one["code"]]} if one["code"] in types and not one["main"] else one
