"""Where a value stands: in which statements of its subject, in which heads of entries, in which answers that are kept.

ErasureAsked before an erasure, to show what it will take, and again in its transaction, to take it.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import msgspec

from sor.core.canonical import NULL, decode, encode
from sor.core.day import OPEN, write_day
from sor.core.log import ERASE, FACTS, FINDINGS, ORIGIN, REASON, Entry, Line, head_parts, read_line, value_numbers
from sor.core.statement import Statement
from sor.core.subject import STREET_ADDRESSES
from sor.core.timeline import Timeline, fold, stretches
from sor.store.database import Connection
from sor.store.erasures import HeadPart, ValuePlace
from sor.store.log import LINE_COLUMNS, entries, lines_of, read_line_row
from sor.store.timelines import timeline_of

FRAME = frozenset(
    {
        "open", "status", "level", "type", "parent", "location", "geographic_location", "geographic_parent", "replaces",
        "replaced_by",
    }
)  # fmt: skip
"""The fields that say when a subject lives, what it is and where it stands: codes and days, by which others are found.
They tell nothing of a person and are not erased.
"""

KINDS = ("unit", "location_number", "shak", "edi", "place")
"""The kinds of subject whose values can be erased."""

NEEDED = frozenset({"digest", "family", "format", "snapshot", "silence"})
"""What of an origin says which file it was: an import asks for it, and no person is told by it."""

SHORT = 4
"""A text with fewer letters is looked for only where its subject is spoken of: elsewhere it would mean anything."""

FEW_DIGITS = 6
"""A number with fewer digits is looked for as it is written."""

NAMING = ("addressing_name", "additional", "sublocation")
"""The parts of a street address that may name a person; its street and house number do so together."""


class CannotErase(ValueError):
    """Something that cannot be erased, or not now; the message says why and what to do."""


class WantedErasure(msgspec.Struct, frozen=True):
    """What somebody wants to have erased: what an entry stated of a field of a subject, from a day on when it said
    several things of it; or a part of the entry's head.
    """

    entry: int
    kind: str = ""
    key: str = ""
    field: str = ""
    from_day: int = 0
    part: str = ""


class StatedValue(msgspec.Struct, frozen=True):
    """A statement whose value is to be erased, and the days for which it was made."""

    place: ValuePlace
    from_day: int
    to_day: int


class WhereItStands(msgspec.Struct, frozen=True):
    """Where a value stands. statements: of its own subject. parts: of heads. answers: kept under how many keys.
    elsewhere: kind, key, field and entry of other statements that hold the same text, which stay. texts: of the value,
    those that tell it wherever they stand; every: all of them, which tell it where its field is spoken of.
    """

    wanted: WantedErasure
    statements: Sequence[StatedValue] = ()
    parts: Sequence[HeadPart] = ()
    answers: int = 0
    elsewhere: Sequence[tuple[str, str, str, int]] = ()
    texts: Sequence[str] = ()
    every: Sequence[str] = ()

    def tells(self, finding: Mapping[str, Any]) -> bool:
        """Whether a finding, in plain values, holds the value."""
        about = finding.get("kind") == self.wanted.kind and finding.get("key") == self.wanted.key
        facts = finding.get(FACTS)
        return holds_text(facts, self.texts) or (about and not set(self.every).isdisjoint(texts_in(facts)))


def find(connection: Connection, wanted: WantedErasure, today: int) -> WhereItStands:
    """Where what is wanted stands. Raises CannotErase when it is not there, is gone already, or holds still."""
    if wanted.part:
        return WhereItStands(wanted, parts=[_part(connection, wanted)])
    if wanted.kind not in KINDS:
        raise CannotErase(f"Values of {wanted.kind} are not erased; only those of {', '.join(KINDS)}.")
    if wanted.field in FRAME:
        raise CannotErase(
            f"{wanted.field} is not erased: it says when a subject lives, what it is or where it stands, and holds"
            " codes and days only. Correct it instead."
        )
    said = lines_of(connection, wanted.kind, [wanted.key]).get(wanted.key)
    if not said:
        raise CannotErase(f"The register knows no {wanted.kind} {wanted.key}.")
    timeline = timeline_of(said)
    values = _values(timeline, wanted)
    numbers = {line.serial: value_numbers(read_line(line)[0]) for line in said}
    same = [s for s in timeline[wanted.field] if s.value in values and not s.erased_by]
    _refuse_what_holds(timeline, wanted, same, today)
    places: dict[ValuePlace, StatedValue] = {}
    for s in same:
        place = ValuePlace(s.serial, s.line, numbers[s.serial][s.place])
        kept = places.get(place)
        days = (min(kept.from_day, s.from_day), max(kept.to_day, s.to_day)) if kept else (s.from_day, s.to_day)
        places[place] = StatedValue(place, *days)
    texts = sorted({text for value in values for text in _telling(wanted.field, decode(value))})
    every = sorted({text for value in values for text in texts_in(decode(value))})
    found = WhereItStands(wanted, [places[place] for place in sorted(places)], texts=texts, every=every)
    return msgspec.structs.replace(
        found,
        parts=_parts_with(connection, found),
        answers=len(_answers_with(connection, found)),
        elsewhere=_elsewhere(connection, wanted, texts),
    )


def _values(timeline: Timeline, wanted: WantedErasure) -> set[bytes]:
    """What the entry stated of the field. Raises CannotErase."""
    of_field = timeline.get(wanted.field, ())
    meant = [s for s in of_field if s.serial == wanted.entry and wanted.from_day in (0, s.from_day)]
    there = {s.value for s in meant if s.value != NULL and not s.erased_by}
    if there:
        return there
    what = f"{wanted.field} of {wanted.kind} {wanted.key}"
    if gone := [s.erased_by for s in meant if s.erased_by]:
        raise CannotErase(f"What entry {wanted.entry} stated of {what} is erased already, by entry {gone[0]}.")
    if meant:
        raise CannotErase(f"Entry {wanted.entry} states that {what} is empty: there is nothing to erase.")
    stated = sorted({(s.serial, s.from_day) for s in of_field if s.value != NULL and not s.erased_by})
    shown = ", ".join(f"{serial} (from {write_day(day)})" for serial, day in stated)
    raise CannotErase(
        f"Entry {wanted.entry} states no {what}." + (f" These do: {shown}." if shown else " No entry does.")
    )


def _refuse_what_holds(timeline: Timeline, wanted: WantedErasure, same: Sequence[Statement], today: int) -> None:
    """Raises CannotErase when the value is in force or is to be."""
    ids = {s.id for s in same}
    for start, end, winners in stretches(fold(timeline)):
        held = next((s for s in winners if s.id in ids), None)
        if held is None or end <= today:
            continue
        if start <= today:
            raise CannotErase(
                f"The value is in force: {wanted.field} of {wanted.kind} {wanted.key} holds it from"
                f" {write_day(held.from_day)}. Replace it first – edit it from today, or correct it – and then erase"
                f" what entry {held.serial} stated."
            )
        raise CannotErase(
            f"The value is scheduled: {wanted.field} of {wanted.kind} {wanted.key} is to hold it from"
            f" {write_day(start)}. Withdraw entry {held.serial} or state another value from that day, then erase."
        )


def texts_in(value: Any) -> Iterator[str]:
    """Every text in a value, numbers as they are written."""
    if isinstance(value, Mapping):
        for one in value.values():
            yield from texts_in(one)
    elif isinstance(value, list):
        for one in value:
            yield from texts_in(one)
    elif value is not None and not isinstance(value, bool):
        yield str(value)


def _telling(field: str, value: Any) -> Iterator[str]:
    """The texts of a value by which it can be told wherever it stands."""
    if field in STREET_ADDRESSES:
        parts = [value.get(part) for part in NAMING]
        if value.get("street") and value.get("building"):
            parts.append(f"{value['street']} {value['building']}")
    else:
        parts = list(texts_in(value))
    yield from (text for text in parts if text and len(text) >= SHORT)


def holds_text(value: Any, texts: Iterable[str]) -> bool:
    """Whether some text stands in a value, whole or as part of another; in whatever case its letters are, and of a
    number however its digits are parted.
    """
    found = [one.casefold() for one in texts_in(value)]
    return any(
        number in _join_digits(one) if (number := _number(text)) else text.casefold() in one
        for text in texts
        for one in found
    )


def _number(text: str) -> str:
    """The digits of a number, such as a telephone's in Denmark; empty for another text."""
    digits = re.sub(r"^(\+|00)45", "", re.sub(r"[ ().\-/]", "", text))
    return digits if len(digits) >= FEW_DIGITS and digits.isascii() and digits.isdigit() else ""


