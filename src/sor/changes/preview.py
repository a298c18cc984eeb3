"""The consequences of a submission, told before it is made: whose answers change, on which days, from what to what.

Both worlds are resolved, the one without and the one with the submission, on every piece of time, and compared. What is
told equals the difference of all resolved answers before and after (a property holds this over random changes).
"""

from collections.abc import Iterable, Iterator
from itertools import pairwise

from sor.changes.deciding import Decision
from sor.changes.moving import find_moved_identifiers
from sor.changes.outcome import Consequences, FieldChange, Touched
from sor.changes.world import VersionsByDay
from sor.core.canonical import decode
from sor.core.code_book import CodeBook
from sor.core.day import OPEN, START, write_day
from sor.core.inheritance import location_number
from sor.core.shapes import Fields, Value, as_number, as_unit, text_in
from sor.core.showing import codes_named, find_passed_on, list_named_subjects
from sor.core.story import FIELDS
from sor.core.subject import Subject
from sor.core.timeline import LIFE, runs
from sor.core.unit import shown_date, unit_answer

OPEN_FIELD = "open"


def consequences(decision: Decision, codes: CodeBook) -> Consequences:
    """What a decided submission brings about."""
    before, after = decision.before, decision.after
    touched = [found for key in sorted(_candidates(decision)) if (found := _unit(decision, codes, key)) is not None]
    touched += [
        found
        for subject, _ in decision.overlay.list_changed()
        if subject.kind not in ("unit", "succession") and (found := _plain(before, after, subject)) is not None
    ]
    return Consequences(
        touched,
        list(find_moved_identifiers(touched)),
        list(_tell_scheduled(decision)),
        list(_references(decision)),
        consumers(touched),
    )


CONSUMERS = (
    ("SORLS, SORES, REST, event stream", frozenset({"unit", "location_number", "shak", "edi"}), frozenset[str]()),
    ("SOR XML, sor.csv, SOR2 CSV", frozenset({"unit", "location_number"}), frozenset[str]()),
    ("SHAK files and SHAK maps", frozenset({"unit", "shak"}), frozenset({"shak", "name", "open", "record"})),
    ("edityper.csv", frozenset({"edi"}), frozenset[str]()),
)
"""Who sees what: name, kinds of subject, and the fields that matter to it (none: all of them)."""


def consumers(touched: Iterable[Touched]) -> list[Fields]:
    """Who will see the changes, and of how many subjects."""
    counts = dict.fromkeys((name for name, _, _ in CONSUMERS), 0)
    for one in touched:
        fields = {change.field for change in one.changes}
        for name, kinds, reads in CONSUMERS:
            if one.kind in kinds and (not reads or fields & reads):
                counts[name] += 1
    return [{"name": name, "subjects": count} for name, count in counts.items() if count]


def _candidates(decision: Decision) -> set[str]:
    """The units whose answer may change: those about which something is said, and those that show a value of theirs."""
    found: set[str] = set()
    tops: set[str] = set()
    for subject, line in decision.overlay.list_changed():
        if subject.kind == "unit":
            found.add(subject.key)
            if line.withdrawn or find_passed_on({draft.field for draft in line.drafts}):
                tops.add(subject.key)
        elif subject.kind == "location_number":
            holders = decision.after.holders("location", subject.key)  # who holds it no more is changed itself
            found |= holders
            tops |= holders
        elif subject.kind == "succession":
            found |= {*subject.key.split(">")}
    return found | decision.before.below(tops, START) | decision.after.below(tops, START)


def _unit(decision: Decision, codes: CodeBook, key: str) -> Touched | None:
    decision.spend()
    before, after = decision.before, decision.after
    pieces: list[tuple[int, int, Fields, Fields]] = []
    days = {START, OPEN}
    for world in (before, after):
        days |= {*world.cuts(key, START), *_foreign(world, key), *_days_of_codes(world, codes, key)}
    for start, end in pairwise(sorted(days)):
        was, will = _answer(before, codes, key, start), _answer(after, codes, key, start)
        if was != will:
            pieces.append((start, end, was, will))
    if not pieces:
        return None
    stated = decision.overlay.is_changed("unit", key)
    last = pieces[-1]
    name = text_in(last[3] or last[2], "name")
    return Touched("unit", key, name, stated, list(_changes(pieces)))


def _foreign(world: VersionsByDay, key: str) -> Iterator[int]:
    """Days on which numbers that the unit may show, or successions that name it, begin to be something else."""
    for above in world.ever_above(key, START):
        for kind, other in list_named_subjects(as_unit(above.values)):
            if kind == "location_number":  # the units above are cut already; an answer shows of a place its key alone
                for number in world.versions(kind, other):
                    yield from (number.from_day, number.to_day)
    for one in world.successions(key):
        for version in world.versions("succession", one):
            yield from (version.from_day, version.to_day)


def _days_of_codes(world: VersionsByDay, codes: CodeBook, key: str) -> Iterator[int]:
    """Days on which a code begins to mean something else that the unit, or one above it, shows the meaning of."""
    shown = {
        (code_list, code)
        for above in world.ever_above(key, START)
        for code_list, code, field in codes_named(as_unit(above.values))
        if above.facts.key == key or find_passed_on({field})
    }
    for code_list, code in shown:
        for period in codes.periods(code_list, code):
            yield from (period.valid_from, period.valid_to)


