"""Location numbers, SHAK codes and message types: subjects of their own that units hold."""

from collections.abc import Iterator

from sor.changes import document as doc
from sor.changes.stating import (
    OperationState,
    end_of_return,
    find_ending_entry,
    go_on_with_life,
    holders_of,
    names_number,
    not_open,
    note_asked,
    read_given,
    restate,
)
from sor.changes.succeeding import withdrawn_with
from sor.core.canonical import decode
from sor.core.day import OPEN, next_day, write_day
from sor.core.finding import Finding
from sor.core.identifiers import shak_problem
from sor.core.shapes import Fields
from sor.core.subject import edi_key
from sor.core.timeline import LIFE
from sor.rules import changing


def number(change: doc.Number, stage: OperationState, n: int) -> Iterator[Finding]:
    """A location number is issued, changed or closed; the unit that is named owns it from then on, or owned it."""
    key, day = change.location_number, change.day
    asked = change.issue if isinstance(change.issue, dict) else change.set if isinstance(change.set, dict) else {}
    given = yield from read_given("location_number", key, asked)
    unit = change.unit
    if unit is not None and (bad := not_open(stage, "unit", unit, day)) is not None:
        yield bad
        return
    is_new = isinstance(change.issue, dict)
    if not is_new and (bad := not_open(stage, "location_number", key, day)) is not None:
        yield bad
        return
    if is_new and stage.overlay.is_known("location_number", key):
        facts = {"kind": "location_number", "day": change.from_}
        yield changing.CODE_TAKEN.finding("location_number", key, facts, day)
        return
    options = {"issue": True} if is_new else {"close": True} if change.close else {}
    note_asked(stage, "location_number", key, change, n, given.values, options | ({"unit": unit} if unit else {}))
    if is_new:
        yield from stage.state("location_number", key, LIFE, True, day)
    if change.close:
        if unit is not None and not names_number(stage, unit, key, day):
            problem = {"problem_en": f"{unit} does not own the number", "problem_da": f"{unit} ejer ikke nummeret"}
            yield changing.WRONG_SHAPE.finding("location_number", key, {"name": "unit", **problem}, day)
            return
        yield from _close_number(stage, key, unit, day)
        return
    yield from restate(
        stage, "location_number", key, given.values, day, OPEN, "leave", say_nothing=is_new or bool(unit)
    )
    if unit is not None:
        stage.overlay.note("unit", unit, {"op": "number", "n": n, "from": change.from_, "fields": ["location"]})
        yield from stage.state("unit", unit, "location", {"state": "Own", "number": key}, day)


def shak(change: doc.Shak, stage: OperationState, n: int) -> Iterator[Finding]:
    """A SHAK code is made when it is not there, changed when it is, or closed."""
    key, day = change.code, change.day
    given = yield from read_given("shak", key, change.set)
    if change.close:
        if (bad := not_open(stage, "shak", key, day)) is not None:
            yield bad
            return
        note_asked(stage, "shak", key, change, n, (), {"close": True})
        yield from stage.state("shak", key, LIFE, False, day)
        return
    note_asked(stage, "shak", key, change, n, given.values, {})
    is_new = not stage.overlay.is_open("shak", key, day)
    if is_new and (problem := shak_problem(key)):
        danish = "en SHAK-kode har 4, 6 eller 7 tegn, de første fire cifre"
        facts = {"name": "code", "problem_en": problem, "problem_da": danish}
        yield changing.WRONG_SHAPE.finding("shak", key, facts, day)
    if is_new:
        yield from stage.state("shak", key, LIFE, True, day)
    yield from restate(stage, "shak", key, given.values, day, OPEN, "leave", say_nothing=is_new)


def edi(change: doc.Edi, stage: OperationState, n: int) -> Iterator[Finding]:
    """The whole list of message types that a location number takes from a day on."""
    key, day = change.location_number, change.day
    if (bad := not_open(stage, "location_number", key, day)) is not None:
        yield bad
        return
    wanted, problem = _messages(change)
    if problem is not None:
        yield changing.WRONG_SHAPE.finding("location_number", key, problem, day)
        return
    known = stage.messages_of(key)
    had = {one for one in known if stage.overlay.is_open("edi", one, day)}
    for one in known:
        for s in stage.overlay.later("edi", one, LIFE, day):
            if decode(s.value) != (one in wanted):
                facts = {"name": LIFE, "day": change.from_, "later": write_day(s.from_day), "entry": s.serial}
                yield changing.BASE.finding("edi", one, facts, s.from_day)
    for one in sorted(wanted.keys() | had):
        keeps = one in wanted
        changes_format = keeps and one in had and wanted[one] != stage.overlay.value("edi", one, "format", day)
        if keeps and one in had and not changes_format:
            continue
        stage.overlay.note("edi", one, {"op": "edi", "n": n, "from": change.from_})
        if keeps != (one in had):
            yield from stage.state("edi", one, LIFE, keeps, day)
        if keeps and (wanted[one] is not None or changes_format):
            yield from stage.state("edi", one, "format", wanted[one], day)


