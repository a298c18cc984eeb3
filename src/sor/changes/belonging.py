"""What a set does with numbers that belong to somebody: location numbers, SHAK codes, ydernumre, CVR numbers.

Seen from the timelines without and with the set, not from the operations, so that no way of saying it gets around: who
gives a number up or takes one up is asked for the right over where it stands or last stood (``access.authority``), and
a location number that was used goes to no other party or place (L13).
"""

from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple, TypeAlias

from sor.access.authority import AUTHORITY, BELONGINGS, UNKNOWN, Belonging, Place, make_place
from sor.changes.judging import days_outside
from sor.changes.overlay import Overlay, SubjectChanges
from sor.changes.stating import OperationState, holders_of, names_number
from sor.core.as_of import AsOf
from sor.core.canonical import decode
from sor.core.day import OPEN, START, previous_day, write_day
from sor.core.finding import Finding
from sor.core.shapes import Value, text_in
from sor.core.statement import Statement
from sor.core.subject import Subject, code_key, succession_key
from sor.core.timeline import LIFE, TRUE, Run, fold, life
from sor.rules import authority as said
from sor.rules import changing, location_numbers
from sor.rules.providers import DIGITS
from sor.store import actors, holders, reads
from sor.store.database import Connection
from sor.store.holders import Stand
from sor.store.projection import VersionRow, version_rows

Authorise: TypeAlias = Callable[[str, str, Place | None, int, Mapping[str, Value]], Finding | None]
"""Whether the sender may: operation, kind of subject, the place it belongs to, the day, the fields that are set."""

FIELDS = frozenset({one.field for one in BELONGINGS} | {LIFE})
BY_SYSTEM = {one.system: one for one in BELONGINGS}
SYSTEMS = {one.field: [one.system] for one in BELONGINGS}
"""By the field in which units hold it, the identifier system of a number."""

HOSPITAL_CODE = 4
"""Characters of the SHAK code of a hospital; longer ones are of its departments and wards."""

NOTHING: Mapping[str, Value] = {}

Periods: TypeAlias = list[tuple[int, int]]


class Moved(NamedTuple):
    """A unit holds a number no longer, or now does, from a day on.

    goes_on: the unit itself lives on that day with the set and without. had: it held the number before, on some day, or
    would have but for its end, or for an entry that is taken back. ended: the entry that closed the unit or is taken
    back, by which alone it held it no longer.
    """

    belonging: Belonging
    value: str
    unit: str
    day: int
    end: int
    goes_on: bool
    had: bool = False
    ended: int = 0


class Moves(NamedTuple):
    """All numbers that a set lets units give up, and take up."""

    given_up: list[Moved]
    taken_up: list[Moved]


SUPPLIER_LISTS = ("system_supplier_v2", "system_supplier_v1")
"""The lists in which the supplier of a location number's system stands."""


