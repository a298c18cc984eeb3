"""The parts of a SOAP message that DGWS looks at, each taken from its one allowed place."""

import re
from functools import lru_cache
from typing import Any

from lxml import etree
from lxml.etree import _Element

from sor.access.dgws.familiar import HeaderTexts
from sor.access.dgws.linking import Linking, linking_of
from sor.access.dgws.names import ASSERTION, CREATED, HEADER, SAML, SECURITY, SOAP, TIMESTAMP
from sor.access.dgws.recognising import Recognised, context_of
from sor.access.dgws.refusal import BAD_SIGNATURE, MISSING_HEADER, SYNTAX_ERROR, Refusal
from sor.access.dgws.verified import Verified

_ASSERTIONS = etree.XPath("count(//saml:Assertion)", namespaces={"saml": SAML})
_BEARERS = etree.XPath("""count(//@*[. = $id][translate(local-name(), "ID", "id") = "id"])""")
"""How many elements bear an id, under whatever spelling of ``id`` and in whatever namespace."""

_READ_BY_BYTES = frozenset({"UTF-8", "ISO-8859-1", "US-ASCII", "ASCII", "WINDOWS-1252"})
"""Encodings in which ``<!`` is these two bytes and nothing else is."""

_BEGINS_IN_BYTES = re.compile(rb"<[^\0]")
"""A document that begins so is not in UTF-16 or the like, whose encoding the parser finds by itself."""

_REMARK = re.compile(rb"<!|<\?")


class GuardedMessage:
    """A message on its way in. header: its ``soap:Header``, without comments and processing instructions; raw: the
    bytes it was parsed from, in the character set that the transport named (None: as the document says).

    recognised: what was known of it before it was parsed; ``raw`` and ``header`` then lack the card.
    """

    def __init__(
        self, header: _Element | None, raw: bytes, charset: str | None = None, recognised: Recognised | None = None
    ) -> None:
        self.raw = raw
        self._header = header
        self._charset = charset
        self._recognised = recognised
        self._linking: Linking | None = None
        entries = () if header is None else tuple(header)
        self._securities = [entry for entry in entries if entry.tag == SECURITY]
        self._headers = [entry for entry in entries if entry.tag == HEADER]

    @property
    def shows_card(self) -> bool:
        """Whether the message speaks DGWS: it has a ``medcom:Header``, or an assertion somewhere in its header."""
        if self._header is None:
            return False
        return (
            bool(self._headers) or self._recognised is not None or next(self._header.iter(ASSERTION), None) is not None
        )

    @property
    def known(self) -> Verified | None:
        """The card, when it was verified before."""
        return None if self._recognised is None else self._recognised.verified

    @property
    def linking(self) -> Linking:
        """What ``medcom:Header`` says; all of it empty without one. Raises Refusal for one that breaks its form."""
        if self._linking is None:
            self._linking = linking_of(self._headers[0]) if self._headers else Linking()
        return self._linking

    @property
    def created(self) -> str | None:
        """When the sender says to have made the message; None when it does not say."""
        for timestamp in self._securities[0].iterchildren(TIMESTAMP):
            for created in timestamp.iterchildren(CREATED):
                return (created.text or "").strip()
        return None

    @property
    def assertion(self) -> _Element:
        """The ID card's assertion, or what stands for it. Raises Refusal when a part of the header is missing, or
        there twice.
        """
        for what, found in (("wsse:Security", self._securities), ("medcom:Header", self._headers)):
            if len(found) > 1:
                raise Refusal(SYNTAX_ERROR, f"There are {len(found)} {what} in the header. Send one.")
        if not self._securities:
            raise Refusal(MISSING_HEADER, "The header has no wsse:Security. Send the ID card of your STS in it.")
        card = self._card()
        if card is None:
            raise Refusal(MISSING_HEADER, "wsse:Security holds no saml:Assertion. Send the ID card of your STS in it.")
        if not self._headers:
            raise Refusal(MISSING_HEADER, "The header has no medcom:Header. Send one with Linking and a MessageID.")
        return card

    def is_as_recognised(self) -> bool:
        """Whether what stands for the known card has the card's own place, with the same meaning of prefixes."""
        if self._recognised is None or len(self._securities) != 1:
            return False
        card = self._card()
        return card is not None and context_of(card) == self._recognised.verified.context

    def demand_one_card(self) -> None:
        """Raises Refusal unless the card is the only assertion of the whole message, no other element bears its id,
        and nothing stands in its header that a signature would not see. (Of a recognised card all this is known.)
        """
        if self._recognised is not None:
            return
        card = self.assertion
        root = card.getroottree().getroot()
        count: Any = _ASSERTIONS(root)
        if count != 1:
            raise Refusal(BAD_SIGNATURE, f"The message holds {count:.0f} assertions. Send one, in wsse:Security.")
        bearers: Any = _BEARERS(root, id=card.get("id", ""))
        if bearers > 1:
            raise Refusal(
                BAD_SIGNATURE, "Another element of the message bears the ID card's id. Give it one of its own."
            )
        if self._may_hold_remarks(card) and self._holds_remarks():
            raise Refusal(
                BAD_SIGNATURE,
                "There are comments or processing instructions in the card or a value of the header. Leave them out.",
            )

    def _card(self) -> _Element | None:
        if self._recognised is None:
            return next(self._securities[0].iterchildren(ASSERTION), None)
        return next(filter(self._recognised.stands_for, self._securities[0]), None)

    def _may_hold_remarks(self, card: _Element) -> bool:
        """Whether the bytes leave room for a comment or a processing instruction beside the XML declaration."""
        encoding = self._charset or card.getroottree().docinfo.encoding or "UTF-8"
        is_read_by_bytes = _BEGINS_IN_BYTES.match(self.raw) and encoding.upper() in _READ_BY_BYTES
        return not is_read_by_bytes or _REMARK.search(self.raw, 2) is not None

    def _holds_remarks(self) -> bool:
        root = etree.fromstring(self.raw, _parser(self._charset, remarks=True))
        return any(
            _may_mislead(remark)
            for header in root.iterchildren("{*}Header")
            for remark in header.iter(etree.Comment, etree.ProcessingInstruction)
        )


