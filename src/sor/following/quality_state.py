"""What is found in every unit, on the pieces of time from today on, kept unit by unit: the rules about units and what
else quality looks at. Only what can have become otherwise is judged again.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple

from sor.changes.asking import spend_freely
from sor.changes.judging import EntityTypes, Periods
from sor.changes.world import SubjectOnDays
from sor.core.all_days import lives
from sor.core.canonical import decode
from sor.core.code_book import CodeBook
from sor.core.day import OPEN
from sor.core.finding import ERROR, WARNING, Finding
from sor.core.identifiers import provider_key
from sor.core.shapes import Value, as_unit, text_in
from sor.core.subject import STREET_ADDRESSES
from sor.core.text import shown
from sor.core.tree import DEEPEST
from sor.following.quality_checks import Beside, own_findings
from sor.following.quality_world import LIES_AT, UNIT, QualityWorld, list_held_by
from sor.rules import BOOK
from sor.rules import quality as said
from sor.rules.unit_facts import facts_from
from sor.search.text import sort_key
from sor.store.projection import VersionRow

Group = tuple[Value, ...]
"""What units that may be one have in common."""

OWNERS, PLACED, PROVIDING = "owners", "placed", "providing"
TWICE = {OWNERS: said.SAME_OWNER_TWICE, PLACED: said.TWICE, PROVIDING: said.SAME_PROVIDER_TWICE}
"""What is said of a group, by what its units have in common."""

BAD = frozenset({ERROR, WARNING})
ITS_OWN = ("provider_identifier", "shak", "pharmacy_identifier", "local_code", "production_unit")
"""Numbers by which two units of one name are told apart."""

OWNER, NUMBER, SUCCESSION = "IO", "location_number", "succession"
PARTS = {"no phone": "phone", "phone": "phone", "fax": "fax"}
"""The part of a virtual address that a case of F6 is about."""


class UnitEntry(NamedTuple):
    """An open unit. municipality: of its own address, as place is. first: its life's first day. numbers: those that it
    has to itself, in the order of ``ITS_OWN``.
    """

    name: str
    level: str
    type: str
    parent: str | None
    cvr: str
    place: tuple[str, ...] | None
    municipality: str
    first: int
    numbers: tuple[str, ...]


class QualityState:
    """The findings of a register on a day. ends: the day on which a list of codes changes, and all is judged anew."""

    def __init__(self, codes: CodeBook, day: int, beside: Beside) -> None:
        self.day = day
        self.beside = beside
        self.world = QualityWorld()
        self.entries: dict[str, UnitEntry] = {}
        self.found: dict[str, list[Finding]] = {}
        self._types = EntityTypes(codes)
        self.ends = min((one for one in codes.boundaries() if day < one < OPEN), default=OPEN)
        self.numbers_due: dict[str, int] = {}
        self._next: dict[str, int] = {}
        self._groups: dict[Group, set[str]] = {}
        self._grouped: dict[str, list[Group]] = {}
        self._ungrouped: set[str] = set()

    def due(self, today: int) -> list[str]:
        """The units with whom something becomes otherwise by a day to which nothing was written."""
        return [key for key, day in self._next.items() if day <= today]

    def set_frames(self, rows: Iterable[tuple[str, Sequence[VersionRow]]]) -> None:
        """Let the world know what some units are; those without rows are not known any more."""
        for key, of_unit in rows:
            self.world.frame(key, whole(of_unit, self.day))

    def judge(self, units: Iterable[tuple[str, Sequence[VersionRow]]]) -> None:
        """Judge some units anew; the world knows them all. Each with its rows that are known now."""
        periods = Periods(self.world, self._types, spend_freely)
        for key, rows in units:
            versions = whole(rows, self.day)
            self.world.look_at(key, versions)
            self._set(key, versions, periods)
        self.world.look_at("", [])

    def affected(self, key: str, before: Sequence[SubjectOnDays]) -> set[str]:
        """The units that are judged differently when one has become otherwise than before: those that share a number,
        and all below when something changed that rules read above.
        """
        after = self.world.versions(UNIT, key)
        found = self.world.sharing(key)
        found |= {other for held in list_held_by(before) for other in self.world.holders(*held)}
        found |= self.world.holders(LIES_AT, key)
        if [_read_above(one) for one in before] != [_read_above(one) for one in after]:
            found |= self.world.below([key], self.day)
        parents = {one.parent for one in (*before, *after) if one.parent}
        return found | (parents & self.entries.keys()) | self._tops(parents)

    def findings_of(self, key: str) -> list[Finding]:
        """What is found in a unit, most severe first; each rule once for a field and a piece of time."""
        found = [*self.found.get(key, ()), *self._twice(key)]
        return found if len(found) < 2 else _once(found)

    def tree(self, top: str) -> set[str]:
        """The open units at and below one."""
        return ({top} | self.world.below([top], self.day)) & self.entries.keys()

    def line(self, key: str) -> list[str]:
        """A unit and those above it, nearest first; of one that is to come, as on its first day."""
        entry = self.entries.get(key)
        if entry is None:
            days = [one.from_day for one in self.world.versions(UNIT, key) if one.from_day > self.day]
            return [above for above, _ in self.world.line_above(key, min(days))] if days else [key]
        found = [key]
        while (
            (above := entry.parent) is not None and above not in found and (up := self.entries.get(above)) is not None
        ):
            found.append(above)
            entry = up
        return found

    def owner_of(self, key: str) -> str:
        """The owner in whose tree a unit stands; empty where there is none."""
        top = self.line(key)[-1]
        versions = self.world.versions(UNIT, top)
        return top if versions and versions[-1].facts.level == OWNER else ""

    def municipality_of(self, key: str) -> str:
        """The municipality of a unit's address, its own or the nearest above; empty where none is told."""
        line = (self.entries.get(above) for above in self.line(key))
        return next((one.municipality for one in line if one and one.municipality), "")

    def _tops(self, parents: set[str]) -> set[str]:
        """The owners above some units: whether a tree has all levels is told of them (H3)."""
        return {top for parent in parents for top in self.line(parent)[-1:]} & self.entries.keys()

    def _set(self, key: str, versions: list[SubjectOnDays], periods: Periods) -> None:
        today = self.day
        now = self.world.on(UNIT, key, today)
        self._enter(key, now)
        found: list[Finding] = []
        if versions and versions[-1].to_day > today:
            found = [
                changed
                for one in periods.findings(key, today)
                if (changed := self._as_told(one.finding, now, periods)) is not None
            ]
        if now is not None:
            found += own_findings(now, self.world, self.beside, today)
        if found:
            self.found[key] = found
        else:
            self.found.pop(key, None)
        cut = self._next_cut(key, now, periods)
        if cut < OPEN and versions:
            self._next[key] = cut
        else:
            self._next.pop(key, None)

    def _next_cut(self, key: str, now: SubjectOnDays | None, periods: Periods) -> int:
        """The next day on which something becomes otherwise with a unit; the lists of codes left out, see ``ends``."""
        days = {day for day in periods.cuts(key, self.day) if day not in self._types.days}
        named = (now.geographic_parent, now.operator) if now is not None else ()
        days |= {version.to_day for unit in named if unit for version in self.world.versions(UNIT, unit)}
        return min((day for day in days if self.day < day < OPEN), default=OPEN)

    def _as_told(self, one: Finding, now: SubjectOnDays | None, periods: Periods) -> Finding | None:
        """A finding of the rule book as quality tells it: since when it is so, and by which name."""
        case = str(one.facts.get("case", ""))
        key, start = one.key, one.from_day
        if now is not None and start == self.day:
            start = self._since(one, now, case)
        if one.rule == "L2" and case in ("", "several"):
            around = periods.around(max(one.from_day, self.day))
            unit = around.units[key]
            others = sorted(other.key for other in around.others_stating(unit))
            return said.SHARED.finding(UNIT, key, {"number": one.facts["number"], "others": others}, start, one.to_day)
        part = str(one.facts.get("part", "")) or (PARTS.get(case, "") if one.rule == "F6" else "")
        if one.rule == "F6" and part in ("email", "website"):
            return None  # told as MAIL and WEB
        field = f"{one.field}.{part}" if part and "." not in one.field else one.field
        return Finding(one.rule, one.severity, one.kind, key, field, one.facts, start, one.to_day)

    def _since(self, one: Finding, now: SubjectOnDays, case: str) -> int:
        rule = BOOK.get((one.rule, case))
        if rule is None or not rule.reads_above:
            return now.from_day
        return max(version.from_day for _, version in self.world.line_above(one.key, self.day))

    def _enter(self, key: str, now: SubjectOnDays | None) -> None:
        self._ungrouped.add(key)
        if now is None:
            self.entries.pop(key, None)
            return
        values = now.values
        address = next((values[kind] for kind in reversed(STREET_ADDRESSES) if values.get(kind)), None)
        self.entries[key] = UnitEntry(
            text_in(values, "name") or "", now.facts.level or "", now.facts.type or "", now.parent,
            text_in(values, "cvr") or "", _place(address), text_in(address, "municipality") or "", now.born,
            tuple(text_in(values, field) or "" for field in ITS_OWN),
        )  # fmt: skip

    def _group(self) -> None:
        """Bring together what may be one, now that the addresses above every unit are known."""
        for key in self._ungrouped:
            for before in self._grouped.pop(key, ()):
                self._groups[before].discard(key)
            groups = list(self._groups_of(key))
            for group in groups:
                self._groups.setdefault(group, set()).add(key)
            if groups:
                self._grouped[key] = groups
        self._ungrouped.clear()

    def _groups_of(self, key: str) -> Iterator[Group]:
        """What a unit would have in common with itself: its owner's CVR number; name, type and place; name and
        ydernummer.
        """
        entry = self.entries.get(key)
        if entry is None:
            return
        if entry.level == OWNER and entry.cvr:
            yield OWNERS, entry.cvr
        elif entry.name:
            name = sort_key(entry.name)
            if place := self._place_of(key):
                yield PLACED, entry.level, entry.type, name, place
            if provider := entry.numbers[0]:
                yield PROVIDING, name, provider_key(provider)

    def _twice(self, key: str) -> Iterator[Finding]:
        """Whether a unit may be there twice; told once, by the first that it has in common with others."""
        if self._ungrouped:
            self._group()
        for group in self._grouped.get(key, ()):
            others = sorted(other for other in self._groups[group] - {key} if self._may_be_one(group, key, other))
            if others:
                rule, entry = TWICE[str(group[0])], self.entries[key]
                facts: dict[str, Value] = {"others": others}
                if group[0] == OWNERS:
                    facts["cvr"] = entry.cvr
                yield rule.finding(UNIT, key, facts, entry.first)
                return

    def _may_be_one(self, group: Group, key: str, other: str) -> bool:
        """Whether two units of a group are one, maybe: units of one name and place stand below one unit or below
        different owners, and neither has a number to itself that the other has otherwise.
        """
        if group[0] != PLACED:
            return True
        one, two = self.entries[key], self.entries[other]
        return (one.parent == two.parent or self.owner_of(key) != self.owner_of(other)) and not any(
            a and b and a != b for a, b in zip(one.numbers, two.numbers, strict=True)
        )

    def _place_of(self, key: str) -> tuple[str, ...] | None:
        line = (self.entries.get(above) for above in self.line(key)[:DEEPEST])
        return next((one.place for one in line if one is not None and one.place), None)