class KnownHoldings:
    """The register at a serial, as far as it tells where numbers and units stood and who sent what."""

    def __init__(self, connection: Connection, serial: int) -> None:
        self._connection = connection
        self._serial = serial
        self._sent: dict[int, bool] = {}
        self._places: dict[tuple[str, int, int | None], Place] = {}
        self._suppliers: dict[str, str] = {}

    def stands(self, system: str, values: Iterable[str]) -> dict[str, list[Stand]]:
        """Where numbers stand on any day; see ``store.holders``."""
        return holders.stands(self._connection, system, values)

    def find_units(self, system: str, value: str, serial: int) -> set[str]:
        """The units at which a number stood, on any day, as known before an entry."""
        return holders.find_where_stood(self._connection, system, value, serial - 1)

    def held_last(self, field: str, value: str) -> set[str]:
        """The units that held a number or code until the last day on which anybody did."""
        found = [stand for system in SYSTEMS.get(field, ()) for stand in self.stands(system, [value]).get(value, ())]
        return {one.unit for one in found if not any(other.to_day > one.to_day for other in found)}

    def place(self, unit: str, day: int, then: int | None = None) -> Place:
        """Where a unit stands on a day, or on the nearest one of its life; of one that never was, as was believed at a
        serial.
        """
        found = self._places.get((unit, day, then))
        if found is None:
            line = holders.line_above(self._connection, unit, day, self._serial)
            if not line and then is not None:
                line = holders.line_above(self._connection, unit, day, min(then, self._serial))
            found = placed_by(line) if line else nowhere(unit)
            self._places[unit, day, then] = found
        return found

    def supplier(self, number: str, day: int) -> str:
        """The CVR number of who supplies the system of a location number on a day, where the lists name one."""
        at = AsOf(day, self._serial)
        row = reads.version_at(self._connection, "location_number", number, at)
        code = text_in(decode(row.body), "system_supplier") if row is not None else None
        if code is None:
            return ""
        if code not in self._suppliers:
            keys = [code_key(one, code) for one in SUPPLIER_LISTS]
            found = reads.versions_at(self._connection, "code", keys, at)
            named = [text_in(decode(one.body), "cvr") for one in found.values()]
            self._suppliers[code] = next(filter(None, named), "")
        return self._suppliers[code]

    def sent_by_authority(self, serial: int) -> bool:
        """Whether an entry was sent by the register authority; what a file brought was not."""
        if serial not in self._sent:
            self._sent[serial] = actors.was_sent_with_role(self._connection, serial, AUTHORITY)
        return self._sent[serial]


def placed_by(line: Sequence[VersionRow]) -> Place:
    """The place of a unit, from its row and those of the units above, nearest first."""
    named = (text_in(decode(row.body).get("operator"), "unit") for row in line)
    return make_place([(row.key, row.level, row.type) for row in line], next(filter(None, named), None))


def nowhere(key: str) -> Place:
    """The place of what belongs to no unit."""
    return Place(key, None, None, UNKNOWN, hospital=False)


def of_code(code: str, place: Place) -> Place:
    """A SHAK code of a hospital is of its level; a longer one is of a department's or ward's, whoever holds it."""
    return place._replace(level="HI" if len(code) <= HOSPITAL_CODE else "OU")


def moves(overlay: Overlay, taken_back: Iterable[int] = ()) -> Moves:
    """The numbers that units hold no longer, and those they hold now, with the set and not without. taken_back: the
    entries that the set takes back, or moves to another day.
    """
    entries = sorted(taken_back)
    given_up: list[Moved] = []
    taken_up: list[Moved] = []
    for subject, line in overlay.list_changed():
        if subject.kind != "unit" or FIELDS.isdisjoint(_fields(line)):
            continue
        unit = subject.key
        folded = fold(line.before)
        was, will, stated = (
            _collect_held(unit, folded),
            _collect_held(unit, overlay.fold_subject(subject)),
            _collect_stated(unit, line, folded),
        )
        once = [(entry, _collect_held(unit, fold(line.before, entry - 1))) for entry in entries]
        lived, lives = life(folded), overlay.life("unit", unit)
        for pair in sorted(was.keys() | will.keys()):
            belonging, value = BY_SYSTEM[pair[0]], pair[1]
            before, after = was.get(pair, []), will.get(pair, [])
            for start, end in _outside(before, after):
                given_up.append(Moved(belonging, value, unit, start, end, _is_in(start, lives)))
            for start, end in _outside(after, before):
                goes_on = _is_in(start, lived)
                again = not goes_on and _is_in(start, stated.get(pair, []))
                ended = _find_ending_entry(folded, start) if again else _find_giving_up_entry(pair, start, once)
                had = again or bool(before) or ended > 0
                taken_up.append(Moved(belonging, value, unit, start, end, goes_on, had, ended))
    return Moves(given_up, taken_up)


