"""The gate for text: what every text is that enters the register, and what none may hold.

Text is composed (NFC: Å is one character, not A and a ring) and holds no character that the log, XML or a screen
cannot show: control characters, line separators, halves, private or unassigned characters, marks without width and
marks of direction. Blanks of any width are text.

Judged by the Unicode tables of the Python that runs (``unicodedata.unidata_version``): a character of a later Unicode
is refused until Python knows it, because nobody can say yet how it is composed. What is composed once stays so in every
later Unicode.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from typing import Any, NamedTuple, TypeVar

from sor.core.canonical import decode
from sor.core.shapes import Value

Plain = TypeVar("Plain")
"""A plain value: its shape is what comes out again."""

_KINDS = {
    "Cc": ("a control character", "et kontroltegn"),
    "Cf": ("a mark that nobody sees", "et usynligt tegn"),
    "Cn": ("no character of this Unicode", "ikke et tegn i denne Unicode"),
    "Co": ("a private character", "et privat tegn"),
    "Cs": ("half a character", "et halvt tegn"),
    "Zl": ("a line separator", "et linjeskift"),
    "Zp": ("a paragraph separator", "et afsnitsskift"),
}  # fmt: skip
"""The categories of characters that no text may hold, in English and Danish."""

_UNSEEN = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]"
)
"""Characters without width that Unicode counts among letters and accents (its Default_Ignorable_Code_Point), and the
empty pattern of Braille. They stand as ranges: one by one, a look at every text would cost a hundred times as much.
"""

_CALLED = {"\0": "NUL", "\t": "TAB", "\n": "LINE FEED", "\r": "CARRIAGE RETURN", "\x7f": "DELETE", "\x85": "NEXT LINE"}

_BREAKS = re.compile(r"(?<![ \t\r\n])[ \t\r\n]*[\t\r\n][ \t\r\n]*")
"""Looked for where a run of blanks begins, not at each of them: many blanks would cost their square."""


class Misfit(NamedTuple):
    """A character that no text may hold, and its place in the text, counted from 1."""

    place: int
    character: str

    @property
    def name(self) -> str:
        """``U+200B ZERO WIDTH SPACE``; what has no name in Unicode has its number only."""
        called = _CALLED.get(self.character) or unicodedata.name(self.character, "")
        return f"U+{ord(self.character):04X} {called}".rstrip()

    @property
    def english(self) -> str:
        """A clause that says which character it is, and where."""
        return f"character {self.place} is {self.name}, {(_kind(self.character) or ('text', 'tekst'))[0]}"

    @property
    def danish(self) -> str:
        """The same in Danish."""
        return f"tegn nr. {self.place} er {self.name}, {(_kind(self.character) or ('text', 'tekst'))[1]}"


class Unfit(ValueError):
    """A text that does not pass the gate. where: its path among the values that were looked through."""

    def __init__(self, where: str, misfit: Misfit, text: str = "") -> None:
        super().__init__(f"{where}: {misfit.english}; take it out." if where else f"{misfit.english}; take it out.")
        self.danish = f"{where}: {misfit.danish}; fjern det." if where else f"{misfit.danish}; fjern det."
        self.where = where
        self.misfit = misfit
        self.text = text


class NotComposed(ValueError):
    """A text that no door has composed: a fault of this program."""

    def __init__(self, where: str) -> None:
        super().__init__(f"{where} holds a text that is not composed (NFC). Compose it.")


def compose_text(text: str) -> str:
    """The text in its one spelling (NFC)."""
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def is_fit(text: str) -> bool:
    """Whether a text is just as the register keeps it."""
    return text.isprintable() if text.isascii() else _is_fit(text)


def misfit(text: str) -> Misfit | None:
    """The first character that no text may hold; none when there is none."""
    if text.isascii() and text.isprintable():
        return None
    return next((Misfit(n, c) for n, c in enumerate(text, 1) if _kind(c)), None)


def pass_text(text: str, where: str = "") -> str:
    """The text as the register keeps it. Raises Unfit."""
    if is_fit(text):
        return text
    found = misfit(text)
    if found is not None:
        raise Unfit(where, found, text)
    return compose_text(text)


def pass_all(value: Plain, where: str = "") -> Plain:
    """A plain value (texts in lists in dictionaries) with all its texts as the register keeps them. Raises Unfit."""
    return map_texts(value, pass_text, where)


def map_texts(value: Plain, change: Callable[[str, str], str], where: str = "") -> Plain:
    """A plain value with each of its texts changed; ``change`` is told each text and its path."""
    found: Any = _map_texts(value, change, where)
    same: Plain = found
    return same


def _map_texts(value: Value, change: Callable[[str, str], str], where: str) -> Value:
    if isinstance(value, str):
        return change(value, where)
    if isinstance(value, Mapping):
        dot = f"{where}." if where else ""
        return {
            change(key, f"{dot}{_write_member(key)}") if isinstance(key, str) else key: _map_texts(
                one, change, f"{dot}{key}"
            )
            for key, one in value.items()
        }
    if isinstance(value, list | tuple):
        return [_map_texts(one, change, f"{where}[{n}]") for n, one in enumerate(value)]
    return value


def texts_of(value: Value) -> Iterator[str]:
    """Every text in a plain value, names of members too."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for key, one in value.items():
            yield key
            yield from texts_of(one)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from texts_of(one)


