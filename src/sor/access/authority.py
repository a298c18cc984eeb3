"""Who may: one table, role × operation × place in the tree, judged on the day on which a change takes effect.

The table says what a role may do in places of a sort; a right says over which place an actor has a role. Both must
agree. Source of the rows: facts on who may edit what (Sundhedsdatastyrelsen's pages, nspop 87377153).
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import NamedTuple

import msgspec

from sor.core import entity_types
from sor.core.day import OPEN, START, previous_day, write_day
from sor.core.finding import Finding
from sor.core.shapes import Value, text_in
from sor.rules import authority as said
from sor.rules.rule import Rule

AUTHORITY, REGION, MUNICIPALITY, PRIVATE, STATE = "authority", "region", "municipality", "private", "state"
MEDCOM, VENDOR, EVERYBODY = "medcom", "vendor", "everybody"
ROLES = (AUTHORITY, REGION, MUNICIPALITY, PRIVATE, STATE, MEDCOM, VENDOR)
OWNER_ROLES = (REGION, MUNICIPALITY, PRIVATE, STATE)
EVERYWHERE = frozenset({AUTHORITY, MEDCOM})
"""Roles without a place: their rights hold in the whole register."""

EVERYWHERE_SHOWN = "*"
"""How the place of such a right is written."""

OPERATIONS = (
    "create", "edit", "move", "replace", "close", "merge", "correct", "withdraw", "undo", "reschedule", "annul",
    "confirm", "number", "shak", "edi",
)  # fmt: skip
READ = "read"
ERASE = "erase"
"""To take values out of the log: no operation of a change, and the authority's alone."""

KINDS_OF_OWNER = {
    entity_types.REGION: REGION,
    entity_types.MUNICIPALITY: MUNICIPALITY,
    entity_types.PRIVATE: PRIVATE,
    entity_types.STATE: STATE,
}
"""The owner kind by the entity type of an institution owner; any other is ``unknown``."""

UNKNOWN = "unknown"
COUNTED_AS_HOSPITALS = frozenset({entity_types.HOSPITAL, entity_types.HOSPICE})
"""Types of an institution that count as hospital: hospital, hospice."""


class RoleRow(NamedTuple):
    """A role may do these operations to units of these levels below owners of these kinds.

    hospitals: whether also to hospitals, hospices and what is below them.
    """

    role: str
    operations: str
    levels: str
    owners: str
    hospitals: bool = True


ALL = " ".join(OPERATIONS)
ANY = f"{REGION} {MUNICIPALITY} {PRIVATE} {STATE} {UNKNOWN}"
ANY_LEVEL = f"IO HI OU {UNKNOWN}"
KEEPING = "create edit move replace close merge withdraw undo reschedule confirm"
"""What the keeper of a unit does with it; the past (correct) and mistakes (annul) are the authority's."""

TABLE = (
    RoleRow(EVERYBODY, READ, ANY_LEVEL, ANY),
    RoleRow(AUTHORITY, ALL, ANY_LEVEL, ANY),
    # A region keeps its departments and wards; its hospitals and the owner itself are kept by the authority.
    RoleRow(REGION, KEEPING, "OU", REGION),
    RoleRow(REGION, "number", "IO HI OU", REGION),
    RoleRow(REGION, "edi", "IO HI OU", REGION),
    RoleRow(REGION, "shak", "OU", REGION),  # codes of 6 and 7 characters; 4 are the hospital's. Its end is a rule.
    # A municipality keeps its units; the levels above and location numbers are the authority's, messages MedCom's.
    RoleRow(MUNICIPALITY, KEEPING, "OU", MUNICIPALITY),
    # Private and state owners keep their whole tree by self-service, private hospitals excepted.
    RoleRow(PRIVATE, KEEPING, "IO HI OU", PRIVATE, hospitals=False),
    RoleRow(PRIVATE, "number", "IO HI OU", PRIVATE, hospitals=False),
    RoleRow(PRIVATE, "edi", "IO HI OU", PRIVATE, hospitals=False),
    RoleRow(STATE, KEEPING, "IO HI OU", STATE),
    RoleRow(STATE, "number", "IO HI OU", STATE),
    RoleRow(STATE, "edi", "IO HI OU", STATE),
    RoleRow(MEDCOM, "edi", "IO HI OU", ANY),
    RoleRow(VENDOR, "edi", "IO HI OU", ANY),
)  # fmt: skip


