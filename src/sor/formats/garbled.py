"""Text that somebody read in a wrong encoding (``BrÃ¸nderslev`` for ``Brønderslev``): told by its looks, with what it
most likely said. It is kept as it is; a finding tells.
"""

import re
from html import unescape
from typing import NamedTuple
from urllib.parse import unquote

from sor.core.text import compose_text, fit_text


class Garbled(NamedTuple):
    """A text with letters of a wrong encoding. meant: what it most likely said; None when letters are lost."""

    text: str
    meant: str | None


def _character(byte: int) -> str:
    """The character that a Windows program shows for a byte."""
    try:
        return bytes((byte,)).decode("cp1252")
    except UnicodeDecodeError:
        return chr(byte)  # five bytes that cp1252 leaves open; ISO-8859-1 shows controls


_BYTES = {_character(byte): byte for byte in range(0x80, 0x100)} | {chr(byte): byte for byte in range(0x80, 0xA0)}
_WINDOWS = {byte: _character(byte) for byte in range(0x80, 0xA0)}
"""Dashes and quotation marks of Windows that were read as ISO-8859-1, where they are controls."""

_FOLLOWING = "".join(re.escape(one) for one, byte in _BYTES.items() if byte < 0xC0)
_SELDOM_AFTER_A_LETTER = "".join(set(map(_character, range(0x80, 0xC0))) - set("„…‹›‘’“”•–—™\xa0©«»®°·´¨¸-"))

_UTF8 = re.compile(
    rf"[ÂÃÌ][{_FOLLOWING}]|[ÄÅ][{re.escape(_SELDOM_AFTER_A_LETTER)}]|â[{_FOLLOWING}]{{2}}|ï[»¿][¿½]|ã[¦¸¥]"
)
"""UTF-8 read a byte at a time: the lead bytes of Western letters, accents and punctuation with what follows them. Ä and
Å are letters of their own, so only what no Western text has behind them counts."""

_TWICE = re.compile(rf"[ÂÃ][{_FOLLOWING}]")
"""What of them is left when that happened twice."""

_ONE_BYTE = {"›": "ø", "†": "å", "¿": "ø", "¾": "æ", "\x9b": "ø", "\x86": "å"}
"""Letters of DOS (code page 850, 865) and of the old Macintosh, as a Windows program shows them within a word."""

_LETTER = r"[^\W\d_]"
_WITHIN = re.compile(rf"(?<={_LETTER})[{''.join(_ONE_BYTE)}](?={_LETTER})")
_LOST = re.compile(rf"\ufffd|(?<!\S)[^\s/.=@&:?]*{_LETTER}\?{_LETTER}[^\s/.=@&:?]*(?!\S)|(?<!\S)\?{_LETTER}")
"""A letter that became a mark of its own; a question mark counts at the beginning of a word, and within one that is no
address on the web."""

_ENTITY = re.compile(r"&(?:[A-Za-z]{2,8}|#\d{2,5}|#x[0-9A-Fa-f]{2,4});")
"""A letter as a web page writes it."""

_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
"""A character as workbooks keep those that XML cannot hold."""

_PERCENT = re.compile(r"%[C-F][0-9A-F](?:%[89AB][0-9A-F])+", re.IGNORECASE)
"""A letter as addresses on the web write it; and a word with one that is no such address."""
_WORD_WITH_PERCENT = re.compile(rf"(?<!\S)[^\s/@&:?=]*{_PERCENT.pattern}[^\s/@&:?=]*(?!\S)", re.IGNORECASE)

_LATIN, _GREEK_SMALL, _FOREIGN = "A-Za-zÀ-ɏ", "α-ω", "\u0370-\u052f\u1f00-\u1fff"
_MIXED = re.compile(rf"[{_LATIN}][{_FOREIGN}]|(?![{_GREEK_SMALL}])[{_FOREIGN}][{_LATIN}]")
"""Greek or Cyrillic beside a Latin letter; a small Greek one may stand before it, as in µg and αblokker."""

_SIGNS = re.compile(
    rf"[ÂÃÌÄÅâïã\x80-\x9f\ufffd?{''.join(_ONE_BYTE)}]|&.+;|_x[0-9A-Fa-f]{{4}}_|%[C-Fc-f]|^\"|[{_FOREIGN}]", re.MULTILINE
)


def is_suspect(text: str) -> bool:
    """A quick look at many texts at once, a line each: whether one of them may be garbled, or odd in another way."""
    return _SIGNS.search(text) is not None


def look_for_garbled(text: str) -> Garbled | None:
    """What is wrong with a text; None when its letters may be as they were written."""
    meant = fit_text(_restore_text(text))[0]
    if _LOST.search(meant):
        return Garbled(text, None)
    return None if meant == compose_text(text) else Garbled(text, meant)


def foreign_letters(text: str) -> str:
    """The Greek and Cyrillic letters of a text, when one stands in a Latin word: mostly they look like Latin ones,
    and no search for the word finds it.
    """
    return "".join(dict.fromkeys(re.findall(rf"[{_FOREIGN}]", text))) if _MIXED.search(text) else ""


def opens_a_quote(text: str) -> bool:
    """Whether a text begins with a quotation mark that nothing closes, as a torn cell of a table does."""
    return text.startswith('"') and text.count('"') == 1


def find_meaning(text: str) -> str | None:
    """What a garbled text most likely said, as a proposal."""
    found = look_for_garbled(text)
    return found and found.meant


def _restore_text(text: str) -> str:
    """The text with every run of such characters read as it was written; also when that happened twice."""
    text = _UTF8.sub(_decode_run, text)
    for _ in range(2):
        text = _TWICE.sub(_decode_run, text)
    text = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)
    text = _WORD_WITH_PERCENT.sub(lambda found: unquote(found[0]), text)
    text = _ENTITY.sub(lambda found: unescape(found[0]), text)
    return _WITHIN.sub(lambda found: _ONE_BYTE[found[0]], text).translate(_WINDOWS)


def _decode_run(found: re.Match[str]) -> str:
    try:
        return bytes(_BYTES[one] for one in found[0].replace("ã", "Ã")).decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError:
        return found[0]
