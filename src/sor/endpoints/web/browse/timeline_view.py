"""A unit's time line: every step in words, and the life as a bar from its first day to beyond the asked one. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sor.core.day import parse_day, to_date
from sor.core.story import CLOSES, StoryStep
from sor.core.unit import UnitAnswer
from sor.endpoints.web.browse.change_view import ChangeView, change_views
from sor.endpoints.web.browse.unit_view import erased_fields
from sor.endpoints.web.kit.values import Values
from sor.endpoints.web.kit.visit import Visit

MOST_TICKS = 6
MARGIN = 0.04


@dataclass(frozen=True, slots=True)
class StepView:
    """What happens on a day. ``days``: from today, negative for the past. ``serial``: the entry that says so.
    ``erased``: the fields whose value from that day on was erased.
    """

    day: str
    kind: str
    changes: Sequence[ChangeView]
    serial: int | None
    is_coming: bool
    is_current: bool
    days: int
    erased: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Segment:
    """Days on which nothing changes, as parts of a hundred of the bar's width."""

    start: float
    width: float
    kind: str
    title: str


@dataclass(frozen=True, slots=True)
class Tick:
    """A year's first day on the bar."""

    at: float
    year: int


@dataclass(frozen=True, slots=True)
class LifeBar:
    """The bar: segments, year ticks, and where the asked day and today stand."""

    segments: Sequence[Segment]
    ticks: Sequence[Tick]
    asked: float
    today: float


def step_views(story: Sequence[StoryStep], caused: Sequence[int | None], code: str, values: Values) -> list[StepView]:
    """The steps of a story, the last first."""
    visit = values.visit
    past = [step.day for step in story if step.day <= visit.day]
    views = [
        StepView(
            day=step.day,
            kind=step.kind,
            changes=change_views(step.changes, code, values),
            serial=serial,
            is_coming=step.day > visit.day,
            is_current=bool(past) and step.day == past[-1] and step.kind != CLOSES,
            days=(_date(step.day) - _date(visit.day)).days,
            erased=erased_fields(step.answer, visit),
        )
        for step, serial in zip(story, caused, strict=True)
    ]
    return views[::-1]


def life_bar(history: Sequence[UnitAnswer], visit: Visit) -> LifeBar | None:
    """The bar of a history; none without one."""
    if not history:
        return None
    marks = [_date(row["valid_from"]) for row in history] + [_date(visit.day), _date(visit.today)]
    marks += [_date(row["valid_to"]) for row in history if row["valid_to"]]
    first, last = min(marks), max(marks)
    room = max(60, round((last - first).days * MARGIN))
    scale = _Scale(first, date.fromordinal(min(last.toordinal() + room, date.max.toordinal())))
    return LifeBar(
        segments=list(_segments(history, visit, scale)),
        ticks=list(_ticks(scale)),
        asked=scale.at(_date(visit.day)),
        today=scale.at(_date(visit.today)),
    )


class _Scale:
    """From days to parts of a hundred."""

    def __init__(self, first: date, last: date) -> None:
        self.first = first
        self.last = last

    def at(self, day: date) -> float:
        width = max(1, (self.last - self.first).days)
        return round(100 * (min(day, self.last) - self.first).days / width, 2)


def _segments(history: Sequence[UnitAnswer], visit: Visit, scale: _Scale) -> Iterator[Segment]:
    for row in history:
        start, end = scale.at(_date(row["valid_from"])), 100.0
        if row["valid_to"] is not None:
            end = scale.at(_date(row["valid_to"]))
        asked = row["valid_from"] <= visit.day and (row["valid_to"] is None or visit.day < row["valid_to"])
        kind = "asked" if asked else "coming" if row["valid_from"] > visit.day else "past"
        yield Segment(start, max(round(end - start, 2), 0.3), kind, visit.on(row["valid_from"]))


def _ticks(scale: _Scale) -> Iterator[Tick]:
    years = range(scale.first.year + 1, scale.last.year + 1)
    every = max(1, -(-len(years) // MOST_TICKS))
    for year in years:
        if year % every == 0:
            yield Tick(scale.at(date(year, 1, 1)), year)


def _date(day: str) -> date:
    return to_date(parse_day(day))


def entries_named(caused: Sequence[int | None]) -> list[int]:
    """The serials that a story names, each once."""
    return sorted({serial for serial in caused if serial is not None})


def names_wanted(history: Sequence[UnitAnswer]) -> set[str]:
    """The codes of all units that a history speaks of."""
    found: set[str] = set()
    for row in history:
        found |= {code for code in (row.get("parent"), row.get("owner")) if code}
        found |= {*row.get("replaces", ()), *row.get("replaced_by", ())}
        for value in row.values():
            if isinstance(value, Mapping):
                found |= {code for part in ("source", "parent") if (code := value.get(part))}
    return found
