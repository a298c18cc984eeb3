"""The notation of the scenarios: from lines of text to statements, and from a unit's history back to text."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import msgspec

from sor.core.canonical import encode
from sor.core.claim import Claim, Piece, difference
from sor.core.day import OPEN, START, of_date
from sor.core.statement import Draft, Statement, StatementId

FIRST, LAST = -2, 31
"""The days of the month that are looked at; a day before the first scenario begins, and one after all have ended."""

Said = dict[str, list[Statement]]


class Step(msgspec.Struct):
    """One line of a scenario: what it states, and the serial it takes back, if any."""

    text: str
    drafts: Callable[[Said], list[Draft]]
    withdraws: int | None = None


def day(text: str | int) -> int:
    """Day 1 is 1 June 2026; the scenarios count days of that month."""
    return of_date(date(2026, 5, 31) + timedelta(days=int(text)))


def steps(recorded: str) -> list[Step]:
    """What is recorded, line by line."""
    return [_step(line.strip()) for line in recorded.strip().splitlines()]


def timeline(recorded: str) -> Said:
    """The timeline that some lines make, without any database."""
    said: Said = {}
    for serial, step in enumerate(steps(recorded), 1):
        drafts = step.drafts(said)
        for s in ids_of(said, step.withdraws):
            s.withdrawn_at = serial
        for place, d in enumerate(drafts):
            said.setdefault(d.field, []).append(
                Statement(d.field, d.from_day, d.to_day, d.over, d.value, d.assumed, serial, 1, place)
            )
    return said


def ids_of(said: Said, serial: int | None) -> Iterator[Statement]:
    """The statements of one entry."""
    for statements in said.values():
        yield from (s for s in statements if s.serial == serial)


def withdrawn_ids(said: Said, step: Step) -> list[StatementId]:
    """The ids of what a step takes back."""
    return [s.id for s in ids_of(said, step.withdraws)]


def _step(line: str) -> Step:
    for pattern, make in FORMS.items():
        found = re.fullmatch(pattern, line)
        if found:
            made = make(*found.groups())
            return made if isinstance(made, Step) else Step(line, made)
    raise ValueError(f"not in the notation: {line}")


def _values(text: str) -> dict[str, Any]:
    given: dict[str, Any] = {}
    for part in text.split(", "):
        field, _, value = part.partition(" ")
        if field in ("open", "closed"):
            given["open"] = field == "open"
        else:
            given[field] = value
    return given


def _state(text: str, from_day: int, to_day: int = OPEN, over: int = 0, **more: Any) -> Callable[[Said], list[Draft]]:
    given = more | _values(text) if text else more
    drafts = [Draft(field, from_day, to_day, over, encode(value)) for field, value in given.items()]
    return lambda said: drafts


def _file(snapshot: str, text: str, since: str) -> Callable[[Said], list[Draft]]:
    values = _values(text)
    claim = Claim("unit", "u", frozenset(values), [Piece(day(since), OPEN, values)], None, day(snapshot))
    return lambda said: difference(said, claim)


def _history(text: str) -> Callable[[Said], list[Draft]]:
    pieces = []
    for part in text.split(", "):
        start, end, value = re.fullmatch(r"(?:from )?(\d+)(?: to (\d+))? (\w+)", part).groups()  # type: ignore[union-attr]
        pieces.append(Piece(day(start), day(end) if end else OPEN, {"name": value}))
    claim = Claim("unit", "u", frozenset({"name"}), pieces)
    return lambda said: difference(said, claim)


FORMS: dict[str, Callable[..., Any]] = {
    r"create (\d+): (.*)": lambda start, text: _state(text, day(start), open=True),
    r"from (\d+): (.*)": lambda start, text: _state(text, day(start)),
    r"(\d+) to (\d+): (.*)": lambda start, end, text: _state(text, day(start), day(end)),
    r"correct (\d+) to (\d+): (.*)": lambda start, end, text: _state(text, day(start), day(end), day(end)),
    r"close (\d+)": lambda start: _state("closed", day(start)),
    r"open (\d+)": lambda start: _state("open", day(start)),
    r"annul": lambda: _state("closed", START, OPEN, OPEN),
    r"withdraw (\d+)": lambda serial: Step(f"withdraw {serial}", lambda said: [], int(serial)),
    r"file of (\d+): (.*) since (\d+)": _file,
    r"history: (.*)": _history,
}


def expectations(holds: str) -> list[tuple[int | None, str, str]]:
    """(serial or None for the last, field or ``versions``, what holds) of every line of ``holds``."""
    found = []
    for line in holds.strip().splitlines():
        serial, field, told = re.fullmatch(r"\s*(?:known (\d+): )?(\w+): (.*)", line).groups()  # type: ignore[union-attr]
        found.append((int(serial) if serial else None, field, told.strip()))
    return found


def told(field: str, unit_on: Callable[[int], Mapping[str, Any] | None]) -> str:
    """What a field holds, day by day, written as ``1 A | 10 B``; ``–`` where the unit is not open."""
    runs: list[tuple[int, str]] = []
    for number in range(FIRST, LAST):
        unit = unit_on(day(number))
        value = "–" if unit is None else str(unit.get(field, "nothing"))
        if not runs or runs[-1][1] != value:
            runs.append((number, value))
    if len(runs) > 1 and runs[0][1] == "–" and runs[1][0] == 0:
        del runs[0]
    return " | ".join(value if number == FIRST else f"{number} {value}" for number, value in runs)


def told_versions(begins: Sequence[int]) -> str:
    """The days on which versions begin, written as ``0 | 5``."""
    numbers = {day(number): number for number in range(FIRST, LAST)}
    return " | ".join(str(numbers[begin]) for begin in begins)
