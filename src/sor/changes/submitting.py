"""A submission from its document to its answer: tried (nothing is written) or sent (in the one write transaction)."""

from collections.abc import Sequence
from datetime import timedelta
from hashlib import sha256

import msgspec

from sor.changes import document as doc
from sor.changes.asking import ChangeContext
from sor.changes.deciding import Decision, decide
from sor.changes.judging import EntityTypes
from sor.changes.minting import NoCodesLeft, none_left, upcoming_codes, use_codes
from sor.changes.naming import SetNames, is_issue
from sor.changes.outcome import Outcome
from sor.changes.overlay import line_draft
from sor.changes.preview import consequences
from sor.changes.rights import refuse_at_once
from sor.core.canonical import encode
from sor.core.code_book import CodeBook
from sor.core.finding import ERROR, Finding
from sor.core.shapes import Value
from sor.rules import changing
from sor.store import answered, series
from sor.store.append import LineDraft
from sor.store.database import Connection

KEPT_FOR = timedelta(days=30)
"""How long an answer is kept for its key."""


class PreparedSubmission(msgspec.Struct):
    """A submission decided: its answer so far, and what is to be written when nothing stands against it."""

    outcome: Outcome
    lines: list[LineDraft]
    names: SetNames
    decision: Decision | None = None


def prepare(
    connection: Connection,
    known: int,
    given: doc.ChangeSet,
    sender: ChangeContext,
    types: EntityTypes,
    *,
    judge: bool = True,
    found: Sequence[Finding] = (),
) -> PreparedSubmission:
    """Decide a submission upon what is known at a serial; nothing is written, no code is used up. found: what stands
    against it, or is to be told, already.
    """
    if given.base is not None and not 0 <= given.base <= known:
        raise doc.BadDocument(
            f"base: {given.base} is no serial of this register; the last one is {known}.",
            f"base: {given.base} er ikke et serienummer i dette register; det sidste er {known}.",
        )
    names = SetNames(given)
    findings = refuse_at_once(connection, given, sender)
    if findings:
        return PreparedSubmission(Outcome(findings=_each_once([*found, *findings])), [], names)
    findings += names.problems()
    findings += _give_codes(connection, given, names)
    coded, unknown = names.replace_names(given)
    findings += unknown
    if findings:
        return PreparedSubmission(Outcome(findings=[*found, *findings]), [], names)
    decision = decide(connection, known, coded, sender, types, judge=judge)
    outcome = Outcome(findings=_each_once([*found, *decision.findings]), confirmed=decision.confirmed)
    lines = [line_draft(subject, line) for subject, line in decision.overlay.list_changed()]
    return PreparedSubmission(outcome, lines, names, decision)


def answer_trial(prepared: PreparedSubmission, codes: CodeBook) -> Outcome:
    """The answer to a submission that was only tried: with its consequences, and names in place of codes."""
    outcome = prepared.outcome
    if prepared.decision is not None:
        found = consequences(prepared.decision, codes)
        outcome = msgspec.structs.replace(outcome, consequences=found, touched=len(found.touched))
    return _put_names(outcome, prepared.names)


def answer_refusal(prepared: PreparedSubmission) -> Outcome:
    """The answer to a submission that is not taken: everything that stands against it, by the names it used."""
    return _put_names(prepared.outcome, prepared.names)


def use_up(connection: Connection, prepared: PreparedSubmission) -> None:
    """The submission is taken: its codes are given."""
    codes = prepared.names.codes
    use_codes(connection, [codes[name] for name in prepared.names.units])


def brings_numbers(prepared: PreparedSubmission) -> bool:
    """Whether a submission brings location numbers: once they are in the log, the series go on."""
    return any(line.kind == "location_number" and not line.before for line in prepared.lines)


def digest_of(document: Value) -> str:
    """What tells two documents apart."""
    return sha256(encode(document)).hexdigest()


def replay_answer(connection: Connection, caller: str, key: str, digest: str | None) -> Outcome | None:
    """The answer that the caller got for this key before; a refusal when the document, if one is told of, is another
    one.
    """
    found = answered.find(connection, caller, key)
    if found is None:
        return None
    if digest is not None and found.digest and found.digest != digest:  # an erasure left no digest of what was sent
        facts = {"idempotency_key": key, "entry": found.serial}
        return Outcome(findings=[changing.KEY_USED.finding("submission", key, facts)])
    return msgspec.structs.replace(msgspec.json.decode(found.answer, type=Outcome), replayed=True)


def _put_names(outcome: Outcome, names: SetNames) -> Outcome:
    if not names.codes:
        return outcome
    return msgspec.convert(names.name_codes(msgspec.to_builtins(outcome)), Outcome)


def _give_codes(connection: Connection, given: doc.ChangeSet, names: SetNames) -> list[Finding]:
    """Look up the codes and numbers that the set's names stand for."""
    try:
        codes = upcoming_codes(connection, len(names.units))
    except NoCodesLeft as error:
        return [none_left(error)]
    names.codes.update(zip(names.units, codes, strict=True))
    wanted: dict[str, list[str]] = {}
    for change in given.changes:
        if is_issue(change) and change.location_number in names.numbers:
            wanted.setdefault(change.series, []).append(change.location_number)
    findings = []
    for owner, called in wanted.items():
        numbers = series.upcoming(connection, owner, len(called))
        if len(numbers) < len(called):
            findings.append(changing.NO_NUMBERS_LEFT.finding("location_number", called[-1], {"owner": owner}))
        names.codes.update(zip(called, numbers, strict=False))
    return findings


def _each_once(findings: list[Finding]) -> list[Finding]:
    """Several rules or pieces may say the very same; errors come first. A rule that says why a unit is not open says it
    better than the operation that noticed, and where something is wrong nobody asks whether there was much to change.
    """
    order = {"error": 0, "warning": 1, "note": 2}
    explained = {finding.key for finding in findings if finding.rule == "C2"}
    is_refused = any(finding.severity == ERROR for finding in findings)
    seen: dict[str, Finding] = {}
    for finding in findings:
        if finding.rule == changing.NOT_OPEN.code and finding.key in explained:
            continue
        if finding.rule == changing.NOTHING_CHANGES.code and is_refused:
            continue
        seen.setdefault(encode(finding).decode(), finding)
    return sorted(seen.values(), key=lambda finding: order.get(finding.severity, 3))
