"""Location numbers that a file gives to another unit than the one that used them (L13): loaded as it says, and told."""

from collections.abc import Iterator, Sequence

from sor.core.as_of import AsOf
from sor.core.day import previous_day, write_day
from sor.core.finding import Finding
from sor.core.log import statements_of
from sor.core.newcomer import FirstSeen
from sor.core.shapes import text_in
from sor.core.subject import succession_key
from sor.core.timeline import LIFE, Timeline, fold
from sor.rules.location_numbers import USED_BEFORE_IN_A_FILE
from sor.store import holders, reads
from sor.store.append import LineDraft
from sor.store.database import Connection
from sor.store.projection import version_rows
from sor.store.timelines import timelines

LOCATION, NUMBER = "location", "location_number"
MATTERS = frozenset({LOCATION, LIFE})

Period = tuple[int, int]


def find_given_elsewhere(connection: Connection, lines: Sequence[LineDraft | FirstSeen], at: AsOf) -> Iterator[Finding]:
    """The numbers that units take up with a file after others used them, unless it is noted that they replace those."""
    units = [line for line in lines if line.kind == "unit"]
    unread = [line.key for line in units if isinstance(line, LineDraft) and line.before is None]
    earlier = timelines(connection, "unit", unread) if unread else {}
    held = {
        line.key: periods
        for line in units
        if (periods := _read_held(line, earlier.get(line.key, {}), at.known)) is not None
    }
    numbers = {number for periods in held.values() for number in periods}
    by_number: dict[str, dict[str, list[Period]]] = {}
    had: set[tuple[str, str]] = set()
    for number, stands in holders.stands(connection, NUMBER, numbers).items():
        for stand in stands:
            had.add((number, stand.unit))
            if stand.is_known and stand.unit not in held:
                by_number.setdefault(number, {}).setdefault(stand.unit, []).append((stand.from_day, stand.to_day))
    for unit, periods in held.items():
        for number, days in periods.items():
            by_number.setdefault(number, {})[unit] = days
    replaced = {line.key for line in lines if line.kind == "succession"}
    for number, users in by_number.items():
        for unit in users.keys() & held.keys() if len(users) > 1 else ():
            if (number, unit) in had:
                continue
            first = users[unit][0][0]
            ended = {other: days[-1][1] for other, days in users.items() if days[-1][1] <= first}
            last = max(ended.values(), default=0)
            for other in sorted(other for other, end in ended.items() if end == last):
                key = succession_key(other, unit)
                if key in replaced or reads.nearest_version(connection, "succession", key, at) is not None:
                    continue
                facts = {"number": number, "other": other, "last": write_day(previous_day(last))}
                yield USED_BEFORE_IN_A_FILE.finding("unit", unit, facts, first)


def _read_held(line: LineDraft | FirstSeen, earlier: Timeline, known: int) -> dict[str, list[Period]] | None:
    """The location numbers of a unit with their days as the file leaves them; None when it says nothing of them."""
    found: dict[str, list[Period]] = {}
    if isinstance(line, FirstSeen):
        number = text_in(line.told.get(LOCATION) or line.content.get(LOCATION), "number")
        if number:
            found[number] = [(line.since if LOCATION in line.told else line.born, line.died)]
        return found
    if not line.withdrawn and MATTERS.isdisjoint(draft.field for draft in line.drafts):
        return None
    timeline = {field: [*said] for field, said in (line.before or earlier).items()}
    for statement in statements_of(known + 1, 1, line.drafts):
        timeline.setdefault(statement.field, []).append(statement)
    taken_back = {*line.withdrawn}
    timeline = {field: [s for s in said if s.id not in taken_back] for field, said in timeline.items()}
    for row in version_rows("unit", line.key, known + 1, fold(timeline))[1]:
        if row.system == NUMBER:
            found.setdefault(row.value, []).append((row.valid_from, row.valid_to))
    return found