def _answer(world: VersionsByDay, codes: CodeBook, key: str, day: int) -> Fields:
    """The fields of a unit's answer on a day; empty when it is not alive."""
    line = world.line_above(key, day)
    if not line:
        return {}
    chain = [(code, as_unit(version.values)) for code, version in line]
    on = line[0][1]
    number = location_number(chain)
    facts = number and number.value and world.on("location_number", number.value, day)
    replaces, replaced_by = _successions(world, key, day)
    top, owner = line[-1]
    answer = unit_answer(
        key, chain, period=(on.from_day, on.to_day), first_from=on.born, open_on_day=True, day=day, serial=0,
        number=as_number(facts.values) if facts else None, replaces=replaces, replaced_by=replaced_by, codes=codes,
        owner=top if owner.facts.level == "IO" else None, registered=None,
    )  # fmt: skip
    return {OPEN_FIELD: True} | {field: value for field in FIELDS if (value := answer.get(field)) not in (None, [])}


def _successions(world: VersionsByDay, key: str, day: int) -> tuple[list[str], list[str]]:
    found: tuple[list[str], list[str]] = ([], [])
    for one in sorted(world.successions(key)):
        old, _, new = one.partition(">")
        if world.on("succession", one, day) is not None:
            found[0 if new == key else 1].append(old if new == key else new)
    return found


def _changes(pieces: list[tuple[int, int, Fields, Fields]]) -> Iterator[FieldChange]:
    """Field by field, neighbouring pieces with the same change joined."""
    fields = {field for _, _, was, will in pieces for field in was.keys() | will.keys()}
    for field in sorted(fields, key=_order):
        going: tuple[int, int, Value, Value] | None = None
        for start, end, was, will in pieces:
            had, has = was.get(field), will.get(field)
            if had == has:
                continue
            if going is not None and going[1] == start and going[2:] == (had, has):
                going = (going[0], end, had, has)
                continue
            if going is not None:
                yield _field_change(field, *going)
            going = (start, end, had, has)
        if going is not None:
            yield _field_change(field, *going)


def _field_change(field: str, start: int, end: int, had: Value, has: Value) -> FieldChange:
    source = has.get("source") if isinstance(has, dict) and has.get("inherited") else None
    return FieldChange(field, write_day(start), shown_date(end), had, has, source)


def _order(field: str) -> tuple[int, str]:
    """Life first, then the fields of a unit as its answer has them, those of numbers and codes by name."""
    return FIELDS.index(field) if field in FIELDS else -1 if field == OPEN_FIELD else len(FIELDS), field


def _plain(before: VersionsByDay, after: VersionsByDay, subject: Subject) -> Touched | None:
    """A number, SHAK code or message type: its own values, nothing is inherited."""
    versions = [*before.versions(*subject), *after.versions(*subject)]
    days = sorted({START, OPEN, *(day for v in versions for day in (v.from_day, v.to_day))})
    pieces: list[tuple[int, int, Fields, Fields]] = []
    for start, end in pairwise(days):
        was, will = before.on(*subject, start), after.on(*subject, start)
        had = {OPEN_FIELD: True, **was.values} if was else {}
        has = {OPEN_FIELD: True, **will.values} if will else {}
        if had != has:
            pieces.append((start, end, had, has))
    if not pieces:
        return None
    return Touched(subject.kind, subject.key, text_in(pieces[-1][3], "name"), True, list(_changes(pieces)))


def _tell_scheduled(decision: Decision) -> Iterator[Fields]:
    """Earlier scheduled changes of the subjects that the submission touches: whether they stand, are taken back, are
    masked by a closing, or are outdone by what is stated for the same days. What was outdone before is left out.
    """
    overlay = decision.overlay
    for subject, line in overlay.list_changed():
        gone = {*line.withdrawn}
        for field, said in sorted(line.before.items()):
            scheduled = [s for s in said if s.from_day > decision.today and s.withdrawn_at > overlay.serial]
            won = {run.statement.id for run in runs(said)} if scheduled else set()
            wins = {run.statement.id for run in overlay.runs(*subject, field)} if scheduled else set()
            for s in scheduled:
                if s.id in gone:
                    becomes = "withdrawn"
                elif not overlay.is_open(*subject, s.from_day) and s.value != b"false":
                    becomes = "without effect"
                elif s.id in wins:
                    becomes = "stands"
                elif s.id in won:
                    becomes = "outdone"
                else:
                    continue
                yield {
                    "kind": subject.kind, "key": subject.key, "field": field, "day": write_day(s.from_day),
                    "entry": s.serial, "value": decode(s.value), "becomes": becomes,
                }  # fmt: skip


def _references(decision: Decision) -> Iterator[dict[str, str]]:
    """Who still names a unit after the day on which the submission ends it: by place, geography, or as successor."""
    after = decision.after
    for subject, line in decision.overlay.list_changed():
        ends = [d.from_day for d in line.drafts if d.field == LIFE and d.value == b"false"]
        if subject.kind != "unit" or not ends:
            continue
        day, unit = min(ends), subject.key
        naming = (
            ("parent", after.children(unit)),
            ("geographic_parent", after.geographic_children(unit)),
            ("operator", after.run_by(unit)),
        )
        for field, key in ((field, key) for field, keys in naming for key in keys):
            held = [v for v in after.versions("unit", key) if v.to_day > day]
            if any(_find_named(v.values.get(field)) == unit for v in held):
                yield {"kind": "unit", "key": key, "field": field, "to": unit}
        for key in after.successions(unit):
            if any(version.to_day > day for version in after.versions("succession", key)):
                yield {"kind": "succession", "key": key, "field": "replaced_by", "to": unit}


def _find_named(value: Value) -> Value:
    return value.get("parent", value.get("unit")) if isinstance(value, dict) else value
