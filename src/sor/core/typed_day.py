"""A day as people write it."""

import re

from sor.core.day import NotADay, parse_day

NUMBERS = re.compile(r"([0-9]{1,2}) ?[./-] ?([0-9]{1,2}) ?[./-] ?([0-9]{4})")
YEAR_FIRST = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})")
IN_WORDS = re.compile(r"(?:den )?([0-9]{1,2})\.? ([a-z]{3,9})\.? ([0-9]{4})", re.IGNORECASE)
INVISIBLE = re.compile(r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
"""What is copied along with a day from letters and web pages, and seen by nobody."""

MONTHS = (
    ("januar", "january"), ("februar", "february"), ("marts", "march"), ("april",), ("maj", "may"), ("juni", "june"),
    ("juli", "july"), ("august",), ("september",), ("oktober", "october"), ("november",), ("december",),
)  # fmt: skip


def read_typed_day(text: str) -> str | None:
    """A day as the document writes it, from ISO or Danish notation or with its month in words (Danish or English, also
    shortened); None when it is none. A year has four digits.
    """
    text = " ".join(INVISIBLE.sub("", text).split())
    if found := NUMBERS.fullmatch(text):
        text = f"{found[3]}-{int(found[2]):02}-{int(found[1]):02}"
    elif found := YEAR_FIRST.fullmatch(text):
        text = f"{found[1]}-{int(found[2]):02}-{int(found[3]):02}"
    elif found := IN_WORDS.fullmatch(text):
        text = f"{found[3]}-{_month(found[2]):02}-{int(found[1]):02}"
    try:
        parse_day(text)
    except NotADay:
        return None
    return text


def _month(word: str) -> int:
    """The number of a month by its name or the beginning of it; 0 for no month."""
    return next((n for n, names in enumerate(MONTHS, 1) if any(name.startswith(word.lower()) for name in names)), 0)