def refuse_unfit(encoded: bytes, where: str) -> None:
    """The last insistence, on a value in its canonical bytes, before it is recorded. Raises Unfit when one of its texts
    is not just as the register keeps it.
    """
    if is_surely_fit(encoded.decode()):
        return
    for one in texts_of(decode(encoded)):
        if not is_fit(one):
            found = misfit(one)
            raise Unfit(where, found) if found else NotComposed(where)


def is_surely_fit(text: str) -> bool:
    """A quick look at a value in canonical JSON: whether all its texts are surely as the register keeps them."""
    if not text.isprintable() or "\\" in text:
        return False
    return text.isascii() or (not _UNSEEN.search(text) and unicodedata.is_normalized("NFC", text))


def without_breaks(text: str) -> str:
    """The text on one line: a run of line breaks and tabs, with the blanks around it, is one blank."""
    return _BREAKS.sub(" ", text).strip(" ") if _BREAKS.search(text) else text


def fit_text(text: str) -> tuple[str, list[str]]:
    """A text from outside the gate as it can be shown, and the names of the characters that were left out, each once.

    For what older logs hold and for names of files. Breaks and tabs become blanks; characters that cannot be shown
    are left out; the rest is composed.
    """
    if is_fit(text):
        return text, []
    left_out = dict.fromkeys(Misfit(1, c).name for c in text if _kind(c) and c not in "\t\r\n")
    kept = "".join(c for c in text if not _kind(c) or c in "\t\r\n")
    return compose_text(without_breaks(kept)), list(left_out)


def show_body(body: str) -> Any:
    """A stored value, which stands in canonical JSON, as answers show it: of what a log older than the gate holds
    outside it, every text is ``fitted``.
    """
    return decode(body) if is_surely_fit(body) else map_texts(decode(body), lambda text, _: fit_text(text)[0])


@lru_cache(maxsize=65536)
def _is_fit(text: str) -> bool:
    return not any(map(_kind, text)) and unicodedata.is_normalized("NFC", text)


@lru_cache(maxsize=4096)
def _kind(character: str) -> tuple[str, str] | None:
    """What is wrong with a character, in English and Danish; None when it is text."""
    if _UNSEEN.match(character):
        return _KINDS["Cf"]
    return _KINDS.get(unicodedata.category(character))


def _write_member(key: str) -> str:
    """A member's name as a path can show it."""
    return "".join("?" if _kind(c) else c for c in key[:40])
