"""What stands for letters that ISO-8859-1 has not; every one is told."""

import pytest

from sor.formats.western import replace_characters


def test_danish_german_and_icelandic_letters_fit() -> None:
    assert replace_characters("Ærø Åby, Grünenthal, Þór, é", "iso-8859-1") == ("Ærø Åby, Grünenthal, Þór, é", [])


def test_letters_written_with_a_separate_accent_are_put_together() -> None:
    assert replace_characters("A\u030aby", "iso-8859-1") == ("Åby", [])


@pytest.mark.parametrize(
    ("text", "written", "told"),
    [
        ("Nord–Syd", "Nord-Syd", ["U+2013 EN DASH is written '-'"]),
        ("Dvořák", "Dvorák", ["U+0159 LATIN SMALL LETTER R WITH CARON is written 'r'"]),
        ("10 €", "10 EUR", ["U+20AC EURO SIGN is written 'EUR'"]),
        ("Łódź", "Lódz", [
            "U+0141 LATIN CAPITAL LETTER L WITH STROKE is written 'L'",
            "U+017A LATIN SMALL LETTER Z WITH ACUTE is written 'z'",
        ]),
        ("診診", "??", ["U+8A3A CJK UNIFIED IDEOGRAPH-8A3A is written '?'"]),
        ("””", '""', ["U+201D RIGHT DOUBLE QUOTATION MARK is written '\"'"]),
    ],
)  # fmt: skip
def test_other_letters_are_replaced_and_told_once_each(text: str, written: str, told: list[str]) -> None:
    assert replace_characters(text, "iso-8859-1") == (written, told)


def test_the_windows_form_has_dashes_and_the_euro() -> None:
    assert replace_characters("Nord–Syd €", "cp1252") == ("Nord–Syd €", [])


def test_what_a_reader_would_refuse_is_not_written() -> None:
    """Bytes that are letters in Windows' encoding and other letters in that of DOS."""
    assert replace_characters("Žižkov, Œuvre, ƒ", "cp1252") == ("Zizkov, OEuvre, ?", [
        "U+017D LATIN CAPITAL LETTER Z WITH CARON is written 'Z'",
        "U+017E LATIN SMALL LETTER Z WITH CARON is written 'z'",
        "U+0152 LATIN CAPITAL LIGATURE OE is written 'OE'",
        "U+0192 LATIN SMALL LETTER F WITH HOOK is written '?'",
    ])  # fmt: skip
