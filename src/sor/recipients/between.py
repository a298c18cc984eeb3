"""Can A send this to B? Every condition that is met or not, and what to try instead."""

from sor.core.shapes import Fields
from sor.core.unit import UnitAnswer
from sor.reading.mapping import open_successors
from sor.reading.snapshot import Snapshot
from sor.recipients.finding import NoSuch, message_named, write_message_type
from sor.recipients.index import RECEIVE, SEND
from sor.recipients.reasons import RecipientReason, warn_of_unlisted
from sor.recipients.view import Addressee, RecipientView

MOST_INSTEAD = 5


def between(
    view: RecipientView, snapshot: Snapshot, sender: str, receiver: str, asked: str, *, proposes: bool = True
) -> Fields:
    """The answer: ``can`` is ``yes``, ``no`` or ``unclear``, with every check behind it. proposes: also what to try
    instead. Raises NoSuch.
    """
    standard, _, version = asked.partition("/")
    message = message_named(view, standard, version)
    known = {field: _find_known(snapshot, field, code) for field, code in (("sender", sender), ("receiver", receiver))}
    a, b = view.addressee(sender), view.addressee(receiver)
    sends = _versions(view, a, standard, version, SEND)
    takes = _versions(view, b, standard, version, RECEIVE)
    checks = [
        *_sender(view, a, known["sender"], sends, write_message_type(message)),
        *judge_receiver(view, b, a, known["receiver"].get("name") or receiver, takes, write_message_type(message)),
    ]
    shared = sorted(sends & takes)
    if shared:
        checks.append(RecipientReason("versions-shared", {"versions": ", ".join(shared)}))
    elif sends and takes:
        facts = {"sends": ", ".join(sorted(sends)), "takes": ", ".join(sorted(takes))}
        checks.append(RecipientReason("versions-differ", facts, ok=None))
    verdicts = {check.ok for check in checks}
    can = "no" if False in verdicts else "unclear" if None in verdicts else "yes"
    told_not = proposes and any(check.ok is False and check.rule.startswith("receiver") for check in checks)
    return {
        "can": can,
        "message": message,
        "versions": shared,
        "sender": _party(known["sender"], a),
        "receiver": _party(known["receiver"], b),
        "checks": [check.answer() for check in checks],
        "instead": _instead(view, snapshot, b, receiver, standard, version, write_message_type(message))
        if told_not
        else [],
    }


def _find_known(snapshot: Snapshot, field: str, code: str) -> UnitAnswer:
    unit = snapshot.unit(code)
    if unit is None:
        raise NoSuch(field, code)
    return unit


def _versions(view: RecipientView, unit: Addressee | None, standard: str, version: str, direction: str) -> set[str]:
    if unit is None or unit.number is None:
        return set()
    return {held for held in view.messages(unit.number, standard, direction) if version in ("", held)}


def _sender(
    view: RecipientView, unit: Addressee | None, known: UnitAnswer, sends: set[str], message: str
) -> list[RecipientReason]:
    name = known.get("name") or known["code"]
    if unit is None:
        return [RecipientReason("sender-closed", {"unit": name}, ok=False)]
    checks = [RecipientReason("sender-open", {"unit": name})]
    if unit.number is None:
        return [*checks, RecipientReason("sender-no-number", {}, ok=False)]
    facts = {"number": unit.number}
    if view.facts(unit.number).get("active") is False:
        return [*checks, RecipientReason("sender-inactive", facts, ok=False)]
    checks += [RecipientReason("sender-number", facts), *warn_of_unlisted(view, unit)]
    if sends:
        return [*checks, RecipientReason("sender-sends", {"message": message, "versions": ", ".join(sorted(sends))})]
    if not view.any_messages(unit.number):
        return [*checks, RecipientReason("sender-unrecorded", {}, ok=None)]
    return [*checks, RecipientReason("sender-not", {"message": message}, ok=False)]


def judge_receiver(
    view: RecipientView,
    unit: Addressee | None,
    sender: Addressee | None,
    name: str,
    takes: set[str],
    message: str,
) -> list[RecipientReason]:
    """Each condition on the side of a receiver. unit: None where it is not open. sender: None for anybody of another
    owner. takes: the versions that its number takes.
    """
    if unit is None:
        return [RecipientReason("receiver-closed", {"unit": name}, ok=False)]
    checks = [RecipientReason("receiver-open", {"unit": name})]
    if unit.number is None:
        return [*checks, RecipientReason("receiver-no-number", {}, ok=False)]
    facts = view.facts(unit.number)
    if facts.get("active") is False:
        return [*checks, RecipientReason("receiver-inactive", {"number": unit.number}, ok=False)]
    checks += [RecipientReason("receiver-number", {"number": unit.number}), *warn_of_unlisted(view, unit)]
    if facts.get("internal") and (sender is None or sender.owner != unit.owner):
        owner = unit.chain[-1][1].get("name") or unit.owner
        return [*checks, RecipientReason("receiver-internal", {"number": unit.number, "owner": owner}, ok=False)]
    if takes:
        return [
            *checks,
            RecipientReason("receiver-receives", {"message": message, "versions": ", ".join(sorted(takes))}),
        ]
    return [*checks, RecipientReason("receiver-not", {"message": message}, ok=False)]


def _party(known: UnitAnswer, unit: Addressee | None) -> Fields:
    found: Fields = {"code": known["code"], "name": known.get("name") or known["code"], "open": unit is not None}
    if unit is not None and unit.number is not None:
        found |= {"location_number": unit.number, "number_of": unit.source}
    return found


def _instead(
    view: RecipientView,
    snapshot: Snapshot,
    unit: Addressee | None,
    code: str,
    standard: str,
    version: str,
    message: str,
) -> list[Fields]:
    """Who took a closed unit's place; else units of the same tree that receive it: above first, then below."""
    if unit is None:
        later = [one for one in open_successors(snapshot, code) if one["open"]]
        return [
            _suggest(one["code"], one.get("name") or one["code"], one.get("location_number"), "instead.successor", {})
            for one in later[:MOST_INSTEAD]
        ]
    above = (view.addressee(key) for key, _ in unit.chain[1:])
    relatives = [one for one in above if one is not None] + list(view.below(unit.owner))
    found: dict[str, Fields] = {}
    for one in relatives:
        if one.number and one.number not in found and one.number != unit.number:
            facts = view.facts(one.number)
            if _versions(view, one, standard, version, RECEIVE) and not facts.get("internal") and (
                facts.get("active") is not False
            ):  # fmt: skip
                told: Fields = {"message": message, "number": one.number}
                found[one.number] = _suggest(one.code, one.name, one.number, "instead.same-tree", told)
        if len(found) == MOST_INSTEAD:
            break
    return list(found.values())


def _suggest(code: str, name: str, number: str | None, rule: str, facts: Fields) -> Fields:
    found: Fields = {"code": code, "name": name}
    if number:
        found["location_number"] = number
    return found | {"reason": RecipientReason(rule, facts | {"unit": name}).answer()}
