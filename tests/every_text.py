"""Every text that a change may state or a file may bring, found in the program's own tables, and what fills it."""

from collections.abc import Mapping
from typing import Any

from tests.any_text import PLACE_TEXTS, Path, texts_of_kind

INSIDE: tuple[tuple[str, Path], ...] = (
    ("unit", ("location", "number")),
    ("unit", ("specialities", "code")), ("unit", ("specialities", "type")), ("shak", ("specialities",)),
    *(("location_number", ("messages", part)) for part in ("standard", "version", "format")),
)  # fmt: skip
EVERY_TEXT: tuple[tuple[str, Path], ...] = (
    *((kind, path) for kind in ("unit", "location_number", "shak") for path in texts_of_kind(kind)),
    *(("place", path) for path in PLACE_TEXTS),
    *INSIDE,
)
"""Kind and path of each."""

ELSEWHERE: Mapping[tuple[str, ...], str] = {
    ("unit", "location", "number"): "L4: it has 13 digits, and the right check digit is told",
}
"""Texts that the table of lengths does not hold, with the reason."""


def filled(path: Path, count: int) -> Any:
    """The value of a field in which one text has so many characters, in the form of that text."""
    return {path[0]: _inside(path, text_of(path, count))}


def text_of(path: Path, count: int) -> str:
    """So many characters, as the text at a path is written."""
    if path[-1] in ("phone", "fax", "cvr", "production_unit", "provider_identifier"):
        return "9" * count
    if path[-1] == "email":
        return "e" * (count - 10) + "@e.example"
    return "www.example.dk/" + "w" * (count - 15) if path[-1] == "website" else "ø" * count


def _inside(path: Path, text: str) -> Any:
    if len(path) == 1:
        return [text] if path == ("specialities",) else text
    field, part = path
    if field == "specialities":
        return [{"code": "394594003", "main": True}, {"code": "394609007", "main": False} | {part: text}]
    if field == "messages":
        return [{"standard": "XDIS91", "version": "1.0", "direction": "send"} | {part: text}]
    phone = {"phone": "87654321"} if field == "virtual_address" else {}
    return phone | {part: text}
