"""What spreadsheets and data frames do to a cell: told by its looks, with the most likely repair as a proposal.

A damaged cell is never a value, whatever the repair: the row then says nothing of it. Only forms that no right value
of the column has are damage; anything else that is odd is loaded as it is, and the rules tell.
"""

import re
from datetime import date, timedelta
from functools import cache, lru_cache
from typing import NamedTuple

from sor.codes.bundle import bundled_claims
from sor.core.identifiers import cvr_problem
from sor.core.personal_numbers import has_personal_number, without_personal_numbers
from sor.core.utm import EAST, NORTH, SOUTH, WEST
from sor.formats.placeholders import stands_for_nothing


class CellDamage(NamedTuple):
    """reason: what happened to the cell, a clause. proposal: what it most likely held; None when nobody can know."""

    reason: str
    proposal: str | None = None


PLACEHOLDER = CellDamage("a placeholder, which says nothing", "an empty cell")
"""The same for every column (``placeholders``)."""

PERSONAL = "a text with a personal number (CPR), which no public register may hold"
"""The reason of such a text, in whatever format; it is told without its last four digits."""

LENGTHS = {
    "municipality": (4, 3), "postcode": (4, 3), "street_code": (4, 1), "provider_identifier": (6, 3), "cvr": (8, 7),
    "production_unit": (10, 9), "shak": (4, 3),
}  # fmt: skip
"""Numbers that are codes, by the last part of their path: the digits they have at least, and the fewest digits that are
left of one whose zeros in front were lost. Fewer digits are another fault, which the rules tell."""

MOSTLY_WITH_ZEROS = frozenset({"provider_identifier"})
"""Those of them of which so many begin with a zero, that a spreadsheet takes away, that it was most likely that."""

ON_LISTS = {"municipality": "municipality", "postcode": "postal_code"}
"""Those of them whose list says whether a number with zeros in front is one."""

_POWER = re.compile(r"(\d)(?:[.,](\d+))?[eE]\+(\d{1,3})")
_FLOAT = re.compile(r"(\d+)[.,]0+")
_ERROR = re.compile(
    r"#(?:NAVN|NAME|REF|REFERENCE|VALUE|VÆRDI|NUM|NUMMER|NULL|NUL|DIV/0|DIVISION/0|SPILL|SPILD|OVERLØB|CALC|BEREGN"
    r"|FIELD|FELT|BLOCKED|BLOKERET|CONNECT|UNKNOWN|UKENDT)[!?]|#(?:N/A|I/T)[!?]?|#GETTING_DATA|#{2,}|Err:\d{3}",
    re.IGNORECASE,
)
_MONTHS = ("jan", "feb", "mar", "apr", "ma[jy]", "jun", "jul", "aug", "sep", "o[kc]t", "nov", "dec")
_MONTH = "|".join(_MONTHS)
_DAY_AND_MONTH = re.compile(rf"(\d{{1,2}})[-. ]{{1,2}}({_MONTH})\.?(?:[-. ](\d\d|\d{{4}}))?", re.IGNORECASE)
_MONTH_AND_YEAR = re.compile(rf"({_MONTH})\.?[-. ](\d\d|\d{{4}})", re.IGNORECASE)
_DAY_BY_HYPHENS = re.compile(rf"(\d{{1,2}})-({_MONTH})(?:-(?:\d\d|\d{{4}}))?", re.IGNORECASE)
_MONTH_BY_HYPHEN = re.compile(rf"({_MONTH})-(\d\d)", re.IGNORECASE)
_DATE = re.compile(r"(\d{1,2})[-./](\d{1,2})[-./](\d{4})(?: \d\d[:.]\d\d(?:[:.]\d\d)?)?")
_ISO = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?:[ T]\d\d:\d\d(?::\d\d)?)?")

_GROUPED = re.compile(r"\d{2}(?:\.\d{3}){2}")
"""Eight digits in groups of three: Danes write telephone numbers in pairs."""

_DIGIT_LOST = re.compile(r"[1-9]\d{6}")
"""No number of Denmark begins with a zero, so none was lost in front; which digit was, nobody knows."""

_POINT_LOST = re.compile(r"\d{8,10}")
_NO_LETTER = re.compile(r"[\W_]*\d[\W\d_]*")
_THOUSANDS = re.compile(r"(\d{1,3}(?:\.\d{3}){2,}|\d{1,3}\.\d{3}(?=,))(?:,(\d+))?")

_SIGNS = re.compile(r"#|Err:|=|'|\d[.,\d]*[eE]\+|\d+[.,]0+$|SAND|FA|TRUE|true|fa")
"""How damage of any cell begins; all others are left at once."""

