"""Days, instants and numbers as people read them, in Danish and English."""

from babel.dates import format_date, format_datetime
from babel.numbers import format_decimal

from sor.core.day import DENMARK, NotADay, parse_day, previous_day, to_date, write_day
from sor.core.instant import parse_instant

LOCALES = {"da": "da_DK", "en": "en_GB"}
LONG_DAY = "d. MMMM y"
DAY_PATTERNS = {"da": LONG_DAY, "en": "d MMMM y"}
INSTANT_PATTERNS = {"da": "d. MMMM y 'kl.' HH.mm", "en": "d MMMM y HH:mm"}


def day_in_words(day: str, language: str) -> str:
    """An ISO date as ``1. juli 2026``."""
    return str(format_date(to_date(parse_day(day)), DAY_PATTERNS[language], LOCALES[language]))


def day_before(day: str) -> str:
    """The ISO date before: a period's last day, given the first day that is no longer valid."""
    return write_day(previous_day(parse_day(day)))


def instant_in_words(instant: str, language: str) -> str:
    """An instant of the log in Danish time."""
    there = parse_instant(instant).astimezone(DENMARK)
    return str(format_datetime(there, INSTANT_PATTERNS[language], locale=LOCALES[language]))


def number_in_words(number: float, language: str) -> str:
    """A number with the language's separators."""
    return str(format_decimal(number, locale=LOCALES[language]))


def field_holding(kind: str, value: str) -> str:
    """The kind of input in which a value can be seen: a field of a day shows nothing that is no ISO date of a day."""
    if kind != "date" or not value:
        return kind
    try:
        return kind if write_day(parse_day(value)) == value else "text"
    except NotADay:
        return "text"


def capitalise_text(text: str) -> str:
    """A text with a capital first letter; the rest, as in ``PPR``, stays."""
    return text[:1].upper() + text[1:]
