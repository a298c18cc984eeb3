"""Sending changes as an actor: the one way for every door, and the answer as doors and commands show it."""

import time
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from math import inf
from typing import NotRequired, TypedDict

import msgspec

from sor.access.authority import AUTHORITY, Actor, Place, refusal
from sor.changes.asking import Terms
from sor.changes.outcome import Outcome
from sor.core.day import OPEN, START, write_day
from sor.core.finding import Finding
from sor.core.shapes import Fields, Value
from sor.desk.actors import Actors
from sor.desk.sales import give_rights_back
from sor.register import Refused, Register
from sor.rules.sentences import sentence
from sor.settings import Settings

WITHOUT_RIGHT = 20
"""Changes in one document of an actor without any right; each is refused anyway, with its reason."""


SECONDS_WITHOUT_RIGHT = 2
"""Seconds of processor time for a document of an actor without any right."""


SECONDS_INSIDE = 2.0
"""Seconds for which all others wait, at most, because somebody wrote to what a document reads whenever it was decided;
not for the register authority's. Less than others wait: nobody has them refused by writing to a unit of their own.
"""


ROOM, ROOM_OF_A_CHANGE = 1_000_000, 2_000
"""Bytes of a document, whatever stands in it, and for each change that its sender may send."""


class TooMuch(Refused):
    """A document that asks for more than its sender may ask at once."""


class TooLong(TooMuch):
    """A document that takes more time to be decided than its sender may ask for at once."""


def too_many(count: int, most: int) -> TooMuch:
    """A document with more changes than its sender may send at once."""
    return TooMuch(
        f"The document holds {count} changes; with your rights it may hold {most}. Split it.",
        f"Dokumentet har {count} ændringer; med dine rettigheder må det have {most}. Del det op.",
    )


class Budget:
    """The time that deciding a document may take: processor time of the thread that decides it, so that what others do
    meanwhile counts for nobody. It runs from the first look on. clock: that time, in seconds. told: is told how much of
    it was spent at each look, and may raise.
    """

    def __init__(self, seconds: float, clock: Callable[[], float], told: Callable[[float], None]) -> None:
        self._seconds = seconds
        self._clock = clock
        self._told = told
        self._began: float | None = None

    def spend(self) -> None:
        """Look at the clock. Raises TooLong when the time is up."""
        now = self._clock()
        if self._began is None:
            self._began = now
        self._told(now - self._began)
        if now - self._began > self._seconds:
            raise TooLong(
                f"The document takes longer than the {self._seconds} seconds of processor time that your rights give"
                " it; nothing was written. Split it.",
                f"Dokumentet tager længere end de {self._seconds} sekunders regnetid, som dine rettigheder giver det;"
                " intet blev skrevet. Del det op.",
            )


def send(
    register: Register,
    settings: Settings,
    actor: Actor,
    document: Value,
    door: str,
    *,
    key: str | None = None,
    dry_run: bool = False,
    sent: Value = None,
    clock: Callable[[], float] = time.thread_time,
    as_job: bool = False,
    told: Callable[[float], None] = lambda _: None,
    now: Callable[[], Actor | None] | None = None,
) -> Outcome:
    """Take a document of changes from an actor, or refuse it whole; every change is held against the rights that the
    actor has at the moment of writing, whatever it had when it was let in.

    key: the same document again under it gets the same answer. dry_run: nothing is written, the answer holds the
    consequences. sent: see ``Register.change``, which also tells what is raised. as_job: nobody waits for it, so it may
    take longer. told: is told again and again how many seconds of processor time were spent, and may raise. now: gives
    the actor with the rights of the moment, None when it may nothing any more; else those that the desk knows count.
    Raises TooMuch, before anything else is done, when the document holds more changes than the actor's role may send,
    and TooLong when deciding it takes longer.
    """
    asked = now or partial(Actors(register).actor, actor.id)
    sender = asked() or Actor(actor.id)
    seconds = _most(settings, sender, document, as_job=as_job)
    outcome = register.change(
        document,
        actor.id,
        door,
        key=key,
        dry_run=dry_run,
        options={"shak_end": settings.shak_end},
        sent=sent,
        terms=lambda: Terms(RightsNow(asked), Budget(seconds, clock, told).spend),
        seconds_inside=inf if any(right.role == AUTHORITY for right in sender.rights) else SECONDS_INSIDE,
    )
    if outcome.serial is not None and not dry_run:
        give_rights_back(register)
    return outcome


