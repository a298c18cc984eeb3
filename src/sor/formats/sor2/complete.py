"""``SOR_complete.zip``: the units with their whole history, and the tables beside them, as one delivery."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import PurePath

from sor.core.claim import Claim
from sor.formats.archive import Member
from sor.formats.delivery import BadFile, Delivery
from sor.formats.lookups import Lookups
from sor.formats.sor2 import tables
from sor.formats.sor2 import units as sor2_csv
from sor.formats.sor2.shak_maps import hold_against
from sor.formats.sor2.tables import LOCATION_NUMBERS, SUCCESSIONS, SideTable
from sor.formats.tables.table_file import TableFile

UNITS = "SOREntity.csv"

SHOWN = 3
"""Numbers that a note quotes."""

WHOLE = frozenset({LOCATION_NUMBERS.kind, SUCCESSIONS.kind})
"""What the tables beside the units list in full, closed ones too. Message types of a number have no history (D5) and
code lists are others' as well: being absent from those means nothing."""


def recognises(names: Sequence[str]) -> bool:
    """Whether a zip with members of these names is the complete one."""
    return _units_among(names) is not None


def _units_among(names: Sequence[str]) -> str | None:
    return next((name for name in names if PurePath(name).name.casefold() == UNITS.casefold()), None)


def read(members: Sequence[Member], file: str, *, lookups: Lookups, snapshot: int | None, part: bool) -> Delivery:
    """The members of the zip as a delivery. snapshot: when not given, the day that the units' member bears.

    A location number is described by its own table; what the units say of it counts only when that table is silent.
    Raises BadFile.
    """
    by_name = {member.name: member for member in members}
    name = _units_among(list(by_name))
    if name is None:
        raise BadFile(f"{file} holds no {UNITS}; it is no complete SOR2 archive.")
    units = by_name[name]
    day = units.date if snapshot is None else snapshot
    delivery = sor2_csv.read(units.open(), units.name, lookups=lookups, complete=True, snapshot=day, part=part)
    delivery.file = file
    delivery.table = PurePath(units.name).name
    sides = list(_readable(members, units, delivery))
    delivery.notes += _absent(members)
    delivery.kinds = frozenset({"unit"} | ({side.kind for side, _ in sides} & WHOLE))
    maps = [member for member in members if (side := tables.by_name(member.name)) is not None and side.kind == "unit"]
    delivery.claims = hold_against(_claims(delivery.claims, sides, delivery), maps, delivery)
    return delivery


def _readable(members: Sequence[Member], units: Member, delivery: Delivery) -> Iterator[tuple[SideTable, Member]]:
    """The tables beside the units that can be read, in the order of reading; the others are noted."""
    found: list[tuple[SideTable, Member]] = []
    for member in members:
        side = tables.by_name(member.name)
        if member is units:
            continue
        if side is None:
            delivery.notes.append(f"{member.name} is no table that is known; it was not read.")
        elif side.kind != "unit":
            header = _header(member)
            lacking = side.lacking(header)
            if lacking:
                delivery.notes.append(tables.not_read(member.name, lacking, header))
            else:
                found.append((side, member))
    return iter(sorted(found, key=lambda pair: pair[0] is not LOCATION_NUMBERS))


def _absent(members: Sequence[Member]) -> Iterator[str]:
    """What is told of the tables that a whole archive has and this one has not."""
    there = {tables.by_name(member.name) for member in members}
    for side in tables.SIDES:
        if side not in there and side.kind != "unit":
            yield f"{side.name}.csv is not in the archive; what it would say stays as it is."


def _header(member: Member) -> list[str]:
    with member.open() as stream:
        return TableFile(stream, member.name).header


def _claims(units: Iterable[Claim], sides: Sequence[tuple[SideTable, Member]], delivery: Delivery) -> Iterator[Claim]:
    """The claims of all tables. Those of numbers come first, so that units repeat none of them."""
    described: set[str] = set()
    named: set[str] = set()
    for side, member in sides:
        with member.open() as stream:
            for claim in tables.claims(stream, member.name, side, delivery):
                if side is LOCATION_NUMBERS:
                    described.add(claim.key)
                yield claim
    for claim in units:
        if claim.kind == LOCATION_NUMBERS.kind:
            named.add(claim.key)
        if claim.kind != LOCATION_NUMBERS.kind or claim.key not in described:
            yield claim
    lacking = sorted(named - described)
    if described and lacking:
        shown = ", ".join(lacking[:SHOWN]) + (", …" if len(lacking) > SHOWN else "")
        delivery.notes.append(
            f"{LOCATION_NUMBERS.name}.csv lacks {len(lacking)} of the {len(named)} location numbers that units have:"
            f" {shown}. Of these only what the units say is loaded; the table may have been cut off."
        )
