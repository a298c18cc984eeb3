"""What subjects of a first file that belong together say of each other: SHAK codes beside those of the units above,
places beside the units that stand there, old units beside the new ones, fields beside the level that has them.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from sor.jobs.odd import EXAMPLES, FEW, LEAST, MOST_ELSEWHERE, Odd, Strange
from sor.jobs.rows_stated import RowsStated, TableStated

LEVELS = 3

HOSPITAL = 4
"""The length of a hospital's SHAK code, with which those below it begin."""

MOST_BESIDE = 10
"""Per cent of the SHAK codes that may hold what codes of their length do not have; in 2010 and 2025 none does."""

MOST_WITHOUT_UNITS = 5
"""Per cent of the institutions, and owners, of a file that may have none below: files list trees of three levels."""

MOST_LOST = 30
"""The same at which units were lost, and a file is no extract of its upper levels."""

BELOW = {"IO": "owners below which no institution stands", "HI": "institutions below which no unit stands"}
"""By level those that lack what they always have."""

ONLY_AT: Mapping[str, int] = {"institution_kind": HOSPITAL, "ownership": HOSPITAL, "specialities.1": 7}
"""By field of a SHAK code the length of the codes that have it."""


def strange_links(rows: RowsStated) -> Iterator[Strange]:
    """What does not belong together in a file."""
    tables = dict(rows.tables())
    units = _Units(tables["unit"]) if "unit" in tables else None
    if units is not None:
        yield from _not_of_the_hospital(units)
        yield from _without_units(units)
        if "place" in tables:
            yield from _places(tables["place"], units)
        if "succession" in tables:
            yield from _successions(tables["succession"], units)
    if "shak" in tables:
        yield from _at_other_lengths(tables["shak"])


class _Unit(NamedTuple):
    """What is looked at of a unit, in the last row about it."""

    level: str
    name: str
    parent: str
    shak: str
    postcode: str
    municipality: str
    place: str


class _Units(dict[str, _Unit]):
    def __init__(self, table: TableStated) -> None:
        paths = ("level", "name", "parent", "shak", "postal_address.postcode", "postal_address.municipality",
                 "geographic_location")  # fmt: skip
        columns = [table.column(path) for path in paths]
        texts = table.texts
        for row, key in enumerate(table.keys):
            self[key] = _Unit(*(texts[column[row]] for column in columns))

    def above(self, key: str) -> Iterator[_Unit]:
        """The units above one, the nearest first."""
        seen = {key}
        parent = self[key].parent
        while parent in self and parent not in seen:
            seen.add(parent)
            yield self[parent]
            parent = self[parent].parent

    def owner(self, key: str) -> str:
        """The code of the uppermost unit."""
        seen = {key}
        while (parent := self[key].parent) in self and parent not in seen:
            seen.add(parent)
            key = parent
        return key


def _not_of_the_hospital(units: _Units) -> Iterator[Strange]:
    """SHAK codes that are of another hospital than that of the unit above, or shorter."""
    told, other = 0, []
    for key, unit in units.items():
        above = next((one.shak for one in units.above(key) if one.shak), "") if unit.shak else ""
        if above:
            told += 1
            if not unit.shak.startswith(above[:HOSPITAL]) or len(unit.shak) < len(above):
                other.append(f"{key}: {unit.shak} below {above}")
    what = "SHAK codes of units that are of another hospital than the unit above, or of a higher level"
    odd = Odd(what, len(other), told, other[:EXAMPLES], least=FEW)
    if odd.is_suspicious:
        yield Strange("unit", "shak", odd, is_sure=len(other) >= LEAST)


def _without_units(units: _Units) -> Iterator[Strange]:
    """Owners and institutions of which the file lists nothing below, as after the last level of each tree was lost."""
    above = {unit.parent for unit in units.values()}
    stand = sum(unit.parent in units for unit in units.values())
    if len({unit.level for unit in units.values()}) < LEVELS or stand * 2 < len(units):
        return  # an extract, or a list that does not tell who stands above
    for level, what in BELOW.items():
        of_level = [key for key, unit in units.items() if unit.level == level]
        without = [key for key in of_level if key not in above]
        odd = Odd(f"{what}, as after rows were lost", len(without), len(of_level), without[:EXAMPLES],
                  MOST_WITHOUT_UNITS, FEW)  # fmt: skip
        if odd.is_suspicious:
            is_sure = len(without) >= LEAST and len(without) * 100 > len(of_level) * MOST_LOST
            yield Strange("unit", f"below {level}", odd, is_sure)


def _places(table: TableStated, units: _Units) -> Iterator[Strange]:
    """Places that lie in no municipality of the units that stand there, or are called as units that stand elsewhere."""
    standing: dict[str, list[_Unit]] = defaultdict(list)
    for unit in units.values():
        if unit.place:
            standing[unit.place].append(unit)
    names, municipalities = table.read_column("name"), table.read_column("municipality")
    told = {unit.name for held in standing.values() for unit in held}
    checked = [(key, row) for row, key in enumerate(table.keys) if standing.get(key)]
    elsewhere, lying, called, of = [], 0, [], 0
    for key, row in checked:
        there = {unit.municipality for unit in standing[key] if unit.municipality}
        if there and municipalities[row]:
            lying += 1
            if municipalities[row] not in there:
                elsewhere.append(f"{key}: {municipalities[row]}, units in {min(there)}")
        if names[row] in told:
            of += 1
            if names[row] not in {unit.name for unit in standing[key]}:
                called.append(f"{key}: {names[row]}")
    nameless = [key for key, name in zip(table.keys, names, strict=True) if not name]
    for path, odd in (
        ("name", Odd("places without a name", len(nameless), len(names), nameless[:EXAMPLES], least=FEW)),
        ("municipality", Odd("places in another municipality than the units that stand there", len(elsewhere), lying,
                             elsewhere[:EXAMPLES], least=FEW)),
        ("name", Odd("places that are called as units that stand at another", len(called), of, called[:EXAMPLES],
                     least=FEW)),
    ):  # fmt: skip
        if odd.is_suspicious:
            yield Strange("place", path, odd)


def _successions(table: TableStated, units: _Units) -> Iterator[Strange]:
    """Successions of two units that share neither owner nor place, or stand on two levels."""
    strangers, told = [], 0
    for key in dict.fromkeys(table.keys):
        old, _, new = key.partition(">")
        if old in units and new in units:
            told += 1
            a, b = units[old], units[new]
            is_near = any(x and x == y for x, y in ((a.postcode, b.postcode), (a.municipality, b.municipality)))
            if a.level != b.level or (not is_near and units.owner(old) != units.owner(new)):
                strangers.append(f"{old} > {new}")
    what = "successions of two units that share neither owner, municipality nor postcode, or not their level"
    odd = Odd(what, len(strangers), told, strangers[:EXAMPLES], MOST_ELSEWHERE, FEW)
    if odd.is_suspicious:
        yield Strange("succession", "new", odd)


def _at_other_lengths(table: TableStated) -> Iterator[Strange]:
    """Kinds, owners and specialities at SHAK codes of another length than those that have them."""
    for path, length in ONLY_AT.items():
        held = [(key, text) for key, text in zip(table.keys, table.read_column(path), strict=True) if text]
        beside = [f"{key}: {text}" for key, text in held if len(key) != length]
        what = f"SHAK codes with {path.partition('.')[0].replace('_', ' ')} that do not have {length} characters"
        odd = Odd(what, len(beside), len(held), beside[:EXAMPLES], MOST_BESIDE, least=FEW)
        if odd.is_suspicious:
            yield Strange("shak", path, odd, is_sure=len(beside) >= LEAST)
