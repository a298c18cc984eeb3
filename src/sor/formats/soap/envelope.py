"""SOAP 1.1, document/literal: a request read within limits and checked against a contract; answers and faults written.

Pure: bytes to a call, text to bytes. Every SOAP door reads and writes here; what an operation means stands elsewhere.
"""

import codecs
import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import Any, NamedTuple, TypeAlias

from lxml import etree
from lxml.etree import _Element

from sor.core.text import Unfit, pass_text
from sor.formats.xml_tables.program import CANNOT_HOLD, escape_text

Element: TypeAlias = _Element
"""lxml has no public name for it."""

ENVELOPE = "http://schemas.xmlsoap.org/soap/envelope/"
ENVELOPE_12 = "http://www.w3.org/2003/05/soap-envelope"
TAKEN = frozenset(
    codecs.lookup(name).name
    for name in ("UTF-8", "UTF-16", "UTF-16LE", "UTF-16BE", "US-ASCII", "ISO-8859-1", "ISO-8859-15", "windows-1252")
)
"""The character sets of requests, as Python calls them."""

PROBLEM = "urn:open-sor:soap:1"
"""The namespace of a fault's detail: ours, no contract has one."""

CONTENT_TYPE = "text/xml; charset=utf-8"
NEXT_ACTOR = "http://schemas.xmlsoap.org/soap/actor/next"
TELLS_AT_MOST = 10
"""So many problems of one request are told; a client with more has misunderstood the contract."""

LONGEST_NAME = 100
"""Characters of an element's name that are repeated to the one who sent it."""

_NAMED = re.compile(r"Element '([^']*)'[:,] ")
"""How libxml2 begins what it says of an element."""

_NAMELESS = etree.XPath("(//*[contains(local-name(), ':') or @*[contains(local-name(), ':')]])[1]")
"""An element with a name whose prefix is not declared. The parser lets it pass when a namespace that is no URI (SORUS's
own are none) comes after it: it looks at the last thing it had to say alone, and that is then a warning.
"""

_PLACE = re.compile(r", line \d+, column \d+$")


class Limits(NamedTuple):
    """size: bytes of a request. depth: elements inside one another."""

    size: int = 1_000_000
    depth: int = 50


class Trouble(NamedTuple):
    """One thing wrong with a request: on which line (0 when none can be named), with which element, what."""

    line: int
    element: str
    text: str

    def sentence(self) -> str:
        """In one sentence."""
        line = f"line {self.line}" if self.line else ""
        element = f"element {self.element[:LONGEST_NAME]}" if self.element else ""
        where = ", ".join(filter(None, (line, element)))
        return f"{where}: {self.text}" if where else self.text


class Fault(Exception):
    """What is answered instead of an answer. code: Client, Server, VersionMismatch or MustUnderstand.

    status: of HTTP; SOAP 1.1 says 500 for every fault. detail: what a service adds inside the detail; header: the
    entries of the answer's header; both as XML. retry_after: seconds after which the same may be asked again.
    is_understood: whether the request was read, and is refused for what it asks.
    says_code: whether the detail says the service's own code, so that no guard adds another.
    """

    says_code = False
    is_understood = False

    def __init__(
        self,
        code: str,
        *troubles: Trouble,
        status: int = 500,
        detail: str = "",
        header: str = "",
        retry_after: int | None = None,
    ) -> None:
        super().__init__(troubles[0].sentence())
        self.code = code
        self.troubles = troubles
        self.status = status
        self.detail = detail
        self.header = header
        self.retry_after = retry_after


