"""Numbers that a case would take from others: who makes its changes may, but has to know whose they are."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import NamedTuple

from sor.access.authority import BELONGINGS, Actor, Place, refusal
from sor.changes.asking import Terms
from sor.core.finding import Finding
from sor.core.shapes import Fields, Value
from sor.register import Register
from sor.rules.authority import OF_ANOTHER

WORDS = {
    "provider_identifier": ("Ydernummer", "Provider identifier (ydernummer)"),
    "cvr": ("CVR-nummer", "CVR number"),
    "production_unit": ("P-nummer", "P-number"),
    "pharmacy_identifier": ("Apoteksnummer", "Pharmacy number"),
}
"""What sentences call the numbers, Danish and English."""

ASKED = frozenset(one.name for one in BELONGINGS) & WORDS.keys()


class TakenNumber(NamedTuple):
    """A number that belongs to another unit. field: by which units hold it."""

    field: str
    danish: str
    english: str


def list_taken(register: Register, asker: Actor, changes: Sequence[Value], door: str) -> list[TakenNumber]:
    """The numbers that changes would take from units over which their asker has no right, by the same rule by which the
    asker would be refused (AUTH8); nothing is written. Raises Refused, BadDocument.
    """
    if not any(_names_number(one) for one in changes):
        return []
    document: Fields = {"changes": list(changes)}
    terms = Terms(partial(_refuse_taking, asker))
    outcome = register.change(document, asker.id, door, dry_run=True, terms=lambda: terms)
    found = [_tell(register, one) for one in outcome.findings if one.rule == OF_ANOTHER.code]
    return list(dict.fromkeys(found))


def _names_number(change: Value) -> bool:
    stated = change.get("set") if isinstance(change, Mapping) else None
    return isinstance(stated, Mapping) and not ASKED.isdisjoint(stated)


def _refuse_taking(
    asker: Actor, op: str, kind: str, place: Place | None, day: int, fields: Mapping[str, Value]
) -> Finding | None:
    """Who decides may all; whose a number is is asked for the asker."""
    return refusal(asker, op, kind, place, day, fields) if kind in ASKED else None


def _tell(register: Register, found: Finding) -> TakenNumber:
    field, value, holder = (str(found.facts[name]) for name in ("what", "value", "holder"))
    unit = register.at().summary(holder)
    name = str((unit.get("name") if unit is not None else None) or "–")
    danish, english = WORDS.get(field, (field, field))
    return TakenNumber(
        field,
        f"{danish} {value} hører til {name} ({holder}), som den, der beder om det, ikke har ret over.",
        f"{english} {value} belongs to {name} ({holder}), over which who asks for it has no right.",
    )