def wake_numbers(stage: OperationState, taken_up: Iterable[Moved]) -> Iterator[Finding]:
    """A location number that had ended lives again where a unit takes it up; not where a unit that stated it all along
    merely lives again, for what comes back with a unit is told by its closing.
    """
    overlay, kind = stage.overlay, "location_number"
    for one in taken_up:
        if one.had and not one.goes_on:
            continue
        number = one.value
        if one.belonging.name != kind or not overlay.is_known(kind, number) or overlay.is_open(kind, number, one.day):
            continue
        overlay.note(kind, number, {"op": "number", "with": one.unit})
        yield from stage.state(kind, number, LIFE, True, one.day, one.end)


def numbers_left(stage: OperationState, given_up: Iterable[Moved]) -> Iterator[Finding]:
    """The location numbers that stay open when the only unit that held them gives them up, by whatever operation."""
    kind, overlay = "location_number", stage.overlay
    left = [one for one in given_up if one.belonging.name == kind]
    overlay.prefetch(kind, {one.value for one in left})
    left = [one for one in left if overlay.is_open(kind, one.value, one.day)]
    held = {one: holders_of(stage, kind, one.value) | {one.unit} for one in left}
    overlay.prefetch("unit", {unit for units in held.values() for unit in units})
    for one, units in held.items():
        if not any(_lives_on_with(stage, unit, one.value, one.day) for unit in sorted(units)):
            facts = {"day": write_day(one.day), "unit": one.unit}
            yield changing.NUMBER_LEFT.finding(kind, one.value, facts, one.day)


def codes_held(stage: OperationState) -> Iterator[Finding]:
    """The SHAK codes that the set ends, by whatever operation, with each living unit that holds them on such a day."""
    kind, overlay = "shak", stage.overlay
    for subject, line in overlay.list_changed():
        if subject.kind != kind:
            continue
        ended = _outside(life(fold(line.before)), overlay.life(*subject))
        units = sorted(holders_of(stage, kind, subject.key)) if ended else []
        overlay.prefetch("unit", units)
        for unit in units:
            held = _collect_held(unit, overlay.fold_subject(Subject("unit", unit))).get((kind, subject.key), [])
            days = [max(day, start) for day, end in ended for start, to_day in held if start < end and day < to_day]
            if days:
                facts = {"day": write_day(min(days)), "unit": unit}
                yield changing.CODE_HELD.finding(kind, subject.key, facts, min(days))


def _lives_on_with(stage: OperationState, unit: str, number: str, day: int) -> bool:
    """Whether a unit lives on a day or later and states a number as its own then."""
    return any(end > day for _, end in stage.overlay.life("unit", unit)) and names_number(stage, unit, number, day)


def refuse_wrong_moves(
    found: Moves,
    overlay: Overlay,
    known: KnownHoldings,
    after: Callable[[str, int], Place],
    authorise: Authorise | None,
    reason: str,
    told: Container[Subject] = (),
) -> Iterator[Finding]:
    """What stands against numbers that are given up and taken up, one thing for each: the sender may not at the unit,
    the number is another's, or it was used. after: where a unit stands on a day with the set. authorise: None may all.
    told: units of which is told already that the sender may not change them.
    """
    stands = _stands(found.taken_up, known)
    handed = {(one.value, one.unit) for one in found.given_up}
    if authorise is not None:
        for one in found.given_up:
            if one.belonging.own and one.goes_on and Subject("unit", one.unit) not in told:
                yield from _refusal(one, known.place(one.unit, one.day), authorise)
    for one in found.taken_up:
        here = after(one.unit, one.day)
        if authorise is not None and (one.goes_on or not one.had):
            is_told = Subject("unit", one.unit) in told
            own = [*_refusal(one, here, authorise)] if one.belonging.own or is_told else []
            if own:
                yield from () if is_told else own
                continue
        taken = [] if authorise is None else [*_refuse_taken_numbers(one, here, stands, known, authorise)]
        yield from taken or _refuse_used_numbers(one, stands, handed, overlay, authorise, reason)


