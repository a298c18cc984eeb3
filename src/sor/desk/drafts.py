"""Drafts: forms that were begun, kept for whoever began them, and the basket of those that are to be sent together."""

import uuid
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import NamedTuple

import msgspec

from sor.clock import Clock
from sor.core.shapes import Fields
from sor.desk.actors import Actors
from sor.register import Refused, Register
from sor.store import drafts as desk
from sor.store.drafts import DraftRow

KEPT_FOR = timedelta(days=90)
"""How long a draft is kept without being touched."""

SHEET = "sheet"
"""The operation of a draft that is a spreadsheet which came back."""

MOST = 100
"""Drafts of one actor; what others share with it takes no room from it."""


class BegunForm(NamedTuple):
    """A form that was begun. op, unit: what it does to which unit; of a new one, the one that is copied. form: what was
    typed. document: of one in the basket, what it says; None for others. changed_at: in UTC.
    """

    id: str
    actor: str
    shared_with: str
    op: str
    unit: str
    form: Mapping[str, str]
    document: Fields | None
    changed_at: datetime


class Drafts:
    """The drafts of one register. clock: the real time, whatever day a demo's register lives on."""

    def __init__(self, register: Register, clock: Callable[[], datetime] | None = None) -> None:
        self._database = register.database
        self._actors = Actors(register)
        self._clock = clock or Clock()

    def keep(
        self, actor: str, op: str, unit: str, form: Mapping[str, str], document: Fields | None = None, id: str = ""
    ) -> str:  # fmt: skip
        """Keep a form, as a new draft or in place of one that the actor may open; gives its id. Raises Refused when
        the actor has too many.
        """
        had = self.find(actor, id) if id else None
        if had is None and sum(one.actor == actor for one in self.of(actor)) >= MOST:
            raise Refused(
                f"You have {MOST} drafts; delete some first.", f"Du har {MOST} kladder; slet nogle af dem først."
            )
        now = self._now()
        row = DraftRow(
            uuid.uuid4().hex if had is None else had.id, actor if had is None else had.actor,
            "" if had is None else had.shared_with, op, unit, msgspec.json.encode(form).decode(),
            "" if document is None else msgspec.json.encode(document).decode(), now,
        )  # fmt: skip
        with self._database.desk.writing() as connection:
            desk.forget_before(connection, now - int(KEPT_FOR.total_seconds() * 1000))
            desk.put(connection, row)
        return row.id

    def of(self, actor: str) -> list[BegunForm]:
        """The drafts of an actor and those shared with it, the one changed last first."""
        return [self._draft(row) for row in desk.of_actor(self._database.reader(), actor)]

    def basket(self, actor: str) -> list[BegunForm]:
        """What lies in an actor's basket, the first first."""
        return [one for one in self.of(actor) if one.document is not None and one.actor == actor][::-1]

    def find(self, actor: str, id: str) -> BegunForm | None:
        """A draft that an actor began, or that is shared with it."""
        row = desk.find(self._database.reader(), id)
        return None if row is None or actor not in (row.actor, row.shared_with) else self._draft(row)

    def share(self, actor: str, id: str, other: str) -> None:
        """Let another actor go on with a draft of one's own; nobody when ``other`` is empty. Raises Refused."""
        if other and self._actors.actor(other) is None:
            raise Refused(f"There is no user {other[:50]}.", f"Der er ingen bruger {other[:50]}.")
        with self._database.desk.writing() as connection:
            row = desk.find(connection, id)
            if row is not None and row.actor == actor:
                desk.put(connection, row._replace(shared_with=other))

    def remove(self, actor: str, id: str) -> None:
        """Forget a draft that an actor may open."""
        if self.find(actor, id) is not None:
            with self._database.desk.writing() as connection:
                desk.remove(connection, id)

    def _draft(self, row: DraftRow) -> BegunForm:
        return BegunForm(
            row.id, row.actor, row.shared_with, row.op, row.unit,
            msgspec.json.decode(row.form, type=dict[str, str]),
            msgspec.json.decode(row.document, type=Fields) if row.document else None,
            datetime.fromtimestamp(row.changed_at / 1000, self._clock().tzinfo),
        )  # fmt: skip

    def _now(self) -> int:
        return int(self._clock().timestamp() * 1000)
