"""What an export writes: rows of a selection, as every format is handed them. Plain values; no database behind them.

A selection is *what* is written (full on a day, all history, what changed between two serials); a format is *how*.
Export is selection × format, and there is no other path.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple, Protocol, TypeVar

import msgspec
from msgspec.structs import replace

from sor.core.code_book import CodeBook
from sor.core.day import OPEN, write_day
from sor.core.inheritance import Chain
from sor.core.shapes import Fields, NumberValues, PlaceValues, UnitValues, as_unit
from sor.core.unit import UnitAnswer, unit_answer


class SelectedSubject(NamedTuple):
    """A subject other than a unit on the days [from_day, to_day).

    first_from: the first day of its life. closes: the first day after the life that the row lies in, OPEN when no end
    is known. serial: the entry from which the row is known; registered: the day on which what it says was registered,
    None when its source told none (``reading/registered.py``). values: its fields, ``assumed`` among them when no
    source vouches for some value on these days.
    """

    kind: str
    key: str
    from_day: int
    to_day: int
    first_from: int
    closes: int
    serial: int
    registered: int | None
    values: Fields


class SelectedUnit(msgspec.Struct, frozen=True):
    """A unit on the days [from_day, to_day), with all that it may show of others on ``day``, one of these days.

    The days and ``serial`` mean what they mean in ``SelectedSubject``. chain: its own values, then those of the units
    above, nearest first. owner: the institution owner on top, when the chain reaches one. own_number: the location
    number it states itself; number: the facts of the number it uses, own or inherited. replaces, replaced_by: SOR
    codes. place: the fields of its geographic location.
    """

    code: str
    from_day: int
    to_day: int
    first_from: int
    closes: int
    serial: int
    registered: int | None
    day: int
    chain: Chain
    owner: str | None = None
    own_number: SelectedSubject | None = None
    number: NumberValues | None = None
    replaces: tuple[str, ...] = ()
    replaced_by: tuple[str, ...] = ()
    place: PlaceValues | None = None

    @property
    def own(self) -> UnitValues:
        """Its own values, nothing inherited."""
        return self.chain[0][1]

    @property
    def assumed(self) -> bool:
        """Whether some value was stated by no source for these days: such rows stay out of files that cannot say so."""
        return bool(self.own.get("assumed"))


class Selection(Protocol):
    """What is to be written, ready to be asked for. ``valid``: the day (of a history or delta: the day the register
    had reached); ``known``: the serial; ``since``: of a delta, the serial that the reader has; ``history``: all
    versions instead of one day; ``created``: when the file is made; ``codes``: the code lists as known;
    ``shak_end``: SHAK's last valid day, a master's setting, None in a mirror; ``municipality``: the
    code of the one municipality that is asked for, None for all. ``rows``: how many rows the writer wrote, by the name
    of the table where a file holds several (else by the empty name): counted by the writer, line by line.
    """

    valid: int
    known: int
    since: int | None
    history: bool
    created: datetime
    codes: CodeBook
    shak_end: int | None
    municipality: str | None
    rows: Counter[str]

    @property
    def codes_before(self) -> CodeBook:
        """The code lists as the reader of a delta knows them."""
        ...

    def units(self) -> Iterator[SelectedUnit]:
        """Full: the units open on the day, each after the unit above it and that one's other branches, orphans last.
        History: every version, by code and day, cut wherever something that a unit may show from elsewhere changes
        (``joined`` puts together what a format shows alike).
        """
        ...

    def coming_units(self) -> Iterator[SelectedUnit]:
        """Units not open on the day that open later: each as it will be on its first day, by code."""
        ...

    def subjects(self, kind: str) -> Iterator[SelectedSubject]:
        """Subjects of another kind by key: those open on the day, or with history every version."""
        ...

    def carriers(self, system: str) -> list[tuple[str, str]]:
        """(value, SOR code) of every unit that carries a value of an identifier system on some day."""
        ...

    def unit_changes(
        self, *, shows_above: bool = False
    ) -> Iterator[tuple[str, SelectedUnit | None, SelectedUnit | None]]:
        """Of a delta: code, row before and row after, of every unit whose row may differ. shows_above: the format
        shows names or types of the units above, so what is below a changed unit may differ as well.
        """
        ...

    def history_changes(self, kind: str) -> Iterator[tuple[str, list[SelectedSubject], list[SelectedSubject]]]:
        """Of a delta: key, all versions before and all versions now, of every touched subject of a kind."""
        ...

    def changes(self, kind: str) -> Iterator[tuple[str, SelectedSubject | None, SelectedSubject | None]]:
        """The same for subjects of another kind, as they stand on the day."""
        ...


def answer_of(row: SelectedUnit, codes: CodeBook) -> UnitAnswer:
    """A row as every door shows a unit: the JSON of REST, of ``sor show`` and of the NDJSON file."""
    return unit_answer(
        row.code,
        row.chain,
        period=(row.from_day, row.to_day),
        first_from=row.first_from,
        open_on_day=True,
        day=row.day,
        serial=row.serial,
        number=row.number,
        replaces=row.replaces,
        replaced_by=row.replaced_by,
        codes=codes,
        owner=row.owner,
        registered=row.registered,
    )


Cells = TypeVar("Cells")


def join_shown(
    rows: Iterable[SelectedUnit], cells: Callable[[SelectedUnit], Cells]
) -> Iterator[tuple[SelectedUnit, Cells]]:
    """The rows of a history with what a format shows of each (days left out), neighbours that look alike put together.

    Only pieces of one version are put together: where the unit itself began a new version, a row begins (``CORE`` §1).
    """
    waiting: tuple[SelectedUnit, Cells] | None = None
    for row in rows:
        shown = cells(row)
        if waiting is not None:
            before, looked = waiting
            if before.code == row.code and before.to_day == row.from_day and before.own is row.own and looked == shown:
                waiting = replace(before, to_day=row.to_day), looked
                continue
            yield waiting
        waiting = row, shown
    if waiting is not None:
        yield waiting


def source_dates(row: SelectedUnit | SelectedSubject) -> tuple[int, int | None]:
    """(FromDate, UpdatedAt) of a row as the files print them: the source's FromDate where its ``status`` still
    describes these days, else the row's first day; and the day of registration, None when the source told none.
    """
    return _number(write_source_dates(row)[0]), row.registered


def write_source_dates(row: SelectedUnit | SelectedSubject) -> tuple[str, str | None]:
    """The same as ISO dates."""
    status = (row.own if isinstance(row, SelectedUnit) else as_unit(row.values)).get("status")
    begun, updated = write_day(row.from_day), None if row.registered is None else write_day(row.registered)
    since = (status or {}).get("from")
    if since is not None and (since >= begun or row.from_day == row.first_from):
        return since, updated
    return begun, updated


@lru_cache(maxsize=65536)
def _number(iso: str) -> int:
    return int(iso.replace("-", ""))


def ends(row: SelectedUnit | SelectedSubject) -> int | None:
    """The first day on which the subject is closed, when it is known."""
    return None if row.closes >= OPEN else row.closes
