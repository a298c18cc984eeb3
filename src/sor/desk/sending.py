"""Sending changes as an actor: the one way for every door, and the answer as doors and commands show it."""

from collections.abc import Mapping
from typing import Any

import msgspec

from sor.access.authority import Actor, Place, refusal
from sor.changes.outcome import Outcome
from sor.core.day import OPEN, START, write_day
from sor.core.finding import Finding
from sor.desk.actors import Actors
from sor.register import Refused, Register
from sor.rules.sentences import sentence
from sor.settings import Settings

WITHOUT_RIGHT = 20
"""Changes in one document of an actor without any right; each is refused anyway, with its reason."""


class TooMuch(Refused):
    """A document with more changes than its sender may send at once; ``danish`` says the same."""

    def __init__(self, count: int, most: int) -> None:
        super().__init__(f"The document holds {count} changes; with your rights it may hold {most}. Split it.")
        self.danish = f"Dokumentet har {count} ændringer; med dine rettigheder må det have {most}. Del det op."


def send(
    register: Register,
    settings: Settings,
    actor: Actor,
    document: Any,
    door: str,
    *,
    key: str | None = None,
    dry_run: bool = False,
    sent: Any = None,
) -> Outcome:
    """Take a document of changes from an actor, or refuse it whole; every change is held against the rights that the
    actor has at the moment of writing, whatever it had when it was let in.

    key: the same document again under it gets the same answer. dry_run: nothing is written, the answer holds the
    consequences. sent: see ``Register.change``, which also tells what is raised. Raises TooMuch, before anything else
    is done, when the document holds more changes than the actor's role may send.
    """
    _refuse_too_much(register, settings, actor.id, document)
    may = RightsNow(register, actor.id)
    return register.change(
        document,
        actor.id,
        door,
        authorise=may,
        key=key,
        dry_run=dry_run,
        options={"shak_end": settings.shak_end},
        sent=sent,
    )


def _refuse_too_much(register: Register, settings: Settings, sender: str, document: Any) -> None:
    changes = document.get("changes") if isinstance(document, dict) else getattr(document, "changes", None)
    if not isinstance(changes, list) or len(changes) <= WITHOUT_RIGHT:
        return
    actor = Actors(register).actor(sender)
    roles = [right.role for right in actor.rights] if actor is not None else []
    most = max([WITHOUT_RIGHT, *(settings.most_changes[role] for role in roles)])
    if len(changes) > most:
        raise TooMuch(len(changes), most)


class RightsNow:
    """Whether an actor may, by the rights that count when the first change is asked about: under the write lock, under
    which nobody takes a right back.
    """

    def __init__(self, register: Register, actor: str) -> None:
        self._actors = Actors(register)
        self._id = actor
        self._actor: Actor | None = None

    def __call__(self, op: str, kind: str, place: Place | None, day: int, fields: Mapping[str, Any]) -> Finding | None:
        """Why not, or None."""
        if self._actor is None:
            self._actor = self._actors.actor(self._id) or Actor(self._id)
        return refusal(self._actor, op, kind, place, day, fields)


def answer_of(outcome: Outcome) -> dict[str, Any]:
    """An outcome in plain values: what REST answers and ``sor submit --json`` prints."""
    found: dict[str, Any] = {
        "serial": outcome.serial,
        "accepted": outcome.accepted,
        "units": outcome.units,
        "findings": [shown(finding) for finding in outcome.findings],
        "touched": {"count": outcome.touched, "url": _touched_at(outcome.serial)},
        "confirmed": outcome.confirmed,
        "replayed": outcome.replayed,
    }
    if outcome.consequences is not None:
        found["consequences"] = msgspec.to_builtins(outcome.consequences)
    return found


def shown(finding: Finding) -> dict[str, Any]:
    """A finding with its sentences. ``to`` is the first day no longer; no day = no limit."""
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
