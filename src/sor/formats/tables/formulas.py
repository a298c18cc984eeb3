"""Texts that a spreadsheet takes for a formula and runs when it opens a file of text."""

import re

SIGNS = "=@+-\t\r\n＝＠＋－"
"""With which such a text begins; some programs read the wide signs as the narrow ones."""

_NUMBER = re.compile(r"[+-][0-9][0-9 ()./,-]*")


def is_formula(text: str) -> bool:
    """Whether a spreadsheet would run a cell with this text. A telephone number or a negative number is none."""
    return text[:1] in SIGNS and text != "" and not _NUMBER.fullmatch(text)


def defuse_formula(text: str) -> str:
    """The text as a spreadsheet shows it without running it: behind an apostrophe where it would."""
    return f"'{text}" if is_formula(text) else text
