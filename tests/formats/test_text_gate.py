"""Texts of files: breaks become blanks with a finding, other characters that no text may hold reject the row."""

import pytest

from sor.core.claim import Claim, Piece
from sor.core.day import OPEN
from sor.core.text import Unfit
from sor.formats.delivery import Delivery, Untold
from sor.formats.text_gate import claims_through, on_one_line, row_through


def _claim(**values: object) -> Claim:
    return Claim("unit", "11000016002", frozenset(values), [Piece(20200101, OPEN, values)], line=7)


def _through(*claims: Claim) -> tuple[list[Claim], Delivery]:
    delivery = Delivery("x", "x.csv", claims)
    return list(claims_through(delivery)), delivery


def test_a_break_in_a_part_of_a_field_becomes_a_blank_with_a_finding() -> None:
    [claim], delivery = _through(_claim(postal_address={"street": "Vej\r\n1"}))
    assert claim.pieces[0].values == {"postal_address": {"street": "Vej 1"}}
    assert [(f.rule, f.field, f.facts) for f in delivery.findings] == [
        ("X16", "postal_address", {"part": "postal_address.street"})
    ]
    assert not delivery.rejected


def test_any_other_such_character_rejects_the_subject_and_says_which_and_where() -> None:
    claims, delivery = _through(_claim(name="Klinik\u200bA", location={"state": "Own", "number": "5790000120017"}))
    assert claims == []
    [row] = delivery.rejected
    assert (row.line, row.key) == (7, "11000016002")
    assert "name: character 7 is U+200B ZERO WIDTH SPACE" in row.reason
    beside = (("location_number", "5790000120017"),)
    assert delivery.untold == [Untold("unit", "11000016002", beside)], "what is rejected is not absent"


def test_letters_are_composed_without_a_finding() -> None:
    [claim], delivery = _through(_claim(name="A\u030alborg"))
    assert claim.pieces[0].values == {"name": "Ålborg"}
    assert not delivery.findings


def test_a_row_goes_through_whole_or_not_at_all() -> None:
    delivery = Delivery("x", "x.csv", ())
    assert row_through("unit", "1", {"name": "A\tB", "east": 1.5}, delivery) == {"name": "A B", "east": 1.5}
    with pytest.raises(Unfit, match="note"):
        row_through("unit", "1", {"name": "A", "note": "\x07"}, delivery)
    assert on_one_line({"name": "A"}) == ({"name": "A"}, [])
