"""Approving a case: what it would bring about is shown first, and that alone is made, by the one way in that there is,
under a key of the case.

The log is written first, the desk after it. A program that was killed between the two is made up for by whoever looks
at the case next, and at every start (``docs/decisions/cases.md``).
"""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from hashlib import sha256
from typing import NamedTuple

import msgspec

from sor.access.authority import AUTHORITY, Actor, Place, Right
from sor.changes.outcome import Outcome
from sor.core.shapes import Fields, Value
from sor.desk.actors import Actors, WantedRight
from sor.desk.asked_case import fit_text, read_fields, write_json
from sor.desk.case_contents import CaseContents, NotYours
from sor.desk.case_kinds import DERIVED, EITHER, NUMBER, RIGHT, SALE, kind_of
from sor.desk.case_records import CaseRecords, key_of
from sor.desk.case_units import Ahead, list_ahead, list_moved, read_standing, refuse_odd_number
from sor.desk.sales import list_sale_changes, refuse_odd_sale, with_lent_right
from sor.desk.sending import answer_of, send
from sor.desk.taken_numbers import TakenNumber, list_taken
from sor.register import Refused, Register
from sor.settings import Settings
from sor.store import cases as desk
from sor.store.cases import APPROVED, NO_ACTOR, OPEN, FiledCase

TRIES = 5
"""How often a case is looked at again because others were writing while it was approved."""


class Preview(NamedTuple):
    """What approving a case would bring about. outcome: what the register says of its changes; None where it has none.
    right: that would be given; None where none would. ahead: what is scheduled for the place of that right. warnings:
    what whoever gives it has to know, by the names of ``right_words``. taken: the numbers that would be taken from
    others. mark: by which who approves says that exactly this was seen.
    """

    outcome: Outcome | None
    right: WantedRight | None
    ahead: Sequence[Ahead]
    warnings: Sequence[str]
    taken: Sequence[TakenNumber]
    mark: str


class SeenOtherwise(Refused):
    """A case that would bring about something else than was seen, or of which nothing was; ``preview`` is what it would
    bring about now.
    """

    def __init__(self, row: FiledCase, preview: "Preview") -> None:
        super().__init__(
            f"Case {row.number} would bring about something else than what you have seen: look at it as it is now.",
            f"Sag {row.number} ville medføre noget andet end det, du har set: se på den, som den er nu.",
        )
        self.preview = preview


class _WrittenMeanwhile(Exception):
    """Something was written to the log since the case was looked at."""


