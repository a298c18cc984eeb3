"""What is found in every unit, on the pieces of time from today on, kept unit by unit: the rules about units and what
else quality looks at. Only what can have become otherwise is judged again.
"""

from collections.abc import Iterable, Sequence

import msgspec

from sor.changes.asking import spend_freely
from sor.changes.judging import EntityTypes, Periods
from sor.changes.world import SubjectOnDays
from sor.core.code_book import CodeBook
from sor.core.day import OPEN
from sor.core.finding import ERROR, WARNING, Finding
from sor.following.quality_checks import Beside, own_findings
from sor.following.quality_rows import UnitEntry, first_kept, read_entry, where_below, whole
from sor.following.quality_twins import QualityTwins
from sor.following.quality_world import LIES_AT, UNIT, QualityWorld, list_held_by
from sor.following.seen_from_below import SeenFromBelow, list_numbers_above, see_from_below
from sor.rules import BOOK
from sor.rules import quality as said
from sor.store.projection import VersionRow

BAD = frozenset({ERROR, WARNING})
OWN_READ_ABOVE = frozenset({said.FAR.code, said.MISSING.code})
"""What quality finds of the line above a unit, beside the rules that say so of themselves."""

OWNER, NUMBER, SUCCESSION = "IO", "location_number", "succession"
PARTS = {"no phone": "phone", "phone": "phone", "fax": "fax"}
"""The part of a virtual address that a case of F6 is about."""


class QualityState:
    """The findings of a register on a day. ends: the day on which a list of codes changes, and all is judged anew.
    is_built: whether all units were judged once.
    """

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
        self._twins = QualityTwins(self.entries, self.line, self.owner_of)
        self.is_built = False

    def due(self, today: int) -> list[str]:
        """The units that become otherwise themselves by a day to which nothing was written."""
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

    def find_affected(self, before: SeenFromBelow) -> set[str]:
        """The units that may be judged differently when one has become otherwise than before: those that share a
        number, and below it those that see the change. What was found in the others gets other days where it has to.
        """
        after = see_from_below(self.world, before.key, self.day)
        found = self._beside(before.key, [*before.versions, *after.versions])
        if after.days == before.days:
            return found
        below = self.world.below([before.key], self.day)
        if after.lines != before.lines:
            return found | below
        wrong = {key for key in below if key in self.found}
        if after.parents != before.parents:
            found |= wrong
        else:
            self._date_again(wrong)
        if after.lives != before.lives:
            found |= self.world.children(before.key) & below
        return found if after.numbers == before.numbers else found | self.world.inheriting(before.key, self.day)

    def affected_by_day(self, key: str, before: int) -> set[str]:
        """The same when a unit has become otherwise with a day that has come: what rules find was judged for it ahead.
        before: the day until which it was so.
        """
        versions = self.world.versions(UNIT, key)
        found = self._beside(key, versions)
        self.world.frame(key, versions[first_kept(versions, self.day) :])
        found |= {below for below in self.world.below([key], before) if below in self.found}
        if list_numbers_above(self.world, key, before) != list_numbers_above(self.world, key, self.day):
            found |= self.world.inheriting(key, self.day)
        return found

    def _beside(self, key: str, versions: Sequence[SubjectOnDays]) -> set[str]:
        """The units that share a number with one, name it, or stand above it by two steps: of the latter it is told
        whether their tree has all levels (H3).
        """
        found = {other for held in list_held_by(versions) for other in self.world.holders(*held)}
        parents = {one.parent for one in versions if one.parent}
        tops = {one.parent for above in parents for one in self.world.versions(UNIT, above) if one.parent}
        return found | self.world.holders(LIES_AT, key) | parents | tops

    def findings_of(self, key: str) -> list[Finding]:
        """What is found in a unit, most severe first; each rule once for a field and a piece of time."""
        found = [*self.found.get(key, ()), *self._twins.findings_of(key)]
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
        cut = min((day for one in versions for day in one[:2] if today < day < OPEN), default=OPEN)
        if cut < OPEN and versions:
            self._next[key] = cut
        else:
            self._next.pop(key, None)

    def _as_told(self, one: Finding, now: SubjectOnDays | None, periods: Periods) -> Finding | None:
        """A finding of the rule book as quality tells it: since when it is so, and by which name."""
        case = str(one.facts.get("case", ""))
        key, start = one.key, one.from_day
        if now is not None and start == self.day:
            start = self._line_since(now) if self._reads_above(one) else now.from_day
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

    def _date_again(self, units: Iterable[str]) -> None:
        """Set since when it is so, of what was found in units today: something above them has become otherwise, but
        nothing that rules read.
        """
        for key in units:
            now = self.world.on(UNIT, key, self.day)
            if now is not None:
                self.found[key] = [self._date_finding(one, now) for one in self.found[key]]

    def _date_finding(self, one: Finding, now: SubjectOnDays) -> Finding:
        if one.from_day > self.day or not (one.rule in OWN_READ_ABOVE or self._reads_above(one)):
            return one
        return msgspec.structs.replace(one, from_day=self._line_since(now))

    @staticmethod
    def _reads_above(one: Finding) -> bool:
        rule = BOOK.get((one.rule, str(one.facts.get("case", ""))))
        return rule is not None and bool(rule.reads_above)

    def _line_since(self, now: SubjectOnDays) -> int:
        return max(version.from_day for _, version in self.world.line_above(now.facts.key, self.day))

    def _enter(self, key: str, now: SubjectOnDays | None) -> None:
        before = self.entries.pop(key, None)
        self._twins.look_again([key])
        if now is not None:
            self.entries[key] = read_entry(now)
        if self.is_built and where_below(before) != where_below(self.entries.get(key)):
            self._twins.look_again(self.world.below([key], self.day))


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
