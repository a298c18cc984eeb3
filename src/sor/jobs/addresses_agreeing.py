"""What the parts of addresses of a first file say of each other, and of what lies around them: coordinates far from
their municipality, regions of numbers that are not those of their units, streets that lost their towns or bear each
other's codes.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Sequence
from functools import cache
from math import hypot

from sor.codes.names import CodeNames
from sor.core.subject import STREET_ADDRESSES
from sor.jobs.odd import EXAMPLES, FEW, LEAST, MOST_ELSEWHERE, PER_CENT, Odd, Strange, many
from sor.jobs.rows_stated import RowsStated, TableStated, sample
from sor.sample.places import outlines

FAR = 30_000
"""Metres from all that is known to lie in a municipality at which an address of it cannot lie: the known circles leave
out its edges, which are a few kilometres wide.
"""

MOST_APART = 10
"""Per cent of the addresses with a street that may lack the postcode or the town that most have, or bear another code
than the same street elsewhere. A column that moved by a row still fits where neighbours share an address.
"""

TOGETHER = ("postcode", "district")

_NOT_ITS_NAME = re.compile(r"\b\d.*|\W")
"""A house's number and all behind it, where the street's column holds it too, and what is no letter."""


def strange_addresses(rows: RowsStated, names: CodeNames) -> Iterator[Strange]:
    """What does not lie together in the addresses of a file, by the code lists of a register."""
    tables = dict(rows.tables())
    for kind, fields in (("unit", tuple(f"{field}." for field in STREET_ADDRESSES)), ("place", ("",))):
        if kind in tables:
            for field in fields:
                yield from _far_away(kind, field, tables[kind])
                yield from _find_lost_towns(kind, field, tables[kind])
                yield from _street_codes(kind, field, tables[kind])
    if "location_number" in tables:
        yield from _regions("location_number", tables["location_number"], "unit postal_address.municipality", names)
    if "place" in tables:
        yield from _regions("place", tables["place"], "municipality", names)


def _far_away(kind: str, field: str, table: TableStated) -> Iterator[Strange]:
    far: list[str] = []
    told = 0
    held = _draw_rows(table, f"{field}municipality", f"{field}east", f"{field}north")
    known: dict[tuple[str, ...], bool] = {}
    for key, *place in held:
        where = (place[0], place[1], place[2])
        if where not in known and all(where) and outlines().get(where[0]):
            known[where] = is_far(*where)
        if where in known:
            told += 1
            if known[where]:
                far.append(f"{key}: {place[1]} {place[2]}")
    path = f"{field}east"
    what = f"coordinates{_of(kind, field)} more than {FAR // 1000} kilometres away from their municipality"
    yield from _if_strange(kind, path, Odd(what, len(far), told, far[:EXAMPLES]), is_sure=True)


@cache
def is_far(municipality: str, east: str, north: str) -> bool:
    """Whether coordinates lie where no address of a municipality can."""
    try:
        x, y = float(east), float(north)
    except ValueError:
        return False
    known = outlines().get(municipality, ())
    return bool(known) and all(hypot(x - e, y - n) > FAR + radius for e, n, radius in known)


def _find_lost_towns(kind: str, field: str, table: TableStated) -> Iterator[Strange]:
    """Streets whose postcode or town is empty, as where equal cells were merged and only the first kept the value."""
    for part in TOGETHER:
        held = [(key, there) for key, street, there in _draw_rows(table, f"{field}street", f"{field}{part}") if street]
        without = [key for key, there in held if not there]
        if len(without) < len(held):  # a file that has no such column lost none
            what = f"streets{_of(kind, field)} without a {part}, as after equal cells were merged"
            odd = Odd(what, len(without), len(held), without[:EXAMPLES], MOST_APART)
            yield from _if_strange(kind, f"{field}{part}", odd, is_sure=len(without) * 2 > len(held))


def _street_codes(kind: str, field: str, table: TableStated) -> Iterator[Strange]:
    """Streets that stand more than once and have another code than most of their addresses, and codes another street.
    A municipality may have two streets of one name, in two towns.
    """
    paths = tuple(f"{field}{part}" for part in ("municipality", "postcode", "street", "street_code"))
    codes: dict[tuple[str, ...], list[tuple[str, str]]] = defaultdict(list)
    streets: dict[tuple[str, ...], list[tuple[str, str]]] = defaultdict(list)
    for key, municipality, postcode, street, code in _draw_rows(table, *paths):
        if municipality and code and (name := _NOT_ITS_NAME.sub("", street.casefold())):
            shown = f"{key}: {street}, {code}"
            codes[municipality, postcode, name].append((code, shown))
            streets[municipality, code].append((name, shown))
    of = _of(kind, field)
    for what, held in (
        (f"streets{of} with another code than the same street has elsewhere", codes),
        (f"street codes{of} with another street than the same code has elsewhere", streets),
    ):
        several = [group for group in held.values() if len(group) > 1]
        other = [one for group in several for one in _unlike_most(group)]
        odd = Odd(what, len(other), sum(map(len, several)), other[:EXAMPLES], MOST_APART)
        yield from _if_strange(kind, f"{field}street_code", odd, is_sure=odd.odd * 100 > odd.of * PER_CENT)


def _unlike_most(group: Sequence[tuple[str, str]]) -> list[str]:
    """What has another value than most of a group; where no two have the same, all of it."""
    usual, times = Counter(value for value, _ in group).most_common(1)[0]
    return [shown for value, shown in group if value != usual or times == 1]


def _regions(kind: str, table: TableStated, municipality_path: str, names: CodeNames) -> Iterator[Strange]:
    """Regions of location numbers, or of places, in which the municipality of their unit, or their own, never lies."""
    by_region: dict[str, list[tuple[str, bool]]] = defaultdict(list)
    for key, region, municipality in _draw_rows(table, "region", municipality_path):
        lies_in = names.regions_of_municipality(municipality) if region else frozenset[str]()
        if lies_in:
            by_region[region].append((f"{key}: {region}, in {municipality}", region in lies_in))
    wrong = [one for held in by_region.values() for one, agrees in held if not agrees]
    of = sum(map(len, by_region.values()))
    whose = "their unit" if kind == "location_number" else "the place"
    what = f"regions of {many(kind)} in which the municipality of {whose} does not lie"
    whole = Odd(what, len(wrong), of, wrong[:EXAMPLES], MOST_ELSEWHERE, LEAST if kind == "location_number" else FEW)
    if whole.is_suspicious:
        yield Strange(kind, "region", whole, is_sure=whole.odd * 2 > whole.of and whole.odd >= LEAST)
        return
    for region, held in sorted(by_region.items()):
        there = [one for one, agrees in held if not agrees]
        told = Odd(f"{many(kind)} of region {region} that lie in another", len(there), len(held), there[:EXAMPLES])
        yield from _if_strange(kind, "region", told)


def _draw_rows(table: TableStated, *paths: str) -> Iterator[Sequence[str]]:
    columns = [table.column(path) for path in paths]
    for row in sample(len(table.keys)):
        yield (table.keys[row], *(table.texts[column[row]] for column in columns))


def _if_strange(kind: str, path: str, odd: Odd, *, is_sure: bool = False) -> Collection[Strange]:
    return [Strange(kind, path, odd, is_sure)] if odd.is_suspicious and odd.odd >= LEAST else []


def _of(kind: str, field: str) -> str:
    return f" of the {field.rstrip('.').replace('_', ' ')}" if field else f" of {kind}s"
