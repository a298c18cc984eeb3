"""Days that were moved, turned or put under each other's name, told by how they are spread over months and years.

Most units begin on the first of a month: 94 and 98 of 100 records in the SHAK files of 2025 and 2010 do, and their ends
lie a day before one. Days of editing are spread evenly. A file whose days moved all together (by 1,462, as between the
two calendars of spreadsheets, or by one, as between two zones of time) still has its heap, on another day.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from sor.core.claim import Claim
from sor.core.day import OPEN, START, to_date
from sor.core.shapes import text_in
from sor.jobs.odd import EXAMPLES, LEAST, NEVER, Odd, many

BEGINS, ENDS, FIRST, EDITED = "first days", "ends", "first days of lives", "days of editing"
WITH_HEAPS = (BEGINS, ENDS, FIRST)

AWAY = 14
"""So many days a heap may lie before or after the first of a month to be that of moved days."""

HIGHER = 3
"""So many times as high as the others, and as what lies on the first, a heap has to be."""

AHEAD = timedelta(days=366)
MOST_AHEAD = 5
"""Per cent of the days that may lie more than a year after the file's."""

FAR_AHEAD = timedelta(days=10 * 365)
"""Nobody plans so long: a digit of the year was mistaken, or 2099 stands for no end."""

MOST_EQUAL = 90
"""Per cent of the rows whose version may begin on the day it was edited; 37 and 48 in the SHAK files."""

LONG_AGO = timedelta(days=731)
ENOUGH = 50
"""Of so many subjects one was edited or begun within two years."""

A_WHILE, YEAR = timedelta(days=60), timedelta(days=365)
EXPECTED = 20
"""So many units were to be edited, or to begin, in such a while, by the year before, and none was: the days of the file
may lie a year back. SHAK, which ends, is not asked.
"""

FIRST_COUNTED = 17530102
"""Days up to here are none that anything began or was edited on: databases write their first day for an unknown one."""

CENTURY = timedelta(days=90 * 365)
"""No first day lies so far from the day of its editing, at most 40 years in SHAK: its year was read in another century.
"""

LATEST = timedelta(days=50 * 365)
"""No file of a register of today is as old as this."""

FIRST_OF_EDITING = date(1970, 1, 1)
"""Nothing was edited before; SHAK's first day is of 1976."""

MOST_OF_ANOTHER_CENTURY = 5
"""Per cent of the days that may be of another century, as placeholders are."""

SAME_END, ENDING = 95, 20
"""Per cent of the units, and how many, of which no right file lets all end on one day: SHAK's records do."""

OWNERS = 3
"""Units without one above in a file that is no extract of an owner that ends with all that it has."""

LAST_OF_HALF = 12
"""The last day that may be a month as well."""