class Call(NamedTuple):
    """A request: the operation its body asks for (empty when the contract knows none), the body's element, the header
    (None without one), and the bytes of it all in the character set that the transport named.
    """

    operation: str
    element: Element
    header: Element | None
    raw: bytes = b""
    charset: str | None = None

    def text(self, name: str) -> str | None:
        """The text of the child of that name (of the contract's namespace), composed and without blanks around it; None
        without. Raises Fault for a character that no text may hold.
        """
        wanted = self.element.tag[: self.element.tag.index("}") + 1] + name
        for child in self.element:
            if child.tag == wanted:
                try:
                    return pass_text((child.text or "").strip())
                except Unfit as error:
                    raise self.client_fault(name, str(error)) from None
        return None

    def client_fault(self, name: str, text: str) -> Fault:
        """A Client fault about the child of that name, for what no schema can say."""
        found = self.element.find(f"{{*}}{name}")
        return Fault("Client", Trouble(_line(self.element if found is None else found), name, text))


class Contract:
    """What a service understands.

    schema: the file that declares the messages (imports and includes are found beside it). requests: operation to the
    local name of the element that asks for it. understood: the header entries (``{namespace}name``) that are taken
    even with mustUnderstand.
    """

    def __init__(
        self,
        namespace: str,
        schema: Path,
        requests: Mapping[str, str],
        *,
        limits: Limits | None = None,
        understood: Iterable[str] = (),
    ) -> None:
        self.namespace = namespace
        self.limits = limits or Limits()
        self.operations = {f"{{{namespace}}}{name}": operation for operation, name in requests.items()}
        self._names = {name: operation for operation, name in requests.items()}
        self._understood = frozenset(understood)
        self._schema = _schema_of_envelopes(namespace, schema)
        self._validating = Lock()
        self._deeper = etree.XPath("/*" * (self.limits.depth + 1))

    def parse(self, body: bytes, charset: str | None = None) -> Call:
        """The checked call in a request's bytes: ``open`` and ``check``. Raises Fault."""
        call = self.open(body, charset)
        self.check(call)
        return call

    def open(self, body: bytes, charset: str | None = None) -> Call:
        """The call in a request's bytes, its body not yet held against the contract: who calls is asked first.

        charset: as the transport names it; None trusts the document. Raises Fault: 413 over the limits,
        VersionMismatch, MustUnderstand, Client with line and element for all else.
        """
        if len(body) > self.limits.size:
            raise too_large(self.limits.size)
        root = _read(body, charset, self.limits)
        deep: Any = self._deeper(root)
        if deep:
            raise too_deep(self.limits.depth, _line(deep[0]), etree.QName(deep[0]).localname)
        header, element = _open_envelope(root)
        if header is not None:
            self._check_understood(header)
        return Call(self.operations.get(element.tag, ""), element, header, body, charset)

    def check(self, call: Call) -> None:
        """Raises Fault, Client with line and element, unless a call keeps to the contract."""
        if not call.operation:
            raise self._unknown(call.element)
        with self._validating:  # what the schema has said of a request belongs to the schema, not to the thread
            if not self._schema.validate(call.element.getroottree()):
                raise Fault("Client", *self._troubles())

    def _unknown(self, element: Element) -> Fault:
        name = etree.QName(element)
        if name.localname in self._names:
            there = f"namespace {name.namespace}" if name.namespace else "no namespace"
            text = f"it has {there}; this service's is {self.namespace}."
        else:
            text = f"no operation is asked for by it. There are: {', '.join(sorted(self._names))}."
        return Fault("Client", Trouble(_line(element), name.localname, text))

    def _check_understood(self, header: Element) -> None:
        for entry in header.iterchildren("{*}*"):
            is_demanded = entry.get(f"{{{ENVELOPE}}}mustUnderstand") == "1"
            if is_demanded and entry.get(f"{{{ENVELOPE}}}actor", NEXT_ACTOR) in ("", NEXT_ACTOR):
                name = etree.QName(entry)
                if name.text not in self._understood:
                    text = f"this header ({name.namespace}) must be understood, but is not known here."
                    raise Fault("MustUnderstand", Trouble(_line(entry), name.localname, text))

    def _troubles(self) -> list[Trouble]:
        """What the schema said of the last request, in the order of its lines."""
        found = []
        log: Any = self._schema.error_log
        for error in list(log)[:TELLS_AT_MOST]:
            text = error.message.replace(f"{{{self.namespace}}}", "").replace(f"{{{ENVELOPE}}}", "soap:")
            named = _NAMED.match(text)
            element, told = (named[1], text[named.end() :]) if named else ("", text)
            found.append(Trouble(error.line, element, told))
        return found or [Trouble(0, "", "The request does not keep to the contract.")]


