"""Texts and telephone numbers that can be read and are surely, or most likely, not what somebody meant: the left-overs
of web pages and programs, dates of a spreadsheet, cut ends, words that name nothing. They are kept as they are.
"""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from html import unescape
from typing import NamedTuple
from urllib.parse import unquote

from sor.core.finding import WARNING, Finding
from sor.core.shapes import Value, text_in
from sor.core.subject import STREET_ADDRESSES
from sor.core.text import fit_text, map_texts
from sor.formats.tables.cell_damage import SAID_BY_PROGRAMS, date_in_text, day_of_serial

ODD_TEXT = "X17"
ODD_TELEPHONE = "X18"

NAMING = ("name", "street", "district")
"""The parts that name something, of a unit or a place."""

LINKS = frozenset({"website", "email"})
"""Parts whose percent signs and backslashes are their own matter (F6)."""


class Oddity(NamedTuple):
    """case: of X17, empty for left-overs of another program. meant: what was most likely meant, where it is known."""

    case: str
    meant: str | None = None


_TAGS = "br|p|b|i|u|a|em|hr|h[1-6]|li|ul|ol|td|tr|th|div|span|strong|font|nobr|sup|sub|table|img|html|body"
_MARKUP = re.compile(rf"</?(?:{_TAGS})(?:\s[^<>]*)?/?>|<!\[CDATA\[|\]\]>|<!--.*?-->", re.IGNORECASE)
_ESCAPE = re.compile(r"""\\(?:u([0-9a-f]{4})|x([0-9a-f]{2})|r\\n|[nrt](?![a-zæøå])|(["'/&])|n)""", re.IGNORECASE)
_PERCENT = re.compile(r"(?<!\d)%(?:2[0-9A-F]|3[A-F]|5[B-F]|7[B-E])(?!\d)", re.IGNORECASE)
_WORD_WITH_PERCENT = re.compile(rf"(?<!\S)[^\s/@:?=]*{_PERCENT.pattern}[^\s/@:?=]*(?!\S)", re.IGNORECASE)
_BLANKS = re.compile("[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
_SIGNS = re.compile(rf"[<\\%]|\]\]>|{_BLANKS.pattern}")

_NO_LETTER = re.compile(r"[\W\d_]*")
_WORD_FOR_NOTHING = re.compile(
    r"\w|x{2,}|tests? ?\d*|te?st|testing|test test|dummy|asdf\w*|qwerty\w*|lorem ipsum.*|n/?a|tbd|todo|ukendt|unknown"
    r"|ingen|intet|slettes?|må slettes|null|none|navn|name",
    re.IGNORECASE,
)
_CUT = re.compile(r"\w ?(?:…|\.{3})")
_OF_ANOTHER_FIELD = {
    "name": re.compile(r"[^\s@]@[^\s@]+\.[a-z]{2,}\b|https?://|\bwww\.\w|\b[1-9]\d{0,7}100001600\d\b", re.IGNORECASE),
    "street": re.compile(r",\s*(?:DK-?)?[1-9]\d{3}\s+[^\W\d_]{2}|@|https?://", re.IGNORECASE),
    "district": re.compile(r"^(?:DK-?)?\d{4}\b|@|https?://", re.IGNORECASE),
}
"""By part, what belongs elsewhere: a way to reach the unit or its code in a name, a postcode in a street or a town."""
_DAY_OF_A_STREET = re.compile(r"(?!.*\b(?:post)?bo(?:x|ks)\b)(.*[^\W\d_]\.?) (3[6-9]\d{3}|4\d{4}|5[0-4]\d{3})",
                              re.IGNORECASE)  # fmt: skip

_NO_DIGIT = re.compile(r"[ ()./-]")
_ALIKE = re.compile(r"(\d)\1{5,}")
_ROWS_OF_DIGITS = ("12345678", "01234567", "87654321", "123456789", "0123456789")
_OF_ANOTHER_COUNTRY = re.compile(r"(?:\+|00)(?!45)\d+")
_THOUSANDS = re.compile(r"\d{2}(?:\.\d{3}){2}")


def odd_texts(kind: str, key: str, values: Mapping[str, Value], joined: str) -> Iterator[Finding]:
    """What is odd in the texts of a subject. joined: all of them, a line each, for a quick look."""
    if _SIGNS.search(joined):
        yield from _find_left_overs(kind, key, values)
    for field, text in _naming(values):
        odd = _of_name(field.rpartition(".")[2], text)
        if odd is not None:
            yield _odd(kind, key, field, text, odd)
    if kind == "unit":
        for part in ("phone", "fax"):
            number = text_in(values.get("virtual_address"), part)
            if number and (why := _of_telephone(number)):
                facts = {"case": why, "part": part, "value": number}
                yield Finding(ODD_TELEPHONE, WARNING, kind, key, "virtual_address", facts)


def _find_left_overs(kind: str, key: str, values: Mapping[str, Value]) -> Iterator[Finding]:
    found: list[Finding] = []

    def look(text: str, path: str) -> str:
        if path.rpartition(".")[2] not in LINKS and (odd := _of_any(text)):
            found.append(_odd(kind, key, path, text, odd))
        return text

    map_texts(values, look)
    yield from found


def _naming(values: Mapping[str, Value]) -> Iterator[tuple[str, str]]:
    """The texts that name something, by their paths."""
    for part in NAMING:
        if text := text_in(values, part):
            yield part, text
    for field in STREET_ADDRESSES:
        address = values.get(field)
        for part in ("street", "district"):
            if text := text_in(address, part):
                yield f"{field}.{part}", text


def _odd(kind: str, key: str, path: str, text: str, odd: Oddity) -> Finding:
    facts = {"part": path, "value": text}
    facts |= {"case": odd.case} if odd.case else {}
    facts |= {} if odd.meant is None else {"meant": odd.meant}
    return Finding(ODD_TEXT, WARNING, kind, key, re.split(r"[.\[]", path)[0], facts)


def _of_any(text: str) -> Oddity | None:
    """What other programs left in a text."""
    meant = _MARKUP.sub(" ", text)
    meant = _WORD_WITH_PERCENT.sub(lambda found: unquote(found[0]), meant)
    meant = _ESCAPE.sub(_unescape_found, meant)
    if meant != text:
        return Oddity("", " ".join(fit_text(unescape(meant))[0].split()))
    return Oddity("blanks", " ".join(_BLANKS.sub(" ", text).split())) if _BLANKS.search(text) else None


def _unescape_found(found: re.Match[str]) -> str:
    number = found[1] or found[2]
    return chr(int(number, 16)) if number else found[3] or " "


@lru_cache(maxsize=65536)
def _of_name(part: str, text: str) -> Oddity | None:
    """What is odd in a text that names a unit, a street or a town."""
    if meant := date_in_text(part, text):
        return Oddity("date", meant)
    if _NO_LETTER.fullmatch(text) or _WORD_FOR_NOTHING.fullmatch(text) or SAID_BY_PROGRAMS.fullmatch(text):
        return Oddity("nothing")
    if _CUT.search(text[-5:]) and text.endswith(("…", "...")):
        return Oddity("cut")
    if _OF_ANOTHER_FIELD[part].search(text):
        return Oddity("elsewhere")
    if part == "street" and (found := _DAY_OF_A_STREET.fullmatch(text)):
        day = day_of_serial(found[2])
        return Oddity("date", f"{found[1]} {day.day}-{day.month}")
    return None


@lru_cache(maxsize=65536)
def _of_telephone(text: str) -> str:
    """The case of X18 that a telephone number is; empty when it may be one."""
    digits = _NO_DIGIT.sub("", text)
    own = re.sub(r"^(?:\+|00)45(?=\d{8}$)", "", digits)
    if _ALIKE.fullmatch(own) or own in _ROWS_OF_DIGITS:
        return "nobody"
    if not digits.removeprefix("+").isdecimal() or _OF_ANOTHER_COUNTRY.fullmatch(digits):
        return ""  # of another form (F6), or of another country
    if _THOUSANDS.fullmatch(text):
        return "thousands"
    is_possible = len(own) <= 8 or len(own) == 16  # F6 tells those that are too short; two numbers may stand in one
    return "" if is_possible and not own.startswith("+") else "length"
