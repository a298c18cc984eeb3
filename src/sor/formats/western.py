"""Texts for files in ISO-8859-1 or its Windows form: which characters they cannot hold, and what is written instead.

Never silent: whoever writes such a file tells every replacement with the code of the unit (``replaced``).
"""

import unicodedata
from functools import lru_cache

STANDS_FOR = {
    "–": "-", "—": "-", "−": "-", "‐": "-", "‑": "-", "•": "-", "‘": "'", "’": "'", "‚": "'", "′": "'", "“": '"',
    "”": '"', "„": '"', "″": '"', "…": "...", "€": "EUR", "™": "(TM)", "‰": "o/oo", "œ": "oe", "Œ": "OE", "ł": "l",
    "Ł": "L", "đ": "d", "Đ": "D", "ı": "i", "ŋ": "n", "Ŋ": "N", "ŧ": "t", "Ŧ": "T",
}  # fmt: skip
"""What is written for characters that ISO-8859-1 has not. Letters with other accents lose them; the rest are ``?``."""

UNKNOWN = "?"

WINDOWS_PUNCTUATION = frozenset(b"\x80\x82\x84\x85\x8b\x91\x92\x93\x94\x95\x96\x97\x99\x9b")
"""Euro, quotation marks and dashes, which Windows programs write into files called ISO-8859-1."""

NO_LETTERS = frozenset(range(0x80, 0xA0)) - WINDOWS_PUNCTUATION
"""Bytes that are letters only in some encoding of Windows or DOS, each in another: neither read nor written."""


def replace_characters(text: str, encoding: str) -> tuple[str, list[str]]:
    """A text as an encoding can hold it, and what was done, one clause per character; nothing when it fits."""
    composed = unicodedata.normalize("NFC", text)
    written: list[str] = []
    told: dict[str, None] = {}
    for character in composed:
        fits = _fits(character, encoding)
        written.append(character if fits else _stands_for(character, encoding))
        if not fits:
            told[f"{_name_character(character)} is written {written[-1]!r}"] = None
    return "".join(written), list(told)


@lru_cache(maxsize=4096)
def _fits(character: str, encoding: str) -> bool:
    try:
        written = character.encode(encoding)
    except UnicodeEncodeError:
        return False
    return len(written) > 1 or written[0] not in NO_LETTERS


@lru_cache(maxsize=4096)
def _stands_for(character: str, encoding: str) -> str:
    if character in STANDS_FOR:
        return STANDS_FOR[character]
    plain = "".join(c for c in unicodedata.normalize("NFKD", character) if not unicodedata.combining(c))
    return plain if plain and all(_fits(c, encoding) for c in plain) else UNKNOWN


def _name_character(character: str) -> str:
    return f"U+{ord(character):04X} {unicodedata.name(character, 'without a name')}"
