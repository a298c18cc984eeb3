"""A table of columns: name in the file ⇄ field, and how the cell is read and written. Each tabular format has one.

The header decides what is read: columns are found by name, wherever they stand; unknown and missing ones are named.
Written are all columns of the table, in its order.
"""

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple, TypeAlias

from rapidfuzz import fuzz, process

from sor.core.day import NotADay
from sor.core.shapes import Fields, Value
from sor.formats.dates import read_day
from sor.formats.day_order import DayOrder
from sor.formats.tables.cell_damage import CellDamage, damage

Read: TypeAlias = Callable[[str], Value]
Write: TypeAlias = Callable[[Any], str]


class UnreadableCell(ValueError):
    """A cell that is not what its column holds."""


class Column(NamedTuple):
    """name: in the file. field: the glossary's field, ``postal_address.postcode`` for a part of one; empty = the
    column is known but says nothing of its own (names of units above). also: further spellings seen or expected.
    shows: what is written where reading takes nothing. write: how, when not as the file writes all cells read so.
    """

    name: str
    field: str
    read: Read
    also: tuple[str, ...] = ()
    shows: str = ""
    write: Write | None = None

    @property
    def path(self) -> str:
        """What stands in the column of a written file."""
        return self.shows or self.field


NOT_READ = "Columns that are not known and were not read"
ABSENT = "Columns that are missing; what they would say stays as it is"

CLOSE = 75
"""From which likeness on, of 100, two column names may be the same one."""

SHORTEST = 5
"""Letters that a name must have to be looked for within another."""

Complaint = Callable[[Column, str, CellDamage | None], None]
"""Told of each cell that cannot be read: its column, its text, and what was done to it when its looks tell."""


class Layout:
    """Where the columns of a table stand in one file."""

    def __init__(self, table: Sequence[Column], header: Sequence[str], *, as_written: bool = False) -> None:
        """as_written: columns are named as the file writes them, where two may differ by a capital only."""
        form = str if as_written else spelling
        known = {form(name): column for column in table for name in (column.name, *column.also)}
        self.places: list[tuple[int, Column]] = []
        self.unknown: list[str] = []
        for place, name in enumerate(header):
            column = known.get(form(name))
            if column is not None and column not in [found for _, found in self.places]:
                self.places.append((place, column))
            elif name:
                self.unknown.append(name)
        self._reading = [(place, column.field, column.read, column) for place, column in self.places if column.field]
        present = {column for _, column in self.places}
        self._missing = [column for column in table if column.field and column not in present]
        self.fields = frozenset(column.field.partition(".")[0] for column in present if column.field)
        self.paths = frozenset(column.field for column in present)
        self.days = DayOrder()

    @property
    def missing(self) -> list[str]:
        """The columns of the table that the file does not have."""
        return [column.name for column in self._missing]

    def name_of(self, path: str) -> str:
        """What the file calls the column of a path."""
        return next((column.name for _, column in self.places if column.field == path), path)

    def notes(self, optional: Collection[str] = ()) -> list[str]:
        """One sentence naming the unknown columns, one naming the missing ones whose field is not optional."""
        missing = [column.name for column in self._missing if column.field not in optional]
        told = ((NOT_READ, [self._with_guess(name) for name in self.unknown]), (ABSENT, missing))
        return [f"{what}: {', '.join(names)}." for what, names in told if names]

    def _with_guess(self, name: str) -> str:
        """An unknown column with the missing one that was probably meant; its cells are not read."""
        names = {spelling(one): column.name for column in self._missing for one in (column.name, *column.also)}
        meant = close_to(spelling(name), list(names))
        return name if meant is None else f"{name} (was {names[meant]} meant?)"

    def read(self, cells: Sequence[str], complain: Complaint) -> Fields:
        """Path to value of the cells that hold something."""
        found: Fields = {}
        for place, field, read, column in self._reading:
            cell = cells[place]
            if not cell:
                continue
            if read is day:
                self.days.note(column.name, cell.strip())
            harm = damage(field, cell)
            if harm is not None:
                complain(column, cell, harm)
                continue
            try:
                value = read(cell)
            except (UnreadableCell, NotADay):
                complain(column, cell, None)
                continue
            if value is not None:
                found[field] = value
        return found


