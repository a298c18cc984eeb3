"""The guided steps for who is signed in: whose practice, what the answers come to, and what the register says of it."""

from collections.abc import Iterable, Sequence
from functools import partial
from hashlib import sha256
from typing import NamedTuple

import msgspec
from litestar.concurrency import sync_to_thread

from sor.access.authority import PRIVATE, STATE
from sor.changes.document import BadDocument
from sor.changes.guided.answers import FIELDS, StepHint, StepMistake
from sor.changes.guided.composing import AskedFor, ComposedAnswers, compose
from sor.changes.guided.practice import Practice, read_block, read_practice
from sor.core.finding import ERROR, NOTE, WARNING
from sor.core.shapes import Fields, Value
from sor.desk.asked_case import AskedCase, SentOnce
from sor.desk.case_kinds import SALE
from sor.desk.cases import Cases
from sor.desk.receipt_mails import ReceiptMails
from sor.desk.sessions import SignedIn
from sor.desk.sites.treatment_sites import TreatmentSites
from sor.endpoints.http.callers import Callers
from sor.endpoints.http.request import HttpRequest
from sor.endpoints.web.edit.forms import OWN
from sor.endpoints.web.edit.messages import Message
from sor.endpoints.web.edit.misfits import misfits
from sor.endpoints.web.edit.tried import CHANNEL, NOTHING_TRIED, Tried
from sor.endpoints.web.edit.trying import Editing
from sor.endpoints.web.kit.labels import label
from sor.endpoints.web.kit.visit import Visit
from sor.endpoints.web.kit.words import day_in_words
from sor.endpoints.web.selfservice.sent import SentSteps
from sor.register import Refused
from sor.store.cases import FiledCase

KEEPERS = frozenset({PRIVATE, STATE})
"""The roles whose holders keep a practice of their own."""

MOST_PRACTICES = 20


class Said(NamedTuple):
    """Something said about answers. step, field: beside which it stands; empty for all of it. offer: what the field may
    have been meant to hold.
    """

    step: str
    field: str
    message: Message
    offer: str = ""

    @property
    def is_note(self) -> bool:
        """Whether it is only to be seen: nothing stands against it, and nothing is to be confirmed."""
        return self.message.severity == NOTE


class Weighed(NamedTuple):
    """Answers as they were weighed: what they come to, what the register says, and all that is said of them. sale: what
    the register says of a sale, that the buyer is to accept.
    """

    composed: ComposedAnswers
    document: Fields
    tried: Tried
    said: Sequence[Said]
    sale: Tried = NOTHING_TRIED

    @property
    def is_wrong(self) -> bool:
        """Whether something stands against it."""
        return any(one.message.severity == ERROR for one in self.said)

    @property
    def warns(self) -> bool:
        """Whether something is to be confirmed."""
        return any(one.message.severity == WARNING for one in self.said)

    @property
    def mark(self) -> str:
        """By what it is known that exactly this was shown."""
        told = [
            self.tried.mark,
            self.sale.mark,
            [one.message for one in self.said],
            [one[:5] for one in self.composed.asked],
        ]
        return sha256(msgspec.json.encode(told)).hexdigest()[:32]

    def at(self, step: str) -> list[Said]:
        """What is said about a step; of what is said about none, only what stands against it."""
        return [one for one in self.said if one.step == step or (not one.step and one.message.severity == ERROR)]