def whole(rows: Sequence[VersionRow], today: int) -> list[SubjectOnDays]:
    """A unit's versions from today on, or its last one when it has closed. rows: all that are known now, in order."""
    of_rows = lives([(row.valid_from, row.valid_to) for row in rows])
    found = []
    for row, (born, died) in zip(rows, of_rows, strict=True):
        if row.valid_to > today or row is rows[-1]:
            values = decode(row.body)
            facts = facts_from(row.key, as_unit(values), (born, died))
            found.append(SubjectOnDays(row.valid_from, row.valid_to, born, died, values, facts))
    return found


def by_unit(rows: Iterable[VersionRow]) -> Iterator[tuple[str, list[VersionRow]]]:
    """The rows of each unit together; rows are in the order of their keys."""
    for key, of_unit in groupby(rows, attrgetter("key")):
        yield key, list(of_unit)


def resting_since(rows: Sequence[VersionRow], today: int) -> int | None:
    """The first day on which a number is at rest, of one that is today. rows: its versions known now, in order."""
    now = next((row for row in rows if row.valid_from <= today < row.valid_to), None)
    if now is not None:
        return now.valid_from if shown(now.body).get("active") is False else None
    ended = [row.valid_to for row in rows if row.valid_to <= today]
    return max(ended) if ended and len(ended) == len(rows) else None