def _refuse_taken_numbers(
    one: Moved, here: Place, stands: Mapping[tuple[str, str], list[Stand]], known: KnownHoldings, authorise: Authorise
) -> Iterator[Finding]:
    """The units of others from which a number is taken (AUTH8)."""
    shared = known.find_units(one.belonging.system, one.value, one.ended) if one.ended else set()
    for stand in _choose_owners(one, stands):
        if stand.unit in shared:  # before the closing both held it: what it was is taken from nobody
            continue
        there = _of(one, known.place(stand.unit, one.day, stand.known))
        if one.belonging.shared and there.owner is not None and there.owner == here.owner:
            continue
        if authorise(one.belonging.op, one.belonging.name, there, one.day, {one.belonging.name: one.value}):
            is_key = one.belonging.system == "provider_key"  # without its leading zeros
            value = one.value.zfill(DIGITS) if is_key else one.value
            facts = {"what": one.belonging.name, "value": value, "holder": stand.unit}
            facts |= {"owner": there.owner or "-"}
            yield said.OF_ANOTHER.finding("unit", one.unit, facts, one.day)


def _refuse_used_numbers(
    one: Moved,
    stands: Mapping[tuple[str, str], list[Stand]],
    handed: set[tuple[str, str]],
    overlay: Overlay,
    authorise: Authorise | None,
    reason: str,
) -> Iterator[Finding]:
    """A location number that another unit has used (L13), unless it goes to who takes its place over."""
    if not one.belonging.never_again or one.had:
        return
    users = [stand.unit for stand in _choose_owners(one, stands) if stand.is_known]
    others = [user for user in users if not _takes_over(one, user, handed, overlay)]
    if not users and _has_ended(overlay, one):
        others = ["-"]
    if not others:
        return
    facts = {"number": one.value, "other": others[0]}
    if authorise is not None and authorise(one.belonging.op, "unit", None, one.day, NOTHING) is not None:
        yield location_numbers.USED_BEFORE.finding("unit", one.unit, facts, one.day)
    elif not reason.strip():
        yield location_numbers.USED_BEFORE_WITHOUT_REASON.finding("unit", one.unit, facts, one.day)


def refuse_taking_from_authority(
    overlay: Overlay, known: KnownHoldings, authorise: Authorise, today: int, told: Container[Subject] = ()
) -> Iterator[Finding]:
    """What the register authority sent and somebody else takes back, in whatever way, or scheduled and somebody else
    sets aside from its very day: of each entry the units, or what else it is about when those are none. told: of what
    is told already that the sender may not.
    """
    taken: dict[int, list[Subject]] = {}
    for subject, line in overlay.list_changed():
        set_aside = {s.serial for s in _set_aside(overlay, subject, line, today)}
        for serial in sorted({statement[0] for statement in line.withdrawn} | set_aside):
            if known.sent_by_authority(serial) and authorise("withdraw", "entry", None, today, NOTHING) is not None:
                taken.setdefault(serial, []).append(subject)
    for serial, subjects in taken.items():
        for subject in [one for one in subjects if one.kind == "unit"] or subjects:
            if subject not in told:
                yield said.OF_THE_AUTHORITY.finding(subject.kind, subject.key, {"entry": serial})


def _set_aside(overlay: Overlay, subject: Subject, line: SubjectChanges, today: int) -> Iterator[Statement]:
    """What was to change something that is there from a coming day on, and would not, because the submission says
    something else of it from the same day on.
    """
    for draft in line.drafts:
        same_day = [
            s
            for s in line.before.get(draft.field, ())
            if s.from_day == draft.from_day and s.withdrawn_at > overlay.serial and s.id not in line.withdrawn
        ]
        if same_day and draft.from_day > today and overlay.is_open(*subject, previous_day(draft.from_day)):
            yield max(same_day, key=lambda s: s.serial)


def _refusal(one: Moved, place: Place, authorise: Authorise) -> Iterator[Finding]:
    """Why the sender may not change a number at a unit itself."""
    found = authorise(one.belonging.op, "unit", _of(one, place), one.day, NOTHING)
    if found is not None:
        yield found


def _fields(line: SubjectChanges) -> set[str]:
    gone = {*line.withdrawn}
    taken_back = {field for field, stated in line.before.items() if any(s.id in gone for s in stated)}
    return taken_back | {draft.field for draft in line.drafts}


