"""The bundled lists as claims, so that code lists enter the log like everything else (``CORE`` §6)."""

import csv
from collections.abc import Iterable, Iterator
from functools import cache
from hashlib import sha256
from importlib.resources import files
from itertools import groupby

from sor.codes.lists import LISTS
from sor.core.canonical import encode
from sor.core.claim import Claim, Piece
from sor.core.code_book import CodeBook
from sor.core.day import OPEN, START, parse_day
from sor.core.shapes import Fields
from sor.core.subject import code_key

DATA = files("sor.codes") / "data"

NOT_A_FIELD = frozenset({"code", "valid_from", "valid_to"})
"""The columns that say which code and when; all others are fields of the code."""


def bundled_claims() -> list[Claim]:
    """One claim per code of every bundled list; a list without dates holds from the first day there is.

    An empty cell is a field that holds nothing. ``mark`` says how well the row is known: D documented, O observed,
    I inferred, U unknown and therefore our own.
    """
    return [claim for name in LISTS for claim in _claims_of(name)]


@cache
def read_bundled_book() -> CodeBook:
    """The code lists as they are once the first entry of a log has brought them along."""
    return CodeBook(
        (claim.key, piece.from_day, piece.to_day, encode(piece.values).decode())
        for claim in bundled_claims()
        for piece in claim.pieces
    )


def digest() -> str:
    """The SHA-256 over the names and contents of the shipped files, for the log entry's origin."""
    found = sha256()
    for name in sorted(LISTS):
        content = _content(name)
        found.update(b"%s %d\n" % (name.encode(), len(content)))
        found.update(content)
    return found.hexdigest()


def _content(name: str) -> bytes:
    return (DATA / f"{name}.csv").read_bytes()


def _claims_of(name: str) -> Iterator[Claim]:
    reader = csv.DictReader(_content(name).decode("utf-8").splitlines(), strict=True)
    fields = frozenset(reader.fieldnames or ()) - NOT_A_FIELD
    several = LISTS[name].several
    for code, rows in groupby(reader, key=lambda row: row["code"]):
        pieces = [_piece(row, several) for row in rows]
        yield Claim("code", code_key(name, code), fields, pieces, life=_join_periods(pieces))


def _piece(row: dict[str, str], several: frozenset[str]) -> Piece:
    values: Fields = {
        column: cell.split(";") if column in several else cell
        for column, cell in row.items()
        if cell and column not in NOT_A_FIELD
    }
    start = parse_day(row["valid_from"]) if row["valid_from"] else START
    return Piece(start, parse_day(row["valid_to"]) if row["valid_to"] else OPEN, values)


def _join_periods(pieces: Iterable[Piece]) -> list[tuple[int, int]]:
    """The days that the pieces cover, neighbours as one period."""
    periods: list[tuple[int, int]] = []
    for piece in pieces:
        if periods and periods[-1][1] == piece.from_day:
            periods[-1] = (periods[-1][0], piece.to_day)
        else:
            periods.append((piece.from_day, piece.to_day))
    return periods
