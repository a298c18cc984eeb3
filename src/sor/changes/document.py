"""The change document (``CORE`` §19): what a sender writes, as values.

``{"reason": "...", "base": 4711, "changes": [{"op": "create", "as": "#1", ...}, ...]}``. Days are ISO dates; ``from``
is the first day on which a change holds (of a closing: the first closed day), ``to`` the first day on which it no
longer does. In ``set`` a field that is left out stays as it is, null empties it, "inherit" lets it be inherited.
"""

from typing import Any, TypeAlias, get_args

import msgspec
from msgspec import UNSET, Struct, UnsetType, field

from sor.changes.unreadable import tell_why
from sor.core.day import OPEN, NotADay, parse_day, write_day
from sor.core.identifiers import tidy_identifier, tidy_row
from sor.core.shapes import Value
from sor.core.text import Unfit, pass_all

MOST_CHANGES = 50_000
"""Changes in one document; a whole region is some ten thousand units."""

DEEPEST = 20
"""Levels of nesting in a document; the deepest change has six."""

LARGEST_NUMBER = 2**53
"""Beyond it programs disagree about whole numbers, and no serial or coordinate is near it."""

LATER = ("leave", "carry", "withdraw")
CARRIED = ("children", "geographic_parent", "location", "shak", "provider_identifier")
"""What a merge moves from the absorbed units to the one that stays, when it is named."""

CODE = "code"
"""What stands in the log as asked of an entry of a code list; it is no operation of a document."""

NAMING = ("unit", "parent", "by", "absorb")
"""The members that name units."""


class BadDocument(ValueError):
    """A document that cannot be read as changes; the message says where and why, in English, ``danish`` in Danish."""

    def __init__(self, english: str, danish: str) -> None:
        super().__init__(english)
        self.danish = danish


class _Op(Struct, tag_field="op", tag=str.lower, forbid_unknown_fields=True, kw_only=True):
    """What all operations share: nothing but their name."""


class Dated(_Op, tag=str.lower):
    """What holds from a day on."""

    from_: str = field(name="from")

    @property
    def day(self) -> int:
        """The first day on which it holds."""
        return parse_day(self.from_)


class Create(Dated):
    """A new unit. ``as_``: the name by which later changes of the set call it (#1)."""

    level: str
    set: dict[str, Any]
    parent: str | None = None
    as_: str = field(name="as", default="")


class Edit(Dated):
    """New values of fields, from a day on or for a time. later: what becomes of changes already scheduled after it."""

    unit: str
    set: dict[str, Any]
    to: str | None = None
    later: str = "leave"


class Move(Dated):
    """Another parent from a day on."""

    unit: str
    parent: str
    later: str = "leave"


class Replace(Dated):
    """A note that some units are replaced by others; it closes nobody."""

    unit: list[str]
    by: list[str]


class Close(Dated):
    """The end of a unit; ``branch``: and of all below it, refused otherwise while any is open."""

    unit: str
    branch: bool = False


class Merge(Dated):
    """Units that are one: ``unit`` stays, those of ``absorb`` close and are replaced by it. carry: what moves along."""

    unit: str
    absorb: list[str]
    carry: list[str] = []


class Correct(Dated):
    """What really was (or will be) on the days from ``from`` to ``to``, set over everything said before.
    Without ``to``: until something that is scheduled after today says otherwise.
    """

    unit: str
    set: dict[str, Any]
    to: str | None = None


class Withdraw(_Op):
    """An entry, or one line of it, that has not taken effect is taken back. branch: with all that stands below."""

    entry: int
    line: int | None = None
    branch: bool = False


class Undo(_Op):
    """A whole entry is taken back on the day on which it was sent, also what is in effect."""

    entry: int


class Reschedule(Dated):
    """What an entry, or one line of it, has scheduled happens on another day."""

    entry: int
    line: int | None = None


class Annul(_Op):
    """A unit that was registered by mistake: it never was. Its code is not used again."""

    unit: str


class Confirm(_Op):
    """The unit's data are still right; nothing changes."""

    unit: str


class Number(Dated):
    """A location number is issued (``issue``: its data), changed (``set``) or closed; ``unit``: the unit that owns it
    from then on, or owned it. A name (#n1) in place of a number to issue: the next free one of the series of
    ``series``, the authority's unless told.
    """

    location_number: str
    unit: str | None = None
    issue: dict[str, Any] | UnsetType = UNSET
    set: dict[str, Any] | UnsetType = UNSET
    close: bool = False
    series: str = "authority"


class Shak(Dated):
    """A SHAK code is made, changed or closed."""

    code: str
    set: dict[str, Any] = {}
    close: bool = False


class Edi(Dated):
    """The message types of a location number: ``set.messages`` is the whole list of those that hold from then on."""

    location_number: str
    set: dict[str, Any]


Change: TypeAlias = (
    Create | Edit | Move | Replace | Close | Merge | Correct | Withdraw | Undo | Reschedule | Annul | Confirm | Number
    | Shak | Edi
)  # fmt: skip


OPERATIONS = tuple(str(kind.__struct_config__.tag) for kind in get_args(Change))
MEMBERS = tuple({field.encode_name: None for kind in get_args(Change) for field in msgspec.structs.fields(kind)})


class ChangeSet(Struct, forbid_unknown_fields=True):
    """A submission: all of its changes, or none.

    base: the serial at which the sender read the register; changes of others since then are not overwritten unseen.
    """

    changes: list[Change]
    reason: str = ""
    base: int | None = None


