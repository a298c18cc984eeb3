"""Entries of the code lists as the authority keeps them: added, renamed, given other days, ended.

What is wanted is held against the register and becomes one entry of the log, like everything else. A warning is
confirmed by the mark under which it was told, so nothing is written that was not seen.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from hashlib import sha256
from typing import NamedTuple

from sor.access.authority import Actor
from sor.changes.document import CODE
from sor.codes.lists import LISTS
from sor.core.canonical import decode, encode
from sor.core.claim import Claim, difference
from sor.core.day import OPEN, write_day
from sor.core.finding import ERROR, WARNING, Finding
from sor.core.held_codes import codes_held
from sor.core.identifiers import is_number
from sor.core.log import Entry
from sor.core.shapes import Fields, Value
from sor.core.statement import NEVER, Draft, Statement
from sor.core.subject import code_key
from sor.core.timeline import LIFE, TRUE, Run, runs, winner
from sor.desk.actors import Actors
from sor.register import LogHasGrown, Refused, Register, Submission
from sor.rules import changing, listed_codes
from sor.store.append import LineDraft
from sor.store.code_holders import bodies_from, numbers_with
from sor.store.timelines import timelines

WRITTEN = re.compile(r"[^\W_](?:(?:[^\W_]|[./+-]){0,62}[^\W_])?")
"""How a code may be written; that of a message type has a stroke, ``REF01/H0131R``."""

NAMES = ("name_da", "name_en")
KEPT_BY = {"mark": "D", "source": "the register authority"}
"""What an entry says of where it comes from, once the authority has stated it."""

ABOUT_ITSELF = frozenset({*NAMES, *KEPT_BY, "note"})
COUNCILS, AREA = "health_council", "municipalities"
TRIES = 3
MOST_NAMED = 3


class WantedCode(NamedTuple):
    """How an entry is to be from a day on. from_day: None for today. to_day: the first day on which it holds no more.
    name_da, name_en: empty to leave them. values: what the list says besides, by column; an empty text takes it away.
    base: the serial at which the entry was read; None: it is not asked what happened since.
    """

    code_list: str
    code: str
    name_da: str
    name_en: str
    from_day: int | None
    to_day: int = OPEN
    values: Mapping[str, str] = {}
    base: int | None = None


class PlannedEntry(NamedTuple):
    """What would become of a wanted entry: the line of the log, what is said of it, and the serial it was held against.
    line: None when nothing changes.
    """

    line: LineDraft | None
    findings: Sequence[Finding]
    serial: int

    @property
    def is_wrong(self) -> bool:
        """Whether something stands against it."""
        return any(one.severity == ERROR for one in self.findings)

    @property
    def warns(self) -> bool:
        """Whether something has to be confirmed."""
        return any(one.severity == WARNING for one in self.findings)

    @property
    def mark(self) -> str:
        """By which exactly these warnings are confirmed."""
        return sha256(encode([one for one in self.findings if one.severity == WARNING])).hexdigest()


class NotTheAuthority(Refused):
    """Somebody else than the register authority, who alone keeps the code lists."""

    @classmethod
    def of_actor(cls, actor: str) -> "NotTheAuthority":
        """The same of an actor."""
        return cls(
            f"{actor} may not change code lists: only the register authority may.",
            f"{actor} må ikke ændre kodelister: det må kun registermyndigheden.",
        )


class Unconfirmed(Refused):
    """Something warns, and was not seen; planned: with what is to be confirmed."""

    def __init__(self, planned: PlannedEntry) -> None:
        super().__init__(
            "Something warns of this. Look at it, and confirm it.",
            "Der er advarsler. Se på dem, og bekræft.",
        )
        self.planned = planned


class CodeLists:
    """The code lists of one register, as they are kept."""

    def __init__(self, register: Register) -> None:
        self._register = register
        self._actors = Actors(register)

    def refuse_stranger(self, actor: Actor | None) -> None:
        """Raises NotTheAuthority for whoever may not change code lists."""
        if actor is None or not self._actors.is_authority(actor):
            raise NotTheAuthority.of_actor("" if actor is None else actor.id)

    def plan(self, wanted: WantedCode) -> PlannedEntry:
        """What would become of a wanted entry, as known now."""
        serial, today = self._register.serial(), self._register.today()
        key = code_key(wanted.code_list, wanted.code)
        if not WRITTEN.fullmatch(wanted.code):
            return PlannedEntry(
                None, [listed_codes.BAD_CODE.finding("code", key, {"field": "code", "value": wanted.code[:80]})], serial
            )
        timeline = timelines(self._register.database.reader(), "code", [key]).get(key, {})
        first = wanted.from_day or today
        findings = list(self._refuse_entry(key, wanted, timeline, first))
        if any(one.severity == ERROR for one in findings):
            return PlannedEntry(None, findings, serial)
        drafts = [*_days(timeline, key, first, wanted), *_contents(timeline, first, wanted)]
        if not drafts:
            facts = {"day": write_day(first)}
            return PlannedEntry(None, [changing.NOTHING_CHANGES.finding("code", key, facts, first)], serial)
        findings += [*self._area_faults(key, wanted, first, serial), *self._tell_findings(key, wanted, first, serial)]
        if any(one.severity == ERROR for one in findings):
            return PlannedEntry(None, findings, serial)
        asked: Fields = {"op": CODE, "from": write_day(first)}
        return PlannedEntry(LineDraft("code", key, drafts, asked, before=timeline), findings, serial)

    def write(
        self,
        now: Callable[[], Actor | None],
        wanted: WantedCode,
        seen: str,
        channel: str,
        reason: str = "",
    ) -> tuple[PlannedEntry, Entry | None]:
        """Write a wanted entry, unless something stands against it or nothing changes; then the entry is None.

        now: gives who does it, with the rights of the moment. seen: the mark of the warnings that were confirmed.
        Raises NotTheAuthority, Unconfirmed, and what the register refuses.
        """
        for n in range(TRIES):
            actor = now()
            self.refuse_stranger(actor)
            planned = self.plan(wanted)
            if planned.is_wrong or planned.line is None or actor is None:
                return planned, None
            if planned.warns and seen != planned.mark:
                raise Unconfirmed(planned)
            submission = Submission([planned.line], actor.id, channel, reason, findings=planned.findings)
            try:
                return planned, self._register.submit(submission, expect=planned.serial)
            except LogHasGrown:
                if n == TRIES - 1:
                    raise
        raise AssertionError  # the loop always ends before

    def holders(self, keys: Mapping[str, int]) -> dict[str, list[str]]:
        """The units, numbers and SHAK codes that hold codes on or after a day, by the key of each code. keys: with the
        day from which it is asked.
        """
        connection, known = self._register.database.reader(), self._register.serial()
        found: dict[str, dict[str, None]] = {}
        first = min(keys.values(), default=OPEN)
        only = next(iter(keys)).partition("/")[2] if len(keys) == 1 else ""
        for kind, holder, valid_to, body in bodies_from(connection, first, known, only):
            for key in codes_held(kind, decode(body)):
                if key in keys and valid_to > keys[key]:
                    found.setdefault(key, {})[holder] = None
        for key, day in keys.items():
            code_list, _, code = key.partition("/")
            if code_list == "edi_message_type":
                found.setdefault(key, {}).update(dict.fromkeys(numbers_with(connection, day, known, code)))
        return {key: list(holders) for key, holders in found.items() if holders}

    def _refuse_entry(
        self, key: str, wanted: WantedCode, timeline: Mapping[str, Sequence[Statement]], first: int
    ) -> Iterator[Finding]:  # fmt: skip
        if not timeline and not wanted.name_da:
            yield listed_codes.NO_NAME.finding("code", key, {"field": "name_da"})
        born = min((run.from_day for run in _find_lives(timeline)), default=OPEN)
        is_only_ended = wanted.from_day is None and born < wanted.to_day
        if wanted.to_day <= first and not is_only_ended:
            facts = {"field": "to", "day": write_day(first), "to_day": write_day(wanted.to_day)}
            yield listed_codes.DAYS_OUT_OF_ORDER.finding("code", key, facts, first)
        since = [s.serial for said in timeline.values() for s in said]
        if wanted.base is not None and since and max(since) > wanted.base:
            yield listed_codes.CHANGED_SINCE.finding("code", key, {"entry": max(since)})

    def _area_faults(self, key: str, wanted: WantedCode, first: int, serial: int) -> Iterator[Finding]:
        """What is wrong with the municipalities of a health council: each is one of the list, and in no other area on
        the first day or any later one.
        """
        if wanted.code_list != COUNCILS or wanted.to_day <= first:
            return
        book = self._register.code_book(serial)
        named = [code for one in wanted.values.get(AREA, "").split(";") if (code := one.strip())]
        days = sorted({first, *(day for day in book.boundaries() if first < day < wanted.to_day)})
        for code in dict.fromkeys(named):
            if book.get("municipality", code, first) is None:
                facts: Fields = {"field": AREA, "value": code, "day": write_day(first)}
                yield listed_codes.NO_MUNICIPALITY.finding("code", key, facts, first)
                continue
            taken = (
                (day, one) for day in days for one in book.councils_of_municipality(code, day) if one != wanted.code
            )
            if (found := next(taken, None)) is not None:
                facts = {"field": AREA, "value": code, "other": found[1], "day": write_day(found[0])}
                yield listed_codes.IN_TWO_AREAS.finding("code", key, facts, found[0])

    def _tell_findings(self, key: str, wanted: WantedCode, first: int, serial: int) -> Iterator[Finding]:
        """What warns of an entry, and what is to be known of it."""
        if wanted.to_day < OPEN:
            held = self.holders({key: wanted.to_day}).get(key, [])
            if held:
                facts = {
                    "field": "to", "day": write_day(wanted.to_day), "count": len(held),
                    "held": ", ".join(held[:MOST_NAMED]),
                }  # fmt: skip
                yield listed_codes.STILL_HELD.finding("code", key, facts, wanted.to_day)
        book = self._register.code_book(serial)
        name = wanted.name_da.casefold()
        others = [
            code
            for code, entry in book.on(wanted.code_list, first)
            if name and code != wanted.code and str(entry.values.get("name_da", "")).casefold() == name
        ]
        if others:
            facts = {"field": "name_da", "value": wanted.name_da, "other": ", ".join(others[:MOST_NAMED])}
            yield listed_codes.NAME_TAKEN.finding("code", key, facts, first)
        if not is_number(wanted.code) and any(is_number(code) for code in book.codes(wanted.code_list)):
            yield listed_codes.NO_NUMBER.finding("code", key, {"field": "code"}, first)


def _days(
    timeline: Mapping[str, Sequence[Statement]], key: str, first: int, wanted: WantedCode
) -> list[Draft]:  # fmt: skip
    """The life of an entry: as it was before the day, and from then on until it ends."""
    lived = [(run.from_day, run.to_day) for run in _find_lives(timeline)]
    if wanted.to_day > first:
        life = [*((start, min(end, first)) for start, end in lived if start < first), (first, wanted.to_day)]
    else:
        life = [(start, min(end, wanted.to_day)) for start, end in lived if start < wanted.to_day]
    return difference(timeline, Claim("code", key, frozenset(), (), join_periods(life)))


def _find_lives(timeline: Mapping[str, Sequence[Statement]]) -> list[Run]:
    """The days on which an entry holds."""
    return [run for run in runs(timeline.get(LIFE, ())) if run.statement.value == TRUE]


def join_periods(periods: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The same days, neighbours as one period."""
    found: list[tuple[int, int]] = []
    for start, end in periods:
        if found and found[-1][1] >= start:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        elif start < end:
            found.append((start, end))
    return found


