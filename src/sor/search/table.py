"""What the index is fed with, and all of it as columns of numbers: a row per document, withdrawn by a mark."""

from array import array
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sor.search.order import Order
from sor.search.text import identifier
from sor.search.texts import NONE, Texts

Flags = npt.NDArray[np.bool_]
Numbers = npt.NDArray[np.int64]

LEVELS = ("IO", "HI", "OU")
"""From the top down; a level's number is its place here."""

_TIMES = ("valid_from", "valid_to", "known_from", "known_to")
_COLUMNS = (
    *_TIMES, "key", "parent", "name", "town", "level", "type", "municipality", "region", "street", "postcode", "east",
    "north",
)  # fmt: skip
_WASTE_ALLOWED = 0.25
UNPLACED = 0
"""Metres of a unit of which the address has no coordinates; it does not inherit any."""


@dataclass(frozen=True, slots=True)
class Document:
    """A unit as it could be searched for on some days, as the register knew it between two serials.

    Days are whole numbers yyyymmdd (open end 99991231), known times serials of the log (open end 2**53);
    both periods are half-open. Documents of one unit should not overlap in both times; if they do, one of them counts.
    """

    key: str
    """SOR code."""
    valid_from: int
    valid_to: int
    known_from: int
    known_to: int
    name: str
    town: str | None
    """Postal district of the unit's own address; None: that of the nearest unit above that has one."""
    parent: str | None
    """SOR code of the unit above; None at the top."""
    level: str
    """IO, HI or OU."""
    type: str | None
    """Code of the entity type."""
    municipality: str | None
    """Code, of the unit's own postal address; None: inherited like the town."""
    region: str | None
    """Code; None: inherited like the town."""
    specialities: tuple[str, ...] = ()
    identifiers: tuple[str, ...] = ()
    """SHAK, ydernummer, GLN, CVR, P-number, pharmacy number, local code, telephone, web site …: whatever names this
    unit itself."""
    street: str | None = None
    """Street and number of its own postal address; None: inherited like the town."""
    postcode: str | None = None
    """Inherited like the town."""
    east: int | None = None
    """Metres east in UTM zone 32, where it is visited; None: inherited like the town; UNPLACED: nobody knows."""
    north: int | None = None


@dataclass(frozen=True, slots=True)
class Label:
    """What a code is called on some days: its name, and the other words by which people look for it."""

    kind: str
    """type, speciality, municipality or region."""
    code: str
    valid_from: int
    valid_to: int
    words: str


