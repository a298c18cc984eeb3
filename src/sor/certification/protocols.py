"""The certification of SORUS's callers: every call is noticed, and what it ticks is kept on the desk.

Noticing never changes an answer: whatever goes wrong in it is logged, and the caller's answer goes out as it is.
"""

from collections.abc import Mapping
from typing import NamedTuple

import msgspec
import structlog

from sor.access.dgws.checks import Caller
from sor.certification.cases import CASES, Case, tick_case
from sor.certification.misses import Miss
from sor.certification.seen import SeenCall
from sor.changes.composing import RegisterAtSerial
from sor.changes.outcome import Outcome
from sor.changes.replacement import differing
from sor.core.as_of import AsOf
from sor.core.day import next_day, write_day
from sor.core.entity_types import HOSPITAL
from sor.core.instant import write_instant
from sor.core.shapes import Value, parts_of, text_in
from sor.core.unit import number_used
from sor.formats.soap import sorus
from sor.formats.soap.sorus import ELEMENT_OF, SorusRequest
from sor.reading.snapshot import Snapshot
from sor.register import Register
from sor.store import certification as desk
from sor.store.certification import CaseStanding

log = structlog.get_logger()


class ProtocolLine(NamedTuple):
    """A line of a caller's protocol: a case, and how the caller stands in it; None = never tried."""

    case: Case
    standing: CaseStanding | None

    @property
    def is_ticked(self) -> bool:
        """Whether the case is done."""
        return self.standing is not None and bool(self.standing.ticked_at)

    def misses(self) -> list[Miss]:
        """Why the last try did not tick it."""
        return [] if self.standing is None else msgspec.convert(self.standing.misses, list[Miss])


class Certification:
    """The protocols of a register's callers."""

    def __init__(self, register: Register) -> None:
        self._register = register

    def protocol(self, cvr: str) -> list[ProtocolLine]:
        """How a caller stands, a line for each case, in the order of the test protocol."""
        found = desk.standings(self._register.database.reader(), cvr)
        return [ProtocolLine(case, found.get(key)) for key, case in CASES.items()]

    def reset(self, cvr: str, actor: str, channel: str) -> int:
        """Empty a caller's checklist; gives how many cases were ticked or tried."""
        at = write_instant(self._register.clock())
        with self._register.database.desk.writing() as connection:
            return desk.clear(connection, cvr, actor, at, channel)

    def notice(
        self, caller: Caller, asked: SorusRequest, outcome: Outcome, answer: Mapping[str, Value], made: str
    ) -> None:
        """Look at a call that was answered, and tick what it ticks. made: the name of a unit that the call makes.

        Raises nothing.
        """
        try:
            self._notice(caller, asked, outcome, answer, made)
        except Exception:  # the answer is the caller's, whatever becomes of the checklist
            log.exception("call not noticed", operation=asked.operation)

    def _notice(
        self, caller: Caller, asked: SorusRequest, outcome: Outcome, answer: Mapping[str, Value], made: str
    ) -> None:
        if outcome.replayed and (outcome.serial is None or self._is_noticed(caller, outcome.serial)):
            return
        held = desk.standings(self._register.database.reader(), caller.cvr)
        if not any(_is_open(case, held) for case in CASES.values() if case.operation == asked.operation):
            return
        found = tick_case(see_call(self._register, asked, outcome, answer, outcome.units.get(made) or asked.code))
        at = write_instant(self._register.clock())
        unit = outcome.units.get(made) or asked.code or ""
        new = [
            CaseStanding(caller.cvr, key, at, caller.message_id, outcome.serial or 0, unit, asked.version)
            for key in found.fits
        ]
        new += [
            CaseStanding(
                caller.cvr, key, unit=unit, version=asked.version, tried_at=at, tried_by=caller.message_id,
                misses=msgspec.to_builtins(misses),
            )
            for key, misses in found.misses.items()
            if not outcome.replayed
        ]  # fmt: skip
        new = [one for one in new if _is_open(CASES[one.case], held)]
        if not new:
            return
        with self._register.database.desk.writing() as connection:
            for one in new:
                desk.put(connection, one, at)

    def _is_noticed(self, caller: Caller, serial: int) -> bool:
        """Whether a call that comes again has ticked what it ticks: not, if the program was killed just before."""
        return desk.has_ticked(self._register.database.reader(), caller.cvr, caller.message_id, serial)


def _is_open(case: Case, held: Mapping[str, CaseStanding]) -> bool:
    return case.key not in held or not held[case.key].ticked_at


def see_call(
    register: Register, asked: SorusRequest, outcome: Outcome, answer: Mapping[str, Value], unit: str | None
) -> SeenCall:  # fmt: skip
    """A call with what the register holds because of it. unit: the one that it is about."""
    serial = outcome.serial
    plain = SeenCall(asked.operation, asked.version, write_day(asked.day), asked.given, answer, serial, unit)
    if serial is None or unit is None:
        return plain
    connection = register.database.reader()
    moment = RegisterAtSerial(connection, serial, asked.day, register.code_book(serial))
    now = moment.snapshot(asked.day)
    chain = moment.chain(unit, asked.day)
    held = now.unit(unit)
    number = number_used(held)
    return plain._replace(
        before=register.at(AsOf(asked.day, serial - 1)).unit(unit),
        held=held,
        next_day=now.on(next_day(asked.day)).unit(unit),
        unlike=_unlike(asked, moment, chain[0][1]) if chain and asked.entity else (),
        number_unlike=_number_unlike(asked, now),
        messages=now.edi(number) if number else (),
        of_hospital=any(own.get("type") == HOSPITAL for _, own in chain),
    )


def _unlike(asked: SorusRequest, moment: RegisterAtSerial, own: Mapping[str, Value]) -> list[str]:
    """The elements of the unit that the register holds otherwise than they were sent, or were left out."""
    sent = sorus.fields_of(asked.entity, asked.version, moment.codes, asked.day)
    found = differing(sent, own, sorus.comparable(moment.codes, asked.day))
    return sorted({ELEMENT_OF.get(field, field) for field in found})


def _number_unlike(asked: SorusRequest, now: Snapshot) -> list[str]:
    """The location number's element, when its data are not those that were sent."""
    sent = parts_of(asked.entity.get("number") or asked.given.get("number"))
    data = sorus.number_data(sent)
    number = text_in(sent, "number")
    if data is None or number is None or asked.entity.get("location_state", "Own") != "Own":
        return []
    held: Mapping[str, Value] = now.number_facts(number) or {}
    return [ELEMENT_OF["number"]] if any(held.get(field) != value for field, value in data.items()) else []
