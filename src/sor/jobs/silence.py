"""What a file could say and does not, because a cell was rejected, stays as the register has it (``CORE`` §4).

The piece of a claim is filled up with what the unit shows already, so that comparing finds no difference there, and so
that units below are compared with what stands above them.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from sor.core.canonical import decode
from sor.core.claim import Claim, Piece
from sor.core.inheritance import Chain, address, location_number
from sor.core.subject import ADDRESS_KINDS
from sor.formats.unit_rows import NO_STATE
from sor.store import reads
from sor.store.reads import AsOf


def keep_what_is_known(connection: Any, claims: Sequence[Claim], at: AsOf) -> Iterator[tuple[str, str]]:
    """Fill up every silent piece of the units; gives the location numbers that are therefore not absent."""
    for claim in claims:
        for piece in claim.pieces if claim.kind == "unit" else ():
            if piece.silent:
                day = at.valid if piece.from_day <= at.valid < piece.to_day else piece.from_day
                rows = reads.chain_at(connection, claim.key, AsOf(day, at.known))
                chain = [(row.key, decode(row.body)) for row in rows]
                _fill(piece, chain)
                number = location_number(chain) if "location" in piece.silent and chain else None
                if number:
                    yield "location_number", number.value


def _fill(piece: Piece, chain: Chain) -> None:
    own = chain[0][1] if chain else {}
    for path in sorted(piece.silent):
        field, _, part = path.partition(".")
        if path == NO_STATE:
            known = own.get(field)
            if known is not None:  # a number that stood there is gone; nothing stated, or None, stays as it is
                piece.values[field] = known if known.get("state") == "None" else {"state": "None"}
            continue
        if field == "location":
            number = location_number(chain) if chain else None
            known = own.get(field) or ({"state": "Inherited", "number": number.value} if number else None)
        elif field in ADDRESS_KINDS and part and chain:
            found = address(chain, field)
            known = found.value if found else None
        else:
            known = own.get(field)
        if not part:
            piece.values.pop(field, None)
            if known is not None:
                piece.values[field] = known
        elif known and part in known:
            piece.values[field] = {**piece.values.get(field, {}), part: known[part]}
            if part == "municipality" and "region" not in known:
                piece.values[field].pop("region", None)  # it is the municipality's, which the cell did not tell