def _place(address: Value) -> tuple[str, ...] | None:
    if not (street := text_in(address, "street")):
        return None
    rest = [text_in(address, part) or "" for part in ("building", "floor", "suite", "postcode")]
    return tuple(sort_key(part) for part in (street, *rest))


def _read_above(version: SubjectOnDays) -> tuple[Value, ...]:
    """What of a unit rules read when they judge those below: ``READ_ABOVE``, and its days."""
    facts = version.facts
    return (
        version.from_day, version.to_day, facts.level, facts.type, facts.parent, facts.state, facts.number,
        facts.first_from, facts.closed_to,
    )  # fmt: skip


ORDER = {ERROR: 0, WARNING: 1}


def _once(found: list[Finding]) -> list[Finding]:
    """Findings in order, those of one rule about one field and piece of time as one, which tells the others too."""
    found.sort(key=lambda one: (ORDER.get(one.severity, 2), one.rule, one.field, one.from_day))
    kept: dict[tuple[str, str, int], Finding] = {}
    for one in found:
        place = (one.rule, one.field, one.from_day)
        if place in kept:
            more = kept[place].facts.get("more")
            facts = {**kept[place].facts, "more": [*(more if isinstance(more, list) else []), dict(one.facts)]}
            kept[place] = Finding(
                one.rule, kept[place].severity, one.kind, one.key, one.field, facts, one.from_day, kept[place].to_day
            )
        else:
            kept[place] = one
    return list(kept.values())
