"""The register's log, and the answers to what is sent to it."""

from typing import Literal

import msgspec

from sor.client.answers import Answer, Texts
from sor.client.errors import Finding


class Change(Answer, kw_only=True, frozen=True):
    """What an entry states about one subject: its kind and key, the operation asked for, the fields stated."""

    kind: str
    key: str
    asked: object = None
    fields: Texts


class MovedUnit(Answer, kw_only=True, frozen=True):
    """A unit of the part that is followed: it was and is of it (in), came to it (entered), or is no more (left)."""

    code: str
    move: Literal["in", "entered", "left"]


class Entry(Answer, kw_only=True, frozen=True):
    """One accepted submission; serials have no gaps. kind: submission; day: a day has come; erase.
    units: with a filter, which units of the part it concerns; None: so many that it is told to everybody.
    """

    serial: int
    kind: str
    recorded_at: str
    known_at: str
    day: str
    actor: str
    channel: str
    reason: str
    rule_book: str
    origin: dict[str, object] | None = None
    findings: dict[str, int] = msgspec.field(default_factory=dict)
    lines: int
    touched: int
    changes: list[Change]
    more_changes: bool
    previous: str
    hash: str
    second: str | None = None
    erased: Texts = msgspec.field(default_factory=list)
    units: list[MovedUnit] | None = None
    more_units: bool = False


class LogPage(Answer, kw_only=True, frozen=True):
    """Entries after a serial. last, last_hash: behind which entry to go on; head: the last serial of the log."""

    epoch: str
    since: int
    entries: list[Entry]
    last: int
    last_hash: str
    head: int
    more: bool


class TouchedCount(Answer, kw_only=True, frozen=True):
    """How many subjects' answers a change alters, inheriting ones too, and where they are listed."""

    count: int
    url: str | None = None


class ChangeAnswer(Answer, kw_only=True, frozen=True):
    """A submission that was taken, or only tried. serial: of its entry, None when nothing was written.
    accepted: whether nothing stands against it. units: codes of the units it made, by their names in the set.
    consequences: of a trial, what it brings about.
    """

    serial: int | None = None
    accepted: bool
    units: dict[str, str]
    findings: list[Finding]
    touched: TouchedCount
    confirmed: Texts = msgspec.field(default_factory=list)
    replayed: bool = False
    consequences: dict[str, object] | None = None


class Job(Answer, kw_only=True, frozen=True):
    """A long set of changes that is decided later; ask again with ``get_job`` until its state is neither waiting nor
    deciding. answer: what a direct answer would have been; problem: why it is refused.
    """

    id: str
    url: str
    state: Literal["waiting", "deciding", "done", "refused", "failed", "withdrawn"]
    actor: str
    dry_run: bool
    sent_at: str
    began_at: str | None = None
    ended_at: str | None = None
    kept_until: str | None = None
    ahead: int | None = None
    seconds: float | None = None
    most_seconds: int | None = None
    status: int | None = None
    answer: ChangeAnswer | None = None
    problem: dict[str, object] | None = None


class HeldRight(Answer, kw_only=True, frozen=True, rename={"since": "from", "until": "to"}):
    """A role over a place and all below it (None: everywhere), from a day to a day. operations: None = all."""

    role: str
    place: str | None = None
    within: Texts = msgspec.field(default_factory=list)
    operations: Texts | None = None
    since: str | None = None
    until: str | None = None


class Me(Answer, kw_only=True, frozen=True):
    """Who one is to the register, and the rights that count now."""

    actor: str
    name: str
    rights: list[HeldRight]


class Token(msgspec.Struct):
    """A bearer token."""

    access_token: str
