"""Text in a wrong encoding is told with what it most likely said; what may be as it was written is left alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sor.formats.garbled import find_meaning, foreign_letters, is_suspect, look_for_garbled, opens_a_quote

DANISH = "æøåÆØÅéÉèüÜöÖäÄ½§–’“”…•€"


@given(st.text(f"abcxyz ABCXYZ 019.,-/&{DANISH}", min_size=1))
def test_utf_8_read_by_a_windows_program_is_told_with_the_text_itself(text: str) -> None:
    read = "".join(map(shown, text.encode()))
    if read != text:
        assert find_meaning(read) == text
        assert is_suspect(read)


def shown(byte: int) -> str:
    """A byte as a Windows program shows it; five of them it leaves as they are."""
    return chr(byte) if byte in (0x81, 0x8D, 0x8F, 0x90, 0x9D) else bytes((byte,)).decode("cp1252")


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("KÃƒÂ¸benhavn", "København"),
        ("Klinikken i SÃ¸borg og Søborg", "Klinikken i Søborg og Søborg"),
        ("ï»¿Navn", "Navn"),
        ("AÌŠlborg", "Ålborg"),
        ("www.nordsjã¦lland.dk", "www.nordsjælland.dk"),
        ("KovaÄ‡, Å¾", "Kovać, ž"),
        ("RCT \x96 Center \x93Nord\x94", "RCT – Center “Nord”"),
        ("K›benhavn", "København"),
        ("K¿benhavn, Sj¾lland", "København, Sjælland"),
        ("S&oslash;borg &amp; &#216;ster", "Søborg & Øster"),
        ("Klinik_x000D_ for b_x00F8_rn", "Klinik for børn"),
        ("K�benhavn", None),
        ("Kï¿½benhavn", None),
        ("Kl%C3%B8verbakken", "Kløverbakken"),
        ("%c3%98ster%20All%C3%A9 5", "Øster Allé 5"),
        ("K?benhavn K", None),
        ("?sterbro", None),
        ("SÃ¸borg og K?benhavn", None),
    ],
)
def test_garbled_text_is_known(text: str, meant: str | None) -> None:
    assert is_suspect(text)
    found = look_for_garbled(text)
    assert found is not None
    assert (found.text, found.meant) == (text, meant)


@pytest.mark.parametrize(
    "text",
    [
        "Ærø Ålborg Østerbro æøå ÆØÅ", "CAFÉ–BAR »CAFÉ« “CAFÉ”", "Vejle Å\u00a0Vest", "Å – Ä, Å’s", "SÃO PAULO",
        "CHÂTEAU",
        "Müller & Søn; A&B;", "Hvad? Nej!", "https://x.dk/sog?a=b&amp=c", "mail?id@x.dk", "½ dag, 2¾ time",
        "A\u030alborg",
        "Šarić, Žižek, Łódź, ¿Qué?", "tel. 12 34 56 78†",
        "https://x.dk/s%C3%B8g", "x.dk/om?q=%C3%B8", "100%CAFE", "50 %", "50%20",
    ],
)  # fmt: skip
def test_text_that_may_be_right_is_left_alone(text: str) -> None:
    assert look_for_garbled(text) is None


def test_greek_and_cyrillic_letters_in_latin_words_are_known() -> None:
    for text, letters in (
        ("Fj\u043erdby", "\u043e"), ("\u0391fsnit B", "\u0391"), ("K\u0448benhavn \u0435", "\u0448\u0435"),
    ):  # fmt: skip
        assert is_suspect(f"a\n{text}")
        assert foreign_letters(text) == letters
    for text in (
        "\u03b1blokker, 5 \u03bcg, 5 \u00b5g",
        "\u041c\u043e\u0441\u043a\u0432\u0430 Klinik",
        "Ærø",
        "Łódź",
        "\u03a9-3",
    ):
        assert foreign_letters(text) == ""


def test_a_quotation_mark_that_nothing_closes_is_known() -> None:
    assert is_suspect('a\n"Fjordby')
    assert opens_a_quote('"Fjordby')
    assert not any(map(opens_a_quote, ('"Fjordby"', 'Klinik "Fjordby', '5" rør', '"A" og "B"', "")))
