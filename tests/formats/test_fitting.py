"""What older logs hold outside the gate: composed, shown without what cannot be shown, and each loss is told once."""

from sor.core.canonical import encode
from sor.formats.fitting import Fitting
from sor.formats.published.omitted import Omitted


def test_a_stored_value_outside_the_gate_is_shown_and_told_once() -> None:
    read = Fitting()
    body = encode({"name": "A\u030alborg\u200b", "postal_address": {"street": "Vej\n\x071"}}).decode()
    for _ in range(2):
        assert read("1", body) == {"name": "\u00c5lborg", "postal_address": {"street": "Vej 1"}}
    assert read.list_omitted() == [
        Omitted("1", "name", "U+200B ZERO WIDTH SPACE cannot be written and is left out"),
        Omitted("1", "postal_address.street", "U+0007 cannot be written and is left out"),
    ]


def test_what_passed_the_gate_is_read_as_it_stands() -> None:
    read = Fitting()
    values = {"name": 'Læge "Å"\u00a0& Søn', "east": 1.5, "specialities": [{"code": "1", "main": True}]}
    assert read("1", encode(values).decode()) == values
    assert read.list_omitted() == []
