"""The kinds of case: one table of what each asks for, who decides it, and what is made of it when it is approved.

Pure: what a case says becomes the right that is to be given, or the changes that are to be made.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from sor.access.authority import OPERATIONS, OWNER_ROLES
from sor.core.day import OPEN, NotADay, parse_day
from sor.core.shapes import Fields, Value
from sor.desk.actors import WantedRight
from sor.register import Refused
from sor.rules.issuing import DATA, FLAGS
from sor.rules.lengths import excesses_anywhere

RIGHT, ENTRY, EITHER = "right", "entry", "either"
"""What an approved case becomes: a right; an entry of the log; an entry, or an answer alone."""

ACCESS, CLAIM, NUMBER, ERROR, SALE = "access", "claim", "location_number", "error", "sale"
DERIVED = frozenset({NUMBER, SALE})
"""The kinds whose changes follow from their data."""

NEW_NUMBER = "#number"

_OPS = (
    f" Name some of {', '.join(OPERATIONS)}, or leave it out to ask for all of the role.",
    f" Nævn nogle af {', '.join(OPERATIONS)}, eller udelad det for at bede om alle rollens.",
)


class CaseKind(NamedTuple):
    """A kind of case. gives: what becomes of it. needs_unit: whether it is about a unit that is there. data: what its
    asker may say in fields. by_holders: whether who holds the right decides, beside the authority.
    """

    name: str
    gives: str
    needs_unit: bool
    data: tuple[str, ...] = ()
    by_holders: bool = False


RIGHT_DATA = ("role", "ops", "from", "to")
KINDS = {
    kind.name: kind
    for kind in (
        CaseKind(ACCESS, RIGHT, needs_unit=False, data=RIGHT_DATA, by_holders=True),
        CaseKind(CLAIM, RIGHT, needs_unit=True, data=("role", "from", "to")),
        CaseKind(NUMBER, ENTRY, needs_unit=True, data=(*DATA, *FLAGS, "note", "number", "close", "from")),
        CaseKind("institution", ENTRY, needs_unit=True),
        CaseKind("private_hospital", ENTRY, needs_unit=False),
        CaseKind("unit", ENTRY, needs_unit=False),
        CaseKind(ERROR, EITHER, needs_unit=False, data=("name", "email")),
        CaseKind(SALE, ENTRY, needs_unit=True, data=("cvr", "from")),
    )
}
"""By name. What a case of a kind without data changes is proposed by its asker or put in by whoever decides."""


def kind_of(name: str) -> CaseKind:
    """A kind. Raises Refused."""
    if name not in KINDS:
        raise Refused(
            f"'{name[:40]}' is no kind of case. The kinds are: {', '.join(KINDS)}.",
            f"»{name[:40]}« er ingen slags sag. Slagsene er: {', '.join(KINDS)}.",
        )
    return KINDS[name]


def refuse_odd_data(kind: CaseKind, data: Mapping[str, Value]) -> None:
    """Raises Refused for a field that the kind does not have, or one that holds something else than it may."""
    if data.get("ops") == []:
        raise Refused(
            "A right without any operation is none. Leave out 'ops' to ask for all of the role.",
            "En ret uden handlinger er ingen ret. Udelad »ops« for at bede om alle rollens.",
            "ops",
        )
    for name, value in data.items():
        if name not in kind.data:
            known = ", ".join(kind.data) or "–"
            raise Refused(
                f"A case of kind {kind.name} has no field '{name[:40]}'. Its fields are: {known}.",
                f"En sag af slagsen {kind.name} har intet felt »{name[:40]}«. Dens felter er: {known}.",
            )
        is_list = name == "ops" and isinstance(value, list) and is_some_of(value, OPERATIONS)
        is_flag = name in (*FLAGS, "close") and isinstance(value, bool)
        if not (is_list or is_flag or (isinstance(value, str) and name not in (*FLAGS, "close", "ops"))):
            english, danish = _OPS if name == "ops" else ("", "")
            raise Refused(
                f"The field '{name}' of a case holds {str(value)[:40]!r}, which it cannot.{english}",
                f"Feltet »{name}« i en sag kan ikke indeholde {str(value)[:40]!r}.{danish}",
                name,
            )
    refuse_too_long(dict(data))
    if data.get("close") and not data.get("number"):
        raise Refused(
            "Which location number is to be closed? Name it in 'number'.",
            "Hvilket lokationsnummer skal lukkes? Nævn det i »number«.",
            "number",
        )


def is_some_of(found: Sequence[Value], known: Sequence[str]) -> bool:
    """Whether a list holds some of what is known, at least one, each once."""
    return bool(found) and all(found.count(one) == 1 and one in known for one in found)


def refuse_too_long(value: Value) -> None:
    """Raises Refused for a text that is longer than the table of lengths lets any such text be."""
    for one in excesses_anywhere(value):
        where = f"{one.field}.{one.part}" if one.part else one.field
        raise Refused(
            f"'{where}' has {one.characters} characters; at most {one.most} are possible.",
            f"»{where}« har {one.characters} tegn; højst {one.most} er mulige.",
            where,
        )


def wanted_right(kind: CaseKind, unit: str, data: Mapping[str, Value], owner_kind: str, today: int) -> WantedRight:
    """The right that a case asks for; owner_kind: of the unit's owner, whose role a claim gives. Raises Refused."""
    role = owner_kind if kind.name == CLAIM else str(data.get("role", ""))
    if kind.name == CLAIM and (role not in OWNER_ROLES or data.get("role", role) != role):
        raise Refused(
            "A claim gives the right of the owner's own kind, and of no other.",
            "Et krav giver retten for ejerens egen slags og ingen anden.",
            "role",
        )
    ops = data.get("ops")
    to_day = _day(data, "to", OPEN)
    from_day = max(today, _day(data, "from", today))
    if to_day <= from_day:
        raise Refused("The right would end before it begins.", "Retten ville ende, før den begynder.", "to")
    return WantedRight(role, unit or None, frozenset(ops) if isinstance(ops, list) else None, from_day, to_day)


def number_changes(unit: str, data: Mapping[str, Value], series: str, today: str) -> Sequence[Fields]:
    """The changes by which a case about a location number issues one, changes one or closes it."""
    said = {name: value for name, value in data.items() if name in (*DATA, *FLAGS, "note") and value != ""}
    number, day = str(data.get("number", "")), str(data.get("from") or today)
    if not number:
        issued: Fields = {"op": "number", "location_number": NEW_NUMBER, "unit": unit, "from": day, "issue": said}
        return [issued | {"series": series}]
    if data.get("close"):
        return [{"op": "number", "location_number": number, "unit": unit, "from": day, "close": True}]
    return [{"op": "number", "location_number": number, "from": day, "set": said}]


def _day(data: Mapping[str, Value], name: str, otherwise: int) -> int:
    """A day of the data. Raises Refused for what is none."""
    text = data.get(name)
    if text in (None, ""):
        return otherwise
    try:
        return parse_day(str(text))
    except NotADay as error:
        raise Refused(str(error), f"»{str(text)[:40]}« er ingen dag. Skriv den som 2026-07-01.", name) from None