def most_changes(settings: Settings, actor: Actor) -> int:
    """How many changes an actor may send at once."""
    return max([WITHOUT_RIGHT, *(settings.most_changes[right.role] for right in actor.rights)])


def most_bytes(settings: Settings, actor: Actor) -> int:
    """How large a document an actor may send; more is not even read, since reading it costs what all have to share."""
    return ROOM + ROOM_OF_A_CHANGE * most_changes(settings, actor)


def most_seconds(settings: Settings, actor: Actor, *, as_job: bool = False) -> int:
    """How many seconds of processor time a document of an actor may take."""
    most = settings.most_job_seconds if as_job else settings.most_seconds
    return max((most[right.role] for right in actor.rights), default=SECONDS_WITHOUT_RIGHT)


def _most(settings: Settings, actor: Actor, document: Value, *, as_job: bool) -> int:
    """How many seconds a document may take. Raises TooMuch for one with too many changes."""
    most = most_changes(settings, actor)
    if (count := changes_in(document)) > most:
        raise too_many(count, most)
    return most_seconds(settings, actor, as_job=as_job)


def changes_in(document: Value) -> int:
    """How many changes a document holds; a bare change, and what is no document, count as one."""
    changes = document.get("changes") if isinstance(document, dict) else getattr(document, "changes", None)
    return len(changes) if isinstance(changes, list) else 1


class RightsNow:
    """Whether an actor may, by the rights that count when the first change is asked about. Made anew for each time that
    a document is decided; rights that are others when it is written let it be decided again.
    """

    def __init__(self, now: Callable[[], Actor | None]) -> None:
        """now: gives the actor with the rights of the moment; None when there is none any more."""
        self._now = now
        self._actor: Actor | None = None

    def __call__(
        self, op: str, kind: str, place: Place | None, day: int, fields: Mapping[str, Value]
    ) -> Finding | None:
        """Why not, or None."""
        if self._actor is None:
            self._actor = self._now() or Actor("")
        return refusal(self._actor, op, kind, place, day, fields)


FindingAnswer = TypedDict(
    "FindingAnswer",
    {
        "rule": str,
        "severity": str,
        "kind": str,
        "key": str,
        "field": str,
        "from": str | None,
        "to": str | None,
        "da": str,
        "en": str,
    },
)
"""A finding with its sentences; ``to`` is the first day no longer, no day means no limit."""


class TouchedAnswer(TypedDict):
    """How many subjects an entry touched, and where they are listed."""

    count: int
    url: str | None


class OutcomeAnswer(TypedDict):
    """What became of a submission. consequences: of one that was tried, what it would bring about."""

    serial: int | None
    accepted: bool
    units: Mapping[str, str]
    findings: list[FindingAnswer]
    touched: TouchedAnswer
    confirmed: Sequence[str]
    replayed: bool
    consequences: NotRequired[Fields]


def answer_of(outcome: Outcome) -> OutcomeAnswer:
    """An outcome in plain values: what REST answers and ``sor submit --json`` prints."""
    found: OutcomeAnswer = {
        "serial": outcome.serial,
        "accepted": outcome.accepted,
        "units": outcome.units,
        "findings": [show_finding(finding) for finding in outcome.findings],
        "touched": {"count": outcome.touched, "url": _touched_at(outcome.serial)},
        "confirmed": outcome.confirmed,
        "replayed": outcome.replayed,
    }
    if outcome.consequences is not None:
        found["consequences"] = msgspec.to_builtins(outcome.consequences)
    return found


def show_finding(finding: Finding) -> FindingAnswer:
    """A finding as answers show it."""
    return {
        "rule": finding.rule,
        "severity": finding.severity,
        "kind": finding.kind,
        "key": finding.key,
        "field": finding.field or str(finding.facts.get("name", "")),
        "from": None if finding.from_day <= START else write_day(finding.from_day),
        "to": None if finding.to_day >= OPEN else write_day(finding.to_day),
        "da": sentence(finding, "da"),
        "en": sentence(finding, "en"),
    }


def _touched_at(serial: int | None) -> str | None:
    return None if serial is None else f"/api/v1/log/{serial}/touched"
