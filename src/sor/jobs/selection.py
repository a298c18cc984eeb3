"""Selections of the register for exports: full on a day, history, and what changed between two serials.

Never a query per unit. A full selection reads the rows of the day at once, as text, and walks down the tree with what
is inherited carried along (100,000 units: some 200 MB); a history and a delta are fetched some hundreds at a time.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from datetime import datetime
from functools import cached_property
from itertools import islice
from operator import attrgetter
from typing import TypeVar

from sor.core.as_of import AsOf
from sor.core.code_book import CodeBook
from sor.core.day import OPEN
from sor.core.inheritance import Chain, location_number
from sor.core.shapes import Fields, NumberValues, PlaceValues, UnitValues, as_number, as_place, as_unit
from sor.core.tree import DEEPEST, line_above
from sor.following.shown_rows import ShownRows, Successions, subject_of
from sor.formats.fitting import Fitting
from sor.formats.published.selected import SelectedSubject, SelectedUnit
from sor.reading.histories import Histories, Read
from sor.reading.registered import RegisteredDays
from sor.register import Register
from sor.store import reads, selecting
from sor.store.database import Connection, Row
from sor.store.descendants import keys_below_at
from sor.store.projection import VersionRow

BATCH = 400

VALID_TO, PARENT, BODY = (VersionRow._fields.index(name) for name in ("valid_to", "parent", "body"))

Change = tuple[str, SelectedUnit | None, SelectedUnit | None]
SubjectChange = tuple[str, SelectedSubject | None, SelectedSubject | None]


def full(register: Register, at: AsOf, created: datetime) -> "Selected":
    """What holds on a day as known at a serial."""
    return Selected(register, at, created)


def history(register: Register, known: int, created: datetime) -> "Selected":
    """Every version of every subject as known at a serial."""
    return Selected(register, AsOf(_day_reached(register, known), known), created, history=True)


def delta(register: Register, since: int, known: int, created: datetime) -> "Selected":
    """What of full(known) is not in full(since), and what is gone: a serial means the day it had reached (``CORE``
    §10), so that scheduled changes which took effect in between are in it.
    """
    return Selected(register, AsOf(_day_reached(register, known), known), created, since=since)


def serial_on(register: Register, day: int) -> int:
    """The last serial of the register's days up to one; 0 before its first entry."""
    return selecting.serial_on(register.database.reader(), day)