def _may_mislead(remark: _Element) -> bool:
    """Whether a comment or an instruction stands in the card, whose signature does not see it, or parts a value that
    others may read otherwise; between elements it is nobody's business.
    """
    parent = remark.getparent()
    if parent is None or next(remark.iterancestors(ASSERTION), None) is not None:
        return True
    has_elements = any(isinstance(child.tag, str) for child in parent)
    texts = [parent.text, *(child.tail for child in parent)]
    return not has_elements or any(text and text.strip() for text in texts)


class FamiliarMessage:
    """A message whose whole header was recognised: all of its parts were there when its card was verified."""

    shows_card = True
    raw = b""

    def __init__(self, header: _Element, known: Verified, texts: HeaderTexts) -> None:
        self.known = known
        self.linking, self.created = texts
        self.assertion = header

    def demand_one_card(self) -> None:
        """Known when it was recognised."""


def message_of(
    header: _Element | None, raw: bytes, charset: str | None, recognised: Recognised | None
) -> GuardedMessage | FamiliarMessage:
    """The message with a header. recognised: what ``recognise`` said of it, where it did; then the header is of what
    is left without the card. If the card did not stand in its place after all, the whole is parsed.
    """
    if recognised is None:
        return GuardedMessage(header, raw, charset)
    if recognised.texts is not None and recognised.verified.form is not None and header is not None:
        is_in_place = len(header) == 1 and recognised.stands_for(header[0])
        if is_in_place and header.nsmap == recognised.verified.form.context:
            return FamiliarMessage(header, recognised.verified, recognised.texts)
    elif (message := GuardedMessage(header, raw, charset, recognised)).is_as_recognised():
        return message
    root = etree.fromstring(recognised.raw, _parser(charset, remarks=False))
    return GuardedMessage(root.find(f"{{{SOAP}}}Header"), recognised.raw, charset)


@lru_cache(maxsize=8)
def _parser(charset: str | None, *, remarks: bool) -> etree.XMLParser:
    return etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, encoding=charset,
        remove_comments=not remarks, remove_pis=not remarks,
    )  # fmt: skip
