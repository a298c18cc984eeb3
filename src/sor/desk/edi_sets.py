"""One set of changes for many location numbers: from a pasted list to a change document, with what is wrong by row.

Nothing is written here and no right judged finally: the document goes the way of every change. A row is judged before
only so that who pasted three thousand numbers is told of each by its line.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from sor.core.day import previous_day, write_day
from sor.core.identifiers import LOCATION_NUMBER_DIGITS, location_number_problem
from sor.core.shapes import Fields, Value
from sor.following.edi_book import EdiTable
from sor.recipients.edi_rows import EdiRow

MOST_ROWS = 20_000
LINES = re.compile(r"[\r\n]+")
PARTED = re.compile(r"[;,\t ]+")
TYPE = re.compile(r"([^\s/]+)/([^\s/]+)")
SCIENTIFIC = re.compile(r"\d[.,]\d+E\+?\d+", re.IGNORECASE)
RECEIVE, SEND = "receive", "send"
DIRECTIONS = (RECEIVE, SEND)

NO_NUMBER, DAMAGED, SHORT, CHECK_DIGIT, TWICE, UNKNOWN, CLOSED, NOBODYS, NOT_YOURS, SAME = (
    "no_number", "damaged", "short", "check_digit", "twice", "unknown", "closed", "nobodys", "not_yours", "same",
)  # fmt: skip
PROBLEMS = (NO_NUMBER, DAMAGED, SHORT, CHECK_DIGIT, TWICE, UNKNOWN, CLOSED, NOBODYS, NOT_YOURS)
"""What may be wrong with a row. ``same``: nothing is, and nothing is to be done."""


class MessageWanted(NamedTuple):
    """A message type that is to be added or ended."""

    standard: str
    version: str
    direction: str

    @property
    def type(self) -> str:
        """As the list of message types has it."""
        return f"{self.standard}/{self.version}"


class JudgedRow(NamedTuple):
    """A row of a pasted list. line: in the list, from 1. problem: one of ``PROBLEMS``, ``same``, or empty. more: what
    belongs to it: the line of the first, the last day, a proposal.
    """

    line: int
    text: str
    number: str
    problem: str = ""
    more: str = ""

    @property
    def is_wrong(self) -> bool:
        """Whether it cannot be done."""
        return self.problem in PROBLEMS


class WantedSet(NamedTuple):
    """What is to become of some numbers from a day on. parts: new codes of the number itself, by name. ends: a later
    day from which ``end`` holds; None: from the same day.
    """

    day: int
    add: Sequence[MessageWanted] = ()
    end: Sequence[MessageWanted] = ()
    parts: Mapping[str, str] = {}
    ends: int | None = None


def read_rows(text: str) -> list[JudgedRow]:
    """The rows of a pasted list or of a file's text: the first cell of each line, a heading left out."""
    rows: list[JudgedRow] = []
    seen: dict[str, int] = {}
    for line, content in enumerate(LINES.split(text.strip("\ufeff\r\n ")), 1):
        if SCIENTIFIC.match(content.strip(' "')):
            rows.append(JudgedRow(line, content.strip()[:40], "", DAMAGED))
            continue
        cell = PARTED.split(content.strip(), maxsplit=1)[0].strip('"').lstrip("'")
        if not cell or (line == 1 and not any(one.isdigit() for one in cell)):
            continue
        row = _read_row(line, cell[:40], seen)
        seen.setdefault(row.number, line)
        rows.append(row)
    return rows


def _read_row(line: int, cell: str, seen: Mapping[str, int]) -> JudgedRow:
    number = cell.removesuffix(",0")
    if not number.isascii() or not number.isdigit():
        return JudgedRow(line, cell, "", NO_NUMBER)
    if len(number) == LOCATION_NUMBER_DIGITS - 1:
        whole = next(one for digit in "0123456789" if location_number_problem(one := number + digit) is None)
        return JudgedRow(line, cell, "", SHORT, whole)
    if len(number) != LOCATION_NUMBER_DIGITS:
        return JudgedRow(line, cell, "", NO_NUMBER)
    if location_number_problem(number) is not None:
        return JudgedRow(line, cell, number, TWICE if number in seen else CHECK_DIGIT, str(seen.get(number, "")))
    if number in seen:
        return JudgedRow(line, cell, number, TWICE, str(seen[number]))
    return JudgedRow(line, cell, number)


