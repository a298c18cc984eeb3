"""Names as they are compared: one spelling, without the municipality and words that every unit has."""

import re
from functools import lru_cache

from sor.search.text import plain

SHORT = {
    "afd": "afdeling", "ctr": "center", "centeret": "center", "centret": "center", "gr": "gruppe", "grp": "gruppe",
    "distr": "distrikt", "adm": "administration", "omr": "omraade", "sdr": "soender", "ndr": "noerre", "vej": "vej",
    "gl": "gammel", "skt": "sankt", "sct": "sankt", "pl": "pleje", "hj": "hjem", "tlf": "telefon",
}  # fmt: skip
EMPTY = frozenset({"kommune", "kommunes", "kommunale", "og", "i", "af", "for", "den", "det", "de", "a/s", "aps"})
ROMAN = {"ii": "2", "iii": "3", "iv": "4", "vi": "6", "vii": "7", "viii": "8", "ix": "9"}
STREETS = {"g": "gade", "v": "vej", "pl": "plads", "all": "alle", "boul": "boulevard"}
_SHORT_STREET = re.compile(r"(?<=\w)(g|v|pl|all|boul)\.$")
_NUMBER = re.compile(r"(\d+)")
_LONE = re.compile(r"[a-hj-z]")


@lru_cache(maxsize=65536)
def plain_words(name: str) -> str:
    """A name's words in small letters, æ ø å spelled out, abbreviations written out; no word is left away."""
    parts = (_NUMBER.sub(r" \1 ", plain(name))).split()
    return " ".join(SHORT.get(word, ROMAN.get(word, word)) for word in parts)


def street_words(street: str) -> str:
    """A street as it is compared: what is written short at its end is written out.

    >>> street_words("Nørreg."), street_words("Børnehavev."), street_words("Nørregade")
    ('noerregade', 'boernehavevej', 'noerregade')
    """
    return plain_words(_SHORT_STREET.sub(lambda found: STREETS[found[1]], street.strip().casefold()))


def core_words(name: str, place: str) -> str:
    """The words of a name that tell it apart: without the municipality's own name and words that tell nothing; all of
    them where nothing else is left.
    """
    words = plain_words(name).split()
    local = set(plain_words(place).split())
    kept = [word for word in words if word not in EMPTY and word not in local and word.rstrip("s") not in local]
    return " ".join(kept or words)


def numbers_in(words: str) -> frozenset[str]:
    """Numbers and lone letters: what tells Team 1 from Team 2, and Gruppe A from Gruppe B."""
    return frozenset(word.lstrip("0") or "0" for word in words.split() if word.isdigit() or _LONE.fullmatch(word))


def without_numbers(words: str) -> str:
    """The other words."""
    return " ".join(word for word in words.split() if not (word.isdigit() or _LONE.fullmatch(word))) or words
