"""Answers as of one point: a valid day and a serial. Every door asks here; nothing here knows a format or a clock."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import partial
from itertools import pairwise
from typing import Any, NotRequired, Required, TypedDict

from sor.core.as_of import AsOf
from sor.core.code_book import CodeBook
from sor.core.day import OPEN, previous_day, write_day
from sor.core.erased import ERASED
from sor.core.inheritance import Chain, location_number
from sor.core.shapes import EdiValues, NumberValues, PlaceValues, ShakValues, UnitValues
from sor.core.showing import list_named_subjects
from sor.core.statement import Statement
from sor.core.text import show_body
from sor.core.tree import reach_nodes
from sor.core.unit import UnitAnswer, shown_date, unit_answer
from sor.reading.registered import RegisteredDays
from sor.store import log, reads
from sor.store.database import Connection
from sor.store.descendants import descendants_at
from sor.store.examples import example
from sor.store.projection import VersionRow
from sor.store.reads import Holding
from sor.store.timelines import timelines

SUMMARY = ("name", "level", "type", "parent", "shak", "provider_identifier", "organisational_level")


class Period(TypedDict):
    """The days on which a version holds: the first one, and the first on which it no longer does, null while no end is
    known.
    """

    valid_from: str | None
    valid_to: str | None


class Updated(TypedDict, total=False):
    """The day on which what a version says was registered; left out when its source told none."""

    updated: str


class Summary(TypedDict):
    """A unit in a list. children: how many units stand directly below it. units: those below it, in a tree."""

    code: str
    name: NotRequired[str]
    level: NotRequired[str]
    type: NotRequired[str]
    type_name: str | None
    parent: NotRequired[str]
    shak: NotRequired[str]
    provider_identifier: NotRequired[str]
    organisational_level: NotRequired[str]
    valid_from: str | None
    valid_to: str | None
    children: NotRequired[int]
    units: NotRequired[list["Summary"]]


class EdiAnswer(EdiValues, total=False):
    """A message type that a location number takes or sends, with its period."""

    standard: Required[str]
    version: Required[str]
    direction: Required[str]
    name: Required[str | None]
    valid_from: Required[str | None]
    valid_to: Required[str | None]


class NumberFacts(NumberValues, Updated, total=False):
    """A location number's own facts on a day, with their period."""

    valid_from: Required[str | None]
    valid_to: Required[str | None]


class NumberAnswer(NumberFacts, total=False):
    """A location number on a day: its own facts, and its message types."""

    number: Required[str]
    edi: Required[list[EdiAnswer]]


class PlaceAnswer(PlaceValues, total=False):
    """A geographic location on a day: its name, address and coordinates, with their period."""

    valid_from: Required[str | None]
    valid_to: Required[str | None]


class ShakFacts(ShakValues, Updated, total=False):
    """A SHAK code's own facts, with their period."""

    code: Required[str]
    valid_from: Required[str | None]
    valid_to: Required[str | None]


class ShakCode(ShakFacts):
    """The same, with whether they hold on the day."""

    open: bool


class ShakAnswer(ShakValues, Updated, total=False):
    """A SHAK code on a day, and the units that carry it; without facts when the register holds none for the day."""

    code: Required[str]
    valid_from: str | None
    valid_to: str | None
    units: Required[list[Summary]]


