"""The gate where files come in: breaks and tabs in a cell become blanks, with a finding; a row with any other character
that no text may hold is rejected; a placeholder is no value, nor is a text with a personal number; garbled and odd
texts, texts that are too long and coordinates that are no metres of Denmark are told.

Readers send their rows through here, so that nothing that hangs on a rejected row is loaded; every claim passes once
more, so that no reader can forget.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping

import msgspec

from sor.core.claim import Claim, Piece
from sor.core.finding import Finding
from sor.core.personal_numbers import has_personal_number, mask_numbers, with_personal_numbers, without_personal_numbers
from sor.core.shapes import Fields, Value, as_unit, list_items, text_in
from sor.core.text import Plain, Unfit, is_fit, map_texts, pass_text, texts_of, without_breaks
from sor.formats.delivery import Delivery, RejectedCell
from sor.formats.findings import find_garbled, letters_foreign, put_on_one_line, quote_open, unreadable
from sor.formats.garbled import find_meaning, foreign_letters, is_suspect, look_for_garbled, opens_a_quote
from sor.formats.odd_texts import odd_texts
from sor.formats.placeholders import stands_for_nothing
from sor.formats.tables.cell_damage import PERSONAL, PLACEHOLDER
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
        return pass_text(line, where)

    return map_texts(values, fit), broken


def row_through(kind: str, key: str, values: Mapping[str, Value], delivery: Delivery) -> Fields:
    """What a row's cells hold, as the register keeps it. Raises Unfit: then the row is to be rejected."""
    fit, broken = on_one_line(values)
    delivery.findings += [put_on_one_line(kind, key, path) for path in broken]
    return {**fit}


def claims_through(delivery: Delivery) -> Iterator[Claim]:
    """The claims of a file whose texts may be kept. The others are rejected, with the location number they name."""
    for claim in delivery.claims:
        if claim.kind == "location_number" and stands_for_nothing("number", claim.key):
            continue  # the unit that names it is told
        try:
            pass_text(claim.key, "its code")
            pieces = []
            for piece in claim.pieces:
                values, broken = on_one_line(piece.values)
                delivery.findings += [put_on_one_line(claim.kind, claim.key, path) for path in broken]
                pieces.append(piece if values is piece.values else msgspec.structs.replace(piece, values=values))
            pieces = list(_clean_pieces(claim, _without_placeholders(claim, pieces, delivery), delivery))
        except Unfit as error:
            reason = f"{claim.kind} {claim.key}: {error}"
            delivery.reject(claim.line or 0, reason, kind=claim.kind, key=claim.key, proposal=find_meaning(error.text),
                            beside=_beside(claim))  # fmt: skip
            continue
        claim.pieces = pieces
        yield claim


HELD: Mapping[str, Collection[str] | None] = {"unit": None, "location_number": None, "place": None, "shak": {"name"}}
"""By kind the fields in which a placeholder says nothing, None for all; others are codes that only lists can judge."""


def _without_placeholders(claim: Claim, pieces: Iterable[Piece], delivery: Delivery) -> Iterator[Piece]:
    """The pieces of a claim without what stands for nothing: of that the file says nothing. Tables have left out theirs
    by the cell; here pass the elements of XML and the fields of records.
    """
    fields = HELD.get(claim.kind, ())
    told: set[tuple[str, str]] = set()
    for piece in pieces:
        found = dict(_placeholders(piece.values if fields is None else {f: piece.values.get(f) for f in fields}))
        for path, text in found.items() - told:
            told.add((path, text))
            cell = RejectedCell(claim.line or 0, claim.kind, claim.key, path, path, text, *PLACEHOLDER)
            delivery.cells.append(cell)
            delivery.findings.append(unreadable(claim.kind, claim.key, path.partition(".")[0], path, text))
        if found:
            values = {field: _leave_out(field, value, found) for field, value in piece.values.items()}
            kept = {field: value for field, value in values.items() if value not in (None, {}, [])}
            yield msgspec.structs.replace(piece, values=kept, untold=piece.untold | found.keys())
        else:
            yield piece


