"""A card that was verified before is recognised by its bytes, and not even parsed again.

Where a message holds the bytes of a known card, they are cut out and an element put in their stead with a mark that
nobody can know beforehand. If the rest, parsed, has that element where a card belongs, then the bytes stood there as
content, not in a comment or a value; and where the same prefixes mean the same, the same bytes are the same card. So
nothing is believed that parsing the whole would not have shown. What leaves any doubt is parsed whole.
"""

import os
import re
from collections.abc import Callable
from datetime import datetime
from hashlib import sha256
from typing import NamedTuple

from lxml import etree
from lxml.etree import _Element

from sor.access.dgws.familiar import HeaderTexts, form_of, texts_of
from sor.access.dgws.names import SOAP
from sor.access.dgws.trust import Trust
from sor.access.dgws.verified import Verified, VerifiedCards

_KNOWN = b"urn:open-sor:known-card"
STAND_IN = f"{{{_KNOWN.decode()}}}card"
"""The tag of what stands for a card. The secret is in an attribute's value: parsers never forget names."""

_START = re.compile(rb"<((?:[A-Za-z_][A-Za-z0-9_.\-]*:)?Assertion)[\s>]")
_DECLARATION = re.compile(rb"<\?xml[^>?]*\?>")


class Recognised(NamedTuple):
    """A message with a known card cut out, or with its whole header. mark: what marks the element that stands for it;
    raw: the message as it came; texts: those of the header, where all of it was recognised.
    """

    verified: Verified
    mark: str
    rest: bytes
    raw: bytes
    texts: HeaderTexts | None = None

    def stands_for(self, element: _Element) -> bool:
        """Whether this is the element that stands for what was cut out."""
        return element.tag == STAND_IN and element.get("mark") == self.mark


def recognise(raw: bytes, charset: str | None, kept: VerifiedCards, trust: Callable[[], Trust]) -> Recognised | None:
    """The message with its known card cut out; None when it holds none, or something is unusual about it.

    charset: as the transport names it. trust: whom to trust now; a card of anybody else is not known, however often it
    was verified before.
    """
    found = _cut(raw) if charset is None else None
    if found is None:
        return None
    before, card, after = found
    verified = kept.get(sha256(card).digest())
    if verified is None or not any(one.is_same(verified.signer) for one in trust()):
        return None
    head = _DECLARATION.match(before)
    if head is not None and b"encoding" in head[0] and b"utf-8" not in head[0].lower():
        return None
    texts = None
    familiar = texts_of(verified.form, before, after) if verified.form is not None else None
    if familiar is not None:
        before, texts, after = familiar
    outside = before if head is None else before[head.end() :]
    if _is_doubtful(outside, verified.own_id) or _is_doubtful(after, verified.own_id):
        return None
    mark = os.urandom(16).hex()
    lines = b"\n" * (raw.count(b"\n") - before.count(b"\n") - after.count(b"\n"))  # later lines keep their numbers
    stead = b'<known:card xmlns:known="%b" mark="%b">%b</known:card>' % (_KNOWN, mark.encode(), lines)
    if verified.form is not None and texts is not None:
        stead = verified.form.opening + stead + verified.form.closing
    return Recognised(verified, mark, before + stead + after, raw, texts)


def _is_doubtful(text: bytes, own_id: bytes) -> bool:
    """Whether there may be more than meets the eye: another assertion or its id, comments, instructions, letters in
    disguise. (Single characters are looked for first: that is the quickest thing there is.)
    """
    return (
        (b"!" in text and b"<!" in text)
        or (b"?" in text and b"<?" in text)
        or (b"&" in text and b"&#" in text)
        or b"Assertion" in text
        or own_id in text
    )


def learn(
    message: bytes, assertion: _Element, verified: Verified, texts: HeaderTexts, kept: VerifiedCards, now: datetime
) -> None:
    """Keep a card that has just been verified in a message, to be recognised from now on; unless its bytes cannot be
    told apart with certainty.
    """
    found = _cut(message)
    if found is None:
        return
    before, card, after = found
    try:
        alone = etree.fromstring(_in_context(card, assertion), _STRICT)[0]
    except etree.XMLSyntaxError:
        return
    if _canonical(alone) != _canonical(assertion):
        return
    header = next(assertion.iterancestors(f"{{{SOAP}}}Header"))
    form = form_of(header, before, after, texts.linking, texts.created)
    kept.keep(sha256(card).digest(), verified._replace(form=form), now)


def context_of(element: _Element) -> dict[str | None, str]:
    """What prefixes mean at the place of an element."""
    parent = element.getparent()
    return {} if parent is None else dict(parent.nsmap)


def _cut(raw: bytes) -> tuple[bytes, bytes, bytes] | None:
    """What stands before a card, its bytes, and what stands after."""
    start = _START.search(raw)
    if start is None:
        return None
    end_tag = b"</%b>" % start[1]
    end = raw.find(end_tag, start.end())
    if end < 0:
        return None
    end += len(end_tag)
    return raw[: start.start()], raw[start.start() : end], raw[end:]


def _in_context(card: bytes, assertion: _Element) -> bytes:
    context = etree.Element("context", nsmap=context_of(assertion))  # type: ignore[arg-type]
    context.text = " "
    head, _, tail = etree.tostring(context, encoding="utf-8").rpartition(b" ")
    return head + card + tail


def _canonical(element: _Element) -> bytes:
    """Without the prefixes it does not use: one of them may be no URI (SORUS's own are none), which c14n refuses."""
    alone = etree.fromstring(etree.tostring(element, encoding="utf-8", with_tail=False), _STRICT)
    etree.cleanup_namespaces(alone)
    return etree.tostring(alone, method="c14n", exclusive=True, with_comments=True, with_tail=False)


_STRICT = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
