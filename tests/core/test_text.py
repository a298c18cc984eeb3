"""The gate for text: one spelling, and no character that the log, XML or a screen cannot hold."""

import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sor.core.canonical import encode
from sor.core.text import (
    NotComposed,
    Unfit,
    fit_text,
    is_fit,
    misfit,
    pass_all,
    pass_text,
    refuse_unfit,
    without_breaks,
)

TEXTS = st.text(st.characters(), max_size=20)
EVERY = [chr(n) for n in range(sys.maxunicode + 1)]


@pytest.mark.parametrize(
    "text", ["", "A", "Ærø Øre-, næse- og halsklinik", "Å\u00a0B", "12\u2009km", "γ₂", "👩 og 🏥", "中"]
)
def test_what_people_write_passes_as_it_is(text: str) -> None:
    assert pass_text(text) == text
    assert fit_text(text) == (text, [])


def test_a_letter_and_its_mark_become_one_character() -> None:
    assert pass_text("A\u030alborg") == "\u00c5lborg"
    assert not is_fit("A\u030alborg")


@pytest.mark.parametrize(
    ("character", "name"),
    [
        ("\0", "U+0000 NUL"), ("\t", "U+0009 TAB"), ("\n", "U+000A LINE FEED"), ("\x1b", "U+001B"),
        ("\x7f", "U+007F DELETE"), ("\x85", "U+0085 NEXT LINE"), ("\x9b", "U+009B"),
        ("\u00ad", "U+00AD SOFT HYPHEN"), ("\u034f", "U+034F COMBINING GRAPHEME JOINER"),
        ("\u200b", "U+200B ZERO WIDTH SPACE"), ("\u200d", "U+200D ZERO WIDTH JOINER"),
        ("\u200f", "U+200F RIGHT-TO-LEFT MARK"), ("\u202e", "U+202E RIGHT-TO-LEFT OVERRIDE"),
        ("\u2028", "U+2028 LINE SEPARATOR"), ("\u2029", "U+2029 PARAGRAPH SEPARATOR"),
        ("\u2066", "U+2066 LEFT-TO-RIGHT ISOLATE"), ("\u3164", "U+3164 HANGUL FILLER"),
        ("\u2800", "U+2800 BRAILLE PATTERN BLANK"), ("\ud800", "U+D800"),
        ("\ue000", "U+E000"), ("\ufe0f", "U+FE0F VARIATION SELECTOR-16"),
        ("\ufeff", "U+FEFF ZERO WIDTH NO-BREAK SPACE"), ("\ufffe", "U+FFFE"), ("\uffff", "U+FFFF"),
        ("\u0378", "U+0378"), ("\U000e0041", "U+E0041 TAG LATIN CAPITAL LETTER A"), ("\U0010ffff", "U+10FFFF"),
    ],
)  # fmt: skip
def test_what_nothing_can_hold_is_refused_by_name_and_place(character: str, name: str) -> None:
    with pytest.raises(Unfit, match="character 4 is ") as refused:
        pass_text(f"Lis{character}", "set.name")
    assert str(refused.value).startswith(f"set.name: character 4 is {name},")
    assert refused.value.danish.startswith(f"set.name: tegn nr. 4 er {name},")


@pytest.mark.slow
def test_no_character_passes_that_xml_cannot_hold_or_that_nobody_sees() -> None:
    through = [character for character in EVERY if misfit(character) is None]
    assert {unicodedata.category(character)[0] for character in through} == set("LMNPSZ")
    beyond_xml = [c for c in through if not (c >= " " and not "\ud800" <= c <= "\udfff" and c not in "\ufffe\uffff")]
    assert beyond_xml == []


@given(st.lists(TEXTS) | st.dictionaries(TEXTS, TEXTS))
def test_what_passes_once_passes_unchanged_and_the_last_insistence_agrees(value: object) -> None:
    try:
        kept = pass_all(value)
    except Unfit:
        with pytest.raises((Unfit, UnicodeEncodeError, ValueError)):
            refuse_unfit(encode(value), "a value")
        return
    assert pass_all(kept) == kept
    refuse_unfit(encode(kept), "a value")
    if kept != value:
        with pytest.raises(NotComposed):
            refuse_unfit(encode(value), "a value")


@given(TEXTS)
def test_a_text_from_outside_the_gate_can_be_fitted_and_every_loss_is_named(text: str) -> None:
    shown, left_out = fit_text(text)
    assert is_fit(shown)
    lost = {c for c in text if misfit(c) and c not in "\t\r\n"}
    assert len(left_out) == len(lost)
    assert all(f"U+{ord(c):04X}" in "\n".join(left_out) for c in lost)


@pytest.mark.parametrize(
    ("cell", "read"),
    [("Klinik\nA", "Klinik A"), ("Klinik \r\n\t A", "Klinik A"), ("\tA\n", "A"), ("A  B", "A  B"), (" A", " A")],
)
def test_a_run_of_breaks_and_tabs_is_one_blank(cell: str, read: str) -> None:
    assert without_breaks(cell) == read


def test_paths_lead_to_the_text_at_fault() -> None:
    with pytest.raises(Unfit, match=r"^changes\[1\]\.set\.postal_address\.street: character 1"):
        pass_all({"changes": [{}, {"set": {"postal_address": {"street": "\u200bVej"}}}]})