def judge(
    rows: Sequence[JudgedRow],
    table: EdiTable,
    wanted: WantedSet,
    ended: Callable[[str], int | None],
    may: Callable[[EdiRow], bool],
) -> list[JudgedRow]:
    """The rows with what is wrong with each number on the set's day. ended: from which day a number is not listed any
    more. may: whether who asks may change the message types of a number.
    """
    found = []
    for one in rows:
        # A number that the register has is one, however it came there.
        is_known = one.problem == CHECK_DIGIT and one.number in table.by_number
        row = one._replace(problem="", more="") if is_known else one
        found.append(row if row.problem else _judge_row(row, table, wanted, ended, may))
    return found


def _judge_row(
    row: JudgedRow,
    table: EdiTable,
    wanted: WantedSet,
    ended: Callable[[str], int | None],
    may: Callable[[EdiRow], bool],
) -> JudgedRow:
    held = table.by_number.get(row.number)
    if held is None:
        end = ended(row.number)
        if end is None:
            return row._replace(problem=UNKNOWN)
        return row._replace(problem=CLOSED, more=write_day(previous_day(end)))
    if not held.unit:
        return row._replace(problem=NOBODYS)
    if not may(held):
        return row._replace(problem=NOT_YOURS, more=held.owner_name)
    if not changes_of(held, wanted):
        return row._replace(problem=SAME)
    return row


def changes_of(row: EdiRow, wanted: WantedSet) -> list[Value]:
    """The changes that a set makes of one number; none when all is so already."""
    found: list[Value] = []
    parts = {name: code for name, code in wanted.parts.items() if code and code != getattr(row, name)}
    if parts:
        found.append({"op": "number", "location_number": row.number, "from": write_day(wanted.day), "set": parts})
    held = {(one.standard, one.version, one.direction) for one in row.messages}
    end = {tuple(one) for one in wanted.end}
    first = (held | {tuple(one) for one in wanted.add}) - (end if wanted.ends is None else set())
    if first != held:
        found.append(_edi(row.number, wanted.day, first))
    if wanted.ends is not None and first & end:
        found.append(_edi(row.number, wanted.ends, first - end))
    return found


def document_of(rows: Sequence[JudgedRow], table: EdiTable, wanted: WantedSet, reason: str) -> Fields:
    """The change document of the rows with which nothing is wrong."""
    good = [table.by_number[row.number] for row in rows if not row.problem]
    return {"reason": reason, "changes": [change for row in good for change in changes_of(row, wanted)]}


def _edi(number: str, day: int, messages: set[tuple[str, ...]]) -> Fields:
    listed: list[Value] = [
        {"standard": standard, "version": version, "direction": way} for standard, version, way in sorted(messages)
    ]
    return {"op": "edi", "location_number": number, "from": write_day(day), "set": {"messages": listed}}


def messages_in(text: str) -> tuple[list[MessageWanted], list[str]]:
    """The message types of a text, one a line as ``REF01/H0131R modtag``; and the lines that are none. Without a
    direction: both.
    """
    found: list[MessageWanted] = []
    wrong: list[str] = []
    for line in filter(None, (one.strip() for one in LINES.split(text))):
        kind, _, way = line.partition(" ")
        named = TYPE.fullmatch(kind)
        ways = DIRECTIONS if not way.strip() else WAYS.get(way.strip().casefold(), ())
        if named is None or not ways:
            wrong.append(line[:60])
        else:
            found += [MessageWanted(named[1].upper(), named[2], one) for one in ways]
    return found, wrong


WAYS: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(("receive", "modtag", "modtager", "modtage"), (RECEIVE,)),
    **dict.fromkeys(("send", "sender", "sende"), (SEND,)),
    **dict.fromkeys(("both", "begge"), DIRECTIONS),
}
"""What the direction of a message type may be called."""
