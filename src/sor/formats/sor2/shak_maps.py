"""The maps of SHAK codes and units beside ``SOREntity.csv``: they say again what the units' column ``ShakId`` says, and
are held against it. Nothing of them is loaded.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence

from sor.core.claim import Claim
from sor.core.shapes import text_in
from sor.formats.archive import Member
from sor.formats.delivery import BadFile, Delivery
from sor.formats.sor2.tables import not_read
from sor.formats.tables.table_file import TableFile, remove_guard

SHOWN = 3
"""Rows that a note quotes."""

NAMES = ("ShakId", "SorId")

Pair = tuple[str, str]
"""A SHAK code and the unit that bears it."""


def hold_against(claims: Iterable[Claim], maps: Sequence[Member], delivery: Delivery) -> Iterator[Claim]:
    """Claims as they come; when all have passed the delivery has a note on each map."""
    pairs: set[Pair] = set()
    for claim in claims:
        if maps and claim.kind == "unit":
            pairs.update((shak, claim.key) for piece in claim.pieces if (shak := text_in(piece.values, "shak")))
        yield claim
    delivery.notes += [_tell_pairs(member, pairs) for member in maps]


def _tell_pairs(member: Member, pairs: Collection[Pair]) -> str:
    try:
        with member.open() as stream:
            table = TableFile(stream, member.name)
            lacking = [name for name in NAMES if name not in table.header]
            if lacking:
                return not_read(member.name, lacking, table.header)
            shak, unit = map(table.header.index, NAMES)
            rows = [
                (remove_guard(row.cells[shak]), remove_guard(row.cells[unit])) for row in table.rows(lambda *_: None)
            ]
    except BadFile as damage:
        return f"{member.name} was not read: {damage}"
    others = [row for row in rows if row not in pairs]
    if not others:
        return f"{member.name} was not read: the units' column ShakId says the same."
    shown = ", ".join(f"{code} of {bearer}" for code, bearer in others[:SHOWN]) + (", …" if len(others) > SHOWN else "")
    return (
        f"{member.name} was not read, and {len(others)} of its {len(rows)} rows say another than the units' column"
        f" ShakId ({shown}). What the units say is loaded."
    )
