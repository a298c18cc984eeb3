"""Columns whose values as a whole are what no column of a right file holds: one value for all, sorted while the rows
are not, counted up from row to row, all with one end, first days all on one day of the year.

Each value of them may be right by itself. Judged is the whole, by what each field is by nature (``VARYING`` and the
tables after it), and only where the other columns of the same rows say that the rows are different ones.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from math import log
from typing import NamedTuple

import numpy as np

from sor.core.day import START, write_day
from sor.core.subject import STREET_ADDRESSES
from sor.jobs.agreement import longest_run
from sor.jobs.odd import EXAMPLES, Odd, Strange
from sor.jobs.path_names import name_path
from sor.jobs.rows_stated import Codes, RowsStated, TableStated, sample

ENOUGH = 20
"""So many values, or neighbours that differ, tell something of a column."""

MOST_OF_ONE = 95
"""Per cent of the rows that may hold one value where the rows are different ones."""

VARIED = 50
"""At most so many per cent of the rows hold the commonest value of a column whose rows are different ones."""

ROOTS = 3
"""So many units without one above a file has that is no extract of one owner, whose numbers may be given in a row."""

SORTED = 95
"""Per cent of the neighbours that may follow each other in the order of their values; half of them do by chance."""

RANKED = 70
"""Per cent of the codes that follow each other in a file that nobody sorted in a way of his own."""

COUNTED_UP = 80
"""Per cent of the neighbours of which one may be one more than the other."""

SHORTEST_SERIES = 8
"""So many rows that count up by one are no chance in a column that does not."""

END, ZEROS, TWO = 3, "000", 2
"""So many last digits are looked at; two numbers are enough when all end with zeros."""

MOST_ENDING_ALIKE = 50
"""Per cent of the different numbers that may have the same last three digits."""

ROUNDED = "00"
MOST_ROUNDED = 95
"""Per cent of the different telephone numbers that may end so: most numbers of switchboards do."""

COUNTRY_CODE = "45"
MOST_WITH_COUNTRY_CODE = 50
"""Per cent of the telephone numbers of eight digits that may begin as the code of Denmark does: 3 of 100 do."""

WHOLE_NUMBER, LAST_DIGITS, DIGITS_TOLD = 8, 6, 240
"""Of numbers of so many digits the last are given to anybody; among so many of them each of the ten digits stands."""

NEW_YEAR = "-01-01"
MOST_ON_NEW_YEAR = 90
"""Per cent of the first days that may be a first of January; in the SHAK files of 2010 and 2025 81 and 71 are."""

MOST_ON_FIRSTS = 0.985
"""Share of the first days that are the first of a month where most are (SHAK of 2010)."""

BY_CHANCE = 1e-4
"""How likely it may be by chance that all are."""

_ADDRESS = ("street", "building", "postcode", "district", "street_code", "east", "north")
_VIRTUAL = ("phone", "email", "website", "fax")
_IN_ADDRESSES = frozenset(f"{field}.{part}" for field in STREET_ADDRESSES for part in _ADDRESS)
_REACHED = frozenset(f"virtual_address.{part}" for part in _VIRTUAL)
_DAYS = frozenset({"status.from", "status.updated", "open.from"})

VERSION_BEGINS, LIFE_BEGINS = "status.from", "open.from"
FIRST_DAYS = frozenset({VERSION_BEGINS, LIFE_BEGINS})

VARYING: Mapping[str, frozenset[str]] = {
    "unit": _IN_ADDRESSES | _REACHED | _DAYS | {
        "name", "cvr", "production_unit", "provider_identifier", "location.number", "shak", "parent", "specialities.1",
    },
    "place": frozenset({"name", *_ADDRESS}) | _DAYS,
    "shak": frozenset({"name", "institution_kind"}) | _DAYS,
    "location_number": frozenset({"network", "network_name"}) | _DAYS,
    "edi": frozenset({"standard", "version"}) | _DAYS,
}  # fmt: skip
"""By kind the columns that hold many values in a file of different rows. Not what all of one municipality, of one
region or of one type share, of which somebody may have made an extract.
"""

ONCE_OTHERWISE = frozenset({"reporting_level", "patients_admitted"})
"""Indicators of units that are never all the same, though nearly all may be."""

VARYING_BESIDE: Mapping[str, frozenset[str]] = {"location_number": frozenset({"region"})}
"""The same of what shows that the rows are different ones, though it may be one in a right file."""

UNSORTED: Mapping[str, frozenset[str]] = {
    "unit": _IN_ADDRESSES | _REACHED | {"name", "status.updated"},
    "place": frozenset({"street", "building", "postcode", "district", "east", "north"}),
    "shak": frozenset({"name", "status.updated"}),
    "location_number": frozenset({"status.updated"}),
}
"""The columns whose values have nothing to do with the order of the rows."""

SORTED_BY_NATURE: Mapping[str, frozenset[str]] = {
    "unit": frozenset({"production_unit", "provider_identifier", "location.number", "cvr", "shak"}),
}
"""Numbers that may have been given in the order of the rows, to some of them here and there."""

COUNTED: Mapping[str, frozenset[str]] = {
    "unit": frozenset(path for path in _IN_ADDRESSES | _REACHED if not path.endswith("email"))
    | {"production_unit", "provider_identifier", "cvr", "geographic_location"},
    "place": frozenset({"building", "postcode", "east", "north"}),
}
"""The columns of numbers that do not count up from row to row."""

IN_STRETCHES = frozenset({"phone", "fax", "building"})
"""The last parts of those of which few rows that count up are told too: other numbers are given to neighbours together.
"""

ENDING_APART = frozenset({"phone", "fax", "production_unit", "provider_identifier", "cvr", "east", "north"})
"""The last parts of the paths of numbers whose ends are spread evenly."""


def strange_columns(rows: RowsStated, day: int) -> list[Strange]:
    """The columns of a file that are strange as a whole. day: the one that it describes."""
    found: list[Strange] = []
    for kind, table in rows.tables():
        if kind in VARYING and len(table.keys) >= ENOUGH:
            found += _Profiles(kind, table, day).strange()
    return found


class _Column(NamedTuple):
    """The filled cells of a column in the rows that are looked at."""

    rows: Codes
    codes: Codes

    @property
    def most(self) -> tuple[int, int]:
        """The commonest code, and in how many rows it stands."""
        values, counts = np.unique(self.codes, return_counts=True)
        return int(values[counts.argmax()]), int(counts.max())


class _Profiles:
    def __init__(self, kind: str, table: TableStated, day: int) -> None:
        self._kind, self._table, self._day = kind, table, day
        self._sample = sample(len(table.keys))
        self._columns: dict[str, _Column] = {}
        for path in table.paths(ENOUGH):
            held = table.column(path)[self._sample]
            rows = np.flatnonzero(held)
            if len(rows) >= ENOUGH:
                self._columns[path] = _Column(rows, held[rows])
        self._in_own_order = self._is_in_own_order()

    def strange(self) -> Iterator[Strange]:
        """What is strange in the columns."""
        days: dict[str, list[Strange]] = {}
        for path, column in self._columns.items():
            if " " in path:
                continue
            if path in VARYING[self._kind] or (self._kind == "unit" and path in ONCE_OTHERWISE):
                one = self._one_for_all(path, column)
                if one and path in FIRST_DAYS:
                    days[path] = [one]
                elif one:
                    yield one
                if one:
                    continue
            if path in FIRST_DAYS:
                days[path] = [*self._days(path, column)]
            counted = [*self._find_counted_up(path, column)] if path in COUNTED.get(self._kind, ()) else []
            yield from counted or self._in_order(path, column)
            if self._kind == "unit" and _last(path) in ENDING_APART:
                yield from self._alike_at_the_end(path, column)
        versions, lives = (days.get(path, []) for path in (VERSION_BEGINS, LIFE_BEGINS))
        yield from versions
        if [one.odd.odd for one in lives] != [one.odd.odd for one in versions]:  # else the same is said twice
            yield from lives

    def _one_for_all(self, path: str, column: _Column) -> Strange | None:
        value, rows = column.most
        text = self._table.texts[value]
        most = len(column.codes) - 1 if path in ONCE_OTHERWISE else len(column.codes) * MOST_OF_ONE / 100
        if rows <= most or text in (write_day(START), write_day(self._day)):
            return None
        varying = VARYING[self._kind] - _DAYS | VARYING_BESIDE.get(self._kind, frozenset())
        others = [one for other, one in self._columns.items() if other in varying and other != path]
        shares = [other.most[1] * 100 <= len(other.codes) * VARIED for other in others]
        if sum(shares) * 2 < len(shares):
            return None
        what = f"{self._name_column(path)}: one value ({text}) for nearly all"
        return Strange(
            self._kind,
            path,
            Odd(what, rows, len(column.codes)),
            self._is_whole() and path not in _DAYS | ONCE_OTHERWISE,
        )

    def _is_whole(self) -> bool:
        """Whether the rows are those of the units of several owners."""
        if self._kind != "unit":
            return False
        above = self._table.column("parent")
        return bool(np.count_nonzero(above == 0) >= ROOTS)

    def _days(self, path: str, column: _Column) -> Iterator[Strange]:
        """First days that are all a first of January, or all the first of a month, as after their days were lost."""
        held = [self._table.texts[code] for code in column.codes]
        told = [text for text in held if text not in (write_day(START), write_day(self._day))]
        if len(told) < ENOUGH:
            return
        new_year = sum(text.endswith(NEW_YEAR) for text in told)
        firsts = sum(text.endswith("-01") for text in told)
        by_chance = len(told) * log(MOST_ON_FIRSTS) < log(BY_CHANCE)
        (year, in_year), *_ = Counter(text[:4] for text in told).most_common(1)
        if in_year * 100 > len(told) * MOST_OF_ONE:
            odd = Odd(f"{self._name_column(path)}: nearly all lie in the year {year}", in_year, len(told))
            yield Strange(self._kind, path, odd)
        if new_year * 100 > len(told) * MOST_ON_NEW_YEAR:
            what, rows = "of January", new_year
        elif firsts == len(told) and (by_chance or self._kind != "shak"):
            what, rows = "of a month", firsts
        else:
            return
        odd = Odd(f"{self._name_column(path)}: all are the first {what}, as after days were lost", rows, len(told))
        yield Strange(self._kind, path, odd)

    def _is_in_own_order(self) -> bool:
        """Whether the rows follow their codes, or the codes above them, so that nobody sorted them otherwise."""
        keys = [self._table.keys[row] for row in self._sample]
        ranks = [np.unique(np.array(keys, object), return_inverse=True)[1]]
        if "parent" in self._columns:
            ranks.append(self._ranks(self._columns["parent"], str))
        return any(_ascending(one)[0] * 100 >= _ascending(one)[1] * RANKED for one in ranks)

    def _ranks(self, column: _Column, key: Callable[[str], object]) -> Codes:
        codes, places = np.unique(column.codes, return_inverse=True)
        keys = [key(self._table.texts[code]) for code in codes]
        order = {one: rank for rank, one in enumerate(sorted({*keys}))}  # type: ignore[type-var]  # all of one kind
        return np.array([order[one] for one in keys], np.int64)[places.reshape(-1)]

    def _in_order(self, path: str, column: _Column) -> Iterator[Strange]:
        """Values in the order of their letters or digits, up or down, while the rows are in another order."""
        by_nature = path in SORTED_BY_NATURE.get(self._kind, ())
        if not (by_nature or path in UNSORTED.get(self._kind, ())) or not self._in_own_order:
            return
        if by_nature and not self._stands_at_one_end(column):
            return
        for key in (_as_words, _as_numbers):
            up, of = _ascending(self._ranks(column, key))
            rows = max(up, of - up)
            if of >= ENOUGH and rows * 100 >= of * SORTED:
                texts = [self._table.texts[code] for code in column.codes]
                what = f"{self._name_column(path)}: sorted by itself, while the rows are in another order"
                examples = list(dict.fromkeys(texts))[:EXAMPLES]
                yield Strange(self._kind, path, Odd(what, rows, of, examples), not by_nature and self._is_whole())
                return

    def _stands_at_one_end(self, column: _Column) -> bool:
        """Whether the filled rows are the first or the last of all, and many are empty."""
        filled, all_rows = len(column.rows), len(self._sample)
        together = int(column.rows[-1]) - int(column.rows[0]) + 1 == filled
        at_end = int(column.rows[0]) == 0 or int(column.rows[-1]) == all_rows - 1
        return together and at_end and all_rows - filled >= ENOUGH

    def _find_counted_up(self, path: str, column: _Column) -> Iterator[Strange]:
        """Numbers each of which is one more than that of the row above, as a spreadsheet fills a series."""
        numbers = np.array([_leading(self._table.texts[code]) for code in np.unique(column.codes)], np.float64)
        held = numbers[np.unique(column.codes, return_inverse=True)[1].reshape(-1)]
        steps = np.diff(held)
        told = steps[steps != 0]
        by_one = int(np.count_nonzero(np.abs(told) == 1))
        texts = [self._table.texts[code] for code in column.codes]
        what = f"{self._name_column(path)}: each is one more than that of the row above, as a series that was filled in"
        if len(told) >= ENOUGH and by_one * 100 >= len(told) * COUNTED_UP:
            yield Strange(self._kind, path, Odd(what, by_one, len(told), texts[:EXAMPLES]), is_sure=self._is_whole())
        elif _last(path) in IN_STRETCHES:
            run = longest_run(np.r_[0, np.where(steps == 1, 1, np.where(steps == 0, 0, -1))])
            if run is not None and len(run) >= SHORTEST_SERIES:
                first, last = (self._table.keys[self._sample[column.rows[n]]] for n in (run[0], run[-1]))
                odd = Odd(f"{what}, from {first} to {last}", len(run), len(held), [texts[n] for n in run[:EXAMPLES]])
                yield Strange(self._kind, path, odd)

    def _alike_at_the_end(self, path: str, column: _Column) -> Iterator[Strange]:
        """Numbers that end with the same digits, or that begin with the code of the country and lost their last two."""
        texts = (
            self._table.texts[code].partition(".")[0] for code in np.unique(column.codes)
        )  # metres without decimals
        numbers = [text for text in dict.fromkeys(texts) if text.isdigit()]
        if len(numbers) < (TWO if all(text.endswith(ZEROS) for text in numbers) else ENOUGH):
            return
        (end, count), *_ = Counter(text[-END:] for text in numbers).most_common(1)
        if count * 100 > len(numbers) * MOST_ENDING_ALIKE:
            examples = [text for text in numbers if text.endswith(end)]
            what = (
                f"{self._name_column(path)}: different numbers that end with {end} alike, as after their ends were lost"
            )
            yield Strange(
                self._kind, path, Odd(what, count, len(numbers), examples[:EXAMPLES]), is_sure=self._is_whole()
            )
        elif _last(path) in ("phone", "fax"):
            rounded = [text for text in numbers if text.endswith(ROUNDED)]
            if len(rounded) * 100 > len(numbers) * MOST_ROUNDED:
                what = f"{self._name_column(path)}: nearly all end with {ROUNDED}, as after their ends were lost"
                odd = Odd(what, len(rounded), len(numbers), rounded[:EXAMPLES])
                yield Strange(self._kind, path, odd, is_sure=self._is_whole())
        if _last(path) in ("phone", "fax"):
            yield from self._without_a_digit(path, numbers)
            begin = [text for text in numbers if len(text) == 8 and text.startswith(COUNTRY_CODE)]
            what = (
                f"{self._name_column(path)}: eight digits that begin with {COUNTRY_CODE}, the code of the country: the"
                " last two of each may have been lost"
            )
            if len(begin) * 100 > len(numbers) * MOST_WITH_COUNTRY_CODE:
                odd = Odd(what, len(begin), len(numbers), begin[:EXAMPLES])
                yield Strange(self._kind, path, odd, is_sure=self._is_whole())

    def _without_a_digit(self, path: str, texts: Sequence[str]) -> Iterator[Strange]:
        """Telephone numbers of which none has a certain digit, as after it was replaced by another everywhere."""
        ends = "".join(text[-LAST_DIGITS:] for text in texts if len(text) == WHOLE_NUMBER)
        for digit in "0123456789":
            if len(ends) >= DIGITS_TOLD and digit not in ends:
                odd = Odd(
                    f"{self._name_column(path)}: none has the digit {digit}", len(texts), len(texts), texts[:EXAMPLES]
                )
                yield Strange(self._kind, path, odd, is_sure=self._is_whole())

    def _name_column(self, path: str) -> str:
        return name_path(self._kind, path)


def _ascending(ranks: Codes) -> tuple[int, int]:
    """Of how many neighbours that differ the second is the greater, and how many there are."""
    steps = np.diff(ranks)
    return int(np.count_nonzero(steps > 0)), int(np.count_nonzero(steps))


def _as_words(text: str) -> str:
    return text.casefold().translate(_LAST_LETTERS)


def _as_numbers(text: str) -> tuple[float, str]:
    return _leading(text), text


_LAST_LETTERS = str.maketrans("æøå", "{|}")


def _leading(text: str) -> float:
    """The number with which a text begins; below all numbers when it begins with none."""
    digits = text.lstrip("+")
    length = next((n for n, letter in enumerate(digits) if not letter.isdigit()), len(digits))
    return float(digits[:length]) if length else -1.0


def _last(path: str) -> str:
    return path.rpartition(".")[2]