def _placeholders(values: Mapping[str, Value]) -> Iterator[tuple[str, str]]:
    """The paths at which a placeholder stands, with it."""
    for field, value in values.items():
        if isinstance(value, str) and stands_for_nothing(field, value):
            yield field, value
        elif field == "location":
            if (number := text_in(value, "number")) and stands_for_nothing("location.number", number):
                yield field, number
        elif isinstance(value, dict):
            yield from (
                (f"{field}.{part}", one)
                for part, one in value.items()
                if isinstance(one, str) and stands_for_nothing(f"{field}.{part}", one)
            )
        elif isinstance(value, list):
            codes = (str(one.get("code", "")) for one in list_items(value))
            yield from ((field, code) for code in codes if stands_for_nothing(field, code))


def _leave_out(field: str, value: Value, without: Mapping[str, str]) -> Value:
    """What is left of a field."""
    if isinstance(value, dict) and field not in without:
        return {part: one for part, one in value.items() if f"{field}.{part}" not in without}
    if isinstance(value, list) and field in without:
        return [one for one in list_items(value) if not stands_for_nothing(field, str(one.get("code", "")))]
    return None if field in without else value


def _clean_pieces(claim: Claim, pieces: Iterable[Piece], delivery: Delivery) -> Iterator[Piece]:
    """The pieces of a claim with coordinates in metres; each thing that is odd in several of them is told once."""
    found: list[Finding] = []
    told: set[str] = set()
    for given in pieces:
        piece, joined = given, "\n".join(texts_of(given.values))
        if has_personal_number(joined):
            piece = _without_personal_numbers(claim, given, delivery, told)
            joined = "\n".join(texts_of(piece.values))
        if is_suspect(joined):
            found += _find_garbled(claim, piece)
        found += odd_texts(claim.kind, claim.key, piece.values, joined)
        found += excesses_of_others(claim.kind, claim.key, piece.values)
        in_metres, more = with_metres(claim.kind, claim.key, piece)
        found += more
        yield in_metres
    delivery.findings += [one for n, one in enumerate(found) if one not in found[:n]]


def _without_personal_numbers(claim: Claim, piece: Piece, delivery: Delivery, told: set[str]) -> Piece:
    """A piece without the texts that hold personal numbers: of those the file says nothing. Each is told without its
    last four digits.
    """
    found = dict(with_personal_numbers(piece.values))
    for path, text in found.items():
        if path not in told:
            told.add(path)
            column, shown = delivery.called.get((claim.kind, path), path), mask_numbers(text)
            meant = without_personal_numbers(text) or None
            cell = RejectedCell(claim.line or 0, claim.kind, claim.key, column, path, shown, PERSONAL, meant)
            delivery.cells.append(cell)
            delivery.findings.append(unreadable(claim.kind, claim.key, path.partition(".")[0], column, shown))
    values = {field: _leave_out(field, value, found) for field, value in piece.values.items()}
    kept = {field: value for field, value in values.items() if value not in (None, {}, [])}
    return msgspec.structs.replace(piece, values=kept, untold=piece.untold | found.keys())


def _find_garbled(claim: Claim, piece: Piece) -> list[Finding]:
    found: list[Finding] = []

    def look(text: str, path: str) -> str:
        odd = look_for_garbled(text)
        if odd is not None:
            found.append(find_garbled(claim.kind, claim.key, path, *odd))
        if letters := foreign_letters(text):
            found.append(letters_foreign(claim.kind, claim.key, path, text, letters))
        if opens_a_quote(text):
            found.append(quote_open(claim.kind, claim.key, path, text))
        return text

    map_texts(piece.values, look)
    return found


def _beside(claim: Claim) -> Iterator[tuple[str, str]]:
    """The location numbers that a claim about a unit names."""
    for piece in claim.pieces if claim.kind == "unit" else ():
        number = (as_unit(piece.values).get("location") or {}).get("number")
        if number:
            yield "location_number", number