class Selected:
    """A selection, see ``formats.published.selected.Selection``."""

    def __init__(
        self,
        register: Register,
        at: AsOf,
        created: datetime,
        *,
        since: int | None = None,
        history: bool = False,
    ) -> None:
        self._register = register
        self._connection = register.database.reader()
        self.at = at
        self.valid, self.known = at
        self.created = created
        self.since = since
        self.history = history
        self.tell: Callable[[int], None] = lambda _: None
        """Hears how many units were read, for a progress bar."""
        self.rows: Counter[str] = Counter()
        self.read = Fitting()
        """Reads stored values; ``read.omitted()`` tells what of them could not be shown."""
        self.codes: CodeBook = register.code_book(at.known)
        self.shak_end: int | None = None
        self.municipality: str | None = None

    def units(self) -> Iterator[SelectedUnit]:
        """The units of the selection; see ``formats.published.selected``."""
        return self._histories("unit") if self.history else self._walk()

    def subjects(self, kind: str) -> Iterator[SelectedSubject]:
        """The subjects of another kind."""
        yield from self._subject_histories(kind) if self.history else self._subjects_now(kind)

    def carriers(self, system: str) -> list[tuple[str, str]]:
        """(value, SOR code) of every unit that carries a value of an identifier system on some day."""
        return selecting.carriers(self._connection, system, self.known)

    def _subjects_now(self, kind: str) -> Iterator[SelectedSubject]:
        for page in selecting.pages_at(self._connection, kind, self.at):
            yield from self._point(self.at).subjects(kind, page).values()

    def coming_units(self) -> Iterator[SelectedUnit]:
        """The units that open after the day."""
        keys = selecting.coming_keys(self._connection, "unit", self.at)
        for some in _batches(keys):
            histories = Histories(self._connection, self.known, self.codes, self.read)
            histories.load_units(some)
            for key in some:
                row = next(v for v in histories.versions("unit", key) if v.row.valid_from > self.valid)
                yield self._make_shown(histories).unit(key, row, row.row.valid_from, row.row.valid_to)

    def unit_changes(self, *, shows_above: bool = False) -> Iterator[Change]:
        """The units that may have changed since the serial of the reader, before and after."""
        before, after = self._before, self.at
        part_before, part_after = self._find_part(before), self._find_part(after)
        touched = self._find_touched(before, after, shows_above)
        if part_before is not None and part_after is not None:
            touched = sorted({*touched, *(part_before ^ part_after)} & (part_before | part_after))
        for some in _batches(touched):
            was = self._point(before).units(_within(some, part_before))
            now = self._point(after).units(_within(some, part_after))
            for key in some:
                if key in was or key in now:
                    yield key, was.get(key), now.get(key)
            self.tell(len(some))

    def history_changes(self, kind: str) -> Iterator[tuple[str, list[SelectedSubject], list[SelectedSubject]]]:
        """Whole histories of the subjects of a kind that were touched since, as known before and now."""
        keys = [key for found, key in self._register.list_touched(self._since, self.known) if found == kind]
        for some in _batches(keys):
            was, now = (
                Histories(self._connection, known, self.codes, self.read) for known in (self._since, self.known)
            )
            was.load(kind, some)
            now.load(kind, some)
            for key in some:
                before, after = (list(self._make_shown(histories).subjects(kind, key)) for histories in (was, now))
                yield key, before, after

    def changes(self, kind: str) -> Iterator[SubjectChange]:
        """The subjects of a kind that were touched since, before and after."""
        keys = [key for found, key in self._register.list_touched(self._since, self.known) if found == kind]
        for some in _batches(keys):
            was, now = (
                self._point(at).subjects(kind, list(reads.versions_at(self._connection, kind, some, at).values()))
                for at in (self._before, self.at)
            )
            for key in some:
                if key in was or key in now:
                    yield key, was.get(key), now.get(key)

    @property
    def codes_before(self) -> CodeBook:
        """The code lists as the reader of a delta knows them."""
        return self._register.code_book(self._since)

    @property
    def _since(self) -> int:
        if self.since is None:
            raise ValueError("This selection is no delta: it was made without a serial to start from.")
        return self.since

    @cached_property
    def _before(self) -> AsOf:
        return AsOf(_day_reached(self._register, self._since), self._since)

    @cached_property
    def _registered(self) -> RegisteredDays:
        return RegisteredDays(selecting.when_each_was_known(self._connection, self.known).__getitem__)

    @cached_property
    def _successions(self) -> Successions:
        return Successions(selecting.successions_known(self._connection, self.known))

    def _make_shown(self, histories: Histories) -> ShownRows:
        return ShownRows(histories, self._registered, self._successions)

    def _point(self, at: AsOf) -> "RegisterOnDay":
        return RegisterOnDay(self._connection, at, self._registered, self.read)

    def _find_touched(self, before: AsOf, after: AsOf, shows_above: bool) -> list[str]:
        found = {key for kind, key in self._register.list_touched(before.known, after.known) if kind == "unit"}
        waiting: Collection[str] = found if shows_above else ()
        while waiting:
            below = {key for at in (before, after) for key in keys_below_at(self._connection, sorted(waiting), at)}
            waiting = below - found
            found |= waiting
        return sorted(found)

    def _find_part(self, at: AsOf) -> set[str] | None:
        """The units of the owner of whose part the register is a copy: those of others are there for what these show of
        them. None of a register that is whole.
        """
        source = self._register.follows()
        if source is None or source.owner is None:
            return None
        return {source.owner, *keys_below_at(self._connection, [source.owner], at)}

    def _walk(self) -> Iterator[SelectedUnit]:
        """Every unit open on the day, top down. What no walk from the top reaches (cycles, and what hangs on them)
        comes last, each unit with the chain that a look-up would give it.
        """
        rows = selecting.open_units(self._connection, self.at)
        part = self._find_part(self.at)
        if part is not None:
            rows = {key: row for key, row in rows.items() if key in part}
        order, stray = _order({key: row[PARENT] for key, row in rows.items()})
        point = self._point(self.at)
        ready = point.prepared_for_all(rows, self._successions)
        stack: list[tuple[str, UnitValues]] = []
        for some in _batches(order):
            for key, depth in some:
                row = rows.pop(key)
                del stack[depth:]
                stack.append((key, as_unit(self.read(key, row[BODY]))))
                yield point.unit(row, stack[: -DEEPEST - 2 : -1], ready)
            self.tell(len(some))
        for keys in _batches(stray):
            yield from point.units(keys).values()
            self.tell(len(keys))

    def _histories(self, kind: str) -> Iterator[SelectedUnit]:
        histories = Histories(self._connection, self.known, self.codes, self.read)
        shown = self._make_shown(histories)
        for page in selecting.pages_of_keys(self._connection, kind, self.known):
            for some in _batches(page):
                histories.load_units(some)
                for key in some:
                    yield from shown.units(key)
                histories.forget()
                self.tell(len(some))

    def _subject_histories(self, kind: str) -> Iterator[SelectedSubject]:
        for page in selecting.pages_of_keys(self._connection, kind, self.known):
            for some in _batches(page):
                histories = Histories(self._connection, self.known, self.codes, self.read)
                histories.load(kind, some)
                for key in some:
                    yield from self._make_shown(histories).subjects(kind, key)


