"""Whether the sender may: all that a set changes is held against the rights over the places it touches (``CORE`` §17).

Judged are the changes as they were asked, and every unit that changes along with them (a branch that closes, a child
that is carried over), each on the day on which it changes, where it stands as known now and where it will stand.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from typing import NamedTuple, TypeAlias

from sor.access.authority import AUTHORITY, Place, make_place
from sor.changes import document as doc
from sor.changes.around import TAKING_BACK
from sor.changes.asking import ChangeContext
from sor.changes.belonging import (
    HOSPITAL_CODE,
    NOTHING,
    Authorise,
    KnownHoldings,
    Moves,
    nowhere,
    of_code,
    refuse_taking_from_authority,
    refuse_wrong_moves,
)
from sor.changes.naming import find_named_subjects
from sor.changes.overlay import Overlay, SubjectChanges
from sor.changes.stating import StatedLines
from sor.changes.world import SubjectOnDays, VersionsByDay, world_of
from sor.core.canonical import encode
from sor.core.day import parse_day
from sor.core.finding import Finding
from sor.core.shapes import Value
from sor.core.subject import Subject
from sor.rules import authority as said
from sor.store import neighbourhood
from sor.store.database import Connection

SeriesOf: TypeAlias = Callable[[str], str | None]
"""Whose series a location number is of: ``authority``, or the SOR code of a region; None: of no series."""

COUNTS_AS_BEFORE = frozenset({"number", "shak", "edi", "correct", "annul"})
"""Operations that take the same right to take back as to make."""

OF_KIND = {"location_number": "number", "edi": "edi", "shak": "shak"}
"""The operation that changes a kind of subject."""


class NeededRight(NamedTuple):
    """What the sender needs a right for: an operation on a subject on a day. beside: a further unit it is about."""

    op: str
    kind: str
    key: str
    day: int
    fields: Mapping[str, Value] = NOTHING
    beside: str | None = None


def find_unauthorised(
    given: doc.ChangeSet,
    overlay: Overlay,
    entries: Mapping[int, StatedLines],
    before: VersionsByDay,
    after: VersionsByDay,
    sender: ChangeContext,
    series_of: SeriesOf,
    numbers: Moves,
    known: KnownHoldings,
) -> Iterator[Finding]:
    """What the sender may not, each thing once. A sender without rights of its own (``authorise`` None) may all, but
    gives a reason with a used number.

    Told first is what the sender may not do to a unit, whatever the number or entry: only who may is told whose these
    are (AUTH8, AUTH7) and that a number was used (L13).
    """
    authorise = sender.authorise and _not_before(sender.today, sender.authorise)
    told, asked = set[Subject](), dict[tuple[Value, ...], tuple[Subject, Finding]]()
    if authorise is not None:
        fresh = _out_of_series(numbers, known, series_of)
        wanted = (*_list_asked(given, overlay, entries, sender, series_of), *_along(overlay), *fresh)
        for about, found in _refuse_each(_each_paid(wanted, sender), before, after, known, authorise):
            asked.setdefault(_tell_refusal(found), (about, found))
            told |= {about, Subject("unit", found.key)}
    at = partial(_with_the_set, after, known)
    moved = [*refuse_wrong_moves(numbers, overlay, known, at, authorise, given.reason, told)]
    # who a number is taken from is named better by that than by the right over a unit that was not asked about
    taken = {(one.facts["what"], one.facts["value"], one.facts["holder"]) for one in moved if _is_taking(one)}
    yield from (found for about, found in asked.values() if (*about, found.key) not in taken)
    yield from moved
    if authorise is not None:
        yield from refuse_taking_from_authority(overlay, known, authorise, sender.today, told)


def refuse_at_once(connection: Connection, given: doc.ChangeSet, sender: ChangeContext) -> list[Finding]:
    """What the sender may not, as far as the document alone tells: of the units that it names, of those that hold the
    numbers and codes that it names, and of those below which it makes new ones, each where it stands as known now.
    Asked before anything is laid over the timelines; ``unauthorised`` would refuse each of these as well.
    """
    if sender.authorise is None:
        return []
    authorise = _not_before(sender.today, sender.authorise)
    wanted = [one for change in given.changes for one in _list_named(change, sender)]
    created = [(one, one.parent) for one in given.changes if isinstance(one, doc.Create) and one.parent]
    numbers = sorted({one.key for one in wanted if one.kind != "unit"})
    holding = neighbourhood.carriers(connection, ("location_number", "shak"), numbers) if numbers else []
    units = {one.key for one in wanted if one.kind == "unit"} | {key for _, _, kind, key in holding if kind == "unit"}
    units |= {parent for _, parent in created}
    first = min([sender.today, *(one.day for one in wanted), *(change.day for change, _ in created)])
    now = world_of(neighbourhood.above(connection, units, first))
    found: dict[tuple[Value, ...], Finding] = {}
    for one in _each_paid(wanted, sender):
        for place in _places_now(one, now):
            if (refused := authorise(one.op, one.kind, place, one.day, one.fields)) is not None:
                found.setdefault(_tell_refusal(refused), refused)
    changed = {one.key for one in wanted if one.kind == "unit"}
    for change, parent in created if not any(isinstance(change, TAKING_BACK) for change in given.changes) else ():
        sender.spend()
        above = now.line_above(parent, change.day)
        if above and changed.isdisjoint(unit for unit, _ in above):  # else the set itself says where that stands
            line = [(change.as_, change.level, change.set.get("type")), *map(_of_line, above)]
            if (refused := authorise("create", "unit", make_place(line), change.day, change.set)) is not None:
                found.setdefault(_tell_refusal(refused), refused)
    return [*found.values()]


def _list_named(change: doc.Change, sender: ChangeContext) -> Iterator[NeededRight]:
    """What a change names that stands somewhere already; whose a number is that a unit takes up is told in another way
    (``belonging``), and what is taken back by its entry.
    """
    if isinstance(change, (doc.Create, *TAKING_BACK)) or (isinstance(change, doc.Number) and change.unit is not None):
        return
    yield from (one for one in _find_needed_rights(change, sender) if not one.key.startswith("#"))


def _places_now(wanted: NeededRight, now: VersionsByDay) -> list[Place]:
    """Where a unit stands on the day, or where those stand that hold a number or code then; none when nobody does."""
    units = [wanted.key] if wanted.kind == "unit" else sorted(_holding(*_find_holding_field(wanted), wanted.day, now))
    places = [place for unit in units if (place := place_of(now, unit, wanted.day)) is not None]
    return [of_code(wanted.key, place) if wanted.kind == "shak" else place for place in places]


def _each_paid(wanted: Iterable[NeededRight], sender: ChangeContext) -> Iterator[NeededRight]:
    for one in wanted:
        sender.spend()
        yield one


def _not_before(today: int, authorise: Authorise) -> Authorise:
    """Whether the sender may, the past being changed today and by the right of today: who became the authority today
    corrects what was wrong for years.
    """

    def may(op: str, kind: str, place: Place | None, day: int, fields: Mapping[str, Value]) -> Finding | None:
        return authorise(op, kind, place, max(day, today), fields)

    return may


def _refuse_each(
    asked: Iterable[NeededRight],
    before: VersionsByDay,
    after: VersionsByDay,
    known: KnownHoldings,
    authorise: Authorise,
) -> Iterator[tuple[Subject, Finding]]:
    """What the sender may not, of what is asked and of what changes along, with the subject it is about."""
    done: set[tuple[Value, ...]] = set()
    for wanted in asked:
        again = (*wanted[:4], id(wanted.fields), wanted.beside)  # two changes of a unit may set different fields
        if again in done:
            continue
        done.add(again)
        for place in _places(wanted, before, after, known):
            if wanted.op == "edi" and wanted.kind in ("edi", "location_number"):
                place = place._replace(supplier=known.supplier(wanted.key.partition("/")[0], wanted.day))  # noqa: PLW2901
            found = authorise(wanted.op, wanted.kind, place, wanted.day, wanted.fields)
            if found is not None:
                yield Subject(wanted.kind, wanted.key), found


def _tell_refusal(found: Finding) -> tuple[Value, ...]:
    """What a refusal says: of several days, or of a unit and its number, it is said once."""
    return found.rule, found.key, encode(found.facts)


def _is_taking(found: Finding) -> bool:
    return found.rule == said.OF_ANOTHER.code


def _list_asked(
    given: doc.ChangeSet,
    overlay: Overlay,
    entries: Mapping[int, StatedLines],
    sender: ChangeContext,
    series_of: SeriesOf,
) -> Iterator[NeededRight]:
    """The changes as they were asked. Who issues a number of a region's series must be allowed to in that region."""
    for change in given.changes:
        if isinstance(change, TAKING_BACK):
            yield from _find_taken_back(change, overlay, entries.get(change.entry), sender)
            continue
        if isinstance(change, doc.Number) and isinstance(change.issue, dict):
            issuer = series_of(change.location_number)
            if issuer is not None and issuer != AUTHORITY:
                yield NeededRight(doc.op_of(change), "unit", issuer, change.day)
        yield from _find_needed_rights(change, sender)