def _contents(timeline: Mapping[str, Sequence[Statement]], first: int, wanted: WantedCode) -> Iterator[Draft]:
    """What an entry says from a day on, where it says otherwise now."""
    if wanted.to_day <= first:
        return
    names = {"name_da": wanted.name_da, "name_en": wanted.name_en}
    said: dict[str, Value] = {name: text for name, text in names.items() if text}
    several = LISTS[wanted.code_list].several if wanted.code_list in LISTS else frozenset[str]()
    for column, text in wanted.values.items():
        parts = [part for one in text.split(";") if (part := one.strip())]
        said[column] = (list[Value](parts) or None) if column in several else text or None
    changed = [field for field, value in said.items() if encode(value) != _value(timeline, field, first)]
    if not changed:
        return
    for field, value in said.items():
        if field in changed:
            yield Draft(field, first, OPEN, 0, encode(value))
    for field, text in KEPT_BY.items():
        if encode(text) != _value(timeline, field, first):
            yield Draft(field, first, OPEN, 0, encode(text))


def _value(timeline: Mapping[str, Sequence[Statement]], field: str, day: int) -> bytes:
    """What a field holds on a day; of an entry that begins later nothing."""
    found = winner(timeline.get(field, ()), day, NEVER - 1)
    return encode(None) if found is None else found.value