def _join_digits(text: str) -> str:
    return re.sub(r"(?<=\d)[ ().\-/]+(?=\d)", "", text)


def without_texts(value: Any, texts: Sequence[str]) -> Any:
    """A value in which every text that holds one of some texts is empty."""
    if isinstance(value, Mapping):
        return {name: without_texts(one, texts) for name, one in value.items()}
    if isinstance(value, list):
        return [without_texts(one, texts) for one in value]
    return "" if isinstance(value, str) and holds_text(value, texts) else value


def _part(connection: Connection, wanted: WantedErasure) -> HeadPart:
    """The part of a head that is wanted. Raises CannotErase."""
    entry = next(entries(connection, wanted.entry - 1, wanted.entry), None)
    if entry is None:
        raise CannotErase(f"There is no entry {wanted.entry}.")
    if wanted.part in entry.erased:
        raise CannotErase(f"{wanted.part} of entry {wanted.entry} is erased already.")
    there = _erasable(entry)
    if wanted.part not in there:
        raise CannotErase(
            f"Entry {wanted.entry} has no part {wanted.part} that can be erased."
            + (f" It has: {', '.join(there)}." if there else "")
        )
    return HeadPart(wanted.entry, wanted.part)


def _erasable(entry: Entry) -> dict[str, Any]:
    """The parts of a head that may be erased: not by what a file is known again, nor what an erasure names."""
    return {
        part: value
        for part, value in head_parts(entry).items()
        if not part.startswith(f"{ORIGIN}.") or (entry.kind != ERASE and part.removeprefix(f"{ORIGIN}.") not in NEEDED)
    }


