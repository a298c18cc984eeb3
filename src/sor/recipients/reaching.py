"""What reaches a unit: for each message that units of the neighbourhood and the region send and that units of its type
receive, whether it arrives, if not why, and who can mend it. Observed in the register; nothing else is known of it.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from sor.core.shapes import Fields
from sor.recipients.between import judge_receiver
from sor.recipients.edi_rows import EdiRow, duties, type_at_medcom
from sor.recipients.index import RECEIVE, SEND
from sor.recipients.names import standard_name
from sor.recipients.reasons import RecipientReason
from sor.recipients.view import Addressee, RecipientView

SUPPLEMENT = "255203001"
"""A practitioner's unit: what is sent to it is what is sent to the institution above it."""

MENDED_BY = {
    "receiver-no-number": "mend.number",
    "receiver-inactive": "mend.keeper",
    "receiver-internal": "mend.keeper",
    "number-unlisted": "mend.authority",
    "receiver-not": "mend.supplier",
    "reach.no-version": "mend.supplier",
    "reach.some-versions": "mend.supplier",
}
"""Who can mend it, by what stands against it."""


class PeersOf(NamedTuple):
    """Units of a type that use a number at which something is recorded: how many, and how many take each standard."""

    units: int
    taking: Counter[str]


class ReachingMessage(NamedTuple):
    """A message that is sent to such units. near, region: numbers in the municipality and in the region that send it.
    peers: of how many units of the type how many take it. is_duty: whether the unit's system must receive it. against:
    what stands against its arrival, and who mends that; empty when it arrives.
    """

    standard: str
    name: str
    near: int
    region: int
    peers: int
    of_peers: int
    is_duty: bool
    can: str
    versions: tuple[str, ...]
    against: tuple[RecipientReason, ...]

    def answer(self) -> Fields:
        """As doors give it."""
        return {
            "standard": self.standard, "name": self.name, "can": self.can, "versions": [*self.versions],
            "senders_near": self.near, "senders_in_region": self.region, "peers": self.peers,
            "of_peers": self.of_peers, "duty": self.is_duty, "reasons": [one.answer() for one in self.against],
        }  # fmt: skip


def list_reaching(
    view: RecipientView, unit: Addressee, rows: Mapping[str, EdiRow], language: str = "da"
) -> list[ReachingMessage]:
    """What reaches an open unit on the view's day: what does not arrive first, then what most of its kind take. rows:
    the location numbers of the day.
    """
    place = view.place(unit)
    peers = count_peers(view, type_of(unit))
    must = _duties(view, unit, rows)
    found = []
    for standard in view.standards(SEND):
        senders = view.taking(standard, None, SEND)
        around = {number: versions for number in senders if number != unit.number and (versions := senders[number])}
        near = [one for one in around if place.municipality and _row(rows, one).municipality == place.municipality]
        region = [one for one in around if place.region and _row(rows, one).region == place.region]
        if not region and not near:
            continue
        if not peers.taking[standard] and standard not in must:
            continue
        sent = [set(around[one]) for one in dict.fromkeys([*near, *region])]
        can, shared, against = _judge(view, unit, rows, standard, sent)
        name = standard_name(view.codes, standard, view.at.valid, language) or ""
        found.append(ReachingMessage(
            standard, name, len(near), len(region), peers.taking[standard], peers.units, standard in must, can,
            tuple(sorted(shared)), tuple(against),
        ))  # fmt: skip
    order = {"no": 0, "partly": 1, "unclear": 2, "yes": 3}
    return sorted(found, key=lambda one: (order[one.can], not one.is_duty, -one.peers, one.standard))


def type_of(unit: Addressee) -> str:
    """The type by which a unit is written to: its own, of a practitioner's that of the institution."""
    types = (values.get("type") or "" for _, values in unit.chain)
    return next((one for one in types if one != SUPPLEMENT), "")


def count_peers(view: RecipientView, type: str) -> PeersOf:
    """The open units of a type whose number has something recorded, and what they take."""
    taking: Counter[str] = Counter()
    count = 0
    for code, kept in view.index.units.items():
        if not type or not any(one.values.get("type") == type for one in kept):
            continue
        unit = view.addressee(code)
        if unit is None or unit.values.get("type") != type or not unit.number:
            continue
        held = view.standards_at(unit.number, RECEIVE)
        count += bool(held)
        taking.update(held)
    return PeersOf(count, taking)


def _judge(
    view: RecipientView, unit: Addressee, rows: Mapping[str, EdiRow], standard: str, sent: list[set[str]]
) -> tuple[str, set[str], list[RecipientReason]]:
    """Whether a standard arrives that is sent in some versions: yes, no, partly or unclear; in which versions; and what
    stands against it.
    """
    takes = set(view.messages(unit.number, standard, RECEIVE)) if unit.number else set()
    against = [one for one in judge_receiver(view, unit, None, unit.name, takes, standard) if one.ok is not True]
    fitting = sum(bool(one & takes) for one in sent)
    if takes and fitting < len(sent):
        facts = {"takes": ", ".join(sorted(takes)), "count": len(sent) - fitting, "of": len(sent)}
        rule = "reach.some-versions" if fitting else "reach.no-version"
        against.append(RecipientReason(rule, facts, ok=None if fitting else False))
    verdicts = [one.ok for one in against]
    can = "no" if False in verdicts else "partly" if takes and fitting < len(sent) else "unclear" if verdicts else "yes"
    return can, takes & set().union(*sent), [*against, *_menders(view, unit, rows, against)]


def _menders(
    view: RecipientView, unit: Addressee, rows: Mapping[str, EdiRow], against: list[RecipientReason]
) -> Iterator[RecipientReason]:
    """Who can mend what stands against it."""
    holder = view.addressee(unit.source) if unit.source else None
    row = rows.get(unit.number or "")
    supplier = "" if row is None else row.system_supplier
    lists = ("system_supplier_v2", "system_supplier_v1")
    name = next((found for one in lists if (found := view.codes.name(one, supplier, view.at.valid))), supplier)
    for rule in dict.fromkeys(MENDED_BY.get(one.rule, "") for one in against):
        if rule == "mend.supplier" and not name:
            rule = "mend.medcom"  # noqa: PLW2901 (nobody is known who supplies it)
        if rule:
            facts = {"unit": holder.name if holder else unit.name, "supplier": name, "number": unit.number or ""}
            yield RecipientReason(rule, facts, ok=None)


def _duties(view: RecipientView, unit: Addressee, rows: Mapping[str, EdiRow]) -> set[str]:
    """The standards that a unit's system must receive, as far as the lists tell."""
    row = rows.get(unit.number or "")
    kind = type_at_medcom(view.codes, row.system_type, view.at.valid) if row else ""
    held = duties(view.codes, view.at.valid).get(kind, []) if kind else []
    return {one.standard for one in held if one.direction == RECEIVE}


def _row(rows: Mapping[str, EdiRow], number: str) -> EdiRow:
    return rows.get(number) or NO_ROW


NO_ROW = EdiRow("", "", "", "", "", "", "", "", "", "", "", active=False, internal=False, begins=0, ends=0, messages=())