class Snapshot:
    """The register on one day as known at one serial. Cheap to make; holds no rows."""

    def __init__(
        self, connection: Connection, at: AsOf, codes: CodeBook, registered: RegisteredDays | None = None
    ) -> None:
        """registered: the days of the register's entries, where somebody keeps them between questions."""
        self._connection = connection
        self.at = at
        self.codes = codes
        self._registered = registered or RegisteredDays(partial(log.when_known, connection))

    def unit(self, code: str) -> UnitAnswer | None:
        """A unit in full. When it is not alive on the day: its last version before, else its first, ``open`` false.
        None when no such unit is known at the serial.
        """
        chain = reads.chain_at(self._connection, code, self.at)
        if chain:
            return self._answer(chain, self.at, open_on_day=True)
        row = reads.nearest_version(self._connection, "unit", code, self.at)
        if row is None:
            return None
        then = AsOf(min(max(self.at.valid, row.valid_from), _last_day(row)), self.at.known)
        return self._answer(reads.chain_at(self._connection, code, then), then, open_on_day=False)

    def units(self, codes: Sequence[str]) -> tuple[list[UnitAnswer], list[str]]:
        """Several units in full, in the order asked, and the codes that are not known."""
        found = [(code, self.unit(code)) for code in dict.fromkeys(codes)]
        return [unit for _, unit in found if unit is not None], [code for code, unit in found if unit is None]

    def summary(self, code: str) -> Summary | None:
        """A unit's name, level, type and place, for lists; None when it is not alive on the day."""
        row = reads.version_at(self._connection, "unit", code, self.at)
        return None if row is None else self._summary(row)

    def summaries(self, codes: Sequence[str]) -> dict[str, Summary]:
        """Summaries of several units by code; those not alive on the day are missing."""
        rows = reads.versions_at(self._connection, "unit", codes, self.at)
        return {code: self._summary(row) for code, row in rows.items()}

    def ancestors(self, code: str) -> list[Summary]:
        """Summaries of the units above, the owner first."""
        chain = reads.chain_at(self._connection, code, self.at)
        return [self._summary(row) for row in reversed(chain[1:])]

    def children(self, code: str) -> list[Summary]:
        """Summaries of the units directly below, with ``children``, the number of units below each; unsorted."""
        rows = reads.children_at(self._connection, code, self.at)
        counts = reads.count_children(self._connection, [row.key for row in rows], self.at)
        return [self._summary(row) | {"children": counts.get(row.key, 0)} for row in rows]

    def tree(self, code: str, depth: int) -> Summary | None:
        """A unit and what is below it, ``depth`` levels down: summaries with ``units`` inside."""
        top = self.summary(code)
        if top is None:
            return None
        level = {code: top}
        seen = {code}
        for _ in range(depth):
            below: dict[str, Summary] = {}
            for key, node in level.items():
                node["units"] = [c for c in self.children(key) if c["code"] not in seen]
                seen |= {c["code"] for c in node["units"]}
                below |= {c["code"]: c for c in node["units"]}
            level = below
        return top

    def branch(self, code: str) -> list[UnitAnswer]:
        """A unit and all below it, in full but for what its location number holds and who replaces whom; each after the
        one above it, those below one by code. Empty when it is not alive on the day.
        """
        line = reads.chain_at(self._connection, code, self.at)
        if not line:
            return []
        above: Chain = [(row.key, show_body(row.body)) for row in line]
        waiting, below = [(line[0], above)], defaultdict[str, list[VersionRow]](list)
        for row in descendants_at(self._connection, [code], self.at):
            below[row.parent or ""].append(row)
        found, seen = list[UnitAnswer](), {code}
        while waiting:
            row, chain = waiting.pop()
            found.append(self._plain_answer(row, chain))
            fresh = [one for one in below[row.key] if one.key not in seen]
            seen.update(one.key for one in fresh)
            waiting += [(one, [(one.key, show_body(one.body)), *chain]) for one in reversed(fresh)]
        return found

    def history(self, code: str, *, resolved: bool = False) -> list[UnitAnswer]:
        """All versions of a unit as known at the serial, in order. Resolved: cut also where an inherited value, a
        location number's facts or a code's name changes, so that each row is true on every day it covers. Else such
        values are shown on the asked day where the version covers it, and on its first day where not; ``shown_on``
        names that day where they do not hold on all days of the version.
        """
        answers: list[UnitAnswer] = []
        for row in reads.history_of(self._connection, "unit", code, self.at.known):
            pieces = self._pieces(row)
            if resolved:
                answers += pieces
                continue
            day = self.at.valid if row.valid_from <= self.at.valid < row.valid_to else row.valid_from
            answer = next(piece for piece in reversed(pieces) if piece["valid_from"] <= write_day(day))
            answer["valid_from"], answer["valid_to"] = write_day(row.valid_from), shown_date(row.valid_to)
            if len(pieces) > 1:
                answer["shown_on"] = write_day(day)
            answers.append(answer)
        return answers

    def _pieces(self, row: VersionRow) -> list[UnitAnswer]:
        """A version cut where what it shows from elsewhere changes."""
        pieces: list[UnitAnswer] = []
        for start, end in pairwise(self._boundaries(row)):
            then = AsOf(start, self.at.known)
            chain = reads.chain_at(self._connection, row.key, then)
            answer = self._answer(chain, then, open_on_day=True, period=(start, end))
            if pieces and _same_but_period(pieces[-1], answer):
                pieces[-1]["valid_to"] = answer["valid_to"]
            else:
                pieces.append(answer)
        return pieces

    def location_number(self, number: str) -> NumberAnswer | None:
        """A location number's own facts and its message types; None when it is not alive on the day."""
        facts = self.number_facts(number)
        return None if facts is None else {**facts, "number": number, "edi": self.edi(number)}

    def number_ended(self, number: str) -> str | None:
        """The day from which a location number is not listed any more; None while it is, or when it never was."""
        row = reads.nearest_version(self._connection, "location_number", number, self.at)
        return None if row is None or row.valid_to > self.at.valid else write_day(row.valid_to)

    def number_facts(self, number: str) -> NumberFacts | None:
        """A location number's own facts with their period; None when it is not alive on the day."""
        row = reads.version_at(self._connection, "location_number", number, self.at)
        if row is None:
            return None
        own: NumberValues = _own(row)
        return {**own, **_period(row), **self._find_updated(row)}

    def shak_facts(self, code: str) -> ShakFacts | None:
        """A SHAK code's own facts with their period; None when it is not alive on the day."""
        row = reads.version_at(self._connection, "shak", code, self.at)
        return None if row is None else self._shak(row)

    def is_known(self, kind: str, key: str) -> bool:
        """Whether a subject has a life at all, on whatever day, as known at the serial."""
        return reads.nearest_version(self._connection, kind, key, self.at) is not None

    def edi(self, number: str) -> list[EdiAnswer]:
        """The message types of a location number: standard, version, direction, with their period."""
        found: list[EdiAnswer] = []
        for _, key in reads.holders_at(self._connection, "edi", number, self.at):
            row = reads.version_at(self._connection, "edi", key, self.at)
            if row is not None:
                _, standard, version, direction = key.split("/")
                name = self.codes.name("edi_message_type", f"{standard}/{version}", self.at.valid)
                own: EdiValues = _own(row)
                named: EdiAnswer = {
                    "standard": standard,
                    "version": version,
                    "direction": direction,
                    "name": name,
                    **own,
                    **_period(row),
                }
                found.append(named)
        return found

    def shak(self, code: str) -> ShakAnswer | None:
        """A SHAK code with its units; None when on the day it is not alive and no unit has it."""
        row = reads.version_at(self._connection, "shak", code, self.at)
        units = list(self.summaries(self.holders("shak", code)).values())
        if row is None and not units:
            return None
        return {"code": code, "units": units} if row is None else {**self._shak(row), "units": units}

    def shak_code(self, code: str) -> ShakCode | None:
        """A SHAK code's own facts: ``name`` is its text. When it does not hold on the day: as it last did, else first
        will, ``open`` false. None when no such code is known.
        """
        row = reads.nearest_version(self._connection, "shak", code, self.at)
        if row is None:
            return None
        return {**self._shak(row), "open": row.valid_from <= self.at.valid < row.valid_to}

    def shak_history(self, code: str) -> list[ShakFacts]:
        """All versions of a SHAK code's own facts, in order."""
        rows = reads.history_of(self._connection, "shak", code, self.at.known)
        return [self._shak(row) for row in rows]

    def shak_codes(self) -> Iterator[tuple[str, str]]:
        """Every SHAK code of the day with its text, by code."""
        for row in reads.all_at(self._connection, "shak", self.at):
            yield row.key, show_body(row.body).get("name") or ""

    def holders(self, system: str, value: str) -> list[str]:
        """The codes of the units that carry an identifier on the day."""
        return [key for kind, key in reads.holders_at(self._connection, system, value, self.at) if kind == "unit"]

    def holdings(self, system: str, value: str) -> list[Holding]:
        """Which units carry an identifier, on whatever days, as known at the serial."""
        return reads.holdings(self._connection, system, value, self.at.known)

    def on(self, day: int) -> "Snapshot":
        """The register on another day, as known at the same serial."""
        return Snapshot(self._connection, AsOf(day, self.at.known), self.codes, self._registered)

    def successors(self, code: str) -> tuple[list[str], list[str]]:
        """The units that one replaces, and those that replace it, on the day."""
        return reads.successions_at(self._connection, code, self.at)

    def timelines(self, kind: str, keys: Sequence[str]) -> dict[str, dict[str, list[Statement]]]:
        """What was stated about some subjects, by key and field: whoever asks which entry says a thing asks here."""
        return timelines(self._connection, kind, keys)

    def example(self, system: str) -> str | None:
        """An identifier of a system that some unit carries on the day; none when none does."""
        return example(self._connection, system, self.at)

    def place(self, key: str) -> PlaceAnswer | None:
        """A geographic location on the day: its name, address and coordinates; None when it is not known then."""
        row = reads.version_at(self._connection, "place", key, self.at)
        if row is None:
            return None
        own: PlaceValues = _own(row)
        return {**own, **_period(row)}

    def has_begun(self) -> bool:
        """Whether any unit or SHAK code was alive by the day."""
        return reads.has_begun(self._connection, self.at)

    def first_day(self) -> int | None:
        """The first day on which any unit or SHAK code is alive; None in an empty register."""
        return reads.first_day(self._connection, self.at.known)

    def count(self, kind: str) -> int:
        """How many subjects of a kind are alive on the day."""
        return reads.count_alive(self._connection, kind, self.at)

    def _answer(
        self, rows: Sequence[VersionRow], at: AsOf, *, open_on_day: bool, period: tuple[int, int] | None = None
    ) -> UnitAnswer:
        row = rows[0]
        chain: Chain = [(above.key, show_body(above.body)) for above in rows]
        number = location_number(chain)
        facts = number and number.value and reads.version_at(self._connection, "location_number", number.value, at)
        # A closed unit is shown as on its last day, but who took its place is asked of the day itself.
        replaces, replaced_by = reads.successions_at(self._connection, row.key, at if open_on_day else self.at)
        return unit_answer(
            row.key,
            chain,
            period=period or (row.valid_from, row.valid_to),
            first_from=row.first_from,
            open_on_day=open_on_day,
            day=at.valid,
            serial=row.known_from,
            number=show_body(facts.body) if facts else None,
            replaces=replaces,
            replaced_by=replaced_by,
            codes=self.codes,
            owner=rows[-1].key if rows[-1].level == "IO" else None,
            registered=self._registered.of(row.stated, chain[0][1]),
        )

    def _plain_answer(self, row: VersionRow, chain: Chain) -> UnitAnswer:
        return unit_answer(
            row.key, chain, period=(row.valid_from, row.valid_to), first_from=row.first_from, open_on_day=True,
            day=self.at.valid, serial=row.known_from, number=None, replaces=(), replaced_by=(), codes=self.codes,
            owner=next((key for key, own in reversed(chain) if own.get("level") == "IO"), None), registered=None,
        )  # fmt: skip

    def _find_updated(self, row: VersionRow) -> Updated:
        day = self._registered.of(row.stated, show_body(row.body))
        return {} if day is None else {"updated": write_day(day)}

    def _shak(self, row: VersionRow) -> ShakFacts:
        own: ShakValues = _own(row)
        return {"code": row.key, **own, **_period(row), **self._find_updated(row)}

    def _summary(self, row: VersionRow) -> Summary:
        own: UnitValues = show_body(row.body)
        stated = {field: own.get(field) for field in SUMMARY if field in own}
        type_name = self.codes.name("entity_type", row.type, self.at.valid)
        found: Any = {"code": row.key, **stated, "type_name": type_name, **_period(row)}
        summary: Summary = found
        return summary

    def _boundaries(self, row: VersionRow) -> list[int]:
        """The days inside a version on which something that the unit shows from elsewhere may change."""
        days = {row.valid_from, row.valid_to}
        for day in self._foreign_days(row):
            if row.valid_from < day < row.valid_to:
                days.add(day)
        return sorted(days)

    def _foreign_days(self, row: VersionRow) -> Iterator[int]:
        own = ("unit", row.key)
        versions = {own: [row]}

        def others(subject: tuple[str, str]) -> Iterator[tuple[str, str]]:
            return (other for version in versions[subject] for other in _find_named(version))

        for kind, key in reach_nodes([own], others):
            versions[kind, key] = reads.history_of(self._connection, kind, key, self.at.known)
            for version in versions[kind, key]:
                yield from (version.valid_from, version.valid_to)
        yield from reads.succession_days(self._connection, row.key, self.at.known)
        yield from self.codes.boundaries()


def _own(row: VersionRow) -> Any:
    """A subject's own values as answers show them: of those that were erased, the fields."""
    own: Any = show_body(row.body)
    return own | {ERASED: sorted(own[ERASED])} if ERASED in own else own


def _period(row: VersionRow) -> Period:
    return {"valid_from": shown_date(row.valid_from), "valid_to": shown_date(row.valid_to)}


def _find_named(row: VersionRow) -> list[tuple[str, str]]:
    """The subjects that a version of a unit names and of which an answer shows more than their key."""
    return [one for one in list_named_subjects(show_body(row.body)) if one[0] != "place"] if row.kind == "unit" else []


def _last_day(row: VersionRow) -> int:
    return OPEN - 1 if row.valid_to >= OPEN else previous_day(row.valid_to)


def _same_but_period(before: UnitAnswer, after: UnitAnswer) -> bool:
    without = {"valid_from", "valid_to"}
    return {k: v for k, v in before.items() if k not in without} == {k: v for k, v in after.items() if k not in without}