class Approvals:
    """Approving the cases of one register."""

    def __init__(
        self, register: Register, settings: Settings, actors: Actors, contents: CaseContents, records: CaseRecords
    ) -> None:
        self._register = register
        self._database = register.database
        self._settings = settings
        self._actors = actors
        self._contents = contents
        self._records = records

    def preview(
        self, actor: Actor, row: FiledCase, door: str, now: Callable[[], Actor | None] | None = None
    ) -> Preview:
        """What approving a case would bring about, by who decides it. now: see ``sending.send``. Raises Refused,
        BadDocument.
        """
        self._contents.refuse_unless_foresees(actor, row)
        self._records.refuse_decided(row)
        if row.kind == SALE:
            actor = self._with_lent_right(row, actor, both=True)
            now = partial(self._lending, row, lambda: actor)
        outcome, right, ahead = None, None, list[Ahead]()
        if row.kind == NUMBER:
            refuse_odd_number(self._register, row.unit, read_fields(row.data))
        document = self._contents.document_of(row, "")
        if document is not None:
            outcome = send(self._register, self._settings, actor, document, door, dry_run=True, now=now)
        elif kind_of(row.kind).gives == RIGHT:
            right = self._contents.wanted_right(row)
            self._actors.place_for(right)
            ahead = list_ahead(self._register, row.unit)
        else:
            _refuse_unmade(row)
        taken = self.list_taken(row, door)
        told: Sequence[Value] = [
            row.number, row.asker, read_standing(self._register, row.unit), document,
            None if outcome is None else msgspec.to_builtins(answer_of(outcome)),
            None if right is None else [*right[:2], None if right.ops is None else sorted(right.ops), *right[3:]],
            [list(one) for one in ahead], list(self._contents.asker(row)),
            [list(one) for one in taken],
        ]  # fmt: skip
        mark = sha256(write_json(list(told)).encode()).hexdigest()[:32]
        return Preview(outcome, right, ahead, self._contents.warnings(row), taken, mark)

    def list_taken(self, row: FiledCase, door: str) -> list[TakenNumber]:
        """The numbers that the changes of a case would take from others than its asker. Raises Refused, BadDocument."""
        document = None if row.kind in DERIVED or row.asker == NO_ACTOR else self._contents.document_of(row, "")
        if document is None:
            return []
        asker = self._actors.actor(row.asker) or Actor(row.asker)
        return list_taken(self._register, asker, self._contents.changes_of(row), door)

    def list_taken_by(self, asker: Actor, changes: Sequence[Value], door: str) -> list[TakenNumber]:
        """The same for changes that are to be asked for. Raises Refused, BadDocument."""
        return list_taken(self._register, asker, changes, door)

    def try_sale(self, actor: Actor, unit: str, data: Mapping[str, Value], door: str) -> Outcome:
        """What a sale that is to be offered would bring about, as both sides see it. Raises Refused, BadDocument."""
        refuse_odd_sale(self._register, self._actors, actor, unit, data)
        both = with_lent_right(self._register, self._actors, actor, actor, unit, data, both=True)
        document: Fields = {"changes": list_sale_changes(self._register, unit, data)}
        return send(self._register, self._settings, actor, document, door, dry_run=True, now=lambda: both)

    def try_changes(self, actor: Actor, changes: Sequence[Value], door: str) -> Outcome:
        """What changes that somebody asks for would bring about, made by who may. Raises Refused, BadDocument."""
        allowed = Actor(actor.id, actor.name, [Right(AUTHORITY)], actor.cvr)
        document: Fields = {"changes": list(changes)}
        return send(self._register, self._settings, actor, document, door, dry_run=True, now=lambda: allowed)

    def approve(
        self, actor: Actor, row: FiledCase, seen: str, text: str, door: str,
        now: Callable[[], Actor | None] | None = None,
    ) -> tuple[FiledCase, Outcome | None]:  # fmt: skip
        """Make what a case asks for: the case as it is decided, and what the register said. When that is a refusal, the
        case stands as before. seen: the mark of the preview that was seen. now: see ``sending.send``. Raises Refused,
        BadDocument.
        """
        text = fit_text(text)
        for _ in range(TRIES):
            row = self._records.find(row.number) or row
            self._records.refuse_decided(row)
            self._contents.refuse_unless_decides(actor, row)
            if row.asker == actor.id:
                raise NotYours("Nobody approves their own case.", "Ingen godkender sin egen sag.")
            serial = self._register.serial()
            preview = self.preview(actor, row, door, now)
            if preview.mark != seen:
                raise SeenOtherwise(row, preview)
            try:
                return self._make(actor, row, preview, serial, text, door, now)
            except _WrittenMeanwhile:
                continue  # what others wrote may change what this one brings about: it is looked at again
        raise SeenOtherwise(row, preview)

    def _make(
        self, actor: Actor, row: FiledCase, preview: Preview, serial: int, text: str, door: str,
        now: Callable[[], Actor | None] | None,
    ) -> tuple[FiledCase, Outcome | None]:  # fmt: skip
        """Make what a preview says, which was true at a serial. Raises _WrittenMeanwhile when the log has gone on."""
        if preview.right is not None:
            return self._give_right(row, actor, preview.right, serial, text, door), None
        document = self._contents.document_of(row, text)
        if document is None:
            if not text.strip():
                raise Refused(
                    "Write the answer: it goes to who reported.",
                    "Skriv svaret: det sendes til den, der meldte.",
                    "text",
                )
            return self._records.end(row, actor, APPROVED, "approve", text, door), None
        with self._database.desk.writing() as connection:
            fresh = self._records.open_row(connection, row)
            if fresh.changes != row.changes:
                raise _WrittenMeanwhile
            tried = {*fresh.tried_by.split(), actor.id}
            desk.put(connection, fresh._replace(tried_by=" ".join(sorted(tried))))
        asked = now or partial(self._actors.actor, actor.id)
        if row.kind == SALE:
            asked = partial(self._lending, row, asked)
        outcome = send(
            self._register, self._settings, actor, document, door, key=key_of(row.number),
            now=partial(self._unless_written, row, actor.id, serial, asked),
        )  # fmt: skip
        if outcome.accepted:
            return self._records.bring_after(row, actor.id, outcome.serial or 0, text), outcome
        fresh = self._records.find(row.number) or row
        self._records.refuse_decided(fresh)
        return fresh, outcome

    def _lending(self, row: FiledCase, asked: Callable[[], Actor | None]) -> Actor | None:
        """Who accepts a sale, with the right that the seller lends; asked: gives them with their own."""
        actor = asked()
        return None if actor is None else self._with_lent_right(row, actor, both=False)

    def _with_lent_right(self, row: FiledCase, actor: Actor, *, both: bool) -> Actor:
        """Raises Refused when what was offered is not the seller's any more, or the seller may not sell it now."""
        if list_moved(self._register, row):
            raise Refused(
                "What was offered has changed hands since; the seller has to offer it anew.",
                "Det, der blev tilbudt, har skiftet hænder siden; sælger skal tilbyde det igen.",
            )
        seller = self._actors.actor(row.asker) or Actor(row.asker)
        data = read_fields(row.data)
        return with_lent_right(self._register, self._actors, actor, seller, row.unit, data, both=both)

    def _give_right(
        self, row: FiledCase, actor: Actor, wanted: WantedRight, serial: int, text: str, door: str
    ) -> FiledCase:
        place: Place | None = self._actors.place_for(wanted)
        with self._database.desk.writing() as connection:
            fresh = self._records.open_row(connection, row)
            if self._register.serial() != serial:
                raise _WrittenMeanwhile
            number = self._actors.grant_within(connection, row.asker, wanted, place, actor.id)
            after = self._records.as_decided(fresh, actor.id, APPROVED)._replace(right_number=number)
            desk.decide(connection, fresh, after, "approve", text, door)
            self._records.put_mail(connection, after, "right")
        return after

    def _unless_written(
        self, row: FiledCase, who: str, serial: int, asked: Callable[[], Actor | None]
    ) -> Actor | None:  # fmt: skip
        """Whoever approves, with the rights of now; None when the case is decided, or another has written it: it is
        asked while the log's lock is held. Raises _WrittenMeanwhile when the log has gone on, or the case was changed,
        since it was looked at.
        """
        fresh = desk.find(self._database.reader(), row.number)
        if fresh is None or fresh.state not in OPEN or self._records.find_written(fresh, but_by=who) is not None:
            return None
        if self._register.serial() != serial or fresh.changes != row.changes:
            raise _WrittenMeanwhile
        return asked()


def _refuse_unmade(row: FiledCase) -> None:
    """A case of a kind that becomes an entry needs changes."""
    if kind_of(row.kind).gives not in (RIGHT, EITHER):
        raise Refused(
            "There is no change in the case yet: put in what is to be made of it.",
            "Der er ingen ændring i sagen endnu: læg ind, hvad der skal gøres.",
        )
