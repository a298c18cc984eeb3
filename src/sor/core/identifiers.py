"""The identifiers of the health service: how each is written, and what is wrong with one (facts §13).

An identifier is text. Being wrong is a finding, not an exception: every function here answers, none refuses.
"""

import re

from stdnum import ean, verhoeff
from stdnum.dk import cvr

from sor.core.verhoeff import passes

NAMESPACE = "1000016"
"""The namespace inside every SOR code; the partition ``00`` follows it, then one Verhoeff digit."""

DEMO_RANGE = (9_000_000, 9_999_999)
"""Running numbers of demo registers, which the real register will not reach for generations (``CORE`` §5)."""

LAST_RUNNING_NUMBER = 99_999_999
"""An 18-digit code has room for a running number of eight digits."""

_SOR = re.compile(r"[1-9][0-9]{0,7}" + NAMESPACE + "00[0-9]")
_SHAK = re.compile(r"[0-9]{4}([0-9A-ZÆØÅ]{2}[0-9A-ZÆØÅ]?)?")


def sor_code(running_number: int) -> str:
    """The SOR code of a running number: 1 gives ``11000016002``."""
    body = f"{running_number}{NAMESPACE}00"
    return f"{body}{verhoeff.calc_check_digit(body)}"


def running_number(code: str) -> int:
    """The running number inside a SOR code."""
    return int(code[:-10])


def sor_code_problem(code: str) -> str | None:
    """What is wrong with a SOR code, in one English clause; none when it is right (I1)."""
    if _SOR.fullmatch(code):
        return None if passes(code) else "its check digit is wrong"
    if not code.isascii() or not code.isdigit():
        return "a SOR code has digits only"
    return f"a SOR code is a running number of at most eight digits, then {NAMESPACE}00, then one check digit"


def sor_code_repair(code: str) -> str | None:
    """The code that a spreadsheet most likely destroyed: 16 digits that end in 0 and fail the check digit.

    A spreadsheet keeps 15 digits of a number and writes 0 for the rest; codes that rightly end in 0 pass the check.
    """
    if len(code) == 16 and code.endswith("0") and _SOR.fullmatch(code) and not verhoeff.is_valid(code):
        return code[:-1] + verhoeff.calc_check_digit(code[:-1])
    return None


def location_number_problem(number: str) -> str | None:
    """What is wrong with a GLN/EAN location number (L4): 13 digits, the last a GS1 check digit."""
    if len(number) != 13 or not number.isdigit():
        return "a location number has 13 digits"
    return None if ean.is_valid(number) else "its check digit is wrong"


SHAK_LAST_DAY = 20260630
"""SHAK's last valid day unless a register is set up otherwise: the end of every open code in the file of June 2025."""


def shak_problem(code: str) -> str | None:
    """What is wrong with a SHAK code (I5): 4, 6 or 7 characters, the first four digits."""
    return None if _SHAK.fullmatch(code) else "a SHAK code has 4, 6 or 7 characters, the first four of them digits"


def provider_problem(number: str) -> str | None:
    """What is wrong with a ydernummer (I4): digits, six today; old data has up to nine."""
    return None if number.isdigit() and len(number) <= 9 else "a ydernummer has six digits (old ones up to nine)"


def provider_key(number: str) -> str:
    """The form in which ydernumre are compared: without leading zeros (I4)."""
    return number.lstrip("0") or "0"


def cvr_problem(number: str) -> str | None:
    """What is wrong with a CVR number: eight digits, modulo 11."""
    return None if cvr.is_valid(number) and len(number) == 8 else "a CVR number has eight digits that pass modulo 11"


def production_unit_problem(number: str) -> str | None:
    """What is wrong with a P-number: ten digits; no public check digit."""
    return None if len(number) == 10 and number.isdigit() else "a P-number has ten digits"


LONGEST_NUMBER = 18
"""Digits of the longest code that is a number: what xs:long holds for certain, and SOR's own limit."""


def is_number(value: object) -> bool:
    """Whether a code can stand where a number has to: keys of our own, and words that a source left, cannot."""
    return isinstance(value, str) and value.isascii() and value.isdigit() and len(value) <= LONGEST_NUMBER
