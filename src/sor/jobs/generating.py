"""Filling an empty register with the sample register: one entry per delivery, each known from its own day."""

from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import msgspec

from sor.clock import set_clock
from sor.core.as_of import AsOf
from sor.core.claim import Claim, difference
from sor.core.day import write_day
from sor.core.instant import parse_instant
from sor.core.statement import Draft
from sor.jobs.first_codes import first_drafts, read_bundled_lines
from sor.jobs.importing import Progress, judge_facts
from sor.register import NotReady, Refused, Register, Submission
from sor.rules.unit_facts import UnitFacts, facts_of
from sor.sample.register import SampleDelivery, deliveries
from sor.sample.system_names import code_claims
from sor.store import backing_up
from sor.store import facts as register_facts
from sor.store.append import LineDraft
from sor.store.collector import without_collector
from sor.store.desk_file import files_of
from sor.store.timelines import timelines

BATCH = 2000
OPERATION = {"op": "generate"}
SAMPLE = "sample"
"""The actor of the entries that filling writes."""

FILLING = "filling"
"""The fact that says whether a filling was begun and not finished: yes or no."""


class Size(msgspec.Struct, frozen=True):
    """What is to be generated; the same size gives the same register. day: the register's day (yyyymmdd)."""

    units: int
    years: int
    seed: int
    day: int


class Filled(msgspec.Struct):
    """What an entry of the filling holds: its subjects by kind, and its findings by rule."""

    serial: int
    known: str
    subjects: dict[str, int]
    findings: dict[str, int]


def fill(register: Register, size: Size, tell: Progress = lambda *_: None) -> list[Filled]:
    """Load a sample register into an empty demo, whose day is the sample's from then on.

    Raises Refused for a real register and for one that holds anything, ``sor.sample.register.Unready`` for an
    impossible size. One that is killed leaves a register that ``clear_half_filled`` knows.
    """
    if not register.is_demo:
        raise Refused(
            f"{register.database.shown} holds a real register, and invented units never go into one. Generate into a"
            " new database, for example --database sqlite:///sample.db"
        )
    if register.serial():
        raise Refused(
            f"{register.database.shown} holds {register.serial()} entries. Generate into a new database, for example"
            " --database sqlite:///sample.db"
        )
    with register.database.writing() as connection:
        register_facts.put(connection, register_facts.DEMO_DAY, str(size.day))
        set_clock(connection, parse_instant(f"{write_day(size.day)}T12:00"))
        register_facts.put(connection, FILLING, "yes")
    told: dict[str, UnitFacts] = {}
    clock = register.clock
    try:
        with without_collector():
            filled = [
                _load(register, delivery, told, size, tell)
                for delivery in deliveries(size.units, size.years, size.seed, size.day)
            ]
    finally:
        register.clock = clock
    with register.database.writing() as connection:
        register_facts.put(connection, FILLING, "no")
    return filled


def clear_half_filled(register: Register) -> bool:
    """Take away the database of a sample whose filling was killed, unless somebody has changed it since; whether it
    was. Raises Refused where it cannot be taken away.
    """
    if backing_up.is_empty(register.database):
        return False
    try:
        register.ready()
    except NotReady:  # of an older program, which knew no such mark
        return False
    if register.facts().get(FILLING) != "yes":
        return False
    if any(entry.actor not in (SAMPLE, "register") for entry in register.since(0)):
        return False
    if not take_away(register):
        raise Refused(
            f"{register.database.shown} holds a part of the sample register, whose loading was stopped. Drop that"
            " database, make it anew, and try again."
        )
    return True


def take_away(register: Register) -> bool:
    """Let a register's database files be gone; whether there are such files."""
    register.database.close()
    files = files_of(register.database)
    for file in files:
        for ending in ("", "-wal", "-shm"):
            Path(f"{file}{ending}").unlink(missing_ok=True)
    return bool(files)


def _load(
    register: Register, delivery: SampleDelivery, told: dict[str, UnitFacts], size: Size, tell: Progress
) -> Filled:
    """Load one delivery. told: what all deliveries so far said of the units, for rules that look at whole trees."""
    serial = register.serial()
    at = AsOf(delivery.known_day, serial)
    then = parse_instant(f"{write_day(delivery.known_day)}T01:00:00")
    register.clock = lambda: then  # recorded when it was known: the sample's past is the demo's past
    subjects: dict[str, int] = {}
    lines: list[LineDraft] = []
    changed: set[str] = set()
    for batch in _batches(delivery.claims):
        for line, claim in _compare_claims(register, batch, serial):
            lines.append(line)
            subjects[claim.kind] = subjects.get(claim.kind, 0) + 1
            if claim.kind == "unit":
                told[claim.key] = facts_of(claim, at.valid)
                changed.add(claim.key)
        tell("generating", len(batch))
    if not serial:
        lines = [*_name_codes(), *lines]
    findings = [finding for finding in judge_facts(register, told, at) if finding.key in changed]
    entry = register.submit(
        Submission(
            lines=lines,
            actor=SAMPLE,
            channel="import",
            reason=delivery.reason,
            origin={"sample": msgspec.to_builtins(size)},
            findings=findings,
            known_at=then,
            day=delivery.known_day,
        ),
        expect=serial,
        tell=lambda step: tell("writing", step),
    )
    rules: dict[str, int] = {}
    for finding in findings:
        rules[finding.rule] = rules.get(finding.rule, 0) + 1
    return Filled(entry.serial, write_day(delivery.known_day), subjects, dict(sorted(rules.items())))


def _name_codes() -> Iterator[LineDraft]:
    """The lines of the code lists, in which the sample's own codes have names."""
    named = {claim.key: claim for claim in code_claims()}
    yield from read_bundled_lines(named)
    for key, claim in named.items():
        yield LineDraft(claim.kind, key, first_drafts(claim), OPERATION, before={})


def _compare_claims(register: Register, batch: list[Claim], serial: int) -> Iterator[tuple[LineDraft, Claim]]:
    """The lines of a batch; a subject of which nothing differs has none."""
    connection = register.database.reader()
    known = {
        kind: timelines(connection, kind, [claim.key for claim in batch if claim.kind == kind]) if serial else {}
        for kind in {claim.kind for claim in batch}
    }
    for claim in batch:
        before = known[claim.kind].get(claim.key, {})
        drafts = difference(before, claim)
        if not before:
            drafts = _join_drafts(drafts)
        if drafts:
            yield LineDraft(claim.kind, claim.key, drafts, OPERATION, before=before), claim


def _join_drafts(drafts: list[Draft]) -> list[Draft]:
    """A new subject's statements, one where neighbours say the same; ``status`` goes on marking every version."""
    found: list[Draft] = []
    last: dict[str, int] = {}
    for draft in drafts:
        at = last.get(draft.field)
        if at is not None and (found[at].value, found[at].to_day) == (draft.value, draft.from_day):
            found[at] = msgspec.structs.replace(found[at], to_day=draft.to_day, over=draft.over)
            continue
        last[draft.field] = len(found)
        found.append(draft)
    return found


def _batches(claims: Iterator[Claim]) -> Iterator[list[Claim]]:
    while batch := list(islice(claims, BATCH)):
        yield batch