def _parts_with(connection: Connection, sought: WhereItStands) -> list[HeadPart]:
    """The parts of heads in which the value stands: a telling text anywhere; any of its texts, whole, in a finding
    about its subject.
    """
    found = []
    for serial in sorted(_heads_with(connection, sought.wanted, sought.texts)):
        entry = next(entries(connection, serial - 1, serial))
        for part, value in _erasable(entry).items():
            is_finding = part.startswith(f"{FINDINGS}.")
            if (
                sought.tells(entry.findings[int(part.partition(".")[2])])
                if is_finding
                else holds_text(value, sought.texts)
            ):
                found.append(HeadPart(serial, part))
    return found


def _heads_with(connection: Connection, wanted: WantedErasure, texts: Sequence[str]) -> set[int]:
    """The entries whose heads may hold a text, or have a finding about the subject."""
    found = set()
    for text in texts:
        for column, pattern in ((REASON, text), (ORIGIN, _in_json(text)), (FINDINGS, _in_json(text))):
            where = f"{column} {_like_in(connection)} :pattern ESCAPE '!'"
            rows = connection.run(f"SELECT serial FROM entry WHERE {where}", pattern=_like(pattern))
            found |= {row[0] for row in rows}
    rows = connection.run(
        "SELECT serial FROM finding WHERE kind = :kind AND key = :key", kind=wanted.kind, key=wanted.key
    )
    return found | {row[0] for row in rows}


def _elsewhere(connection: Connection, wanted: WantedErasure, texts: Sequence[str]) -> list[tuple[str, str, str, int]]:
    """Statements of other subjects, and of other fields of this one, that hold one of the texts."""
    found: dict[tuple[str, str, str, int], None] = {}
    for text in texts:
        rows = connection.stream(
            f"SELECT {LINE_COLUMNS} FROM line WHERE content {_like_in(connection)} :pattern ESCAPE '!'"
            " ORDER BY serial, n",
            pattern=_like(_in_json(text)),
        )
        for line in map(read_line_row, rows):
            for field in _fields_with(line, texts):
                if (line.kind, line.key, field) != (wanted.kind, wanted.key, wanted.field):
                    found[line.kind, line.key, field, line.serial] = None
    return list(found)


def _fields_with(line: Line, texts: Sequence[str]) -> set[str]:
    return {s.field for s in read_line(line)[1] if holds_text(decode(s.value), texts)}


def forget_answers(connection: Connection, gone: WhereItStands) -> None:
    """Let answers that are kept under a key hold a value no more, nor the digest of what was sent with it. The same
    key again is still answered, and nothing is done twice.
    """
    for caller, key, answer in _answers_with(connection, gone):
        left = decode(answer)
        left[FINDINGS] = [one for one in left.get(FINDINGS, ()) if not gone.tells(one)]
        if holds_text(left, gone.texts):
            left["consequences"] = None
        connection.run(
            "UPDATE answered SET digest = '', answer = :answer WHERE caller = :caller AND idempotency_key = :key",
            answer=encode(left).decode(), caller=caller, key=key,
        )  # fmt: skip


def _answers_with(connection: Connection, sought: WhereItStands) -> list[tuple[str, str, str]]:
    """Caller, key and answer of those that were given for the entries of the value, or hold one of its texts."""
    serials = {stated.place.serial for stated in sought.statements}
    rows = connection.run("SELECT caller, idempotency_key, answer, serial FROM answered").fetchall()
    return [
        (caller, key, answer)
        for caller, key, answer, serial in rows
        if serial in serials or holds_text(decode(answer), sought.texts)
    ]


def shown_days(stated: StatedValue) -> str:
    """The days of a statement in words."""
    return f"from {write_day(stated.from_day)}" + ("" if stated.to_day >= OPEN else f" to {write_day(stated.to_day)}")


def _in_json(text: str) -> str:
    return encode(text).decode()[1:-1]


def _like_in(connection: Connection) -> str:
    """The comparison that passes over the case of ASCII letters."""
    return "ILIKE" if connection.dialect == "postgresql" else "LIKE"


def _like(text: str) -> str:
    """A pattern that finds all that ``holds_text`` finds, and more: other letters may be in the other case, too."""
    if number := _number(text):
        return f"%{'%'.join(number)}%"
    for special in "!%_":
        text = text.replace(special, f"!{special}")
    return f"%{''.join(c if c.isascii() else '%' for c in text)}%"
