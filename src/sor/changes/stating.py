"""What operations share: the overlay they state on, what they note, and how they refuse a subject."""

from collections.abc import Callable, Generator, Iterable, Iterator, Mapping

from sor.changes import document as doc
from sor.changes.overlay import Doubled, Overlay
from sor.changes.shapes import Given, fields_to_set, given_for
from sor.changes.world import VersionsByDay
from sor.core.canonical import NULL, decode, encode
from sor.core.day import OPEN, previous_day, write_day
from sor.core.finding import Finding
from sor.core.shapes import Fields, Value
from sor.core.statement import Statement
from sor.core.timeline import LIFE, TRUE, life, runs
from sor.rules import changing


class StatedLines:
    """What an earlier entry stated, as withdrawals need it: its day, its sender, and by number of line the subjects and
    the operations that were asked. first: the first day of which it says something.
    """

    def __init__(
        self, day: int, actor: str, subjects: dict[int, tuple[str, str]], ops: dict[int, frozenset[str]], first: int
    ) -> None:
        self.day = day
        self.actor = actor
        self.subjects = subjects
        self.ops = ops
        self.first = first


class OperationState:
    """What operations work on: the overlay, the world before the submission, today, and earlier entries by serial.

    claimed: by kind and value the units to which the set gives a number or SHAK code; such a one does not end with its
    unit.
    messages_in: the message types of a location number that an entry is about, also such as never were in force.
    leaving: the days [from, to) of changes that leave standing what is scheduled after them, by kind, key and field.
    """

    def __init__(
        self,
        overlay: Overlay,
        world: VersionsByDay,
        today: int,
        entry: Callable[[int], StatedLines | None],
        claimed: Mapping[tuple[str, str], set[str]],
        messages_in: Callable[[int, str], list[str]],
    ) -> None:
        self.overlay = overlay
        self.world = world
        self.today = today
        self.entry = entry
        self.claimed = claimed
        self.messages_in = messages_in
        self.confirmed: list[str] = []
        self.leaving: dict[tuple[str, str, str], list[tuple[int, int]]] = {}
        self._messages: dict[str, list[str]] | None = None

    def messages_of(self, number: str) -> list[str]:
        """The keys of the message types of a location number, those that the set itself states included."""
        if self._messages is None:
            self._messages = {}
            for key in self.world.subjects("edi"):
                self._messages.setdefault(key.partition("/")[0], []).append(key)
        return sorted({*self._messages.get(number, ()), *self.overlay.messages_of(number)})

    def state(
        self, kind: str, key: str, field: str, value: Value, day: int, to_day: int = OPEN, over: int = 0
    ) -> Iterator[Finding]:
        """State a value; twice from the same day is a finding."""
        try:
            self.overlay.state(kind, key, field, value, day, to_day, over)
        except Doubled as error:
            facts = {"name": error.field, "day": write_day(error.day)}
            yield changing.STATED_TWICE.finding(error.kind, error.key, facts)


def read_given(kind: str, key: str, asked: Fields, *, correcting: bool = False) -> Generator[Finding, None, Given]:
    """The fields to set (returned), and what of them cannot be taken (yielded)."""
    given = given_for(kind, asked, correcting=correcting)
    for name in given.unknown:
        known = ", ".join(sorted(fields_to_set(kind, correcting=correcting)))
        yield changing.UNKNOWN_FIELD.finding(kind, key, {"name": name, "kind": kind, "known": known})
    for name, english, danish in given.wrong:
        facts = {"name": name, "problem_da": danish, "problem_en": english}
        yield changing.WRONG_SHAPE.finding(kind, key, facts)
    return given


def note_asked(
    stage: OperationState, kind: str, key: str, change: doc.Change, n: int, fields: Iterable[str], more: Fields
) -> None:
    """Note in the subject's line what was asked: operation, day and names of fields, never values (``CORE`` §2)."""
    asked: Fields = {"op": doc.op_of(change), "n": n}
    if isinstance(change, doc.Dated):
        asked["from"] = change.from_
    if names := sorted(fields):
        asked["fields"] = names
    stage.overlay.note(kind, key, asked | more)


def not_open(stage: OperationState, kind: str, key: str, day: int) -> Finding | None:
    """Why a subject cannot be changed from a day on: it is not known, or not alive then."""
    periods = stage.overlay.life(kind, key)
    if not periods:
        return changing.UNKNOWN_SUBJECT.finding(kind, key, {}, day)
    if any(start <= day < end for start, end in periods):
        return None
    shown = ", ".join(f"{write_day(start)}–{'' if end >= OPEN else write_day(end)}" for start, end in periods)
    return changing.NOT_OPEN.finding(kind, key, {"day": write_day(day), "periods": shown}, day)


def missing_reference(key: str, stage: OperationState) -> Finding | None:
    return None if stage.overlay.is_known("unit", key) else changing.UNKNOWN_SUBJECT.finding("unit", key, {})


def holders_of(stage: OperationState, kind: str, value: str) -> set[str]:
    """The units that name a number or SHAK code on any day, in the world or in this set."""
    field = "location" if kind == "location_number" else "shak"
    stated = {"state": "Own", "number": value} if field == "location" else value
    return stage.world.holders(field, value) | stage.overlay.stating(field, stated)


def children_of(stage: OperationState, key: str) -> set[str]:
    """The units that stand below one on any day, those that the set itself puts there included."""
    return stage.world.children(key) | stage.overlay.stating("parent", key)


def names_number(stage: OperationState, unit: str, number: str, day: int) -> bool:
    """Whether a unit states a number as its own on a day or later."""
    return any(
        run.to_day > day and (decode(run.statement.value) or {}).get("number") == number
        for run in stage.overlay.runs("unit", unit, "location")
    )


