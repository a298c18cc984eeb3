"""A standard is called what its versions are called."""

from sor.codes import bundle
from sor.core.canonical import encode
from sor.core.code_book import CodeBook
from sor.recipients.names import standard_name


def test_the_name_of_a_standard() -> None:
    rows = [
        (claim.key, piece.from_day, piece.to_day, encode(piece.values).decode())
        for claim in bundle.bundled_claims()
        for piece in claim.pieces
        if claim.key.startswith("edi_message_type/")
    ]
    codes = CodeBook(rows)
    assert standard_name(codes, "REF01", 20261101) == "Sygehushenvisning"
    assert standard_name(codes, "XYZ", 20261101) is None
