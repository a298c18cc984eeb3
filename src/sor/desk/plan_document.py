"""What a plan says, as it is sent and as it is kept: a title, a day, and changes that all hold from that day.

Pure: nobody is asked whether there is such a unit or who may.
"""

from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import NamedTuple

import msgspec

from sor.changes import document as doc
from sor.changes.document import BadDocument, ChangeSet, read_document
from sor.core.canonical import encode
from sor.core.day import NotADay, parse_day, write_day
from sor.core.shapes import Fields, Value
from sor.core.text import Unfit, pass_all, pass_text
from sor.desk.asked_case import refuse_unknown_fields
from sor.desk.sending import ROOM, ROOM_OF_A_CHANGE, too_many
from sor.register import Refused

LONGEST_TITLE = 200
"""Characters of a title; it is the reason that the log gives."""

PLANNED = (doc.Create, doc.Edit, doc.Move, doc.Replace, doc.Close, doc.Merge, doc.Number, doc.Shak, doc.Edi)
"""What a plan may say: what takes effect on its day. What corrects the past or takes entries back is sent alone."""


class BadPlan(Refused):
    """A plan that cannot be one; the message says what and where. field: what is wrong with it."""

    def __init__(self, english: str, danish: str, field: str = "") -> None:
        super().__init__(english, danish)
        self.field = field


class PlanDocument(NamedTuple):
    """What a plan says. day: on which all of it takes effect."""

    title: str
    day: int
    changes: Sequence[Value]

    @property
    def digest(self) -> str:
        """What tells it apart from every other: over its canonical JSON."""
        told: Fields = {"title": self.title, "day": write_day(self.day), "changes": list(self.changes)}
        return sha256(encode(told)).hexdigest()

    def document(self, number: int) -> Fields:
        """The document of changes that committing the plan of a number sends."""
        return {"reason": f"Plan {number}: {self.title}", "changes": list(self.changes)}


def fit_plan(title: str, day: str, changes: Sequence[Value], today: int, most_changes: int) -> PlanDocument:
    """A plan as it is kept. Raises BadPlan, TooMuch for more changes than its author may send."""
    if len(changes) > min(most_changes, doc.MOST_CHANGES):
        raise too_many(len(changes), min(most_changes, doc.MOST_CHANGES))
    try:
        called, fit = " ".join(pass_text(title, "title").split()), pass_all(list(changes), "changes")
    except Unfit as error:
        raise BadPlan(str(error), error.danish) from None
    if not 0 < len(called) <= LONGEST_TITLE:
        raise BadPlan(
            f"A plan has a title of at most {LONGEST_TITLE} characters.",
            f"En plan har en titel på højst {LONGEST_TITLE} tegn.",
            "title",
        )
    on = read_plan_day(day, today)
    given = _read_changes(fit)
    refuse_unknown_fields(given.changes)
    for n, change in enumerate(given.changes):
        _refuse_unplanned(n, change, day)
    if len(encode(fit)) > ROOM + ROOM_OF_A_CHANGE * len(fit):
        raise BadPlan(
            f"The changes of a plan take at most {ROOM_OF_A_CHANGE} bytes each, in the middle.",
            f"Ændringerne i en plan fylder i gennemsnit højst {ROOM_OF_A_CHANGE} byte hver.",
            "changes",
        )
    return PlanDocument(called, on, fit)


def kept_plan(title: str, day: int, changes: str) -> PlanDocument:
    """A plan from what its row holds."""
    return PlanDocument(title, day, msgspec.json.decode(changes, type=list[Value]))


def read_plan_day(text: str, today: int, field: str = "day") -> int:
    """A day of a plan, today or later. Raises BadPlan."""
    try:
        day = parse_day(text)
    except NotADay:
        day = 0
    if not day or write_day(day) != text or day >= 22000101:
        raise BadPlan(
            f"'{text[:20]}' is not a date (2027-01-31).", f"»{text[:20]}« er ikke en dato (2027-01-31).", field
        )
    if day < today:
        raise BadPlan(
            f"{text} has passed; a plan is for today or a day to come.",
            f"{text} er gået; en plan gælder i dag eller en kommende dag.",
            field,
        )
    return day


def _read_changes(changes: Sequence[Value]) -> ChangeSet:
    try:
        return read_document({"changes": list(changes)})
    except BadDocument as error:
        raise BadPlan(str(error), error.danish, "changes") from None


def _refuse_unplanned(n: int, change: doc.Change, day: str) -> None:
    op = doc.op_of(change)
    if not isinstance(change, PLANNED):
        raise BadPlan(
            f"changes[{n}].op: a plan holds no {op}; send it as a change of its own.",
            f"changes[{n}].op: en plan rummer ingen {op}; send den som en ændring for sig.",
            f"changes[{n}].op",
        )
    if change.from_ != day:
        raise BadPlan(
            f"changes[{n}].from: {change.from_} is another day than the plan's, {day}. What takes effect on another day"
            " is a plan of its own.",
            f"changes[{n}].from: {change.from_} er en anden dag end planens, {day}. Hvad der sker en anden dag, er en"
            " plan for sig.",
            f"changes[{n}].from",
        )


def named_units(changes: Sequence[Value]) -> set[str]:
    """The codes of the units that changes name."""
    found: set[str] = set()
    for change in changes:
        if isinstance(change, Mapping):
            for member in doc.NAMING:
                value = change.get(member)
                found |= {one for one in (value if isinstance(value, list) else [value]) if isinstance(one, str)}
    return {one for one in found if not one.startswith("#")}