def _within(keys: Sequence[str], part: set[str] | None) -> Sequence[str]:
    return keys if part is None else [key for key in keys if key in part]


Item = TypeVar("Item")


class PreparedUnits:
    """What a batch of units needs beside their rows."""

    def __init__(self) -> None:
        self.own: dict[str, UnitValues] = {}
        self.closes: dict[str, int] = {}
        self.numbers: dict[str, SelectedSubject] = {}


class RegisterOnDay:
    """Rows made at one point in time, with what they show of others."""

    def __init__(self, connection: Connection, at: AsOf, registered: RegisteredDays, read: Read) -> None:
        self._read = read
        self._connection = connection
        self._at = at
        self._registered = registered
        self._successions = Successions()
        self._facts: dict[str, NumberValues] = {}
        self._places: dict[str, PlaceValues] = {}

    def units(self, keys: Sequence[str]) -> dict[str, SelectedUnit]:
        """Some units by code; those not open are missing."""
        rows = reads.versions_at(self._connection, "unit", keys, self._at)
        above = self._with_those_above(rows)
        own = {key: as_unit(self._read(key, row.body)) for key, row in above.items()}
        ready = self.prepare_units(list(rows.values()))
        chains = {key: _chain_in(above, own, key) for key in rows}
        used = {str(found.value) for chain in chains.values() if (found := location_number(chain))}
        self._facts = {key: as_number(held) for key, held in self._values("location_number", used).items()}
        places = {own[key].get("geographic_location", "") for key in rows} - {""}
        self._places = {key: as_place(held) for key, held in self._values("place", places).items()}
        self._successions = Successions(selecting.successions_of(self._connection, list(rows), self._at.known))
        return {key: self.unit(rows[key], chains[key], ready) for key in keys if key in rows}

    def subjects(self, kind: str, rows: Sequence[VersionRow]) -> dict[str, SelectedSubject]:
        """Rows of another kind by key."""
        closes = self._closes(kind, _ending(rows))
        return {
            row.key: subject_of(row, self._read(row.key, row.body), closes.get(row.key, row.valid_to), self._registered)
            for row in rows
        }

    def prepare_units(self, rows: Sequence[VersionRow]) -> PreparedUnits:
        """What these units need: their values, when they close, the location numbers they state."""
        ready = PreparedUnits()
        ready.own = {row.key: as_unit(self._read(row.key, row.body)) for row in rows}
        ready.closes = self._closes("unit", _ending(rows))
        stated = {str(own["location"]["number"]) for own in ready.own.values() if _states_number(own)}
        found = reads.versions_at(self._connection, "location_number", sorted(stated), self._at)
        ready.numbers = self.subjects("location_number", list(found.values()))
        return ready

    def prepared_for_all(self, rows: dict[str, Row], successions: Successions) -> PreparedUnits:
        """The same for every unit open on the day, their values aside. rows: the columns of each."""
        ready = PreparedUnits()
        ready.closes = self._closes("unit", {key: row[VALID_TO] for key, row in rows.items() if row[VALID_TO] < OPEN})
        found = list(reads.all_at(self._connection, "location_number", self._at))
        ready.numbers = self.subjects("location_number", found)
        self._facts = {key: as_number(number.values) for key, number in ready.numbers.items()}
        self._places = {
            row.key: as_place(self._read(row.key, row.body))
            for row in reads.all_at(self._connection, "place", self._at)
        }
        self._successions = successions
        return ready

    def unit(self, row: Row, chain: Chain, ready: PreparedUnits) -> SelectedUnit:
        """A unit from its row, its chain and what was prepared. row: a ``VersionRow``, or its columns."""
        _, key, valid_from, valid_to, known_from, _, first_from, _, _, _, _, stated = row
        own = chain[0][1]
        location = own.get("location")
        own_number: SelectedSubject | None = None
        number: NumberValues | None = None
        if location is not None and location.get("state") != "None":
            named = location.get("number")
            own_number = ready.numbers.get(named) if named else None
            used = location_number(chain)
            number = self._facts.get(used.value or "") if used else None
        replaces, replaced_by = self._successions.of(key, self._at.valid)
        return SelectedUnit(
            key,
            valid_from,
            valid_to,
            first_from,
            ready.closes[key] if key in ready.closes else valid_to,  # noqa: SIM401 (a row has no types)
            known_from,
            self._registered.of(stated, own),
            self._at.valid,
            chain,
            chain[-1][0] if chain[-1][1].get("level") == "IO" else None,
            own_number,
            number,
            replaces,
            replaced_by,
            self._places.get(own["geographic_location"]) if "geographic_location" in own else None,
        )

    def _values(self, kind: str, keys: Collection[str]) -> dict[str, Fields]:
        found = reads.versions_at(self._connection, kind, sorted(keys), self._at)
        return {key: self._read(key, row.body) for key, row in found.items()}

    def _with_those_above(self, rows: dict[str, VersionRow]) -> dict[str, VersionRow]:
        found = dict(rows)
        missing = {row.parent for row in rows.values() if row.parent} - found.keys()
        while missing:
            above = reads.versions_at(self._connection, "unit", sorted(missing), self._at)
            found |= above
            missing = {row.parent for row in above.values() if row.parent} - found.keys()
        return found

    def _closes(self, kind: str, ending: dict[str, int]) -> dict[str, int]:
        """When the lives end of subjects whose row has an end, by key. ending: the ends of their rows."""
        if not ending:
            return {}
        later = selecting.later_days(self._connection, kind, list(ending), self._at.valid, self._at.known)
        for key, periods in later.items():
            for start, end in periods:
                if start == ending[key]:
                    ending[key] = end
        return ending