def read_document(document: Value) -> ChangeSet:
    """The change set that a document (plain JSON values) describes. A single change may stand alone. Raises
    BadDocument.
    """
    if isinstance(document, dict) and "op" in document and "changes" not in document:
        document = {"changes": [document]}
    if _is_deep(document):
        raise BadDocument(
            f"The document is nested more than {DEEPEST} levels deep.",
            f"Dokumentet er indlejret i mere end {DEEPEST} niveauer.",
        )
    _refuse_unwritable(document)
    try:
        document = pass_all(document)
    except Unfit as error:
        english, danish = "The document cannot be read", "Dokumentet kan ikke læses"
        raise BadDocument(f"{english}: {error}", f"{danish}: {error.danish}") from None
    try:
        found = msgspec.convert(document, ChangeSet)
    except msgspec.ValidationError as error:
        why = tell_why(str(error), OPERATIONS, MEMBERS)
        raise BadDocument(
            f"The document cannot be read: {why.english}", f"Dokumentet kan ikke læses: {why.danish}"
        ) from None
    if not found.changes:
        raise BadDocument("The document holds no changes.", "Dokumentet indeholder ingen ændringer.")
    if len(found.changes) > MOST_CHANGES:
        raise BadDocument(
            f"The document holds {len(found.changes)} changes; one set takes {MOST_CHANGES}.",
            f"Dokumentet har {len(found.changes)} ændringer; et sæt kan have {MOST_CHANGES}.",
        )
    for n, change in enumerate(found.changes):
        _tidy(change)
        if isinstance(change, Number | Edi):
            change.location_number = tidy_identifier("location_number", change.location_number)
        elif isinstance(change, Shak):
            change.code = tidy_identifier("shak", change.code)
        _check(change, n)
    return found


def _tidy(change: Change) -> None:
    """Identifiers lose their decorations, before any rule looks at what was asked; the names of new units have none."""
    if isinstance(change, Create | Edit | Correct):
        change.set = tidy_row(change.set)
    for member in NAMING:
        value = getattr(change, member, None)
        if isinstance(value, str):
            setattr(change, member, tidy_identifier("code", value))
        elif isinstance(value, list):
            setattr(change, member, [tidy_identifier("code", one) for one in value])


def _is_deep(document: Value) -> bool:
    """Whether members stand deeper in members than any change needs."""
    level = [document]
    for _ in range(DEEPEST):
        level = [
            inner
            for value in level
            if isinstance(value, dict | list)
            for inner in (value.values() if isinstance(value, dict) else value)
        ]
        if not level:
            return False
    return True


def end_of(change: Edit | Correct) -> int:
    """The first day on which it no longer holds."""
    return OPEN if change.to is None else parse_day(change.to)


def op_of(change: Change) -> str:
    """The name of its operation."""
    return type(change).__name__.lower()


def _refuse_unwritable(document: Value) -> None:
    """What no database keeps: numbers beyond all measure."""
    waiting = [document]
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            waiting += value.values()
        elif isinstance(value, list):
            waiting += value
        elif isinstance(value, int | float) and not abs(value) <= LARGEST_NUMBER:
            raise BadDocument(
                "The document cannot be read: it holds a number that is too large.",
                "Dokumentet kan ikke læses: det indeholder et tal, der er for stort.",
            )


def _check(change: Change, n: int) -> None:
    """Days are days, choices are known ones, lists name somebody."""
    _check_days(change, n)
    for part in ("unit", "by", "absorb"):
        if getattr(change, part, None) == []:
            _refuse(n, part, "name at least one unit", "nævn mindst én enhed")
    for part in ("entry", "line"):
        serial = getattr(change, part, None)
        if serial is not None and not 1 <= serial < 2**53:
            _refuse(
                n, part, f"{serial} is no number of an entry or line", f"{serial} er ikke en posts eller linjes nummer"
            )
    later = getattr(change, "later", "leave")
    if later not in LATER:
        _refuse(n, "later", f"'{later}' is none of {', '.join(LATER)}", f"'{later}' er ikke en af {', '.join(LATER)}")
    for name in getattr(change, "carry", ()):
        if name not in CARRIED:
            _refuse(
                n, "carry", f"'{name}' is none of {', '.join(CARRIED)}", f"'{name}' er ikke en af {', '.join(CARRIED)}"
            )
    if isinstance(change, Number) and (change.issue is not UNSET) + (change.set is not UNSET) + change.close != 1:
        _refuse(n, "issue", "write one of issue, set and close", "skriv en af issue, set og close")


def _check_days(change: Change, n: int) -> None:
    for part in ("from_", "to"):
        given = getattr(change, part, None)
        if given is None:
            continue
        day, member = _read_day(given), part.removesuffix("_")
        if day is None:
            _refuse(n, member, f"'{given}' is not a date (2027-01-31)", f"'{given}' er ikke en dato (2027-01-31)")
        elif not 18000101 <= day < 22000101:
            _refuse(n, member, f"{given} is no day of this register", f"{given} er ikke en dag i registeret")


def _read_day(given: str) -> int | None:
    """A day in the one way of writing it; None for what is none."""
    try:
        day = parse_day(given)
    except NotADay:
        return None
    return day if given == write_day(day) else None


def _refuse(n: int, part: str, english: str, danish: str) -> None:
    raise BadDocument(f"changes[{n}].{part}: {english}.", f"changes[{n}].{part}: {danish}.")
