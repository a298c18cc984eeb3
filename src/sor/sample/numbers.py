"""Numbers of invented units: well formed, with right check digits, and outside what the real registers use.

Each is made from the unit's place in the sample, so that all are different and a tree's own stand beside each other.
"""

from stdnum import ean
from stdnum.dk import cvr

from sor.core.identifiers import DEMO_RANGE
from sor.core.identifiers import sor_code as code_of_running_number

SHAK_HOSPITALS = range(9100, 9700)
"""Hospital codes that SHAK has never used."""

_LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def sor_code(place: int) -> str:
    """The SOR code of the unit at a place (from 0 on), in the demo range."""
    return code_of_running_number(DEMO_RANGE[0] + place)


def location_number(place: int) -> str:
    """A GLN of 13 digits below a prefix that SOR has not used."""
    body = f"579099{place:06d}"
    return body + ean.calc_check_digit(body)


def wrong_location_number(place: int) -> str:
    """The same with a wrong check digit."""
    right = location_number(place)
    return right[:-1] + str((int(right[-1]) + 3) % 10)


def cvr_number(place: int) -> str:
    """A CVR number that begins with 9, as no firm's does that was founded in living memory."""
    for body in (9_000_000 + place // 2, 9_500_000 + place // 2):
        for digit in "0123456789":
            if cvr.is_valid(f"{body}{digit}"):
                return f"{body}{digit}"
    raise AssertionError(place)  # two bodies that differ by 35 modulo 11 cannot both lack a check digit


def production_unit(place: int) -> str:
    """A P-number; they have no public check digit."""
    return str(9_000_000_000 + place)


def provider_identifier(place: int) -> str:
    """A ydernummer of six digits, leading zeros included: scattered, as 617,381 shares no factor with a million."""
    return f"{place * 617_381 % 1_000_000:06d}"


def phone(number: int) -> str:
    """A telephone number of the plan that ended in 1989, so that none rings anywhere."""
    return f"01{number % 1_000_000:06d}"


def shak_department(hospital: str, number: int) -> str:
    """The SHAK code of a hospital's department: six characters, the last may be a letter."""
    return f"{hospital}{number // 36}{_LETTERS[number % 36]}" if number < 360 else ""


def shak_ward(department: str, number: int) -> str:
    """The SHAK code of a department's ward: seven characters; none when the department has run out of them."""
    return department + _LETTERS[number] if department and number < 36 else ""