NUMBERS = frozenset(LENGTHS) | {
    "code", "parent", "number", "type", "region", "geographic_location", "organisational_level", "relation", "sor",
    "old", "new", "system_type", "system_supplier", "network", "administrator", "phone", "fax",
}  # fmt: skip
"""The last parts of the paths of codes that have digits only."""

METRES = frozenset({"east", "north"})

LEAST_WITHOUT_POINT = 8
"""So many digits are never metres alone, which have six or seven."""

NUMBERS_WITH_LETTERS = frozenset({"building", "floor", "suite", "local_code", "pharmacy_identifier", "country"})
"""Codes that are no numbers; a spreadsheet takes some of them (1-2, 3/4) for dates."""

TEXTS = frozenset({"name", "street", "district"})
"""Texts that name something, so that none is a day or a word for yes."""

WITH_LETTERS = frozenset({"street", "district"})
"""Those of them that have letters always; a unit may be called by its telephone number, 1813."""

SAID_BY_PROGRAMS = re.compile(r"SAND|FALSK|TRUE|FALSE|true|false")
"""What spreadsheets and programs write for yes and no, where a name, an address or a number belongs."""

NEVER_YES_OR_NO = frozenset(LENGTHS) | TEXTS | NUMBERS | {"email", "website", "building", "floor", "suite"}

WITH_PARTS = frozenset({"pharmacy_identifier"})
"""Numbers that have a part behind a comma: 362,1."""

TELEPHONES = frozenset({"phone", "fax"})

PLACES_OF_A_STREET = frozenset({"building", "floor", "suite"})
"""What has three digits at most in Denmark, so that five of them are the number of a day."""


@lru_cache(maxsize=65536)
def damage(path: str, cell: str) -> CellDamage | None:
    """What is wrong with a cell of the column of a path; None when it may be a value."""
    last, cell = path.rpartition(".")[2], cell.strip()
    if stands_for_nothing(path, cell) and not _ERROR.fullmatch(cell):
        return PLACEHOLDER
    if has_personal_number(cell):
        return CellDamage(PERSONAL, without_personal_numbers(cell) or None)
    found = _of_any(last, cell) if _SIGNS.match(cell) else None
    if found is not None:
        return found
    if last in NUMBERS or last in NUMBERS_WITH_LETTERS:
        return _of_number(last, cell)
    if last in METRES:
        return _of_metres(last, cell)
    if last in TEXTS:
        meant = date_in_text(last, cell)
        if meant:
            return CellDamage("a date where a text belongs", meant)
        return (
            CellDamage("a number where a text belongs") if last in WITH_LETTERS and _NO_LETTER.fullmatch(cell) else None
        )
    return None


def _of_any(last: str, cell: str) -> CellDamage | None:
    power, whole = _POWER.fullmatch(cell), _FLOAT.fullmatch(cell)
    if power:
        return CellDamage(
            "a number in powers of ten, its last digits lost", _digits(power[1], power[2], power[3], last)
        )
    of_parts = last in WITH_PARTS and "," in cell
    if whole and not of_parts and (last in NUMBERS or last in NUMBERS_WITH_LETTERS):
        return CellDamage("a number with decimals that it never had", pad_digits(last, whole[1]))
    if _ERROR.fullmatch(cell):
        return CellDamage("the error of a spreadsheet, not what the cell held")
    if cell.startswith("="):
        return CellDamage("a formula, not what it gives")
    if cell.startswith("'") and (last in NUMBERS or last in NUMBERS_WITH_LETTERS):
        return CellDamage("a number after the apostrophe by which a spreadsheet marks a text", cell[1:])
    if last in NEVER_YES_OR_NO and SAID_BY_PROGRAMS.fullmatch(cell):
        return CellDamage("the word of a program for yes or no")
    return None


def date_in_text(last: str, cell: str) -> str | None:
    """What a text most likely said that is a date, or a street whose house number is one, as a spreadsheet writes it
    (02-apr, 2026-04-02); None when it is neither. Streets that are named after a day (1. Maj Allé) are not.
    """
    if not cell[-1:].isalnum() or "-" not in cell:
        return None
    before, _, end = cell.rpartition(" ") if last == "street" else ("", "", cell)
    day = _DAY_BY_HYPHENS.fullmatch(end)
    if day:
        meant = f"{int(day[1])}-{_month(day[2])}"
    elif day := _MONTH_BY_HYPHEN.fullmatch(end):
        meant = f"{_month(day[1])}-{day[2]}"
    elif day := _ISO.fullmatch(end):
        meant = f"{int(day[3])}-{int(day[2])}"
    elif day := _DATE.fullmatch(end):
        meant = f"{int(day[1])}-{int(day[2])}"
    else:
        return None
    return f"{before} {meant}".lstrip()


