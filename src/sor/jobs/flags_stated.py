"""Indicators and directions of a first file that were turned: as a whole, or in a stretch of rows.

An indicator that is true of few (``OnlyInternalIndicator``, ``NonActiveIndicator``) is so all over a table; message
types go at the numbers of one kind of unit mostly in one direction.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping

import numpy as np

from sor.jobs.agreement import longest_run
from sor.jobs.odd import EXAMPLES, LEAST, Odd, Strange
from sor.jobs.path_names import name_path
from sor.jobs.rows_stated import Codes, RowsStated, TableStated

RARELY: Mapping[tuple[str, str], str] = {
    ("location_number", "internal"): "True",
    ("location_number", "active"): "False",
}
"""By kind and path the word that few rows hold."""

MOST_OF_A_KIND = 80
"""Per cent of the numbers of a kind of unit that use a message type in the usual direction."""

OFTEN = 10
"""So many numbers show which direction is usual."""

REPORTING = "reporting_level"
MOST_ABOVE, MOST_BELOW = 90, 50
"""Per cent of the units right below an institution that report to the patient register by no means, and of those
further below that do, in a file whose indicators were turned.
"""


def find_turned_flags(rows: RowsStated) -> Iterator[Strange]:
    """The indicators and directions of a file that look turned."""
    tables = dict(rows.tables())
    for (kind, path), word in RARELY.items():
        if kind in tables and path in tables[kind].paths(LEAST):
            yield from _rare(kind, path, tables[kind], word)
    if "edi" in tables and "location_number" in tables:
        yield from _directions(tables["edi"], tables["location_number"])
    if "unit" in tables:
        yield from _reporting(tables["unit"])


def _rare(kind: str, path: str, table: TableStated, word: str) -> Iterator[Strange]:
    column = table.column(path)
    rows = np.flatnonzero(column)
    held = column[rows] == table.code_of(word)
    said = int(np.count_nonzero(held))
    keys = [table.keys[row] for row in rows[held][:EXAMPLES]]
    called = f"{name_path(kind, path)}: {word.lower()}"
    whole = Odd(f"{called} in most rows, as it is in few of a right file", said, len(rows), keys)
    if whole.is_suspicious:
        yield Strange(kind, path, whole)
    elif (run := longest_run(np.where(held, 1, -1))) is not None:
        yield _stretch(kind, path, called, table, rows[run], len(rows))


def _stretch(kind: str, path: str, what: str, table: TableStated, rows: Codes, of: int) -> Strange:
    first, last = table.keys[rows[0]], table.keys[rows[-1]]
    return Strange(kind, path, Odd(f"{what} from {first} to {last} without a break", len(rows), of))


def _directions(table: TableStated, numbers: TableStated) -> Iterator[Strange]:
    """Message types in another direction than at most numbers of the same kind of unit, in a stretch of the table."""
    type_of = dict(zip(numbers.keys, numbers.read_column("unit type"), strict=True))
    directions: dict[tuple[str, str, str], set[str]] = defaultdict(set)
    columns = zip(
        table.read_column("number"), table.read_column("standard"), table.read_column("direction"), strict=True
    )
    said = [(number, standard, direction) for number, standard, direction in columns if type_of.get(number)]
    for number, standard, direction in said:
        directions[number, type_of[number], standard].add(direction)
    usual: dict[tuple[str, str], Counter[frozenset[str]]] = defaultdict(Counter)
    for (_, of_type, standard), held in directions.items():
        usual[of_type, standard][frozenset(held)] += 1
    likely = {
        group: held
        for group, counts in usual.items()
        for held, count in counts.most_common(1)
        if len(held) == 1 and count >= OFTEN and count * 100 >= counts.total() * MOST_OF_A_KIND
    }
    order = [(key, likely.get((key[1], key[2]))) for key in directions]
    votes = np.array([0 if held is None else 1 if held.isdisjoint(directions[key]) else -1 for key, held in order])
    run = longest_run(votes)
    if run is not None:
        turned = [order[place][0] for place in run]
        what = "message types in another direction than at most numbers of such units"
        examples = [f"{number}: {standard}" for number, _, standard in turned[:EXAMPLES]]
        odd = Odd(f"{what}, from {turned[0][0]} to {turned[-1][0]}", len(turned), len(order), examples)
        yield Strange("edi", "direction", odd)


def _reporting(table: TableStated) -> Iterator[Strange]:
    """Units right below an institution of which hardly any reports, while most of those further below do."""
    level_of = dict(zip(table.keys, table.read_column("level"), strict=True))
    above: dict[str, bool] = {}
    below: dict[str, bool] = {}
    for key, parent, word in zip(table.keys, table.read_column("parent"), table.read_column(REPORTING), strict=True):
        if word and parent in level_of:
            (above if level_of[parent] == "HI" else below)[key] = word == "True"
    silent = [key for key, reports in above.items() if not reports]
    is_turned = (
        min(len(above), len(below)) >= LEAST
        and len(silent) * 100 >= len(above) * MOST_ABOVE
        and sum(below.values()) * 100 >= len(below) * MOST_BELOW
    )
    if is_turned:
        what = "units right below an institution that are no reporting level, while most of those further below are one"
        yield Strange("unit", REPORTING, Odd(what, len(silent), len(above), silent[:EXAMPLES]))
