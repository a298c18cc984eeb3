"""Each level can be named in both notations."""

from sor.core.levels import in_both_notations, read_level


def test_a_level_is_read_in_both_notations() -> None:
    assert [read_level(text) for text in ("IO", "IE", "HI", "si", "OU", " oe ")] == ["IO", "IO", "HI", "HI", "OU", "OU"]
    assert [read_level(text) for text in ("", "HIX", "I", "IO OU")] == [None] * 4


def test_a_level_is_told_in_both_notations() -> None:
    assert [in_both_notations(level) for level in ("IO", "HI", "OU", "XX")] == ["IO (IE)", "HI (SI)", "OU (OE)", "XX"]
