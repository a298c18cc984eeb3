"""The whole header of a message, recognised by its bytes: a caller's messages of a day differ in three texts only.

From the message with which a card was verified, the form of its header is kept: every byte but the texts of Created,
MessageID and FlowID. A later header of that form, with plain characters in their places, parses to the same elements
with other texts; so it is cut out like a known card (see ``recognising``), and the three texts are read from the bytes.
"""

import re
from collections.abc import Mapping
from typing import NamedTuple

from lxml.etree import _Element

from sor.access.dgws.linking import Linking

_TEXT = re.compile(rb"[A-Za-z0-9_.:+/=\-]{1,300}")
"""Characters that mean themselves wherever they stand; ``<`` is none of them, so a text ends where its element does."""

_FLOW, _MESSAGE, _CREATED = "flow", "message", "created"

Side = tuple[tuple[bytes, str], ...]
"""The bytes on one side of a card: what always stands there, and the name of the text after it, if any."""


class HeaderForm(NamedTuple):
    """How a caller writes the header. opening, closing: the tags of ``soap:Header``; before, after: what lies between
    them and the card; linking: what stays the same of it; context: what prefixes mean inside the header.
    """

    opening: bytes
    before: Side
    after: Side
    closing: bytes
    linking: Linking
    context: Mapping[str | None, str]


class HeaderTexts(NamedTuple):
    """What differs in a header of a known form."""

    linking: Linking
    created: str | None


def form_of(header: _Element, before: bytes, after: bytes, linking: Linking, created: str | None) -> HeaderForm | None:
    """The form of a message's header; None where it cannot be told with certainty.

    before, after: the message's bytes on both sides of its card.
    """
    name = (f"{header.prefix}:Header" if header.prefix else "Header").encode()
    start, end = before.rfind(b"<" + name), after.find(b"</" + name + b">")
    opened = before.find(b">", start) + 1
    if start < 0 or end < 0 or opened <= start:
        return None
    closing = b"</" + name + b">"
    inside = before[opened:], after[:end]
    if any(doubt in part for part in inside for doubt in (b"<!", b"<?", b"&#", b"Assertion", closing)):
        return None
    texts = {_MESSAGE: linking.message_id, _FLOW: linking.flow_id, _CREATED: created}
    given = {text.encode(): name for name, text in texts.items() if text}
    sides = [_side(part, given) for part in inside]
    if sorted(name for side in sides for _, name in side if name) != sorted(
        name for name, text in texts.items() if text
    ):
        return None
    return HeaderForm(before[start:opened], sides[0], sides[1], closing, linking, dict(header.nsmap))


def texts_of(form: HeaderForm, before: bytes, after: bytes) -> tuple[bytes, HeaderTexts, bytes] | None:
    """What stands before a header of that form, its texts, what stands after; None when it has another form."""
    start = before.find(form.opening)
    if start < 0:
        return None
    found: dict[str, str] = {}
    inside = _read(form.before, before, start + len(form.opening), found)
    end = _read(form.after, after, 0, found)
    if inside != len(before) or end < 0 or not after.startswith(form.closing, end):
        return None
    linking = Linking(found[_MESSAGE], found.get(_FLOW), form.linking.level, form.linking.wants_receipt)
    return before[:start], HeaderTexts(linking, found.get(_CREATED)), after[end + len(form.closing) :]


def _side(part: bytes, texts: Mapping[bytes, str]) -> Side:
    """The bytes on one side, parted at the texts that fill an element there."""
    made = []
    start = 0
    for place in re.finditer(rb">([^<>]+)<", part):
        name = texts.get(place[1])
        if name is not None and _TEXT.fullmatch(place[1]):
            made.append((part[start : place.start(1)], name))
            start = place.end(1)
    return *made, (part[start:], "")


def _read(side: Side, raw: bytes, place: int, found: dict[str, str]) -> int:
    """Read a side from a place on, its texts into ``found``; gives where it ends, -1 where it is another."""
    for always, name in side:
        if not raw.startswith(always, place):
            return -1
        place += len(always)
        if name:
            text = _TEXT.match(raw, place)
            if text is None:
                return -1
            found[name] = text[0].decode()
            place = text.end()
    return place
