"""The language in which a page is shown where its address names none: what the browser asks for (Accept-Language)."""

from contextvars import ContextVar

from sor.endpoints.web.kit.labels import LANGUAGES

DANISH = "da"
_WANTED: ContextVar[str] = ContextVar("the language that the browser asks for")


def note_languages(header: str) -> None:
    """Let the pages of this request know what its browser asks for."""
    _WANTED.set(choose_language(header))


def wanted_language() -> str:
    """The language of this request's pages where the address names none."""
    return _WANTED.get(DANISH)


def choose_language(header: str) -> str:
    """Of the pages' languages the one that a header prefers; Danish where it wants none of them, or is no list."""
    best, chosen = 0.0, DANISH
    for part in header[:200].split(","):
        name, _, weight = part.strip().partition(";")
        language = name.strip().lower().partition("-")[0]
        quality = _quality(weight)
        if language in LANGUAGES and quality > best:
            best, chosen = quality, language
    return chosen


def _quality(weight: str) -> float:
    if not weight.strip():
        return 1.0
    name, _, value = weight.strip().partition("=")
    digits = value.replace(".", "", 1)
    return min(float(value), 1.0) if name == "q" and digits.isascii() and digits.isdigit() else 0.0
