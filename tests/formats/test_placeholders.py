"""Placeholders: one list for every column; what may be a value there is none."""

import pytest

from sor.formats.placeholders import stands_for_nothing

TEXTS = (
    "name",
    "postal_address.street",
    "virtual_address.phone",
    "virtual_address.email",
    "cvr",
    "postal_address.suite",
)


@pytest.mark.parametrize(
    "word",
    [
        "-",
        "–",
        "?",
        "??",
        "...",
        "x",
        "XXX",
        "n/a",
        "N/A",
        "ukendt",
        "Tom",
        "ingen",
        "NULL",
        "(tom)",
        "[tom]",
        "<ukendt>",
        "se ovenfor",
        "Se ovenfor.",
        "do.",
        "-do-",
        "Do",
        "ditto",
        "samme",
        "NAN",
        "nan",
        "Null",
        "null",
        '"',
        "''",
        "!!!",
        "„“",
        "'-'",
        "(blank)",
        "- - - - - - - - - - - -",
        "*ikke oplyst*",
        "n/a.",
        "(x)",
        "som ovenfor",
        "same as above",
    ],
)
def test_words_for_nothing_stand_for_it_in_any_column(word: str) -> None:
    assert [path for path in TEXTS if not stands_for_nothing(path, word)] == []


@pytest.mark.parametrize("path", ["name", "cvr", "postal_address.street_code", "virtual_address.phone", "note", "shak"])
def test_so_does_a_zero_where_no_value_is_zero(path: str) -> None:
    assert stands_for_nothing(path, "0")


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("reporting_level", "0"), ("postal_address.floor", "0"), ("local_code", "X"), ("local_code", "TOM"),
        ("local_attribute_1", "x"), ("postal_address.country", "NA"), ("network_name", "Ukendt"), ("name", "Xenon"),
        ("location.state", "None"), ("location.inherits", "ingen"), ("code", "0"), ("name", "Ingen Venter"),
        ("number.system_type_name", "ukendt"), ("name_da", "Ukendt"), ("postal_address.building", "1-2"),
        ("local_code", "DO"), ("name", "Nanna"), ("postal_address.street", "Domsvej"), ("name", "Tomat"), ("name", "C"),
        ("network_name", "(ukendt)"), ("postal_address.country", "na"), ("name", "Samme Klinik"), ("name", "Å"),
    ],
)  # fmt: skip
def test_what_may_be_a_value_of_the_column_is_none(path: str, value: str) -> None:
    assert not stands_for_nothing(path, value)