class Belonging(NamedTuple):
    """A number belongs to the unit where it stands, stands from a coming day or, when it stands nowhere, last stood.

    name, system, field: how sentences, the identifier index and units call it. op: what one must be allowed to do to a
    unit to take the number away from it; and, where it is the unit's ``own``, to give it up or take it up there.
    shared: units below one owner share it without being asked. only_open: what closed units held is free. never_again:
    it goes to no other party or place (``changes/belonging.py`` has the exceptions). by_login: who comes with it may
    take it.
    """

    name: str
    system: str
    field: str
    op: str
    own: bool = False
    shared: bool = False
    only_open: bool = False
    never_again: bool = False
    by_login: bool = False


BELONGINGS = (
    Belonging("location_number", "location_number", "location", "number", own=True, never_again=True),
    Belonging("shak", "shak", "shak", "shak", own=True),
    Belonging("provider_identifier", "provider_key", "provider_identifier", "edit", shared=True),
    Belonging("cvr", "cvr", "cvr", "edit", only_open=True, by_login=True),
    Belonging("production_unit", "production_unit", "production_unit", "edit", shared=True, only_open=True),
    Belonging("pharmacy_identifier", "pharmacy_identifier", "pharmacy_identifier", "edit", shared=True, only_open=True),
)
"""Second part of the table: who must be asked when a number is given up, taken up or, by ``number``, ``shak`` and
``edi``, changed. Third: what the authority sent is taken back by nobody else.
"""


DAILY = frozenset({"edit", "confirm"})
"""Fourth part of the table: what who runs another's unit by agreement does with it, as far as their own role could at
a unit of theirs.
"""

OWNING = ("edit", "create", "move", "close")
"""What somebody must be allowed to do to an owner, and so to all below it, to say whose it is: to sell it, or to give
it another CVR number, by whose logins it is kept.
"""

OF_THE_OWNER = frozenset({"operator", "type", "level", "cvr"})
"""The fields that say what such a unit is and whose: its owner alone sets them."""


class Place(NamedTuple):
    """Where a unit stands on the day on which the change takes effect.

    key: the unit, or ``#1``. level: IO, HI or OU. owner: SOR code of its IO on that day; None = it has none.
    owner_kind: region, municipality, private, state or unknown, by the IO's type. hospital: it is, or stands below, an
    institution of a type of COUNTED_AS_HOSPITALS. above: codes from the unit's parent up to the IO. supplier: the CVR
    number of who supplies the system of the location number that is asked about, as far as the lists tell; None where
    it is not asked. operator: SOR code of the owner that runs it, or the nearest unit above that is run by another than
    its owner; None = its owner runs it.
    """

    key: str
    level: str | None
    owner: str | None
    owner_kind: str
    hospital: bool
    above: tuple[str, ...] = ()
    supplier: str | None = None
    operator: str | None = None


class Right(msgspec.Struct, frozen=True):
    """A role over a place, from a day to a day (half-open).

    place: SOR code of an owner or of any unit: all below it too; None for roles that hold everywhere. ops: the only
    operations it includes; None = all of the role. within: the places of those who handed it on, all of which must
    cover the unit still: who hands on a subtree does not hand on what moves away with it.
    """

    role: str
    place: str | None = None
    ops: frozenset[str] | None = None
    from_day: int = START
    to_day: int = OPEN
    within: tuple[str, ...] = ()

    def covers(self, place: Place) -> bool:
        """Whether a unit stands in this right's place, and in those of all who handed it on."""
        around = {place.key, place.owner, *place.above}
        return all(one in around for one in (self.place, *self.within) if one is not None)

    def includes(self, op: str) -> bool:
        """Whether an operation is not left out of it."""
        return self.ops is None or op in self.ops


class Actor(msgspec.Struct, frozen=True):
    """Who changes something: the id that the log names, and the rights that are not withdrawn now."""

    id: str
    name: str = ""
    rights: Sequence[Right] = ()
    cvr: str | None = None


def make_place(line: Sequence[tuple[str, str | None, str | None]], operator: str | None = None) -> Place:
    """The place of a unit, from (code, level, type) of the unit itself and of those above it, nearest first. operator:
    who runs it, where that is another than its owner.
    """
    key, level, _ = line[0]
    owner, owner_type = next(((code, sort) for code, above, sort in line if above == "IO"), (None, None))
    hospital = any(above == "HI" and _counts_as_hospital(sort) for _, above, sort in line)
    above = tuple(code for code, _, _ in line[1:])
    kind = KINDS_OF_OWNER.get(owner_type, UNKNOWN) if isinstance(owner_type, str) else UNKNOWN
    return Place(key, level, owner, kind, hospital, above, operator=None if operator == owner else operator)


