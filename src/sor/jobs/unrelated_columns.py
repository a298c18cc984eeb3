"""Columns of one file that have nothing to do with any other, as after their cells were mixed, or sorted by another
column and put back: each value may be right, and stands in the row of somebody else.

In a right file rows that share one value mostly share others: units of one name their type, of one domain their towns.
Where that is so of a column, there are far fewer different pairs with another column than chance gives. A column of
which no other tells that, though several could, was mixed. Columns that were mixed together still fit each other, so
that only columns of another sort are asked.
"""

from collections.abc import Iterator, Mapping

import numpy as np

from sor.jobs.agreement import different, pack_codes
from sor.jobs.moved_columns import common_part
from sor.jobs.odd import EXAMPLES, Odd, Strange
from sor.jobs.path_names import name_path
from sor.jobs.rows_stated import Codes, RowsStated, TableStated, sample

LEAST = 60
"""So many rows in which both are filled tell whether two columns have to do with each other."""

MIXED, MIXED_AGAIN = 6, 40
"""So often a column is mixed to see how many pairs chance gives; and where that leaves a doubt."""

SURELY = 10.0
"""So many standard deviations leave none."""

DEVIATION = 1.5
"""What it differs by is never less."""

UNRELATED = 4.5
"""So many standard deviations fewer pairs are by chance; in right files it is ten and more."""

POSSIBLE = 15.0
"""So many there had to be, were the one told by the other, in at least so many columns:"""
WITNESSES = 2

REPEATED = 0.85
"""At most so many of the values of a column are different ones, when anything can be told of it."""

SORTS: Mapping[str, str] = {
    **dict.fromkeys(("postal_address", "visiting_address", "activity_address", "geographic_location"), "place"),
    **dict.fromkeys(("status", "open"), "days"),
    **dict.fromkeys(("system_type", "system_type_name"), "system"),
    **dict.fromkeys(("system_supplier", "system_supplier_name"), "supplier"),
}
"""What fields are about; a field that stands here not is about itself."""

ASKED: Mapping[str, Mapping[str, bool]] = {
    "unit": {
        "name": True, "type": True, "specialities.1": True, "parent": True, "status.from": False,
        "virtual_address.email": False, "virtual_address.website": False, "virtual_address.phone": False,
        **{f"{field}.{part}": False for field in ("postal_address", "visiting_address", "activity_address")
           for part in ("street", "postcode", "district", "municipality", "east")},
    },
    "shak": {"name": True, "specialities.1": True, "status.from": False},
    "location_number": {"system_type_name": False, "system_supplier_name": False},
    "edi": {"number": False},
}  # fmt: skip
"""By kind the columns that have to do with others; whether a file is refused in which one has not."""

CODES_ABOVE: Mapping[str, tuple[int, ...]] = {"shak": (4, 6)}
"""By kind the lengths of the codes above that a row's own code begins with."""

WHOLE_ONLY = frozenset({"virtual_address.phone", "virtual_address.fax"})
"""Columns whose values share a front by chance: numbers are given to anybody, wherever they live."""

LEAST_ROWS: Mapping[str, int] = {"shak": 200}
"""By kind the rows of which a file needs more: names of SHAK are of many forms."""

Column = tuple[str, Codes]
"""What a column is called, and its values in the rows that are looked at."""


def unrelated_columns(rows: RowsStated) -> list[Strange]:
    """The columns of a file that have nothing to do with others."""
    found: list[Strange] = []
    for kind, table in rows.tables():
        if kind in ASKED and len(table.keys) >= LEAST_ROWS.get(kind, LEAST):
            found += _find_unrelated(kind, table)
    return found


def _find_unrelated(kind: str, table: TableStated) -> Iterator[Strange]:
    columns = [*_columns(kind, table)]
    chance = np.random.default_rng(1)
    told: set[str] = set()
    for path, is_sure in ASKED[kind].items():
        own = [column for column in columns if column[0] == path]
        others = [column for column in columns if _sort(column[0]) != _sort(path)]
        if not own or _sort(path) in told:
            continue
        witnesses = _witnesses(own, others, chance)
        if witnesses >= WITNESSES:
            told.add(_sort(path))
            yield _strange(kind, table, path, witnesses, is_sure=is_sure)


def _columns(kind: str, table: TableStated) -> Iterator[Column]:
    """The columns that hold values more than once, each also as what its values have in common."""
    rows = sample(len(table.keys))
    for path in table.paths(LEAST):
        whole = table.column(path)[rows]
        codes, places = np.unique(whole, return_inverse=True)
        common = [table.code_of(common_part(table.texts[code], 0)) if code else 0 for code in codes]
        fronts = [] if path in WHOLE_ONLY else [pack_codes(np.array(common, np.int64)[places.reshape(-1)])]
        for held in (pack_codes(whole), *fronts):
            if 1 < held.max() <= REPEATED * np.count_nonzero(held):
                yield path, held
    for length in CODES_ABOVE.get(kind, ()):
        above = np.unique([table.keys[row][:length] for row in rows], return_inverse=True)[1]
        yield "key", above.reshape(-1) + 1


def _witnesses(own: list[Column], others: list[Column], chance: np.random.Generator) -> int:
    """How many other columns could tell that a column belongs to its rows, while none does; 0 when one does."""
    able: set[str] = set()
    for _, x in own:
        for path, y in others:
            both = np.flatnonzero((x > 0) & (y > 0))
            if len(both) < LEAST:
                continue
            a, b = x[both], y[both]
            kinds = len(np.unique(a)), len(np.unique(b))
            if min(kinds) < 2:
                continue
            held, (usual, deviation) = different(a, b), _by_chance(a, b, MIXED, chance)
            if UNRELATED * deviation <= usual - held < SURELY * deviation:
                usual, deviation = _by_chance(a, b, MIXED_AGAIN, chance)
            if usual - held >= UNRELATED * deviation:
                return 0
            if usual - max(kinds) >= POSSIBLE * deviation:
                able.add(path)
    return len(able)


def _by_chance(a: Codes, b: Codes, times: int, chance: np.random.Generator) -> tuple[float, float]:
    """How many different pairs there are when one of two columns is mixed, and by how much that differs."""
    mixed = [different(chance.permutation(a), b) for _ in range(times)]
    return float(np.mean(mixed)), max(float(np.std(mixed)), DEVIATION)


def _strange(kind: str, table: TableStated, path: str, witnesses: int, *, is_sure: bool) -> Strange:
    held = [(key, text) for key, text in zip(table.keys, table.read_column(path), strict=True) if text]
    examples = [f"{key}: {text}" for key, text in held[:EXAMPLES]]
    what = (
        f"{name_path(kind, path)}: has no more to do with any of {witnesses} other columns of its rows than by chance,"
        " as after its cells were mixed"
    )
    return Strange(kind, path, Odd(what, len(held), len(held), examples), is_sure)


def _sort(path: str) -> str:
    field = path.rpartition(" ")[2].partition(".")[0]
    return SORTS.get(field, field)