def too_large(size: int) -> Fault:
    """The fault for a request of more than ``size`` bytes."""
    text = f"The request is larger than the {size:,} bytes that this service takes. Send less at a time."
    return Fault("Client", Trouble(0, "", text), status=413)


def too_deep(depth: int, line: int, element: str) -> Fault:
    """The fault for a request with more than ``depth`` elements inside one another."""
    text = f"The request is nested deeper than the {depth} elements that this service takes."
    return Fault("Client", Trouble(line, element, text), status=413)


def client_fault(text: str) -> Fault:
    """The fault for what its caller may not ask, about no element of it."""
    fault = Fault("Client", Trouble(0, "", text))
    fault.is_understood = True
    return fault


def server_fault(text: str) -> Fault:
    """The fault for a mistake of ours."""
    return Fault("Server", Trouble(0, "", text))


def write(body: bytes, header: str = "") -> bytes:
    """An envelope around a body (and a header's entries), both written already."""
    if not header:
        return b"%b%b%b%b" % (_BEFORE, _BODY, body, _AFTER)
    return b"%b<soap:Header>%b</soap:Header>%b%b%b" % (_BEFORE, header.encode(), _BODY, body, _AFTER)


def write_fault(fault: Fault) -> bytes:
    """The envelope of a fault; its detail lists every trouble with its line and element."""
    troubles = "".join(_trouble(trouble) for trouble in fault.troubles)
    body = (
        f"<soap:Fault><faultcode>soap:{fault.code}</faultcode>"
        f'<faultstring xml:lang="en">{_safe(str(fault))}</faultstring>'
        f'<detail><Problems xmlns="{PROBLEM}">{troubles}</Problems>{fault.detail}</detail></soap:Fault>'
    )
    return write(body.encode(), fault.header)


_BEFORE = f'<?xml version="1.0" encoding="UTF-8"?>\n<soap:Envelope xmlns:soap="{ENVELOPE}">'.encode()
_BODY = b"<soap:Body>"
_AFTER = b"</soap:Body></soap:Envelope>"
_ENVELOPE_TAG, _HEADER_TAG, _BODY_TAG = (f"{{{ENVELOPE}}}{name}" for name in ("Envelope", "Header", "Body"))


def _trouble(trouble: Trouble) -> str:
    line = f"<Line>{trouble.line}</Line>" if trouble.line else ""
    element = f"<Element>{_safe(trouble.element)}</Element>" if trouble.element else ""
    return f"<Problem>{line}{element}<Text>{_safe(trouble.text)}</Text></Problem>"


def _safe(text: str) -> str:
    """A message with what a caller sent in it: it must never fail."""
    return escape_text(CANNOT_HOLD.sub("\ufffd", text), "")


@lru_cache(maxsize=8)
def _parser(charset: str | None) -> etree.XMLParser:
    """A parser that fetches nothing and expands nothing. Raises LookupError for an unknown character set."""
    return etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True, encoding=charset
    )


def _read(body: bytes, charset: str | None, limits: Limits) -> Element:
    try:
        root = etree.fromstring(body, _parser(charset))
    except LookupError:
        raise Fault("Client", Trouble(0, "", f"The character set '{charset}' is not known. Send UTF-8.")) from None
    except etree.XMLSyntaxError as error:
        message = _PLACE.sub("", error.msg or "it is empty")
        if "depth" in message:
            raise too_deep(limits.depth, error.lineno or 0, "") from None
        raise Fault("Client", Trouble(error.lineno or 0, "", f"This is no well-formed XML: {message}.")) from None
    _demand_usual(charset or root.getroottree().docinfo.encoding or "UTF-8")
    if root.getroottree().docinfo.internalDTD is not None:
        raise Fault("Client", Trouble(0, "", "The request has a document type declaration (DTD). Leave it out."))
    nameless: Any = _NAMELESS(root)
    if nameless:
        text = "This is no well-formed XML: a name's prefix is not declared."
        raise Fault("Client", Trouble(_line(nameless[0]), "", text))
    return root