def _find_needed_rights(change: doc.Change, sender: ChangeContext) -> Iterator[NeededRight]:
    """The subjects that a change names, each with what it asks for them."""
    day = change.day if isinstance(change, doc.Dated) else sender.today
    fields = getattr(change, "set", None)
    named = find_named_subjects(change)
    if isinstance(change, doc.Replace):
        named = [("unit", key) for key in (*change.unit, *change.by)]
    unit = change.unit if isinstance(change, doc.Number) else None
    for kind, key in named:
        yield NeededRight(doc.op_of(change), kind, key, day, fields if isinstance(fields, dict) else NOTHING, unit)


def _find_taken_back(
    change: doc.Withdraw | doc.Undo | doc.Reschedule, overlay: Overlay, entry: StatedLines | None, sender: ChangeContext
) -> Iterator[NeededRight]:
    """Every subject about which statements are taken back, on the day from which they hold. Who undoes what it sent
    itself must be allowed to what it asked then, no more.
    """
    op, line_asked = doc.op_of(change), getattr(change, "line", None)
    is_own = isinstance(change, doc.Undo) and entry is not None and entry.actor == sender.actor
    about = entry.subjects if entry else {}
    for n in sorted(about) if line_asked is None else [line_asked] if line_asked in about else []:
        subject = about[n]
        first = overlay.first_changed_day(Subject(*subject))
        days = {sender.today} if first is None else {first}
        days |= {change.day} if isinstance(change, doc.Reschedule) else set()
        asked = entry.ops.get(n, frozenset()) - {doc.CODE} if entry else frozenset()
        ops = (is_own and asked) or _ops_to_take_back(op, subject[0], asked, alone=line_asked is not None)
        sides = [("unit", unit) for unit in subject[1].split(">")] if subject[0] == "succession" else [subject]
        for day in sorted(days):
            yield from (NeededRight(one, *each, day) for each in sides for one in sorted(ops))
    if entry is None or not entry.subjects:
        yield NeededRight(op, "entry", str(change.entry), sender.today)


