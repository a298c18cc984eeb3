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

_TEXT = rb"[A-Za-z0-9_.:+/=\-]{1,300}"
"""Characters that mean themselves wherever they stand."""

_FLOW, _MESSAGE, _CREATED = "flow", "message", "created"


class Form(NamedTuple):
    """How a caller writes the header. opening, closing: the tags of ``soap:Header``; before, after: what lies between
    them and the card; linking: what stays the same of it; context: what prefixes mean inside the header.
    """

    opening: bytes
    before: re.Pattern[bytes]
    after: re.Pattern[bytes]
    closing: bytes
    linking: Linking
    context: Mapping[str | None, str]


class Texts(NamedTuple):
    """What differs in a header of a known form."""

    linking: Linking
    created: str | None


def form_of(header: _Element, before: bytes, after: bytes, linking: Linking, created: str | None) -> Form | None:
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
    patterns = _patterns(inside, {name: text.encode() for name, text in texts.items() if text})
    if patterns is None:
        return None
    return Form(before[start:opened], patterns[0], patterns[1], closing, linking, dict(header.nsmap))


def texts_of(form: Form, before: bytes, after: bytes) -> tuple[bytes, Texts, bytes] | None:
    """What stands before a header of that form, its texts, what stands after; None when it has another form."""
    start = before.find(form.opening)
    if start < 0:
        return None
    first = form.before.fullmatch(before, start + len(form.opening))
    second = form.after.match(after)
    if first is None or second is None or not after.startswith(form.closing, second.end()):
        return None
    found = {name: text.decode() for name, text in (first.groupdict() | second.groupdict()).items()}
    linking = form.linking._replace(message_id=found[_MESSAGE], flow_id=found.get(_FLOW))
    return before[:start], Texts(linking, found.get(_CREATED)), after[second.end() + len(form.closing) :]


def _patterns(inside: tuple[bytes, bytes], texts: Mapping[str, bytes]) -> list[re.Pattern[bytes]] | None:
    """Expressions for the bytes around the card, with groups in the places of the texts; each must stand there once."""
    expressions = [re.escape(part) for part in inside]
    for name, text in texts.items():
        element = re.escape(b">" + text + b"<")
        if not re.fullmatch(_TEXT, text) or sum(one.count(element) for one in expressions) != 1:
            return None
        group = b">(?P<%b>%b)<" % (name.encode(), _TEXT)
        expressions = [one.replace(element, group) for one in expressions]
    return [re.compile(one) for one in expressions]
