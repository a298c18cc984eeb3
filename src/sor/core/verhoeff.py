"""The Verhoeff check, quickly: the library's loop takes three times as long, and an import checks every code.

The library still makes check digits, and the tests hold this file to its verdicts.
"""

from functools import lru_cache

PLACES = 18
"""The longest number there is to check: a SOR code."""


def _product(a: int, b: int) -> int:
    """The product of two symmetries of a pentagon; 0-4 turn it, 5-9 turn it over."""
    turned = (a + b if a < 5 else a - b) % 5
    return turned if (a < 5) == (b < 5) else turned + 5


def _permute(digit: int, place: int) -> int:
    for _ in range(place % 8):
        digit = (1, 5, 7, 6, 2, 8, 3, 0, 9, 4)[digit]
    return digit


_TABLES = [
    [bytes(ord("0")) + bytes(_product(check, _permute(digit, place)) for digit in range(10)) for check in range(10)]
    for place in range(PLACES)
]
"""Per place from the right, per running check: the next check for the character of each digit."""


ENDING = 10
"""Digits at the end of a SOR code that are the same in all but the last: namespace, partition, check digit."""

_BEFORE_ENDING = _TABLES[ENDING:]


def passes(number: str) -> bool:
    """Whether the last of at most 18 ASCII digits is the Verhoeff check digit of those before it."""
    check = _ending(number[-ENDING:])
    for table, digit in zip(_BEFORE_ENDING, reversed(number[:-ENDING].encode()), strict=False):
        check = table[check][digit]
    return check == 0


@lru_cache(maxsize=64)
def _ending(digits: str) -> int:
    """The running check after the last digits of a number."""
    check = 0
    for table, digit in zip(_TABLES, reversed(digits.encode()), strict=False):
        check = table[check][digit]
    return check