def _ops_to_take_back(op: str, kind: str, asked: frozenset[str], *, alone: bool) -> frozenset[str]:
    """The operations that one must be allowed to. What was loaded from a file counts as what its kind takes, and so
    does the end of a number that is taken back without that of its unit.
    """
    if was := asked & COUNTS_AS_BEFORE:
        return was
    follows_its_unit = asked == {"close"} and not alone
    return frozenset({op if follows_its_unit else OF_KIND.get(kind, op)})


def _along(overlay: Overlay) -> Iterator[NeededRight]:
    """The units that a set changes, named or not, with what was done to them. Numbers, codes and successions that
    follow their unit go with it.
    """
    for subject, line in overlay.list_changed():
        if subject.kind != "unit":
            continue
        notes = [note for note in line.asked if isinstance(note, dict)] or [{"op": "withdraw"}]
        for note in notes:
            if "entry" not in note:  # what was taken back was asked about, with the operation that made it
                yield NeededRight(str(note["op"]), *subject, _day_of(note, overlay, line))


def _out_of_series(numbers: Moves, known: KnownHoldings, series_of: SeriesOf) -> Iterator[NeededRight]:
    """A number of a region's series that no unit ever held is the region's, whatever the operation that takes it up."""
    for one in numbers.taken_up:
        if one.belonging.name != "location_number" or one.had or known.held_last(one.belonging.field, one.value):
            continue
        issuer = series_of(one.value)
        if issuer is not None and issuer != AUTHORITY:
            yield NeededRight("number", "unit", issuer, one.day)