def _close_number(stage: OperationState, key: str, unit: str | None, day: int) -> Iterator[Finding]:
    """A number ends; the unit that owns it is named, so that it does not lose its address unseen."""
    for holder in sorted(holders_of(stage, "location_number", key)):
        if holder != unit and names_number(stage, holder, key, day):
            facts = {"day": write_day(day), "unit": holder}
            yield changing.NUMBER_HELD.finding("location_number", key, facts, day)
    yield from stage.state("location_number", key, LIFE, False, day)
    yield from end_messages(stage, key, day, {"op": "number"})
    if unit is not None:
        yield from stage.state("unit", unit, "location", {"state": "None"}, day)


def end_messages(stage: OperationState, number: str, day: int, asked: Fields) -> Iterator[Finding]:
    """The message types of a location number end with it; those that were to begin later are taken back. What a file
    keeps beyond the end of its number is not asked here: it stays as the file says.
    """
    for key in stage.messages_of(number):
        coming = [s for s in stage.overlay.later("edi", key, LIFE, day) if decode(s.value) is True]
        is_open = stage.overlay.is_open("edi", key, day)
        if not (coming or is_open):
            continue
        stage.overlay.note("edi", key, {**asked, "from": write_day(day)})
        if coming:
            yield from withdrawn_with("edi", key, coming, number)
            stage.overlay.withdraw("edi", key, coming)
        if is_open:
            yield from stage.state("edi", key, LIFE, False, day)


def bring_back_messages(
    stage: OperationState, number: str, ended: tuple[int, int], days: tuple[int, int, int], asked: Fields
) -> Iterator[Finding]:
    """The message types that an entry ended with their number hold again on some days (from, to, over), and those that
    it took back are to come again. ended: as ``ended_by`` says.
    """
    (serial, _), (day, to, over) = ended, days
    for key in stage.messages_in(serial, number):
        has_ended = find_ending_entry(stage, "edi", key, day) == ended
        first = next_day(day) if has_ended else day
        coming = [
            s
            for s in stage.overlay.timeline("edi", key).get(LIFE, ())
            if s.withdrawn_at == serial
            and first <= s.from_day < to
            and not stage.overlay.is_open("edi", key, s.from_day)
        ]
        if not (has_ended or coming):
            continue
        stage.overlay.note("edi", key, {**asked, "from": write_day(day)})
        if has_ended:
            end = end_of_return(stage, "edi", key, days)
            yield from go_on_with_life(stage, "edi", key, (day, end))
            yield from stage.state("edi", key, LIFE, True, day, end, over)
        for s in coming:
            yield from stage.state("edi", key, LIFE, True, s.from_day, s.to_day)


def _messages(change: doc.Edi) -> tuple[dict[str, str | None], dict[str, str] | None]:
    """The message types by key with their format, or what is wrong with the list."""
    english = 'write {"messages": [{"standard": "…", "version": "…", "direction": "receive" or "send"}]}'
    danish = 'skriv {"messages": [{"standard": "…", "version": "…", "direction": "receive" eller "send"}]}'
    problem = {"name": "messages", "problem_en": english, "problem_da": danish}
    messages = change.set.get("messages")
    if change.set.keys() != {"messages"} or not isinstance(messages, list):
        return {}, problem
    found: dict[str, str | None] = {}
    for one in messages:
        texts = isinstance(one, dict) and all(isinstance(v, str) and v and "/" not in v for v in one.values())
        if not texts or not {"standard", "version", "direction"} <= one.keys() <= {
            "standard", "version", "direction", "format",
        } or one["direction"] not in ("receive", "send"):  # fmt: skip
            return {}, problem
        key = edi_key(change.location_number, one["standard"], one["version"], one["direction"])
        if key in found:
            return {}, problem
        found[key] = one.get("format")
    return found, None
