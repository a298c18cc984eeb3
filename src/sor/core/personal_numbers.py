"""Personal numbers (CPR) in texts: six digits of a birthday and four more. None may stand in a public register."""

import re
from collections.abc import Iterator, Mapping

from stdnum.dk import cpr
from stdnum.exceptions import ValidationError

from sor.core.shapes import Value

_NUMBER = re.compile(r"(?<![\d-])(\d{6})( ?[-\u2010-\u2013] ?| ?)(\d{4})(?![\d-])")
_CALLED = re.compile(
    r"\b(?:cpr(?:[-. ]?nr\b\.?|[- ]?nummer)?|personnr\b\.?|personnummer)(?![\w-])[\s.:]*", re.IGNORECASE
)
_EMPTY_BRACKETS = re.compile(r"\(\s*\)|\[\s*\]")
_AT_THE_END = " ,;:/-"
_LETTER = re.compile(r"[^\W\d_]")

REPLACEMENT_DAY = 60
"""What is added to the day of birth in the numbers of people who have none yet (erstatningspersonnumre)."""


def has_personal_number(text: str) -> bool:
    """Whether a text surely, or most likely, holds one."""
    return next(_find_numbers(text), None) is not None


def mask_numbers(text: str) -> str:
    """The text with `xxxx` for the last four digits of each, so that it can be told."""
    for found in _find_numbers(text):
        text = f"{text[: found.start(3)]}xxxx{text[found.end(3) :]}"
    return text


def without_personal_numbers(text: str) -> str:
    """What is left of a text without them and the words that announce them."""
    for found in reversed([*_find_numbers(text)]):
        text = f"{text[: found.start()]}{text[found.end() :]}"
    return " ".join(_EMPTY_BRACKETS.sub("", _CALLED.sub(" ", text)).split()).rstrip(_AT_THE_END)


def with_personal_numbers(values: Mapping[str, Value]) -> Iterator[tuple[str, str]]:
    """The texts of a subject that hold one, each by its path."""
    for field, value in values.items():
        if isinstance(value, str) and has_personal_number(value):
            yield field, value
        elif isinstance(value, Mapping):
            yield from ((f"{field}.{part}", one) for part, one in value.items() if isinstance(one, str)
                        and has_personal_number(one))  # fmt: skip


def _find_numbers(text: str) -> Iterator[re.Match[str]]:
    """A hyphen in the middle makes it sure, or that it is called so. Other ten digits may be another number (a
    P-number, a ydernummer beside a postcode), so that they need a text around them and the check digit, which numbers
    given since 2007 may lack.
    """
    for found in _NUMBER.finditer(text):
        number = found[1] + found[3]
        is_sure = bool(found[2].strip()) or _CALLED.search(text) is not None
        if _has_birthday(number) and (is_sure or (_LETTER.search(text) is not None and cpr.checksum(number) == 0)):
            yield found


def _has_birthday(number: str) -> bool:
    day = int(number[:2])
    try:
        cpr.get_birth_date(f"{day - REPLACEMENT_DAY if day > REPLACEMENT_DAY else day:02d}{number[2:]}")
    except ValidationError:
        return False
    return True
