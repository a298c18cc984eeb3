"""Danish addresses in one line, and their parts."""

import pytest

from sor.oss.street_text import read_address, write_address


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Halfdansgade 10, 2300 København S", "Halfdansgade|10|||2300|København S"),
        ("Halfdansgade 10, 2. tv, 2300 København S", "Halfdansgade|10|2|tv|2300|København S"),
        ("Halfdansgade 10 b, st., 2300 København S", "Halfdansgade|10B|st||2300|København S"),
        ("10. Februar Vej 3-5, kl., 8700 Horsens", "10. Februar Vej|3-5|kl||8700|Horsens"),
        ("Søvejen 7, Vorbasse, DK-6623 Vorbasse", "Søvejen|7|||6623|Vorbasse"),
        ("Skolevej 97 8330 Beder", "Skolevej|97|||8330|Beder"),
        ("Rådhustorvet 4, 3. sal, 8700 Horsens", "Rådhustorvet|4|3||8700|Horsens"),
    ],
)
def test_an_address_is_taken_apart(text: str, parts: str) -> None:
    found = read_address(text)
    assert found is not None
    names = ("street", "building", "floor", "suite", "postcode", "district")
    assert "|".join(str(found.get(name, "")) for name in names) == parts


@pytest.mark.parametrize(
    "text", ["", "8700 Horsens", "Rådhuset", "Postboks 12", "Storgade 5", "Storgade, 8700 Horsens"]
)
def test_an_address_without_street_or_postcode_is_none(text: str) -> None:
    assert read_address(text) is None


def test_what_was_taken_apart_can_be_written() -> None:
    text = "Halfdansgade 10, 2. tv, 2300 København S"
    found = read_address(text)
    assert found is not None
    assert write_address(found) == text