class NumberedCodes:
    """Gives each code a number."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._codes: list[str] = []

    def __len__(self) -> int:
        return len(self._numbers)

    def number(self, code: str | None) -> int:
        if code is None:
            return NONE
        if (found := self._numbers.get(code)) is None:
            found = self._numbers[code] = len(self._codes)
            self._codes.append(code)
        return found

    def code(self, number: int) -> str:
        """The code of a number that was given out."""
        return self._codes[number]

    def flag_chosen(self, wanted: Iterable[str]) -> Flags:
        """By number, whether a code is among the wanted; the extra last place answers for "none"."""
        flags = np.zeros(len(self._numbers) + 1, np.bool_)
        flags[[self._numbers[code] for code in wanted if code in self._numbers]] = True
        return flags


class Table:
    """Rows of documents. `column` gives what was appended before the last `refresh`."""

    def __init__(self) -> None:
        self.texts = Texts()
        self.keys: list[str] = []
        self.levels, self.types, self.municipalities, self.regions, self.specialities = (
            NumberedCodes() for _ in range(5)
        )
        for level in LEVELS:
            self.levels.number(level)
        self._key_numbers: dict[str, int] = {}
        self._key_order = Order()
        self._labels: list[tuple[str, int, int, int, int]] = []
        self._growing = {name: array("q") for name in _COLUMNS}
        self._withdrawn = bytearray()
        self._speciality_rows = array("q")
        self._speciality_codes = array("q")
        self._by_identifier: dict[str, list[int]] = {}

    def append(self, document: Document) -> None:
        """Add a row."""
        row = len(self._withdrawn)
        self._withdrawn.append(0)
        for name, value in zip(_COLUMNS, self._values(document), strict=True):
            self._growing[name].append(value)
        for code in document.specialities:
            self._speciality_rows.append(row)
            self._speciality_codes.append(self.specialities.number(code))
        for number in {identifier(text) for text in document.identifiers} - {""}:
            self._by_identifier.setdefault(number, []).append(row)

    def _values(self, document: Document) -> tuple[int, ...]:
        return (
            document.valid_from,
            document.valid_to,
            document.known_from,
            document.known_to,
            self._key_number(document.key),
            NONE if document.parent is None else self._key_number(document.parent),
            self.texts.number(document.name),
            NONE if document.town is None else self.texts.number(document.town),
            self.levels.number(document.level),
            self.types.number(document.type),
            self.municipalities.number(document.municipality),
            self.regions.number(document.region),
            NONE if document.street is None else self.texts.number(document.street),
            NONE if document.postcode is None else self.texts.number(document.postcode),
            NONE if document.east is None else document.east,
            NONE if document.north is None else document.north,
        )

    def label(self, labels: Iterable[Label]) -> None:
        """From now on codes are called so, and nothing else."""
        numbered = self._number_codes()
        self._labels = [
            (label.kind, numbered[label.kind].number(label.code), label.valid_from, label.valid_to,
             self.texts.number(label.words))
            for label in labels
        ]  # fmt: skip

    def labels(self, day: int) -> dict[str, Numbers]:
        """By kind: the number of the text that a code is called on a day, by the code's number; NONE for none."""
        found = {kind: np.full(len(codes) + 1, NONE) for kind, codes in self._number_codes().items()}
        for kind, code, begins, ends, text in self._labels:
            if begins <= day < ends:
                found[kind][code] = text
        return found

    def label_days(self) -> Numbers:
        """The days on which a code begins or ends to be called something."""
        return np.array([day for _, _, *days, _ in self._labels for day in days], np.int64)

    def _number_codes(self) -> dict[str, NumberedCodes]:
        return {
            "type": self.types,
            "speciality": self.specialities,
            "municipality": self.municipalities,
            "region": self.regions,
        }

    def _key_number(self, key: str) -> int:
        number = self._key_numbers.get(key)
        if number is None:
            number = self._key_numbers[key] = self._key_order.add(key)
            self.keys.append(key)
        return number

    def withdraw(self, key: str) -> None:
        """Take all rows of a unit out."""
        number = self._key_numbers.get(key)
        if number is not None:
            for row in np.flatnonzero(np.array(self._growing["key"]) == number).tolist():
                self._withdrawn[row] = 1

    def refresh(self) -> None:
        """Make appended rows part of the columns, and drop withdrawn rows when they have become many."""
        if sum(self._withdrawn) > _WASTE_ALLOWED * len(self._withdrawn):
            self._drop_withdrawn()
        self._columns = {name: np.array(values, np.int64) for name, values in self._growing.items()}
        self.kept = np.array(self._withdrawn, np.uint8) == 0
        self._speciality_pairs = (
            np.array(self._speciality_rows, np.int64),
            np.array(self._speciality_codes, np.int64),
        )
        self.texts.refresh(self._texts_in_use())

    def _texts_in_use(self) -> Flags:
        in_use = np.zeros(len(self.texts) + 1, np.bool_)
        in_use[self["name"][self.kept]] = True
        for column in ("town", "street", "postcode"):
            in_use[self[column][self.kept]] = True
        in_use[[text for *_, text in self._labels]] = True
        return in_use[:-1]

    def _drop_withdrawn(self) -> None:
        kept = np.array(self._withdrawn, np.uint8) == 0
        moved = np.where(kept, np.cumsum(kept) - 1, NONE)
        self._growing = {name: array("q", np.array(values)[kept].tobytes()) for name, values in self._growing.items()}
        self._withdrawn = bytearray(int(kept.sum()))
        pairs = [
            (row, code)
            for row, code in zip(moved[np.array(self._speciality_rows)].tolist(), self._speciality_codes, strict=True)
            if row != NONE
        ]
        self._speciality_rows = array("q", [row for row, _ in pairs])
        self._speciality_codes = array("q", [code for _, code in pairs])
        still = {number: [int(moved[row]) for row in rows if kept[row]] for number, rows in self._by_identifier.items()}
        self._by_identifier = {number: rows for number, rows in still.items() if rows}

    def __getitem__(self, column: str) -> Numbers:
        return self._columns[column]

    def key_number(self, key: str) -> int | None:
        """The number of a SOR code, None if no document speaks of it."""
        return self._key_numbers.get(key)

    def key_ranks(self) -> Numbers:
        """The place of each SOR code in sorted order, by its number."""
        return self._key_order.ranks()

    def keys_beginning(self, digits: str) -> Numbers:
        """The numbers of the SOR codes that begin so."""
        return np.array(self._key_order.beginning(digits), np.int64)

    def rows_identified(self, number: str) -> Numbers:
        """Rows that carry this identifier (as `text.identifier` writes it); withdrawn ones may be among them."""
        return np.array(self._by_identifier.get(number, ()), np.int64)

    def speciality_pairs(self) -> tuple[Numbers, Numbers]:
        """Rows and the numbers of their specialities, one pair for each that a row has."""
        return self._speciality_pairs

    def rows_with_speciality(self, wanted: Iterable[str]) -> Flags:
        """By row, whether it has one of the specialities."""
        rows, codes = self._speciality_pairs
        flags = np.zeros(len(self.kept), np.bool_)
        flags[rows[self.specialities.flag_chosen(wanted)[codes]]] = True
        return flags