def _counts_as_hospital(sort: Value) -> bool:
    """What a document says is looked at before its shape is judged: it may be anything."""
    return isinstance(sort, str) and sort in COUNTED_AS_HOSPITALS


def may(role: str, op: str, place: Place) -> bool:
    """What the table says: whether a role may do this to a unit of such a level, owner kind and sort."""
    return any(
        op in row.operations.split()
        and (place.level or UNKNOWN) in row.levels.split()
        and place.owner_kind in row.owners.split()
        and (row.hospitals or not place.hospital)
        for row in TABLE
        if row.role in (role, EVERYBODY)
    )


def refusal(
    actor: Actor,
    op: str,
    kind: str,
    place: Place | None,
    day: int,
    fields: Collection[str] | Mapping[str, Value] = (),
) -> Finding | None:
    """Why an actor may not do this, or None when it may.

    op: one of OPERATIONS, or ``read``. kind: of the subject that is changed. place: where the unit stands, or the
    unit that the number, message type or SHAK code belongs to; None when it belongs to none. day: the day on which
    the change takes effect. fields: what is set; given with their values, it is also seen whether a location number
    is the unit's own, and which type or level the unit gets. What changes the place is asked twice: for the unit where
    it stands on the day and for where it will stand. To take back a change of numbers, codes or message types is asked
    as such a change. For a kind of number that comes with a login (``BELONGINGS``) ``fields`` holds the number that is
    taken from a unit. Raises ValueError for an operation that is none.
    """
    if op == READ:
        return None
    if op not in OPERATIONS:
        raise ValueError(f"'{op}' is no operation. The operations are: {', '.join(OPERATIONS)}.")
    if place is None:
        return None if _rules_all(actor, op, day) else _without_owner(op, kind, "", day)
    if _comes_with_it(actor, kind, fields):
        return None
    for needed in _find_needed(op, kind, fields):
        for stands in _stands(place, fields):
            found = _why_not(actor, needed, kind, stands, day)
            if found is not None and not runs_it(actor, needed, stands, day, fields):
                return found
    if place.level != "IO" or _rules_all(actor, op, day):
        return None
    if "type" in fields:
        return said.KIND_OF_OWNER.finding(kind, place.key, {"actor": actor.id}, day)
    if "cvr" in fields and any(_why_not(actor, one, kind, place, day) for one in list_needed(op, kind, place, fields)):
        return said.NUMBER_OF_OWNER.finding(kind, place.key, {"actor": actor.id, "ops": [*OWNING]}, day)
    return None


def _comes_with_it(actor: Actor, kind: str, fields: Collection[str] | Mapping[str, Value]) -> bool:
    """Whether the number that is taken is the one by whose login the actor is known."""
    taken = fields.get(kind) if isinstance(fields, Mapping) else None
    return any(one.by_login for one in BELONGINGS if one.name == kind) and taken is not None and taken == actor.cvr


def runs_it(actor: Actor, op: str, place: Place, day: int, fields: Collection[str] | Mapping[str, Value] = ()) -> bool:
    """Whether an actor may do this because the owner over which it has a right runs the unit for another: its daily
    data, never its end, its place or what it is.
    """
    if place.operator is None or op not in DAILY or not OF_THE_OWNER.isdisjoint(fields):
        return False
    return any(
        right.role in OWNER_ROLES
        and all(one == place.operator for one in (right.place, *right.within))
        and right.includes(op)
        and right.from_day <= day < right.to_day
        and may(right.role, op, place._replace(owner_kind=right.role))
        for right in actor.rights
    )


def may_erase(actor: Actor, day: int) -> bool:
    """Whether an actor may ask for a value to be erased, or confirm it: the authority over the whole register. It is no
    operation on a unit, so a right that is limited to some operations does not hold it.
    """
    return _rules_all(actor, ERASE, day)


def keeps(actor: Actor, place: Place, day: int) -> bool:
    """Whether an actor keeps a place: the authority does, and who has the owner's role over it, if by a right that
    leaves editing in. It is no operation on a unit: whoever keeps an owner says who answers for it, though the owner
    itself is the authority's to change.
    """
    return any(
        right.role in (AUTHORITY, place.owner_kind)
        and right.covers(place)
        and right.includes("edit")
        and right.from_day <= day < right.to_day
        for right in actor.rights
        if right.role in (AUTHORITY, *OWNER_ROLES)
    )


