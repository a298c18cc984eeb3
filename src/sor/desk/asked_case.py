"""What somebody asks for in a case, as it is sent and as it is kept: texts and changes that fit.

Pure: nobody is asked whether there is such a unit or who may.
"""

from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import NamedTuple

import msgspec

from sor.changes import document as doc
from sor.changes.document import BadDocument, read_document
from sor.changes.shapes import given_for
from sor.core.shapes import Fields, Value
from sor.core.text import Unfit, pass_all, pass_text
from sor.desk.case_kinds import refuse_too_long
from sor.register import Refused

LONGEST_TEXT = 4_000
MOST_CHANGES = 500

ROOM_OF_A_CHANGE = 4_000
"""Bytes of one change in a case, in the middle."""

FIELDS_OF = {"unit": (doc.Create, doc.Edit, doc.Correct), "location_number": (doc.Number,), "shak": (doc.Shak,)}
"""Of which kind of subject a change sets fields."""


class AskedCase(NamedTuple):
    """What somebody asks for. unit: its code, empty for none. changes: as in a change document."""

    kind: str
    unit: str = ""
    text: str = ""
    data: Mapping[str, Value] = {}
    changes: Sequence[Value] = ()


class SentOnce(NamedTuple):
    """Of what is sent: the sender's key for it, without blanks, and its digest."""

    key: str
    digest: str


def digest_of(asked: AskedCase) -> str:
    """What tells two cases apart before they are opened."""
    return sha256(write_json([*asked[:3], dict(asked.data), list(asked.changes)]).encode()).hexdigest()


def refuse_unreadable(changes: Sequence[Value]) -> None:
    """Raises Refused for what cannot be read as changes, or sets a field that there is not."""
    try:
        found = read_document({"changes": list(changes)})
    except BadDocument as error:
        raise Refused(str(error), error.danish) from None
    refuse_unknown_fields(found.changes)


def refuse_unknown_fields(changes: Sequence[doc.Change]) -> None:
    """Raises Refused for changes that set a field that there is not."""
    for n, change in enumerate(changes):
        for kind, ops in FIELDS_OF.items():
            asked = change.set if isinstance(change, ops) else {}
            unknown = given_for(kind, asked, correcting=isinstance(change, doc.Correct)).unknown if asked else []
            if unknown:
                raise Refused(
                    f"changes[{n}].set: there is no field '{unknown[0][:100]}'.",
                    f"changes[{n}].set: der er intet felt »{unknown[0][:100]}«.",
                )


def fit_case(asked: AskedCase, most_changes: int) -> tuple[str, Mapping[str, Value], Sequence[Value]]:
    """The texts of a case as the register keeps them, none longer than one of the register. most_changes: that the
    sender may send. Raises Refused.
    """
    most = min(MOST_CHANGES, most_changes)
    if len(asked.changes) > most:
        raise Refused(f"A case of yours holds at most {most} changes.", f"En sag af dig har højst {most} ændringer.")
    refuse_too_long(list(asked.changes))
    if len(write_json(list(asked.changes))) > ROOM_OF_A_CHANGE * len(asked.changes) + len("[]"):
        raise Refused(
            f"The changes of a case take at most {ROOM_OF_A_CHANGE} bytes each.",
            f"Ændringerne i en sag fylder højst {ROOM_OF_A_CHANGE} byte hver.",
        )
    try:
        return fit_text(asked.text), pass_all(dict(asked.data), "data"), pass_all(list(asked.changes), "changes")
    except Unfit as error:
        raise Refused(str(error), error.danish) from None


def fit_text(text: str) -> str:
    """A text as it is kept. Raises Refused."""
    if len(text) > LONGEST_TEXT:
        raise Refused(
            f"The text has more than {LONGEST_TEXT} characters.",
            f"Teksten har mere end {LONGEST_TEXT} tegn.",
            "text",
        )
    try:
        return "\n".join(pass_text(line, "text") for line in text.strip().splitlines())
    except Unfit as error:
        raise Refused(str(error), error.danish, "text") from None


def require_text(text: str) -> str:
    """A text that must say something. Raises Refused."""
    if not text.strip():
        raise Refused("Write a text.", "Skriv en tekst.", "text")
    return text


def read_fields(text: str) -> Fields:
    """Fields that a case holds as JSON; none of an empty text."""
    found: Fields = msgspec.json.decode(text, type=Fields) if text else {}
    return found


def write_json(value: Value) -> str:
    """A value as a case holds it."""
    return msgspec.json.encode(value).decode()
