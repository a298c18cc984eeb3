"""A day as people write it."""

import re

from sor.core.day import NotADay, parse_day

DANISH = re.compile(r"([0-9]{1,2})[./-]([0-9]{1,2})[./-]([0-9]{4})")


def read_typed_day(text: str) -> str | None:
    """A day as the document writes it, from ISO or Danish notation; None when it is none."""
    text = text.strip()
    if found := DANISH.fullmatch(text):
        text = f"{found[3]}-{int(found[2]):02}-{int(found[1]):02}"
    try:
        parse_day(text)
    except NotADay:
        return None
    return text