class SelfService:
    """The guided steps over one register."""

    def __init__(
        self, editing: Editing, callers: Callers, receipts: ReceiptMails, sites: TreatmentSites
    ) -> None:  # fmt: skip
        self.editing = editing
        self.register = editing.register
        self.visitors = editing.logins.visitors
        self.cases: Cases = callers.cases
        self.receipts = receipts
        self.sites = sites

    def practices(self, signed_in: SignedIn) -> list[Practice]:
        """The practices that somebody keeps, by the places of their rights."""
        found = (read_practice(self.register.at(), top) for top in self.owners_kept(signed_in)[:MOST_PRACTICES])
        return [one for one in found if one is not None]

    def places_of_others(self, signed_in: SignedIn) -> list[tuple[str, str]]:
        """The places that somebody edits for others today, by rights that keep no practice: code and name."""
        today = self.register.today()
        held = [one for one in signed_in.actor.rights if one.from_day <= today < one.to_day]
        places = {right.place for right in held if right.role not in KEEPERS and right.place}
        found = self.register.at().summaries(sorted(places))
        return [(code, one.get("name") or code) for code, one in found.items()]

    def owners_kept(self, signed_in: SignedIn) -> list[str]:
        """The owners of the places of the rights that somebody has today, those too that are larger than a practice."""
        snapshot = self.register.at()
        today = self.register.today()
        held = [one for one in signed_in.actor.rights if one.from_day <= today < one.to_day]
        places = {right.place for right in held if right.role in KEEPERS and right.place}
        return sorted({next((one["code"] for one in snapshot.ancestors(place)), place) for place in places})

    def claimable(self, signed_in: SignedIn) -> list[tuple[str, str]]:
        """The owners that bear the CVR number of somebody's login, and are not theirs yet: code and name."""
        if not signed_in.actor.cvr:
            return []
        snapshot, kept = self.register.at(), {one.owner["code"] for one in self.practices(signed_in)}
        found = snapshot.summaries(snapshot.holders("cvr", signed_in.actor.cvr))
        return [
            (code, one.get("name") or code)
            for code, one in sorted(found.items())
            if one.get("level") == "IO" and code not in kept
        ]

    def practice(self, signed_in: SignedIn, place: str) -> Practice | None:
        """The practice that somebody speaks of; the only one when none is named. place: an owner or an institution."""
        kept = self.practices(signed_in)
        if not place:
            return kept[0] if len(kept) == 1 else None
        found = next((one for one in kept if place in one.units), None)
        if found is None:
            return None
        return found._replace(place=place if found.units[place].get("level") == "HI" else found.owner["code"])

    async def weigh(
        self, request: HttpRequest, practice: Practice, sent: SentSteps, steps: Iterable[str],
        signed_in: SignedIn, visit: Visit,
    ) -> Weighed:  # fmt: skip
        """What the answers of some steps come to, and what the register says of it; nothing is written."""
        composed = await sync_to_thread(self._compose, practice, sent, steps)
        document = self.document(sent, composed)
        tried = NOTHING_TRIED
        if composed.changes and not composed.mistakes:
            tried = await self.editing.try_set(request, document, signed_in, visit)
        said = await sync_to_thread(self._tell_all, practice, sent, composed, tried, visit)
        sale = NOTHING_TRIED
        if any(one.kind == SALE for one in composed.asked) and not composed.mistakes:
            trial = partial(self._try_sale, composed, signed_in, visit)
            sale = await self.editing.in_turn(request, signed_in, trial)
        said += [Said("sold", "cvr", one) for one in sale.messages]
        return Weighed(composed, document, tried, said, sale)

    def _compose(self, practice: Practice, sent: SentSteps, steps: Iterable[str]) -> ComposedAnswers:
        answers = {step: sent.answers.get(step, {}) for step in steps}
        snapshot, today = self.register.at(), self.register.today()

        def on(day: int) -> Practice | None:
            return read_practice(snapshot.on(max(day, today)), practice.owner["code"], practice.place)

        return compose(practice, answers, snapshot.codes, today, on)

    def _try_sale(self, composed: ComposedAnswers, signed_in: SignedIn, visit: Visit) -> Tried:
        """What the register says of a sale that is to be offered."""
        (found,) = [one for one in composed.asked if one.kind == SALE]
        try:
            outcome = self.cases.approvals.try_sale(signed_in.actor, found.unit, found.data, CHANNEL)
        except (BadDocument, Refused) as error:
            said = error.danish if visit.language == "da" else str(error)
            return Tried(None, None, [Message("CASE", ERROR, "", said)])
        return self.editing.tell_outcome(None, outcome, visit)

    def document(self, sent: SentSteps, composed: ComposedAnswers) -> Fields:
        """The set of changes that answers come to."""
        whole: Fields = {"reason": reason_of(sent), "changes": [*composed.changes]}
        if sent.base.isascii() and sent.base.isdigit() and len(sent.base) < 16:
            whole["base"] = int(sent.base)
        return whole

    def ask(self, signed_in: SignedIn, asked: AskedFor, key: str) -> FiledCase:
        """Open the case of what others decide; once, however often it is sent. Raises Refused."""
        case = AskedCase(asked.kind, asked.unit, told_to_others(asked, "da"), asked.data)
        digest = sha256(msgspec.json.encode([case.kind, case.unit, case.text, dict(case.data)])).hexdigest()
        return self.cases.open(signed_in.actor, case, CHANNEL, SentOnce(f"{key}{asked.step}", digest))

    def _tell_all(
        self, practice: Practice, sent: SentSteps, composed: ComposedAnswers, tried: Tried, visit: Visit
    ) -> list[Said]:
        """All that is said of answers: by the steps themselves, by what does not fit, by the register."""
        found = [tell_mistake(one, visit) for one in composed.mistakes]
        found += [tell_hint(one, visit) for one in composed.hints]
        wrong = {(one.step, one.field) for one in composed.mistakes}
        found += [one for one in self._misfits(practice, sent, visit) if (one.step, one.field) not in wrong]
        for one in tried.messages:  # the steps have no field for what is scheduled later
            text = one.text.replace(visit.text("edit.say_later"), visit.text("changed.say_later"))
            found.append(Said(*self._place(one, sent, tried), one._replace(text=text)))
        found += self._sites_told(practice, composed, sent, visit)
        return list(dict.fromkeys(found))

    def _misfits(self, practice: Practice, sent: SentSteps, visit: Visit) -> Iterable[Said]:
        """Hints about what was typed in a step and does not fit together."""
        snapshot = self.register.at()
        phone = str(read_block(practice.clinic, "virtual_address").get("phone") or "")
        for step in sent.what:
            told = sent.answers.get(step, {})
            changed = {name.partition(".")[0] for name in told}
            form = {**dict.fromkeys(changed, OWN), "virtual_address.phone": phone, **told}
            for one in misfits(form, changed, snapshot.codes, snapshot.at.valid):
                if one.field in FIELDS[step]:
                    yield Said(step, one.field, Message("FORM", NOTE, one.field, visit.text(one.text, **one.facts)))

    def _sites_told(
        self, practice: Practice, composed: ComposedAnswers, sent: SentSteps, visit: Visit
    ) -> Iterable[Said]:  # fmt: skip
        """What becomes of the treatment sites of the practice by it."""
        told = {
            "address": "changed.site.moves", "close": "changed.site.ends", "practitioner_came": "changed.site.staff",
            "practitioner_left": "changed.site.staff",
        }  # fmt: skip
        texts = [told[step] for step in sent.what if step in told and not composed.mistakes]
        for unit in practice.in_place if texts else ():
            if (site := self.sites.of_unit(unit["code"])) is not None and not site.row.exemption:
                for text in dict.fromkeys(texts):
                    yield Said("", "", Message("SITE", NOTE, "", visit.text(text, number=site.row.number)))

    def _place(self, one: Message, sent: SentSteps, tried: Tried) -> tuple[str, str]:
        """The step and field beside which the register's word stands."""
        names: list[Value] = [one.field]
        if not one.field and tried.outcome is not None:
            names += [found.facts.get("what") for found in tried.outcome.findings if found.rule == one.rule]
            names = ["location" if name == "location_number" else name for name in names]
        for name in filter(None, map(str, names)):
            for step in sorted(sent.what, key=lambda step: step != sent.at):
                for field in (name, f"{name}.1", f"{name}.number", f"location.{name}"):
                    if field in FIELDS[step]:
                        return step, field
                if part := next((field for field in FIELDS[step] if field.startswith(f"{name}.")), ""):
                    return step, part
        return "", ""


def reason_of(sent: SentSteps) -> str:
    """What an owner told, as the reason of the entry; in Danish, as all reasons of the log."""
    return label("changed.did", "da", what=", ".join(label(f"changed.did.{step}", "da") for step in sent.what))


def tell_mistake(one: StepMistake, visit: Visit) -> Said:
    """A mistake in words."""
    return Said(one.step, one.field, Message("FORM", ERROR, one.field, visit.text(one.text, **one.facts)), one.offer)


def tell_hint(one: StepHint, visit: Visit) -> Said:
    """A hint in words."""
    severity = WARNING if one.warns else NOTE
    return Said(one.step, one.field, Message("FORM", severity, one.field, visit.text(one.text, **one.facts)))


def told_to_others(asked: AskedFor, language: str) -> str:
    """What is asked of those who decide it, in words: in Danish the text of the case."""
    facts = {**asked.facts, "day": day_in_words(asked.facts["day"], language)}
    return label(f"changed.asks.{asked.step}", language, **facts)