def end_of_return(stage: OperationState, kind: str, key: str, days: tuple[int, int, int]) -> int:
    """Until which day a closed subject lives again on some days (from, to, over): with no end given until that of the
    life that was cut short, where that is still to come. A closing to come is a statement, that stands anyway.
    """
    day, end, over = days
    if end < OPEN or stage.overlay.is_open(kind, key, day):
        return end
    lives = life({LIFE: runs([s for s in stage.overlay.timeline(kind, key).get(LIFE, ()) if s.value == TRUE])})
    return next((died for born, died in lives if born <= day and died >= over), OPEN)


def find_ending_entry(stage: OperationState, kind: str, key: str, day: int) -> tuple[int, int] | None:
    """The entry by which a subject is closed on a day, and the day of an end that it said beforehand, 0 for a closing;
    None for one that is open, or never was.
    """
    won = stage.overlay.winner(kind, key, LIFE, day)
    if won is None:
        run = next((run for run in reversed(stage.overlay.runs(kind, key, LIFE)) if run.to_day <= day), None)
        return None if run is None or run.statement.value != TRUE else (run.statement.serial, run.to_day)
    return None if won.value == TRUE else (won.serial, 0)


def go_on_with_life(stage: OperationState, kind: str, key: str, days: tuple[int, int]) -> Iterator[Finding]:
    """A subject that is to live on some days (from, to) after its end keeps what was stated just until then: a source
    with history states each value for the days of a row. What the change itself says is said before.
    """
    lives = [one for one in stage.overlay.life(kind, key) if one[0] <= days[0]]
    if not lives:
        return
    died = lives[-1][1]
    start, end = max(days[0], died), days[1]
    for field in sorted(stage.overlay.timeline(kind, key)) if start < end else ():
        last = stage.overlay.winner(kind, key, field, previous_day(died))
        if last is None or field == LIFE or last.value == NULL:
            continue
        if stage.overlay.wins_until(kind, key, field, previous_day(died)) != died:
            continue
        if stage.overlay.winner(kind, key, field, start) is None:
            yield from stage.state(kind, key, field, decode(last.value), start, end)


def restate(
    stage: OperationState, kind: str, key: str, values: Fields, day: int, end: int, later: str, *,
    say_nothing: bool = False,
) -> Iterator[Finding]:  # fmt: skip
    """State what differs on the first day, and deal with what is scheduled after it."""
    stated = 0
    for field, value in values.items():
        won = stage.overlay.winner(kind, key, field, day)
        held = NULL if won is None else won.value
        new = NULL if value is None else encode(value)
        if held == new and (won is None or _holds_until(stage, won, kind, key, day, end)):
            continue
        stated += 1
        if later == "leave":
            stage.leaving.setdefault((kind, key, field), []).append((day, end))
            yield from stage.state(kind, key, field, value, day, end)
            continue
        scheduled = [s for s in stage.overlay.later(kind, key, field, day) if s.from_day < end]
        yield from stage.state(kind, key, field, value, day, end)
        yield from _deal_with_later(stage, kind, key, field, held, new, scheduled, later, end)
    if not stated and not say_nothing:
        yield changing.NOTHING_CHANGES.finding(kind, key, {"day": write_day(day)}, day)


def _holds_until(stage: OperationState, won: Statement, kind: str, key: str, day: int, end: int) -> bool:
    """Whether what wins on a day is stated until another; what is only scheduled after it stands anyway."""
    if won.assumed:
        return False
    return won.to_day >= OPEN <= end or stage.overlay.wins_until(kind, key, won.field, day) >= end


def _deal_with_later(
    stage: OperationState, kind: str, key: str, field: str, held: bytes, new: bytes, scheduled: list[Statement],
    later: str, end: int,
) -> Iterator[Finding]:  # fmt: skip
    """Changes scheduled after this one are carried along, or taken back. What is carried along for a time lies over the
    scheduled one, which holds again after it.
    """
    is_carried = later == "carry"
    stage.overlay.withdraw(kind, key, [s for s in scheduled if not is_carried or end >= s.to_day])
    for s in scheduled if is_carried else ():
        carried = _carry_along(decode(held), decode(new), decode(s.value))
        yield from stage.state(kind, key, field, carried, s.from_day, min(s.to_day, end))


def find_left_standing(stage: OperationState) -> Iterator[Finding]:
    """What is scheduled after changes of the set, and stands when all of it is said: each is told once (BASE), with the
    last change before it.
    """
    for (kind, key, field), days in stage.leaving.items():
        coming, reaching = sorted(days, reverse=True), list[tuple[int, int]]()
        scheduled = stage.overlay.later(kind, key, field, coming[-1][0])
        for s in sorted(scheduled, key=lambda one: one.from_day):
            while coming and coming[-1][0] < s.from_day:
                reaching.append(coming.pop())
            while reaching and reaching[-1][1] <= s.from_day:
                reaching.pop()  # it holds for a time that is over, now and for all that is scheduled later
            if reaching:
                day = write_day(reaching[-1][0])
                facts = {"name": field, "day": day, "later": write_day(s.from_day), "entry": s.serial}
                yield changing.BASE.finding(kind, key, facts, s.from_day)


def _carry_along(held: Value, new: Value, later: Value) -> Value:
    """The later value with what this change changes, part by part where the values have parts."""
    if not (isinstance(new, dict) and isinstance(later, dict)):
        return new
    before = held if isinstance(held, dict) else {}
    changed = {part for part in before.keys() | new.keys() if before.get(part) != new.get(part)}
    merged = {**later, **{part: new.get(part) for part in changed}}
    return {part: value for part, value in merged.items() if value is not None}