def _rules_all(actor: Actor, op: str, day: int) -> bool:
    """Whether the actor is the authority on that day, everywhere."""
    return any(
        right.role == AUTHORITY and right.place is None and right.includes(op) and right.from_day <= day < right.to_day
        for right in actor.rights
    )


def list_needed(op: str, kind: str, place: Place, fields: Collection[str] | Mapping[str, Value]) -> list[str]:
    """The operations that somebody must be allowed at a place to do this: the one asked for, those that the fields
    amount to, and where they say whose an owner is those that it takes to say so.
    """
    owning = OWNING if place.level == "IO" and "cvr" in fields and kind == "unit" else ()
    return list(dict.fromkeys((*_find_needed(op, kind, fields), *owning)))


def _find_needed(op: str, kind: str, fields: Collection[str] | Mapping[str, Value]) -> Iterator[str]:
    """The operations that must be allowed: the one asked for, and those that the fields amount to."""
    yield op
    if kind != "unit":
        return
    if "shak" in fields and op != "shak":
        yield "shak"
    location = fields.get("location", {}) if isinstance(fields, Mapping) else {"state": "Own"}
    if "location" in fields and op != "number" and isinstance(location, Mapping) and location.get("state") == "Own":
        yield "number"


def _stands(place: Place, fields: Collection[str] | Mapping[str, Value]) -> Iterator[Place]:
    """The place as it is and, when another level or type is set, as it becomes: both must be allowed."""
    yield place
    if not isinstance(fields, Mapping):
        return
    if fields.get("level", place.level) != place.level:
        yield place._replace(level=text_in(fields, "level"))
    if _counts_as_hospital(fields.get("type")) and place.level == "HI" and not place.hospital:
        yield place._replace(hospital=True)


def _why_not(actor: Actor, op: str, kind: str, place: Place, day: int) -> Finding | None:
    """Of the reasons that each right gives, the one that comes nearest to being allowed."""
    nearest: tuple[int, Finding] | None = None
    for right in actor.rights:
        judged = _judge_right(right, actor, op, kind, place, day)
        if judged is None:
            return None
        if nearest is None or judged[0] > nearest[0]:
            nearest = judged
    return nearest[1] if nearest else _no_right(actor, op, kind, place, day)


def _judge_right(right: Right, actor: Actor, op: str, kind: str, place: Place, day: int) -> tuple[int, Finding] | None:
    """Why one right does not allow it, with how near it comes; None when it does."""

    def because(rule: Rule, **facts: Value) -> Finding:
        return rule.finding(kind, place.key, facts, day)

    where = right.place or EVERYWHERE_SHOWN
    if not right.covers(place):
        return 0, _no_right(actor, op, kind, place, day)
    if not may(right.role, op, place):
        if place.hospital and may(right.role, op, place._replace(hospital=False)):
            return 2, because(said.PRIVATE_HOSPITAL, actor=actor.id, role=right.role, op=op)
        allowed = [role for role in ROLES if may(role, op, place)]
        sort = {"level": place.level or UNKNOWN, "owner_kind": place.owner_kind}
        return 1, because(said.NOT_OF_THIS_ROLE, actor=actor.id, role=right.role, op=op, **sort, allowed=allowed)
    if right.role == VENDOR and place.supplier and place.supplier != actor.cvr:
        return 3, because(said.NOT_ITS_SYSTEM, actor=actor.id, cvr=place.supplier)
    if not right.includes(op):
        held = [one for one in OPERATIONS if right.includes(one)]
        return 3, because(said.LIMITED_RIGHT, place=where, op=op, ops=held)
    if day < right.from_day:
        return 4, because(said.NOT_YET, place=where, since=write_day(right.from_day), day=write_day(day))
    if day >= right.to_day:
        last = write_day(previous_day(right.to_day))
        return 4, because(said.NO_LONGER, place=where, last=last, day=write_day(day))
    return None


def _no_right(actor: Actor, op: str, kind: str, place: Place, day: int) -> Finding:
    if place.owner is None:
        return _without_owner(op, kind, place.key, day)
    facts = {"actor": actor.id, "owner": place.owner}
    if op == "move":
        return said.HANDING_OVER.finding(kind, place.key, facts | {"day": write_day(day)}, day)
    return said.NO_RIGHT.finding(kind, place.key, facts, day)


def _without_owner(op: str, kind: str, key: str, day: int) -> Finding:
    return said.NO_OWNER.finding(kind, key, {"day": write_day(day), "op": op}, day)