class DaysStated:
    """The days that a file states of subjects that were not known. day: the one that it describes."""

    def __init__(self, day: int) -> None:
        self._day = to_date(day)
        self._found: dict[tuple[str, str], Counter[date]] = defaultdict(Counter)
        self._edited_then: Counter[str] = Counter()
        self._dated: Counter[str] = Counter()
        self._centuries_apart: dict[str, list[date]] = defaultdict(list)
        self._far_ahead: dict[tuple[str, str], list[str]] = defaultdict(list)
        self._rows: Counter[str] = Counter()
        self._owners = 0

    def take(self, claim: Claim) -> None:
        """Take in the days of a subject."""
        self._owners += claim.kind == "unit" and not any("parent" in piece.values for piece in claim.pieces)
        for piece in claim.pieces:
            status = piece.values.get("status")
            if text_in(status, "from") is None:
                continue
            self._rows[claim.kind] += 1
            for what, day in ((BEGINS, piece.from_day), (ENDS, piece.to_day)):
                if what == BEGINS or day < OPEN:
                    self._note(claim.kind, what, day)
                    self._note_far_ahead(claim, what, day)
            if (updated := text_in(status, "updated")) is not None:
                edited = int(updated.replace("-", ""))
                self._note(claim.kind, EDITED, edited)
                self._dated[claim.kind] += 1
                self._edited_then[claim.kind] += edited == piece.from_day
                is_dated = FIRST_COUNTED < edited < OPEN and START < piece.from_day < OPEN
                if is_dated and abs(to_date(edited) - to_date(piece.from_day)) > CENTURY:
                    self._centuries_apart[claim.kind].append(to_date(piece.from_day))
        if claim.life and claim.pieces and claim.life[0][0] < claim.pieces[0].from_day:
            self._note(claim.kind, FIRST, claim.life[0][0])

    def _note_far_ahead(self, claim: Claim, what: str, day: int) -> None:
        if FIRST_COUNTED < day < OPEN and to_date(day) - self._day > FAR_AHEAD:
            shown = to_date(day) - timedelta(what == ENDS)
            self._far_ahead[claim.kind, what].append(f"{claim.key}: {shown}")

    def _note(self, kind: str, what: str, day: int) -> None:
        if FIRST_COUNTED < day < OPEN:
            self._found[kind, what][to_date(day)] += 1

    def odd(self) -> Iterator[Odd]:
        """What is odd in them."""
        for (kind, what), days in sorted(self._found.items()):
            named = f"{what} of {many(kind)}"
            if what in WITH_HEAPS:
                yield from _find_moved(named, days)
                yield from _find_turned(named, days)
            if what == BEGINS:
                ahead = [day for day in days.elements() if day - self._day > AHEAD]
                told = f"{named} more than a year after {self._day}, the day of the file"
                yield Odd(told, len(ahead), days.total(), _show_days(ahead), MOST_AHEAD)
            yield from _without_late_days(named, days)
            if what == EDITED:
                early = [day for day in days.elements() if day < FIRST_OF_EDITING]
                yield _of_another_century(f"{named} before {FIRST_OF_EDITING.year}", early, days.total())
        yield from self._all_long_past()
        for kind, apart in self._centuries_apart.items():
            what = f"{BEGINS} of {many(kind)} that lie a century away from their day of editing"
            yield _of_another_century(what, apart, self._dated[kind])
        if self._owners >= OWNERS:
            yield from self._with_one_end()
        for kind, edited in self._edited_then.items():
            if self._began_together(kind):
                continue  # what a register took from its first file began, and was edited, on the day of that file
            what = f"{BEGINS} of {many(kind)} that are the day of editing too"
            yield Odd(what, edited, self._dated[kind], (), MOST_EQUAL)
        yield from self._in_each_others_place()

    def _all_long_past(self) -> Iterator[Odd]:
        """First days that all lie so long ago that the file is no old one: their years were read in another century."""
        for kind in ("unit", "shak"):
            begun = self._found.get((kind, BEGINS), Counter())
            edited = self._found.get((kind, EDITED), Counter())
            if len(begun) >= LEAST and self._day - max({*begun, *edited}) > LATEST:
                what = f"days of {many(kind)}, all more than 50 years before {self._day}, the day of the file"
                yield Odd(what, begun.total(), begun.total(), _show_days([*begun]), NEVER)

    def _with_one_end(self) -> Iterator[Odd]:
        """A day on which nearly all units end."""
        for day, ending in self._found.get(("unit", ENDS), Counter()).most_common(1):
            what = f"{ENDS} of units: one day for nearly all ({day - timedelta(1)} is the last)"
            yield Odd(what, ending, self._rows["unit"], (), SAME_END, ENDING)

    def _began_together(self, kind: str) -> bool:
        """Whether most subjects of a kind begin on one day."""
        begun = self._found.get((kind, BEGINS), Counter())
        return max(begun.values(), default=0) * 2 > begun.total()

    def _in_each_others_place(self) -> Iterator[Odd]:
        """Days of editing that are heaped as first days are, which then are not."""
        for (kind, what), edited in self._found.items():
            begun = self._found.get((kind, BEGINS), Counter())
            heap = _firsts(edited)
            if what == EDITED and len(begun) >= LEAST and heap * len(begun) > HIGHER * _firsts(begun) * len(edited):
                told = f"{EDITED} of {many(kind)} on the first of a month, where first days lie"
                yield Odd(told, heap, len(edited), (), NEVER)

    def notes(self) -> Iterator[str]:
        """What is worth a look, though a right file may have it."""
        for (kind, what), found in self._far_ahead.items():
            shown = f"{'; '.join(found[:EXAMPLES])}{'; …' if found[EXAMPLES:] else ''}"
            yield f"{what} of {many(kind)} more than ten years after {self._day}, the day of the file: {shown}."
        if self._owners < OWNERS:
            yield from (f"{one}." for one in self._with_one_end() if one.is_suspicious)
        for kind in ("unit", "shak"):
            begun, edited = self._found.get((kind, BEGINS)), self._found.get((kind, EDITED), Counter())
            past = [day for day in {*(begun or ()), *edited} if day <= self._day]
            if not (begun and past):
                continue
            since = self._day - max(past)
            if kind == "unit" and since <= LONG_AGO:
                yield from self._none_of_late(EDITED, edited)
                yield from self._none_of_late(BEGINS, begun)
            elif begun.total() >= ENOUGH and since > LONG_AGO:
                yield (
                    f"The newest of the days of {many(kind)} is {max(past)}, {(self._day - max(past)).days:,} days"
                    f" before {self._day}, the day that the file is said to describe: it may be an old one, or its days"
                    " may have moved."
                )

    def _none_of_late(self, what: str, days: Counter[date]) -> Iterator[str]:
        """Days of units of which none lies in a while before the file's, though many do in the year before that."""
        newest = max((day for day in days if day <= self._day), default=self._day)
        since = self._day - newest
        in_year = sum(count for day, count in days.items() if newest - YEAR < day <= newest)
        expected = in_year * since.days // YEAR.days
        if A_WHILE <= since <= LONG_AGO and expected >= EXPECTED:
            yield (
                f"{what} of units: none lies in the {since.days} days before {self._day}, the day that the file is said"
                f" to describe, where some {expected} would by the year before {newest}: it may be an old one, or its"
                " days may have moved."
            )