def _ending(rows: Iterable[VersionRow]) -> dict[str, int]:
    """The ends of those rows that have one, by key."""
    return {row.key: row.valid_to for row in rows if row.valid_to < OPEN}


def _states_number(own: UnitValues) -> bool:
    location = own.get("location") or {}
    return bool(location.get("number"))


def _chain_in(rows: dict[str, VersionRow], own: dict[str, UnitValues], key: str) -> list[tuple[str, UnitValues]]:
    """A unit's chain among rows; a cycle is cut where it closes."""
    return [(above, own[above]) for above, _ in line_above(key, rows.get, attrgetter("parent"))]


def _order(parents: dict[str, str | None]) -> tuple[list[tuple[str, int]], list[str]]:
    """The codes in the order of a walk down the tree, each with its depth; and those that no walk reaches. parents: of
    each unit by code, in the order in which siblings are to stand.
    """
    below: dict[str, list[str]] = {}
    tops: list[str] = []
    orphans: list[str] = []
    for key, parent in parents.items():
        if parent is None:
            tops.append(key)
        elif parent in parents:
            below.setdefault(parent, []).append(key)
        else:
            orphans.append(key)
    order: list[tuple[str, int]] = []
    waiting = [(key, 0) for key in reversed(tops + orphans)]
    while waiting:
        place = waiting.pop()
        order.append(place)
        children = below.get(place[0])
        if children:
            deeper = place[1] + 1
            waiting += [(child, deeper) for child in reversed(children)]
    if len(order) == len(parents):
        return order, []
    reached = {key for key, _ in order}
    return order, [key for key in parents if key not in reached]


def _day_reached(register: Register, serial: int) -> int:
    """The day that the register had reached at a serial; today, before its first entry."""
    return selecting.day_reached(register.database.reader(), serial) or register.today()


def _batches(items: Sequence[Item]) -> Iterator[list[Item]]:
    source = iter(items)
    while some := list(islice(source, BATCH)):
        yield some