def _demand_usual(charset: str) -> None:
    """Raises Fault for a character set in which a message reads otherwise than those on its way see it (UTF-7)."""
    try:
        is_usual = codecs.lookup(charset).name in TAKEN
    except LookupError:
        is_usual = False
    if not is_usual:
        raise Fault("Client", Trouble(0, "", f"The character set '{charset[:40]}' is not taken. Send UTF-8."))


def _open_envelope(root: Element) -> tuple[Element | None, Element]:
    """The header, and the one element of the body."""
    if root.tag != _ENVELOPE_TAG:
        raise _no_envelope(root)
    headers, bodies = root.findall(_HEADER_TAG), root.findall(_BODY_TAG)
    if not bodies:
        raise Fault("Client", Trouble(_line(root), "Envelope", f"it has no Body, namespace {ENVELOPE}."))
    for name, found in (("Header", headers), ("Body", bodies)):
        if len(found) > 1:  # who signs, who checks and who answers might each read another one
            raise Fault("Client", Trouble(_line(found[1]), name, f"the envelope holds {len(found)}; one is allowed."))
    header, body = headers[0] if headers else None, bodies[0]
    if len(body) != 1:
        text = f"it must hold one element, the request; it holds {len(body) or 'none'}."
        raise Fault("Client", Trouble(_line(body), "Body", text))
    return header, body[0]


def _no_envelope(root: Element) -> Fault:
    name = etree.QName(root)
    if name.localname == "Envelope" and name.namespace == ENVELOPE_12:
        text = f"this is SOAP 1.2; this service speaks SOAP 1.1, namespace {ENVELOPE}."
        return Fault("VersionMismatch", Trouble(_line(root), "Envelope", text))
    if name.localname == "Envelope":
        text = f"its namespace is {name.namespace or 'missing'}; SOAP 1.1's is {ENVELOPE}."
        return Fault("VersionMismatch", Trouble(_line(root), "Envelope", text))
    text = f"this is no SOAP request. It begins with Envelope, namespace {ENVELOPE}."
    return Fault("Client", Trouble(_line(root), name.localname, text))


def _line(element: Element) -> int:
    line: Any = element.sourceline
    return int(line or 0)


def _schema_of_envelopes(namespace: str, schema: Path) -> etree.XMLSchema:
    """The schema of envelopes whose body is an element of a contract.

    The whole document is validated, not the body alone: so lines and the prefixes declared outside hold.
    """
    document = f"""
<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns="{ENVELOPE}" targetNamespace="{ENVELOPE}"
    elementFormDefault="qualified">
  <xs:import namespace="{namespace}" schemaLocation="{schema.name}"/>
  <xs:element name="Envelope">
    <xs:complexType>
      <xs:sequence>
        <xs:element name="Header" minOccurs="0">
          <xs:complexType>
            <xs:sequence><xs:any processContents="skip" minOccurs="0" maxOccurs="unbounded"/></xs:sequence>
            <xs:anyAttribute processContents="skip"/>
          </xs:complexType>
        </xs:element>
        <xs:element name="Body">
          <xs:complexType>
            <xs:sequence><xs:any namespace="##other" processContents="strict"/></xs:sequence>
            <xs:anyAttribute processContents="skip"/>
          </xs:complexType>
        </xs:element>
      </xs:sequence>
      <xs:anyAttribute processContents="skip"/>
    </xs:complexType>
  </xs:element>
</xs:schema>"""
    parser = etree.XMLParser(no_network=True, resolve_entities=False)
    root = etree.fromstring(document.encode(), parser, base_url=schema.with_name("envelope.xsd").as_uri())
    return etree.XMLSchema(root)
