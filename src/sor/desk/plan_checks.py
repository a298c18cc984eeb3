"""Checking a plan: against the register as it will be on its day, now or as a job, as often as wanted."""

import time
import uuid
from collections.abc import Callable, Sequence

import msgspec

from sor.access.authority import AUTHORITY, Actor, Right
from sor.changes.asking import Terms
from sor.changes.document import read_document
from sor.changes.outcome import Outcome
from sor.core.as_of import AsOf
from sor.core.day import write_day
from sor.core.shapes import Fields
from sor.desk.actors import Actors
from sor.desk.asked_case import write_json
from sor.desk.jobs import Jobs, Sent
from sor.desk.plan_crossing import crossing
from sor.desk.plan_document import PlanDocument, kept_plan, named_units
from sor.desk.plan_records import PlanRecords, PlanState, as_unchecked
from sor.desk.plan_report import Flow, difference, make_checked, moved_between
from sor.desk.plan_sides import AskedParts, AskingAll, KnownOwners, named_parts
from sor.desk.plan_sight import places_of
from sor.desk.plan_standing import PlanStandings
from sor.desk.sending import Budget, most_seconds
from sor.register import Register
from sor.settings import Settings
from sor.store import job, log, plan_outlines, reads
from sor.store import plans as desk
from sor.store.plans import LIVE, REFUSED, PlanRow, PlanVersionRow

DOOR = "rest"
"""By which door plans are decided, whoever sends them how: what was checked by one is committed by any other."""

LONG = 500
"""Changes that make the check of a plan a job."""

LOOK = 1.0
"""Seconds between two looks whether a check is still wanted."""

MOST_SINCE = 100_000
"""Lines written since a plan was, that are looked through for its units."""

MOST_OVERLAPPING, MOST_SHARED = 100, 100
"""Other plans about the same units that a report names, and of each how many of these units."""

CHECK_KEY = "check of plan "
"""How the key of a job that checks a plan begins; no caller's key has a blank."""


class CheckCancelled(PlanState):
    """A check that nobody wants any more."""


