"""The identifiers of the health service: how each is written, and what is wrong with one (facts §13).

An identifier is text. Being wrong is a finding, not an exception: every function here answers, none refuses.
"""

import re
import unicodedata
from collections.abc import Callable
from typing import TypeGuard

from stdnum import ean, verhoeff
from stdnum.dk import cvr

from sor.core.shapes import Fields, Value
from sor.core.verhoeff import passes

NAMESPACE = "1000016"
"""The namespace inside every SOR code; the partition ``00`` follows it, then one Verhoeff digit."""

DEMO_RANGE = (9_000_000, 9_999_999)
"""Running numbers of demo registers, which the real register will not reach for generations (``CORE`` §5)."""

LAST_RUNNING_NUMBER = 99_999_999
"""An 18-digit code has room for a running number of eight digits."""

LOCATION_NUMBER_DIGITS = 13

LONGEST = 18
"""No number of the health service has more digits."""

_SOR = re.compile(r"[1-9][0-9]{0,7}" + NAMESPACE + "00[0-9]")
_SHAK = re.compile(r"[0-9]{4}([0-9A-ZÆØÅ]{2}[0-9A-ZÆØÅ]?)?")


def is_digits(text: str) -> bool:
    """Whether a text is a number in the digits 0 to 9 and nothing else.

    Python takes digits of every script, which would be another spelling of somebody's number, and ``²``, which is none.
    """
    return text.isascii() and text.isdigit()


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
    if not is_digits(code):
        return "a SOR code has digits only"
    return f"a SOR code is a running number of at most eight digits, then {NAMESPACE}00, then one check digit"


def sor_code_repair(code: str) -> str | None:
    """The code that a spreadsheet most likely destroyed: 16 digits that end in 0 and fail the check digit.

    A spreadsheet keeps 15 digits of a number and writes 0 for the rest; codes that rightly end in 0 pass the check.
    """
    if len(code) == 16 and code.endswith("0") and _SOR.fullmatch(code) and not verhoeff.is_valid(code):
        return code[:-1] + verhoeff.calc_check_digit(code[:-1])
    return None


def find_mended_codes(code: str, problem: Callable[[str], str | None]) -> set[str]:
    """The codes without a problem that one of digits becomes by one other digit, or by two neighbours exchanged: what
    people do wrong who type numbers. Of a check digit there are about as many as the code has digits.
    """
    if not is_digits(code) or len(code) > LONGEST:
        return set()
    one_other = {f"{code[:i]}{digit}{code[i + 1 :]}" for i in range(len(code)) for digit in "0123456789"}
    exchanged = {code[:i] + code[i + 1] + code[i] + code[i + 2 :] for i in range(len(code) - 1)}
    return {meant for meant in one_other | exchanged if problem(meant) is None}


def with_check_digit(code: str) -> str:
    """Digits with the last one as SOR codes have it; another text as it is."""
    return code[:-1] + verhoeff.calc_check_digit(code[:-1]) if is_digits(code) and len(code) > 1 else code


def location_number_problem(number: str) -> str | None:
    """What is wrong with a GLN/EAN location number (L4): 13 digits, the last a GS1 check digit."""
    if len(number) != LOCATION_NUMBER_DIGITS or not is_digits(number):
        return "a location number has 13 digits"
    return None if ean.is_valid(number) else "its check digit is wrong"


SHAK_LAST_DAY = 20260630
"""SHAK's last valid day unless a register is set up otherwise: the end of every open code in the file of June 2025."""


def shak_problem(code: str) -> str | None:
    """What is wrong with a SHAK code (I5): 4, 6 or 7 characters, the first four digits."""
    return None if _SHAK.fullmatch(code) else "a SHAK code has 4, 6 or 7 characters, the first four of them digits"


def provider_problem(number: str) -> str | None:
    """What is wrong with a ydernummer (I4): digits, six today; old data has up to nine."""
    return None if is_digits(number) and len(number) <= 9 else "a ydernummer has six digits (old ones up to nine)"


def provider_key(number: str) -> str:
    """The form in which ydernumre are compared: without leading zeros (I4)."""
    return number.lstrip("0") or "0"


def cvr_problem(number: str) -> str | None:
    """What is wrong with a CVR number: eight digits, modulo 11."""
    right = len(number) == 8 and is_digits(number) and cvr.is_valid(number)
    return None if right else "a CVR number has eight digits that pass modulo 11"


def production_unit_problem(number: str) -> str | None:
    """What is wrong with a P-number: ten digits; no public check digit."""
    return None if len(number) == 10 and is_digits(number) else "a P-number has ten digits"


