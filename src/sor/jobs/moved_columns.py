"""Columns of one file that stand a row beside where they belong, or were filled down: told by what other columns of the
same rows say.

Rows that share one value mostly share others: units with one web site their telephone, streets of one town their
postcode, message types of one number their days. In a right file a value agrees with its own row; where a column, or a
stretch of it, moved by a row, what stands a row away agrees and its own does not. Nothing but the file is asked.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from math import sqrt
from typing import NamedTuple

import numpy as np

from sor.jobs.agreement import Truths, different, longest_run, pack_codes, unfit_stretch, votes, votes_here
from sor.jobs.odd import EXAMPLES
from sor.jobs.path_names import name_path
from sor.jobs.rows_stated import KEY, Codes, RowsStated, TableStated, sample

ROWS = 30
"""So few rows tell nothing of each other."""

LEAST = 9
"""So many rows have to agree with what stands a row away."""

TIMES = 4
"""So many times as many rows as agree with what they hold and not with what stands a row away."""

SURE, LIKELY, LIKELY_IN_XML = 5, 3, 4.5
"""So many standard deviations more; and so many where no row, and no other column, says the opposite. Elements that
units state themselves are so few, and so far from each other, that more of them agree by chance.
"""

STRONGER = 2
"""So many times as strong as what any other column says for the column as it stands. In right files owners, clinics and
units follow each other, so that a row may agree with the one above it by its place."""

REPEATED = 0.9
"""Of the values of a column against which others are held at most so many are different ones."""

PARTNERS = 20
"""Against so many others a column is held."""

CLOSEST = 4
"""So many of them tell of stretches."""

LONG, LONGEST, SUFFIX = 8, 13, 10
"""How many digits numbers have that are given in a row; so many digits of a SOR code come after the running number."""

PREFERRED = (
    "from", "parent", "number", "name", "phone", "email", "website", "cvr", "postcode", "street", "district",
    "municipality", "region", "east", "type", "level", "standard", "version", "format", "geographic_location", "shak",
    "specialities.1", "street_code",
)  # fmt: skip
"""The columns, by the last part of their paths, against which others are held first."""

PREFIXES: Mapping[str, tuple[int, ...]] = {"shak": (4, 6)}
"""Of codes made of the codes above them the lengths of those."""

OF_ONE = frozenset({
    "virtual_address.phone", "virtual_address.email", "virtual_address.website", "virtual_address.fax",
    "production_unit", "provider_identifier", "cvr", "location.number",
})  # fmt: skip
"""Columns that are told when they were filled down: units of one place or type stand together, so that others repeat
the row above by right.
"""

ELSEWHERE = 1_000_000
"""Instead of by how many rows something moved: it stands there, and nobody knows where it belongs."""

BY_PLACE = frozenset({"parent", "open.to"})
"""Columns that follow the order of rows by themselves: a unit stands below the one that it belongs to, a version ends
where the next begins.
"""


class MovedColumn(NamedTuple):
    """A column, or a stretch, that looks moved or filled down. by: rows downwards, 0 when it was filled, ELSEWHERE
    when nobody knows where it belongs. rows: in how many it shows, against in how many the opposite does. first, last:
    keys. is_sure: all of it did, by so many rows that it cannot be by chance.
    """

    kind: str
    path: str
    by: int
    rows: int
    against: int
    beside: str
    first: str
    last: str
    examples: Sequence[str]
    is_sure: bool

    def __str__(self) -> str:
        of = f"{_name_path(self.kind, self.path)}, from {self.first} to {self.last},"
        shown = f" ({'; '.join(self.examples)}{'; …' if self.rows > len(self.examples) else ''})"
        if not self.by:
            return f"{of} looks filled down: {self.rows} rows repeat the one above, as hardly any other does{shown}"
        if self.by == ELSEWHERE:
            beside = _name_path(self.kind, self.beside)
            return f"{of} does not belong to {beside} in {self.rows} rows in succession, as it does elsewhere{shown}"
        where = ("down", "below") if self.by > 0 else ("up", "above")
        return (
            f"{of} looks moved {where[0]} by one row beside {_name_path(self.kind, self.beside)}: in {self.rows} rows"
            f" what stands {where[1]} fits, in {self.against} what stands in the row itself{shown}"
        )


def moved_columns(rows: RowsStated, *, is_table: bool) -> list[MovedColumn]:
    """The columns of a file that look moved or filled down. is_table: empty cells move too, as they do not in XML."""
    found: list[MovedColumn] = []
    for kind, table in rows.tables():
        if len(table.keys) >= ROWS:
            found += _Columns(kind, table, is_table=is_table).find_moved()
    return found


class _Evidence(NamedTuple):
    """What another column says for or against a move: how strongly, in how many rows and in how many the opposite."""

    strength: float
    rows: int
    against: int
    beside: str


class _Move(NamedTuple):
    path: str
    by: int


class _Columns:
    """The columns of one table, each as it stands and, beside it, as what its values have in common."""

    def __init__(self, kind: str, table: TableStated, *, is_table: bool) -> None:
        self._kind, self._table, self._is_table = kind, table, is_table
        self._is_history = len(set(table.keys)) < len(table.keys)
        self._likely = LIKELY if is_table else LIKELY_IN_XML
        self._sample = sample(len(table.keys))
        self._full: dict[tuple[str, int], Codes] = {}
        self._held: dict[tuple[str, int], Codes] = {}
        running = [self._table.keys[row][:-SUFFIX] for row in self._sample]
        self._running = np.array([int(one) if one.isdigit() else 0 for one in running], np.int64)
        seen: set[bytes] = set()
        for path in table.paths(LEAST):
            for n, view in enumerate(self._views(path, table.column(path))):
                held = pack_codes(view[self._sample])
                if (mark := held.tobytes()) not in seen and held.max() > 1:
                    seen.add(mark)
                    self._full[path, n], self._held[path, n] = view, held
        repeated = [one for one, held in self._held.items() if held.max() <= REPEATED * np.count_nonzero(held)]
        self._partners = sorted(repeated, key=lambda one: _preference(one[0]))[:PARTNERS]

    def _views(self, path: str, column: Codes) -> Iterator[Codes]:
        yield column
        for length in PREFIXES.get(path, (0,)):
            codes, places = np.unique(column, return_inverse=True)
            common = [
                self._table.code_of(common_part(self._table.texts[code], length)) if code else 0 for code in codes
            ]
            if len(set(common)) < len(common):
                yield np.array(common, np.int64)[places.reshape(-1)]

    def find_moved(self) -> Iterator[MovedColumn]:
        """The columns that look moved as a whole, or in a stretch, or filled down."""
        whole = self._whole()
        yield from whole
        told = {one.path for one in whole}
        for path in dict.fromkeys(path for path, _ in self._held):
            if path not in told and path not in BY_PLACE and " " not in path:
                yield from self._stretches(path, told)

    def _whole(self) -> list[MovedColumn]:
        """Columns that moved as a whole, the likeliest first; what one that moved says of others does not count."""
        said: dict[_Move, list[_Evidence]] = defaultdict(list)
        for (path, _), x in self._held.items():
            rows = np.arange(len(x)) if self._is_table else np.flatnonzero(x)
            if " " not in path and path not in BY_PLACE and len(rows) > 2 * LEAST:
                for by, evidence in self._read_evidence(path, x[rows], rows):
                    said[_Move(path, by)] += evidence
        found: list[MovedColumn] = []
        while said:
            strengths = {move: _strength(evidence, self._likely) for move, evidence in said.items()}
            move = max(strengths, key=lambda one: strengths[one])
            if strengths[move] <= 0:
                break
            best = max(one for one in said.pop(move) if one.rows >= max(LEAST, TIMES * one.against))
            found.append(self._make_moved(move, best))
            said = {
                one: [evidence for evidence in every if evidence.beside != move.path]
                for one, every in said.items()
                if one.path != move.path
            }
        return found

    def _read_evidence(self, path: str, x: Codes, rows: Codes) -> Iterator[tuple[int, list[_Evidence]]]:
        """By move what other columns say of it; nothing when none says it."""
        moves = {1: np.roll(x, -1), -1: np.roll(x, 1)}
        numbers = self._numbers(path, x, rows)
        columns = [(other, self._held[other, n][rows]) for other, n in self._partners if other != path]
        stands = [different(x, y) for _, y in columns]
        for by, moved in moves.items():
            likely = [stand - different(moved, y) for stand, (_, y) in zip(stands, columns, strict=True)]
            along = [] if numbers is None else list(_running_along(numbers, self._running, rows, by))
            if 2 * max(likely, default=0) < LEAST and not along:
                continue
            those = [*zip(likely, columns, strict=True)]
            found = along + [_weigh_move(other, x, moved, y) for fewer, (other, y) in those if 2 * fewer >= LEAST]
            if any(one.strength >= self._likely for one in found):
                found += [_weigh_move(other, x, moved, y) for fewer, (other, y) in those if 2 * fewer < LEAST]
                yield by, found

    def _numbers(self, path: str, x: Codes, rows: Codes) -> Codes | None:
        """What a column of units holds as numbers, when all are long and come once."""
        if self._kind != "unit" or (path, 0) not in self._full or x.max() < np.count_nonzero(x):
            return None
        texts = [self._table.texts[code] for code in self._full[path, 0][self._sample][rows]]
        if not all(text.isdigit() and LONG <= len(text) <= LONGEST for text in texts if text):
            return None
        return np.array([int(text or 0) for text in texts], np.int64)

    def _make_moved(self, move: _Move, best: _Evidence) -> MovedColumn:
        column = self._table.column(move.path)
        filled = np.flatnonzero(column)
        rows = np.arange(len(column)) if self._is_table else filled
        away = np.roll(column[rows], -move.by)
        differing = np.flatnonzero((away != column[rows]) & (column[rows] > 0))[:EXAMPLES]
        texts = self._table.texts
        examples = [
            f"{self._table.keys[rows[n]]}: {texts[column[rows[n]]]} for {texts[away[n]] or 'nothing'}"
            for n in differing
        ]
        first, last = self._table.keys[filled[0]], self._table.keys[filled[-1]]
        return MovedColumn(
            self._kind,
            move.path,
            move.by,
            best.rows,
            best.against,
            best.beside,
            first,
            last,
            examples,
            best.strength >= SURE,
        )

    def _stretches(self, path: str, told: set[str]) -> Iterator[MovedColumn]:
        """Stretches of a column that moved or were filled down, while the rest of it stands right."""
        views = [(n, held) for (one, n), held in self._held.items() if one == path]
        close: list[tuple[int, int, tuple[str, int]]] = []
        for n, x in views:
            away = np.roll(x, 1)
            for partner in self._partners:
                if partner[0] != path and partner[0] not in told:
                    y = self._held[partner]
                    close.append((different(away, y) - different(x, y), n, partner))
        closest = {partner[0]: (more, n, partner) for more, n, partner in sorted(close) if more >= LEAST}
        best = sorted(closest.values(), reverse=True)[:CLOSEST]
        stretches = 0
        for by in (1, -1):
            found: Codes | None = None
            for _, n, partner in best:
                x = pack_codes(self._full[path, n])
                one = votes_here(x, np.roll(x, -by), pack_codes(self._full[partner]))
                found = one if found is None else found + one
            run = None if found is None else longest_run(np.sign(found))
            if run is not None:
                stretches += 1
                yield self._stretch(path, by, best[0][2][0], run)
        filled = list(self._find_filled_down(path))
        yield from filled
        if not filled and not stretches and path != "level" and not self._is_history:
            yield from self._unfit(path, told)

    def _unfit(self, path: str, told: set[str]) -> Iterator[MovedColumn]:
        """The longest stretch of a column in which other values stand than belong to those of another column."""
        others = [(other, n) for other, n in self._partners if other != path and other not in told]
        best: tuple[int, str, Codes] | None = None
        views = [pack_codes(self._full[one]) for one in self._held if one[0] == path]
        for x, partner in product(views, others):
            run = unfit_stretch(x, pack_codes(self._full[partner]), len(others) * len(views))
            if run is not None and (best is None or len(run) > best[0]):
                best = (len(run), partner[0], run)
        if best is not None:
            told.add(path)  # and of the other column nothing is said for its sake
            yield self._stretch(path, ELSEWHERE, best[1], best[2])

    def _find_filled_down(self, path: str) -> Iterator[MovedColumn]:
        """Stretches whose rows repeat the one above and have it from no unit above, as hardly any row does."""
        if path not in OF_ONE or self._is_history:
            return  # what stood above on a day that is past is not looked up
        column = self._table.column(path)
        own = np.flatnonzero((column > 0) & ~self._is_inherited(path))
        held = column[own]
        run = longest_run(np.r_[0, np.where(held[1:] == held[:-1], 1, -1)] if len(own) else own)
        if run is not None:
            yield self._stretch(path, 0, "", own[run])

    def _is_inherited(self, path: str) -> Truths:
        """Per row whether the field as a whole is that of the unit above."""
        field = path.partition(".")[0]
        parts = [self._table.column(one) for one in self._table.paths(LEAST) if one.startswith(f"{field}.")]
        row_of = {key: row for row, key in enumerate(self._table.keys)}
        above = np.array([row_of.get(key, -1) for key in self._table.read_column("parent")], np.int64)
        found: Truths = above >= 0 if parts else np.zeros(len(above), np.bool_)
        for part in parts:
            found = found & (part == part[above])
        return found

    def _stretch(self, path: str, by: int, beside: str, rows: Codes) -> MovedColumn:
        column, keys, texts = self._table.column(path), self._table.keys, self._table.texts
        other, word = np.roll(column, -by), "for"
        if by == ELSEWHERE:
            other, word = self._table.column(beside), "beside"
        examples = [
            f"{keys[row]}: {texts[column[row]]}" + (f" {word} {texts[other[row]] or 'nothing'}" if by else "")
            for row in rows[:EXAMPLES]
        ]
        return MovedColumn(self._kind, path, by, len(rows), 0, beside, keys[rows[0]], keys[rows[-1]], examples, False)


def _strength(evidence: Sequence[_Evidence], likely: float) -> float:
    """How likely a move is by what columns say for it, and against it; nothing below what is worth a word (likely)."""
    best = max((one for one in evidence if one.rows >= max(LEAST, TIMES * one.against)), default=None)
    opposite = max((-one.strength for one in evidence), default=0.0)
    if best is None or best.strength < likely or best.strength < STRONGER * opposite:
        return 0.0
    if best.strength < SURE and (best.against or opposite > 0):
        return 0.0
    return best.strength - max(opposite, 0.0)


def _weigh_move(beside: str, x: Codes, moved: Codes, y: Codes) -> _Evidence:
    said = votes(x, moved, y)
    rows, against = int(np.count_nonzero(said > 0)), int(np.count_nonzero(said < 0))
    return _Evidence((rows - against) / sqrt(max(rows + against, 1)), rows, against, beside)


def _running_along(numbers: Codes, keys: Codes, rows: Codes, by: int) -> Iterator[_Evidence]:
    """What is said for a move by numbers that were given along with the codes of the rows, so that all differ from them
    by the same: of the numbers among the rows that have some, or of the codes.
    """
    filled = np.flatnonzero(numbers)
    own = numbers[filled] - keys[rows][filled]
    by_own = own == _usual(own)
    for beside in (np.roll(keys[rows], by), np.roll(keys, by)[rows]):
        away = numbers[filled] - beside[filled]
        by_away = away == _usual(away)
        more, against = int(np.count_nonzero(by_away & ~by_own)), int(np.count_nonzero(by_own & ~by_away))
        if more >= LEAST and more > against and by_away.sum() * 10 > len(filled) * 9:
            yield _Evidence(max(SURE, (more - against) / sqrt(more + against)), more, against, KEY)


def _usual(numbers: Codes) -> int:
    values, counts = np.unique(numbers, return_counts=True)
    return int(values[counts.argmax()]) if len(values) else 0


def _preference(path: str) -> int:
    for place, last in enumerate(PREFERRED):
        if path == last or path.endswith((f".{last}", f" {last}")):
            return place
    return len(PREFERRED)


def common_part(text: str, length: int) -> str:
    """What texts of one origin share: an address its domain, a day its month, a number its front, a text a word."""
    if length:
        return text[:length]
    if "@" in text:
        return text.rpartition("@")[2].casefold()
    if "://" in text:
        return text.partition("://")[2].partition("/")[0].removeprefix("www.").casefold()
    if len(text) == 10 and text[4] == text[7] == "-":
        return text[:7]
    if len(text) >= 6 and text[:6].isdigit():
        return text[: len(text) // 2]
    return text.partition(" ")[0].casefold()


def _name_path(kind: str, path: str) -> str:
    if path == KEY:
        return "the code of the row"
    of, _, plain = path.rpartition(" ")
    return name_path(of or kind, plain)