def nest_paths(flat: Iterable[tuple[str, Value]]) -> Fields:
    """Paths as fields: ``postal_address.postcode`` becomes ``postcode`` inside ``postal_address``."""
    found: Fields = {}
    for path, value in flat:
        field, _, part = path.partition(".")
        if not part:
            found[field] = value
        elif isinstance(held := found.setdefault(field, {}), dict):
            held[part] = value
    return found


def take_text(cells: Fields, path: str) -> str | None:
    """Take a text out of the cells of a row; None when there is none."""
    found = cells.pop(path, None)
    return found if isinstance(found, str) else None


def take_day(cells: Fields, path: str) -> int | None:
    """Take a day, or another whole number, out of the cells of a row; None when there is none."""
    found = cells.pop(path, None)
    return found if isinstance(found, int) else None


def close_to(name: str, names: Sequence[str]) -> str | None:
    """The known name that is most like a foreign one; else the longest of which one begins or ends the other."""
    if close := process.extractOne(name, names, scorer=fuzz.ratio, score_cutoff=CLOSE):
        return close[0]
    ends = [
        one
        for one in names
        if min(len(one), len(name)) >= SHORTEST and (_begins_or_ends(one, name) or _begins_or_ends(name, one))
    ]
    return max(ends, key=len, default=None)


def _begins_or_ends(whole: str, part: str) -> bool:
    return whole.startswith(part) or whole.endswith(part)


_DANISH = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa"})
_NO_LETTER = re.compile(r"[^0-9a-z]")


def spelling(name: str) -> str:
    """The form in which column names are compared: ``EDB-system`` and ``edbsystem`` are one, ``ø`` is ``oe``."""
    return _NO_LETTER.sub("", name.casefold().translate(_DANISH))


def text(cell: str) -> str | None:
    """A text as found; blanks only is nothing."""
    return cell if cell.strip() else None


def code(cell: str) -> str | None:
    """A code: text without blanks around it, leading zeros kept."""
    return cell.strip() or None


def number_code(cell: str) -> str | None:
    """A code that the file holds as a number: read as any code; a writer leaves out what is none (``numbers``)."""
    return code(cell)


def whole_number(cell: str) -> str | None:
    """A code of digits only; whether it is one, its reader asks."""
    return cell.strip() or None


def day(cell: str) -> int | None:
    """A day, see ``formats.dates``. Raises NotADay."""
    found = cell.strip()
    return read_day(found) if found else None


@lru_cache(maxsize=65536)
def decimal(cell: str) -> float | None:
    """A number with a decimal comma or point. Raises Unreadable."""
    found = cell.strip()
    if not found:
        return None
    if not re.fullmatch(r"-?\d+([.,]\d+)?", found):
        raise UnreadableCell(f"'{cell}' is not a number")
    return float(found.replace(",", "."))


def one_of(words: Mapping[str, str]) -> Read:
    """A word of a closed list, given in small letters, as what it means. It raises Unreadable at any other."""

    def read(cell: str) -> str | None:
        found = cell.strip().casefold()
        if found and found not in words:
            raise UnreadableCell(f"'{cell}' is none of {', '.join(words)}")
        return words.get(found)

    return read


_YES, _NO = frozenset({"1", "true", "ja", "sand", "yes"}), frozenset({"0", "false", "nej", "falsk", "no"})


def yes_or_no(cell: str) -> bool | None:
    """True or false, in digits, English or Danish. Raises Unreadable."""
    found = cell.strip().casefold()
    if not found:
        return None
    if found not in _YES | _NO:
        raise UnreadableCell(f"'{cell}' is neither yes nor no")
    return found in _YES


_LEVELS = {"ie": "IO", "io": "IO", "si": "HI", "hi": "HI", "oe": "OU", "ou": "OU"}


def level(cell: str) -> str | None:
    """IO, HI or OU, also from the Danish IE, SI, OE. Raises Unreadable."""
    found = cell.strip().casefold()
    if found and found not in _LEVELS:
        raise UnreadableCell(f"'{cell}' is not a level: IO, HI, OU, or in Danish IE, SI, OE")
    return _LEVELS.get(found)