def _show_days(days: list[date]) -> list[str]:
    return [str(day) for day in sorted(set(days), reverse=True)[:EXAMPLES]]


def _of_another_century(what: str, days: list[date], of: int) -> Odd:
    """Days of another century, of so many; few different ones are placeholders."""
    told = f"{what}, as after years of two digits"
    return Odd(told, len(days) if len(set(days)) >= LEAST else 0, of, _show_days(days), MOST_OF_ANOTHER_CENTURY)


def _firsts(days: Mapping[date, int]) -> int:
    return sum(day.day == 1 for day in days)


def _find_moved(named: str, days: Counter[date]) -> Iterator[Odd]:
    """A heap of different days so many days away from the firsts of months, where hardly any lies."""
    heaps = {by: sum((day - timedelta(by)).day == 1 for day in days) for by in range(-AWAY, AWAY + 1)}
    on_firsts = heaps.pop(0)
    by = max(heaps, key=lambda one: heaps[one])
    rest = (len(days) - heaps[by]) / 30
    if heaps[by] > HIGHER * max(on_firsts, rest):
        away = f"{abs(by)} day{'s' if abs(by) > 1 else ''} {'after' if by > 0 else 'before'}"
        examples = _show_days([day for day in days if (day - timedelta(by)).day == 1])
        yield Odd(
            f"{named} that lie {away} the first of a month, where others lie", heaps[by], len(days), examples, NEVER
        )


def _find_turned(named: str, days: Counter[date]) -> Iterator[Odd]:
    """Days of January in the place of firsts of months, as when day and month are read the other way round."""
    january = [day for day in days if day.month == 1 and 1 < day.day <= LAST_OF_HALF]
    if len(january) > HIGHER * sum(day.day == 1 and day.month > 1 for day in days):
        told = f"{named} in January in the place of firsts of months, as when day and month are turned"
        yield Odd(told, len(january), len(days), _show_days(january), NEVER)


def _without_late_days(named: str, days: Counter[date]) -> Iterator[Odd]:
    """Days of which none is later in its month than the twelfth."""
    spread = [day for day in days if day.day > 1]
    if spread and all(day.day <= LAST_OF_HALF for day in spread) and len(spread) > LEAST:
        told = f"{named} of which none is later in its month than the twelfth, as when day and month are turned"
        yield Odd(told, len(spread), len(days), _show_days(spread), NEVER)
