"""The gate where files come in: breaks and tabs in a cell become blanks, with a finding; a row with any other character
that no text may hold is rejected; garbled and odd texts, texts that are too long and coordinates that are no metres of
Denmark are told.

Readers send their rows through here, so that nothing that hangs on a rejected row is loaded; every claim passes once
more, so that no reader can forget.
"""

from collections.abc import Iterable, Iterator, Mapping

import msgspec

from sor.core.claim import Claim, Piece
from sor.core.finding import Finding
from sor.core.shapes import Fields, Value, as_unit
from sor.core.text import Plain, Unfit, is_fit, mapped, passed, texts_of, without_breaks
from sor.formats.delivery import Delivery
from sor.formats.findings import garbled as garbled_text
from sor.formats.findings import letters_foreign, put_on_one_line, quote_open
from sor.formats.garbled import foreign_letters, garbled, is_suspect, meant_by, opens_a_quote
from sor.formats.odd_texts import odd_texts
from sor.formats.tables.coordinates import with_metres
from sor.rules.names import excesses_of_others


def on_one_line(values: Plain) -> tuple[Plain, list[str]]:
    """Values as the register keeps them, and the paths of those that had breaks. Raises Unfit."""
    if all(map(is_fit, texts_of(values))):
        return values, []
    broken: list[str] = []

    def fit(text: str, where: str) -> str:
        line = without_breaks(text)
        if line != text:
            broken.append(where)
        return passed(line, where)

    return mapped(values, fit), broken


def row_through(kind: str, key: str, values: Mapping[str, Value], delivery: Delivery) -> Fields:
    """What a row's cells hold, as the register keeps it. Raises Unfit: then the row is to be rejected."""
    fit, broken = on_one_line(values)
    delivery.findings += [put_on_one_line(kind, key, path) for path in broken]
    return {**fit}


def claims_through(delivery: Delivery) -> Iterator[Claim]:
    """The claims of a file whose texts may be kept. The others are rejected, with the location number they name."""
    for claim in delivery.claims:
        try:
            passed(claim.key, "its code")
            pieces = []
            for piece in claim.pieces:
                values, broken = on_one_line(piece.values)
                delivery.findings += [put_on_one_line(claim.kind, claim.key, path) for path in broken]
                pieces.append(piece if values is piece.values else msgspec.structs.replace(piece, values=values))
            pieces = list(_told(claim, pieces, delivery))
        except Unfit as error:
            reason = f"{claim.kind} {claim.key}: {error}"
            delivery.reject(claim.line or 0, reason, kind=claim.kind, key=claim.key, proposal=meant_by(error.text),
                            beside=_beside(claim))  # fmt: skip
            continue
        claim.pieces = pieces
        yield claim


def _told(claim: Claim, pieces: Iterable[Piece], delivery: Delivery) -> Iterator[Piece]:
    """The pieces of a claim with coordinates in metres; each thing that is odd in several of them is told once."""
    found: list[Finding] = []
    for piece in pieces:
        joined = "\n".join(texts_of(piece.values))
        if is_suspect(joined):
            found += _garbled_in(claim, piece)
        found += odd_texts(claim.kind, claim.key, piece.values, joined)
        found += excesses_of_others(claim.kind, claim.key, piece.values)
        in_metres, more = with_metres(claim.key, piece) if claim.kind == "unit" else (piece, [])
        found += more
        yield in_metres
    delivery.findings += [one for n, one in enumerate(found) if one not in found[:n]]


def _garbled_in(claim: Claim, piece: Piece) -> list[Finding]:
    found: list[Finding] = []

    def look(text: str, path: str) -> str:
        odd = garbled(text)
        if odd is not None:
            found.append(garbled_text(claim.kind, claim.key, path, *odd))
        if letters := foreign_letters(text):
            found.append(letters_foreign(claim.kind, claim.key, path, text, letters))
        if opens_a_quote(text):
            found.append(quote_open(claim.kind, claim.key, path, text))
        return text

    mapped(piece.values, look)
    return found


def _beside(claim: Claim) -> Iterator[tuple[str, str]]:
    """The location numbers that a claim about a unit names."""
    for piece in claim.pieces if claim.kind == "unit" else ():
        number = (as_unit(piece.values).get("location") or {}).get("number")
        if number:
            yield "location_number", number
