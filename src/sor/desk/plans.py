"""Plans: what changes on a day, drawn up by one, checked as a whole, agreed to by every owner that it touches.

A plan is committed and undone by ``desk/plan_commits.py``. ``docs/decisions/plans.md`` says why it is so.
"""

from collections.abc import Sequence

import msgspec

from sor.access.authority import Actor
from sor.changes.document import read_document
from sor.core.day import write_day
from sor.core.shapes import Value
from sor.desk.actors import Actors
from sor.desk.asked_case import fit_text, require_text, write_json
from sor.desk.plan_checks import PlanChecks
from sor.desk.plan_document import BadPlan, PlanDocument, fit_plan, kept_plan, named_units, read_plan_day
from sor.desk.plan_records import NotYourPlan, PlanRecords, PlanState
from sor.desk.plan_sides import AskedParts, agreed_parts, named_parts
from sor.desk.plan_sight import places_of
from sor.desk.plan_standing import PlanStandings, approvers_of
from sor.desk.sending import most_changes
from sor.register import Refused, Register
from sor.settings import Settings
from sor.store import plan_outlines
from sor.store import plans as desk
from sor.store.database import Connection
from sor.store.plan_outlines import PlanOutline
from sor.store.plans import DRAFT, REFUSED, ApprovalRow, PlanMessage, PlanRow, PlanVersionRow

MOST_OPEN = 200
"""Plans of one author that are neither committed nor undone."""

MOST_LETTERS = 10_000_000
"""Letters that the other open plans of an author may hold when one more is written: some hundred thousand moves.
Whoever has a plan checked has it held against all that are open, and must not pay for what one other keeps there.
"""

MOST_SAID = 500
"""Things that one actor says and does about one plan, so that nobody fills it before others have spoken. Approving and
putting it into force are free of it.
"""