class PlanChecks:
    """Checks the plans of one register."""

    def __init__(
        self, register: Register, settings: Settings, actors: Actors, records: PlanRecords, standings: PlanStandings
    ) -> None:
        self._register = register
        self._database = register.database
        self._settings = settings
        self._actors = actors
        self._records = records
        self._standings = standings
        self._jobs = Jobs(register, settings)

    def check(self, actor: Actor, row: PlanRow, door: str, job_id: str = "") -> PlanRow:
        """Check a plan against the register as it will be on its day: what it brings about, who has to agree. Approvals
        of a check that told the same stay. job_id: of the job that does it. Raises Refused, BadDocument.
        """
        self.refuse_uncheckable(row)
        said = self._records.version(row)
        document = kept_plan(said.title, said.day, said.changes)
        author = self._actors.actor(row.author) or Actor(row.author)
        asking = AskingAll(author, KnownOwners(self._register))
        serial = self._register.serial()
        told = self._is_wanted(row, job_id) if job_id else _tell_nobody
        outcome = self._register.change(
            document.document(row.number), row.author, DOOR, dry_run=True,
            options={"shak_end": self._settings.shak_end},
            terms=lambda: Terms(asking, self.budget(author, told).spend),
        )  # fmt: skip
        found = make_checked(outcome, len(document.changes))
        asked = asking.asked
        asked.parts = asked.parts or named_parts(self._database.reader(), read_document(document.document(row.number)))
        rights, counts = self._rights_moved(asked), dict(found.counts)
        counts |= {name: sum(1 for one in rights if one["becomes"] == name) for name in ("ends", "begins")}
        crossed = crossing(self._database.reader(), document.changes, AsOf(said.day, serial))
        counts["crossing"] = len(crossed)
        report: Fields = {
            "digest": said.digest, "version": row.version, "serial": serial, "day": write_day(said.day),
            "checked_at": self._records.now(), "checked_by": actor.id, "accepted": found.accepted, "counts": counts,
            "findings": found.findings, "identifiers": found.identifiers,
            "flows": msgspec.to_builtins(found.flows), "rights": rights, "scheduled": found.scheduled,
            "references": found.references, "consumers": found.consumers,
            "formats": msgspec.to_builtins(found.formats), "messages_lost": self._messages_lost(found.flows, said.day),
            "since_last": self._since_last(row, said, outcome), "crossing": crossed,
            "changed": self._changed_since(said, document), "plans": self._overlapping(row, document),
            "touched": f"/api/v1/plans/{row.number}/touched",
        }  # fmt: skip
        with self._database.desk.writing() as connection:
            fresh = self._records.fresh(connection, row)
            self.refuse_uncheckable(fresh)
            if job_id and fresh.checking != job_id:
                raise _tell_cancelled(row)
            parts = write_json(msgspec.to_builtins(asked))
            touched = desk.pack_value(found.touched)
            desk.put_report(
                connection, row.number, row.version, write_json(report), found.mark, touched, accepted=found.accepted
            )
            plan_outlines.put_parts(connection, row.number, row.version, parts, places_of(asked))
            now = self._standings.state_of(connection, fresh)
            after = fresh._replace(checking="", state=now)
            return self._records.decide(connection, fresh, after, actor.id, "check", found.mark[:12], door)

    def check_later(self, actor: Actor, row: PlanRow) -> PlanRow:
        """Let a plan be checked as a job; one that is being checked already goes on. Raises Refused."""
        self.refuse_uncheckable(row)
        waiting = job.find(self._database.reader(), row.checking) if row.checking else None
        if waiting is not None and waiting.state in (job.WAITING, job.DECIDING):
            return row
        body = msgspec.json.encode({"plan": row.number, "version": row.version})
        made, _ = self._jobs.put(actor, Sent(body, key=f"{CHECK_KEY}{row.number} {uuid.uuid4().hex}"))
        with self._database.desk.writing() as connection:
            fresh = self._records.fresh(connection, row)
            after = as_unchecked(fresh)._replace(checking=made.id)
            desk.forget_report(connection, row.number, row.version)
            desk.put(connection, after)
        return after

    def check_job(self, of: job.JobRow, body: bytes) -> PlanRow:
        """What a job does that ``check_later`` made. Raises Refused, CheckCancelled when nobody wants it any more."""
        named = msgspec.json.decode(body)
        row = self._records.find(int(named["plan"]))
        if row is None or row.version != named["version"] or row.checking != of.id:
            raise CheckCancelled("The check is not wanted any more.", "Prøvningen ønskes ikke længere.")
        return self.check(self._actors.actor(of.actor) or Actor(of.actor), row, DOOR, of.id)

    def cancel_check(self, row: PlanRow) -> PlanRow:
        """Stop a check that is under way or waits; the plan can be checked again at any time."""
        with self._database.desk.writing() as connection:
            fresh = self._records.fresh(connection, row)
            after = fresh._replace(checking="")
            desk.put(connection, after)
            waiting = job.find(connection, fresh.checking) if fresh.checking else None
            if waiting is not None and waiting.state == job.WAITING:
                job.end(connection, waiting.id, job.WITHDRAWN, self._records.now())
        return after

    def report(self, row: PlanRow) -> Fields | None:
        """What the last check of a plan as it stands told; None before it is checked."""
        text = self._records.version(row).report
        return msgspec.json.decode(text, type=Fields) if text else None

    def list_touched(self, row: PlanRow) -> list[Fields]:
        """The subjects whose answers a plan changes, as its last check told."""
        found = desk.unpack_value(self._records.version(row).touched)
        return msgspec.convert(found, list[Fields])

    def budget(self, author: Actor, told: Callable[[float], None]) -> Budget:
        """The time that deciding a plan may take."""
        return Budget(most_seconds(self._settings, author, as_job=True), time.thread_time, told)

    def refuse_uncheckable(self, row: PlanRow) -> None:
        self._records.refuse_ended(row)
        if row.state == REFUSED:
            raise PlanState(
                f"Plan {row.number} is refused: its author may write another version.",
                f"Plan {row.number} er afvist: forfatteren kan skrive en ny version.",
            )
        self.refuse_past(row)

    def refuse_past(self, row: PlanRow) -> None:
        """Raises PlanState for a plan whose day has passed."""
        day = self._records.outline(row).day
        if day < self._register.today():
            raise PlanState(
                f"The day of plan {row.number}, {write_day(day)}, has passed: write a version for another day.",
                f"Dagen for plan {row.number}, {write_day(day)}, er gået: skriv en version for en anden dag.",
            )

    def _is_wanted(self, row: PlanRow, job_id: str) -> Callable[[float], None]:
        """Looks now and then whether a check is still wanted."""
        looked = time.monotonic()

        def look(_: float) -> None:
            nonlocal looked
            if time.monotonic() - looked < LOOK:
                return
            looked = time.monotonic()
            fresh = desk.find(self._database.reader(), row.number)
            if fresh is None or fresh.checking != job_id:
                raise _tell_cancelled(row)

        return look

    def _rights_moved(self, asked: AskedParts) -> list[Fields]:
        """The rights that end or begin over the units that a plan moves: by role and place, never by holder."""
        everybody = self._actors.rights_under(Actor("", "", [Right(AUTHORITY)]))
        held: dict[str, list[str]] = {}
        for one in everybody:
            if one.right.place:
                held.setdefault(one.right.place, []).append(one.right.role)
        counts: dict[tuple[str, str, str], int] = {}
        for was, will in moved_between(asked).values():
            for becomes, places in (("ends", {*was.above} - {*will.above}), ("begins", {*will.above} - {*was.above})):
                for place in places & held.keys():
                    for role in held[place]:
                        counts[place, role, becomes] = counts.get((place, role, becomes), 0) + 1
        return [
            {"place": place, "role": role, "becomes": becomes, "units": units}
            for (place, role, becomes), units in sorted(counts.items())
        ]

    def _messages_lost(self, flows: Sequence[Flow], day: int) -> list[Fields]:
        """The message types that units received at their number of before and do not at the one of after: whoever sends
        these cannot send to them any more. By number and message type, with how many units.
        """
        reader, at = self._database.reader(), AsOf(day, self._register.serial())
        kept: dict[str | None, set[str]] = {None: set()}

        def read_received(number: str | None) -> set[str]:
            if number not in kept:
                keys = [key for kind, key in reads.holders_at(reader, "edi", str(number), at) if kind == "edi"]
                kept[number] = {key.partition("/")[2] for key in keys if key.endswith("/receive")}
            return kept[number]

        counts: dict[tuple[str, str, str], int] = {}
        for flow in flows:
            for message in read_received(flow.before) - read_received(flow.after):
                called = message.rpartition("/")[0]
                about = (flow.before or "", flow.after or "", called)
                counts[about] = counts.get(about, 0) + 1
        return [
            {"before": before, "after": after or None, "message": message, "units": units}
            for (before, after, message), units in sorted(counts.items())
        ]

    def _since_last(self, row: PlanRow, said: PlanVersionRow, outcome: Outcome) -> Fields | None:
        """In what the plan would bring about something else than its last check told, whichever version that was of:
        findings and subjects, new, gone and otherwise. None when it was never checked.
        """
        reader = self._database.reader()
        for number in range(said.version, 0, -1):
            before = desk.version(reader, row.number, number)
            if before is not None and before.report:
                report = msgspec.json.decode(before.report, type=Fields)
                findings = msgspec.convert(report["findings"], list[Fields])
                touched = msgspec.convert(desk.unpack_value(before.touched), list[Fields])
                return {"serial": report["serial"], "version": number, **difference(findings, touched, outcome)}
        return None

    def _changed_since(self, said: PlanVersionRow, document: PlanDocument) -> Fields:
        """The units that a plan names and that others changed since it was written."""
        lines = log.subjects_after(self._database.reader(), said.base, MOST_SINCE)
        found = sorted({key for kind, key in lines if kind == "unit"} & named_units(document.changes))
        return {"since": said.base, "units": found}

    def _overlapping(self, row: PlanRow, document: PlanDocument) -> list[Fields]:
        """Other plans that name the same units, those that share the most first; no plan is read for it."""
        reader, named = self._database.reader(), named_units(document.changes)
        counts = plan_outlines.count_naming(reader, named, LIVE)
        others = sorted(((-count, plan) for plan, count in counts.items() if plan != row.number))[:MOST_OVERLAPPING]
        return [
            {"plan": str(plan), "count": -count, "units": plan_outlines.list_named(reader, plan, named, MOST_SHARED)}
            for count, plan in others
        ]


def _tell_nobody(_: float) -> None:
    """Nobody asks how long it takes."""


def _tell_cancelled(row: PlanRow) -> CheckCancelled:
    return CheckCancelled(
        f"The check of plan {row.number} was cancelled.", f"Prøvningen af plan {row.number} blev afbrudt."
    )
