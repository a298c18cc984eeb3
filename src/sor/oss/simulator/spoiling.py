"""Faults of the data: what a municipality's units look like while such a fault is on. The objects stay as they are."""

import uuid
from collections.abc import Callable, Iterable
from typing import NamedTuple

from msgspec.structs import replace

from sor.oss.simulator import classification as known
from sor.oss.simulator.faults import FaultName
from sor.oss.simulator.objects import OrgObject, Reference, Registration, Relation

NOWHERE = str(uuid.uuid5(uuid.NAMESPACE_URL, "https://nowhere.example"))


class Spoilt(NamedTuple):
    """newest: by unit the registration that is told instead. twice: units that come twice, with what comes second.
    addresses: by number the text of addresses that only the fault knows.
    """

    newest: dict[str, Registration]
    twice: dict[str, Registration]
    addresses: dict[str, str]


class FaultPlaces(NamedTuple):
    """What the faults choose from. units: active units that SOR has, leaves, by UUID. root: the root. pairs: (unit, one
    below it), both active. codes: SOR codes of the municipality's own; foreign: one of another owner.
    """

    objects: dict[str, OrgObject]
    units: list[str]
    root: str
    pairs: list[tuple[str, str]]
    codes: list[str]
    foreign: str


def spoil(names: Iterable[FaultName], around: FaultPlaces) -> Spoilt:
    """What is told while some faults are on; those of the transport change nothing here."""
    spoilt = Spoilt({}, {}, {})
    for name in sorted(set(names)):
        if name in _SPOILERS and len(around.units) > len(_SPOILERS) + 1 and around.pairs:
            place = list(_SPOILERS).index(name)
            _SPOILERS[name](around, around.units[place], spoilt)
    return spoilt


def _with_parent(now: Registration, parent: str | None) -> Registration:
    kept = tuple(one for one in now.relations if one.name != "Overordnet")
    if parent is None:
        return replace(now, relations=kept)
    return replace(now, relations=(*kept, Relation("Overordnet", now.states[-1].period, Reference(parent))))


def _with_code(around: FaultPlaces, unit: str, code: str, spoilt: Spoilt) -> None:
    now = around.objects[unit].newest
    number = str(uuid.uuid5(uuid.NAMESPACE_URL, f"https://nowhere.example/{unit}/{code}"))
    spoilt.addresses[number] = code
    kept = tuple(one for one in now.relations if not (one.role and one.role.value == known.SOR))
    kind = Reference(known.UNIT_ADDRESS)
    told = Relation("Adresser", now.states[-1].period, Reference(number), Reference(known.SOR), kind, "1")
    spoilt.newest[unit] = replace(now, relations=(*kept, told))


def _cycle(around: FaultPlaces, _: str, spoilt: Spoilt) -> None:
    above, below = around.pairs[0]
    spoilt.newest[above] = _with_parent(around.objects[above].newest, below)


def _two_roots(around: FaultPlaces, unit: str, spoilt: Spoilt) -> None:
    spoilt.newest[unit] = _with_parent(around.objects[unit].newest, None)


def _no_root(around: FaultPlaces, _: str, spoilt: Spoilt) -> None:
    below = next((one for one in around.units if one != around.root), around.root)
    spoilt.newest[around.root] = _with_parent(around.objects[around.root].newest, below)


def _orphan(around: FaultPlaces, unit: str, spoilt: Spoilt) -> None:
    spoilt.newest[unit] = _with_parent(around.objects[unit].newest, NOWHERE)


def _twice(around: FaultPlaces, unit: str, spoilt: Spoilt) -> None:
    spoilt.twice[unit] = _name_registration(around.objects[unit].newest, "Samme enhed med et andet navn")


def _two_units(around: FaultPlaces, unit: str, spoilt: Spoilt) -> None:
    if around.codes:
        _with_code(around, unit, around.codes[0], spoilt)
        _with_code(around, around.units[-1], around.codes[0], spoilt)


def _foreign(around: FaultPlaces, unit: str, spoilt: Spoilt) -> None:
    _with_code(around, unit, around.foreign, spoilt)


def _bad_digit(around: FaultPlaces, unit: str, spoilt: Spoilt) -> None:
    code = around.codes[-1] if around.codes else around.foreign
    _with_code(around, unit, f"{code[:-1]}{(int(code[-1]) + 1) % 10}", spoilt)


def _no_street(around: FaultPlaces, unit: str, spoilt: Spoilt) -> None:
    now = around.objects[unit].newest
    number = str(uuid.uuid5(uuid.NAMESPACE_URL, f"https://nowhere.example/{unit}/post"))
    spoilt.addresses[number] = "4200 Slagelse"
    kept = tuple(one for one in now.relations if not (one.role and one.role.value in (known.POST, known.VISIT)))
    kind = Reference(known.UNIT_ADDRESS)
    told = Relation("Adresser", now.states[-1].period, Reference(number), Reference(known.POST), kind, "1")
    spoilt.newest[unit] = replace(now, relations=(*kept, told))


def _long_name(around: FaultPlaces, unit: str, spoilt: Spoilt) -> None:
    now = around.objects[unit].newest
    name = now.attributes[-1].texts["EnhedNavn"]
    spoilt.newest[unit] = _name_registration(now, f"{name} {'med et meget langt navn ' * 10}"[:200])


def _no_name(around: FaultPlaces, unit: str, spoilt: Spoilt) -> None:
    now = around.objects[unit].newest
    attributes = tuple(
        replace(one, texts={name: text for name, text in one.texts.items() if name != "EnhedNavn"})
        for one in now.attributes
    )
    spoilt.newest[unit] = replace(now, attributes=attributes)


def _name_registration(now: Registration, name: str) -> Registration:
    last = now.attributes[-1]
    return replace(now, attributes=(*now.attributes[:-1], replace(last, texts={**last.texts, "EnhedNavn": name})))


_SPOILERS: dict[FaultName, Callable[[FaultPlaces, str, Spoilt], None]] = {
    "cycle": _cycle,
    "two-roots": _two_roots,
    "no-root": _no_root,
    "orphan": _orphan,
    "same-uuid-twice": _twice,
    "code-on-two-units": _two_units,
    "foreign-code": _foreign,
    "bad-check-digit": _bad_digit,
    "no-street": _no_street,
    "long-name": _long_name,
    "null-name": _no_name,
}

DATA_FAULTS = frozenset(_SPOILERS)
"""The faults that are faults of the data."""
