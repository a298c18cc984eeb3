"""A document of changes from its bytes to what its sender is told, whether the sender waits for it or asks later."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from sor.access.authority import Actor
from sor.changes.document import BadDocument
from sor.changes.outcome import Outcome
from sor.core.finding import ERROR
from sor.core.outside_json import NotJson, read_json
from sor.core.shapes import Value
from sor.desk.jobs import Sent
from sor.desk.sending import TooLong, TooMuch, answer_of, changes_in, show_finding
from sor.endpoints.http.callers import Callers
from sor.endpoints.http.problem import Problem, RefusedChanges, Sentence
from sor.register import IsMirror, Refused

MATCH = re.compile(r'(?:W/)?"?([0-9]{1,15})"?')
KEY = re.compile(r"[\x21-\x7e]{1,200}")
CONFLICTS = frozenset({"X32", "X35"})
"""Somebody else changed the same since it was read; the key was used for something else."""


def decided_now(callers: Callers, actor: Actor, sent: Sent) -> Outcome | None:
    """What becomes of what an actor sent; None when it is so long that it is to be a job. Raises Problem."""
    document = _read(sent)  # here and not before: a large one takes its time
    if changes_in(document) >= callers.job_from and changes_in(document) <= callers.most_changes(actor):
        return None
    return _decide_document(callers, actor, document, sent)


def decided_as_job(callers: Callers, actor: Actor, sent: Sent, told: Callable[[float], None]) -> Outcome:
    """The same while nobody waits for it. told: see ``sending.send``. Raises Problem."""
    return _decide_document(callers, actor, _read(sent), sent, as_job=True, told=told)


def answer_outcome(
    callers: Callers, outcome: Outcome, *, dry_run: bool
) -> tuple[Mapping[str, Value], int, dict[str, str]]:
    """Body, status and headers of the answer. Raises Problem for a submission that is not taken."""
    if not outcome.accepted and not dry_run:
        raise refuse_outcome(outcome)
    headers = {"SOR-Serial": str(outcome.serial or callers.register.serial())}
    if outcome.serial is not None:
        headers["Location"] = f"/api/v1/log/{outcome.serial}"
    if outcome.replayed:
        headers["Idempotency-Replayed"] = "true"
    return answer_of(outcome), 200 if outcome.serial is None else 201, headers


def refuse_outcome(outcome: Outcome) -> Problem:
    """A submission that is not taken: 403 when the actor may not, 409 when others were first, else 422."""
    rules = {finding.rule for finding in outcome.findings if finding.severity == ERROR}
    rule = "refused"
    if any(one.startswith("AUTH") for one in rules):
        rule = "no-right"
    elif rules & CONFLICTS:
        rule = "conflict"
    return RefusedChanges(rule, [show_finding(finding) for finding in outcome.findings])


def _decide_document(callers: Callers, actor: Actor, document: Value, sent: Sent, **more: Any) -> Outcome:
    try:
        return callers.send(actor, document, "rest", key=sent.key, dry_run=sent.dry_run, **more)
    except BadDocument as error:
        raise Problem("bad-document", Sentence("", error.danish, str(error))) from None
    except Refused as error:
        raise not_taken(error, is_job="as_job" in more) from None


def not_taken(error: Refused, *, is_job: bool) -> Problem:
    """A document that is not even decided: its sender may not ask for as much, or nobody may send any here."""
    english, danish = str(error), error.danish
    if isinstance(error, TooLong) and not is_job:
        english += " Or send it as a job, which may take longer: with the header Prefer: respond-async."
        danish += " Eller send det som et job, der må tage længere tid: med hovedet Prefer: respond-async."
    if isinstance(error, TooMuch):
        return Problem("too-much", Sentence("changes", danish, english))
    return Problem("mirror" if isinstance(error, IsMirror) else "refused", Sentence("", danish, english))


def _read(sent: Sent) -> Value:
    """The document with the serial of ``If-Match`` as its base. Raises Problem."""
    try:
        document = read_json(sent.body)
    except NotJson as error:
        raise Problem("bad-document", Sentence(
            "", f"Dokumentet er ikke JSON: {error}.", f"The document is not JSON: {error}.",
        )) from None  # fmt: skip
    base = refuse_bad_base(sent.if_match)
    if base is None or not isinstance(document, dict):
        return document
    if "changes" not in document:
        document = {"changes": [document]}
    if document.get("base") not in (None, base):
        raise Problem("bad-request", Sentence(
            "base", f"If-Match siger {base}, og base i dokumentet siger {document['base']}. Skriv kun den ene.",
            f"If-Match says {base}, and base in the document says {document['base']}. Write only one of them.",
        ))  # fmt: skip
    return {**document, "base": base}


def refuse_bad_base(if_match: str | None) -> int | None:
    """The serial that ``If-Match`` names, if any. Raises Problem for one that names none."""
    if if_match is None:
        return None
    found = MATCH.fullmatch(if_match.strip())
    if found is None:
        raise Problem("bad-request", Sentence(
            "If-Match", f"Hovedet If-Match er '{if_match[:40]}'. Skriv det serienummer, du læste ved, fx \"17\".",
            f"The header If-Match is '{if_match[:40]}'. Write the serial at which you read, for example \"17\".",
        ))  # fmt: skip
    return int(found[1])


def refuse_bad_key(key: str | None) -> None:
    """Raises Problem for an idempotency key that cannot be one."""
    if key is not None and not KEY.fullmatch(key):
        raise Problem("bad-request", Sentence(
            "Idempotency-Key", "Idempotency-Key er 1 til 200 tegn uden blanktegn, fx et UUID.",
            "Idempotency-Key is 1 to 200 characters without blanks, for example a UUID.",
        ))  # fmt: skip
