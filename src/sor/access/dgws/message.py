"""The parts of a SOAP message that DGWS looks at, each taken from its one allowed place."""

import re
from functools import cached_property, lru_cache
from hashlib import sha256
from typing import Any

from lxml import etree
from lxml.etree import _Element

from sor.access.dgws.linking import Linking, linking_of
from sor.access.dgws.names import ASSERTION, CREATED, HEADER, SAML, SECURITY
from sor.access.dgws.refusal import BAD_SIGNATURE, MISSING_HEADER, SYNTAX_ERROR, Refusal

_ASSERTIONS = etree.XPath("count(//saml:Assertion)", namespaces={"saml": SAML})
_BEARERS = etree.XPath("""count(//@*[. = $id][translate(local-name(), "ID", "id") = "id"])""")
"""How many elements bear an id, under whatever spelling of ``id`` and in whatever namespace."""

_READ_BY_BYTES = frozenset({"UTF-8", "ISO-8859-1", "US-ASCII", "ASCII", "WINDOWS-1252"})
"""Encodings in which ``<!`` is these two bytes and nothing else is."""

_BEGINS_IN_BYTES = re.compile(rb"<[^\0]")
"""A document that begins so is not in UTF-16 or the like, whose encoding the parser finds by itself."""

_REMARK = re.compile(rb"<!|<\?")


class Message:
    """A message on its way in. root: the parsed envelope, without comments and processing instructions; header: its
    ``soap:Header``; raw: the bytes it was parsed from, in the character set that the transport named (None: as the
    document says).
    """

    def __init__(self, header: _Element | None, raw: bytes, charset: str | None = None) -> None:
        self._header = header
        self._raw = raw
        self._charset = charset
        entries = () if header is None else tuple(header)
        self._securities = [entry for entry in entries if entry.tag == SECURITY]
        self._headers = [entry for entry in entries if entry.tag == HEADER]

    @property
    def shows_card(self) -> bool:
        """Whether the message speaks DGWS: it has a ``medcom:Header``, or an assertion somewhere in its header."""
        if self._header is None:
            return False
        return bool(self._headers) or next(self._header.iter(ASSERTION), None) is not None

    @cached_property
    def linking(self) -> Linking:
        """What ``medcom:Header`` says; all of it empty without one. Raises Refusal for one that breaks its form."""
        return linking_of(self._headers[0]) if self._headers else Linking()

    @cached_property
    def assertion(self) -> _Element:
        """The ID card's assertion. Raises Refusal when a part of the header is missing, or there twice."""
        for what, found in (("wsse:Security", self._securities), ("medcom:Header", self._headers)):
            if len(found) > 1:
                raise Refusal(SYNTAX_ERROR, f"There are {len(found)} {what} in the header. Send one.")
        if not self._securities:
            raise Refusal(
                MISSING_HEADER, "The header has no wsse:Security. Send the ID card that your STS has issued in it."
            )
        found = [child for child in self._securities[0] if child.tag == ASSERTION]
        if not found:
            raise Refusal(
                MISSING_HEADER, "wsse:Security holds no saml:Assertion. Send the ID card that your STS has issued."
            )
        if not self._headers:
            raise Refusal(MISSING_HEADER, "The header has no medcom:Header. Send one with Linking and a MessageID.")
        return found[0]

    @property
    def created(self) -> str | None:
        """When the sender says to have made the message; None when it does not say."""
        found = self._securities[0].findtext(CREATED)
        return None if found is None else found.strip()

    @cached_property
    def card(self) -> bytes:
        """The assertion, exactly as it was parsed, as bytes of its own: what is verified and nothing else."""
        return etree.tostring(self.assertion, encoding="utf-8", with_tail=False)

    @cached_property
    def digest(self) -> bytes:
        """What tells this card from every other."""
        return sha256(self.card).digest()

    def demand_one_card(self) -> None:
        """Raises Refusal unless the card is the only assertion of the whole message, no other element bears its id,
        and nothing stands in its header that a signature would not see.
        """
        root = self.assertion.getroottree().getroot()
        count: Any = _ASSERTIONS(root)
        if count != 1:
            raise Refusal(BAD_SIGNATURE, f"The message holds {count:.0f} assertions. Send one, in wsse:Security.")
        bearers: Any = _BEARERS(root, id=self.assertion.get("id", ""))
        if bearers > 1:
            raise Refusal(
                BAD_SIGNATURE, "Another element of the message bears the ID card's id. Give it one of its own."
            )
        if self._may_hold_remarks() and self._holds_remarks():
            raise Refusal(BAD_SIGNATURE, "There are comments or processing instructions in the header. Leave them out.")

    def _may_hold_remarks(self) -> bool:
        """Whether the bytes leave room for a comment or a processing instruction beside the XML declaration."""
        encoding = self._charset or self.assertion.getroottree().docinfo.encoding or "UTF-8"
        is_read_by_bytes = _BEGINS_IN_BYTES.match(self._raw) and encoding.upper() in _READ_BY_BYTES
        return not is_read_by_bytes or _REMARK.search(self._raw, 2) is not None

    def _holds_remarks(self) -> bool:
        root = etree.fromstring(self._raw, _parser(self._charset))
        return any(
            next(header.iter(etree.Comment, etree.ProcessingInstruction), None) is not None
            for header in root.iterchildren("{*}Header")
        )


@lru_cache(maxsize=8)
def _parser(charset: str | None) -> etree.XMLParser:
    return etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, encoding=charset)