def _collect_held(unit: str, folded: Mapping[str, Sequence[Run]]) -> dict[tuple[str, str], Periods]:
    """The numbers that a unit holds while it lives, with the days."""
    found: dict[tuple[str, str], Periods] = {}
    for row in version_rows("unit", unit, 0, folded)[1]:
        if row.system in BY_SYSTEM:
            found.setdefault((row.system, row.value), []).append((row.valid_from, row.valid_to))
    return found


def _collect_stated(unit: str, line: SubjectChanges, folded: Mapping[str, list[Run]]) -> dict[tuple[str, str], Periods]:
    """The numbers that a unit would hold if it never ended, with the days."""
    alive = [Run(START, OPEN, s) for s in line.before.get(LIFE, ()) if s.value == TRUE][:1]
    return _collect_held(unit, {**folded, LIFE: alive})


def _find_ending_entry(folded: Mapping[str, list[Run]], day: int) -> int:
    """The entry by which a unit is closed on a day; 0 for one that has not begun."""
    return next((run.statement.serial for run in folded.get(LIFE, ()) if run.from_day <= day < run.to_day), 0)


def _find_giving_up_entry(
    number: tuple[str, str], day: int, once: Iterable[tuple[int, Mapping[tuple[str, str], Periods]]]
) -> int:
    """The first of some entries before which a number was held on a day; 0 when it was before none."""
    return next((entry for entry, held in once if _is_in(day, held.get(number, []))), 0)


def _outside(periods: Periods, others: Periods) -> Periods:
    return [part for start, end in periods for part in days_outside(start, end, others)]


def _is_in(day: int, periods: Iterable[tuple[int, int]]) -> bool:
    return any(start <= day < end for start, end in periods)


def _of(one: Moved, place: Place) -> Place:
    return of_code(one.value, place) if one.belonging.name == "shak" else place


def _stands(taken: Iterable[Moved], known: KnownHoldings) -> dict[tuple[str, str], list[Stand]]:
    """Where the numbers stand that are taken up; a SHAK code that stands nowhere is its hospital's."""
    wanted: dict[str, set[str]] = {}
    for one in taken:
        wanted.setdefault(one.belonging.system, set()).add(one.value)
    found = {
        (system, value): stands
        for system, values in wanted.items()
        for value, stands in known.stands(system, values).items()
    }
    codes = {code for code in wanted.get("shak", ()) if ("shak", code) not in found and len(code) > HOSPITAL_CODE}
    hospitals = known.stands("shak", {code[:HOSPITAL_CODE] for code in codes}) if codes else {}
    return found | {("shak", code): hospitals.get(code[:HOSPITAL_CODE], []) for code in codes}


def _choose_owners(one: Moved, stands: Mapping[tuple[str, str], list[Stand]]) -> list[Stand]:
    """Of the other units where a number stands, those whose it is: on the days on which it is taken up or later; else
    where it last stood. One stand of each unit.
    """
    others = [stand for stand in stands.get((one.belonging.system, one.value), []) if stand.unit != one.unit]
    found = [stand for stand in others if stand.to_day > one.day]
    if not found and not one.belonging.only_open:
        last = max((stand.to_day for stand in others), default=OPEN)
        found = [stand for stand in others if stand.to_day == last]
    return list({stand.unit: stand for stand in found if stand.is_known or not one.belonging.only_open}.values())


def _takes_over(one: Moved, user: str, handed: set[tuple[str, str]], overlay: Overlay) -> bool:
    """Whether the unit takes the place over: the user gives the number up in the same set, or is replaced by it."""
    return (one.value, user) in handed or overlay.is_known("succession", succession_key(user, one.unit))


def _has_ended(overlay: Overlay, one: Moved) -> bool:
    """Whether the number itself was there before the set, and had ended: somebody used it, and nobody knows who."""
    lives = life(fold(overlay.before("location_number", one.value)))
    return bool(lives) and lives[-1][1] <= one.day