class Plans:
    """The plans of one register."""

    def __init__(self, register: Register, settings: Settings) -> None:
        self.register = register
        self.settings = settings
        self.actors = Actors(register)
        self.records = PlanRecords(register, self.actors)
        self.standings = PlanStandings(register, self.actors, self.records)
        self.checks = PlanChecks(register, settings, self.actors, self.records, self.standings)
        self._database = register.database

    def new(self, actor: Actor, title: str, day: str, changes: Sequence[Value], door: str) -> PlanRow:
        """A new plan of an actor. Raises Refused."""
        if not actor.rights:
            raise NotYourPlan(
                "Plans are made by who has a right over a part of the register.",
                "Planer laves af den, der har en ret over en del af registret.",
            )
        document = self.fit(actor, title, day, changes)
        now = self.records.now()
        row = PlanRow(0, actor.id, DRAFT, 1, now, "", "", 0, 0, "", "")
        said = self._version(row, document)
        with self._database.desk.writing() as connection:
            if desk.weigh_live(connection, actor.id)[0] >= MOST_OPEN:
                raise Refused(
                    f"{MOST_OPEN} of your plans are open: commit some first.",
                    f"{MOST_OPEN} af dine planer er åbne: sæt nogle i kraft først.",
                )
            _refuse_hoarded(connection, row)
            row = desk.add(connection, row)
            self._add(connection, said._replace(plan=row.number))
            self.records.decide(connection, row._replace(number=0), row, actor.id, "new", document.title, door)
        return row

    def rewrite(
        self, actor: Actor, row: PlanRow, title: str, day: str, changes: Sequence[Value], door: str
    ) -> PlanRow:  # fmt: skip
        """The next version of a plan, by its author; all approvals end. Raises Refused."""
        if row.author != actor.id:
            raise NotYourPlan(
                "Only the author of a plan writes it anew; write a comment.",
                "Kun planens forfatter skriver den om; skriv en kommentar.",
            )
        self.records.refuse_ended(row)
        document = self.fit(actor, title, day, changes)
        with self._database.desk.writing() as connection:
            _refuse_talkative(connection, row, actor)
            fresh = desk.find(connection, row.number) or row
            self.records.refuse_ended(fresh)
            _refuse_hoarded(connection, fresh)
            after = fresh._replace(state=DRAFT, version=fresh.version + 1, checking="")
            self._add(connection, self._version(after, document))
            self.records.decide(connection, fresh, after, actor.id, "version", document.title, door)
        return self.records.settle_plan(after)

    def document(self, row: PlanRow) -> PlanDocument:
        """What a plan says now."""
        said = self.records.version(row)
        return kept_plan(said.title, said.day, said.changes)

    def approve(self, actor: Actor, row: PlanRow, digest: str, door: str) -> PlanRow:
        """Agree to a plan as it was checked, for every part over which one has the right. Raises Refused."""
        if row.author == actor.id:
            raise NotYourPlan(
                "Nobody approves their own plan: somebody else of your side does.",
                "Ingen godkender sin egen plan: det gør en anden på din side.",
            )
        self._refuse_too_late(row)
        asked = self.records.read_asked(row)
        is_whole = self.actors.is_authority(actor)  # the authority agrees also to what lies below no owner yet
        acting = self.records.acting(row, actor.id)
        if not is_whole and (acting is None or not agreed_parts(acting, asked.parts)):
            raise NotYourPlan(
                "Approving this plan is for who has the right over a part of it, not by a right that its author handed"
                " on, and for whom they have asked to approve it for them.",
                "Planen godkendes af den, der har retten over en del af den og ikke har den fra forfatteren, eller af"
                " den, de har bedt om at godkende for sig.",
            )
        self.records.refuse_ended(row)
        with self._database.desk.writing() as connection:
            fresh = desk.find(connection, row.number) or row
            self.records.refuse_ended(fresh)
            said = self.records.outline(fresh, connection)
            self._refuse_unapprovable(fresh, said, digest)
            approved = ApprovalRow(row.number, fresh.version, said.mark, actor.id, self.records.now())
            if actor.id in approvers_of(connection, said):
                return fresh
            desk.approve(connection, approved)
            after = fresh._replace(state=self.standings.state_of(connection, fresh))
            return self.records.decide(connection, fresh, after, actor.id, "approve", said.digest[:12], door)

    def delegate(self, actor: Actor, row: PlanRow, to: str, door: str) -> PlanRow:
        """Let somebody approve a plan in one's place, by one's own rights as they are then. to: nobody, when empty.
        Raises Refused.
        """
        acting = self.records.acting(row, actor.id)
        parts = self.records.read_asked(row).parts
        own = self.actors.actor_apart_from(actor.id, row.author)
        if acting is None or own is None or not (self.actors.is_authority(actor) or agreed_parts(own, parts)):
            raise NotYourPlan(
                "Only who may approve this plan by a right of their own lets somebody approve it for them.",
                "Kun den, der må godkende planen med sin egen ret, kan lade en anden godkende for sig.",
            )
        if to in (row.author, actor.id):
            raise Refused(
                "Who approves for you is neither you nor the plan's author.",
                "Den, der godkender for dig, er hverken dig selv eller planens forfatter.",
                "delegate",
            )
        if to and self.actors.actor(to) is None:
            raise Refused(f"There is no actor {to[:40]}.", f"Der er ingen aktør {to[:40]}.", "delegate")
        self.records.refuse_ended(row)
        with self._database.desk.writing() as connection:
            _refuse_talkative(connection, row, actor)
            fresh = desk.find(connection, row.number) or row
            self.records.refuse_ended(fresh)
            if to:
                desk.delegate(connection, row.number, actor.id, to, self.records.now())
            else:
                desk.end_delegation(connection, row.number, actor.id)
            return self.records.decide(connection, fresh, fresh, actor.id, "delegate", to, door)

    def set_deadline(self, actor: Actor, row: PlanRow, day: str, door: str) -> PlanRow:
        """Say until when a plan is to be approved, the day among them; empty for no such day. Raises Refused."""
        if row.author != actor.id and not self.actors.is_authority(actor):
            raise NotYourPlan(
                "The deadline of a plan is its author's to set, or the register authority's.",
                "Fristen for en plan sættes af forfatteren eller registermyndigheden.",
            )
        last = 0 if not day else read_plan_day(day, self.register.today(), "deadline")
        if last > self.records.outline(row).day:
            raise BadPlan("The deadline lies behind the plan's day.", "Fristen ligger efter planens dag.", "deadline")
        self.records.refuse_ended(row)
        with self._database.desk.writing() as connection:
            _refuse_talkative(connection, row, actor)
            fresh = desk.find(connection, row.number) or row
            self.records.refuse_ended(fresh)
            after = fresh._replace(deadline=last)
            return self.records.decide(connection, fresh, after, actor.id, "deadline", day, door)

    def refuse(self, actor: Actor, row: PlanRow, text: str, door: str) -> PlanRow:
        """Say no to a plan as it stands, with a reason; its author may write another version. Raises Refused."""
        parts = self.records.read_asked(row).parts
        acting = self.records.acting(row, actor.id) or actor
        if row.author != actor.id and not self.actors.is_authority(actor) and not agreed_parts(acting, parts):
            raise NotYourPlan("Refusing this plan is not yours.", "Det er ikke dig, der afviser denne plan.")
        text = require_text(fit_text(text))
        self.records.refuse_ended(row)
        with self._database.desk.writing() as connection:
            _refuse_talkative(connection, row, actor)
            fresh = self.records.fresh(connection, row)
            self.records.refuse_ended(fresh)
            after = fresh._replace(state=REFUSED, checking="", ended_by=actor.id, ended_at=self.records.now())
            return self.records.decide(connection, fresh, after, actor.id, "refuse", text, door)

    def comment(self, actor: Actor, row: PlanRow, text: str) -> PlanRow:
        """Write something about a plan. Raises Refused."""
        text = require_text(fit_text(text))
        with self._database.desk.writing() as connection:
            _refuse_talkative(connection, row, actor)
            desk.say(connection, row.number, actor.id, self.records.now(), "comment", text)
        return row

    def messages(self, row: PlanRow) -> list[PlanMessage]:
        """All that was said and done about a plan, in its order."""
        return desk.messages(self._database.reader(), row.number)

    def fit(self, actor: Actor, title: str, day: str, changes: Sequence[Value]) -> PlanDocument:
        """What an actor sends, as a plan; nobody is asked whether there is what it names. Raises Refused."""
        return fit_plan(title, day, changes, self.register.today(), most_changes(self.settings, actor))

    def _version(self, row: PlanRow, document: PlanDocument) -> PlanVersionRow:
        parts = named_parts(self._database.reader(), read_document(document.document(row.number)))
        return PlanVersionRow(
            row.number, row.version, document.title, document.day, write_json(list(document.changes)), document.digest,
            self.register.serial(), self.records.now(), "", "", write_json(msgspec.to_builtins(AskedParts(parts))), "",
            len(document.changes), 0,
        )  # fmt: skip

    def _add(self, connection: Connection, said: PlanVersionRow) -> None:
        asked = msgspec.json.decode(said.parts, type=AskedParts)
        desk.add_version(connection, said)
        plan_outlines.put_parts(connection, said.plan, said.version, said.parts, places_of(asked))
        plan_outlines.put_units(connection, said.plan, named_units(msgspec.json.decode(said.changes)))

    def _refuse_too_late(self, row: PlanRow) -> None:
        if row.deadline and self.register.today() > row.deadline:
            day = write_day(row.deadline)
            raise PlanState(
                f"Plan {row.number} was to be approved up to and including {day}. Its author may set another day.",
                f"Plan {row.number} skulle være godkendt til og med {day}. Forfatteren kan sætte en ny frist.",
            )

    def _refuse_unapprovable(self, row: PlanRow, said: PlanOutline, digest: str) -> None:
        if digest != said.digest:
            raise PlanState(
                f"Plan {row.number} says something else by now: version {row.version}, digest {said.digest}. Look at it"
                " first.",
                f"Plan {row.number} siger noget andet nu: version {row.version}, digest {said.digest}. Se på den"
                " først.",
            )
        if row.state == REFUSED or not said.mark:
            raise PlanState(
                f"Plan {row.number} is {row.state}: it is approved once it has been checked.",
                f"Plan {row.number} er {row.state}: den godkendes, når den er prøvet.",
            )
        if not said.accepted:
            raise PlanState(
                f"The check of plan {row.number} found errors; nobody can approve it as it is.",
                f"Prøvningen af plan {row.number} fandt fejl; den kan ikke godkendes sådan.",
            )


def _refuse_hoarded(connection: Connection, row: PlanRow) -> None:
    """Raises Refused for an author whose other open plans hold as much as one may keep."""
    if desk.weigh_live(connection, row.author, row.number)[1] >= MOST_LETTERS:
        raise Refused(
            f"Your open plans hold more than {MOST_LETTERS // 1_000_000} million letters: commit some first.",
            f"Dine åbne planer fylder mere end {MOST_LETTERS // 1_000_000} millioner tegn: sæt nogle i kraft først.",
        )


def _refuse_talkative(connection: Connection, row: PlanRow, actor: Actor) -> None:
    """Raises Refused for who has said and done as much about a plan as one may."""
    if desk.count_said_by(connection, row.number, actor.id) >= MOST_SAID:
        raise Refused(
            f"You have said and done {MOST_SAID} things about plan {row.number}, and one may no more. Begin another.",
            f"Du har sagt og gjort {MOST_SAID} ting om plan {row.number}, og flere må man ikke. Begynd en ny.",
        )