def _day_of(note: Mapping[str, Value], overlay: Overlay, line: SubjectChanges) -> int:
    return parse_day(note["from"]) if "from" in note else overlay.first_day(line)


def _places(wanted: NeededRight, before: VersionsByDay, after: VersionsByDay, known: KnownHoldings) -> list[Place]:
    """Where a subject belongs, as known now and with the set; a place without owner when it belongs to no unit."""
    units = [wanted.key] if wanted.kind == "unit" else sorted(_holders(wanted, before, after, known))
    found: list[Place] = []
    for unit in units:
        there = [place_of(world, unit, wanted.day) for world in (before, after)]
        places = [place for place in there if place is not None]
        for place in places or [_nearest_place(unit, wanted.day, after, known)]:
            shown = of_code(wanted.key, place) if wanted.kind == "shak" else place
            if shown not in found:
                found.append(shown)
    return found or [nowhere(wanted.key)]


def place_of(world: VersionsByDay, key: str, day: int) -> Place | None:
    """The place of a unit on a day; None when it is not alive then."""
    line = world.line_above(key, day)
    return (
        make_place([*map(_of_line, line)], next((one.operator for _, one in line if one.operator), None))
        if line
        else None
    )


def _of_line(unit: tuple[str, SubjectOnDays]) -> tuple[str, str | None, str | None]:
    code, version = unit
    return code, version.facts.level, version.facts.type


def _with_the_set(after: VersionsByDay, known: KnownHoldings, key: str, day: int) -> Place:
    """Where a unit stands on a day with the set."""
    return place_of(after, key, day) or _nearest_place(key, day, after, known)


def _nearest_place(key: str, day: int, after: VersionsByDay, known: KnownHoldings) -> Place:
    """Of a unit not alive on the day, where it stood last or will stand first, so that a refusal names the right
    reason.
    """
    place = known.place(key, day)
    versions = after.versions("unit", key)
    if place.owner is None and versions:
        place = place_of(after, key, versions[0].from_day) or place
    return place


def _holders(wanted: NeededRight, before: VersionsByDay, after: VersionsByDay, known: KnownHoldings) -> set[str]:
    """The units that hold a number, a message type's number, or a SHAK code, on the day or later, or held it last."""
    field, value = _find_holding_field(wanted)
    held = _holding(field, value, wanted.day, before) | _holding(field, value, wanted.day, after)
    held = held or known.held_last(field, value)
    if not held and field == "shak" and len(value) > HOSPITAL_CODE:
        code = value[:HOSPITAL_CODE]
        held = _holding(field, code, wanted.day, before) or known.held_last(field, code)
    return held | ({wanted.beside} if wanted.beside else set())


def _find_holding_field(wanted: NeededRight) -> tuple[str, str]:
    """By which field units hold a subject, and its value there."""
    return {
        "location_number": ("location", wanted.key),
        "edi": ("location", wanted.key.partition("/")[0]),
        "shak": ("shak", wanted.key),
    }.get(wanted.kind, ("", ""))


def _holding(field: str, value: str, day: int, world: VersionsByDay) -> set[str]:
    """The units that hold a number or code on a day or later."""
    return {
        unit
        for unit in world.holders(field, value)
        for version in world.versions("unit", unit)
        if version.to_day > day and value == (version.facts.number if field == "location" else version.facts.shak)
    }