def _of_number(last: str, cell: str) -> CellDamage | None:
    day = _DATE.fullmatch(cell)
    if day:
        return CellDamage("a date where a number belongs", f"{int(day[1])}-{int(day[2])}")
    day = _ISO.fullmatch(cell)
    if day:
        return CellDamage("a date where a number belongs", f"{int(day[3])}-{int(day[2])}")
    day = _DAY_AND_MONTH.fullmatch(cell)
    if day:
        return CellDamage("a date where a number belongs", f"{int(day[1])}-{_month(day[2])}")
    day = _MONTH_AND_YEAR.fullmatch(cell)
    if day:
        return CellDamage("a date where a number belongs", f"{_month(day[1])}-{day[2]}")
    if last in PLACES_OF_A_STREET and _SERIAL.fullmatch(cell):
        found = day_of_serial(cell)
        return CellDamage("the number of a day where a spreadsheet saw a date", f"{found.day}-{found.month}")
    if last in TELEPHONES and _GROUPED.fullmatch(cell):
        return CellDamage("a number with marks between thousands", cell.replace(".", ""))
    if last in TELEPHONES and _DIGIT_LOST.fullmatch(cell):
        return CellDamage("a telephone number with a digit too few")
    whole, least = LENGTHS.get(last, (0, 0))
    if least <= len(cell) < whole and cell.isdecimal():
        return _too_short(last, cell)
    return None


def _too_short(last: str, cell: str) -> CellDamage:
    """A number with too few digits: zeros in front were lost where a check digit or a code list says so. Else the last
    digit may have been lost as well, and the number with zeros would be somebody else's; only of a ydernummer the zeros
    are proposed all the same, for somebody to look at.
    """
    meant = pad_digits(last, cell)
    if (last in ON_LISTS and meant in _codes_of(ON_LISTS[last])) or (last == "cvr" and cvr_problem(meant) is None):
        return CellDamage("a number whose zeros in front were lost", meant)
    return CellDamage("a number with a digit too few", meant if last in MOSTLY_WITH_ZEROS else None)


@cache
def _codes_of(code_list: str) -> frozenset[str]:
    """The codes of one of the lists that the program carries."""
    keys = (claim.key.partition("/") for claim in bundled_claims())
    return frozenset(code for of_list, _, code in keys if of_list == code_list)


def _of_metres(last: str, cell: str) -> CellDamage | None:
    """Metres have six or seven digits and at most three decimals: 557481.68, to a Danish spreadsheet 55 million."""
    lost, grouped = _POINT_LOST.fullmatch(cell), _THOUSANDS.fullmatch(cell)
    if lost:
        return CellDamage("a number whose decimal point was lost", _within_denmark(last, cell))
    if grouped:
        digits = grouped[1].replace(".", "")
        return CellDamage(
            "a number with marks between thousands",
            f"{digits}.{grouped[2] or '000'}" if len(digits) < LEAST_WITHOUT_POINT else _within_denmark(last, digits),
        )
    return None


def _within_denmark(axis: str, digits: str) -> str | None:
    """The metres that digits without a point may be: those that lie within Denmark along their axis, if only one do."""
    first, last = (WEST, EAST) if axis == "east" else (SOUTH, NORTH)
    read = [f"{digits[:whole]}.{digits[whole:]}" for whole in (6, 7) if len(digits) - whole <= 3]
    found = [metres for metres in read if first <= float(metres) <= last]
    return found[0] if len(found) == 1 else None


def pad_digits(last: str, digits: str) -> str:
    """Digits with the zeros in front that numbers of this kind have."""
    return digits.zfill(LENGTHS.get(last, (0, 0))[0])


def _digits(first: str, rest: str | None, power: str, last: str) -> str | None:
    """The number when all of its digits are there, else those that are."""
    digits, length = f"{first}{rest or ''}", int(power) + 1
    if length > 30:
        return None
    return pad_digits(last, digits.ljust(length, "0")) if len(digits) >= length else f"{length} digits: {digits}…"


def _month(name: str) -> int:
    return next(n for n, month in enumerate(_MONTHS, 1) if re.fullmatch(month, name, re.IGNORECASE))


_SLASHES = re.compile(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4})")
_SERIAL = re.compile(r"\d{5}(?:[.,]\d+)?")
_FIRST_SERIAL = date(1899, 12, 30)


def date_proposal(cell: str) -> str | None:
    """What a cell that is no date, in a column of dates, most likely says: 1/7/2026, or a spreadsheet's 46204."""
    found = _SLASHES.fullmatch(cell)
    if found:
        day, month, year = (int(part) for part in found.groups())
        try:
            return date(year, month, day).isoformat()
        except ValueError:
            return None
    if _SERIAL.fullmatch(cell):
        return day_of_serial(cell).isoformat()
    return None


def day_of_serial(cell: str) -> date:
    """The day that a spreadsheet numbers so."""
    return _FIRST_SERIAL + timedelta(days=int(cell[:5]))
