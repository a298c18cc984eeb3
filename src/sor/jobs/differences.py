"""What differs between two points of a register, or of two: subject by subject, field by field."""

from collections.abc import Collection, Iterator, Mapping
from typing import NamedTuple, TypedDict

from sor.core.as_of import AsOf
from sor.core.canonical import decode
from sor.core.shapes import Fields, Value
from sor.core.subject import ADDRESS_KINDS, FIELDS
from sor.register import Register
from sor.store import reads

KINDS = (*FIELDS, "code")


class ComparedRegister(NamedTuple):
    """One side of a comparison: a register at a point. fields: by kind, what it can hold; None = everything.
    address_parts: what of an address it can hold; None = everything.
    """

    register: Register
    at: AsOf
    fields: Mapping[str, Collection[str]] | None = None
    address_parts: Collection[str] | None = None


class Difference(TypedDict):
    """A subject that differs: its life is new, changed, closed or annulled; each field with before and after."""

    kind: str
    key: str
    change: str
    fields: dict[str, Fields]


def differences(one: ComparedRegister, other: ComparedRegister, *, kinds: Collection[str] = ()) -> Iterator[Difference]:
    """One object per subject that differs: kind, key, change (new, changed, closed, annulled), fields with before and
    after. Own values only; ``annulled`` = the life that the first side knew is gone as if it had never been; what a
    file no longer lists counts as closed.
    """
    for kind in KINDS:
        if kinds and kind not in kinds:
            continue
        if _not_told(one, kind) or _not_told(other, kind):
            continue
        yield from _of_kind(kind, one, other)


def nothing_to_compare(one: ComparedRegister, other: ComparedRegister, *, kinds: Collection[str] = ()) -> list[str]:
    """The kinds that a file tells, or that were asked for, when neither side has anything of any of them on its day:
    that nothing differs says nothing then. None when something was compared.
    """
    told = {kind for side in (one, other) if side.fields is not None for kind in side.fields}
    compared = [kind for kind in KINDS if kind in (told.intersection(kinds) if kinds and told else kinds or told)]
    is_empty = not any(
        reads.count_alive(side.register.database.reader(), kind, side.at) for kind in compared for side in (one, other)
    )
    return compared if is_empty else []


def _not_told(side: ComparedRegister, kind: str) -> bool:
    return side.fields is not None and kind not in side.fields


def _of_kind(kind: str, one: ComparedRegister, other: ComparedRegister) -> Iterator[Difference]:
    before, after = _bodies(one, kind), _bodies(other, kind)
    for key in sorted(before.keys() | after.keys()):
        was, now = before.get(key), after.get(key)
        if was == now:
            continue
        fields = _fields(was, now, _comparable(one, other, kind), _parts(one, other))
        if was is not None and now is not None and not fields:
            continue
        yield {"kind": kind, "key": key, "change": _change(kind, key, was, now, other), "fields": fields}


def _bodies(side: ComparedRegister, kind: str) -> dict[str, str]:
    return {row.key: row.body for row in reads.all_at(side.register.database.reader(), kind, side.at)}


def _comparable(one: ComparedRegister, other: ComparedRegister, kind: str) -> Collection[str] | None:
    told = [set(side.fields[kind]) for side in (one, other) if side.fields is not None]
    return set.intersection(*told) if told else None


def _parts(one: ComparedRegister, other: ComparedRegister) -> Collection[str] | None:
    told = [set(side.address_parts) for side in (one, other) if side.address_parts is not None]
    return set.intersection(*told) if told else None


def _fields(
    was: str | None, now: str | None, only: Collection[str] | None, parts: Collection[str] | None
) -> dict[str, Fields]:
    before = decode(was) if was else {}
    after = decode(now) if now else {}
    return {
        field: {"before": before.get(field), "after": after.get(field)}
        for field in sorted(before.keys() | after.keys())
        if (only is None or field in only)
        and _keep_held(field, before.get(field), parts) != _keep_held(field, after.get(field), parts)
    }


def _keep_held(field: str, value: Value, parts: Collection[str] | None) -> Value:
    """A value without the parts of an address that one of the sides cannot hold."""
    if parts is None or field not in ADDRESS_KINDS or not isinstance(value, dict):
        return value
    return {part: held for part, held in value.items() if part in parts}


def _change(kind: str, key: str, was: str | None, now: str | None, other: ComparedRegister) -> str:
    if was is None:
        return "new"
    if now is not None:
        return "changed"
    if other.fields is not None:
        return "closed"
    left = reads.nearest_version(other.register.database.reader(), kind, key, other.at)
    return "closed" if left is not None else "annulled"
