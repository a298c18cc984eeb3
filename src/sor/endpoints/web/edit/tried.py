"""What a form is about, and what it would bring about."""

from collections.abc import Mapping
from hashlib import sha256
from typing import NamedTuple

import msgspec

from sor.changes.outcome import Consequences, Outcome
from sor.core.finding import ERROR, WARNING
from sor.core.shapes import Fields
from sor.core.unit import UnitAnswer
from sor.endpoints.web.edit.messages import Message

OPERATIONS = ("edit", "move", "replace", "merge", "close")
"""What is done to a unit on a page of the unit's."""

TAKING_BACK = ("withdraw", "reschedule", "undo")
"""What is done to an entry on a page of the entry's."""

CHANNEL = "web"
"""By which the log knows what came from these pages."""


class Target(NamedTuple):
    """What a form is about. unit: heads its page; of a new unit, the one that is copied. address, query: where the form
    is sent. entry, line: what is taken back; without a line all of it. day: from which it held. lines: subjects of the
    entry. parent: what a unit stands below, or is to.
    """

    op: str
    unit: UnitAnswer | None
    address: str
    query: Mapping[str, str] = {}
    entry: int | None = None
    line: int | None = None
    day: str = ""
    lines: int = 0
    parent: UnitAnswer | None = None

    @property
    def code(self) -> str:
        """The unit's SOR code; empty when there is none."""
        return "" if self.unit is None else self.unit["code"]


class Tried(NamedTuple):
    """What a form would bring about: the document that it says, and what the register says of it; or why not."""

    document: Fields | None
    outcome: Outcome | None
    messages: list[Message]

    @property
    def is_wrong(self) -> bool:
        """Whether something stands against it."""
        return any(one.severity == ERROR for one in self.messages)

    @property
    def warns(self) -> bool:
        """Whether the register warns of it."""
        return any(one.severity == WARNING for one in self.messages)

    @property
    def mark(self) -> str:
        """A mark of what a preview shows, in whatever language, by which it is known that exactly this was seen."""
        if self.outcome is None:
            return ""
        warnings = [one for one in self.outcome.findings if one.severity == WARNING]
        told = self.outcome.consequences or Consequences()
        shown = (warnings, told.touched, told.moved_identifiers, told.scheduled, told.references)
        return sha256(msgspec.json.encode(shown)).hexdigest()[:32]


NOTHING_TRIED = Tried(None, None, [])