_FORMS = {
    "cvr": re.compile(r"(?:DK)?([0-9]{8})", re.IGNORECASE),
    "production_unit": re.compile(r"([0-9]{10})"),
    "provider_identifier": re.compile(r"([0-9]{6,9})"),
    "shak": re.compile(f"({_SHAK.pattern})"),
    "location_number": re.compile(r"([0-9]{13})"),
    "geographic_location": re.compile(r"([0-9]{4,18})"),
    "code": re.compile(r"([1-9][0-9]{9,17})"),
}
TIDIED = _FORMS.keys() - {"code"}
"""The fields whose decorations are taken off at every door; those of SOR codes (``code``) too, wherever they are."""

BLANKS = " \u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
"""Every blank that passes the gate for text."""

_DECORATION = re.compile(f"[{BLANKS}.\\-\u2010-\u2015\u2212]")
_DAMAGED = re.compile(
    r"[0-9]+\.(?:0+|[0-9])"
    r"|(?:0?[1-9]|[12][0-9]|3[01])[.-](?:0?[1-9]|1[0-2])[.-](?:[0-9]{2}|[0-9]{4})"
    r"|(?:19|20)[0-9]{2}[.-](?:0?[1-9]|1[0-2])[.-](?:0?[1-9]|[12][0-9]|3[01])"
)
"""What a spreadsheet made of a number: a decimal number or a date, whose dots and dashes are no decoration."""


_CALLED = {
    **{field: field for field in TIDIED},
    "location.number": "location_number",
    "number.number": "location_number",
    "location.number.number": "location_number",
    "number": "location_number",
    "replaces": "code",
    "replaced_by": "code",
    "geographic_parent.parent": "code",
    "operator.unit": "code",
}
"""Where rows of files hold these identifiers: columns and elements by their path."""


def tidy_row(values: Fields) -> Fields:
    """What a row of a file holds, its identifiers without decorations."""
    return {path: _tidy_at(path, value) for path, value in values.items()}


def _tidy_at(path: str, value: Value) -> Value:
    if isinstance(value, list):
        return [_tidy_at(path, one) for one in value]
    if isinstance(value, dict) and path in ("number", "location", "location.number", "geographic_parent", "operator"):
        return {part: _tidy_at(f"{path}.{part}", one) for part, one in value.items()}
    field = _CALLED.get(path)
    return tidy_identifier(field, value) if field and isinstance(value, str) else value


def tidy_identifier(field: str, text: str) -> str:
    """An identifier as the register keeps it: ``DK 13 58 56-28`` is the CVR number 13585628.

    Blanks of every kind, dots and dashes, and ``DK`` before a CVR number, are taken off when digits of the right number
    are left; digits of other scripts and widths become those of ASCII. What is then still no identifier, and what looks
    like a decimal number or a date, keeps all but the blanks at its ends, so that a finding can show it.
    """
    bare = text.strip(BLANKS)
    if is_digits(bare):
        return bare
    plain = _in_ascii_digits(bare)
    if _DAMAGED.fullmatch(plain):
        return bare
    found = _FORMS[field].fullmatch(_DECORATION.sub("", plain))
    return found[1] if found else bare


def _in_ascii_digits(text: str) -> str:
    return text if text.isascii() else "".join(str(unicodedata.decimal(letter, letter)) for letter in text)


_ASKED = re.compile(r"(?:DK)?([0-9]{6,18})")


def tidy_asked(text: str) -> str:
    """An identifier of any kind that somebody asks for, as the register keeps it: ``DK 13 58 56-28`` is the CVR number
    13585628, ``1301-01a`` the SHAK code 130101A.
    """
    bare = _DECORATION.sub("", _in_ascii_digits(text)).upper()
    found = _ASKED.fullmatch(bare)
    return found[1] if found else bare


def location_number_digit(number: str) -> str | None:
    """The check digit that 13 digits should end in; none when they end in it, or are not 13 digits."""
    if not re.fullmatch("[0-9]{13}", number) or ean.is_valid(number):
        return None
    return str(ean.calc_check_digit(number[:-1]))


def cvr_digit(number: str) -> str | None:
    """The digit that eight digits should end in to pass modulo 11; none when they pass, or no digit makes them."""
    if not re.fullmatch("[0-9]{8}", number) or cvr.is_valid(number):
        return None
    return next((digit for digit in "0123456789" if cvr.is_valid(number[:-1] + digit)), None)


LONGEST_NUMBER = 18
"""Digits of the longest code that is a number: what xs:long holds for certain, and SOR's own limit."""


def is_number(value: Value) -> TypeGuard[str]:
    """Whether a code can stand where a number has to: keys of our own, and words that a source left, cannot."""
    # ``is_digits``, spelt out: a file asks this of a dozen values of each unit
    return isinstance(value, str) and value.isascii() and value.isdigit() and len(value) <= LONGEST_NUMBER
